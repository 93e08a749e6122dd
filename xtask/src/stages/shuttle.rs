//! The models of `tests/shuttle.rs`: longer than loom's, in schedules drawn at random from the seed,
//! where every thread sees every write at once. They look for what gets stuck or lost, loom's for
//! what an order of memory allows.

use crate::{
    canary::{Canaries, Canary},
    judge::{self, Flaw, Output},
    plan::{Plan, Step},
    stage::{Profile, Stage, minutes},
    workspace::Facts,
};

pub(crate) const STAGE: Stage = Stage {
    id: "shuttle",
    title: "the longer models hold in random schedules",
    source: include_str!("shuttle.rs"),
    tools: &[],
    profiles: Profile::THOROUGH,
    budget: minutes(10),
    canaries: Canaries::Planted(canaries),
    plan,
    judge,
};

fn plan(facts: &Facts) -> Result<Plan, String> {
    let crates = facts.crates.iter().filter(|krate| krate.has_test("shuttle"));
    let steps: Vec<_> = crates.map(|krate| models(facts, &krate.name)).collect();
    if steps.is_empty() { Err("no crate has tests/shuttle.rs".into()) } else { Ok(steps.into()) }
}

fn models(facts: &Facts, package: &str) -> Step {
    Step::cargo(package, "test --profile verify --locked --test shuttle -p")
        .arg(package)
        .target_dir(facts.target.join("shuttle"))
        .env("RUSTFLAGS", "--cfg hardpan_shuttle")
        .env("SHUTTLE_RANDOM_SEED", facts.seed.to_string())
}

fn canaries(facts: &Facts) -> Vec<Canary> {
    let step = models(facts, "canary-shuttle").args("--manifest-path xtask/canaries/Cargo.toml");
    vec![Canary { step, says: "deadlock" }]
}

fn judge(facts: &Facts, outputs: &[Output]) -> Result<String, Flaw> {
    Ok(format!("{}, seed {}", judge::each_ran_tests(outputs, "model")?, facts.seed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::tests::{ok, said};
    use crate::workspace::tests::facts;

    const HELD: &str = include_str!("../../captured/loom-held.txt");

    #[test]
    fn the_seed_draws_the_schedules() {
        let mut facts = facts();
        assert_eq!(plan(&facts).err().as_deref(), Some("no crate has tests/shuttle.rs"));
        facts.crates[0].tests.push("shuttle".into());
        assert_eq!(
            plan(&facts).expect("a plan").steps[0].to_string(),
            "RUSTFLAGS='--cfg hardpan_shuttle' SHUTTLE_RANDOM_SEED=7 cargo test --profile verify \
             --locked --test shuttle -p ring --target-dir /repo/target/shuttle"
        );
    }

    #[test]
    fn each_crate_must_have_run_a_model() {
        let note = judge(&facts(), &[ok("ring", HELD)]);
        assert_eq!(note, Ok("2 models in 1 run, seed 7".into()));
        assert_eq!(said(judge(&facts(), &[ok("ring", "")])), "ring: no model was executed");
    }
}
