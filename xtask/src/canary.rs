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

impl Canary {
    /// For a stage that looks for no bug.
    pub(crate) fn none(_: &Facts) -> Vec<Self> {
        Vec::new()
    }

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
        stage::TABLE,
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
    fn every_stage_that_looks_for_bugs_has_one() {
        // These look for what a person wrote against a rule, and their tool is the rule.
        const NO_CANARY: [&str; 11] = [
            "fmt",
            "clippy",
            "test",
            "features",
            "examples",
            "doc",
            "docsrs",
            "msrv-newer",
            "advisories",
            "semver",
            "package",
        ];
        for stage in TABLE {
            let has = !(stage.canaries)(&facts()).is_empty();
            assert_eq!(has, !NO_CANARY.contains(&stage.id), "{}", stage.id);
        }
    }
}
