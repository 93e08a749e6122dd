//! `cargo xtask setup`: what the public registry carries, at the pinned version.

use std::{
    path::Path,
    process::{Command, ExitCode},
};

use crate::{
    config::Config,
    stage::Profile,
    tools::{Presence, Tool},
    workspace,
};

/// Speed of the build counts, not that of the tools. The flags of the caller's own builds do not.
const ENVIRONMENT: [(&str, &str); 4] = [
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
    ("CARGO_PROFILE_RELEASE_DEBUG", "false"),
];

/// Installs what is missing. Exit code 1 if a tool is broken or could not be installed.
pub(crate) fn setup(root: &Path) -> Result<ExitCode, String> {
    let config = Config::read(&root.join("xtask/verify.toml"))?;
    let facts = workspace::read(root, &config, Profile::Full, 1)?;
    let mut all = true;
    for tool in Tool::ALL {
        let name = tool.name();
        let mut presence = tool.look(&facts);
        if matches!(presence, Presence::Missing(_)) && !tool.is_needed(&facts) {
            println!("{name}: not needed yet");
            continue;
        }
        if matches!(presence, Presence::Missing(_)) && tool.pinned().is_some() {
            let command = tool.install(&facts);
            println!("{name}: {command}");
            install(root, &command)?;
            presence = tool.look(&facts);
        }
        println!("{name}: {}", presence.describe(tool, &facts));
        all &= match presence {
            Presence::Ready(_) => true,
            // rustup's part is for whoever owns the machine: only the command is given.
            Presence::Missing(_) => tool.pinned().is_none(),
            Presence::Broken(_) => false,
        };
    }
    Ok(if all { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Whether it worked is seen from the tool itself.
fn install(root: &Path, command: &str) -> Result<(), String> {
    let mut words = command.split_whitespace();
    let program = words.next().unwrap_or_default();
    let status = Command::new(program)
        .args(words)
        .envs(ENVIRONMENT)
        .env_remove("RUSTFLAGS")
        .current_dir(root)
        .status();
    status.map(drop).map_err(|error| format!("`{command}` cannot be started: {error}"))
}
