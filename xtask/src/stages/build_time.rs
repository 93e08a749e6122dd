//! The CPU time of a cold build: ten structs proved by safe-transmute, with `layout!` and with the
//! derive, in an empty target folder, at most a second each, and no more than bytemuck's and zerocopy's
//! derives (`benches/build-time`).

use crate::{
    canary::{Canaries, Canary},
    judge::{self, Flaw, Output},
    plan::{Plan, Step},
    stage::{Profile, Stage, minutes},
    workspace::Facts,
};

pub(crate) const STAGE: Stage = Stage {
    id: "build-time",
    title: "ten structs are built in a second of CPU, and sooner than with a rival",
    source: include_str!("build_time.rs"),
    tools: &[],
    profiles: &[Profile::Full],
    budget: minutes(10),
    canaries: Canaries::Planted(canaries),
    plan,
    judge,
};

#[expect(clippy::unnecessary_wraps, reason = "the signature of every plan")]
fn plan(facts: &Facts) -> Result<Plan, String> {
    Ok(vec![build(facts, "ten structs").arg("1")].into())
}

fn build(facts: &Facts, subject: &str) -> Step {
    Step::cargo(subject, "run --locked --quiet --manifest-path benches/build-time/Cargo.toml")
        .target_dir(facts.target.join("build-time"))
        .env("RUSTFLAGS", "")
        .args("-- --at-most")
}

/// No build is done in no time.
fn canaries(facts: &Facts) -> Vec<Canary> {
    let step = build(facts, "in no time").args("0 layout");
    vec![Canary { step, says: "error: build-time: layout took" }]
}

fn judge(_: &Facts, outputs: &[Output]) -> Result<String, Flaw> {
    judge::succeeded(outputs)?;
    let lines = outputs.iter().flat_map(|output| output.text.lines());
    let took: Vec<_> = lines.filter_map(|line| line.strip_suffix(" s of CPU")).collect();
    if took.len() < 3 {
        return judge::found("nothing was built that could be compared");
    }
    Ok(format!("seconds: {}", took.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::tests::{ok, said};
    use crate::workspace::tests::facts;

    #[test]
    fn a_second_is_what_it_may_take() {
        let plan = plan(&facts()).expect("a plan");
        assert_eq!(
            plan.steps[0].to_string(),
            "RUSTFLAGS='' cargo run --locked --quiet --manifest-path benches/build-time/Cargo.toml \
             --target-dir /repo/target/build-time -- --at-most 1"
        );
    }

    #[test]
    fn the_figures_are_its_note() {
        let text = "by-hand: 0.15 s of CPU\nlayout: 0.40 s of CPU\nzerocopy: 9.10 s of CPU\n";
        let note = judge(&facts(), &[ok("ten structs", text)]);
        assert_eq!(note, Ok("seconds: by-hand: 0.15, layout: 0.40, zerocopy: 9.10".into()));
        let silent = judge(&facts(), &[ok("ten structs", "")]);
        assert_eq!(said(silent), "nothing was built that could be compared");
    }
}
