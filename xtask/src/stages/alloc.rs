//! The heap blocks that one call of each function of benches/budgets.toml allocates, counted by dhat.

use crate::{
    budget::{Kind, program},
    canary::{Canaries, Canary},
    judge::{Flaw, Output},
    plan::Plan,
    stage::{Profile, Stage, minutes},
    workspace::Facts,
};

pub(crate) const STAGE: Stage = Stage {
    id: "alloc",
    title: "hot functions allocate the blocks of their budgets",
    source: include_str!("alloc.rs"),
    tools: &[],
    profiles: Profile::THOROUGH,
    budget: minutes(10),
    canaries: Canaries::Planted(canaries),
    plan,
    judge,
};

#[expect(clippy::unnecessary_wraps, reason = "the signature of every plan")]
fn plan(facts: &Facts) -> Result<Plan, String> {
    Ok(program::plan(facts, Kind::Alloc))
}

fn canaries(facts: &Facts) -> Vec<Canary> {
    program::canary(facts, Kind::Alloc, "error: planted.allocation: 1, the budget is 0")
}

fn judge(_: &Facts, outputs: &[Output]) -> Result<String, Flaw> {
    program::judge(outputs)
}
