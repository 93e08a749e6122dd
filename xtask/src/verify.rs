//! `cargo xtask verify`: chooses the stages, runs them one after another, reports.

use std::{
    fs,
    io::{self, IsTerminal, Write},
    path::Path,
    process::ExitCode,
    sync::atomic::Ordering,
    time::Instant,
};

use crate::{
    canary,
    config::{self, Config},
    exec::{self, Executor, INTERRUPTED},
    json,
    judge::{self, Flaw},
    options::{Mode, Options},
    plan::Plan,
    report::{self, Paint, Row, Run, Tree},
    show,
    stage::Stage,
    tools::{Presence, Tool},
    verdict::{self, Outcome, State},
    workspace::{self, Facts},
};

/// Runs the gate. An error is one that leaves it without a verdict.
pub(crate) fn verify(root: &Path, options: &Options) -> Result<ExitCode, String> {
    let stages = options.stages()?;
    let config = Config::read(&root.join("xtask/verify.toml"))?;
    let mut facts =
        workspace::read(root, options.profile, &config.toolchain.nightly, options.seed)?;
    facts.bless = options.bless;
    let today = config::today();
    let show: &dyn Fn(&Stage) -> String = match options.mode {
        Mode::Run | Mode::Json => return run_all(&stages, &facts, &config, options, today),
        Mode::List => {
            print!("{}", show::list(&stages, &config));
            return Ok(ExitCode::SUCCESS);
        }
        Mode::DryRun => &|stage| format!("# {}\n{}", stage.id, show::commands(stage, &facts)),
        Mode::Explain => &|stage| show::explain(stage, &facts, &config, today),
    };
    let texts: Vec<_> = stages.iter().map(|stage| show(stage)).collect();
    print!("{}", texts.join("\n"));
    Ok(ExitCode::SUCCESS)
}

fn run_all(
    stages: &[&Stage],
    facts: &Facts,
    config: &Config,
    options: &Options,
    today: i64,
) -> Result<ExitCode, String> {
    ctrlc::set_handler(|| INTERRUPTED.store(true, Ordering::Relaxed))
        .map_err(|error| format!("Ctrl-C cannot be caught: {error}"))?;
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
                run(stage, facts, options)
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
    let rows: Vec<_> = outcomes.iter().map(|o| row(o, facts, config, options, today)).collect();
    let run = Run {
        profile: options.profile.name(),
        seed: options.seed,
        tree: Tree::read(&facts.root),
        time: start.elapsed(),
    };
    let json = json::render(&rows, &verdict, &run);
    let path = facts.target.join("verify/report.json");
    fs::create_dir_all(facts.target.join("verify"))
        .and_then(|()| fs::write(&path, &json))
        .map_err(|error| format!("{}: {error}", path.display()))?;
    let paint = Paint(io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none());
    let text = match options.mode {
        Mode::Json => json,
        _ => report::render(&rows, &verdict, &run, paint),
    };
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
        rerun: options.rerun(outcome.id),
        waiver: (config.waiver(outcome.id))
            .filter(|waiver| !matches!(outcome.state, State::Pass(_)) || !waiver.counts(today))
            .map(|waiver| waiver.about(today)),
    }
}
