//! The facts that the stages plan from: read once, from cargo and the file system.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde::Deserialize;

use crate::stage::Profile;

/// Everything that a plan may depend on.
#[derive(Debug, Clone)]
pub(crate) struct Facts {
    pub(crate) root: PathBuf,
    /// cargo's target folder of the main workspace.
    pub(crate) target: PathBuf,
    /// The triple that this machine builds for.
    pub(crate) host: String,
    /// The rustup toolchain that unstable flags are given to.
    pub(crate) nightly: String,
    pub(crate) profile: Profile,
    /// Of everything that draws random numbers and can be told one.
    pub(crate) seed: u32,
    /// The stages with budgets rewrite them.
    pub(crate) bless: bool,
    /// The gate itself, which some stages run.
    pub(crate) gate: PathBuf,
    pub(crate) crates: Vec<Crate>,
    pub(crate) fuzz_targets: Vec<String>,
    pub(crate) benches: Vec<String>,
}

impl Facts {
    pub(crate) fn published(&self) -> impl Iterator<Item = &Crate> {
        self.crates.iter().filter(|krate| krate.published)
    }

    /// `-p A -p B …`, the published crates.
    pub(crate) fn published_args(&self) -> String {
        self.published().map(|krate| format!("-p {}", krate.name)).collect::<Vec<_>>().join(" ")
    }
}

/// A member of the main workspace.
#[derive(Debug, Clone, Default)]
pub(crate) struct Crate {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) published: bool,
    /// Its features without `default`, which is a set of them.
    pub(crate) features: Vec<String>,
    /// The names of its integration tests.
    pub(crate) tests: Vec<String>,
    /// Its normal dependencies, by package name.
    pub(crate) dependencies: Vec<String>,
    pub(crate) has_lib: bool,
    /// It has `src/raw.rs` or `src/raw/`, the only places where the lints let unsafe code live.
    pub(crate) has_unsafe: bool,
}

impl Crate {
    pub(crate) fn has_test(&self, name: &str) -> bool {
        self.tests.iter().any(|test| test == name)
    }

    pub(crate) fn depends_on(&self, name: &str) -> bool {
        self.dependencies.iter().any(|dependency| dependency == name)
    }
}

/// Reads the workspace at `root`.
pub(crate) fn read(
    root: &Path,
    profile: Profile,
    nightly: &str,
    seed: u32,
) -> Result<Facts, String> {
    let main = metadata(root)?;
    let version = run(root, "rustc", &["-vV"])?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(Facts {
        root: root.into(),
        target: main.target_directory,
        host: host.ok_or("rustc -vV names no host")?.into(),
        nightly: nightly.into(),
        profile,
        seed,
        bless: false,
        gate: env::current_exe()
            .map_err(|error| format!("the gate does not find itself: {error}"))?,
        crates: main.packages.into_iter().map(Package::into_crate).collect(),
        fuzz_targets: Manifest::read(&root.join("fuzz/Cargo.toml"))?.bin(),
        benches: Manifest::read(&root.join("benches/Cargo.toml"))?.bench(),
    })
}

fn metadata(root: &Path) -> Result<Metadata, String> {
    let text = run(root, "cargo", &["metadata", "--no-deps", "--format-version=1"])?;
    serde_json::from_str(&text).map_err(|error| format!("cargo metadata: {error}"))
}

/// Runs a command that must succeed and returns what it prints.
pub(crate) fn run(dir: &Path, program: &str, args: &[&str]) -> Result<String, String> {
    let told = |what: &str| format!("`{program} {}` {what}", args.join(" "));
    let output = Command::new(program).args(args).current_dir(dir).output();
    let output = output.map_err(|error| told(&format!("cannot be started: {error}")))?;
    if !output.status.success() {
        return Err(told(&format!("failed: {}", String::from_utf8_lossy(&output.stderr).trim())));
    }
    String::from_utf8(output.stdout).map_err(|_| told("printed no UTF-8"))
}

/// What we read of `cargo metadata`.
#[derive(Debug, Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    target_directory: PathBuf,
}

#[derive(Debug, Deserialize)]
struct Package {
    name: String,
    version: String,
    manifest_path: PathBuf,
    /// The registries that it may go to: absent for any, empty for none.
    publish: Option<Vec<String>>,
    targets: Vec<Target>,
    features: BTreeMap<String, Vec<String>>,
    dependencies: Vec<Dependency>,
}

impl Package {
    fn targets_of(&self, kind: &str) -> Vec<String> {
        let targets = self.targets.iter().filter(|target| target.kind.iter().any(|k| k == kind));
        targets.map(|target| target.name.clone()).collect()
    }

    fn into_crate(self) -> Crate {
        let src = self.manifest_path.with_file_name("src");
        Crate {
            published: self.publish != Some(Vec::new()),
            features: self.features.keys().filter(|name| *name != "default").cloned().collect(),
            tests: self.targets_of("test"),
            has_lib: !self.targets_of("lib").is_empty(),
            has_unsafe: src.join("raw.rs").exists() || src.join("raw").exists(),
            dependencies: (self.dependencies.iter().filter(|dependency| dependency.kind.is_none()))
                .map(|dependency| dependency.name.clone())
                .collect(),
            name: self.name,
            version: self.version,
        }
    }
}

#[derive(Debug, Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Dependency {
    name: String,
    /// Absent for a normal one.
    kind: Option<String>,
}

/// The targets that a manifest spells out. Those of `fuzz` and `benches` spell out all of them, and
/// cargo itself refuses a package that has none yet.
#[derive(Debug, Deserialize)]
struct Manifest {
    #[serde(default)]
    bin: Vec<Named>,
    #[serde(default)]
    bench: Vec<Named>,
}

#[derive(Debug, Deserialize)]
struct Named {
    name: String,
}

impl Manifest {
    fn read(path: &Path) -> Result<Self, String> {
        let told = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
        let text = fs::read_to_string(path).map_err(|error| told(&error))?;
        toml::from_str(&text).map_err(|error| told(&error))
    }

    fn bin(self) -> Vec<String> {
        self.bin.into_iter().map(|target| target.name).collect()
    }

    fn bench(self) -> Vec<String> {
        self.bench.into_iter().map(|target| target.name).collect()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A workspace of two crates, one of which has unsafe code, models and integration tests.
    pub(crate) fn facts() -> Facts {
        let ring = Crate {
            name: "ring".into(),
            version: "1.0.0".into(),
            published: true,
            features: vec!["alloc".into(), "std".into()],
            tests: vec!["it".into(), "loom".into(), "ui".into()],
            dependencies: vec!["loom".into()],
            has_lib: true,
            has_unsafe: true,
        };
        let umbrella = Crate {
            name: "umbrella".into(),
            version: "1.0.0".into(),
            published: true,
            dependencies: vec!["ring".into()],
            has_lib: true,
            ..Crate::default()
        };
        let tool = Crate { name: "tool".into(), version: "1.0.0".into(), ..Crate::default() };
        Facts {
            root: "/repo".into(),
            target: "/repo/target".into(),
            host: "x86_64-unknown-linux-gnu".into(),
            nightly: "nightly".into(),
            profile: Profile::Full,
            seed: 7,
            bless: false,
            gate: "/repo/target/debug/xtask".into(),
            crates: vec![ring, tool, umbrella],
            fuzz_targets: vec!["ring".into()],
            benches: vec!["ring".into()],
        }
    }

    #[test]
    fn this_workspace_is_read() {
        let root =
            Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask is in the workspace");
        let facts = read(root, Profile::Ci, "nightly", 1).expect("cargo metadata works");
        let named = |name: &str| facts.crates.iter().find(|krate| krate.name == name);
        let ring = named("ringbuf-spsc").expect("a member");
        assert!(ring.published && ring.has_lib);
        assert!(ring.features.iter().any(|feature| feature == "std"));
        assert!(!ring.features.iter().any(|feature| feature == "default"), "that is all of them");
        assert!(ring.depends_on("loom"), "a dependency under a cfg counts");
        assert!(!ring.depends_on("proptest"), "a dev-dependency does not");
        for ours_alone in ["testkit", "xtask"] {
            assert!(named(ours_alone).is_some_and(|krate| !krate.published), "{ours_alone}");
        }
        assert!(named("hardpan").is_some_and(|krate| krate.depends_on("ringbuf-spsc")));
    }
}
