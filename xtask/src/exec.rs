//! Runs the commands of a plan: each in a process group of its own, with a time limit, its output
//! in the stage's log file.

use std::{
    env,
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::Instant,
};

use crate::{
    judge::{End, Output},
    plan::{Plan, Step},
    progress::Progress,
    report,
};

mod child;
mod disk;

use child::{lead_a_group, wait};
pub(crate) use disk::{remove, size};

/// Set by Ctrl-C or SIGTERM: what runs is killed, and nothing more is started.
pub(crate) static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// How much of a command's output the judge sees; the log has it all.
const LONGEST: u64 = 16 << 20;

/// The caller's environment must not change what a verdict means: flags that would weaken or
/// recolour a check, and what `cargo run` tells the gate of itself.
const SCRUBBED: &[&str] = &[
    "ASAN_OPTIONS",
    "CARGO_BUILD_",
    "CARGO_CRATE_",
    "CARGO_ENCODED_RUST",
    "CARGO_MANIFEST_",
    "CARGO_PKG_",
    "CARGO_PROFILE_",
    "CARGO_TARGET_",
    "CARGO_TERM_",
    "CARGO_UNSTABLE_",
    "CLIPPY_",
    "HARDPAN_SHORT",
    "LD_PRELOAD",
    "LLVM_PROFILE_",
    "LOOM_",
    "LSAN_OPTIONS",
    "MSAN_OPTIONS",
    "MIRIFLAGS",
    "MIRI_",
    "PROPTEST_",
    "RUSTC",
    "RUSTDOC",
    "RUSTFLAGS",
    "RUST_TEST_",
    "SHUTTLE_",
    "TSAN_OPTIONS",
    "VALGRIND_OPTS",
];

/// Of those, what says only where and how fast to build.
const KEPT: &[&str] = &["CARGO_BUILD_JOBS", "CARGO_BUILD_TARGET_DIR", "CARGO_TARGET_DIR"];

pub(crate) struct Executor<'a> {
    pub(crate) root: &'a Path,
    pub(crate) log: PathBuf,
    /// When what still runs is killed.
    pub(crate) deadline: Instant,
    /// For every command; a step's own goes before it.
    pub(crate) env: Vec<(String, String)>,
    /// How many steps may run at once, of those that a plan lets.
    pub(crate) lanes: usize,
    pub(crate) progress: Progress,
}

/// How many steps of a plan run at once: one may use the processor that another, at its last test or
/// linking, leaves idle. More of them would take more memory than time.
pub(crate) fn lanes(jobs: Option<u32>) -> usize {
    let processors = thread::available_parallelism().map_or(1, usize::from);
    jobs.map_or(processors, |jobs| jobs as usize).min(2)
}

impl Executor<'_> {
    /// Runs the steps in order, the rest after a failed one only if told so. An error is one of the
    /// log or of the plan's folders.
    pub(crate) fn run(&self, plan: &Plan, keep_going: bool) -> io::Result<Vec<Output>> {
        for path in &plan.clean {
            remove(path)?;
        }
        for path in &plan.make {
            fs::create_dir_all(path)?;
        }
        for (path, text) in &plan.write {
            path.parent().map_or(Ok(()), fs::create_dir_all)?;
            fs::write(path, text)?;
        }
        if let Some(folder) = self.log.parent() {
            fs::create_dir_all(folder)?;
        }
        File::options().create(true).append(true).open(&self.log)?;
        let keep_going = keep_going || plan.every_step;
        let (together, after) = plan.steps.split_at(plan.side_by_side);
        let (mut outputs, go_on) = self.steps(together, self.lanes, keep_going)?;
        if go_on {
            outputs.extend(self.steps(after, 1, keep_going)?.0);
        }
        Ok(outputs)
    }

    /// Their outputs, in the order of the steps, and whether what comes after them is to be run.
    fn steps(
        &self,
        steps: &[Step],
        lanes: usize,
        keep_going: bool,
    ) -> io::Result<(Vec<Output>, bool)> {
        let (next, halt) = (AtomicUsize::new(0), AtomicBool::new(false));
        let outputs = Mutex::new(Vec::new());
        let lane = || -> io::Result<()> {
            while !halt.load(Ordering::Relaxed) {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(step) = steps.get(at) else { break };
                let output =
                    self.step(step, at).inspect_err(|_| halt.store(true, Ordering::Relaxed))?;
                let over = matches!(output.end, End::TimedOut | End::Interrupted);
                if over || output.end != End::Code(0) && !keep_going {
                    halt.store(true, Ordering::Relaxed);
                }
                outputs.lock().unwrap_or_else(PoisonError::into_inner).push((at, output));
            }
            Ok(())
        };
        thread::scope(|scope| {
            let others: Vec<_> = (1..lanes).map(|_| scope.spawn(lane)).collect();
            let own = lane();
            let others = others
                .into_iter()
                .map(|other| other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            others.fold(own, io::Result::and)
        })?;
        let mut outputs = outputs.into_inner().unwrap_or_else(PoisonError::into_inner);
        outputs.sort_by_key(|(at, _)| *at);
        let outputs = outputs.into_iter().map(|(_, output)| output).collect();
        Ok((outputs, !halt.into_inner()))
    }

    /// Runs a step, with a file of its own that the log gets as a whole.
    fn step(&self, step: &Step, at: usize) -> io::Result<Output> {
        let path = self.log.with_extension(format!("log.{at}"));
        let begun = Instant::now();
        remove(&path)?;
        let own = File::options().create(true).append(true).open(&path)?;
        let end = self.ended(step, &own)?;
        let text = read_end(&path)?;
        let took = report::seconds(begun.elapsed());
        let mut log = File::options().append(true).open(&self.log)?;
        let mut told = format!("$ {step}\n").into_bytes();
        told.extend(fs::read(&path)?);
        told.extend(format!("\n[{end:?}, {took}]\n\n").into_bytes());
        // At once, for another step may come to its end.
        log.write_all(&told)?;
        fs::remove_file(&path)?;
        Ok(Output { subject: step.subject.clone(), end, text })
    }

    fn ended(&self, step: &Step, log: &File) -> io::Result<End> {
        let mut end = End::Code(0);
        for part in step.first.iter().chain([step]) {
            end = match self.command(part, log)?.spawn() {
                Ok(child) => wait(child, self.deadline, || self.progress.show(&step.subject))?,
                Err(error) => End::NotStarted(format!("{}: {error}", part.program)),
            };
            if end != End::Code(0) {
                break;
            }
        }
        Ok(end)
    }

    fn command(&self, step: &Step, log: &File) -> io::Result<Command> {
        let mut command = Command::new(&step.program);
        command.args(&step.args).current_dir(self.root).stdin(Stdio::null());
        command.stdout(log.try_clone()?).stderr(log.try_clone()?);
        for (key, _) in env::vars_os() {
            let name = key.to_string_lossy();
            if is_scrubbed(&name) {
                command.env_remove(&key);
            }
        }
        // Each folder is built once or twice: incremental data would only fill the disk.
        command.env("CARGO_INCREMENTAL", "0").env("CARGO_TERM_COLOR", "never");
        command.envs(self.env.iter().map(|(key, value)| (key, value)));
        command.envs(step.env.iter().map(|(key, value)| (key, value)));
        lead_a_group(&mut command);
        Ok(command)
    }
}

/// Whether no command gets to see a variable of the caller's.
pub(crate) fn is_scrubbed(name: &str) -> bool {
    !KEPT.contains(&name) && SCRUBBED.iter().any(|start| name.starts_with(start))
}

fn read_end(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(LONGEST)))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(all(test, unix))]
mod tests {
    use std::time::Duration;

    use super::*;

    fn shell(script: &str) -> Step {
        Step {
            subject: script.into(),
            program: "sh".into(),
            args: vec!["-c".into(), script.into()],
            env: vec![("GIVEN".into(), "given".into())],
            first: Vec::new(),
        }
    }

    /// Its log is in the folder.
    fn executor(dir: &Path, budget: Duration) -> Executor<'static> {
        Executor {
            root: Path::new("/"),
            log: dir.join("log"),
            deadline: Instant::now() + budget,
            env: Vec::new(),
            lanes: 2,
            progress: Progress::silent(),
        }
    }

    #[test]
    fn what_would_change_a_verdict_is_scrubbed() {
        for name in ["CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER", "RUSTC_WRAPPER", "RUSTFLAGS"]
        {
            assert!(is_scrubbed(name), "{name}");
        }
        for name in ["CARGO_TARGET_DIR", "CARGO_BUILD_JOBS", "CARGO_HTTP_PROXY", "PATH"] {
            assert!(!is_scrubbed(name), "{name}");
        }
    }

    /// Runs shell scripts, one a step.
    fn run(name: &str, budget: Duration, keep_going: bool, scripts: &[&str]) -> Vec<Output> {
        let dir = env::temp_dir().join(format!("xtask-exec-{name}-{}", std::process::id()));
        let plan = Plan::from(scripts.iter().map(|script| shell(script)).collect::<Vec<_>>());
        let outputs = executor(&dir, budget).run(&plan, keep_going);
        fs::remove_dir_all(dir).expect("it was made above");
        outputs.expect("the temporary folder can be written")
    }

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn both_streams_come_back_in_order_a_step_each() {
        let outputs = run("streams", LONG, false, &["echo a; echo b >&2; echo $GIVEN", "pwd"]);
        let texts: Vec<_> = outputs.iter().map(|output| output.text.as_str()).collect();
        assert_eq!(texts, ["a\nb\ngiven\n", "/\n"]);
        assert!(outputs.iter().all(|output| output.end == End::Code(0)));
    }

    #[test]
    fn a_failure_ends_the_plan_unless_told_otherwise() {
        let scripts = ["exit 3", "true"];
        assert_eq!(run("stop", LONG, false, &scripts).len(), 1);
        let both = run("go-on", LONG, true, &scripts);
        assert_eq!(
            both.iter().map(|o| o.end.clone()).collect::<Vec<_>>(),
            [End::Code(3), End::Code(0)]
        );
    }

    /// Each of the two waits for the other's file.
    #[test]
    fn steps_side_by_side_run_at_once_and_come_back_in_order() {
        let dir = env::temp_dir().join(format!("xtask-exec-lanes-{}", std::process::id()));
        let wait = |own: &str, other: &str| {
            let [own, other] = [own, other].map(|name| dir.join(name).display().to_string());
            format!("touch {own}; until [ -e {other} ]; do sleep 0.01; done; echo {own}")
        };
        let scripts =
            [wait("a", "b"), wait("b", "a") + "; sleep 0.1", "exit 5".into(), "true".into()];
        let steps: Vec<_> = scripts.iter().map(|script| shell(script)).collect();
        let plan = Plan { side_by_side: 3, ..steps.into() };
        let executor = executor(&dir, LONG);
        let outputs = executor.run(&plan, false).expect("the folder can be written");
        let log = fs::read_to_string(&executor.log).expect("the log is there");
        let left = fs::read_dir(&dir).expect("it is there").count();
        fs::remove_dir_all(&dir).expect("it was made above");
        let ends: Vec<_> = outputs.iter().map(|output| output.end.clone()).collect();
        assert_eq!(ends, [0, 0, 5].map(End::Code), "the last waits for all, and one failed");
        assert!(outputs[1].text.ends_with("/b\n"), "{outputs:?}");
        assert!(log.contains("/a\n\n[Code(0), 0."), "{log}");
        assert_eq!(left, 3, "a, b and the log");
    }

    #[test]
    fn what_comes_first_must_succeed() {
        let dir = env::temp_dir().join(format!("xtask-exec-first-{}", std::process::id()));
        let run = |first: &str| {
            let plan = Plan::from(vec![shell("echo b").after(vec![shell(first)])]);
            executor(&dir, LONG).run(&plan, false).expect("the folder can be written").remove(0)
        };
        assert_eq!(run("echo a").text, "a\nb\n");
        let failed = run("echo a; exit 4");
        assert_eq!((failed.text.as_str(), failed.end), ("a\n", End::Code(4)));
        fs::remove_dir_all(dir).expect("it was made above");
    }

    #[test]
    fn a_plan_may_ask_for_every_step_and_for_files() {
        let dir = env::temp_dir().join(format!("xtask-exec-files-{}", std::process::id()));
        let file = dir.join("new/file");
        let show = format!("cat {}; echo $GIVEN $TWO", file.display());
        let plan = Plan {
            write: vec![(file, "text".into())],
            every_step: true,
            ..vec![shell("exit 1"), shell(&show)].into()
        };
        let all = ["GIVEN", "TWO"].map(|key| (key.into(), "all".into())).into();
        let executor = Executor { env: all, ..executor(&dir, LONG) };
        let outputs = executor.run(&plan, false).expect("the temporary folder can be written");
        fs::remove_dir_all(dir).expect("it was made above");
        assert_eq!(outputs[1].text, "textgiven all\n");
    }

    #[test]
    fn the_time_limit_ends_the_whole_group() {
        let start = Instant::now();
        let script = "sleep 300 & echo $!; wait";
        let outputs = run("limit", Duration::from_millis(300), true, &[script, "true"]);
        assert!(start.elapsed() < LONG);
        assert_eq!(outputs.len(), 1, "nothing runs after the time is up");
        assert_eq!(outputs[0].end, End::TimedOut);
        assert_gone(&outputs[0].text);
    }

    #[test]
    fn what_a_command_leaves_behind_is_ended() {
        let outputs = run("left", LONG, false, &["sleep 300 & echo $!"]);
        assert_eq!(outputs[0].end, End::Code(0));
        assert_gone(&outputs[0].text);
    }

    fn assert_gone(pid: &str) {
        let pid = nix::unistd::Pid::from_raw(pid.trim().parse().expect("the shell printed an id"));
        let start = Instant::now();
        // An orphan is reaped by the system, in its own time.
        while nix::sys::signal::kill(pid, None).is_ok() && !is_zombie(pid.as_raw()) {
            assert!(start.elapsed() < Duration::from_secs(10), "{pid} still runs");
            thread::sleep(Duration::from_millis(10));
        }
    }

    fn is_zombie(pid: i32) -> bool {
        fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| stat.contains(") Z "))
    }

    #[test]
    fn a_missing_program_and_a_signal_are_told_apart_from_exit_codes() {
        assert_eq!(run("signal", LONG, false, &["kill -9 $$"])[0].end, End::Signal(9));
        let step = Step { program: "/no/such/program".into(), ..Step::cargo("x", "") };
        let dir = env::temp_dir().join(format!("xtask-exec-missing-{}", std::process::id()));
        let outputs = executor(&dir, LONG).run(&vec![step].into(), false);
        fs::remove_dir_all(dir).expect("it was made above");
        let outputs = outputs.expect("the log can be written");
        assert!(
            matches!(&outputs[0].end, End::NotStarted(why) if why.contains("/no/such/program"))
        );
    }
}
