//! The gate: drives every check of the workspace and says what it saw. `cargo xtask help`.
//!
//! A stage is a row of the table in `stages.rs`: it plans commands as pure data and judges what they
//! printed; `exec.rs` alone runs them. So both halves are tested without running anything, and a
//! new stage is one file in `stages/` and one line in the table.

#![forbid(unsafe_code)]

mod args;
mod bench;
mod budget;
mod canary;
mod config;
mod cover;
mod crash;
mod exec;
mod html;
mod json;
mod judge;
mod ledger;
mod options;
mod place;
mod plan;
mod profile;
mod progress;
mod reach;
mod report;
mod sanitizer;
mod setup;
mod show;
mod stage;
mod stages;
mod tools;
mod used;
mod verdict;
mod verify;
mod weaken;
mod workspace;

use std::{
    env,
    path::{Path, PathBuf},
    process::ExitCode,
};

/// `EX_USAGE` of sysexits(3): 1 and 2 are verdicts.
const NO_VERDICT: u8 = 64;

fn main() -> ExitCode {
    run().unwrap_or_else(|error| {
        eprintln!("xtask: {error}");
        ExitCode::from(NO_VERDICT)
    })
}

fn run() -> Result<ExitCode, String> {
    let command = args::parse(env::args_os().skip(1))?;
    match command {
        args::Command::Help => {
            print!("{}", args::HELP);
            Ok(ExitCode::SUCCESS)
        }
        args::Command::Verify(options) => verify::verify(&root()?, &options),
        args::Command::Doctor => doctor(&root()?),
        args::Command::Setup => setup::setup(&root()?),
        args::Command::Profile { name, args } => profile::profile(&root()?, &name, &args),
        args::Command::Weaken { name } => weaken::weaken(&root()?, &name),
        args::Command::Budget(options) => budget::budget(&options),
        args::Command::Cover(options) => cover::cover(&options),
        args::Command::Reach(options) => reach::reach(&options),
        args::Command::Ledger(options) => ledger::ledger(&options),
        args::Command::Bench { name, args } => bench::bench(&root()?, name.as_deref(), &args),
    }
}

fn doctor(root: &Path) -> Result<ExitCode, String> {
    let config = config::Config::read(&root.join("xtask/verify.toml"))?;
    let facts = workspace::read(root, &config, stage::Profile::Full, 1)?;
    let (text, sound) = show::doctor(stages::TABLE, &facts);
    print!("{text}");
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The workspace's root, as `cargo run` tells it.
fn root() -> Result<PathBuf, String> {
    let manifest = env::var_os("CARGO_MANIFEST_DIR").ok_or("run it as `cargo xtask`")?;
    let root = PathBuf::from(manifest).parent().map(Into::into);
    root.ok_or_else(|| "xtask is not in a workspace".into())
}
