//! The tests of the published crates under other feature sets than the default one, which `test` has:
//! none, all and, in the full profile, each alone (clippy compiles those in every profile). A test
//! that asks for features that a set lacks is left out of that set.

use crate::{
    canary::Canaries,
    judge::{self, Flaw, Output},
    plan::{Plan, Step},
    stage::{Profile, Stage, minutes},
    workspace::{Crate, Facts},
};

pub(crate) const STAGE: Stage = Stage {
    id: "features",
    title: "the tests pass with no feature, with each and with all",
    source: include_str!("features.rs"),
    tools: &[],
    profiles: Profile::THOROUGH,
    budget: minutes(20),
    canaries: Canaries::None("its commands are those of `test`, which has one"),
    plan,
    judge,
};

/// Tests that have a stage of their own, or whose cases are compiled with features of their own.
const ELSEWHERE: [&str; 4] = ["loom", "oracle", "shuttle", "ui"];

fn plan(facts: &Facts) -> Result<Plan, String> {
    let steps: Vec<_> = facts.published().flat_map(|krate| of_crate(facts, krate)).collect();
    if steps.is_empty() {
        return Err("no published crate has tests".into());
    }
    Ok(steps.into())
}

fn of_crate(facts: &Facts, krate: &Crate) -> Vec<Step> {
    let every: Vec<_> = krate.features.iter().map(String::as_str).collect();
    let mut sets = vec![Vec::new()];
    if facts.profile == Profile::Full && every.len() > 1 {
        sets.extend(every.iter().map(|feature| vec![*feature]));
    }
    if !every.is_empty() {
        sets.push(every);
    }
    let default = krate.closure(&["default"]);
    // `test` has the default set.
    let other = |set: &Vec<&str>| {
        let closure = krate.closure(set);
        let lacks = |feature: &String| feature != "default" && !closure.contains(feature);
        default.iter().any(lacks) || closure.iter().any(|feature| !default.contains(feature))
    };
    sets.iter().filter(|set| other(set)).filter_map(|set| tests(krate, set)).collect()
}

fn tests(krate: &Crate, set: &[&str]) -> Option<Step> {
    let fitting = krate
        .tests
        .iter()
        .filter(|test| !ELSEWHERE.contains(&test.as_str()) && krate.has_required(test, set));
    let fitting: Vec<_> = fitting.map(|test| format!("--test {test}")).collect();
    if fitting.is_empty() {
        return None;
    }
    let shown = if set.is_empty() { "none".into() } else { set.join("+") };
    let step = Step::cargo(format!("{} ({shown})", krate.name), "test --locked -p")
        .arg(&krate.name)
        .args("--no-default-features");
    let step = if set.is_empty() { step } else { step.arg("--features").arg(set.join(",")) };
    let lib = if krate.has_lib { "--lib" } else { "" };
    Some(step.args(lib).args(&fitting.join(" ")))
}

fn judge(_: &Facts, outputs: &[Output]) -> Result<String, Flaw> {
    judge::each_ran_tests(outputs, "test")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::tests::facts;

    fn planned(facts: &Facts) -> Vec<String> {
        plan(facts).expect("a plan").steps.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_default_set_is_left_to_the_tests_stage() {
        // std enables alloc: `std` alone and both are the default set.
        assert_eq!(
            planned(&facts()),
            [
                "cargo test --locked -p ring --no-default-features --lib --test it",
                "cargo test --locked -p ring --no-default-features --features alloc --lib --test it",
            ]
        );
        let ci = Facts { profile: Profile::Ci, ..facts() };
        assert_eq!(planned(&ci).len(), 1, "each alone is compiled by clippy");
    }

    #[test]
    fn a_test_without_its_features_is_left_out() {
        let mut facts = facts();
        facts.crates[0].required.insert("it".into(), vec!["alloc".into()]);
        let commands = planned(&facts);
        assert_eq!(commands.len(), 1, "{commands:?}");
        assert!(commands[0].contains("--features alloc"));
        facts.crates[0].tests.clear();
        assert_eq!(plan(&facts).err().as_deref(), Some("no published crate has tests"));
    }
}
