//! The same tests as `asan` in the interpreter, under both models of aliasing.

use crate::{
    judge::{self, Flaw, Output},
    plan::{Plan, Step},
    stage::{Profile, Stage, minutes},
    tools::Tool,
    workspace::{Crate, Facts},
};

pub(crate) const STAGE: Stage = Stage {
    id: "miri",
    title: "no undefined behaviour under Stacked Borrows or Tree Borrows",
    tools: &[Tool::Nightly, Tool::Miri],
    profiles: Profile::THOROUGH,
    budget: minutes(60),
    plan,
    judge,
};

const MODELS: [(&str, &str); 2] =
    [("Stacked Borrows", ""), ("Tree Borrows", " -Zmiri-tree-borrows")];

fn plan(facts: &Facts) -> Result<Plan, String> {
    let crates: Vec<_> = facts.with_unsafe().collect();
    if crates.is_empty() {
        return Err("no crate has unsafe code: src/raw.rs or src/raw/".into());
    }
    let step = |krate: &Crate, (model, flag): (&str, &str)| {
        let subject = format!("{} ({model})", krate.name);
        let mut step =
            Step::cargo(subject, &format!("+{} miri test --locked --lib", facts.nightly));
        if krate.has_test("it") {
            step = step.args("--test it");
        }
        let flags = format!("-Zmiri-strict-provenance -Zmiri-symbolic-alignment-check{flag}");
        step.arg("-p")
            .arg(&krate.name)
            .target_dir(facts.target.join("miri"))
            .env("MIRIFLAGS", flags)
    };
    let steps = MODELS.iter().flat_map(|&model| crates.iter().map(move |krate| step(krate, model)));
    Ok(steps.collect::<Vec<_>>().into())
}

fn judge(_: &Facts, outputs: &[Output]) -> Result<String, Flaw> {
    judge::each_ran_tests(outputs, "test")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::tests::facts;

    #[test]
    fn both_models_are_planned() {
        let plan = plan(&facts()).expect("a plan");
        let flags: Vec<_> = plan.steps.iter().map(|step| step.env[0].1.as_str()).collect();
        assert_eq!(flags.len(), 2);
        assert!(!flags[0].contains("tree-borrows") && flags[1].contains("-Zmiri-tree-borrows"));
    }
}
