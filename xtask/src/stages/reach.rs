//! Which unsafe code the runs came to: the unit and integration tests, the models (a few
//! interleavings of each are enough to come everywhere) and the fuzz targets' corpora and regressions,
//! all with the compiler's own coverage. What none came to fails. What nothing can run (an
//! implementation, a trait, what the compiler evaluates) names the test that pins it, in a comment
//! `// PINNED: tests/…`. Code for another CPU names `cross ARCH`, and counts when stage cross passed
//! before; otherwise it is said to be not run. Miri is planned for every test here and never counts.

use std::path::PathBuf;

use crate::{
    canary::{Canaries, Canary},
    judge::{self, Flaw, Output},
    plan::{self, Plan, Step},
    stage::{Profile, Stage, minutes},
    workspace::Facts,
};

pub(crate) const STAGE: Stage = Stage {
    id: "reach",
    title: "tests, models or corpora come to all unsafe code",
    source: include_str!("reach.rs"),
    tools: &[],
    profiles: Profile::THOROUGH,
    budget: minutes(20),
    canaries: Canaries::Planted(canaries),
    plan,
    judge,
};

/// Where the report finds it.
pub(crate) const FILE: &str = "verify/reach.json";
/// The ledger that it is of. Its own, in case the stage of that name was left out.
pub(crate) const ENTRIES: &str = "verify/reach-ledger.json";
/// What became of the stages before.
pub(crate) const STATES: &str = "verify/states.json";

fn folder(facts: &Facts) -> PathBuf {
    facts.target.join("reach")
}

/// Where the binaries of a run leave what they counted.
fn run_dir(facts: &Facts, run: &str) -> String {
    folder(facts).join("runs").join(run).to_string_lossy().into_owned()
}

fn plan(facts: &Facts) -> Result<Plan, String> {
    let unsafe_tests = plan::tests_of_unsafe(facts, |package| {
        tests(facts, "test", package).args("--all-features --lib")
    })?;
    // The same binaries once more: what the corpora alone come to.
    let replays = facts.crates.iter().filter(|krate| krate.has_unsafe && krate.has_test("it"));
    let replays = replays.map(|krate| {
        tests(facts, "corpus", &krate.name).args("--all-features --lib --test it -- regressions")
    });
    let models = facts.crates.iter().filter(|krate| krate.has_unsafe && krate.has_test("loom"));
    let models = models.map(|krate| models_of(facts, &krate.name));
    let mut steps = unsafe_tests;
    steps.extend(replays);
    steps.extend(models);
    let side_by_side = steps.len();
    let entries = facts.target.join(ENTRIES).to_string_lossy().into_owned();
    steps.push(Step::gate(facts, "ledger", "ledger --unjudged --dir crates --json").arg(&entries));
    let json = facts.target.join(FILE);
    steps.push(
        reach(facts, &entries, &["test", "loom", "corpus"])
            .args("--states")
            .arg(facts.target.join(STATES).to_string_lossy())
            .args("--json")
            .arg(json.to_string_lossy()),
    );
    let runs = ["test", "loom", "corpus"].map(|run| PathBuf::from(run_dir(facts, run)));
    let clean = runs.iter().cloned().chain([json]).collect();
    Ok(Plan { clean, make: runs.into(), steps, side_by_side, ..Plan::default() })
}

/// The tests of a package with coverage, whose binaries the gate runs for cargo.
fn tests(facts: &Facts, run: &str, package: &str) -> Step {
    counted(facts, run, package, "-C instrument-coverage").target_dir(folder(facts))
}

fn counted(facts: &Facts, run: &str, package: &str, flags: &str) -> Step {
    let runner = format!("{} cover {}", facts.gate.display(), run_dir(facts, run));
    // With `--target`, build scripts and macros count nothing.
    Step::cargo(format!("{package}, {run}"), &format!("test --locked --target {}", facts.host))
        .env("RUSTFLAGS", flags)
        .env(&plan::variable(&facts.host, "RUNNER"), runner)
        .short()
        .args("-p")
        .arg(package)
}

fn models_of(facts: &Facts, package: &str) -> Step {
    counted(facts, "loom", package, "-C instrument-coverage --cfg hardpan_loom")
        .target_dir(folder(facts).join("models"))
        .env("LOOM_MAX_PERMUTATIONS", "200")
        .args("--lib --test loom")
}

fn reach(facts: &Facts, entries: &str, runs: &[&str]) -> Step {
    let step = Step::gate(facts, "reach", "reach --ledger").arg(entries);
    runs.iter()
        .fold(step, |step, run| step.args("--run").arg(format!("{run}={}", run_dir(facts, run))))
}

fn canaries(facts: &Facts) -> Vec<Canary> {
    let entries = facts.target.join("verify/reach-canary.json").to_string_lossy().into_owned();
    let says = "in `missed`: no test, model or corpus came there";
    let first = vec![
        tests(facts, "canary", "canary-reach")
            .args("--lib --manifest-path xtask/canaries/Cargo.toml"),
        Step::gate(facts, "ledger", "ledger --dir xtask/canaries/reach --json").arg(&entries),
    ];
    let step = reach(facts, &entries, &["canary"]).after(first);
    vec![Canary { step: Step { subject: "missed".into(), ..step }, says }]
}

fn judge(_: &Facts, outputs: &[Output]) -> Result<String, Flaw> {
    judge::no_faults(outputs)?;
    let runs = outputs.iter().filter(|output| output.subject.contains(", "));
    judge::each_ran_tests(&runs.cloned().collect::<Vec<_>>(), "test")?;
    let note = outputs.last().and_then(|output| output.text.lines().last()).unwrap_or_default();
    if !note.contains(" reached, ") || note.starts_with("0 ") {
        return judge::found("no unsafe code was seen to be reached");
    }
    Ok(note.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::tests::{ok, said};
    use crate::workspace::tests::facts;

    const PASSED: &str = include_str!("../../captured/test-passed.txt");

    #[test]
    fn three_runs_are_counted_apart() {
        let plan = plan(&facts()).expect("a plan");
        let lines: Vec<_> = plan.steps.iter().map(ToString::to_string).collect();
        let runner = |run: &str| {
            format!(
                "CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUNNER=\
                 '/repo/target/debug/xtask cover /repo/target/reach/runs/{run}' "
            )
        };
        assert!(lines[0].contains(&runner("test")) && lines[0].ends_with("--lib --test it"));
        assert!(lines[1].contains(&runner("corpus")) && lines[1].ends_with("-- regressions"));
        assert!(lines[2].contains(&runner("loom")) && lines[2].contains("--cfg hardpan_loom"));
        assert!(lines[2].contains("--target-dir /repo/target/reach/models "), "other flags");
        assert!(lines[4].contains("--run test=/repo/target/reach/runs/test --run loom="));
        assert_eq!(plan.clean.len(), 4);
    }

    #[test]
    fn every_run_must_have_run_something() {
        let note = "3 unsafe uses reached, 1 pinned by tests";
        let run = |text: &str| vec![ok("ring, test", text), ok("ledger", ""), ok("reach", note)];
        assert_eq!(judge(&facts(), &run(PASSED)), Ok(note.into()));
        assert_eq!(said(judge(&facts(), &run(""))), "ring, test: no test was executed");
        let empty = [ok("ring, test", PASSED), ok("reach", "0 unsafe uses reached, 1 pinned")];
        assert_eq!(said(judge(&facts(), &empty)), "no unsafe code was seen to be reached");
    }
}
