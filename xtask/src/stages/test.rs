//! The README's test command. (`features` has the other sets of features.)

use crate::{
    canary::{Canaries, Canary},
    judge::{self, Flaw, Output},
    plan::{Plan, Step},
    stage::{Profile, Stage, minutes},
    workspace::Facts,
};

pub(crate) const STAGE: Stage = Stage {
    id: "test",
    title: "every test that stable can run passes",
    source: include_str!("test.rs"),
    tools: &[],
    profiles: Profile::EVERY,
    budget: minutes(15),
    canaries: Canaries::Planted(canaries),
    plan,
    judge,
};

const WORKSPACE: &str = "workspace";

#[expect(clippy::unnecessary_wraps, reason = "the signature of every plan")]
fn plan(facts: &Facts) -> Result<Plan, String> {
    let tests = Step::cargo(WORKSPACE, "test --workspace --locked");
    if facts.profile == Profile::Quick {
        return Ok(vec![tests.args("--lib --bins")].into());
    }
    Ok(vec![tests].into())
}

fn canaries(facts: &Facts) -> Vec<Canary> {
    let step = Step::cargo("overflow", "test --locked -p canary-test --lib")
        .args("--manifest-path xtask/canaries/Cargo.toml")
        .target_dir(&facts.target);
    vec![Canary { step, says: "attempt to add with overflow" }]
}

fn judge(_: &Facts, outputs: &[Output]) -> Result<String, Flaw> {
    judge::succeeded(outputs)?;
    let tests = outputs.iter().filter(|output| output.subject == WORKSPACE);
    let sections: Vec<_> = tests.flat_map(|output| judge::sections(&output.text)).collect();
    let counts = judge::total(&sections);
    if counts.passed == 0 {
        return judge::found("no test was executed");
    }
    // A crate may have no unit test; an integration test that runs none is a mistake. What runs in
    // a stage of its own is empty here.
    let empty = sections.iter().find(|section| {
        section.name.starts_with("tests/")
            && !["tests/loom.rs", "tests/oracle.rs", "tests/shuttle.rs"]
                .contains(&section.name.as_str())
            && section.counts.is_some_and(|counts| counts.passed == 0)
    });
    if let Some(section) = empty {
        return judge::found(format!("{}: no test was executed", section.name));
    }
    let own = sections.iter().filter(|section| section.counts.is_none()).count() as u64;
    let mut notes = vec![judge::count(counts.passed, "test")];
    if own > 0 {
        notes.push(format!("{} without a harness", judge::count(own, "program")));
    }
    if counts.ignored > 0 {
        notes.push(format!("{} ignored", counts.ignored));
    }
    Ok(notes.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::tests::{failed, ok, said};
    use crate::workspace::tests::facts;

    const PASSED: &str = include_str!("../../captured/test-passed.txt");
    const FAILED: &str = include_str!("../../captured/test-failed.txt");

    #[test]
    fn it_adds_up_every_binary() {
        let note = judge(&facts(), &[ok(WORKSPACE, PASSED)]);
        assert_eq!(note, Ok("10 tests, 1 program without a harness, 1 ignored".into()));
    }

    #[test]
    fn it_shows_the_first_panic() {
        let said = said(judge(&facts(), &[failed(WORKSPACE, FAILED)]));
        assert!(said.contains("panicked at"), "{said}");
        assert!(said.contains("left: 1"), "{said}");
    }

    #[test]
    fn a_run_without_tests_fails() {
        assert_eq!(said(judge(&facts(), &[ok(WORKSPACE, "")])), "no test was executed");
        let empty = PASSED.replace("test result: ok. 2 passed", "test result: ok. 0 passed");
        assert_eq!(
            said(judge(&facts(), &[ok(WORKSPACE, &empty)])),
            "tests/it/main.rs: no test was executed"
        );
    }
}
