//! Where a run was: compilers, CPU, and what of the environment had a say.

use std::{env, fs};

use serde::Serialize;

use crate::{budget, exec, workspace, workspace::Facts};

#[derive(Debug, Default, Serialize)]
pub(crate) struct Place {
    /// What each is for, and what it says of itself.
    pub(crate) toolchains: Vec<(String, String)>,
    pub(crate) target: String,
    pub(crate) cpu: String,
    pub(crate) cpu_level: String,
    /// Settings of the gate that the environment told.
    pub(crate) told: Vec<(String, String)>,
    /// Names of variables that would change what a verdict means, and reached no command.
    pub(crate) set_aside: Vec<String>,
}

impl Place {
    pub(crate) fn read(facts: &Facts) -> Self {
        let version = |toolchain: Option<&str>| {
            let toolchain = toolchain.map(|name| format!("+{name}"));
            let args: Vec<_> = toolchain.iter().map(String::as_str).chain(["--version"]).collect();
            let said = workspace::run(&facts.root, "rustc", &args);
            said.map_or_else(|_| "not installed".into(), |said| said.trim().to_string())
        };
        let mut toolchains = vec![("the workspace".into(), version(None))];
        toolchains.push(("unstable flags".into(), version(Some(&facts.nightly))));
        if facts.source.here {
            toolchains.push(("std from source".into(), version(Some(&facts.source.toolchain))));
        }
        let variables: Vec<_> = env::vars().collect();
        let told = variables.iter().filter(|(name, _)| name.starts_with("VERIFY_"));
        // cargo and this command set these themselves.
        let aside = variables.iter().map(|(name, _)| name).filter(|name| {
            exec::is_scrubbed(name)
                && !name.starts_with("CARGO_PKG_")
                && *name != "CARGO_MANIFEST_DIR"
                && *name != "CARGO_MANIFEST_PATH"
        });
        Self {
            toolchains,
            target: facts.host.clone(),
            cpu: cpu(),
            cpu_level: budget::cpu_level().into(),
            told: told.cloned().collect(),
            set_aside: aside.cloned().collect(),
        }
    }
}

/// What the system calls the CPU, where it says so in a file.
fn cpu() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("model name"));
    let name = line.and_then(|line| line.split_once(':')).map(|(_, name)| name.trim());
    name.unwrap_or(env::consts::ARCH).into()
}
