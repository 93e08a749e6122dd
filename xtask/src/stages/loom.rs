//! The models of every crate whose atomics loom can replace.

use crate::{
    canary::{Canaries, Canary},
    judge::{self, Flaw, Output},
    plan::{Plan, Step},
    stage::{Profile, Stage, minutes},
    workspace::{Crate, Facts},
};

pub(crate) const STAGE: Stage = Stage {
    id: "loom",
    title: "the models hold in every interleaving within their bounds",
    source: include_str!("loom.rs"),
    tools: &[],
    profiles: Profile::THOROUGH,
    budget: minutes(15),
    canaries: Canaries::Planted(canaries),
    plan,
    judge,
};

fn plan(facts: &Facts) -> Result<Plan, String> {
    let modelled = |krate: &&Crate| krate.depends_on("loom") || krate.has_test("loom");
    let crates: Vec<_> = facts.crates.iter().filter(modelled).collect();
    if crates.is_empty() {
        return Err("no crate has models: tests/loom.rs".into());
    }
    if let Some(krate) = crates.iter().find(|krate| !krate.has_test("loom")) {
        return Err(format!("{} depends on loom, but has no tests/loom.rs", krate.name));
    }
    let steps: Vec<_> = crates.iter().map(|krate| models(facts, &krate.name)).collect();
    Ok(Plan::from(steps).side_by_side())
}

pub(crate) fn models(facts: &Facts, package: &str) -> Step {
    Step::cargo(package, "test --release --locked --lib --test loom -p")
        .arg(package)
        .target_dir(facts.target.join("loom"))
        .env("RUSTFLAGS", "--cfg hardpan_loom")
        // Quick models, not the quickest: most of that would go into the build.
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
}

fn canaries(facts: &Facts) -> Vec<Canary> {
    let canary = |test: &str, says| {
        let step = models(facts, "canary-loom");
        let step = step.args("--manifest-path xtask/canaries/Cargo.toml --").arg(test);
        Canary { step: Step { subject: test.into(), ..step }, says }
    };
    vec![
        canary("lost_update", "canary: a lost update"),
        // Right in every interleaving: only who explores the order of memory sees it.
        canary("published_too_early", "canary: published without its data"),
    ]
}

fn judge(_: &Facts, outputs: &[Output]) -> Result<String, Flaw> {
    judge::each_ran_tests(outputs, "model")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::tests::{failed, ok, said};
    use crate::workspace::tests::facts;

    const HELD: &str = include_str!("../../captured/loom-held.txt");
    const BROKEN: &str = include_str!("../../captured/loom-broken.txt");

    #[test]
    fn it_plans_the_crates_that_have_models() {
        let plan = plan(&facts()).expect("a plan");
        assert_eq!(
            plan.steps.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["RUSTFLAGS='--cfg hardpan_loom' CARGO_PROFILE_RELEASE_LTO=off \
              CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 cargo test --release --locked --lib --test loom -p ring \
              --target-dir /repo/target/loom"]
        );
    }

    #[test]
    fn a_crate_that_could_be_modelled_must_be() {
        let mut facts = facts();
        facts.crates[0].tests.clear();
        assert_eq!(
            plan(&facts).err().as_deref(),
            Some("ring depends on loom, but has no tests/loom.rs")
        );
        facts.crates.remove(0);
        assert!(plan(&facts).is_err());
    }

    #[test]
    fn each_crate_must_have_run_a_model() {
        assert_eq!(judge(&facts(), &[ok("ring", HELD)]), Ok("2 models in 1 run".into()));
        // What one sees when the cfg does not reach the file.
        let none = HELD.replace("2 passed", "0 passed");
        let outputs = [ok("ring", HELD), ok("pool", &none)];
        assert_eq!(said(judge(&facts(), &outputs)), "pool: no model was executed");
    }

    #[test]
    fn it_shows_what_the_model_found() {
        let said = said(judge(&facts(), &[failed("ring", BROKEN)]));
        assert!(said.contains("a lost update"), "{said}");
    }
}
