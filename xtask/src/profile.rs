//! `cargo xtask profile TARGET`: where an example or a bench spends its time (a flamegraph, by perf or pprof), its
//! instructions (by callgrind) and its memory (by dhat: the crate where its package has the feature,
//! otherwise valgrind's tool, whose file is of the same kind).

mod stacks;

use std::{
    env,
    ffi::OsString,
    fs::{self, File},
    io::{self, BufWriter},
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
};

use inferno::flamegraph;
use serde::Deserialize;

use crate::workspace;
use stacks::Stacks;

/// The feature with which a target counts its heap.
const HEAP: &str = "dhat-heap";

/// What cargo says of the members of a workspace.
#[derive(Debug, Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    target_directory: PathBuf,
}

#[derive(Debug, Deserialize)]
struct Package {
    name: String,
    targets: Vec<Target>,
    features: std::collections::BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

/// What is profiled, and how it is built.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Subject {
    manifest: &'static str,
    package: String,
    /// `example` or `bench`.
    kind: &'static str,
    name: String,
    counts_heap: bool,
}

/// Where targets are looked for, the examples first.
const MANIFESTS: [&str; 2] = ["Cargo.toml", "benches/Cargo.toml"];

pub(crate) fn profile(root: &Path, name: &str, args: &[OsString]) -> Result<ExitCode, String> {
    let workspaces = MANIFESTS.map(|manifest| Ok((manifest, metadata(root, manifest)?)));
    let workspaces = workspaces.into_iter().collect::<Result<Vec<_>, String>>()?;
    let subject = find(&workspaces, name)?;
    let target = &workspaces[0].1.target_directory;
    let out = target.join("profile").join(name);
    fs::create_dir_all(&out).map_err(|error| format!("{}: {error}", out.display()))?;
    let program = build(root, target, &subject, false)?;
    let run = Run { root, target, name, program: &program, args, out: &out, kind: subject.kind };
    let heap = || {
        if subject.counts_heap {
            run.heap(&build(root, target, &subject, true)?)
        } else {
            run.heap_in_valgrind()
        }
    };
    let results = [("time", run.flamegraph()), ("instructions", run.callgrind()), ("heap", heap())];
    let mut all = true;
    for (what, result) in results {
        match result {
            Ok(found) => println!("{what}: {found}"),
            Err(why) => {
                println!("{what}: not profiled: {why}");
                all = false;
            }
        }
    }
    Ok(if all { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn metadata(root: &Path, manifest: &str) -> Result<Metadata, String> {
    let args = ["metadata", "--no-deps", "--format-version=1", "--manifest-path", manifest];
    let text = workspace::run(root, "cargo", &args)?;
    serde_json::from_str(&text).map_err(|error| format!("cargo metadata: {error}"))
}

fn find(workspaces: &[(&'static str, Metadata)], name: &str) -> Result<Subject, String> {
    let mut known = Vec::new();
    for (manifest, metadata) in workspaces {
        for package in &metadata.packages {
            for target in &package.targets {
                let is = |kind: &str| target.kind.iter().any(|of| of == kind);
                let Some(kind) = ["example", "bench"].into_iter().find(|kind| is(kind)) else {
                    continue;
                };
                if target.name == name {
                    return Ok(Subject {
                        manifest,
                        package: package.name.clone(),
                        kind,
                        name: name.into(),
                        counts_heap: package.features.contains_key(HEAP),
                    });
                }
                known.push(target.name.as_str());
            }
        }
    }
    known.sort_unstable();
    known.dedup();
    Err(format!("no example or bench is called `{name}`; there are: {}", known.join(", ")))
}

/// cargo's arguments that build the subject, optimised and with the lines of its source.
fn build_args(subject: &Subject, target: &Path, heap: bool) -> Vec<String> {
    let mut args: Vec<String> =
        ["build", "--locked", "--message-format=json-render-diagnostics"].map(String::from).into();
    args.push("--profile".into());
    args.push(if subject.kind == "bench" { "bench" } else { "release" }.into());
    args.extend(["--manifest-path".into(), subject.manifest.into()]);
    args.extend(["--package".into(), subject.package.clone()]);
    args.extend([format!("--{}", subject.kind), subject.name.clone()]);
    args.extend(["--target-dir".into(), target.join("profile/build").to_string_lossy().into()]);
    if heap {
        args.extend(["--features".into(), HEAP.into()]);
    }
    args
}

/// Builds the subject and returns its program.
fn build(root: &Path, target: &Path, subject: &Subject, heap: bool) -> Result<PathBuf, String> {
    let output = Command::new("cargo")
        .args(build_args(subject, target, heap))
        .current_dir(root)
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("cargo cannot be started: {error}"))?;
    let program = executable(&String::from_utf8_lossy(&output.stdout), &subject.name);
    program.filter(|_| output.status.success()).ok_or_else(|| "it could not be built".into())
}

/// The program that cargo's messages name for a target.
fn executable(messages: &str, name: &str) -> Option<PathBuf> {
    let messages = messages.lines().filter_map(|line| serde_json::from_str(line).ok());
    let mut programs = messages.filter_map(|message: serde_json::Value| {
        let of = message["target"]["name"] == *name;
        message["executable"].as_str().filter(|_| of).map(PathBuf::from)
    });
    programs.next_back()
}

/// A program to run under tools.
#[derive(Debug)]
struct Run<'a> {
    root: &'a Path,
    /// The target folder.
    target: &'a Path,
    /// The subject's.
    name: &'a str,
    program: &'a Path,
    args: &'a [OsString],
    out: &'a Path,
    kind: &'static str,
}

impl Run<'_> {
    /// The program after a tool's own words, with what it is given.
    fn under(&self, tool: &str, words: &[&str]) -> Command {
        let mut command = Command::new(tool);
        command.args(words).arg(self.program).args(self.own_args()).current_dir(self.root);
        command.stdout(Stdio::null());
        command
    }

    /// A bench without words of the caller's runs each of its functions once, but for a flamegraph.
    fn own_args(&self) -> Vec<OsString> {
        match (self.kind, self.args) {
            ("bench", []) => vec!["--test".into()],
            (_, args) => args.to_vec(),
        }
    }

    /// Where the time went, and of how many samples that is told.
    fn flamegraph(&self) -> Result<String, String> {
        let stacks = Stacks::of(self)?;
        let path = self.out.join("flamegraph.svg");
        let file = File::create(&path).map_err(|error| error.to_string())?;
        let mut options = flamegraph::Options::default();
        options.title = self.name.into();
        options.subtitle = Some(stacks.told());
        flamegraph::from_reader(&mut options, &stacks.folded[..], BufWriter::new(file))
            .map_err(|error| format!("{} saw nothing: {error}", stacks.by))?;
        Ok(format!("{} ({})", path.display(), stacks.told()))
    }

    /// Counts by function, the most costly first.
    fn callgrind(&self) -> Result<String, String> {
        let data = self.out.join("callgrind.out");
        let to = format!("--callgrind-out-file={}", data.display());
        finish(&mut self.under("valgrind", &["--tool=callgrind", "-q", &to]), VALGRIND)?;
        let path = self.out.join("callgrind.txt");
        let file = File::create(&path).map_err(|error| error.to_string())?;
        let mut annotate = Command::new("callgrind_annotate");
        finish(annotate.args(["--threshold=99"]).arg(data).stdout(file), VALGRIND)?;
        Ok(path.display().to_string())
    }

    /// For <https://nnethercote.github.io/dh_view/dh_view.html>.
    fn heap(&self, program: &Path) -> Result<String, String> {
        // dhat writes into the folder that it is run in.
        let mut command = Command::new(env::current_dir().unwrap_or_default().join(program));
        command.args(self.own_args()).current_dir(self.root).stdout(Stdio::null());
        finish(&mut command, Tool::default())?;
        let path = self.out.join("heap.json");
        fs::rename(self.root.join("dhat-heap.json"), &path)
            .map_err(|error| format!("dhat wrote nothing: {error}"))?;
        Ok(path.display().to_string())
    }

    /// The same kind of file, from any program.
    fn heap_in_valgrind(&self) -> Result<String, String> {
        let path = self.out.join("heap.json");
        let to = format!("--dhat-out-file={}", path.display());
        finish(&mut self.under("valgrind", &["--tool=dhat", "-q", &to]), VALGRIND)?;
        Ok(path.display().to_string())
    }
}

const VALGRIND: Tool = Tool { get: "apt-get install valgrind", may: "" };

/// How to come by a tool, and what it may want besides.
#[derive(Debug, Clone, Copy, Default)]
struct Tool {
    get: &'static str,
    may: &'static str,
}

/// Runs to the end.
fn finish(command: &mut Command, tool: Tool) -> Result<(), String> {
    let name = command.get_program().to_string_lossy().into_owned();
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) if tool.may.is_empty() => Err(format!("{name}: {status}")),
        Ok(status) => Err(format!("{name}: {status} ({})", tool.may)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Err(format!("{name} is missing: `{}`", tool.get))
        }
        Err(error) => Err(format!("{name} cannot be started: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workspaces() -> Vec<(&'static str, Metadata)> {
        let main = r#"{"target_directory": "/t", "packages": [{"name": "a",
            "features": {"dhat-heap": []},
            "targets": [{"name": "a", "kind": ["lib"]}, {"name": "meter", "kind": ["example"]}]}]}"#;
        let benches = r#"{"target_directory": "/t", "packages": [{"name": "b", "features": {},
            "targets": [{"name": "meter", "kind": ["bench"]}, {"name": "ring", "kind": ["bench"]}]}]}"#;
        let read = |text| serde_json::from_str(text).expect("JSON");
        vec![(MANIFESTS[0], read(main)), (MANIFESTS[1], read(benches))]
    }

    #[test]
    fn an_example_comes_before_a_bench_of_its_name() {
        let meter = find(&workspaces(), "meter").expect("an example");
        assert_eq!((meter.kind, meter.package.as_str(), meter.counts_heap), ("example", "a", true));
        let ring = find(&workspaces(), "ring").expect("a bench");
        assert_eq!((ring.kind, ring.manifest, ring.counts_heap), ("bench", MANIFESTS[1], false));
        let unknown = find(&workspaces(), "a").expect_err("a library");
        assert!(unknown.ends_with("there are: meter, ring"), "{unknown}");
    }

    #[test]
    fn a_heap_is_counted_in_a_build_of_its_own() {
        let meter = find(&workspaces(), "meter").expect("an example");
        let args = build_args(&meter, Path::new("/t"), true).join(" ");
        assert!(
            args.contains("--profile release --manifest-path Cargo.toml --package a"),
            "{args}"
        );
        assert!(
            args.ends_with("--example meter --target-dir /t/profile/build --features dhat-heap")
        );
        let ring = find(&workspaces(), "ring").expect("a bench");
        assert!(build_args(&ring, Path::new("/t"), false).join(" ").contains("--profile bench"));
    }

    #[test]
    fn the_program_is_the_targets_own() {
        let messages = r#"{"target": {"name": "other"}, "executable": "/t/other"}
{"target": {"name": "meter"}, "executable": null}
not JSON
{"target": {"name": "meter"}, "executable": "/t/meter"}
{"reason": "build-finished"}"#;
        assert_eq!(executable(messages, "meter"), Some("/t/meter".into()));
        assert_eq!(executable(messages, "ring"), None);
    }

    #[test]
    fn a_missing_tool_is_told_from_one_that_fails() {
        let tool = Tool { get: "apt-get install it", may: "it may not" };
        let run = |name: &str, tool| finish(&mut Command::new(name), tool).expect_err("it fails");
        assert_eq!(run("no-such-tool", tool), "no-such-tool is missing: `apt-get install it`");
        assert_eq!(run("false", tool), "false: exit status: 1 (it may not)");
        assert_eq!(run("false", Tool::default()), "false: exit status: 1");
    }
}
