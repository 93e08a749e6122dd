//! What the stages of the compiler's sanitizers share: the tests of a crate, built with one.
//!
//! A sanitizer knows only of what it instruments. With the source of std at hand, std is built with it
//! too; of the prebuilt one AddressSanitizer alone makes sense.

use crate::{
    canary::Canary,
    judge::{self, Flaw, Output},
    plan::{self, Step},
    workspace::Facts,
};

#[derive(Debug)]
pub(crate) struct Sanitizer {
    /// The compiler's name for it.
    pub(crate) name: &'static str,
    /// The stage's name, the target folder's and the canary's.
    pub(crate) id: &'static str,
    /// The variable that its run time reads, and what it is told.
    pub(crate) options: (&'static str, &'static str),
    /// `-C opt-level` of all that is instrumented. Without optimisation a build takes a third of the time;
    /// but ThreadSanitizer then sees no race in its canary.
    pub(crate) opt_level: &'static str,
    /// More of the compiler's flags.
    pub(crate) flags: &'static str,
    /// Arguments of the test programs.
    pub(crate) args: &'static str,
}

impl Sanitizer {
    /// The unit and integration tests of a crate.
    pub(crate) fn tests(&self, facts: &Facts, package: &str) -> Step {
        // With `--target`, build scripts and macros stay uninstrumented.
        let step = if facts.source.here {
            plan::with_std(facts, package, "test", &facts.host)
        } else {
            let Facts { nightly, host, .. } = facts;
            Step::cargo(package, &format!("+{nightly} test --locked --target {host}"))
        };
        step.args("--profile verify")
            .env("CARGO_PROFILE_VERIFY_OPT_LEVEL", self.opt_level)
            .target_dir(facts.target.join(self.id))
            .env("RUSTFLAGS", format!("-Zsanitizer={}{}", self.name, self.flags))
            .env(self.options.0, self.options.1)
            .short()
            .args("--lib -p")
            .arg(package)
    }

    /// Those of one of our own crates.
    pub(crate) fn of_crate(&self, facts: &Facts, package: &str) -> Step {
        let krate = facts.crates.iter().find(|krate| krate.name == package);
        let step = self.tests(facts, package);
        let step = if krate.is_some_and(|krate| krate.has_test("it")) {
            step.args("--test it")
        } else {
            step
        };
        if self.args.is_empty() { step } else { step.arg("--").args(self.args) }
    }

    /// A planted bug, a test of the canary of this name.
    pub(crate) fn canary(&self, facts: &Facts, test: &str, says: &'static str) -> Canary {
        let step = self.tests(facts, &format!("canary-{}", self.id));
        let step = step.args("--manifest-path xtask/canaries/Cargo.toml --").arg(test);
        Canary { step: Step { subject: test.into(), ..step }, says }
    }
}

/// Each crate must have run a test; the note says how much was instrumented.
pub(crate) fn judge(facts: &Facts, outputs: &[Output]) -> Result<String, Flaw> {
    let note = judge::each_ran_tests(outputs, "test")?;
    Ok(if facts.source.here {
        format!("{note}, std instrumented ({})", facts.source.toolchain)
    } else {
        format!("{note}, std prebuilt ({}), not instrumented", facts.nightly)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{judge::tests::ok, workspace::tests::facts};

    const PASSED: &str = include_str!("../captured/test-passed.txt");
    const SOME: Sanitizer = Sanitizer {
        name: "some",
        id: "ssan",
        options: ("SSAN_OPTIONS", "a=1"),
        opt_level: "0",
        flags: " --cfg some",
        args: "--exact",
    };

    #[test]
    fn std_is_instrumented_where_its_source_is() {
        let mut facts = facts();
        assert_eq!(
            SOME.of_crate(&facts, "ring").to_string(),
            "RUSTC_BOOTSTRAP=1 CARGO_PROFILE_VERIFY_OPT_LEVEL=0 \
             RUSTFLAGS='-Zsanitizer=some --cfg some' SSAN_OPTIONS=a=1 HARDPAN_SHORT=1 cargo +source test \
             --locked -Zbuild-std --target x86_64-unknown-linux-gnu --profile verify \
             --target-dir /repo/target/ssan --lib -p ring --test it -- --exact"
        );
        let note = judge(&facts, &[ok("ring", PASSED)]).expect("it passed");
        assert_eq!(note, "10 tests in 1 run, std instrumented (source)");
        facts.source.here = false;
        let command = SOME.of_crate(&facts, "ring").to_string();
        assert!(command.contains("cargo +nightly test") && !command.contains("build-std"));
        let note = judge(&facts, &[ok("ring", PASSED)]).expect("it passed");
        assert!(note.ends_with("std prebuilt (nightly), not instrumented"), "{note}");
    }
}
