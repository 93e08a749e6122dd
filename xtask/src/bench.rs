//! `cargo xtask bench`: one bench, or all, of the workspace `benches`.

use std::{ffi::OsString, path::Path, process::Command, process::ExitCode};

use crate::{config::Config, stage::Profile, workspace};

pub(crate) fn bench(
    root: &Path,
    name: Option<&str>,
    args: &[OsString],
) -> Result<ExitCode, String> {
    let facts = workspace::read(root, &Config::default(), Profile::Full, 1)?;
    let known = facts.benches.join(", ");
    let names: Vec<_> = match name {
        None if facts.benches.is_empty() => return Err("benches/Cargo.toml has no bench".into()),
        None => facts.benches.iter().map(String::as_str).collect(),
        Some(name) if facts.benches.iter().any(|bench| bench == name) => vec![name],
        Some(name) => return Err(format!("no bench is called `{name}`; there are: {known}")),
    };
    let mut command = Command::new("cargo");
    command.args(["bench", "--locked", "--manifest-path", "benches/Cargo.toml", "--target-dir"]);
    command.arg(facts.target.join("benches")).current_dir(root);
    // By name: with `--benches`, cargo would run unit tests too.
    for name in names {
        command.args(["--bench", name]);
    }
    let status = command.arg("--").args(args).status();
    let status = status.map_err(|error| format!("cargo cannot be started: {error}"))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
