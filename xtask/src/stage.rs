//! What a stage is. `stages.rs` has the table of them all.

use std::time::Duration;

use crate::{
    canary::Canaries,
    judge::{Flaw, Output},
    plan::Plan,
    tools::Tool,
    workspace::Facts,
};

/// One check of the workspace: data and functions, none of which runs anything.
#[derive(Debug)]
pub(crate) struct Stage {
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    /// Its own file, whose head explains it.
    pub(crate) source: &'static str,
    /// Without one of them the stage is not run.
    pub(crate) tools: &'static [Tool],
    /// The profiles that it is part of.
    pub(crate) profiles: &'static [Profile],
    /// What its commands may take together; what still runs then is killed, and the stage fails.
    pub(crate) budget: Duration,
    /// The bugs that it must catch first.
    pub(crate) canaries: Canaries,
    /// What to run. An error says why there is nothing to check, and the stage fails.
    pub(crate) plan: fn(&Facts) -> Result<Plan, String>,
    /// What the outputs, one a command that ran, say: a note for the table, or what is wrong.
    pub(crate) judge: fn(&Facts, &[Output]) -> Result<String, Flaw>,
}

/// A named choice of stages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// What one runs before a commit. Narrows the run: its verdict is PARTIAL.
    Quick,
    /// What a pull request must pass.
    Ci,
    /// Everything; the default.
    Full,
}

impl Profile {
    pub(crate) const EVERY: &'static [Self] = &[Self::Quick, Self::Ci, Self::Full];
    /// For stages too slow before a commit.
    pub(crate) const THOROUGH: &'static [Self] = &[Self::Ci, Self::Full];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Quick => "quick",
            Self::Ci => "ci",
            Self::Full => "full",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::EVERY.iter().copied().find(|profile| profile.name() == name)
    }
}

pub(crate) const fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(60 * minutes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stages::TABLE;

    #[test]
    fn the_ids_are_distinct_and_every_stage_is_in_the_default_profile() {
        for (at, stage) in TABLE.iter().enumerate() {
            assert!(TABLE[..at].iter().all(|other| other.id != stage.id), "{}", stage.id);
            assert!(stage.profiles.contains(&Profile::Full), "{}", stage.id);
            assert!(stage.budget > Duration::ZERO, "{}", stage.id);
        }
    }
}
