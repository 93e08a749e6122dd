//! Every fuzz target: its corpus and its regressions first, then new inputs for a while.

use crate::{
    canary::Canary,
    judge::{self, Flaw, Output},
    plan::{Plan, Step},
    stage::{Profile, Stage, minutes},
    tools::Tool,
    workspace::Facts,
};

pub(crate) const STAGE: Stage = Stage {
    id: "fuzz",
    title: "no fuzz target crashes, under AddressSanitizer",
    source: include_str!("fuzz.rs"),
    tools: &[Tool::Nightly, Tool::CargoFuzz],
    profiles: Profile::THOROUGH,
    budget: minutes(20),
    canaries,
    plan,
    judge,
};

const SECONDS_A_TARGET: u32 = 20;
/// The steps that fuzz nothing.
const SETUP: [&str; 2] = ["Cargo.lock", "build"];

fn plan(facts: &Facts) -> Result<Plan, String> {
    if facts.fuzz_targets.is_empty() {
        return Err("fuzz/Cargo.toml has no target".into());
    }
    // cargo-fuzz has no `--locked`: a lock file that cargo would change is found here.
    let locked = Step::cargo(SETUP[0], "fetch --locked --manifest-path fuzz/Cargo.toml");
    let mut plan = Plan::from(vec![locked, cargo_fuzz(facts, SETUP[1], "build", "fuzz")]);
    for target in &facts.fuzz_targets {
        // libFuzzer reads all the folders and writes what it learns to the first. That one starts
        // empty, so that the seed alone decides the run, and the committed corpus stays as it is.
        let found = facts.target.join("verify/fuzz").join(target);
        let mut step =
            cargo_fuzz(facts, target, "run", "fuzz").arg(target).arg(found.to_string_lossy());
        for known in ["corpus", "regressions"] {
            let dir = format!("fuzz/{known}/{target}");
            plan.make.push(facts.root.join(&dir));
            step = step.arg(dir);
        }
        plan.clean.push(found.clone());
        plan.make.push(found);
        plan.steps.push(step.args("--").args(&limits(facts)));
    }
    Ok(plan)
}

fn cargo_fuzz(facts: &Facts, subject: &str, command: &str, dir: &str) -> Step {
    Step::cargo(subject, &format!("+{} fuzz {command} --fuzz-dir {dir}", facts.nightly))
        .target_dir(facts.target.join("fuzz"))
}

/// libFuzzer's arguments.
fn limits(facts: &Facts) -> String {
    let seed = facts.seed;
    format!("-max_total_time={SECONDS_A_TARGET} -seed={seed} -print_final_stats=1 -timeout=10")
}

fn canaries(facts: &Facts) -> Vec<Canary> {
    let step = cargo_fuzz(facts, "crash", "run", "xtask/canaries/fuzz").args("crash --");
    let says = "AddressSanitizer: heap-use-after-free";
    vec![Canary { step: step.args(&limits(facts)), says }]
}

fn judge(facts: &Facts, outputs: &[Output]) -> Result<String, Flaw> {
    judge::succeeded(outputs)?;
    let mut runs = 0;
    let mut targets = 0;
    for output in outputs.iter().filter(|output| !SETUP.contains(&output.subject.as_str())) {
        match executed(&output.text) {
            0 => return judge::found(format!("{}: no input was executed", output.subject)),
            some => runs += some,
        }
        targets += 1;
    }
    if targets == 0 {
        return judge::found("no target was executed");
    }
    let targets = judge::count(targets, "target");
    Ok(format!("{targets}, {}, seed {}", judge::count(runs, "input"), facts.seed))
}

fn executed(text: &str) -> u64 {
    let line = text.lines().find_map(|line| line.strip_prefix("stat::number_of_executed_units:"));
    line.and_then(|number| number.trim().parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::tests::{failed, ok, said};
    use crate::workspace::tests::facts;

    const DONE: &str = include_str!("../../captured/fuzz-done.txt");
    const CRASH: &str = include_str!("../../captured/fuzz-crash.txt");

    #[test]
    fn each_target_starts_from_its_corpus_with_the_seed() {
        let plan = plan(&facts()).expect("a plan");
        assert_eq!(
            plan.steps.last().expect("a step").to_string(),
            "cargo +nightly fuzz run --fuzz-dir fuzz --target-dir /repo/target/fuzz ring \
             /repo/target/verify/fuzz/ring fuzz/corpus/ring fuzz/regressions/ring -- \
             -max_total_time=20 -seed=7 -print_final_stats=1 -timeout=10"
        );
        assert_eq!(plan.clean, [facts().target.join("verify/fuzz/ring")]);
    }

    #[test]
    fn without_targets_there_is_nothing_to_check() {
        let none = Facts { fuzz_targets: Vec::new(), ..facts() };
        assert!(plan(&none).is_err());
        let setup = [ok(SETUP[0], ""), ok(SETUP[1], "")];
        assert_eq!(said(judge(&none, &setup)), "no target was executed");
    }

    #[test]
    fn it_counts_inputs() {
        let outputs = [ok(SETUP[1], ""), ok("ring", DONE)];
        assert_eq!(judge(&facts(), &outputs), Ok("1 target, 2277490 inputs, seed 7".into()));
        let none = DONE.replace("units: 2277490", "units: 0");
        assert_eq!(said(judge(&facts(), &[ok("ring", &none)])), "ring: no input was executed");
    }

    #[test]
    fn it_shows_the_crash() {
        let said = said(judge(&facts(), &[failed("ring", CRASH)]));
        assert!(said.contains("heap-use-after-free"), "{said}");
    }
}
