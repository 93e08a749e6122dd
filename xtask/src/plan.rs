//! What a stage wants done, as data: nothing here runs anything.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use crate::{
    judge::Output,
    workspace::{Crate, Facts},
};

/// The commands of a stage, in order, and what must be gone before the first.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    /// Why nothing of this workspace is to be checked. Such a stage has no steps and spoils no
    /// verdict.
    pub(crate) not_applicable: Option<String>,
    /// Files and folders of the target folder that would let an old result pass for a new one.
    pub(crate) clean: Vec<PathBuf>,
    /// Folders that the commands expect.
    pub(crate) make: Vec<PathBuf>,
    /// Files that the commands expect, with what is in them.
    pub(crate) write: Vec<(PathBuf, String)>,
    pub(crate) steps: Vec<Step>,
    /// So many of the steps, the first ones, need nothing of one another: one may build while another
    /// runs its tests.
    pub(crate) side_by_side: usize,
    /// A failed step keeps none of the others from being run.
    pub(crate) every_step: bool,
    /// What is to be done about the outputs before they are judged.
    pub(crate) follow: Option<Follow>,
}

pub(crate) type Follow = fn(&Facts, &[Output]) -> Vec<Step>;

impl Plan {
    pub(crate) fn not_applicable(why: impl Into<String>) -> Self {
        Self { not_applicable: Some(why.into()), ..Self::default() }
    }

    /// Its steps need nothing of one another.
    pub(crate) fn side_by_side(self) -> Self {
        Self { side_by_side: self.steps.len(), ..self }
    }

    /// The target folders of its flag sets.
    pub(crate) fn folders(&self) -> impl Iterator<Item = &Path> {
        self.steps.iter().flat_map(|step| step.first.iter().chain([step])).filter_map(Step::folder)
    }
}

impl From<Vec<Step>> for Plan {
    fn from(steps: Vec<Step>) -> Self {
        Self { steps, ..Self::default() }
    }
}

/// One command. It runs in the workspace's root.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Step {
    /// What the command is about, a crate or a target, for the judge and for messages.
    pub(crate) subject: String,
    pub(crate) program: String,
    pub(crate) args: Vec<String>,
    pub(crate) env: Vec<(String, String)>,
    /// What must have succeeded before it, as a part of it.
    pub(crate) first: Vec<Step>,
}

impl Step {
    /// `cargo ARGS`, the arguments in one string, split at spaces.
    pub(crate) fn cargo(subject: impl Into<String>, args: &str) -> Self {
        Self {
            subject: subject.into(),
            program: "cargo".into(),
            args: args.split_whitespace().map(Into::into).collect(),
            env: Vec::new(),
            first: Vec::new(),
        }
    }

    /// The gate's own command, the arguments in one string, split at spaces.
    pub(crate) fn gate(facts: &Facts, subject: impl Into<String>, args: &str) -> Self {
        Self { program: facts.gate.to_string_lossy().into_owned(), ..Self::cargo(subject, args) }
    }

    /// Makes one step of several, this one the last of them.
    pub(crate) fn after(mut self, first: Vec<Self>) -> Self {
        self.first = first;
        self
    }

    /// One more argument, which may hold spaces.
    pub(crate) fn arg(mut self, arg: impl Into<String>) -> Self {
        self.args.push(arg.into());
        self
    }

    /// More arguments, in one string, split at spaces.
    pub(crate) fn args(mut self, args: &str) -> Self {
        self.args.extend(args.split_whitespace().map(Into::into));
        self
    }

    /// `--target-dir` of a flag set: one folder each, so that none rebuilds what another built.
    pub(crate) fn target_dir(self, dir: impl Into<PathBuf>) -> Self {
        let dir: PathBuf = dir.into();
        self.arg("--target-dir").arg(dir.to_string_lossy())
    }

    /// What was given as `--target-dir`.
    pub(crate) fn folder(&self) -> Option<&Path> {
        let mut args = self.args.iter().skip_while(|arg| *arg != "--target-dir");
        args.nth(1).map(Path::new)
    }

    pub(crate) fn env(mut self, key: &str, value: impl Into<String>) -> Self {
        self.env.push((key.into(), value.into()));
        self
    }

    /// For runs that look for misuse and are many times slower: tests that check results over
    /// thousands of lengths check fewer, of each kind.
    pub(crate) fn short(self) -> Self {
        self.env("HARDPAN_SHORT", "1")
    }
}

/// `cargo +TOOLCHAIN COMMAND` for a target, std built too, with the same flags.
pub(crate) fn with_std(facts: &Facts, subject: &str, command: &str, target: &str) -> Step {
    let toolchain = &facts.source.toolchain;
    Step::cargo(subject, &format!("+{toolchain} {command} --locked -Zbuild-std --target {target}"))
        // The toolchain may be a stable one.
        .env("RUSTC_BOOTSTRAP", "1")
}

/// cargo's environment variable for a target: `CARGO_TARGET_…_RUNNER`.
pub(crate) fn variable(target: &str, what: &str) -> String {
    format!("CARGO_TARGET_{}_{what}", target.to_uppercase().replace('-', "_"))
}

/// The crates with unsafe code, first those whose tests try each kernel at each level: they take
/// longest, and the others fit beside them.
pub(crate) fn with_unsafe(facts: &Facts) -> Result<Vec<&Crate>, String> {
    let mut crates: Vec<_> = facts.crates.iter().filter(|krate| krate.has_unsafe).collect();
    crates.sort_by_key(|krate| krate.cpus.is_empty());
    if crates.is_empty() {
        return Err("no crate has unsafe code: src/raw.rs or src/raw/".into());
    }
    Ok(crates)
}

/// Their unit and integration tests, each by what `step` makes of a package's name.
pub(crate) fn tests_of_unsafe(
    facts: &Facts,
    step: impl Fn(&str) -> Step,
) -> Result<Vec<Step>, String> {
    let step = |krate: &&Crate| {
        let step = step(&krate.name);
        if krate.has_test("it") { step.args("--test it") } else { step }
    };
    Ok(with_unsafe(facts)?.iter().map(step).collect())
}

/// As a shell would take it.
impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.first.iter().try_for_each(|step| write!(f, "{step} && "))?;
        for (key, value) in &self.env {
            write!(f, "{key}={} ", quoted(value))?;
        }
        write!(f, "{}", self.program)?;
        self.args.iter().try_for_each(|arg| write!(f, " {}", quoted(arg)))
    }
}

fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_=+./:,@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.into()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_reads_as_a_shell_command() {
        let step = Step::cargo("x", "test  --release")
            .env("RUSTFLAGS", "--cfg hardpan_loom")
            .target_dir("a b")
            .args("-- it's");
        assert_eq!(
            step.to_string(),
            r"RUSTFLAGS='--cfg hardpan_loom' cargo test --release --target-dir 'a b' -- 'it'\''s'"
        );
        let step = Step::cargo("x", "run").after(vec![Step::cargo("x", "build")]);
        assert_eq!(step.to_string(), "cargo build && cargo run");
    }
}
