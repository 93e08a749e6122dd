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
        let oldest = facts.msrv.iter().map(|(promised, toolchain)| {
            (format!("rust-version {promised}"), version(Some(toolchain)))
        });
        toolchains.extend(oldest);
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
    cpu_of(&text).unwrap_or_else(|| env::consts::ARCH.into())
}

/// Its name, and its family and model: a virtual machine's CPU may have no better name than its maker's.
fn cpu_of(text: &str) -> Option<String> {
    let value = |key: &str| {
        let mut pairs = text.lines().filter_map(|line| line.split_once(':'));
        pairs.find(|(name, _)| name.trim() == key).map(|(_, value)| value.trim())
    };
    let name = value("model name")?;
    Some(match (value("cpu family"), value("model")) {
        (Some(family), Some(model)) => format!("{name} (family {family}, model {model})"),
        _ => name.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cpu_is_told_by_name_and_family() {
        let text = "processor\t: 0\ncpu family\t: 26\nmodel\t\t: 2\nmodel name\t: Some CPU\n";
        assert_eq!(cpu_of(text).as_deref(), Some("Some CPU (family 26, model 2)"));
        assert_eq!(cpu_of("model name : Other\n").as_deref(), Some("Other"));
        assert_eq!(cpu_of("Hardware : none\n"), None);
    }
}
