//! Functions that benches/budgets.toml says cannot panic, in the whole program as linked: no way
//! leads from them, through all that they call or take the address of, to where a panic begins or
//! unwinds. A call through a pointer, which cannot be followed, is no proof.

use crate::{
    budget::{Kind, program},
    canary::{Canaries, Canary},
    judge::{Flaw, Output},
    plan::Plan,
    stage::{Profile, Stage, minutes},
    workspace::Facts,
};

pub(crate) const STAGE: Stage = Stage {
    id: "panic",
    title: "functions that must not panic contain no way to a panic",
    source: include_str!("panic.rs"),
    tools: &[],
    profiles: Profile::THOROUGH,
    budget: minutes(10),
    canaries: Canaries::Planted(canaries),
    plan,
    judge,
};

#[expect(clippy::unnecessary_wraps, reason = "the signature of every plan")]
fn plan(facts: &Facts) -> Result<Plan, String> {
    Ok(program::plan(facts, Kind::Panic))
}

fn canaries(facts: &Facts) -> Vec<Canary> {
    program::canary(facts, Kind::Panic, "error: planted.panic: it can panic:")
}

fn judge(_: &Facts, outputs: &[Output]) -> Result<String, Flaw> {
    program::judge(outputs)
}
