//! The tests of the crates with unsafe code, as the stable compiler builds them, under valgrind's
//! memcheck: it sees machine code, so whatever the compiler made of ours and of std's is checked. What
//! nothing points to at the end is an error. It knows no AVX-512: kernels that have that are run with
//! what it reports to have.

use crate::{
    canary::{Canaries, Canary},
    judge::{self, Flaw, Output},
    plan::{self, Plan, Step},
    stage::{Profile, Stage, minutes},
    tools::Tool,
    workspace::Facts,
};

pub(crate) const STAGE: Stage = Stage {
    id: "valgrind",
    title: "memcheck sees no misuse of memory and no leak",
    source: include_str!("valgrind.rs"),
    tools: &[Tool::Valgrind],
    profiles: Profile::THOROUGH,
    budget: minutes(20),
    canaries: Canaries::Planted(canaries),
    plan,
    judge,
};

/// Fair: a thread that spins must let the one that it waits for run.
const MEMCHECK: &str = "valgrind --quiet --error-exitcode=99 --fair-sched=yes --leak-check=full \
                        --show-leak-kinds=definite,indirect \
                        --errors-for-leak-kinds=definite,indirect";

fn plan(facts: &Facts) -> Result<Plan, String> {
    Ok(Plan::from(plan::tests_of_unsafe(facts, |package| tests(facts, package))?).side_by_side())
}

fn tests(facts: &Facts, package: &str) -> Step {
    Step::cargo(package, "test --locked --profile verify --target")
        .arg(&facts.host)
        .target_dir(facts.target.join("valgrind"))
        .env(&plan::variable(&facts.host, "RUNNER"), MEMCHECK)
        .short()
        .args("--lib -p")
        .arg(package)
}

fn canaries(facts: &Facts) -> Vec<Canary> {
    let canary = |test: &str, says| {
        let step = tests(facts, "canary-valgrind");
        let step = step.args("--manifest-path xtask/canaries/Cargo.toml --").arg(test);
        Canary { step: Step { subject: test.into(), ..step }, says }
    };
    vec![
        canary("use_after_free", "Invalid read of size 1"),
        canary("uninitialised_read", "depends on uninitialised value(s)"),
        canary("leak", "are definitely lost in loss record"),
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

    const PASSED: &str = include_str!("../../captured/test-passed.txt");
    const LOST: &str = include_str!("../../captured/valgrind-lost.txt");

    #[test]
    fn the_programs_run_in_memcheck_and_cargo_does_not() {
        let steps = plan(&facts()).expect("a plan").steps;
        let command = steps[0].to_string();
        assert!(command.starts_with(
            "CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUNNER='valgrind --quiet --error-exitcode=99 "
        ));
        assert!(command.ends_with("--lib -p ring --test it"), "{command}");
    }

    #[test]
    fn a_leak_is_an_error() {
        let said = said(judge(&facts(), &[failed("ring", LOST)]));
        assert!(said.contains("definitely lost in loss record"), "{said}");
        assert!(judge(&facts(), &[ok("ring", PASSED)]).is_ok());
    }
}
