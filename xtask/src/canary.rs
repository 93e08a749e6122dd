//! Planted bugs, in the workspace `xtask/canaries`: before a stage that looks for bugs checks
//! anything of ours, it must catch its own.

use crate::{
    judge::{End, Output},
    plan::Step,
    workspace::Facts,
};

/// A bug, and what a tool that catches it says.
#[derive(Debug)]
pub(crate) struct Canary {
    /// The stage's own command and flags, on the planted bug.
    pub(crate) step: Step,
    /// A command that fails for another reason has caught nothing.
    pub(crate) says: &'static str,
}

/// What a stage must catch before it is believed.
#[derive(Debug)]
pub(crate) enum Canaries {
    Planted(fn(&Facts) -> Vec<Canary>),
    /// Why it needs none.
    None(&'static str),
}

impl Canaries {
    pub(crate) fn of(&self, facts: &Facts) -> Vec<Canary> {
        match self {
            Self::Planted(canaries) => canaries(facts),
            Self::None(_) => Vec::new(),
        }
    }
}

impl Canary {
    fn is_caught(&self, output: &Output) -> bool {
        let failed = matches!(output.end, End::Signal(_) | End::Code(1..));
        failed && output.text.contains(self.says)
    }
}

/// The outputs are the canaries', in order. An error names the first that was not caught.
pub(crate) fn all_caught(canaries: &[Canary], outputs: &[Output]) -> Result<(), String> {
    for (at, canary) in canaries.iter().enumerate() {
        if !outputs.get(at).is_some_and(|output| canary.is_caught(output)) {
            let Canary { step, says } = canary;
            return Err(format!(
                "the canary `{}` was not caught: `{says}` was to be seen, and a failure, of\n  {step}",
                step.subject
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        judge::tests::{failed, ok},
        stages::TABLE,
        workspace::tests::facts,
    };

    #[test]
    fn only_the_planted_bug_counts() {
        let canary = || Canary { step: Step::cargo("leak", "test"), says: "it leaks" };
        assert_eq!(all_caught(&[canary()], &[failed("leak", "see: it leaks\n")]), Ok(()));
        for output in [ok("leak", "it leaks"), failed("leak", "error: could not compile")] {
            let error = all_caught(&[canary()], &[output]).expect_err("not caught");
            assert!(error.starts_with("the canary `leak` was not caught"), "{error}");
        }
        assert!(all_caught(&[canary(), canary()], &[failed("leak", "it leaks")]).is_err());
        assert_eq!(all_caught(&[], &[]), Ok(()));
    }

    #[test]
    fn every_stage_has_one_or_says_why_not() {
        for stage in TABLE {
            match stage.canaries {
                Canaries::Planted(canaries) => {
                    assert!(!canaries(&facts()).is_empty(), "{}", stage.id);
                }
                Canaries::None(why) => assert!(why.len() > 20, "{}: {why}", stage.id),
            }
        }
    }
}
