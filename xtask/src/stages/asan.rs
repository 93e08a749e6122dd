//! The unit and integration tests of the crates with unsafe code, under AddressSanitizer, which
//! also finds leaks at exit. The report says whether std was instrumented too. Arenas poison what no
//! block of theirs holds; without it, to the sanitizer all of a chunk is one block in use.

use crate::{
    canary::{Canaries, Canary},
    plan::{self, Plan},
    sanitizer::{self, Sanitizer},
    stage::{Profile, Stage, minutes},
    tools::Tool,
    workspace::Facts,
};

pub(crate) const STAGE: Stage = Stage {
    id: "asan",
    title: "AddressSanitizer sees no misuse of memory and no leak",
    source: include_str!("asan.rs"),
    tools: &[Tool::Nightly],
    profiles: Profile::THOROUGH,
    budget: minutes(15),
    canaries: Canaries::Planted(canaries),
    plan,
    judge: sanitizer::judge,
};

const ASAN: Sanitizer = Sanitizer {
    name: "address",
    id: "asan",
    // As the system's allocator does: an allocation too large to serve fails, and the program must
    // cope.
    options: ("ASAN_OPTIONS", "detect_leaks=1:allocator_may_return_null=1"),
    opt_level: "0",
    flags: " --cfg hardpan_asan",
    args: "",
};

fn plan(facts: &Facts) -> Result<Plan, String> {
    let crates = plan::with_unsafe(facts)?;
    let steps = crates.iter().map(|krate| ASAN.of_crate(facts, &krate.name));
    Ok(Plan::from(steps.collect::<Vec<_>>()).side_by_side())
}

fn canaries(facts: &Facts) -> Vec<Canary> {
    vec![
        ASAN.canary(facts, "use_after_free", "AddressSanitizer: heap-use-after-free"),
        ASAN.canary(facts, "double_drop", "AddressSanitizer: attempting double-free"),
        ASAN.canary(facts, "use_after_reset", "AddressSanitizer: use-after-poison"),
        ASAN.canary(facts, "leak", "LeakSanitizer: detected memory leaks"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::tests::{failed, ok, said};
    use crate::workspace::tests::facts;

    const FOUND: &str = include_str!("../../captured/asan-found.txt");
    const PASSED: &str = include_str!("../../captured/test-passed.txt");

    #[test]
    fn it_plans_the_crates_with_unsafe_code() {
        let steps = plan(&facts()).expect("a plan").steps;
        assert_eq!(steps.len(), 1);
        assert!(steps[0].to_string().ends_with("--lib -p ring --test it"));
        let none = Facts { crates: Vec::new(), ..facts() };
        assert!(plan(&none).is_err());
    }

    #[test]
    fn each_crate_must_have_run_a_test() {
        let outputs = [ok("ring", PASSED), ok("pool", "")];
        assert_eq!(said(sanitizer::judge(&facts(), &outputs)), "pool: no test was executed");
    }

    #[test]
    fn it_shows_what_the_sanitizer_found() {
        let said = said(sanitizer::judge(&facts(), &[failed("ring", FOUND)]));
        assert!(said.contains("heap-use-after-free"), "{said}");
    }
}
