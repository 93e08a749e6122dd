//! The tests of the crates with unsafe code, under MemorySanitizer, which sees a decision that hangs
//! on memory nobody wrote. All code must be instrumented, std too.

use crate::{
    canary::{Canaries, Canary},
    plan::{self, Plan},
    sanitizer::{self, Sanitizer},
    stage::{Profile, Stage, minutes},
    tools::Tool,
    workspace::Facts,
};

pub(crate) const STAGE: Stage = Stage {
    id: "msan",
    title: "MemorySanitizer sees no use of uninitialised memory",
    source: include_str!("msan.rs"),
    tools: &[Tool::Source],
    profiles: Profile::THOROUGH,
    budget: minutes(15),
    canaries: Canaries::Planted(canaries),
    plan,
    judge: sanitizer::judge,
};

const MSAN: Sanitizer = Sanitizer {
    name: "memory",
    id: "msan",
    options: ("MSAN_OPTIONS", "allocator_may_return_null=1"),
    // To optimise what it instruments takes far longer than the tests then save.
    opt_level: "0",
    flags: "",
    args: "",
};

fn plan(facts: &Facts) -> Result<Plan, String> {
    let crates = plan::with_unsafe(facts)?;
    let steps = crates.iter().map(|krate| MSAN.of_crate(facts, &krate.name));
    Ok(Plan::from(steps.collect::<Vec<_>>()).side_by_side())
}

fn canaries(facts: &Facts) -> Vec<Canary> {
    let says = "MemorySanitizer: use-of-uninitialized-value";
    vec![MSAN.canary(facts, "uninitialised_read", says)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::tests::{failed, said};
    use crate::workspace::tests::facts;

    const FOUND: &str = include_str!("../../captured/msan-found.txt");

    #[test]
    fn it_plans_the_crates_with_unsafe_code() {
        assert_eq!(plan(&facts()).expect("a plan").steps.len(), 1);
    }

    #[test]
    fn it_shows_the_use() {
        let said = said(sanitizer::judge(&facts(), &[failed("ring", FOUND)]));
        assert!(said.contains("MemorySanitizer: use-of-uninitialized-value"), "{said}");
    }
}
