//! The command line.

use std::ffi::OsString;

use lexopt::prelude::*;

use crate::{
    budget::{self, Kind},
    cover, ledger,
    options::{Mode, Options},
    reach,
    stage::Profile,
};

pub(crate) const HELP: &str = "\
The gate: drives every check of the workspace and says what it saw.

usage: cargo xtask verify [--profile quick|ci|full] [--only STAGE,…] [--skip STAGE,…]
                          [--keep-going] [--seed N] [--jobs N] [--bless]
                          [--json | --list | --dry-run | --explain [STAGE,…]]
       cargo xtask doctor
       cargo xtask setup
       cargo xtask bench [NAME] [-- ARGUMENTS]
       cargo xtask profile TARGET [-- ARGUMENTS]
       cargo xtask weaken CRATE
       cargo xtask ledger --dir DIR… [--unjudged] [--json FILE]
       cargo xtask reach --ledger FILE --run NAME=DIR… [--states FILE] [--json FILE]
       cargo xtask cover DIR PROGRAM [ARGUMENTS]
       cargo xtask budget asm|instr|alloc|panic --file TOML --measured FILE [--bless] [--json FILE]

verify  runs the stages and ends with one verdict:
          VERIFIED           every stage passed                                  exit 0
          VERIFIED EXCEPT …  these could not run, which xtask/verify.toml waives exit 0
          FAILED             a stage failed                                      exit 1
          INCOMPLETE         a stage could not run                               exit 2
          PARTIAL            the run was narrowed by --only, --skip or the quick
                             profile: exit 0 if all that it ran passed, 1 if one
                             failed, 2 if one could not run
        --list, --dry-run and --explain run nothing: they show the stages, their
        commands, or all about them. --json reports as JSON; target/verify/report.json
        always holds the last report.
        --bless lets the stages asm, instr and alloc rewrite benches/budgets.toml.
        It stops at the first failure, unless --keep-going. Interrupted: exit 130.
        --seed is that of the fuzzer, of random layouts, schedules and test cases; --jobs
        is how many jobs of a build, and tests of a program, run at once. A whole run
        removes a stage's build when no later one needs it; one of --only keeps it.
doctor  says which tools are here, and how to get the others; exit 1 if one is broken
setup   installs the pinned tools of the public registry where they are missing
bench   runs one bench, or all, of the workspace `benches`
profile runs an example or a bench under perf (else pprof), callgrind and dhat: a flamegraph, instructions by
        function and a heap profile, in target/profile/TARGET
weaken  makes the orderings of a crate's atomics weaker, one at a time and in a copy, and says which
        of them its loom models catch; exit 1 if one is not caught
ledger  reads the sources of crates for unsafe code without a proof
reach   says which runs came to which unsafe code; cover runs a test binary for it
budget  holds what a stage measured to the budgets; `--dry-run` shows how it is called

What cannot be understood or read, and so has no verdict: exit 64.
";

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Help,
    Verify(Options),
    Doctor,
    Setup,
    Bench { name: Option<String>, args: Vec<OsString> },
    Profile { name: String, args: Vec<OsString> },
    Weaken { name: String },
    Budget(budget::Options),
    Ledger(ledger::Options),
    Reach(reach::Options),
    Cover(cover::Options),
}

pub(crate) fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Command, String> {
    let mut parser = lexopt::Parser::from_args(args);
    let command = match next(&mut parser)? {
        None | Some(Short('h') | Long("help")) => return Ok(Command::Help),
        Some(Value(word)) => word.to_string_lossy().into_owned(),
        Some(other) => return Err(other.unexpected().to_string()),
    };
    match command.as_str() {
        "help" => Ok(Command::Help),
        "verify" => verify(&mut parser),
        "doctor" => alone(&mut parser, Command::Doctor),
        "setup" => alone(&mut parser, Command::Setup),
        "bench" => bench(&mut parser),
        "profile" => profile(&mut parser),
        "weaken" => weaken(&mut parser),
        "budget" => budget(&mut parser),
        "ledger" => ledger(&mut parser),
        "reach" => reach(&mut parser),
        "cover" => cover(&mut parser),
        other => Err(format!(
            "no command is called `{other}`; there are verify, doctor, setup, bench, profile, weaken, \
             budget, ledger, reach, cover"
        )),
    }
}

/// A command that takes nothing.
fn alone(parser: &mut lexopt::Parser, command: Command) -> Result<Command, String> {
    match next(parser)? {
        None => Ok(command),
        Some(Short('h') | Long("help")) => Ok(Command::Help),
        Some(other) => Err(other.unexpected().to_string()),
    }
}

fn next(parser: &mut lexopt::Parser) -> Result<Option<lexopt::Arg<'_>>, String> {
    parser.next().map_err(|error| error.to_string())
}

fn verify(parser: &mut lexopt::Parser) -> Result<Command, String> {
    let mut options = Options::default();
    let mut explained = false;
    while let Some(arg) = next(parser)? {
        match arg {
            Long("profile") => {
                let name = value(parser)?;
                options.profile = Profile::named(&name).ok_or_else(|| {
                    let known: Vec<_> = Profile::EVERY.iter().map(|p| p.name()).collect();
                    format!("no profile is called `{name}`; there are {}", known.join(", "))
                })?;
            }
            Long("only") => options.only.extend(split(&value(parser)?)),
            Long("skip") => options.skip.extend(split(&value(parser)?)),
            Long("list") => set_mode(&mut options, Mode::List)?,
            Long("json") => set_mode(&mut options, Mode::Json)?,
            Long("dry-run") => set_mode(&mut options, Mode::DryRun)?,
            Long("explain") => {
                set_mode(&mut options, Mode::Explain)?;
                explained = true;
            }
            // The one place for a bare word: `--explain STAGE`.
            Value(ids) if explained => options.only.extend(split(&ids.to_string_lossy())),
            Long("keep-going") => options.keep_going = true,
            Long("bless") => options.bless = true,
            Long("seed") => {
                let text = value(parser)?;
                // libFuzzer takes 0 for "choose one".
                options.seed = (text.parse().ok().filter(|&seed| seed > 0)).ok_or_else(|| {
                    format!("--seed takes a number from 1 to {}: {text}", u32::MAX)
                })?;
            }
            Long("jobs") => {
                let text = value(parser)?;
                let jobs = text.parse().ok().filter(|&jobs| jobs > 0);
                options.jobs =
                    Some(jobs.ok_or(format!("--jobs takes a number from 1 on: {text}"))?);
            }
            Short('h') | Long("help") => return Ok(Command::Help),
            other => return Err(other.unexpected().to_string()),
        }
    }
    Ok(Command::Verify(options))
}

fn set_mode(options: &mut Options, mode: Mode) -> Result<(), String> {
    if options.mode != Mode::Run {
        return Err("--json, --list, --dry-run and --explain exclude one another".into());
    }
    options.mode = mode;
    Ok(())
}

fn split(ids: &str) -> impl Iterator<Item = String> {
    ids.split(',').map(Into::into)
}

fn value(parser: &mut lexopt::Parser) -> Result<String, String> {
    parser.value().and_then(ValueExt::string).map_err(|error| error.to_string())
}

fn bench(parser: &mut lexopt::Parser) -> Result<Command, String> {
    let mut args: Vec<_> = parser.raw_args().map_err(|error| error.to_string())?.collect();
    let tail = match args.iter().position(|arg| arg == "--") {
        Some(at) => args.split_off(at).split_off(1),
        None => Vec::new(),
    };
    if args.iter().any(|arg| arg == "-h" || arg == "--help") {
        return Ok(Command::Help);
    }
    match &args[..] {
        [] => Ok(Command::Bench { name: None, args: tail }),
        [name] if !name.to_string_lossy().starts_with('-') => {
            Ok(Command::Bench { name: Some(name.to_string_lossy().into_owned()), args: tail })
        }
        _ => Err("bench takes one name; what is for the bench itself stands after `--`".into()),
    }
}

fn budget(parser: &mut lexopt::Parser) -> Result<Command, String> {
    let (mut kind, mut file, mut measured, mut bless) = (None, None, None, false);
    let mut json = None;
    while let Some(arg) = next(parser)? {
        match arg {
            Value(word) if kind.is_none() => {
                let word = word.to_string_lossy();
                let named = Kind::named(&word);
                kind = Some(named.ok_or_else(|| format!("no budget is called `{word}`"))?);
            }
            Long("file") => file = Some(value(parser)?.into()),
            Long("measured") => measured = Some(value(parser)?.into()),
            Long("bless") => bless = true,
            Long("json") => json = Some(value(parser)?.into()),
            Short('h') | Long("help") => return Ok(Command::Help),
            other => return Err(other.unexpected().to_string()),
        }
    }
    match (kind, file, measured) {
        (Some(kind), Some(file), Some(measured)) => {
            Ok(Command::Budget(budget::Options { kind, file, measured, bless, json }))
        }
        _ => Err("budget takes asm, instr, alloc or panic, --file and --measured".into()),
    }
}

fn profile(parser: &mut lexopt::Parser) -> Result<Command, String> {
    match bench(parser)? {
        Command::Bench { name: Some(name), args } => Ok(Command::Profile { name, args }),
        Command::Help => Ok(Command::Help),
        _ => Err("profile takes the name of an example or a bench".into()),
    }
}

fn weaken(parser: &mut lexopt::Parser) -> Result<Command, String> {
    let name = match next(parser)? {
        Some(Value(name)) => name.to_string_lossy().into_owned(),
        Some(Short('h') | Long("help")) => return Ok(Command::Help),
        _ => return Err("weaken takes the name of a crate".into()),
    };
    alone(parser, Command::Weaken { name })
}

fn reach(parser: &mut lexopt::Parser) -> Result<Command, String> {
    let (mut ledger, mut runs, mut states, mut json) = (None, Vec::new(), None, None);
    while let Some(arg) = next(parser)? {
        match arg {
            Long("ledger") => ledger = Some(value(parser)?.into()),
            Long("run") => {
                let run = value(parser)?;
                let (name, dir) = run.split_once('=').ok_or("--run takes NAME=DIR")?;
                runs.push((name.into(), dir.into()));
            }
            Long("states") => states = Some(value(parser)?.into()),
            Long("json") => json = Some(value(parser)?.into()),
            Short('h') | Long("help") => return Ok(Command::Help),
            other => return Err(other.unexpected().to_string()),
        }
    }
    let ledger = ledger.filter(|_| !runs.is_empty()).ok_or("reach takes --ledger and --run")?;
    Ok(Command::Reach(reach::Options { ledger, runs, states, json }))
}

/// All after the program is the program's.
fn cover(parser: &mut lexopt::Parser) -> Result<Command, String> {
    let mut args = parser.raw_args().map_err(|error| error.to_string())?;
    match (args.next(), args.next()) {
        (Some(dir), Some(program)) => Ok(Command::Cover(cover::Options {
            dir: dir.into(),
            program: program.into(),
            args: args.collect(),
        })),
        _ => Err("cover takes a folder and a program".into()),
    }
}

fn ledger(parser: &mut lexopt::Parser) -> Result<Command, String> {
    let mut options = ledger::Options { dirs: Vec::new(), unjudged: false, json: None };
    while let Some(arg) = next(parser)? {
        match arg {
            Long("dir") => options.dirs.push(value(parser)?.into()),
            Long("unjudged") => options.unjudged = true,
            Long("json") => options.json = Some(value(parser)?.into()),
            Short('h') | Long("help") => return Ok(Command::Help),
            other => return Err(other.unexpected().to_string()),
        }
    }
    if options.dirs.is_empty() {
        return Err("ledger takes --dir, a crate or a folder of crates".into());
    }
    Ok(Command::Ledger(options))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Command, String> {
        parse(line.split_whitespace().map(Into::into))
    }

    #[test]
    fn verify_takes_its_options_in_any_order() {
        let line = "verify --keep-going --only=fmt,test --seed 5 --jobs 3 --skip test --profile ci --only doc";
        let options = Options {
            profile: Profile::Ci,
            only: vec!["fmt".into(), "test".into(), "doc".into()],
            skip: vec!["test".into()],
            mode: Mode::Run,
            keep_going: true,
            seed: 5,
            bless: false,
            jobs: Some(3),
        };
        assert_eq!(parsed(line), Ok(Command::Verify(options)));
        assert_eq!(parsed("verify"), Ok(Command::Verify(Options::default())));
    }

    #[test]
    fn explain_takes_stages_as_bare_words() {
        let Ok(Command::Verify(options)) = parsed("verify --explain loom,asan fuzz") else {
            panic!("not understood");
        };
        assert_eq!(options.mode, Mode::Explain);
        assert_eq!(options.only, ["loom", "asan", "fuzz"]);
    }

    #[test]
    fn bench_takes_a_name_and_hands_on_the_rest() {
        let bench = |name: Option<&str>, args: &[&str]| Command::Bench {
            name: name.map(Into::into),
            args: args.iter().map(Into::into).collect(),
        };
        assert_eq!(parsed("bench"), Ok(bench(None, &[])));
        assert_eq!(parsed("bench pool -- --quick x"), Ok(bench(Some("pool"), &["--quick", "x"])));
        assert!(parsed("bench --quick").is_err());
        assert!(parsed("bench a b").is_err());
    }

    #[test]
    fn help_is_asked_for_in_the_usual_ways() {
        for line in ["", "--help", "-h", "help", "verify --help", "setup -h", "bench --help"] {
            assert_eq!(parsed(line), Ok(Command::Help), "{line}");
        }
    }

    #[test]
    fn a_bad_line_is_told_in_one_line() {
        for line in [
            "verfy",
            "--only",
            "verify fmt",
            "verify --only",
            "verify --profile fast",
            "verify --seed 0",
            "verify --jobs many",
            "verify --list=yes",
            "setup all",
            "doctor all",
            "weaken",
            "weaken a b",
            "verify --json --list",
            "verify --dry-run fmt",
        ] {
            let error = parsed(line).expect_err(line);
            assert_eq!(error.lines().count(), 1, "{error}");
        }
    }
}
