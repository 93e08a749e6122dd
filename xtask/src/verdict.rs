//! One verdict from what became of every stage.

use std::{fmt, time::Duration};

/// What became of a stage.
#[derive(Debug, Clone)]
pub(crate) struct Outcome {
    pub(crate) id: &'static str,
    pub(crate) state: State,
    pub(crate) time: Duration,
    /// It has a waiver that still counts.
    pub(crate) waived: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum State {
    /// With what was seen, for the table.
    Pass(String),
    /// With what is wrong, perhaps in several lines.
    Fail(String),
    /// There is nothing that it could be about, and why. Spoils no verdict.
    NotApplicable(String),
    NotRun {
        reason: String,
        /// The command that would change that.
        remedy: Option<String>,
    },
}

impl State {
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::Pass(_) => "pass",
            Self::Fail(_) => "fail",
            Self::NotApplicable(_) => "n/a",
            Self::NotRun { .. } => "not run",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Every stage passed.
    Verified,
    /// These waived stages could not run; all others passed.
    VerifiedExcept(Vec<&'static str>),
    /// These stages could not run and are not waived.
    Incomplete(Vec<&'static str>),
    /// These stages failed.
    Failed(Vec<&'static str>),
    /// The run left stages out. `failed` and `not_run` are of those that it had.
    Partial { failed: Vec<&'static str>, not_run: Vec<&'static str> },
}

/// The verdict on a run; `narrowed` if it was told to leave stages out.
pub(crate) fn verdict(outcomes: &[Outcome], narrowed: bool) -> Verdict {
    let ids = |wanted: &dyn Fn(&Outcome) -> bool| -> Vec<_> {
        outcomes.iter().filter(|outcome| wanted(outcome)).map(|outcome| outcome.id).collect()
    };
    let failed = ids(&|outcome| matches!(outcome.state, State::Fail(_)));
    let not_run = ids(&|outcome| matches!(outcome.state, State::NotRun { .. }));
    let unwaived = ids(&|outcome| !outcome.waived && matches!(outcome.state, State::NotRun { .. }));
    if narrowed {
        Verdict::Partial { failed, not_run }
    } else if !failed.is_empty() {
        Verdict::Failed(failed)
    } else if !unwaived.is_empty() {
        Verdict::Incomplete(unwaived)
    } else if !not_run.is_empty() {
        Verdict::VerifiedExcept(not_run)
    } else {
        Verdict::Verified
    }
}

impl Verdict {
    /// The verdict without its stages.
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::Verified => "VERIFIED",
            Self::VerifiedExcept(_) => "VERIFIED EXCEPT",
            Self::Incomplete(_) => "INCOMPLETE",
            Self::Failed(_) => "FAILED",
            Self::Partial { .. } => "PARTIAL",
        }
    }

    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Verified | Self::VerifiedExcept(_) => 0,
            Self::Failed(_) => 1,
            Self::Incomplete(_) => 2,
            Self::Partial { failed, not_run } => match (failed.is_empty(), not_run.is_empty()) {
                (false, _) => 1,
                (true, false) => 2,
                (true, true) => 0,
            },
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.word())?;
        match self {
            Self::Verified => Ok(()),
            Self::VerifiedExcept(ids) => write!(f, " {}", ids.join(", ")),
            Self::Incomplete(ids) => write!(f, ": not run: {}", ids.join(", ")),
            Self::Failed(ids) => write!(f, ": {}", ids.join(", ")),
            Self::Partial { failed, not_run } => {
                if !failed.is_empty() {
                    write!(f, ": failed: {}", failed.join(", "))?;
                }
                if !not_run.is_empty() {
                    let sign = if failed.is_empty() { ":" } else { ";" };
                    write!(f, "{sign} not run: {}", not_run.join(", "))?;
                }
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(id: &'static str, state: &str, waived: bool) -> Outcome {
        let state = match state {
            "pass" => State::Pass(String::new()),
            "fail" => State::Fail(String::new()),
            "n/a" => State::NotApplicable(String::new()),
            _ => State::NotRun { reason: String::new(), remedy: None },
        };
        Outcome { id, state, time: Duration::ZERO, waived }
    }

    /// The verdict's line and exit code, of stages a, b, c …, a `!` marking a waived one.
    fn of(states: &[&str], narrowed: bool) -> (String, u8) {
        const IDS: [&str; 4] = ["a", "b", "c", "d"];
        let outcomes: Vec<_> = (states.iter().zip(IDS))
            .map(|(state, id)| outcome(id, state.trim_end_matches('!'), state.ends_with('!')))
            .collect();
        let verdict = verdict(&outcomes, narrowed);
        (verdict.to_string(), verdict.exit_code())
    }

    #[test]
    fn a_whole_run() {
        assert_eq!(of(&["pass", "pass!"], false), ("VERIFIED".into(), 0));
        assert_eq!(of(&["pass", "n/a"], false), ("VERIFIED".into(), 0));
        assert_eq!(
            of(&["pass", "not run!", "not run!"], false),
            ("VERIFIED EXCEPT b, c".into(), 0)
        );
        assert_eq!(of(&["not run", "not run!"], false), ("INCOMPLETE: not run: a".into(), 2));
        assert_eq!(of(&["fail", "not run", "pass"], false), ("FAILED: a".into(), 1));
        assert_eq!(of(&["fail!"], false), ("FAILED: a".into(), 1), "a waiver excuses no failure");
    }

    #[test]
    fn a_narrowed_run() {
        assert_eq!(of(&["pass"], true), ("PARTIAL".into(), 0));
        assert_eq!(of(&["pass", "fail"], true), ("PARTIAL: failed: b".into(), 1));
        assert_eq!(of(&["not run", "fail"], true), ("PARTIAL: failed: b; not run: a".into(), 1));
        assert_eq!(of(&["pass", "not run!"], true), ("PARTIAL: not run: b".into(), 2));
    }
}
