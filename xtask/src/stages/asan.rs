//! The unit and integration tests of the crates with unsafe code, under AddressSanitizer, which
//! also finds leaks at exit. std itself is the prebuilt one, not instrumented.

use crate::{
    canary::Canary,
    judge::{self, Flaw, Output},
    plan::{self, Plan, Step},
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
    canaries,
    plan,
    judge,
};

fn plan(facts: &Facts) -> Result<Plan, String> {
    Ok(plan::tests_of_unsafe(facts, |package| tests(facts, package))?.into())
}

fn tests(facts: &Facts, package: &str) -> Step {
    // With `--target`, build scripts and macros stay uninstrumented.
    Step::cargo(package, &format!("+{} test --locked --target {}", facts.nightly, facts.host))
        .target_dir(facts.target.join("asan"))
        .env("RUSTFLAGS", "-Zsanitizer=address")
        // As the system's allocator does: an allocation too large to serve fails, and the program
        // must cope.
        .env("ASAN_OPTIONS", "detect_leaks=1:allocator_may_return_null=1")
        .args("--lib -p")
        .arg(package)
}

fn canaries(facts: &Facts) -> Vec<Canary> {
    let canary = |test: &str, says| {
        let step = tests(facts, "canary-asan").args("--manifest-path xtask/canaries/Cargo.toml --");
        Canary { step: Step { subject: test.into(), ..step.arg(test) }, says }
    };
    vec![
        canary("use_after_free", "AddressSanitizer: heap-use-after-free"),
        canary("leak", "LeakSanitizer: detected memory leaks"),
    ]
}

fn judge(_: &Facts, outputs: &[Output]) -> Result<String, Flaw> {
    judge::each_ran_tests(outputs, "test")
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
        let plan = plan(&facts()).expect("a plan");
        assert_eq!(
            plan.steps.iter().map(ToString::to_string).collect::<Vec<_>>(),
            [concat!(
                "RUSTFLAGS=-Zsanitizer=address ",
                "ASAN_OPTIONS=detect_leaks=1:allocator_may_return_null=1 ",
                "cargo +nightly test --locked --target x86_64-unknown-linux-gnu ",
                "--target-dir /repo/target/asan --lib -p ring --test it"
            )]
        );
    }

    #[test]
    fn each_crate_must_have_run_a_test() {
        let outputs = [ok("ring", PASSED), ok("pool", "")];
        assert_eq!(said(judge(&facts(), &outputs)), "pool: no test was executed");
    }

    #[test]
    fn it_shows_what_the_sanitizer_found() {
        let said = said(judge(&facts(), &[failed("ring", FOUND)]));
        assert!(said.contains("heap-use-after-free"), "{said}");
    }
}
