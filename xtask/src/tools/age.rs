//! Which versions of a tool are of use.

use super::{Presence, Tool};
use crate::workspace::numbers;

impl Tool {
    /// The oldest with which the gate was seen to work, of what others than the registry carry. Of what
    /// comes with the workspace's own compiler, and of compilers by version, nothing is asked.
    fn minimum(self) -> Option<&'static str> {
        match self {
            Self::Nightly => Some("1.97"),
            Self::Source => Some("1.96"),
            Self::Valgrind => Some("3.19"),
            Self::QemuX86 | Self::Cross => Some("7.2"),
            _ => None,
        }
    }

    /// `line` is what a tool says of itself.
    pub(super) fn of_age(self, line: &str) -> Presence {
        // A linker is as old as the machine's own.
        let minimum = self.minimum().filter(|_| self != Self::Cross || line.starts_with("qemu-"));
        match (minimum, version_in(line)) {
            (Some(_), None) => {
                Presence::Broken(format!("{} tells no version: {line}", self.name()))
            }
            (Some(minimum), Some(own)) if numbers(own) < numbers(minimum) => {
                Presence::Broken(format!(
                    "{} is too old: {line}, the gate was never run with one older than {minimum}",
                    self.name()
                ))
            }
            _ => Presence::Ready(line.into()),
        }
    }
}

/// The first word that is numbers with dots between them.
fn version_in(line: &str) -> Option<&str> {
    let words = line.split(|c: char| c.is_whitespace() || c == '-');
    let is_version =
        |word: &&str| word.starts_with(|c: char| c.is_ascii_digit()) && word.contains('.');
    words.into_iter().find(is_version)
}

/// The first toolchain that is not of the version that it is to stand for.
pub(super) fn unlike(wanted: &[(String, String)], found: &[String]) -> Option<String> {
    let mut pairs = wanted.iter().zip(found);
    pairs.find_map(|((version, toolchain), found)| {
        let own = found.split_whitespace().nth(1).unwrap_or_default();
        // 1.85.0 is 1.85, 1.850 would not be.
        let same = own == version || own.starts_with(&format!("{version}."));
        (!same)
            .then(|| format!("the toolchain `{toolchain}` is to be {version}, but it is {found}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_toolchain_must_be_of_its_version() {
        let wanted = [("1.85".into(), "old".into())];
        assert_eq!(unlike(&wanted, &["rustc 1.85.1 (a 2025-03-15)".into()]), None);
        for other in ["rustc 1.96.0", "rustc 1.850.0", ""] {
            let told = unlike(&wanted, &[other.into()]).expect("another version");
            assert!(told.contains("`old` is to be 1.85"), "{told}");
        }
    }

    #[test]
    fn what_is_older_than_any_that_was_tried_is_of_no_use() {
        let told = |tool: Tool, line: &str| tool.classify(true, line);
        for (tool, new, old) in [
            (Tool::Valgrind, "valgrind-3.100.1", "valgrind-3.9.0"),
            (
                Tool::QemuX86,
                "qemu-x86_64 version 100.0.1 (Debian 1:100)",
                "qemu-x86_64 version 2.11.1",
            ),
            (Tool::Cross, "qemu-s390x version 100.0.1", "qemu-s390x version 2.11.1"),
            (
                Tool::Nightly,
                "cargo 1.100.0-nightly (a 2030-01-01)",
                "cargo 1.80.0-nightly (a 2024-05-01)",
            ),
            (Tool::Source, "rustc 1.96.0 (a 2026-05-25)", "rustc 1.95.0 (a 2026-04-14)"),
        ] {
            assert_eq!(told(tool, new), Presence::Ready(new.into()));
            assert!(
                matches!(told(tool, old), Presence::Broken(why) if why.contains("too old")),
                "{old}"
            );
            assert!(tool == Tool::Cross || matches!(told(tool, "?"), Presence::Broken(_)));
        }
        let linker = "s390x-linux-gnu-gcc (Debian 14.2.0-19) 2.0.0";
        assert_eq!(told(Tool::Cross, linker), Presence::Ready(linker.into()));
    }
}
