//! What may enter the dependency trees: deny.toml, for all three workspaces.

use crate::{
    canary::{Canaries, Canary},
    judge::{self, Flaw, Output},
    plan::{Plan, Step},
    stage::{Profile, Stage, minutes},
    tools::Tool,
    workspace::Facts,
};

pub(crate) const STAGE: Stage = Stage {
    id: "deny",
    title: "every dependency keeps the policy on bans, licences and sources",
    source: include_str!("deny.rs"),
    tools: &[Tool::CargoDeny],
    profiles: Profile::THOROUGH,
    budget: minutes(5),
    canaries: Canaries::Planted(canaries),
    plan,
    judge,
};

pub(crate) const WORKSPACES: [&str; 3] = ["Cargo.toml", "fuzz/Cargo.toml", "benches/Cargo.toml"];

fn canaries(_: &Facts) -> Vec<Canary> {
    let manifest = "xtask/canaries/licence/Cargo.toml";
    let step = Step { subject: "licence".into(), ..check(manifest, "licenses") };
    vec![Canary { step, says: "error[rejected]: failed to satisfy license requirements" }]
}

/// cargo-deny, told of one workspace and of the one policy.
pub(crate) fn check(manifest: &str, what: &str) -> Step {
    Step::cargo(manifest, "deny --locked --color never --config deny.toml --manifest-path")
        .arg(manifest)
        .args("check")
        .args(what)
}

#[expect(clippy::unnecessary_wraps, reason = "the signature of every plan")]
fn plan(_: &Facts) -> Result<Plan, String> {
    let steps = WORKSPACES.map(|manifest| check(manifest, "bans licenses sources"));
    Ok(Vec::from(steps).into())
}

fn judge(_: &Facts, outputs: &[Output]) -> Result<String, Flaw> {
    judge::succeeded(outputs)?;
    for output in outputs {
        if !output.text.contains("bans ok, licenses ok, sources ok") {
            return judge::found(format!("{}: not all was checked", output.subject));
        }
    }
    Ok(judge::count(outputs.len() as u64, "workspace"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::tests::{failed, ok, said};
    use crate::workspace::tests::facts;

    const KEPT: &str = include_str!("../../captured/deny-kept.txt");
    const REJECTED: &str = include_str!("../../captured/deny-rejected.txt");

    #[test]
    fn all_three_checks_must_have_run() {
        assert_eq!(judge(&facts(), &[ok("a", KEPT)]), Ok("1 workspace".into()));
        let fewer = KEPT.replace("licenses ok, ", "");
        assert_eq!(said(judge(&facts(), &[ok("a", &fewer)])), "a: not all was checked");
    }

    #[test]
    fn it_shows_the_rejected_licence() {
        let said = said(judge(&facts(), &[failed("a", REJECTED)]));
        assert!(said.contains("error[rejected]: failed to satisfy license requirements"), "{said}");
    }
}
