//! `cargo xtask reach`: which runs came to which unsafe code, from the ledger and the runs' coverage.

mod regions;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use serde::{Deserialize, Serialize};

use crate::{
    judge,
    ledger::{self, Entry, Ledger, scan::Kind},
};
use regions::Regions;

/// What the command line says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) ledger: PathBuf,
    /// Runs by name, each with the folder where `cover` kept it.
    pub(crate) runs: Vec<(String, PathBuf)>,
    /// What became of the stages before this one.
    pub(crate) states: Option<PathBuf>,
    /// Where to write it for other programs.
    pub(crate) json: Option<PathBuf>,
}

/// What is known of one entry of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reached {
    pub(crate) state: State,
    /// How often each run came there, at its most visited region.
    pub(crate) runs: BTreeMap<String, u64>,
    /// What pins it, or why nothing did.
    pub(crate) said: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum State {
    /// A run came there.
    Reached,
    /// Nothing to run, but a test stands for it.
    Pinned,
    /// Code for another CPU, which this run did not test.
    Elsewhere,
    /// A declaration.
    Nothing,
    /// No run came there.
    Missed,
    /// Nothing to run, and no test is named.
    Unpinned,
}

pub(crate) fn reach(options: &Options) -> Result<ExitCode, String> {
    let read = |path: &Path| {
        fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
    };
    let ledger: Ledger = serde_json::from_str(&read(&options.ledger)?)
        .map_err(|error| format!("{}: {error}", options.ledger.display()))?;
    let runs = options.runs.iter().map(|(name, dir)| Ok((name.clone(), Regions::read(dir)?)));
    let runs = runs.collect::<Result<BTreeMap<_, _>, String>>()?;
    let states = options.states.as_deref().map(read).transpose()?.unwrap_or_else(|| "{}".into());
    let states: BTreeMap<String, String> =
        serde_json::from_str(&states).map_err(|error| format!("the stages' states: {error}"))?;
    let crossed = states.get("cross").is_some_and(|state| state == "pass");
    let reached: Vec<_> =
        ledger.entries.iter().map(|entry| reached(entry, &runs, crossed)).collect();
    if let Some(path) = &options.json {
        let text = serde_json::to_string_pretty(&reached).map_err(|error| error.to_string())?;
        fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    let flaws =
        ledger.entries.iter().zip(&reached).filter_map(|(entry, reached)| flaw(entry, reached));
    let flaws: Vec<_> = flaws.collect();
    for flaw in &flaws {
        println!("error: {flaw}");
    }
    println!("{}", summary(&reached));
    Ok(if flaws.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn reached(entry: &Entry, runs: &BTreeMap<String, Regions>, crossed: bool) -> Reached {
    let visits = runs.iter().filter_map(|(name, regions)| {
        let (from, to) = entry.body?;
        Some((name.clone(), regions.visits(&entry.file, from, to)?))
    });
    let runs: BTreeMap<_, _> = visits.collect();
    let is_code = matches!(entry.kind, Kind::Block | Kind::Function);
    let (state, said) = if runs.values().any(|&visits| visits > 0) {
        (State::Reached, None)
    } else if is_code && entry.body.is_none() {
        (State::Nothing, None)
    } else if let Some(cpu) = other_cpu(entry) {
        let state = if crossed { State::Pinned } else { State::Elsewhere };
        (state, Some(format!("the tests for {cpu}, stage cross")))
    } else if !runs.is_empty() && !entry.in_const {
        (State::Missed, None)
    } else {
        pinned(entry)
    };
    Reached { state, runs, said }
}

/// The CPU that the entry, or all of its file, is for.
fn other_cpu(entry: &Entry) -> Option<&str> {
    entry.pins.iter().chain(&entry.file_pins).find_map(|pin| pin.strip_prefix("cross "))
}

/// What the entry's comment says of tests, if they are there. The head of the file may say it for
/// what is implemented in it, but not for code.
fn pinned(entry: &Entry) -> (State, Option<String>) {
    let is_code = matches!(entry.kind, Kind::Block | Kind::Function);
    let pins = match &entry.pins[..] {
        [] if !is_code => &entry.file_pins[..],
        own => own,
    };
    if pins.is_empty() {
        return (State::Unpinned, None);
    }
    match pins.iter().find_map(|pin| absent(&entry.file, pin)) {
        Some(absent) => (State::Unpinned, Some(absent)),
        None => (State::Pinned, Some(pins.join(", "))),
    }
}

/// Why a pin, `tests/it/auto_traits.rs::name` in the crate's folder, is none.
fn absent(file: &Path, pin: &str) -> Option<String> {
    let krate = file.ancestors().find(|dir| dir.ends_with("src")).and_then(Path::parent)?;
    let (path, test) = pin.split_once("::").map_or((pin, None), |(path, test)| (path, Some(test)));
    match (fs::read_to_string(krate.join(path)), test) {
        (Err(_), _) => Some(format!("there is no {path} in {}", krate.display())),
        (Ok(source), Some(test)) if !source.contains(&format!("fn {test}(")) => {
            Some(format!("{path} has no `{test}`"))
        }
        (Ok(_), _) => None,
    }
}

fn flaw(entry: &Entry, reached: &Reached) -> Option<String> {
    let what = match reached.state {
        State::Missed => "no test, model or corpus came there".into(),
        State::Unpinned => match &reached.said {
            Some(why) => format!("its pin: {why}"),
            None => {
                "nothing runs it, and no `// PINNED: tests/…` names the test that pins it".into()
            }
        },
        _ => return None,
    };
    Some(format!("{}: {what}", ledger::place(entry)))
}

/// The last line: what a note of the gate needs.
fn summary(reached: &[Reached]) -> String {
    let of = |state| reached.iter().filter(|reached| reached.state == state).count() as u64;
    let elsewhere = match of(State::Elsewhere) {
        0 => String::new(),
        some => format!(", {some} for another CPU not run"),
    };
    format!(
        "{} reached, {} pinned by tests{elsewhere}",
        judge::count(of(State::Reached), "unsafe use"),
        of(State::Pinned)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::scan::Place;

    fn place(line: usize, column: usize) -> Place {
        Place { line, column }
    }

    /// A block from 5:10 to 5:30.
    fn entry(kind: Kind, pins: &[&str]) -> Entry {
        Entry {
            krate: "xtask".into(),
            file: Path::new(env!("CARGO_MANIFEST_DIR")).join("src/reach.rs"),
            kind,
            within: vec!["f".into()],
            in_macro: false,
            start: place(5, 3),
            end: place(5, 30),
            body: (kind == Kind::Block).then_some((place(5, 10), place(5, 30))),
            proof: None,
            of_trait: false,
            names: [].into(),
            pins: pins.iter().map(ToString::to_string).collect(),
            file_pins: Vec::new(),
            in_const: false,
            excerpt: String::new(),
        }
    }

    fn state(entry: &Entry, visits: Option<u64>, crossed: bool) -> (State, String) {
        let mut regions = Regions::default();
        if let Some(visits) = visits {
            regions.add(entry.file.clone(), place(5, 12), place(5, 20), visits);
        }
        let reached = reached(entry, &[("test".into(), regions)].into(), crossed);
        (reached.state, flaw(entry, &reached).unwrap_or_default())
    }

    #[test]
    fn code_must_be_reached() {
        let block = entry(Kind::Block, &[]);
        assert_eq!(state(&block, Some(3), false), (State::Reached, String::new()));
        let (missed, flaw) = state(&block, Some(0), false);
        assert_eq!(missed, State::Missed);
        assert!(
            flaw.ends_with(":5:3: an unsafe block in `f`: no test, model or corpus came there")
        );
        let pinned = entry(Kind::Block, &["Cargo.toml"]);
        assert_eq!(state(&pinned, Some(0), false).0, State::Missed, "a pin stands for no run");
        let constant = Entry { in_const: true, ..pinned };
        assert_eq!(state(&constant, Some(0), false).0, State::Pinned);
    }

    #[test]
    fn what_nothing_runs_names_a_test_that_is_there() {
        for kind in [Kind::Impl, Kind::Trait, Kind::Block] {
            assert_eq!(state(&entry(kind, &[]), None, false).0, State::Unpinned);
            let pin = "src/reach.rs::what_nothing_runs_names_a_test_that_is_there";
            assert_eq!(state(&entry(kind, &[pin]), None, false), (State::Pinned, String::new()));
        }
        let of_file = |kind| Entry { file_pins: vec!["Cargo.toml".into()], ..entry(kind, &[]) };
        assert_eq!(state(&of_file(Kind::Impl), None, false).0, State::Pinned);
        assert_eq!(state(&of_file(Kind::Block), None, false).0, State::Unpinned);
        let (_, flaw) = state(&entry(Kind::Impl, &["tests/none.rs"]), None, false);
        assert!(flaw.contains("its pin: there is no tests/none.rs in "), "{flaw}");
        let (_, flaw) = state(&entry(Kind::Impl, &["src/reach.rs::no_such_test"]), None, false);
        assert!(flaw.ends_with("src/reach.rs has no `no_such_test`"), "{flaw}");
        assert_eq!(state(&entry(Kind::Function, &[]), None, false).0, State::Nothing);
    }

    #[test]
    fn code_for_another_cpu_counts_when_its_tests_passed() {
        let block = entry(Kind::Block, &["cross aarch64"]);
        assert_eq!(state(&block, None, true), (State::Pinned, String::new()));
        assert_eq!(state(&block, None, false), (State::Elsewhere, String::new()));
        let elsewhere = Reached { state: State::Elsewhere, runs: [].into(), said: None };
        assert_eq!(
            summary(&[elsewhere]),
            "0 unsafe uses reached, 0 pinned by tests, 1 for another CPU not run"
        );
    }
}
