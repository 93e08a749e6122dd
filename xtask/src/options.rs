//! What `cargo xtask verify` was asked for.

use crate::{
    stage::{Profile, Stage},
    stages::TABLE,
};

/// What to do with the chosen stages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Run them and report in words.
    Run,
    /// Run them and report as JSON on stdout.
    Json,
    /// Say which they are.
    List,
    /// Say which commands they would run.
    DryRun,
    /// Say what they are for, and all of the above.
    Explain,
}

/// What the command line asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) profile: Profile,
    pub(crate) only: Vec<String>,
    pub(crate) skip: Vec<String>,
    pub(crate) mode: Mode,
    pub(crate) keep_going: bool,
    pub(crate) seed: u32,
    /// The budgets are rewritten instead of compared with.
    pub(crate) bless: bool,
    /// How many jobs a build, and how many tests of a binary, run at once, cargo's choice if not
    /// told; with 1, no two steps of a stage do.
    pub(crate) jobs: Option<u32>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            profile: Profile::Full,
            only: Vec::new(),
            skip: Vec::new(),
            mode: Mode::Run,
            keep_going: false,
            seed: 1,
            bless: false,
            jobs: None,
        }
    }
}

impl Options {
    /// The chosen stages, in the table's order.
    pub(crate) fn stages(&self) -> Result<Vec<&'static Stage>, String> {
        for id in self.only.iter().chain(&self.skip) {
            if !TABLE.iter().any(|stage| stage.id == id) {
                let known: Vec<_> = TABLE.iter().map(|stage| stage.id).collect();
                return Err(format!("no stage is called `{id}`; there are {}", known.join(", ")));
            }
        }
        let listed = |ids: &[String], stage: &Stage| ids.iter().any(|id| id == stage.id);
        let chosen = |stage: &&Stage| {
            // What is asked for by name runs, whatever the profile.
            let wanted = if self.only.is_empty() {
                stage.profiles.contains(&self.profile)
            } else {
                listed(&self.only, stage)
            };
            wanted && !listed(&self.skip, stage)
        };
        let stages: Vec<_> = TABLE.iter().filter(chosen).collect();
        if stages.is_empty() { Err("no stage is left to run".into()) } else { Ok(stages) }
    }

    /// Whether the run leaves out what its verdict would have to answer for.
    pub(crate) fn narrowed(&self) -> bool {
        !self.only.is_empty() || !self.skip.is_empty() || self.profile == Profile::Quick
    }

    /// What every command is told.
    pub(crate) fn env(&self) -> Vec<(String, String)> {
        let mut env = vec![("PROPTEST_RNG_SEED".into(), self.seed.to_string())];
        if let Some(jobs) = self.jobs {
            env.extend(
                ["CARGO_BUILD_JOBS", "RUST_TEST_THREADS"].map(|key| (key.into(), jobs.to_string())),
            );
        }
        env
    }

    /// The command that runs this stage alone.
    pub(crate) fn rerun(&self, id: &str) -> String {
        let default = Options::default();
        let mut words = vec![format!("cargo xtask verify --only {id}")];
        if self.profile != default.profile {
            words.push(format!("--profile {}", self.profile.name()));
        }
        if self.seed != default.seed {
            words.push(format!("--seed {}", self.seed));
        }
        if let Some(jobs) = self.jobs {
            words.push(format!("--jobs {jobs}"));
        }
        words.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(options: &Options) -> Vec<&'static str> {
        options.stages().expect("stages").iter().map(|stage| stage.id).collect()
    }

    #[test]
    fn the_default_is_everything_and_not_narrowed() {
        let options = Options::default();
        assert_eq!(ids(&options).len(), TABLE.len());
        assert!(!options.narrowed());
        let ci = Options { profile: Profile::Ci, ..options };
        assert!(!ci.narrowed());
    }

    #[test]
    fn quick_narrows() {
        let options = Options { profile: Profile::Quick, ..Options::default() };
        assert_eq!(ids(&options), ["fmt", "clippy", "ledger", "test"]);
        assert!(options.narrowed());
    }

    #[test]
    fn only_and_skip_narrow_and_keep_the_order_of_the_table() {
        let only = vec!["miri".into(), "fmt".into()];
        let options = Options { only: only.clone(), ..Options::default() };
        assert_eq!(ids(&options), ["fmt", "miri"]);
        assert!(options.narrowed());
        let options = Options { skip: only.clone(), ..Options::default() };
        assert_eq!(ids(&options).len(), TABLE.len() - 2);
        assert!(options.narrowed());
        assert!(Options { only: only.clone(), skip: only, ..Options::default() }.stages().is_err());
        let unknown = Options { skip: vec!["fnt".into()], ..Options::default() };
        assert!(unknown.stages().expect_err("unknown").contains("no stage is called `fnt`"));
    }

    #[test]
    fn a_rerun_repeats_what_matters() {
        let options =
            Options { profile: Profile::Ci, seed: 9, jobs: Some(2), ..Options::default() };
        assert_eq!(
            options.rerun("fuzz"),
            "cargo xtask verify --only fuzz --profile ci --seed 9 --jobs 2"
        );
        assert_eq!(options.env()[0], ("PROPTEST_RNG_SEED".into(), "9".into()));
        assert_eq!(options.env()[2], ("RUST_TEST_THREADS".into(), "2".into()));
    }
}
