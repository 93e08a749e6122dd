//! The published crates as cargo would upload them, built from their own packages.
//!
//! cargo verifies a package against a registry of its own making, but when a stranger's crate of
//! the same name and version is on the public one, it has been seen to take that. So the judge asks
//! for more: each of our crates that a packaged lock file names must carry the checksum of the
//! package that we just made. Then a program is built that uses the package as a stranger would,
//! with the default features, with none and with all.
//!
//! The tree is packaged as it is (`--allow-dirty`), as every other stage takes it.

use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::{
    canary::{Canaries, Canary},
    judge::{self, Flaw, Output},
    plan::{Plan, Step},
    stage::{Profile, Stage, minutes},
    workspace::{Crate, Facts},
};

pub(crate) const STAGE: Stage = Stage {
    id: "package",
    title: "each crate builds from its package, against our own packages",
    source: include_str!("package.rs"),
    tools: &[],
    profiles: Profile::THOROUGH,
    budget: minutes(15),
    canaries: Canaries::Planted(canaries),
    plan,
    judge,
};

/// What a published crate carries.
const FILES: [&str; 5] =
    ["Cargo.toml", "README.md", "CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT"];

fn plan(facts: &Facts) -> Result<Plan, String> {
    if facts.published().next().is_none() {
        return Err("no crate is published".into());
    }
    let excluded = facts.crates.iter().filter(|krate| !krate.published);
    let step = excluded.fold(
        Step::cargo("packages", "package --workspace --locked --allow-dirty"),
        |step, krate| step.arg("--exclude").arg(&krate.name),
    );
    let mut steps = vec![step];
    let mut write = Vec::new();
    for krate in facts.published() {
        for (set, features) in SETS {
            let manifest = consumer(facts, krate, set).join("Cargo.toml");
            write.push((manifest.clone(), manifest_of(facts, krate, set, features)));
            write.push((manifest.with_file_name("main.rs"), program(krate)));
            let step = Step::cargo(format!("{} for a consumer ({set})", krate.name), "build")
                .arg("--manifest-path")
                .arg(manifest.to_string_lossy())
                .target_dir(facts.target.join("consumers"));
            steps.push(step);
        }
    }
    let clean = vec![folder(facts), facts.target.join("verify/consumers")];
    Ok(Plan { clean, write, ..steps.into() })
}

fn canaries(facts: &Facts) -> Vec<Canary> {
    let step = Step::cargo("a file outside", "package --locked --allow-dirty -p canary-package")
        .args("--manifest-path xtask/canaries/Cargo.toml")
        .target_dir(&facts.target);
    vec![Canary { step, says: "couldn't read `src/../../Cargo.toml`" }]
}

/// The sets of features that a consumer asks for, as its manifest says it.
const SETS: [(&str, &str); 3] =
    [("default", ""), ("none", ", default-features = false"), ("all", ", features = [ALL]")];

fn consumer(facts: &Facts, krate: &Crate, set: &str) -> PathBuf {
    facts.target.join("verify/consumers").join(format!("{}-{set}", krate.name))
}

/// A package of its own that depends on ours as the registry would have it. The registry's place is
/// taken by what cargo unpacked from our packages.
fn manifest_of(facts: &Facts, krate: &Crate, set: &str, features: &str) -> String {
    let all: Vec<_> = krate.features.iter().map(|feature| format!("{feature:?}")).collect();
    let Crate { name, version, .. } = krate;
    let features = features.replace("ALL", &all.join(", "));
    let patches = facts.published().map(|krate| {
        let path = folder(facts).join(format!("{}-{}", krate.name, krate.version));
        // TOML's literal strings take a path as it is.
        format!("{} = {{ path = '{}' }}\n", krate.name, path.display())
    });
    format!(
        "[workspace]\n\n\
         [package]\nname = \"consumer-of-{name}-{set}\"\nversion = \"0.0.0\"\n\
         edition = \"2024\"\n\n\
         [[bin]]\nname = \"consumer-of-{name}-{set}\"\npath = \"main.rs\"\n\n\
         [dependencies]\n{name} = {{ version = \"={version}\"{features} }}\n\n\
         [patch.crates-io]\n{}",
        patches.collect::<String>()
    )
}

fn program(krate: &Crate) -> String {
    format!(
        "#[allow(unused_imports)]\nuse {}::*;\n\nfn main() {{}}\n",
        krate.name.replace('-', "_")
    )
}

fn folder(facts: &Facts) -> PathBuf {
    facts.target.join("package")
}

fn judge(facts: &Facts, outputs: &[Output]) -> Result<String, Flaw> {
    judge::succeeded(outputs)?;
    let read = |krate: &Crate| Package::read(&folder(facts), krate);
    let packages = facts.published().map(read).collect::<Result<Vec<_>, _>>();
    check(facts, &packages.map_err(Flaw::Found)?)
}

/// What counts of a package once cargo made it.
#[derive(Debug, Clone)]
struct Package {
    name: String,
    /// Of the `.crate` file.
    checksum: String,
    /// In its root folder.
    files: Vec<String>,
    /// What its own lock file says.
    locked: Vec<Locked>,
}

#[derive(Debug, Clone, Deserialize)]
struct Locked {
    name: String,
    version: String,
    checksum: Option<String>,
}

#[derive(Debug, Deserialize)]
struct LockFile {
    package: Vec<Locked>,
}

impl Package {
    /// Reads the package, and its files from where cargo unpacked it to verify it.
    fn read(folder: &Path, krate: &Crate) -> Result<Self, String> {
        let unpacked = folder.join(format!("{}-{}", krate.name, krate.version));
        let told =
            |path: &Path, error: &dyn std::fmt::Display| format!("{}: {error}", path.display());

        let file = folder.join(format!("{}-{}.crate", krate.name, krate.version));
        let bytes = fs::read(&file).map_err(|error| told(&file, &error))?;
        let lock = unpacked.join("Cargo.lock");
        let text = fs::read_to_string(&lock).map_err(|error| told(&lock, &error))?;
        let locked: LockFile = toml::from_str(&text).map_err(|error| told(&lock, &error))?;
        let entries = fs::read_dir(&unpacked).map_err(|error| told(&unpacked, &error))?;
        let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
        Ok(Self {
            name: krate.name.clone(),
            checksum: hex(&Sha256::digest(&bytes)),
            files: names.collect(),
            locked: locked.package,
        })
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn check(facts: &Facts, packages: &[Package]) -> Result<String, Flaw> {
    let mut compared = 0;
    for package in packages {
        if let Some(missing) = FILES.iter().find(|file| !package.files.iter().any(|f| f == *file)) {
            return judge::found(format!("{}: its package lacks {missing}", package.name));
        }
        let krate = facts.published().find(|krate| krate.name == package.name);
        let used = |other: &&Package| krate.is_some_and(|krate| krate.depends_on(&other.name));
        for dependency in packages.iter().filter(used) {
            compare(facts, package, dependency)?;
            compared += 1;
        }
    }
    if packages.is_empty() {
        return judge::found("no package was made");
    }
    let made = judge::count(packages.len() as u64, "package");
    Ok(format!("{made}, {} of our own", judge::count(compared, "checksum")))
}

/// The package's lock file must name the dependency, one of ours, once, as we packaged it.
fn compare(facts: &Facts, package: &Package, dependency: &Package) -> Result<(), Flaw> {
    let told = |what: String| judge::found(format!("{}: its Cargo.lock {what}", package.name));
    let name = &dependency.name;
    let version = facts.published().find(|krate| krate.name == *name).map(|krate| &krate.version);
    let entries: Vec<_> = package.locked.iter().filter(|locked| locked.name == *name).collect();
    let [entry] = entries[..] else {
        return told(format!("names {name} {} times, not once", entries.len()));
    };
    if Some(&entry.version) != version {
        return told(format!("has a {name} {} that is not ours", entry.version));
    }
    match &entry.checksum {
        Some(checksum) if *checksum == dependency.checksum => Ok(()),
        Some(checksum) => told(format!(
            "has a {name} that is not ours: its checksum is {checksum}, our package's {}",
            dependency.checksum
        )),
        None => told(format!("has no checksum for {name}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::tests::said;
    use crate::workspace::tests::facts;

    const LOCK: &str = include_str!("../../captured/package-lock.toml");
    const RING: &str = "6f0d2a1cbb5cf4f0a6a7d9a0f2c3f3a1f1c6f2f4b2b8d5f3f1a0c9e8d7b6a594";

    fn packages() -> Vec<Package> {
        let package = |name: &str, checksum: &str, lock: &str| Package {
            name: name.into(),
            checksum: checksum.into(),
            files: FILES.iter().map(ToString::to_string).collect(),
            locked: toml::from_str::<LockFile>(lock).expect("a lock file").package,
        };
        vec![package("ring", RING, "package = []"), package("umbrella", "00", LOCK)]
    }

    #[test]
    fn unpublished_members_are_left_out_and_old_packages_removed() {
        let plan = plan(&facts()).expect("a plan");
        assert_eq!(
            plan.steps[0].to_string(),
            "cargo package --workspace --locked --allow-dirty --exclude tool"
        );
        assert_eq!(plan.clean[0], facts().target.join("package"));
    }

    #[test]
    fn a_consumer_takes_the_package_for_what_the_registry_has() {
        let plan = plan(&facts()).expect("a plan");
        assert_eq!(plan.steps.len(), 1 + 2 * SETS.len());
        let (path, manifest) = &plan.write[4];
        assert!(path.ends_with("verify/consumers/ring-all/Cargo.toml"), "{}", path.display());
        let line = "ring = { version = \"=1.0.0\", features = [\"alloc\", \"std\"] }\n";
        assert!(manifest.contains(line), "{manifest}");
        assert!(manifest.contains("ring = { path = '/repo/target/package/ring-1.0.0' }\n"));
        assert!(plan.steps[3].to_string().contains(&path.display().to_string()));
    }

    #[test]
    fn a_checksum_is_written_as_cargo_writes_it() {
        // Of the empty input; FIPS 180-4.
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(hex(&Sha256::digest(b"")), empty);
    }

    #[test]
    fn our_own_package_is_recognised() {
        let note = check(&facts(), &packages());
        assert_eq!(note, Ok("2 packages, 1 checksum of our own".into()));
    }

    #[test]
    fn a_strangers_crate_is_recognised() {
        let mut stranger = packages();
        stranger[0].checksum = RING.replace('6', "7");
        let text = said(check(&facts(), &stranger));
        assert!(text.starts_with("umbrella: its Cargo.lock has a ring that is not ours"), "{text}");

        let mut other_version = packages();
        other_version[1].locked[1].version = "0.3.1".into();
        assert!(
            said(check(&facts(), &other_version)).contains("has a ring 0.3.1 that is not ours")
        );

        let mut twice = packages();
        let again = twice[1].locked[1].clone();
        twice[1].locked.push(again);
        assert!(said(check(&facts(), &twice)).contains("names ring 2 times"));

        let mut unchecked = packages();
        unchecked[1].locked[1].checksum = None;
        assert!(said(check(&facts(), &unchecked)).contains("has no checksum for ring"));
    }

    #[test]
    fn a_missing_file_is_named() {
        let mut packages = packages();
        packages[0].files.retain(|file| file != "LICENSE-MIT");
        assert_eq!(said(check(&facts(), &packages)), "ring: its package lacks LICENSE-MIT");
        assert_eq!(said(check(&facts(), &[])), "no package was made");
    }
}
