//! Runs a crate's `tests/ui/*.rs`: programs that must compile and then run, or must not compile.
//!
//! The first lines of a case say what is expected of it:
//!
//! ```text
//! //@ pass
//! ```
//!
//! or, each on a line of its own, the error codes or the words of ours that must appear among its
//! errors:
//!
//! ```text
//! //@ error: E0597
//! //@ error: has a destructor
//! ```
//!
//! Nothing else of the compiler's output is compared, so a new compiler's wording breaks no case.
//! The cases are *built*, not checked: an assertion in an associated constant fails only when code
//! is generated. One cargo run builds all cases of a crate. A case whose name ends with `_2021` is
//! of that edition, the others are of 2024.

#![forbid(unsafe_code)]

use std::{
    collections::BTreeMap,
    env,
    fmt::Write,
    fs,
    path::Path,
    process::{Command, Stdio},
};

use serde_json::Value;

/// Runs the cases in `tests/ui` of the crate that calls it, with the features that are named. For an
/// integration test. Crates in `tests/ui-macros` are dependencies of the cases, too.
///
/// # Panics
///
/// If a case does not compile and run, or fails, as its first lines say.
#[macro_export]
macro_rules! ui {
    ($($feature:literal),*) => {
        $crate::run_ui(
            env!("CARGO_PKG_NAME"),
            ::std::path::Path::new(env!("CARGO_MANIFEST_DIR")),
            ::std::path::Path::new(env!("CARGO_TARGET_TMPDIR")),
            &[$($feature),*],
        )
    };
}

/// What the first lines of a case ask for: nothing for a case that must compile.
struct Case {
    name: String,
    errors: Vec<String>,
}

impl Case {
    fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).expect("a case is a text file");
        let head: Vec<_> = text.lines().map_while(|line| line.strip_prefix("//@ ")).collect();
        let errors: Vec<_> =
            head.iter().filter_map(|line| line.strip_prefix("error: ")).map(Into::into).collect();
        assert!(
            head == ["pass"] || (!head.is_empty() && errors.len() == head.len()),
            "{}: starts with `//@ pass` or with `//@ error: …` lines",
            path.display()
        );
        let name = path.file_stem().expect("a file has a name").to_string_lossy().into_owned();
        Self { name, errors }
    }

    fn judge(&self, built: &Built) -> Result<(), String> {
        let said = &built.said;
        let shown = || said.join("\n");
        if self.errors.is_empty() {
            let Some(program) = built.program.as_ref().filter(|_| said.is_empty()) else {
                return Err(format!("{} must compile, but:\n{}", self.name, shown()));
            };
            let output = Command::new(program).output().expect("what was built can be started");
            let failed = || format!("{}: {output:?}", self.name);
            return output.status.success().then_some(()).ok_or_else(failed);
        }
        match self.errors.iter().find(|want| !said.iter().any(|text| text.contains(*want))) {
            Some(want) => Err(format!("{}: no error says `{want}`:\n{}", self.name, shown())),
            None => Ok(()),
        }
    }
}

/// The body of [`ui!`].
///
/// # Panics
///
/// If a case does not compile, or fails, as its first lines say.
pub fn run_ui(package: &str, manifest_dir: &Path, tmp: &Path, features: &[&str]) {
    let mut cases: Vec<_> = fs::read_dir(manifest_dir.join("tests/ui"))
        .expect("the crate has a folder tests/ui")
        .map(|entry| Case::read(&entry.expect("readable").path()))
        .collect();
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(cases.iter().any(|case| !case.errors.is_empty()), "no compile-fail case");
    assert!(cases.iter().any(|case| case.errors.is_empty()), "no case that must compile");

    let project = tmp.join("ui").join(package);
    write_project(&project, package, manifest_dir, features, &cases);
    let built = build(&project, &tmp.join("ui-target"));
    let none = Built::default();
    let wrong: Vec<_> = cases
        .iter()
        .filter_map(|case| case.judge(built.get(&case.name).unwrap_or(&none)).err())
        .collect();
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

/// A package with one binary a case, beside a copy of the workspace's lock file.
#[expect(clippy::unnecessary_debug_formatting, reason = "TOML quotes strings as Rust does")]
fn write_project(
    project: &Path,
    package: &str,
    manifest_dir: &Path,
    features: &[&str],
    cases: &[Case],
) {
    let mut manifest = format!(
        "[workspace]\n[package]\nname = \"ui\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\
         [dependencies]\n{package} = {{ path = {manifest_dir:?}, features = {features:?} }}\n"
    );
    for entry in fs::read_dir(manifest_dir.join("tests/ui-macros")).into_iter().flatten() {
        let path = entry.expect("readable").path();
        let name = path.file_name().expect("a folder has a name").to_string_lossy();
        writeln!(manifest, "{name} = {{ path = {path:?} }}").expect("a string can be written");
    }
    for case in cases {
        let path = manifest_dir.join("tests/ui").join(format!("{}.rs", case.name));
        let edition = if case.name.ends_with("_2021") { "2021" } else { "2024" };
        writeln!(
            manifest,
            "[[bin]]\nname = \"{}\"\npath = {path:?}\nedition = \"{edition}\"",
            case.name
        )
        .expect("a string can be written");
    }
    fs::create_dir_all(project).expect("the target folder can be written");
    fs::write(project.join("Cargo.toml"), manifest).expect("the target folder can be written");
    let lock = manifest_dir.join("../../Cargo.lock");
    fs::copy(lock, project.join("Cargo.lock")).expect("the workspace has a lock file");
}

/// What became of a case: its errors, rendered, or a program.
#[derive(Default)]
struct Built {
    said: Vec<String>,
    program: Option<String>,
}

/// Builds all cases, by their names.
fn build(project: &Path, target: &Path) -> BTreeMap<String, Built> {
    let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["build", "--bins", "--keep-going", "--offline", "--message-format=json"])
        .arg("--target-dir")
        .arg(target)
        .current_dir(project)
        // A sanitizer's flags, say, are not the cases' business.
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .stderr(Stdio::piped())
        .output()
        .expect("cargo runs");
    let mut built = BTreeMap::<String, Built>::new();
    let mut messages = 0;
    for line in output.stdout.split(|&byte| byte == b'\n') {
        let Ok(value) = serde_json::from_slice::<Value>(line) else { continue };
        messages += 1;
        let name = value["target"]["name"].as_str().unwrap_or_default().to_owned();
        if value["reason"] == "compiler-message" && value["message"]["level"] == "error" {
            let text = value["message"]["rendered"].as_str().unwrap_or_default().to_owned();
            built.entry(name).or_default().said.push(text);
        } else if let Some(program) = value["executable"].as_str() {
            built.entry(name).or_default().program = Some(program.to_owned());
        }
    }
    assert!(messages > 0, "cargo built nothing: {}", String::from_utf8_lossy(&output.stderr));
    built
}
