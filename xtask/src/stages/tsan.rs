//! The tests of the crates whose atomics are modelled, under ThreadSanitizer: real threads, the real
//! memory order of this machine's compiler. std is instrumented; without its source the stage is not
//! run, for what std's own locks order would look like races.

use crate::{
    canary::{Canaries, Canary},
    plan::Plan,
    sanitizer::{self, Sanitizer},
    stage::{Profile, Stage, minutes},
    tools::Tool,
    workspace::{Crate, Facts},
};

pub(crate) const STAGE: Stage = Stage {
    id: "tsan",
    title: "ThreadSanitizer sees no race",
    source: include_str!("tsan.rs"),
    tools: &[Tool::Source],
    profiles: Profile::THOROUGH,
    budget: minutes(15),
    canaries: Canaries::Planted(canaries),
    plan,
    judge: sanitizer::judge,
};

const TSAN: Sanitizer = Sanitizer {
    name: "thread",
    id: "tsan",
    options: ("TSAN_OPTIONS", "halt_on_error=1"),
    opt_level: "1",
    flags: "",
    args: "",
};

fn plan(facts: &Facts) -> Result<Plan, String> {
    let threaded = |krate: &&Crate| krate.has_test("loom") || krate.has_test("shuttle");
    let crates = facts.crates.iter().filter(threaded);
    let steps: Vec<_> = crates.map(|krate| TSAN.of_crate(facts, &krate.name)).collect();
    if steps.is_empty() {
        return Err("no crate has models of threads".into());
    }
    Ok(Plan::from(steps).side_by_side())
}

fn canaries(facts: &Facts) -> Vec<Canary> {
    vec![TSAN.canary(facts, "race", "WARNING: ThreadSanitizer: data race")]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::tests::{failed, said};
    use crate::workspace::tests::facts;

    const FOUND: &str = include_str!("../../captured/tsan-found.txt");

    #[test]
    fn it_plans_the_crates_that_threads_share() {
        let mut facts = facts();
        assert_eq!(plan(&facts).expect("a plan").steps.len(), 1);
        facts.crates[0].tests.clear();
        assert!(plan(&facts).is_err());
    }

    #[test]
    fn it_shows_the_race() {
        let said = said(sanitizer::judge(&facts(), &[failed("ring", FOUND)]));
        assert!(said.contains("WARNING: ThreadSanitizer: data race"), "{said}");
    }
}
