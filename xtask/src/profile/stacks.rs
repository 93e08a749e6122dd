//! What a program was doing, sample by sample: seen by perf or, where that is missing or refused, by a
//! sampler (`benches/sampler`) that is loaded into the program.

use std::{
    env,
    ffi::OsString,
    fs,
    io::BufReader,
    path::PathBuf,
    process::{Command, Stdio},
};

use inferno::collapse::{Collapse, perf::Folder};

use super::{Run, Tool, finish};
use crate::judge;

#[derive(Debug)]
pub(super) struct Stacks {
    /// A stack a line, and how often it was seen.
    pub(super) folded: Vec<u8>,
    /// Who saw them, and why no other did.
    pub(super) by: String,
}

impl Stacks {
    pub(super) fn of(run: &Run<'_>) -> Result<Self, String> {
        by_perf(run).map_or_else(
            |why| match by_sampler(run) {
                Ok(folded) => Ok(Self { folded, by: format!("pprof, as perf could not: {why}") }),
                Err(too) => Err(format!("{why}; nor by pprof: {too}")),
            },
            |folded| Ok(Self { folded, by: "perf".into() }),
        )
    }

    /// The number of samples, and whether so few say anything.
    pub(super) fn told(&self) -> String {
        const FEW: u64 = 100; // a tenth of a second, as perf is told to look
        let samples = samples(&self.folded);
        let few = if samples < FEW { ", too few to judge by: give it more to do" } else { "" };
        format!("{} by {}{few}", judge::count(samples, "sample"), self.by)
    }
}

/// What each line ends with, added up.
fn samples(folded: &[u8]) -> u64 {
    let text = String::from_utf8_lossy(folded);
    let counts = text.lines().filter_map(|line| line.rsplit(' ').next()?.parse::<u64>().ok());
    counts.sum()
}

/// criterion's own way to spend a while without an analysis, if the caller has no words for it.
fn long(run: &Run<'_>) -> Vec<OsString> {
    match (run.kind, run.args) {
        ("bench", []) => ["--bench", "--profile-time", "1"].map(Into::into).into(),
        (_, args) => args.to_vec(),
    }
}

/// By the processor's cycles; perf itself takes the clock where a virtual machine has no counters.
fn by_perf(run: &Run<'_>) -> Result<Vec<u8>, String> {
    const TOOL: Tool = Tool {
        get: "apt-get install linux-perf",
        may: "kernel.perf_event_paranoid must be 2 at most",
    };
    let told = |error: &dyn std::fmt::Display| error.to_string();
    let data = run.out.join("perf.data");
    let mut record = Command::new("perf");
    record.args(["record", "-F", "997", "--call-graph", "dwarf,16384", "-q", "-o"]).arg(&data);
    record.arg("--").arg(run.program).args(long(run));
    finish(record.current_dir(run.root).stdout(Stdio::null()), TOOL)?;
    let script = Command::new("perf")
        .args(["script", "-i"])
        .arg(&data)
        .stderr(Stdio::null())
        .output()
        .map_err(|error| told(&error))?;
    // With the stacks as they were, a minute is a gigabyte.
    fs::remove_file(&data).map_err(|error| told(&error))?;
    let mut folded = Vec::new();
    Folder::default()
        .collapse(BufReader::new(&script.stdout[..]), &mut folded)
        .map_err(|error| told(&error))?;
    Ok(folded)
}

/// By a timer of the process's own, for which nobody needs a right.
fn by_sampler(run: &Run<'_>) -> Result<Vec<u8>, String> {
    let told = |error: &dyn std::fmt::Display| error.to_string();
    let library = sampler(run)?;
    let mut child = Command::new(run.program)
        .args(long(run))
        .current_dir(run.root)
        .stdout(Stdio::null())
        .env("LD_PRELOAD", library)
        .env("HARDPAN_SAMPLER", run.out)
        .spawn()
        .map_err(|error| told(&error))?;
    // Processes that it starts leave files of their own.
    let path = run.out.join(format!("{}.folded", child.id()));
    let status = child.wait().map_err(|error| told(&error))?;
    if !status.success() {
        return Err(format!("{}: {status}", run.name));
    }
    let folded = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    fs::remove_file(&path).map_err(|error| told(&error))?;
    Ok(folded)
}

/// Builds it.
fn sampler(run: &Run<'_>) -> Result<PathBuf, String> {
    let folder = run.target.join("profile/sampler");
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--quiet", "--release", "--locked", "--manifest-path"]);
    cargo.args(["benches/Cargo.toml", "--package", "hardpan-sampler", "--target-dir"]);
    finish(cargo.arg(&folder).current_dir(run.root), Tool::default())?;
    let (before, after) = (env::consts::DLL_PREFIX, env::consts::DLL_SUFFIX);
    Ok(folder.join(format!("release/{before}hardpan_sampler{after}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_how_much_was_seen_and_by_whom() {
        let stacks = |folded: &str| Stacks { folded: folded.into(), by: "perf".into() };
        let few = stacks("main;f 42\nmain;a b 1\n").told();
        assert_eq!(few, "43 samples by perf, too few to judge by: give it more to do");
        assert_eq!(stacks("main 100\n").told(), "100 samples by perf");
        assert_eq!(samples(b""), 0);
    }
}
