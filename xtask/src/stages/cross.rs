//! The tests of the crates with unsafe code, run by qemu for other targets: another memory order and
//! other vectors (aarch64), the other byte order (s390x). Crates that choose code by the CPU are run
//! as older CPUs of the host's kind too. `[cross]` in xtask/verify.toml says how to link and run.

use crate::{
    canary::{Canaries, Canary},
    judge::{self, Flaw, Output},
    plan::{self, Plan, Step},
    stage::{Profile, Stage, minutes},
    tools::Tool,
    workspace::Facts,
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

fn plan(facts: &Facts) -> Result<Plan, String> {
    if facts.cross.is_empty() {
        return Err("xtask/verify.toml names no target: [cross.TARGET]".into());
    }
    let mut steps = Vec::new();
    for target in facts.cross.keys() {
        steps.extend(plan::tests_of_unsafe(facts, |package| foreign(facts, package, target))?);
    }
    for krate in &facts.crates {
        steps.extend(krate.cpus.iter().map(|cpu| older(facts, &krate.name, cpu)));
    }
    Ok(steps.into())
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

/// The tests of a crate on an older CPU of the host's kind.
fn older(facts: &Facts, package: &str, cpu: &str) -> Step {
    Step::cargo(format!("{package} ({cpu})"), "test --locked --profile verify --target")
        .arg(&facts.host)
        .target_dir(facts.target.join("cross"))
        .env(&plan::variable(&facts.host, "RUNNER"), format!("qemu-x86_64 -cpu {cpu}"))
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

fn judge(_: &Facts, outputs: &[Output]) -> Result<String, Flaw> {
    judge::each_ran_tests(outputs, "test")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::tests::{ok, said};
    use crate::workspace::tests::facts;

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
        facts.cross.clear();
        assert!(plan(&facts).is_err());
    }

    #[test]
    fn what_ran_no_test_is_named_with_its_cpu() {
        assert_eq!(
            said(judge(&facts(), &[ok("ring (s390x)", "")])),
            "ring (s390x): no test was executed"
        );
    }
}
