//! `cargo xtask verify`: chooses the stages, runs them one after another, reports.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::atomic::Ordering,
    time::Instant,
};

use crate::{
    canary,
    config::{self, Config},
    exec::{self, Executor, INTERRUPTED},
    html::{self, Found},
    json,
    judge::{self, Flaw},
    options::{Mode, Options},
    place::Place,
    plan::Plan,
    progress::Progress,
    report::{self, Paint, Row, Run, Tree},
    show,
    stage::{Profile, Stage},
    stages::reach,
    tools::{Presence, Tool},
    used::{self, Used},
    verdict::{self, Outcome, State},
    workspace::{self, Facts},
};

/// Runs the gate. An error is one that leaves it without a verdict.
pub(crate) fn verify(root: &Path, options: &Options) -> Result<ExitCode, String> {
    let stages = options.stages()?;
    let config = Config::read(&root.join("xtask/verify.toml"))?;
    let mut facts = workspace::read(root, &config, options.profile, options.seed)?;
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
    let (start, begun) = (Instant::now(), config::clock(config::now()));
    let mut outcomes = Vec::<Outcome>::new();
    if !options.narrowed() {
        make_room(stages, facts)?;
    }
    let mut used = Used::begin(&facts.target);
    write_states(&outcomes, facts)?;
    for (at, stage) in stages.iter().enumerate() {
        let broken = outcomes.iter().find(|outcome| matches!(outcome.state, State::Fail(_)));
        let begun = Instant::now();
        let state = match broken {
            Some(outcome) if !options.keep_going => State::NotRun {
                reason: format!("stopped: {} failed (--keep-going runs the rest)", outcome.id),
                remedy: None,
            },
            _ => {
                let progress = Progress::begin(at + 1, stages.len(), stage.id, stage.title);
                run(stage, facts, config, options, today, progress)
            }
        };
        used.look(&facts.target);
        if !options.narrowed() {
            remove_unneeded(stage, &stages[at + 1..], facts)?;
        }
        if INTERRUPTED.load(Ordering::Relaxed) {
            eprintln!("interrupted in {}: no verdict", stage.id);
            return Ok(ExitCode::from(130));
        }
        let waived = config.waiver(stage.id).is_some_and(|waiver| waiver.counts(today));
        outcomes.push(Outcome { id: stage.id, state, time: begun.elapsed(), waived });
        write_states(&outcomes, facts)?;
    }

    let verdict = verdict::verdict(&outcomes, options.narrowed());
    let rows: Vec<_> = outcomes.iter().map(|o| row(o, facts, config, options, today)).collect();
    let run = Run {
        begun,
        profile: options.profile.name(),
        seed: options.seed,
        tree: Tree::read(&facts.root),
        time: start.elapsed(),
        used,
        place: Place::read(facts),
    };
    let found = Found::read(&rows, facts);
    let json = json::render(&rows, &verdict, &run, &found);
    write(facts, "verify/report.json", &json)?;
    let page = html::render(&rows, &verdict, &run, &found, &facts.root);
    write(facts, "verify/report.html", &page)?;
    let paint = Paint(io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none());
    let text = match options.mode {
        Mode::Json => json,
        _ => report::render(&rows, &verdict, &run, paint),
    };
    io::stdout().write_all(text.as_bytes()).map_err(|error| format!("stdout: {error}"))?;
    Ok(ExitCode::from(verdict.exit_code()))
}

/// For a stage that builds on what came of another.
fn write_states(outcomes: &[Outcome], facts: &Facts) -> Result<(), String> {
    let states: BTreeMap<_, _> = outcomes.iter().map(|o| (o.id, o.state.word())).collect();
    let text = serde_json::to_string(&states).map_err(|error| error.to_string())?;
    write(facts, reach::STATES, &text)
}

/// Writes a file of the target folder.
fn write(facts: &Facts, name: &str, text: &str) -> Result<(), String> {
    let path = facts.target.join(name);
    let made = path.parent().map_or(Ok(()), fs::create_dir_all);
    made.and_then(|()| fs::write(&path, text))
        .map_err(|error| format!("{}: {error}", path.display()))
}

/// Frees the disk of the folders in which no later stage builds. The default one, in which a
/// developer builds too, stays.
fn remove_unneeded(stage: &Stage, later: &[&Stage], facts: &Facts) -> Result<(), String> {
    let needed: Vec<_> = later.iter().flat_map(|stage| folders(stage, facts)).collect();
    let unneeded = folders(stage, facts).into_iter().filter(|folder| !needed.contains(folder));
    unneeded.into_iter().try_for_each(|folder| {
        exec::remove(&folder).map_err(|error| format!("{}: {error}", folder.display()))
    })
}

/// Removes what narrowed runs left, if a whole one would hardly fit beside it.
fn make_room(stages: &[&Stage], facts: &Facts) -> Result<(), String> {
    if exec::size(&facts.target) < used::MOST / 2 {
        return Ok(());
    }
    stages.iter().try_for_each(|stage| remove_unneeded(stage, &[], facts))
}

fn folders(stage: &Stage, facts: &Facts) -> Vec<PathBuf> {
    let plan = (stage.plan)(facts).unwrap_or_default();
    plan.folders().filter(|folder| *folder != facts.target).map(Into::into).collect()
}

fn log_name(id: &str) -> String {
    format!("verify/{id}.log")
}

fn run(
    stage: &Stage,
    facts: &Facts,
    config: &Config,
    options: &Options,
    today: i64,
    progress: Progress,
) -> State {
    let log = facts.target.join(log_name(stage.id));
    if let Err(error) = exec::remove(&log) {
        return State::Fail(format!("{}: {error}", log.display()));
    }
    let plan = match (stage.plan)(facts) {
        Err(why) => return State::Fail(format!("nothing to check: {why}")),
        Ok(Plan { not_applicable: Some(why), .. }) => return State::NotApplicable(why),
        Ok(plan) => plan,
    };
    if let Some(state) = unavailable(stage.tools, facts) {
        let waived = config.waiver(stage.id).is_some_and(|waiver| waiver.counts(today));
        return if options.profile == Profile::Ci && !waived { required(state) } else { state };
    }
    let executor = Executor {
        root: &facts.root,
        log,
        deadline: Instant::now() + stage.budget,
        env: options.env(),
        lanes: exec::lanes(options.jobs),
        progress,
    };
    let start = Instant::now();
    let became = match check(stage, facts, &plan, &executor, options.keep_going) {
        Ok(note) => State::Pass(note),
        Err(Flaw::Found(what)) => State::Fail(what),
        Err(Flaw::CannotRun { reason, remedy }) => State::NotRun { reason, remedy: Some(remedy) },
    };
    executor.progress.end(&format!("{}, {}", became.word(), report::seconds(start.elapsed())));
    became
}

/// What counts as installed in CI must be: a stage that nobody waived and nobody can run is a hole
/// that would stay unseen.
fn required(state: State) -> State {
    match state {
        State::NotRun { reason, remedy } => State::Fail(format!(
            "{reason}, and no waiver says that it may be missing in CI\nto install it: {}",
            remedy.unwrap_or_default()
        )),
        other => other,
    }
}

/// The canaries first, then the plan.
fn check(
    stage: &Stage,
    facts: &Facts,
    plan: &Plan,
    executor: &Executor<'_>,
    keep_going: bool,
) -> Result<String, Flaw> {
    let execute = |plan: &Plan, keep_going| {
        let told = |error| Flaw::Found(format!("the log or a folder of the stage: {error}"));
        executor.run(plan, keep_going).map_err(told)
    };
    let canaries = stage.canaries.of(facts);
    if !canaries.is_empty() {
        let steps: Vec<_> = canaries.iter().map(|canary| canary.step.clone()).collect();
        let outputs = execute(&steps.into(), true)?;
        canary::all_caught(&canaries, &outputs).map_err(Flaw::Found)?;
    }
    let mut outputs = execute(plan, keep_going)?;
    let ran_all = outputs.len() == plan.steps.len();
    if let Some(follow) = plan.follow {
        outputs.extend(execute(&follow(facts, &outputs).into(), true)?);
    }
    let note = (stage.judge)(facts, &outputs)?;
    if !ran_all {
        return Err(Flaw::Found("not every command was run".into()));
    }
    Ok(match canaries.len() as u64 {
        0 => note,
        caught => format!("{note}; {} caught", judge::count(caught, "canary")),
    })
}

/// The state of a stage that lacks a tool; a broken tool comes before a missing one.
fn unavailable(tools: &[Tool], facts: &Facts) -> Option<State> {
    let found = tools.iter().map(|tool| (tool, tool.look(facts)));
    let mut missing = Vec::new();
    for (tool, presence) in found {
        match presence {
            Presence::Ready(_) => {}
            Presence::Missing(what) => missing.push((*tool, what)),
            Presence::Broken(why) => {
                return Some(State::Fail(format!("{why}\nto replace it: {}", tool.replace(facts))));
            }
        }
    }
    let names: Vec<_> = missing.iter().map(|(_, what)| what.as_str()).collect();
    let installs: Vec<_> = missing.iter().map(|(tool, _)| tool.install(facts)).collect();
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::tests::facts;

    #[test]
    fn in_ci_a_missing_tool_is_a_failure() {
        let missing =
            State::NotRun { reason: "x not installed".into(), remedy: Some("get x".into()) };
        let State::Fail(what) = required(missing) else { panic!("not a failure") };
        assert!(what.contains("x not installed") && what.contains("get x"), "{what}");
        let broken = State::Fail("x is broken".into());
        assert_eq!(required(broken.clone()), broken);
    }

    #[test]
    fn a_folder_is_kept_as_long_as_a_later_stage_builds_in_it() {
        let facts = facts();
        let target = std::env::temp_dir().join(format!("xtask-unneeded-{}", std::process::id()));
        let facts = Facts { target: target.clone(), ..facts };
        let stage = crate::stages::TABLE.iter().find(|stage| stage.id == "loom").expect("a stage");
        let folder = target.join("loom");
        fs::create_dir_all(&folder).expect("the temporary folder can be written");
        remove_unneeded(stage, &[stage], &facts).expect("nothing to remove");
        assert!(folder.exists());
        remove_unneeded(stage, &[], &facts).expect("it can be removed");
        assert!(!folder.exists());
        fs::remove_dir_all(target).expect("it was made above");
    }
}
