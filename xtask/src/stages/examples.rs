//! Every example of the published crates is run. It must succeed, and say something: an example is
//! there to be watched. One with tests of its own is left to `test`.

use crate::{
    canary::Canaries,
    judge::{self, Flaw, Output},
    plan::{Plan, Step},
    stage::{Profile, Stage, minutes},
    workspace::{Crate, Example, Facts},
};

pub(crate) const STAGE: Stage = Stage {
    id: "examples",
    title: "every example runs, and says something",
    source: include_str!("examples.rs"),
    tools: &[],
    profiles: Profile::THOROUGH,
    budget: minutes(10),
    canaries: Canaries::None(
        "an example fails by its exit code, which the executor reads for every stage",
    ),
    plan,
    judge,
};

fn plan(facts: &Facts) -> Result<Plan, String> {
    let of = |krate: &Crate| -> Vec<Step> {
        let examples = krate.examples.iter().filter(|example| !example.tested);
        examples.map(|example| run(krate, example)).collect()
    };
    let steps: Vec<_> = facts.published().flat_map(of).collect();
    if steps.is_empty() { Err("no crate has an example".into()) } else { Ok(steps.into()) }
}

fn run(krate: &Crate, example: &Example) -> Step {
    let name = &example.name;
    // Quiet, so that all that is printed is its own.
    Step::cargo(format!("{}/{name}", krate.name), "run --quiet --locked --all-features -p")
        .arg(&krate.name)
        .arg("--example")
        .arg(name)
        .arg("--")
        .args(&example.args)
}

fn judge(_: &Facts, outputs: &[Output]) -> Result<String, Flaw> {
    judge::succeeded(outputs)?;
    match outputs.iter().find(|output| output.text.trim().is_empty()) {
        Some(silent) => judge::found(format!("{}: it said nothing", silent.subject)),
        None if outputs.is_empty() => judge::found("no example was run"),
        None => Ok(judge::count(outputs.len() as u64, "example")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::tests::{failed, ok, said};
    use crate::workspace::tests::facts;

    #[test]
    fn an_example_with_tests_of_its_own_is_left_out() {
        let mut facts = facts();
        let steps = plan(&facts).expect("a plan").steps;
        assert_eq!(
            steps.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["cargo run --quiet --locked --all-features -p ring --example pipe -- a b"]
        );
        facts.crates[0].examples[0].tested = true;
        assert_eq!(plan(&facts).err().as_deref(), Some("no crate has an example"));
    }

    #[test]
    fn a_silent_example_is_a_mistake() {
        assert_eq!(judge(&facts(), &[ok("a", "1 2 3\n")]), Ok("1 example".into()));
        assert_eq!(said(judge(&facts(), &[ok("a", "1"), ok("b", "\n")])), "b: it said nothing");
        assert_eq!(said(judge(&facts(), &[])), "no example was run");
        let text = "\nthread 'main' panicked at examples/a.rs:3:5:\nno\n";
        assert!(said(judge(&facts(), &[failed("a", text)])).contains("panicked at"));
    }
}
