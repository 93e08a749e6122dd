//! The tests of the crates with unsafe code, built with `-Zrandomize-layout`, so that whatever relies
//! on the order of a type's fields breaks, and with the compiler's own checks of unsafe operations
//! (`-Zub-checks`). The run's seed chooses the layout. As it is a nightly compiler's, it also tests
//! what implements std's unstable traits (`--cfg hardpan_nightly`).

use crate::{
    canary::{Canaries, Canary},
    judge::{self, Flaw, Output},
    plan::{self, Plan, Step},
    stage::{Profile, Stage, minutes},
    tools::Tool,
    workspace::Facts,
};

pub(crate) const STAGE: Stage = Stage {
    id: "layout",
    title: "nothing relies on a layout that the language does not promise",
    source: include_str!("layout.rs"),
    tools: &[Tool::Nightly],
    profiles: Profile::THOROUGH,
    budget: minutes(15),
    canaries: Canaries::Planted(canaries),
    plan,
    judge,
};

fn plan(facts: &Facts) -> Result<Plan, String> {
    Ok(Plan::from(plan::tests_of_unsafe(facts, |package| tests(facts, package))?).side_by_side())
}

fn tests(facts: &Facts, package: &str) -> Step {
    let flags = format!(
        "-Zrandomize-layout -Zlayout-seed={} -Zub-checks --cfg hardpan_nightly",
        facts.seed
    );
    Step::cargo(package, &format!("+{} test --locked", facts.nightly))
        .target_dir(facts.target.join("layout"))
        .env("RUSTFLAGS", flags)
        .short()
        .args("--lib -p")
        .arg(package)
}

fn canaries(facts: &Facts) -> Vec<Canary> {
    let canary = |test: &str, says| {
        let step = tests(facts, "canary-layout");
        let step = step.args("--manifest-path xtask/canaries/Cargo.toml --").arg(test);
        Canary { step: Step { subject: test.into(), ..step }, says }
    };
    vec![
        canary("order_of_fields", "canary: the fields are in another order"),
        canary("unchecked_index", "unsafe precondition(s) violated: slice::get_unchecked"),
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

    const VIOLATED: &str = include_str!("../../captured/layout-violated.txt");
    const PASSED: &str = include_str!("../../captured/test-passed.txt");

    #[test]
    fn the_seed_chooses_the_layout() {
        let plan = plan(&facts()).expect("a plan");
        assert!(plan.steps[0].env[0].1.contains("-Zlayout-seed=7"));
    }

    #[test]
    fn each_crate_must_have_run_a_test() {
        assert_eq!(judge(&facts(), &[ok("ring", PASSED)]), Ok("10 tests in 1 run".into()));
        assert_eq!(said(judge(&facts(), &[ok("ring", "")])), "ring: no test was executed");
    }

    #[test]
    fn it_shows_the_violated_precondition() {
        let said = said(judge(&facts(), &[failed("ring", VIOLATED)]));
        assert!(said.contains("unsafe precondition(s) violated"), "{said}");
    }
}
