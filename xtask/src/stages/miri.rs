//! The same tests as `asan` in the interpreter, under both models of aliasing; those of crates that
//! have models of threads with several seeds, as the interpreter draws its schedules from them.

use crate::{
    canary::{Canaries, Canary},
    judge::{self, Flaw, Output},
    plan::{self, Plan, Step},
    stage::{Profile, Stage, minutes},
    tools::Tool,
    workspace::Facts,
};

pub(crate) const STAGE: Stage = Stage {
    id: "miri",
    title: "no undefined behaviour under Stacked Borrows or Tree Borrows",
    source: include_str!("miri.rs"),
    tools: &[Tool::Nightly, Tool::Miri],
    profiles: Profile::THOROUGH,
    budget: minutes(60),
    canaries: Canaries::Planted(canaries),
    plan,
    judge,
};

const MODELS: [(&str, &str); 2] =
    [("Stacked Borrows", ""), ("Tree Borrows", " -Zmiri-tree-borrows")];

fn plan(facts: &Facts) -> Result<Plan, String> {
    let [stacked, tree] =
        MODELS.map(|model| plan::tests_of_unsafe(facts, |package| tests(facts, package, model)));
    Ok([stacked?, tree?].concat().into())
}

fn tests(facts: &Facts, package: &str, (model, flag): (&str, &str)) -> Step {
    let subject = format!("{package} ({model})");
    let krate = facts.crates.iter().find(|krate| krate.name == package);
    let threads = krate.is_some_and(|krate| krate.has_test("loom") || krate.has_test("shuttle"));
    let seed = if threads { "many-seeds=0..8".into() } else { format!("seed={}", facts.seed) };
    let flags =
        format!("-Zmiri-strict-provenance -Zmiri-symbolic-alignment-check{flag} -Zmiri-{seed}");
    Step::cargo(subject, &format!("+{} miri test --locked", facts.nightly))
        .target_dir(facts.target.join("miri"))
        .env("MIRIFLAGS", flags)
        .args("--lib -p")
        .arg(package)
}

fn canaries(facts: &Facts) -> Vec<Canary> {
    let canary = |&model| {
        let step = tests(facts, "canary-miri", model);
        let step = step.args("--manifest-path xtask/canaries/Cargo.toml");
        Canary { step, says: "Undefined Behavior: " }
    };
    MODELS.iter().map(canary).collect()
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
        assert!(flags.iter().all(|flags| flags.ends_with(" -Zmiri-many-seeds=0..8")));
    }
}
