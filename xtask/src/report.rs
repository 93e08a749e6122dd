//! What the terminal shows: a table, the failures, what was not run, and the verdict's line last.

use std::{
    fmt::{self, Write},
    path::Path,
    time::Duration,
};

use crate::{
    place::Place,
    used::Used,
    verdict::{Outcome, State, Verdict},
    workspace,
};

/// Colours, if the stream is a terminal that wants them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paint(pub(crate) bool);

impl Paint {
    fn state(self, state: &State, text: &str) -> String {
        match state {
            State::Pass(_) | State::NotApplicable(_) => self.green(text),
            State::Fail(_) => self.wrap("31", text),
            State::NotRun { .. } => self.wrap("33", text),
        }
    }

    fn green(self, text: &str) -> String {
        self.wrap("32", text)
    }

    fn wrap(self, code: &str, text: &str) -> String {
        if self.0 { format!("\x1b[{code}m{text}\x1b[0m") } else { text.into() }
    }
}

/// What the lines beside a stage's outcome need.
#[derive(Debug)]
pub(crate) struct Row<'a> {
    pub(crate) outcome: &'a Outcome,
    /// The stage's log, relative to the root, if it came to write one.
    pub(crate) log: Option<String>,
    /// The command that runs this stage alone.
    pub(crate) rerun: String,
    /// What is to be said of its waiver: if it expired, or the stage did not pass.
    pub(crate) waiver: Option<String>,
}

/// Rows of cells, each column as wide as its widest cell.
pub(crate) fn aligned(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |at: usize| rows.iter().filter_map(|row| row.get(at)).map(|c| shown(c)).max();
    let widths: Vec<_> = (0..columns).map(|at| width(at).unwrap_or(0)).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line += cell;
            line += &" ".repeat(width - shown(cell) + 2);
        }
        text += line.trim_end();
        text.push('\n');
    }
    text
}

/// How many columns a cell takes: its characters, without the codes of colours.
fn shown(cell: &str) -> usize {
    let mut count = 0;
    let mut code = false;
    for c in cell.chars() {
        match c {
            '\x1b' => code = true,
            'm' if code => code = false,
            _ if code => {}
            _ => count += 1,
        }
    }
    count
}

pub(crate) fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

/// What the whole run was.
#[derive(Debug)]
pub(crate) struct Run {
    /// When it began, in UTC.
    pub(crate) begun: String,
    pub(crate) profile: &'static str,
    pub(crate) seed: u32,
    pub(crate) tree: Tree,
    pub(crate) time: Duration,
    pub(crate) used: Used,
    pub(crate) place: Place,
}

/// What was checked.
#[derive(Debug)]
pub(crate) struct Tree {
    pub(crate) commit: Option<String>,
    /// Whether the files are those of the commit.
    pub(crate) clean: bool,
}

impl Tree {
    pub(crate) fn read(root: &Path) -> Self {
        let git = |args: &[&str]| workspace::run(root, "git", args);
        let commit = git(&["rev-parse", "HEAD"]).ok().map(|commit| commit.trim().into());
        let clean = git(&["status", "--porcelain"]).is_ok_and(|status| status.trim().is_empty());
        Self { commit, clean }
    }
}

impl fmt::Display for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.commit {
            Some(commit) => {
                let state = if self.clean { "clean" } else { "dirty" };
                write!(f, "commit {commit:.12}, {state} tree")
            }
            None => write!(f, "no commit"),
        }
    }
}

pub(crate) fn render(rows: &[Row<'_>], verdict: &Verdict, run: &Run, paint: Paint) -> String {
    let mut text = table(rows, paint);
    for row in rows {
        details(&mut text, row, paint);
    }
    let words = verdict.to_string();
    let words = match verdict {
        Verdict::Verified | Verdict::VerifiedExcept(_) => paint.green(&words),
        _ if verdict.exit_code() == 1 => paint.wrap("31", &words),
        _ => paint.wrap("33", &words),
    };
    let Run { profile, seed, tree, time, used, .. } = run;
    let time = seconds(*time);
    text + &format!("\n{words} (profile {profile}, seed {seed}, {tree}, {time}, {used})\n")
}

fn table(rows: &[Row<'_>], paint: Paint) -> String {
    let mut cells = vec![["stage", "state", "time", "note"].map(String::from).to_vec()];
    cells.extend(rows.iter().map(|row| {
        let state = &row.outcome.state;
        let note = match state {
            State::Pass(note) | State::NotApplicable(note) => note,
            State::Fail(what) => what.lines().next().unwrap_or_default(),
            State::NotRun { reason, .. } => reason,
        };
        let time = seconds(row.outcome.time);
        // Times line up at their ends.
        let time = format!("{time:>8}");
        vec![row.outcome.id.into(), paint.state(state, state.word()), time, note.into()]
    }));
    aligned(&cells)
}

/// Writing to a string cannot fail.
fn details(text: &mut String, row: &Row<'_>, paint: Paint) {
    let id = row.outcome.id;
    match &row.outcome.state {
        State::Pass(_) if row.waiver.is_some() => {
            let _ = writeln!(text, "\n{}: pass", paint.state(&row.outcome.state, id));
        }
        // Nothing to add to the table.
        State::Pass(_) | State::NotApplicable(_) | State::NotRun { remedy: None, .. } => return,
        State::Fail(what) => {
            let _ = writeln!(text, "\n{}: {what}", paint.state(&row.outcome.state, id));
            if let Some(log) = &row.log {
                let _ = writeln!(text, "  log:   {log}");
            }
            let _ = writeln!(text, "  rerun: {}", row.rerun);
        }
        State::NotRun { reason, remedy: Some(remedy) } => {
            let _ = writeln!(text, "\n{}: {reason}", paint.state(&row.outcome.state, id));
            let _ = writeln!(text, "  to run it: {remedy}");
        }
    }
    if let Some(waiver) = &row.waiver {
        let _ = writeln!(text, "  {waiver}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_take_no_room_in_a_table() {
        let rows = [vec!["\x1b[31mab\x1b[0m".into(), "c".into()], vec!["d".into(), "é".into()]];
        assert_eq!(aligned(&rows), "\x1b[31mab\x1b[0m  c\nd   é\n");
    }

    #[test]
    fn a_report_tells_what_failed_and_what_was_not_run() {
        let outcome =
            |id, state, waived| Outcome { id, state, time: Duration::from_millis(1500), waived };
        let outcomes = [
            outcome("fmt", State::Pass("3 files".into()), false),
            outcome("test", State::Fail("ring: exit code 101\npanicked at x".into()), false),
            outcome(
                "miri",
                State::NotRun { reason: "no miri".into(), remedy: Some("rustup …".into()) },
                true,
            ),
        ];
        let rows: Vec<_> = (outcomes.iter())
            .map(|outcome| Row {
                outcome,
                log: Some(format!("target/verify/{}.log", outcome.id)),
                rerun: format!("cargo xtask verify --only {}", outcome.id),
                waiver: outcome.waived.then(|| "waived until 2027-05-31: none here".into()),
            })
            .collect();
        let verdict = Verdict::Failed(vec!["test"]);
        let tree = Tree { commit: Some("0123456789abcdef".into()), clean: false };
        let run = Run {
            begun: "2026-11-22 09:05".into(),
            profile: "ci",
            seed: 1,
            tree,
            time: Duration::from_secs(90),
            used: Used { peak: 5_960_000_000, ..Used::default() },
            place: Place::default(),
        };
        assert_eq!(
            render(&rows, &verdict, &run, Paint(false)),
            "\
stage  state    time      note
fmt    pass        1.5 s  3 files
test   fail        1.5 s  ring: exit code 101
miri   not run     1.5 s  no miri

test: ring: exit code 101
panicked at x
  log:   target/verify/test.log
  rerun: cargo xtask verify --only test

miri: no miri
  to run it: rustup …
  waived until 2027-05-31: none here

FAILED: test (profile ci, seed 1, commit 0123456789ab, dirty tree, 90.0 s, 5.9 GB of disk)
"
        );
    }
}
