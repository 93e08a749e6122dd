//! `cargo xtask cover`: runs one test binary for cargo, and keeps its coverage under its own name, so
//! that what was counted is never read with another binary's map.

use std::{ffi::OsString, fs, path::PathBuf, process::Command, process::ExitCode};

/// What the command line says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Options {
    /// The folder of the run.
    pub(crate) dir: PathBuf,
    pub(crate) program: PathBuf,
    pub(crate) args: Vec<OsString>,
}

pub(crate) fn cover(options: &Options) -> Result<ExitCode, String> {
    let Options { dir, program, args } = options;
    let name = program.file_name().ok_or("no program")?.to_string_lossy().into_owned();
    let folder = dir.join(&name);
    let told = |error: std::io::Error| format!("{}: {error}", folder.display());
    fs::create_dir_all(&folder).map_err(told)?;
    fs::write(folder.join("program"), program.to_string_lossy().as_bytes()).map_err(told)?;
    let status = Command::new(program)
        .args(args)
        .env("LLVM_PROFILE_FILE", folder.join("%p.profraw"))
        .status()
        .map_err(|error| format!("{}: {error}", program.display()))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
