//! The documentation as docs.rs would build it: nightly, `--cfg docsrs`, and the features that the
//! manifest's `package.metadata.docs.rs` asks for; warnings denied.

use crate::{
    canary::Canaries,
    judge::{self, Flaw, Output},
    plan::{Plan, Step},
    stage::{Profile, Stage, minutes},
    tools::Tool,
    workspace::{Crate, Facts},
};

pub(crate) const STAGE: Stage = Stage {
    id: "docsrs",
    title: "docs.rs would build the documentation",
    source: include_str!("docsrs.rs"),
    tools: &[Tool::Nightly],
    profiles: Profile::THOROUGH,
    budget: minutes(10),
    canaries: Canaries::None("it looks for nothing but that pages are made"),
    plan,
    judge,
};

fn plan(facts: &Facts) -> Result<Plan, String> {
    let steps: Vec<_> = facts.published().map(|krate| page(facts, krate)).collect();
    if steps.is_empty() { Err("no crate is published".into()) } else { Ok(steps.into()) }
}

fn page(facts: &Facts, krate: &Crate) -> Step {
    let step = Step::cargo(&krate.name, &format!("+{} doc --no-deps --locked -p", facts.nightly))
        .arg(&krate.name)
        .target_dir(facts.target.join("docsrs"))
        .env("RUSTDOCFLAGS", "--cfg docsrs -D warnings");
    if krate.docs_all_features { step.arg("--all-features") } else { step }
}

fn judge(_: &Facts, outputs: &[Output]) -> Result<String, Flaw> {
    judge::succeeded(outputs)?;
    match outputs.iter().find(|output| !output.text.contains("Generated ")) {
        Some(output) => judge::found(format!("{}: no page was made", output.subject)),
        None if outputs.is_empty() => judge::found("no page was made"),
        None => Ok(judge::count(outputs.len() as u64, "page")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::tests::{ok, said};
    use crate::workspace::tests::facts;

    #[test]
    fn the_manifest_says_which_features_a_page_shows() {
        let mut facts = facts();
        facts.crates[0].docs_all_features = true;
        let steps = plan(&facts).expect("a plan").steps;
        let commands: Vec<_> = steps.iter().map(ToString::to_string).collect();
        assert_eq!(
            commands[0],
            "RUSTDOCFLAGS='--cfg docsrs -D warnings' cargo +nightly doc --no-deps --locked -p ring \
             --target-dir /repo/target/docsrs --all-features"
        );
        assert!(!commands[1].contains("--all-features"));
    }

    #[test]
    fn a_page_must_have_been_made() {
        let made = "   Generated /repo/target/docsrs/doc/ring/index.html\n";
        assert_eq!(judge(&facts(), &[ok("ring", made)]), Ok("1 page".into()));
        assert_eq!(said(judge(&facts(), &[ok("ring", "")])), "ring: no page was made");
        assert_eq!(said(judge(&facts(), &[])), "no page was made");
    }
}
