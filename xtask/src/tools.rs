//! The tools that stages need: whether each is here, and the command that would install it.

use std::{io::ErrorKind, path::Path, process::Command};

/// What a stage may need beside cargo and rustc themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tool {
    Rustfmt,
    Clippy,
    Nightly,
    CargoFuzz,
    CargoDeny,
    Miri,
    Valgrind,
}

/// What was found of a tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Presence {
    /// With what it says of itself.
    Ready(String),
    Missing,
    /// Here, but of no use, and why. Never a reason to skip anything.
    Broken(String),
}

impl Presence {
    /// For a person: with the command that would mend it.
    pub(crate) fn describe(&self, tool: Tool, nightly: &str) -> String {
        let install = tool.install(nightly);
        match self {
            Self::Ready(version) => version.clone(),
            Self::Missing => format!("missing; to install it: {install}"),
            Self::Broken(why) => format!("{why}; to replace it: {install} --force"),
        }
    }
}

impl Tool {
    pub(crate) const ALL: [Self; 7] = [
        Self::Rustfmt,
        Self::Clippy,
        Self::Nightly,
        Self::CargoFuzz,
        Self::CargoDeny,
        Self::Miri,
        Self::Valgrind,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Rustfmt => "rustfmt",
            Self::Clippy => "clippy",
            Self::Nightly => "nightly",
            Self::CargoFuzz => "cargo-fuzz",
            Self::CargoDeny => "cargo-deny",
            Self::Miri => "miri",
            Self::Valgrind => "valgrind",
        }
    }

    /// The version that the gate was written for, of what the public registry carries: another one
    /// may take other arguments or print other words.
    pub(crate) fn pinned(self) -> Option<&'static str> {
        match self {
            Self::CargoFuzz => Some("0.13.2"),
            Self::CargoDeny => Some("0.20.2"),
            _ => None,
        }
    }

    fn program(self) -> &'static str {
        match self {
            Self::Valgrind => "valgrind",
            _ => "cargo",
        }
    }

    /// The program's arguments that make the tool say its version.
    fn probe(self, nightly: &str) -> Vec<String> {
        let nightly = format!("+{nightly}");
        let args: &[&str] = match self {
            Self::Rustfmt => &["fmt", "--version"],
            Self::Clippy => &["clippy", "--version"],
            Self::Nightly => &[&nightly, "--version"],
            Self::CargoFuzz => &["fuzz", "--version"],
            Self::CargoDeny => &["deny", "--version"],
            Self::Miri => &[&nightly, "miri", "--version"],
            Self::Valgrind => &["--version"],
        };
        args.iter().map(ToString::to_string).collect()
    }

    pub(crate) fn install(self, nightly: &str) -> String {
        let name = self.name();
        match self {
            Self::Rustfmt | Self::Clippy => format!("rustup component add {name}"),
            Self::Nightly => format!("rustup toolchain install {nightly} --profile minimal"),
            Self::Miri => format!("rustup component add --toolchain {nightly} miri rust-src"),
            Self::Valgrind => "apt-get install valgrind".into(),
            Self::CargoFuzz | Self::CargoDeny => {
                format!("cargo install --locked {name}@{}", self.pinned().unwrap_or_default())
            }
        }
    }

    /// Asks the tool for its version.
    pub(crate) fn look(self, root: &Path, nightly: &str) -> Presence {
        let output =
            Command::new(self.program()).args(self.probe(nightly)).current_dir(root).output();
        match output {
            Ok(output) => {
                let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
                text += &String::from_utf8_lossy(&output.stderr);
                self.classify(output.status.success(), &text)
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Presence::Missing,
            Err(error) => Presence::Broken(format!("{} cannot be started: {error}", self.name())),
        }
    }

    fn classify(self, success: bool, text: &str) -> Presence {
        let line = text.lines().next().unwrap_or_default();
        if !success {
            // cargo's words, then rustup's for a toolchain, for a component, and for a component
            // that this toolchain's day lacks.
            let absent = ["no such command", "is not installed", "is not applicable"];
            return if absent.iter().any(|words| line.contains(words)) {
                Presence::Missing
            } else {
                Presence::Broken(format!("{} is here but does not run: {line}", self.name()))
            };
        }
        let version = line.split_whitespace().nth(1).unwrap_or_default();
        match self.pinned() {
            Some(pinned) if version != pinned => Presence::Broken(format!(
                "{} {version} is here, the gate is written for {pinned}",
                self.name()
            )),
            _ => Presence::Ready(line.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pinned_tool_must_have_its_version() {
        let ready = Tool::CargoFuzz.classify(true, "cargo-fuzz 0.13.2\n");
        assert_eq!(ready, Presence::Ready("cargo-fuzz 0.13.2".into()));
        let old = Tool::CargoFuzz.classify(true, "cargo-fuzz 0.11.0\n");
        assert!(matches!(old, Presence::Broken(why) if why.contains("written for 0.13.2")));
        assert!(matches!(Tool::CargoDeny.classify(true, ""), Presence::Broken(_)));
    }

    #[test]
    fn what_is_not_there_is_missing() {
        for text in [
            "error: no such command: `fuzz`\n\nhelp: view all installed commands with `cargo --list`",
            "error: toolchain 'nightly-x86_64-unknown-linux-gnu' is not installed\nhelp: run",
            "error: 'cargo-miri' is not installed for the toolchain 'nightly-x86_64-unknown-linux-gnu'.",
        ] {
            assert_eq!(Tool::Miri.classify(false, text), Presence::Missing, "{text}");
        }
    }

    #[test]
    fn what_is_there_but_fails_is_broken() {
        let text = "cargo-deny: error while loading shared libraries: libssl.so.1.1";
        assert!(matches!(Tool::CargoDeny.classify(false, text), Presence::Broken(_)));
        assert!(matches!(Tool::CargoDeny.classify(false, ""), Presence::Broken(_)));
    }

    #[test]
    fn every_tool_says_how_to_get_it() {
        for tool in Tool::ALL {
            assert!(
                tool.install("nightly").contains(" install ")
                    || tool.install("n").contains(" add ")
            );
        }
    }
}
