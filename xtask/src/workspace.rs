//! The facts that the stages plan from: read once, from cargo and the file system.

mod manifest;

use std::{
    collections::BTreeMap,
    env,
    path::{Path, PathBuf},
    process::Command,
};

use manifest::{Manifest, Package};

use crate::{
    config::{Config, Cross},
    stage::Profile,
};

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
    pub(crate) source: Source,
    /// The toolchains of the crates' `rust-version`s, by version, the lowest first.
    pub(crate) msrv: Vec<(String, String)>,
    /// By target.
    pub(crate) cross: BTreeMap<String, Cross>,
    /// The last release's tag, if there was one.
    pub(crate) last_tag: Option<String>,
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

/// The toolchain that builds std anew, with the flags of what it is linked to.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    pub(crate) toolchain: String,
    /// Asked for by name: that it has no source is a mistake then.
    pub(crate) told: bool,
    /// It has the source.
    pub(crate) here: bool,
}

impl Source {
    fn find(root: &Path, config: &Config) -> Self {
        let told = config.toolchain.source.clone();
        let is_told = told.is_some();
        let toolchain = told.unwrap_or_else(|| config.toolchain.nightly.clone());
        let sysroot = run(root, "rustc", &[&format!("+{toolchain}"), "--print", "sysroot"]);
        let library = |sysroot: String| {
            Path::new(sysroot.trim()).join("lib/rustlib/src/rust/library/std/Cargo.toml").exists()
        };
        Self { toolchain, told: is_told, here: sysroot.is_ok_and(library) }
    }
}

/// A member of the main workspace.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "facts, independent of one another")]
pub(crate) struct Crate {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) published: bool,
    pub(crate) rust_version: String,
    /// Its features without `default`, which is a set of them.
    pub(crate) features: Vec<String>,
    /// What each of its features enables, `default` too.
    pub(crate) enables: BTreeMap<String, Vec<String>>,
    /// The names of its integration tests.
    pub(crate) tests: Vec<String>,
    pub(crate) examples: Vec<Example>,
    /// The features that a test or an example asks for.
    pub(crate) required: BTreeMap<String, Vec<String>>,
    /// Its normal dependencies, by package name.
    pub(crate) dependencies: Vec<String>,
    pub(crate) has_lib: bool,
    /// Its library is `#![no_std]`.
    pub(crate) no_std: bool,
    /// docs.rs is to show all its features.
    pub(crate) docs_all_features: bool,
    /// CPUs, by qemu's names, that it has code of its own for: `package.metadata.verify.cpus`.
    pub(crate) cpus: Vec<String>,
    /// Its tests run on other CPUs with all features, too: `package.metadata.verify.cross-all-features`.
    pub(crate) cross_all_features: bool,
    /// It has `src/raw.rs` or `src/raw/`, the only places where the lints let unsafe code live.
    pub(crate) has_unsafe: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Example {
    pub(crate) name: String,
    /// It has tests of its own, with which `cargo test` runs it.
    pub(crate) tested: bool,
    /// What it is to be run with: `package.metadata.verify.args`.
    pub(crate) args: String,
}

impl Crate {
    /// Whether a set of features, and what those enable, has all that a target asks for.
    pub(crate) fn has_required(&self, target: &str, set: &[&str]) -> bool {
        let closure = self.closure(set);
        let required = self.required.get(target).into_iter().flatten();
        required.into_iter().all(|feature| closure.iter().any(|have| have == feature))
    }

    /// A set of features with all that they enable, `dep:NAME` and `NAME/FEATURE` too.
    pub(crate) fn closure(&self, set: &[&str]) -> Vec<String> {
        let mut all: Vec<String> = set.iter().map(ToString::to_string).collect();
        let mut at = 0;
        while let Some(feature) = all.get(at) {
            let more = self.enables.get(feature).cloned().unwrap_or_default();
            all.extend(more);
            at += 1;
            // Features may enable one another in a ring.
            let mut seen = std::collections::BTreeSet::new();
            all.retain(|feature| seen.insert(feature.clone()));
        }
        all
    }

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
    config: &Config,
    profile: Profile,
    seed: u32,
) -> Result<Facts, String> {
    let main = manifest::metadata(root)?;
    let version = run(root, "rustc", &["-vV"])?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    let crates: Vec<_> = main.packages.into_iter().map(Package::into_crate).collect();
    Ok(Facts {
        root: root.into(),
        target: main.target_directory,
        host: host.ok_or("rustc -vV names no host")?.into(),
        nightly: config.toolchain.nightly.clone(),
        source: Source::find(root, config),
        msrv: msrv(&crates, config),
        cross: config.cross.clone(),
        last_tag: last_tag(root),
        profile,
        seed,
        bless: false,
        gate: env::current_exe()
            .map_err(|error| format!("the gate does not find itself: {error}"))?,
        crates,
        fuzz_targets: Manifest::read(&root.join("fuzz/Cargo.toml"))?.bin(),
        benches: Manifest::read(&root.join("benches/Cargo.toml"))?.bench(),
    })
}

/// `1.9` is before `1.10`.
fn msrv(crates: &[Crate], config: &Config) -> Vec<(String, String)> {
    let published = crates.iter().filter(|krate| krate.published);
    let mut versions: Vec<_> = published.map(|krate| krate.rust_version.clone()).collect();
    versions.sort_by_key(|version| numbers(version));
    versions.dedup();
    let with = |version: String| (version.clone(), config.toolchain.of_version(&version));
    versions.into_iter().map(with).collect()
}

/// The tag of the last release behind what is checked out.
fn last_tag(root: &Path) -> Option<String> {
    let tag = run(root, "git", &["describe", "--tags", "--abbrev=0"]).ok()?;
    Some(tag.trim().into())
}

pub(crate) fn numbers(version: &str) -> Vec<u64> {
    version.split('.').map(|number| number.parse().unwrap_or(0)).collect()
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

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A workspace of two crates, one of which has unsafe code, models and integration tests.
    pub(crate) fn facts() -> Facts {
        let ring = Crate {
            name: "ring".into(),
            version: "1.0.0".into(),
            published: true,
            rust_version: "1.85".into(),
            features: vec!["alloc".into(), "std".into()],
            enables: [("alloc", ""), ("default", "std"), ("std", "alloc")]
                .map(|(feature, more)| {
                    let more = more.split_whitespace().map(Into::into).collect();
                    (feature.into(), more)
                })
                .into(),
            no_std: true,
            examples: vec![Example { name: "pipe".into(), tested: false, args: "a b".into() }],
            required: [("it", ""), ("pipe", "alloc")]
                .map(|(target, features)| {
                    (target.into(), features.split_whitespace().map(Into::into).collect())
                })
                .into(),
            tests: vec!["it".into(), "loom".into(), "ui".into()],
            dependencies: vec!["loom".into()],
            has_lib: true,
            has_unsafe: true,
            docs_all_features: false,
            cpus: Vec::new(),
            cross_all_features: false,
        };
        let umbrella = Crate {
            name: "umbrella".into(),
            version: "1.0.0".into(),
            published: true,
            rust_version: "1.89".into(),
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
            source: Source { toolchain: "source".into(), told: false, here: true },
            msrv: vec![("1.85".into(), "old".into()), ("1.89".into(), "1.89".into())],
            cross: [(
                "s390x-unknown-linux-gnu".into(),
                Cross { linker: "s390x-gcc".into(), runner: "qemu-s390x -L /usr".into() },
            )]
            .into(),
            last_tag: None,
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
    fn the_last_tag_is_the_one_behind_us() {
        let dir = env::temp_dir().join(format!("hardpan-tags-{}", std::process::id()));
        std::fs::create_dir_all(&dir).expect("a folder");
        let git = |line: &str| {
            let who = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "tag.gpgSign=false"];
            let args: Vec<_> = who.into_iter().chain(line.split(' ')).collect();
            run(&dir, "git", &args).expect("git")
        };
        git("init -q");
        git("commit -q --no-gpg-sign --allow-empty -m one");
        assert_eq!(last_tag(&dir), None, "there is none yet");
        git("tag v1.0.0");
        git("commit -q --no-gpg-sign --allow-empty -m two");
        assert_eq!(last_tag(&dir).as_deref(), Some("v1.0.0"));
        git("tag -a v1.1.0 -m annotated");
        git("checkout -q HEAD~1");
        assert_eq!(last_tag(&dir).as_deref(), Some("v1.0.0"), "the next is not behind us");
        std::fs::remove_dir_all(dir).expect("the folder");
    }

    #[test]
    fn a_set_of_features_has_what_it_enables() {
        let ring = &facts().crates[0];
        assert_eq!(ring.closure(&["std"]), ["std", "alloc"]);
        assert!(ring.has_required("pipe", &["std"]) && !ring.has_required("pipe", &[]));
        assert!(ring.has_required("it", &[]), "it asks for nothing");
        let mut mutual = ring.clone();
        mutual.enables.insert("alloc".into(), vec!["std".into()]);
        assert_eq!(mutual.closure(&["alloc"]), ["alloc", "std"]);
    }

    #[test]
    fn versions_are_ordered_by_their_numbers() {
        let crates = ["1.10", "1.9", "1.10"].map(|version| Crate {
            published: true,
            rust_version: version.into(),
            ..Crate::default()
        });
        let versions = msrv(&crates, &Config::default());
        assert_eq!(versions.iter().map(|(v, _)| v.as_str()).collect::<Vec<_>>(), ["1.9", "1.10"]);
    }

    #[test]
    fn this_workspace_is_read() {
        let root =
            Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask is in the workspace");
        let facts = read(root, &Config::default(), Profile::Ci, 1).expect("cargo metadata works");
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
        assert!(ring.no_std && !named("cancel-worker").expect("a member").no_std);
        assert!(ring.examples.iter().any(|example| !example.tested));
        assert_eq!(facts.msrv.first().expect("a version").0, ring.rust_version);
        assert!(named("hardpan").is_some_and(|krate| krate.depends_on("ringbuf-spsc")));
    }
}
