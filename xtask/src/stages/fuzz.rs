//! Every fuzz target: its corpus and its regressions first, then new inputs for a while, from a seed
//! that the report names. An input that crashes is made as small as it gets and put into
//! `fuzz/regressions/TARGET/`, named after its stack, so that one mistake is one file; `cargo test`
//! replays it from then on.

use crate::{
    canary::{Canaries, Canary},
    crash::Crash,
    judge::{self, End, Flaw, Output},
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
    budget: minutes(30),
    canaries: Canaries::Planted(canaries),
    plan,
    judge,
};

/// The steps that fuzz nothing.
const SETUP: [&str; 2] = ["Cargo.lock", "build"];
/// What the subject of a step that only replays ends with.
const REPLAY: &str = " (corpus)";
/// That of a step that makes an input small.
const SMALLER: &str = " (smaller input)";

/// For new inputs of a target.
fn seconds(facts: &Facts) -> u32 {
    if facts.profile == Profile::Full { 60 } else { 10 }
}

fn plan(facts: &Facts) -> Result<Plan, String> {
    if facts.fuzz_targets.is_empty() {
        return Err("fuzz/Cargo.toml has no target".into());
    }
    // cargo-fuzz has no `--locked`: a lock file that cargo would change is found here.
    let locked = Step::cargo(SETUP[0], "fetch --locked --manifest-path fuzz/Cargo.toml");
    let build = cargo_fuzz(facts, SETUP[1], "build", "fuzz").after(vec![locked]);
    let mut plan = Plan { every_step: true, follow: Some(follow), ..vec![build].into() };
    for target in &facts.fuzz_targets {
        // libFuzzer reads all the folders and writes what it learns to the first. That one starts
        // empty, so that the seed alone decides the run, and the committed corpus stays as it is.
        let found = facts.target.join("verify/fuzz").join(target);
        let crashes = facts.target.join("verify/crashes").join(target);
        let known = ["corpus", "regressions"].map(|kind| format!("fuzz/{kind}/{target}"));
        let run = |subject: String, first: &str, budget: String| {
            let prefix = format!("-artifact_prefix={}/", crashes.display());
            let step = cargo_fuzz(facts, &subject, "run", "fuzz").arg(target).args(first);
            let step = known.iter().fold(step, Step::arg);
            step.args("--").args(&limits(facts, &budget)).arg(prefix)
        };
        plan.steps.push(run(format!("{target}{REPLAY}"), "", "-runs=0".into()));
        let budget = format!("-max_total_time={}", seconds(facts));
        plan.steps.push(run(target.clone(), &found.to_string_lossy(), budget));
        plan.make.extend(known.map(|folder| facts.root.join(folder)));
        plan.clean.extend([found.clone(), crashes.clone()]);
        plan.make.extend([found, crashes]);
    }
    Ok(plan.side_by_side())
}

fn cargo_fuzz(facts: &Facts, subject: &str, command: &str, dir: &str) -> Step {
    Step::cargo(subject, &format!("+{} fuzz {command} --fuzz-dir {dir}", facts.nightly))
        .target_dir(facts.target.join("fuzz"))
}

/// libFuzzer's arguments.
fn limits(facts: &Facts, budget: &str) -> String {
    format!("{budget} -seed={} -print_final_stats=1 -timeout=10", facts.seed)
}

fn canaries(facts: &Facts) -> Vec<Canary> {
    let step = cargo_fuzz(facts, "crash", "run", "xtask/canaries/fuzz").args("crash --");
    let says = "AddressSanitizer: heap-use-after-free";
    vec![Canary { step: step.args(&limits(facts, "-max_total_time=60")), says }]
}

/// The crashes, with the targets that had them; of those with one stack the first.
fn crashes(outputs: &[Output]) -> Vec<(&str, Crash)> {
    let mut crashes = Vec::<(&str, Crash)>::new();
    for output in outputs.iter().filter(|output| output.end != End::Code(0)) {
        let target = output.subject.trim_end_matches(REPLAY);
        let Some(crash) = Crash::read(&output.text) else { continue };
        if crashes.iter().all(|(_, other)| other.stack != crash.stack) {
            crashes.push((target, crash));
        }
    }
    crashes
}

fn regression(target: &str, crash: &Crash) -> String {
    format!("fuzz/regressions/{target}/{}", crash.stack)
}

/// Keeps each crashing input, and makes it smaller if that can be done soon.
fn follow(facts: &Facts, outputs: &[Output]) -> Vec<Step> {
    let steps = crashes(outputs).into_iter().flat_map(|(target, crash)| {
        let kept = regression(target, &crash);
        let subject = format!("{target}{SMALLER}");
        let keep = Step { program: "cp".into(), ..Step::cargo(&subject, "") };
        let smaller = cargo_fuzz(facts, &subject, "tmin", "fuzz")
            .arg(target)
            .arg(&crash.input)
            .args(&format!("-- {}", limits(facts, "-max_total_time=20")))
            .arg(format!("-exact_artifact_path={kept}"));
        [keep.arg(&crash.input).arg(kept), smaller]
    });
    steps.collect()
}

fn judge(facts: &Facts, outputs: &[Output]) -> Result<String, Flaw> {
    let outputs: Vec<_> =
        outputs.iter().filter(|output| !output.subject.ends_with(SMALLER)).cloned().collect();
    if let Err(Flaw::Found(what)) = judge::succeeded(&outputs) {
        let crashes = crashes(&outputs);
        let kept = crashes.iter().map(|(target, crash)| {
            format!("\n{target}: the input is kept as {}", regression(target, crash))
        });
        return judge::found(format!("{what}{}\nseed {}", kept.collect::<String>(), facts.seed));
    }
    let (mut replayed, mut new) = (0, 0);
    let mut targets = 0;
    for output in outputs.iter().filter(|output| !SETUP.contains(&output.subject.as_str())) {
        let executed = executed(&output.text);
        if executed == 0 {
            return judge::found(format!("{}: no input was executed", output.subject));
        }
        if output.subject.ends_with(REPLAY) {
            replayed += executed;
        } else {
            new += executed;
            targets += 1;
        }
    }
    if targets == 0 {
        return judge::found("no target was executed");
    }
    let targets = judge::count(targets, "target");
    let new = judge::count(new, "input");
    Ok(format!("{targets}, {replayed} known and {new}, seed {}", facts.seed))
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

    fn crashed(subject: &str) -> Output {
        failed(subject, &format!("{CRASH}Test unit written to /repo/crash-0a\n"))
    }

    #[test]
    fn each_target_replays_its_corpus_and_then_goes_on_with_the_seed() {
        let plan = plan(&facts()).expect("a plan");
        let commands: Vec<_> = plan.steps.iter().map(ToString::to_string).collect();
        assert_eq!(
            commands[1..],
            [
                "cargo +nightly fuzz run --fuzz-dir fuzz --target-dir /repo/target/fuzz ring \
                 fuzz/corpus/ring fuzz/regressions/ring -- -runs=0 -seed=7 -print_final_stats=1 \
                 -timeout=10 -artifact_prefix=/repo/target/verify/crashes/ring/",
                "cargo +nightly fuzz run --fuzz-dir fuzz --target-dir /repo/target/fuzz ring \
                 /repo/target/verify/fuzz/ring fuzz/corpus/ring fuzz/regressions/ring -- \
                 -max_total_time=60 -seed=7 -print_final_stats=1 -timeout=10 \
                 -artifact_prefix=/repo/target/verify/crashes/ring/",
            ]
        );
        assert!(plan.every_step, "one target's crash keeps none of the others from being fuzzed");
        let cleaned = ["fuzz", "crashes"].map(|kind| facts().target.join("verify").join(kind));
        assert_eq!(plan.clean, cleaned.map(|folder| folder.join("ring")));
    }

    #[test]
    fn a_crash_is_kept_under_the_name_of_its_stack_and_made_smaller() {
        let outputs =
            [ok(SETUP[1], ""), crashed("ring (corpus)"), crashed("ring"), crashed("pool")];
        let steps = follow(&facts(), &outputs);
        let commands: Vec<_> = steps.iter().map(ToString::to_string).collect();
        assert_eq!(commands.len(), 2, "one stack is one crash: {commands:?}");
        let kept = commands[0].strip_prefix("cp /repo/crash-0a ").expect("it is kept");
        assert!(kept.starts_with("fuzz/regressions/ring/"), "{kept}");
        assert!(commands[1].contains("fuzz tmin --fuzz-dir fuzz"));
        assert!(commands[1].ends_with(&format!("-exact_artifact_path={kept}")));
        assert_eq!(follow(&facts(), &[ok("ring", DONE)]), []);
        let said = said(judge(&facts(), &outputs));
        assert!(said.contains("heap-use-after-free") && said.contains(kept), "{said}");
        assert!(said.ends_with("seed 7"), "{said}");
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
        let outputs = [ok(SETUP[1], ""), ok("ring (corpus)", DONE), ok("ring", DONE)];
        let note = judge(&facts(), &outputs).expect("it passed");
        assert_eq!(note, "1 target, 2277490 known and 2277490 inputs, seed 7");
        let nothing = DONE.replace("units: 2277490", "units: 0");
        let outputs = [ok("ring (corpus)", &nothing)];
        assert_eq!(said(judge(&facts(), &outputs)), "ring (corpus): no input was executed");
    }
}
