//! `cargo xtask verify`: chooses the stages, runs them one after another, reports.

use std::{
    io::{self, IsTerminal, Write},
    path::Path,
    process::ExitCode,
    sync::atomic::Ordering,
    time::Instant,
};

use crate::{
    canary,
    config::{self, Config, Waiver},
    exec::{self, Executor, INTERRUPTED},
    judge::{self, Flaw},
    plan::Plan,
    report::{self, Paint, Row},
    stage::{Profile, Stage, TABLE},
    tools::{Presence, Tool},
    verdict::{self, Outcome, State},
    workspace::{self, Facts},
};

/// What the command line asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) profile: Profile,
    pub(crate) only: Vec<String>,
    pub(crate) skip: Vec<String>,
    pub(crate) list: bool,
    pub(crate) keep_going: bool,
    pub(crate) seed: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            profile: Profile::Full,
            only: Vec::new(),
            skip: Vec::new(),
            list: false,
            keep_going: false,
            seed: 1,
        }
    }
}

impl Options {
    /// The chosen stages, in the table's order.
    fn stages(&self) -> Result<Vec<&'static Stage>, String> {
        for id in self.only.iter().chain(&self.skip) {
            if !TABLE.iter().any(|stage| stage.id == id) {
                let known: Vec<_> = TABLE.iter().map(|stage| stage.id).collect();
                return Err(format!("no stage is called `{id}`; there are {}", known.join(", ")));
            }
        }
        let listed = |ids: &[String], stage: &Stage| ids.iter().any(|id| id == stage.id);
        let chosen = |stage: &&Stage| {
            // What is asked for by name runs, whatever the profile.
            let wanted = if self.only.is_empty() {
                stage.profiles.contains(&self.profile)
            } else {
                listed(&self.only, stage)
            };
            wanted && !listed(&self.skip, stage)
        };
        let stages: Vec<_> = TABLE.iter().filter(chosen).collect();
        if stages.is_empty() { Err("no stage is left to run".into()) } else { Ok(stages) }
    }

    /// Whether the run leaves out what its verdict would have to answer for.
    fn narrowed(&self) -> bool {
        !self.only.is_empty() || !self.skip.is_empty() || self.profile == Profile::Quick
    }
}

/// Runs the gate. An error is one that leaves it without a verdict.
pub(crate) fn verify(root: &Path, options: &Options) -> Result<ExitCode, String> {
    let stages = options.stages()?;
    let config = Config::read(&root.join("xtask/verify.toml"))?;
    if options.list {
        print!("{}", list(&stages, &config));
        return Ok(ExitCode::SUCCESS);
    }
    ctrlc::set_handler(|| INTERRUPTED.store(true, Ordering::Relaxed))
        .map_err(|error| format!("Ctrl-C cannot be caught: {error}"))?;
    let facts = workspace::read(root, options.profile, &config.toolchain.nightly, options.seed)?;
    let today = config::today();

    let start = Instant::now();
    let mut outcomes = Vec::<Outcome>::new();
    for (at, stage) in stages.iter().enumerate() {
        let broken = outcomes.iter().find(|outcome| matches!(outcome.state, State::Fail(_)));
        let begun = Instant::now();
        let state = match broken {
            Some(outcome) if !options.keep_going => State::NotRun {
                reason: format!("stopped: {} failed (--keep-going runs the rest)", outcome.id),
                remedy: None,
            },
            _ => {
                eprintln!("[{}/{}] {}: {}", at + 1, stages.len(), stage.id, stage.title);
                run(stage, &facts, options)
            }
        };
        if INTERRUPTED.load(Ordering::Relaxed) {
            eprintln!("interrupted in {}: no verdict", stage.id);
            return Ok(ExitCode::from(130));
        }
        let waived = config.waiver(stage.id).is_some_and(|waiver| waiver.counts(today));
        outcomes.push(Outcome { id: stage.id, state, time: begun.elapsed(), waived });
    }

    let verdict = verdict::verdict(&outcomes, options.narrowed());
    let rows: Vec<_> = outcomes.iter().map(|o| row(o, &facts, &config, options, today)).collect();
    let time = report::seconds(start.elapsed());
    let context = format!("profile {}, {}, {time}", options.profile.name(), tree(root));
    let paint = Paint(io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none());
    let text = report::render(&rows, &verdict, &context, paint);
    io::stdout().write_all(text.as_bytes()).map_err(|error| format!("stdout: {error}"))?;
    Ok(ExitCode::from(verdict.exit_code()))
}

fn log_name(id: &str) -> String {
    format!("verify/{id}.log")
}

fn run(stage: &Stage, facts: &Facts, options: &Options) -> State {
    let log = facts.target.join(log_name(stage.id));
    if let Err(error) = exec::remove(&log) {
        return State::Fail(format!("{}: {error}", log.display()));
    }
    if let Some(state) = unavailable(stage.tools, facts) {
        return state;
    }
    let deadline = Instant::now() + stage.budget;
    let executor = Executor { root: &facts.root, log, deadline };
    match check(stage, facts, &executor, options.keep_going) {
        Ok(note) => State::Pass(note),
        Err(Flaw::Found(what)) => State::Fail(what),
        Err(Flaw::CannotRun { reason, remedy }) => State::NotRun { reason, remedy: Some(remedy) },
    }
}

/// The canaries first, then the plan.
fn check(
    stage: &Stage,
    facts: &Facts,
    executor: &Executor<'_>,
    keep_going: bool,
) -> Result<String, Flaw> {
    let execute = |plan: &Plan, keep_going| {
        let told = |error| Flaw::Found(format!("the log or a folder of the stage: {error}"));
        executor.run(plan, keep_going).map_err(told)
    };
    let plan =
        (stage.plan)(facts).map_err(|why| Flaw::Found(format!("nothing to check: {why}")))?;
    let canaries = (stage.canaries)(facts);
    if !canaries.is_empty() {
        let steps: Vec<_> = canaries.iter().map(|canary| canary.step.clone()).collect();
        let outputs = execute(&steps.into(), true)?;
        canary::all_caught(&canaries, &outputs).map_err(Flaw::Found)?;
    }
    let outputs = execute(&plan, keep_going)?;
    let note = (stage.judge)(facts, &outputs)?;
    if outputs.len() < plan.steps.len() {
        return Err(Flaw::Found("not every command was run".into()));
    }
    Ok(match canaries.len() as u64 {
        0 => note,
        caught => format!("{note}; {} caught", judge::count(caught, "canary")),
    })
}

/// The state of a stage that lacks a tool; a broken tool comes before a missing one.
fn unavailable(tools: &[Tool], facts: &Facts) -> Option<State> {
    let nightly = &facts.nightly;
    let found = tools.iter().map(|tool| (tool, tool.look(&facts.root, nightly)));
    let mut missing = Vec::new();
    for (tool, presence) in found {
        match presence {
            Presence::Ready(_) => {}
            Presence::Missing => missing.push(*tool),
            Presence::Broken(why) => {
                let install = tool.install(nightly);
                return Some(State::Fail(format!("{why}\nto replace it: {install} --force")));
            }
        }
    }
    let names: Vec<_> = missing.iter().map(|tool| tool.name()).collect();
    let installs: Vec<_> = missing.iter().map(|tool| tool.install(nightly)).collect();
    (!missing.is_empty()).then(|| State::NotRun {
        reason: format!("{} not installed", names.join(" and ")),
        remedy: Some(installs.join(" && ")),
    })
}

fn row<'a>(
    outcome: &'a Outcome,
    facts: &Facts,
    config: &Config,
    options: &Options,
    today: i64,
) -> Row<'a> {
    let log = facts.target.join(log_name(outcome.id));
    let shown = log.strip_prefix(&facts.root).unwrap_or(&log).display().to_string();
    Row {
        outcome,
        log: log.exists().then_some(shown),
        rerun: rerun(outcome.id, options),
        waiver: (config.waiver(outcome.id))
            .filter(|_| !matches!(outcome.state, State::Pass(_)))
            .map(|waiver| about(waiver, today)),
    }
}

fn rerun(id: &str, options: &Options) -> String {
    let default = Options::default();
    let mut words = vec![format!("cargo xtask verify --only {id}")];
    if options.profile != default.profile {
        words.push(format!("--profile {}", options.profile.name()));
    }
    if options.seed != default.seed {
        words.push(format!("--seed {}", options.seed));
    }
    words.join(" ")
}

fn about(waiver: &Waiver, today: i64) -> String {
    if waiver.counts(today) {
        format!("waived until {}: {}", waiver.expires, waiver.reason)
    } else {
        format!("its waiver expired on {} and does not count: {}", waiver.expires, waiver.reason)
    }
}

/// The commit, and whether what was checked is that commit.
fn tree(root: &Path) -> String {
    let git = |args: &[&str]| workspace::run(root, "git", args);
    match (git(&["rev-parse", "--short=12", "HEAD"]), git(&["status", "--porcelain"])) {
        (Ok(commit), Ok(status)) => {
            let state = if status.trim().is_empty() { "clean" } else { "dirty" };
            format!("commit {}, {state} tree", commit.trim())
        }
        _ => "no commit".into(),
    }
}

fn list(stages: &[&Stage], config: &Config) -> String {
    let head = ["stage", "what passes", "profiles", "tools", "minutes", "waived until"];
    let mut rows = vec![head.map(String::from).to_vec()];
    rows.extend(stages.iter().map(|stage| {
        let joined = |words: Vec<&str>| words.join(" ");
        vec![
            stage.id.into(),
            stage.title.into(),
            joined(stage.profiles.iter().map(|profile| profile.name()).collect()),
            joined(stage.tools.iter().map(|tool| tool.name()).collect()),
            (stage.budget.as_secs() / 60).to_string(),
            config.waiver(stage.id).map(|w| w.expires.to_string()).unwrap_or_default(),
        ]
    }));
    report::aligned(&rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(options: &Options) -> Vec<&'static str> {
        options.stages().expect("stages").iter().map(|stage| stage.id).collect()
    }

    #[test]
    fn the_default_is_everything_and_not_narrowed() {
        let options = Options::default();
        assert_eq!(ids(&options).len(), TABLE.len());
        assert!(!options.narrowed());
        let ci = Options { profile: Profile::Ci, ..options };
        assert!(!ci.narrowed());
    }

    #[test]
    fn quick_narrows() {
        let options = Options { profile: Profile::Quick, ..Options::default() };
        assert_eq!(ids(&options), ["fmt", "clippy", "test"]);
        assert!(options.narrowed());
    }

    #[test]
    fn only_and_skip_narrow_and_keep_the_order_of_the_table() {
        let only = vec!["miri".into(), "fmt".into()];
        let options = Options { only: only.clone(), ..Options::default() };
        assert_eq!(ids(&options), ["fmt", "miri"]);
        assert!(options.narrowed());
        let options = Options { skip: only.clone(), ..Options::default() };
        assert_eq!(ids(&options).len(), TABLE.len() - 2);
        assert!(options.narrowed());
        assert!(Options { only: only.clone(), skip: only, ..Options::default() }.stages().is_err());
        let unknown = Options { skip: vec!["fnt".into()], ..Options::default() };
        assert!(unknown.stages().expect_err("unknown").contains("no stage is called `fnt`"));
    }

    #[test]
    fn a_rerun_repeats_what_matters() {
        let options = Options { profile: Profile::Ci, seed: 9, ..Options::default() };
        assert_eq!(rerun("fuzz", &options), "cargo xtask verify --only fuzz --profile ci --seed 9");
    }

    #[test]
    fn the_list_names_every_stage() {
        let stages: Vec<_> = TABLE.iter().collect();
        let text = list(&stages, &Config::default());
        assert_eq!(text.lines().count(), TABLE.len() + 1);
        assert!(TABLE.iter().all(|stage| text.contains(stage.title)));
    }
}
