//! clippy, warnings denied: all targets with all features, with none and with each alone, and the
//! benches, which are a workspace of their own.

use crate::{
    canary::Canaries,
    judge::{self, Flaw, Output},
    plan::{Plan, Step},
    stage::{Profile, Stage, minutes},
    tools::Tool,
    workspace::{Crate, Facts},
};

pub(crate) const STAGE: Stage = Stage {
    id: "clippy",
    title: "no lint fires, in any target",
    source: include_str!("clippy.rs"),
    tools: &[Tool::Clippy],
    profiles: Profile::EVERY,
    budget: minutes(15),
    canaries: Canaries::None("it looks for departures from a rule, and its tool is the rule"),
    plan,
    judge,
};

#[expect(clippy::unnecessary_wraps, reason = "the signature of every plan")]
fn plan(facts: &Facts) -> Result<Plan, String> {
    let step = |subject, args: &str| {
        Step::cargo(subject, "clippy --locked --all-targets").args(args).args("-- -D warnings")
    };
    let mut steps = vec![step("all features", "--workspace --all-features")];
    if facts.profile != Profile::Quick {
        let published = facts.published_args();
        steps.push(step("no features", &format!("{published} --no-default-features")));
        steps.extend(facts.published().flat_map(alone));
        let benches = Step::cargo("benches", "clippy --locked --workspace --all-targets")
            .args("--manifest-path benches/Cargo.toml")
            .target_dir(facts.target.join("benches"))
            .args("-- -D warnings");
        steps.push(benches);
    }
    Ok(steps.into())
}

/// Each feature of a crate alone; a crate's only one is `all features`.
fn alone(krate: &Crate) -> impl Iterator<Item = Step> {
    let step = |feature| {
        let args = format!("clippy --locked --all-targets --no-default-features -p {}", krate.name);
        Step::cargo(format!("{}/{feature}", krate.name), &args)
            .arg("--features")
            .arg(feature)
            .args("-- -D warnings")
    };
    krate.features.iter().filter(|_| krate.features.len() > 1).map(step)
}

fn judge(_: &Facts, outputs: &[Output]) -> Result<String, Flaw> {
    judge::succeeded(outputs)?;
    match outputs.iter().find(|output| !output.text.contains("Finished ")) {
        Some(output) => judge::found(format!("{}: nothing was checked", output.subject)),
        None => Ok(judge::count(outputs.len() as u64, "combination")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::tests::{failed, ok, said};
    use crate::workspace::tests::facts;

    const CLEAN: &str = include_str!("../../captured/clippy-clean.txt");
    const LINT: &str = include_str!("../../captured/clippy-lint.txt");

    #[test]
    fn it_covers_both_ends_of_the_feature_sets_and_denies_warnings() {
        let plan = plan(&facts()).expect("a plan");
        let commands: Vec<_> = plan.steps.iter().map(ToString::to_string).collect();
        assert!(commands[0].contains("--workspace --all-features"));
        assert!(commands[1].contains("-p ring -p umbrella --no-default-features"));
        assert!(commands[2].contains("--no-default-features -p ring --features alloc"));
        assert_eq!(commands.len(), 5, "two features alone, then the benches");
        assert!(commands.iter().all(|c| c.ends_with("-- -D warnings") && c.contains("--locked")));
    }

    #[test]
    fn it_shows_the_lint() {
        let said = said(judge(&facts(), &[ok("a", CLEAN), failed("b", LINT)]));
        assert!(said.starts_with("b: exit code 101\nerror: "), "{said}");
        assert!(said.contains("-->"), "{said}");
    }

    #[test]
    fn it_passes_only_what_was_checked() {
        assert_eq!(judge(&facts(), &[ok("a", CLEAN)]), Ok("1 combination".into()));
        assert_eq!(said(judge(&facts(), &[ok("a", "")])), "a: nothing was checked");
    }
}
