//! Every bench runs once, with nothing timed: what it asks of the results before it times them (ours
//! and the rivals' are equal, no rival's sum is nearer the truth, nothing is lost) must hold.

use crate::{
    canary::{Canaries, Canary},
    judge::{self, Flaw, Output},
    plan::{Plan, Step},
    stage::{Profile, Stage, minutes},
    workspace::Facts,
};

pub(crate) const STAGE: Stage = Stage {
    id: "benches",
    title: "ours and the rivals compute the same, in every bench",
    source: include_str!("benches.rs"),
    tools: &[],
    profiles: Profile::THOROUGH,
    budget: minutes(10),
    canaries: Canaries::Planted(canaries),
    plan,
    judge,
};

fn plan(facts: &Facts) -> Result<Plan, String> {
    if facts.benches.is_empty() {
        return Err("benches/Cargo.toml has no bench".into());
    }
    let all = run(facts, "benches", "benches/Cargo.toml");
    // By name: with `--benches`, cargo would run unit tests too.
    let all = facts.benches.iter().fold(all, |step, bench| step.arg("--bench").arg(bench));
    Ok(vec![once(all)].into())
}

/// In the folder where clippy has had the rivals' build scripts run, C compilers in them.
fn run(facts: &Facts, subject: &str, manifest: &str) -> Step {
    Step::cargo(subject, "test --locked --no-fail-fast --manifest-path")
        .arg(manifest)
        .target_dir(facts.target.join("benches"))
}

/// Criterion's word for it.
fn once(step: Step) -> Step {
    step.args("-- --test")
}

fn canaries(facts: &Facts) -> Vec<Canary> {
    let step = run(facts, "unequal", "xtask/canaries/Cargo.toml");
    let step = once(step.args("-p canary-benches --bench unequal"));
    vec![Canary { step, says: "canary: the rival computes something else" }]
}

fn judge(facts: &Facts, outputs: &[Output]) -> Result<String, Flaw> {
    judge::succeeded(outputs)?;
    let text: String = outputs.iter().map(|output| output.text.as_str()).collect();
    let mut functions = 0;
    for bench in &facts.benches {
        match successes(&text, bench) {
            0 => return judge::found(format!("{bench}: no function of it was run")),
            some => functions += some,
        }
    }
    let programs = judge::count(facts.benches.len() as u64, "program");
    Ok(format!("{} in {programs}", judge::count(functions, "function")))
}

/// How many functions criterion ran of a bench: it says so of each.
fn successes(text: &str, bench: &str) -> u64 {
    let binary = |line: &str| {
        let path = line.trim_start().strip_prefix("Running ")?;
        Some(path.rsplit_once('/')?.1.rsplit_once('-')?.0 == bench)
    };
    let of_it = text.lines().skip_while(|line| binary(line) != Some(true)).skip(1);
    of_it.take_while(|line| binary(line).is_none()).filter(|line| *line == "Success").count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::tests::{failed, ok, said};
    use crate::workspace::tests::facts;

    const RUN: &str = include_str!("../../captured/benches-run.txt");
    const UNEQUAL: &str = include_str!("../../captured/benches-unequal.txt");

    #[test]
    fn each_bench_runs_by_name_and_without_a_clock() {
        assert_eq!(
            plan(&facts()).expect("a plan").steps[0].to_string(),
            "cargo test --locked --no-fail-fast --manifest-path benches/Cargo.toml \
             --target-dir /repo/target/benches --bench ring -- --test"
        );
        let none = Facts { benches: Vec::new(), ..facts() };
        assert_eq!(plan(&none).err().as_deref(), Some("benches/Cargo.toml has no bench"));
    }

    #[test]
    fn each_bench_must_have_run_a_function() {
        let two = |other: &str| Facts { benches: vec!["ring".into(), other.into()], ..facts() };
        let run = [ok("benches", RUN)];
        assert_eq!(judge(&two("meter"), &run), Ok("3 functions in 2 programs".into()));
        assert_eq!(said(judge(&two("ringer"), &run)), "ringer: no function of it was run");
        assert_eq!(said(judge(&facts(), &[ok("benches", "")])), "ring: no function of it was run");
    }

    #[test]
    fn what_was_unequal_is_told() {
        let said = said(judge(&facts(), &[failed("benches", UNEQUAL)]));
        assert!(said.contains("panicked at benches/simd/main.rs:"), "{said}");
        assert!(said.contains("left: Some(15)"), "{said}");
    }
}
