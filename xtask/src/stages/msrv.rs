//! The published crates that promise the oldest compiler, checked by that compiler, with no features
//! and with all. Without dev-dependencies: those may ask for more. (`msrv-newer` has the others.)

use crate::{
    canary::{Canaries, Canary},
    judge::{self, Flaw, Output},
    plan::{Plan, Step},
    stage::{Profile, Stage, minutes},
    tools::Tool,
    workspace::{Crate, Facts},
};

pub(crate) const STAGE: Stage = Stage {
    id: "msrv",
    title: "the oldest compiler that we promise takes the crates that promise it",
    source: include_str!("msrv.rs"),
    tools: &[Tool::Msrv],
    profiles: Profile::THOROUGH,
    budget: minutes(10),
    canaries: Canaries::Planted(canaries),
    plan,
    judge,
};

fn plan(facts: &Facts) -> Result<Plan, String> {
    let (version, toolchain) = facts.msrv.first().ok_or("no published crate has a rust-version")?;
    Ok(checks(facts, version, toolchain).into())
}

/// The crates that promise this version.
pub(crate) fn checks(facts: &Facts, version: &str, toolchain: &str) -> Vec<Step> {
    let crates = facts.published().filter(|krate| krate.rust_version == version);
    let both = |krate: &Crate| {
        ["--no-default-features", "--all-features"].map(|set| {
            let subject = format!("{} ({version}, {})", krate.name, &set[2..]);
            check(facts, &subject, toolchain, &krate.name).args(set)
        })
    };
    crates.flat_map(both).collect()
}

fn check(facts: &Facts, subject: &str, toolchain: &str, package: &str) -> Step {
    Step::cargo(subject, &format!("+{toolchain} check --locked --lib -p"))
        .arg(package)
        .target_dir(facts.target.join("msrv"))
}

fn canaries(facts: &Facts) -> Vec<Canary> {
    let Some((_, toolchain)) = facts.msrv.first() else { return Vec::new() };
    let step = check(facts, "too_new", toolchain, "canary-msrv");
    let step = step.args("--manifest-path xtask/canaries/Cargo.toml");
    vec![Canary { step, says: "error[E0658]: use of unstable library feature" }]
}

pub(crate) fn judge(_: &Facts, outputs: &[Output]) -> Result<String, Flaw> {
    judge::succeeded(outputs)?;
    match outputs.iter().find(|output| !output.text.contains("Finished ")) {
        Some(output) => judge::found(format!("{}: nothing was checked", output.subject)),
        None if outputs.is_empty() => judge::found("nothing was checked"),
        None => Ok(judge::count(outputs.len() as u64, "combination")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::tests::{ok, said};
    use crate::workspace::tests::facts;

    #[test]
    fn each_crate_is_checked_by_the_compiler_that_it_promises() {
        let steps = plan(&facts()).expect("a plan").steps;
        assert_eq!(
            steps.iter().map(ToString::to_string).collect::<Vec<_>>(),
            [
                "cargo +old check --locked --lib -p ring --target-dir /repo/target/msrv \
                 --no-default-features",
                "cargo +old check --locked --lib -p ring --target-dir /repo/target/msrv \
                 --all-features",
            ]
        );
        assert_eq!(steps[0].subject, "ring (1.85, no-default-features)");
    }

    #[test]
    fn nothing_checked_is_a_failure() {
        let text = "    Finished `dev` profile in 1s\n";
        assert_eq!(judge(&facts(), &[ok("a", text)]), Ok("1 combination".into()));
        assert_eq!(said(judge(&facts(), &[ok("a", text), ok("b", "")])), "b: nothing was checked");
        assert_eq!(said(judge(&facts(), &[])), "nothing was checked");
    }
}
