//! The tests of the crates with unsafe code, run by qemu for other targets: another memory order and
//! other vectors (aarch64), the other byte order (s390x). Crates that choose code by the CPU are run
//! as older CPUs of the host's kind too, and built for the host's own. `[cross]` in xtask/verify.toml says
//! how to link and run; without a line for each of the two CPUs the stage is not run, whatever else passes.
//!
//! The tests have the default features. Those of a crate whose manifest says
//! `package.metadata.verify.cross-all-features` are run with all features, too.

use crate::{
    canary::{Canaries, Canary},
    judge::{self, Flaw, Output},
    plan::{self, Plan, Step},
    stage::{Profile, Stage, minutes},
    tools::Tool,
    workspace::{Crate, Facts},
};

pub(crate) const STAGE: Stage = Stage {
    id: "cross",
    title: "the tests pass on other CPUs",
    source: include_str!("cross.rs"),
    tools: &[Tool::Source, Tool::Cross, Tool::QemuX86],
    profiles: Profile::THOROUGH,
    budget: minutes(30),
    canaries: Canaries::Planted(canaries),
    plan,
    judge,
};

/// The CPUs that must be among the targets.
const WANTED: [&str; 2] = ["aarch64", "s390x"];

fn plan(facts: &Facts) -> Result<Plan, String> {
    let mut steps = Vec::new();
    for target in facts.cross.keys() {
        steps.extend(plan::tests_of_unsafe(facts, |package| foreign(facts, package, target))?);
        let all = facts.crates.iter().filter(|krate| krate.cross_all_features);
        steps.extend(all.map(|krate| with_all_features(facts, krate, target)));
    }
    for krate in facts.crates.iter().filter(|krate| !krate.cpus.is_empty()) {
        steps.extend(krate.cpus.iter().map(|cpu| older(facts, &krate.name, cpu)));
        steps.push(native(facts, &krate.name));
    }
    Ok(Plan::from(steps).side_by_side())
}

/// The tests of a crate, built for the target and run in its emulator.
fn foreign(facts: &Facts, package: &str, target: &str) -> Step {
    let short = target.split('-').next().unwrap_or(target);
    let step = plan::with_std(facts, &format!("{package} ({short})"), "test", target);
    let step = match facts.cross.get(target) {
        Some(told) => step
            .env(&plan::variable(target, "LINKER"), &told.linker)
            .env(&plan::variable(target, "RUNNER"), &told.runner),
        None => step,
    };
    step.args("--profile verify")
        .target_dir(facts.target.join("cross"))
        .args("--lib -p")
        .arg(package)
}

fn with_all_features(facts: &Facts, krate: &Crate, target: &str) -> Step {
    let step = foreign(facts, &krate.name, target);
    let subject = format!("{}, all features", step.subject);
    let step = Step { subject, ..step }.args("--all-features");
    if krate.has_test("it") { step.args("--test it") } else { step }
}

/// The tests of a crate on an older CPU of the host's kind: short, for `test` runs the same code of
/// every level in full, and this sees that none is chosen that such a CPU lacks.
fn older(facts: &Facts, package: &str, cpu: &str) -> Step {
    Step::cargo(format!("{package} ({cpu})"), "test --locked --profile verify --target")
        .arg(&facts.host)
        // The same build as that stage's.
        .target_dir(facts.target.join("valgrind"))
        .env(&plan::variable(&facts.host, "RUNNER"), format!("qemu-x86_64 -cpu {cpu}"))
        .short()
        .args("--lib --test it -p")
        .arg(package)
}

/// The tests of a crate, built for this very CPU: what the compiler knows of it changes no result.
fn native(facts: &Facts, package: &str) -> Step {
    Step::cargo(format!("{package} (built for this CPU)"), "test --locked --profile verify")
        .target_dir(facts.target.join("native"))
        .env("RUSTFLAGS", "-Ctarget-cpu=native")
        .args("--lib --test it -p")
        .arg(package)
}

fn canaries(facts: &Facts) -> Vec<Canary> {
    let Some(big) = facts.cross.keys().find(|target| target.starts_with("s390x")) else {
        return Vec::new();
    };
    let step = foreign(facts, "canary-cross", big);
    let step = step.args("--manifest-path xtask/canaries/Cargo.toml");
    vec![Canary { step, says: "canary: the low byte is not the first" }]
}

fn judge(facts: &Facts, outputs: &[Output]) -> Result<String, Flaw> {
    judge::succeeded(outputs)?;
    let told = |cpu: &&&str| facts.cross.keys().any(|target| target.starts_with(**cpu));
    if let Some(cpu) = WANTED.iter().find(|cpu| !told(cpu)) {
        return Err(Flaw::CannotRun {
            reason: format!("xtask/verify.toml does not say how to link and run tests for {cpu}"),
            remedy: format!(
                "add [cross.{cpu}-unknown-linux-gnu], linker and runner, to xtask/verify.toml"
            ),
        });
    }
    judge::each_ran_tests(outputs, "test")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::tests::{failed, ok, said};
    use crate::workspace::tests::facts;

    const PASSED: &str = include_str!("../../captured/test-passed.txt");

    #[test]
    fn each_target_has_its_linker_and_its_emulator() {
        let mut facts = facts();
        facts.crates[0].cpus = vec!["Nehalem".into()];
        let steps = plan(&facts).expect("a plan").steps;
        assert_eq!(steps[0].subject, "ring (s390x)");
        assert_eq!(
            steps[0].to_string(),
            "RUSTC_BOOTSTRAP=1 CARGO_TARGET_S390X_UNKNOWN_LINUX_GNU_LINKER=s390x-gcc \
             CARGO_TARGET_S390X_UNKNOWN_LINUX_GNU_RUNNER='qemu-s390x -L /usr' \
             cargo +source test --locked -Zbuild-std --target s390x-unknown-linux-gnu \
             --profile verify --target-dir /repo/target/cross --lib -p ring --test it"
        );
        assert!(steps[1].to_string().contains("'qemu-x86_64 -cpu Nehalem'"));
        assert!(steps[2].to_string().contains("RUSTFLAGS=-Ctarget-cpu=native"));
    }

    #[test]
    fn a_crate_may_ask_for_all_its_features() {
        let mut facts = facts();
        facts.crates[0].cross_all_features = true;
        let steps = plan(&facts).expect("a plan").steps;
        assert_eq!(steps.len(), 2);
        assert_eq!(steps[1].subject, "ring (s390x), all features");
        assert!(steps[1].to_string().ends_with("--lib -p ring --all-features --test it"));
    }

    #[test]
    fn a_cpu_of_which_nothing_is_told_is_said_to_be_not_run() {
        let passed = [ok("ring (s390x)", PASSED)];
        let Err(Flaw::CannotRun { reason, remedy }) = judge(&facts(), &passed) else {
            panic!("aarch64 is told nowhere")
        };
        assert!(reason.ends_with("link and run tests for aarch64"), "{reason}");
        assert!(remedy.contains("[cross.aarch64-unknown-linux-gnu]"), "{remedy}");
        let failure = judge(&facts(), &[failed("ring (s390x)", "")]);
        assert!(matches!(failure, Err(Flaw::Found(_))), "a failure comes first");
        assert!(judge(&with_aarch64(), &passed).is_ok());
    }

    fn with_aarch64() -> Facts {
        let mut facts = facts();
        let cross = facts.cross.values().next().expect("a target").clone();
        facts.cross.insert("aarch64-unknown-linux-gnu".into(), cross);
        facts
    }

    #[test]
    fn what_ran_no_test_is_named_with_its_cpu() {
        assert_eq!(
            said(judge(&with_aarch64(), &[ok("ring (s390x)", "")])),
            "ring (s390x): no test was executed"
        );
    }
}
