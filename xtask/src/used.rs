//! What a run took of the machine.

use std::{fmt, path::Path};

use crate::exec;

/// What the target folder may hold, in bytes.
pub(crate) const MOST: u64 = 6_000_000_000;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Used {
    /// The bytes that the target folder held before the first stage.
    pub(crate) before: u64,
    /// The most bytes that it held after any stage.
    pub(crate) peak: u64,
    /// The most bytes of memory that one process had, of all that were run.
    pub(crate) process: u64,
}

impl Used {
    /// Before the first stage.
    pub(crate) fn begin(target: &Path) -> Self {
        let before = exec::size(target);
        Self { before, peak: before, process: 0 }
    }

    /// After a stage, before anything of it is removed.
    pub(crate) fn look(&mut self, target: &Path) {
        self.peak = self.peak.max(exec::size(target));
        self.process = largest_process();
    }
}

#[cfg(unix)]
fn largest_process() -> u64 {
    use nix::sys::resource::{UsageWho, getrusage};
    let kilobytes = getrusage(UsageWho::RUSAGE_CHILDREN).map_or(0, |usage| usage.max_rss());
    u64::try_from(kilobytes).unwrap_or(0) * 1024
}

#[cfg(not(unix))]
fn largest_process() -> u64 {
    0
}

impl fmt::Display for Used {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { before, peak, process } = *self;
        write!(f, "{} of disk", gigabytes(peak))?;
        if peak > MOST {
            let before = gigabytes(before);
            write!(f, ", more than the 6 GB that a run may take ({before} before it)")?;
        }
        if process > 0 {
            write!(f, ", {} of memory in one process", gigabytes(process))?;
        }
        Ok(())
    }
}

fn gigabytes(bytes: u64) -> String {
    let tenths = bytes / 100_000_000;
    format!("{}.{} GB", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_much_disk_is_said_to_be_too_much() {
        let used = Used { before: 300_000_000, peak: 5_990_000_000, process: 1_210_000_000 };
        assert_eq!(used.to_string(), "5.9 GB of disk, 1.2 GB of memory in one process");
        let used = Used { before: 2_000_000_000, peak: 6_100_000_000, process: 0 };
        assert_eq!(
            used.to_string(),
            "6.1 GB of disk, more than the 6 GB that a run may take (2.0 GB before it)"
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_look_sees_the_folder_grow_and_the_processes_that_ran() {
        let dir = std::env::temp_dir().join(format!("xtask-used-{}", std::process::id()));
        std::fs::create_dir_all(&dir).expect("the temporary folder can be written");
        let mut used = Used::begin(&dir);
        std::fs::write(dir.join("file"), vec![1; 1 << 20]).expect("it can be written");
        std::process::Command::new("true").status().expect("it can be started");
        used.look(&dir);
        std::fs::remove_dir_all(&dir).expect("it was made above");
        assert!(used.peak >= used.before + (1 << 20), "{used:?}");
        assert!(used.process > 100_000, "{used:?}");
    }
}
