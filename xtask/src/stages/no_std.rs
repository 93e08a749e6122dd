//! The `#![no_std]` crates, built for targets that have no std, so that nothing of it slips in: a
//! 64-bit kernel's and a 32-bit microcontroller's; with no features, with each alone and with all
//! that do not ask for std; those that can do without compare-and-swap, for a microcontroller that has
//! none, too. core and alloc are built from their source. Their tests, which need std, are
//! checked for 32 bits, too: what a constant in them asserts of a layout holds there as well.

use crate::{
    canary::{Canaries, Canary},
    judge::{self, Flaw, Output},
    plan::{self, Plan, Step},
    stage::{Profile, Stage, minutes},
    tools::Tool,
    workspace::{Crate, Facts},
};

pub(crate) const STAGE: Stage = Stage {
    id: "no_std",
    title: "the no_std crates build where there is no std",
    source: include_str!("no_std.rs"),
    tools: &[Tool::Source],
    profiles: Profile::THOROUGH,
    budget: minutes(10),
    canaries: Canaries::Planted(canaries),
    plan,
    judge,
};

const TARGETS: [&str; 2] = ["x86_64-unknown-none", "thumbv7em-none-eabi"];
/// Without compare-and-swap, for the sets of features with [`PORTABLE`].
const PLAIN: &str = "thumbv6m-none-eabi";
const PORTABLE: &str = "portable-atomic";
/// 32 bits, with std.
const NARROW: &str = "i686-unknown-linux-gnu";

fn plan(facts: &Facts) -> Result<Plan, String> {
    let mut steps = Vec::new();
    for krate in facts.published().filter(|krate| krate.no_std && !uses_std(facts, krate, &[])) {
        let sets = sets(facts, krate);
        for target in TARGETS {
            steps.extend(sets.iter().map(|set| build(facts, &krate.name, set, target)));
        }
        let portable = sets.iter().filter(|set| set.contains(&PORTABLE));
        steps.extend(portable.map(|set| {
            let choice = "--cfg portable_atomic_unsafe_assume_single_core";
            build(facts, &krate.name, set, PLAIN).env("RUSTFLAGS", choice)
        }));
        steps.extend(krate.has_test("it").then(|| narrow(facts, &krate.name)));
    }
    if steps.is_empty() { Err("no crate is #![no_std]".into()) } else { Ok(steps.into()) }
}

/// None, each alone, all, of the features that do not bring std.
fn sets<'a>(facts: &Facts, krate: &'a Crate) -> Vec<Vec<&'a str>> {
    let features = krate.features.iter().map(String::as_str);
    let bare: Vec<_> = features.filter(|feature| !uses_std(facts, krate, &[feature])).collect();
    let mut sets = vec![Vec::new()];
    sets.extend(bare.iter().map(|feature| vec![*feature]));
    if bare.len() > 1 {
        sets.push(bare);
    }
    sets
}

/// Whether a crate with these features needs std, itself or by another crate of ours.
fn uses_std(facts: &Facts, krate: &Crate, set: &[&str]) -> bool {
    let closure = krate.closure(set);
    let brings = |feature: &String| {
        let name = feature.strip_prefix("dep:").unwrap_or_default();
        // A macro runs on the host.
        let ours = facts.crates.iter().find(|other| other.name == name && other.has_lib);
        ours.is_some_and(|other| !other.no_std || uses_std(facts, other, &["default"]))
    };
    closure.iter().any(|feature| feature == "std" || brings(feature))
}

fn build(facts: &Facts, package: &str, set: &[&str], target: &str) -> Step {
    let toolchain = &facts.source.toolchain;
    let shown = if set.is_empty() { "no features".into() } else { set.join("+") };
    let step =
        Step::cargo(format!("{package} ({shown}, {target})"), &format!("+{toolchain} build"))
            .args("--locked -Zbuild-std=core,alloc --lib --no-default-features --target")
            .arg(target)
            .target_dir(facts.target.join("no_std"))
            .env("RUSTC_BOOTSTRAP", "1")
            .arg("-p")
            .arg(package);
    if set.is_empty() { step } else { step.arg("--features").arg(set.join(",")) }
}

fn narrow(facts: &Facts, package: &str) -> Step {
    plan::with_std(facts, &format!("{package} (tests, {NARROW})"), "check", NARROW)
        .target_dir(facts.target.join("no_std"))
        .args("--lib --test it --all-features -p")
        .arg(package)
}

fn canaries(facts: &Facts) -> Vec<Canary> {
    let step = build(facts, "canary-no-std", &[], TARGETS[0]);
    let step = step.args("--manifest-path xtask/canaries/Cargo.toml");
    vec![Canary { step, says: "error[E0463]: can't find crate for `std`" }]
}

fn judge(_: &Facts, outputs: &[Output]) -> Result<String, Flaw> {
    judge::succeeded(outputs)?;
    match outputs.iter().find(|output| !output.text.contains("Finished ")) {
        Some(output) => judge::found(format!("{}: nothing was built", output.subject)),
        None if outputs.is_empty() => judge::found("nothing was built"),
        None => Ok(judge::count(outputs.len() as u64, "build")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::tests::{failed, ok, said};
    use crate::workspace::tests::facts;

    #[test]
    fn features_that_bring_std_are_left_out() {
        let facts = facts();
        let ring = &facts.crates[0];
        assert_eq!(sets(&facts, ring), [vec![], vec!["alloc"]]);
        let steps = plan(&facts).expect("a plan").steps;
        assert_eq!(steps.len(), 2 * TARGETS.len() + 1);
        assert!(steps[4].to_string().contains("check --locked -Zbuild-std --target i686"));
        assert_eq!(
            steps[1].to_string(),
            "RUSTC_BOOTSTRAP=1 cargo +source build --locked -Zbuild-std=core,alloc --lib \
             --no-default-features --target x86_64-unknown-none --target-dir /repo/target/no_std \
             -p ring --features alloc"
        );
    }

    #[test]
    fn what_can_do_without_compare_and_swap_is_built_so() {
        let mut facts = facts();
        facts.crates[0].features.push(PORTABLE.into());
        let steps = plan(&facts).expect("a plan").steps.into_iter().map(|step| step.to_string());
        let plain: Vec<_> = steps.filter(|step| step.contains(PLAIN)).collect();
        assert_eq!(plain.len(), 2);
        let choice = " RUSTFLAGS='--cfg portable_atomic_unsafe_assume_single_core' ";
        assert!(plain.iter().all(|step| step.contains(choice)), "{}", plain[0]);
        assert!(plain[0].ends_with("--features portable-atomic"), "{}", plain[0]);
        assert!(plain[1].ends_with("--features alloc,portable-atomic"), "{}", plain[1]);
    }

    #[test]
    fn a_crate_brings_std_with_its_default_features() {
        let mut facts = facts();
        let enables = [("ring".into(), vec!["dep:ring".into()])].into();
        let umbrella = Crate { no_std: true, enables, ..facts.crates[2].clone() };
        assert!(uses_std(&facts, &umbrella, &["ring"]) && !uses_std(&facts, &umbrella, &[]));
        facts.crates[0].enables.clear();
        assert!(!uses_std(&facts, &umbrella, &["ring"]));
        facts.crates[0].no_std = false;
        assert!(uses_std(&facts, &umbrella, &["ring"]));
    }

    #[test]
    fn it_shows_what_does_not_build() {
        let text = "error[E0463]: can't find crate for `std`\n";
        assert!(said(judge(&facts(), &[failed("a", text)])).contains("E0463"));
        assert_eq!(said(judge(&facts(), &[ok("a", "")])), "a: nothing was built");
        let built = "    Finished `dev` profile in 1s\n";
        assert_eq!(judge(&facts(), &[ok("a", built)]), Ok("1 build".into()));
    }
}
