//! What safe-transmute claims of types beside what the compiler knows of them, which has an unstable
//! trait for it: of its own types in `tests/oracle.rs`, of each that `layout!` proves in the other
//! tests. That the tests compile is the proof.

use crate::{
    canary::{Canaries, Canary},
    judge::{self, Flaw, Output},
    plan::{Plan, Step},
    stage::{Profile, Stage, minutes},
    tools::Tool,
    workspace::Facts,
};

pub(crate) const STAGE: Stage = Stage {
    id: "oracle",
    title: "the compiler agrees on which types are which bytes",
    source: include_str!("oracle.rs"),
    tools: &[Tool::Nightly],
    profiles: Profile::THOROUGH,
    budget: minutes(10),
    canaries: Canaries::Planted(canaries),
    plan,
    judge,
};

fn plan(facts: &Facts) -> Result<Plan, String> {
    let crates = facts.crates.iter().filter(|krate| krate.has_test("oracle"));
    let steps: Vec<_> = crates
        .map(|krate| {
            let step = tests(facts, &krate.name).args("--all-features");
            if krate.has_test("it") { step.args("--test it") } else { step }
        })
        .collect();
    if steps.is_empty() {
        return Err("no crate has tests/oracle.rs".into());
    }
    Ok(steps.into())
}

fn tests(facts: &Facts, package: &str) -> Step {
    Step::cargo(package, &format!("+{} test --locked --test oracle -p", facts.nightly))
        .arg(package)
        .target_dir(facts.target.join("oracle"))
        .env("RUSTFLAGS", "--cfg safe_transmute_verify")
}

fn canaries(facts: &Facts) -> Vec<Canary> {
    let canary = |subject: &str, says| {
        let step = tests(facts, "canary-oracle").args("--manifest-path xtask/canaries/Cargo.toml");
        Canary { step: Step { subject: subject.into(), ..step }, says }
    };
    vec![
        canary("a claim", "`Padded` cannot be safely transmuted into `[u8; 8]`"),
        canary("a user's type", "`layout!` and the compiler disagree about the bytes of `Outer`"),
    ]
}

fn judge(_: &Facts, outputs: &[Output]) -> Result<String, Flaw> {
    judge::each_ran_tests(outputs, "test")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::tests::{ok, said};
    use crate::workspace::tests::facts;

    const PASSED: &str = include_str!("../../captured/test-passed.txt");

    #[test]
    fn it_plans_the_crates_that_have_an_oracle() {
        let mut facts = facts();
        assert_eq!(plan(&facts).err().as_deref(), Some("no crate has tests/oracle.rs"));
        facts.crates[0].tests.push("oracle".into());
        let plan = plan(&facts).expect("a plan");
        assert_eq!(
            plan.steps.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["RUSTFLAGS='--cfg safe_transmute_verify' cargo +nightly test --locked --test oracle \
              -p ring --target-dir /repo/target/oracle --all-features --test it"]
        );
    }

    #[test]
    fn the_cfg_must_have_reached_the_file() {
        assert!(judge(&facts(), &[ok("ring", PASSED)]).is_ok());
        assert_eq!(said(judge(&facts(), &[ok("ring", "")])), "ring: no test was executed");
    }
}
