//! The tools that stages need: whether each is here, and the command that would install it.

mod age;

use std::{
    io,
    path::Path,
    process::{Command, Output},
};

use crate::workspace::Facts;

/// What a stage may need beside cargo and rustc themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tool {
    Rustfmt,
    Clippy,
    Nightly,
    /// A toolchain with the source of std.
    Source,
    /// The oldest toolchain that any crate promises.
    Msrv,
    /// Those of the crates that promise less.
    MsrvNewer,
    CargoFuzz,
    CargoDeny,
    SemverChecks,
    Miri,
    Valgrind,
    /// For older CPUs of the host's own kind.
    QemuX86,
    /// Linkers and emulators for the other targets.
    Cross,
}

/// What was found of a tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Presence {
    /// With what it says of itself.
    Ready(String),
    /// What of it is not here.
    Missing(String),
    /// Here, but of no use, and why. Never a reason to skip anything.
    Broken(String),
}

impl Presence {
    /// For a person: with the command that would mend it.
    pub(crate) fn describe(&self, tool: Tool, facts: &Facts) -> String {
        match self {
            Self::Ready(version) => version.clone(),
            Self::Missing(what) => {
                let what = if what == tool.name() { String::new() } else { format!(": {what}") };
                format!("missing{what}; to install it: {}", tool.install(facts))
            }
            Self::Broken(why) => format!("{why}; to replace it: {}", tool.replace(facts)),
        }
    }
}

impl Tool {
    pub(crate) const ALL: [Self; 13] = [
        Self::Rustfmt,
        Self::Clippy,
        Self::Nightly,
        Self::Source,
        Self::Msrv,
        Self::MsrvNewer,
        Self::CargoFuzz,
        Self::CargoDeny,
        Self::SemverChecks,
        Self::Miri,
        Self::Valgrind,
        Self::QemuX86,
        Self::Cross,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Rustfmt => "rustfmt",
            Self::Clippy => "clippy",
            Self::Nightly => "nightly",
            Self::Source => "std-source",
            Self::Msrv => "msrv",
            Self::MsrvNewer => "msrv-newer",
            Self::CargoFuzz => "cargo-fuzz",
            Self::CargoDeny => "cargo-deny",
            Self::SemverChecks => "cargo-semver-checks",
            Self::Miri => "miri",
            Self::Valgrind => "valgrind",
            Self::QemuX86 => "qemu-x86_64",
            Self::Cross => "cross",
        }
    }

    /// The version that the gate was written for, of what the public registry carries: another one
    /// may take other arguments or print other words.
    pub(crate) fn pinned(self) -> Option<&'static str> {
        match self {
            Self::CargoFuzz => Some("0.13.2"),
            Self::CargoDeny => Some("0.20.2"),
            Self::SemverChecks => Some("0.51.0"),
            _ => None,
        }
    }

    /// Whether anything here has a use for it.
    pub(crate) fn is_needed(self, facts: &Facts) -> bool {
        self != Self::SemverChecks || facts.last_tag.is_some()
    }

    /// The commands that make the tool say its version, each a program and its arguments.
    fn probes(self, facts: &Facts) -> Vec<Vec<String>> {
        let words = |line: String| line.split_whitespace().map(Into::into).collect();
        let nightly = &facts.nightly;
        let versions = |versions: &[(String, String)]| {
            let probe =
                |(_, toolchain): &(_, String)| words(format!("rustc +{toolchain} --version"));
            versions.iter().map(probe).collect()
        };
        let (oldest, newer) = facts.msrv.split_at(facts.msrv.len().min(1));
        let line = match self {
            Self::Rustfmt => "cargo fmt --version".into(),
            Self::Clippy => "cargo clippy --version".into(),
            Self::Nightly => format!("cargo +{nightly} --version"),
            Self::Source => format!("rustc +{} --version", facts.source.toolchain),
            Self::Msrv => return versions(oldest),
            Self::MsrvNewer => return versions(newer),
            Self::CargoFuzz => "cargo fuzz --version".into(),
            Self::CargoDeny => "cargo deny --version".into(),
            Self::SemverChecks => "cargo semver-checks --version".into(),
            Self::Miri => format!("cargo +{nightly} miri --version"),
            Self::Valgrind => "valgrind --version".into(),
            Self::QemuX86 => "qemu-x86_64 --version".into(),
            Self::Cross => {
                let told = facts.cross.values();
                let programs = told.flat_map(|cross| [&cross.linker, &cross.runner]);
                let program = |line: &String| line.split_whitespace().next().map(String::from);
                let probe = |program| vec![program, "--version".into()];
                return programs.filter_map(program).map(probe).collect();
            }
        };
        vec![words(line)]
    }

    /// The command that installs it.
    pub(crate) fn install(self, facts: &Facts) -> String {
        let Facts { nightly, source, .. } = facts;
        let name = self.name();
        let toolchains = |versions: &[(String, String)]| {
            let versions: Vec<_> = versions.iter().map(|(version, _)| version.as_str()).collect();
            format!("rustup toolchain install {} --profile minimal", versions.join(" "))
        };
        let (oldest, newer) = facts.msrv.split_at(facts.msrv.len().min(1));
        match self {
            Self::Rustfmt | Self::Clippy => format!("rustup component add {name}"),
            Self::Nightly => format!("rustup toolchain install {nightly} --profile minimal"),
            Self::Source => {
                format!("rustup component add --toolchain {} rust-src", source.toolchain)
            }
            Self::Msrv => toolchains(oldest),
            Self::MsrvNewer => toolchains(newer),
            Self::Miri => format!("rustup component add --toolchain {nightly} miri rust-src"),
            Self::CargoFuzz | Self::CargoDeny | Self::SemverChecks => {
                format!("cargo install --locked {name}@{}", self.pinned().unwrap_or_default())
            }
            Self::Valgrind => "apt-get install valgrind".into(),
            Self::QemuX86 => "apt-get install qemu-user".into(),
            Self::Cross => {
                let packages = facts.cross.keys().filter_map(|target| target.split('-').next());
                let packages = packages
                    .map(|cpu| format!(" gcc-{cpu}-linux-gnu libc6-dev-{}-cross", debian(cpu)));
                format!("apt-get install qemu-user{}", packages.collect::<String>())
            }
        }
    }

    /// The command that puts it in the place of one that is of no use.
    pub(crate) fn replace(self, facts: &Facts) -> String {
        match self {
            // By a newer package, or by another setting.
            Self::Valgrind | Self::QemuX86 | Self::Cross => {
                self.install(facts).replace("install", "install --reinstall")
            }
            Self::Source | Self::Rustfmt | Self::Clippy | Self::Miri => self.install(facts),
            _ => self.install(facts) + " --force",
        }
    }

    /// Asks the tool for its version.
    pub(crate) fn look(self, facts: &Facts) -> Presence {
        let (mut versions, mut missing) = (Vec::new(), Vec::new());
        for words in self.probes(facts) {
            match self.probe(&facts.root, &words) {
                Presence::Ready(version) => versions.push(version),
                // What was asked for by name must be there.
                Presence::Missing(_) if self == Self::Source && facts.source.told => {
                    let toolchain = &facts.source.toolchain;
                    return Presence::Broken(format!("no toolchain is called `{toolchain}`"));
                }
                Presence::Missing(what) => missing.push(what),
                broken @ Presence::Broken(_) => return broken,
            }
        }
        if !missing.is_empty() {
            return Presence::Missing(missing.join(" and "));
        }
        let wrong = match self {
            Self::Msrv => age::unlike(&facts.msrv[..facts.msrv.len().min(1)], &versions),
            Self::MsrvNewer => age::unlike(&facts.msrv[facts.msrv.len().min(1)..], &versions),
            Self::Source if !facts.source.here => {
                let what = format!("{} has no source of std", facts.source.toolchain);
                let missing = Presence::Missing(self.name().into());
                return if facts.source.told { Presence::Broken(what) } else { missing };
            }
            _ => None,
        };
        wrong.map_or_else(|| Presence::Ready(versions.join(", ")), Presence::Broken)
    }

    fn probe(self, root: &Path, words: &[String]) -> Presence {
        let [program, args @ ..] = words else {
            return Presence::Broken("no program is told".into());
        };
        match Command::new(program).args(args).current_dir(root).output() {
            Ok(Output { status, stdout, stderr }) => {
                let mut text = String::from_utf8_lossy(&stdout).into_owned();
                text += &String::from_utf8_lossy(&stderr);
                self.classify(status.success(), &text)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound && program != "cargo" => {
                let alone = self != Self::Cross;
                Presence::Missing(if alone { self.name().into() } else { program.clone() })
            }
            Err(error) => Presence::Broken(format!("{program} cannot be started: {error}")),
        }
    }

    fn classify(self, success: bool, text: &str) -> Presence {
        let line = text.lines().next().unwrap_or_default();
        if !success {
            // cargo's words, then rustup's for a toolchain, for a component, and for a component
            // that this toolchain's day lacks.
            let absent = ["no such command", "is not installed", "is not applicable"];
            return if absent.iter().any(|words| line.contains(words)) {
                Presence::Missing(self.name().into())
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
            _ => self.of_age(line),
        }
    }
}

/// What Debian's packages call a CPU.
fn debian(cpu: &str) -> &str {
    if cpu == "aarch64" { "arm64" } else { cpu }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{config::Cross, workspace::tests::facts};

    #[test]
    fn programs_are_asked_one_by_one() {
        let probes = Tool::Cross.probes(&facts());
        let shown: Vec<_> = probes.iter().map(|words| words.join(" ")).collect();
        assert_eq!(shown, ["s390x-gcc --version", "qemu-s390x --version"]);
        let missing = Tool::Valgrind.probe(Path::new("/"), &["/no/such/program".into()]);
        assert_eq!(missing, Presence::Missing("valgrind".into()));
        assert_eq!(
            Tool::Cross.install(&facts()),
            "apt-get install qemu-user gcc-s390x-linux-gnu libc6-dev-s390x-cross"
        );
    }

    #[test]
    fn each_program_that_is_missing_is_named() {
        let mut facts = Facts { root: "/".into(), ..facts() };
        let none = Cross { linker: "no-such-gcc".into(), runner: "no-such-qemu -L /".into() };
        facts.cross.insert("s390x-unknown-linux-gnu".into(), none);
        let presence = Tool::Cross.look(&facts);
        assert_eq!(presence, Presence::Missing("no-such-gcc and no-such-qemu".into()));
        let told = presence.describe(Tool::Cross, &facts);
        assert!(told.starts_with("missing: no-such-gcc and no-such-qemu; to install it: apt-get"));
    }

    #[test]
    fn a_toolchain_that_is_told_must_be_there() {
        let mut facts = Facts { root: "/".into(), ..facts() };
        facts.source.toolchain = "no-such-toolchain".into();
        assert_eq!(Tool::Source.look(&facts), Presence::Missing("std-source".into()));
        facts.source.told = true;
        assert!(matches!(Tool::Source.look(&facts), Presence::Broken(_)));
    }

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
            let missing = Presence::Missing("miri".into());
            assert_eq!(Tool::Miri.classify(false, text), missing, "{text}");
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
            let command = tool.install(&facts());
            assert!(command.contains(" install ") || command.contains(" add "), "{command}");
        }
    }
}
