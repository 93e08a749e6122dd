//! What cargo and the manifests say of packages and their targets.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use serde::Deserialize;

use super::{Crate, Example, run};

pub(super) fn metadata(root: &Path) -> Result<Metadata, String> {
    let text = run(root, "cargo", &["metadata", "--no-deps", "--format-version=1"])?;
    serde_json::from_str(&text).map_err(|error| format!("cargo metadata: {error}"))
}

/// What we read of `cargo metadata`.
#[derive(Debug, Deserialize)]
pub(super) struct Metadata {
    pub(super) packages: Vec<Package>,
    pub(super) target_directory: PathBuf,
}

#[derive(Debug, Deserialize)]
pub(super) struct Package {
    name: String,
    version: String,
    manifest_path: PathBuf,
    rust_version: Option<String>,
    #[serde(default)]
    metadata: serde_json::Value,
    /// The registries that it may go to: absent for any, empty for none.
    publish: Option<Vec<String>>,
    targets: Vec<Target>,
    features: BTreeMap<String, Vec<String>>,
    dependencies: Vec<Dependency>,
}

impl Package {
    fn targets_of(&self, kind: &str) -> Vec<String> {
        let targets = self.targets.iter().filter(|target| target.is(kind));
        targets.map(|target| target.name.clone()).collect()
    }

    pub(super) fn into_crate(self) -> Crate {
        let src = self.manifest_path.with_file_name("src");
        let lib = fs::read_to_string(src.join("lib.rs")).unwrap_or_default();
        let examples = self.targets.iter().filter(|target| target.is("example"));
        let required =
            self.targets.iter().filter(|target| target.is("test") || target.is("example"));
        Crate {
            docs_all_features: self.metadata["docs"]["rs"]["all-features"] == true,
            cpus: self.metadata["verify"]["cpus"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|cpu| cpu.as_str().map(Into::into))
                .collect(),
            cross_all_features: self.metadata["verify"]["cross-all-features"] == true,
            no_std: lib.lines().any(|line| line == "#![no_std]"),
            rust_version: self.rust_version.clone().unwrap_or_default(),
            examples: examples
                .map(|target| Example {
                    name: target.name.clone(),
                    tested: target.test,
                    args: self.metadata["verify"]["args"][&target.name]
                        .as_str()
                        .unwrap_or_default()
                        .into(),
                })
                .collect(),
            required: required
                .map(|target| (target.name.clone(), target.required_features.clone()))
                .collect(),
            enables: self.features.clone(),
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
    /// `cargo test` tests it.
    test: bool,
    #[serde(default, rename = "required-features")]
    required_features: Vec<String>,
}

impl Target {
    fn is(&self, kind: &str) -> bool {
        self.kind.iter().any(|own| own == kind)
    }
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
pub(super) struct Manifest {
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
    pub(super) fn read(path: &Path) -> Result<Self, String> {
        let told = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
        let text = fs::read_to_string(path).map_err(|error| told(&error))?;
        toml::from_str(&text).map_err(|error| told(&error))
    }

    pub(super) fn bin(self) -> Vec<String> {
        self.bin.into_iter().map(|target| target.name).collect()
    }

    pub(super) fn bench(self) -> Vec<String> {
        self.bench.into_iter().map(|target| target.name).collect()
    }
}
