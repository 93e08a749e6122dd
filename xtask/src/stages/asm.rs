//! The machine code of the functions that benches/budgets.toml names, beside the snapshots of
//! benches/budgets/asm; and no more of it than a rival's function of the same build has. A snapshot is
//! of the whole program as linked, and says nothing of another compiler's.

use crate::{
    budget::{Kind, program},
    canary::{Canaries, Canary},
    judge::{Flaw, Output},
    plan::Plan,
    stage::{Profile, Stage, minutes},
    workspace::Facts,
};

pub(crate) const STAGE: Stage = Stage {
    id: "asm",
    title: "hot functions are the machine code of their snapshots",
    source: include_str!("asm.rs"),
    tools: &[],
    profiles: Profile::THOROUGH,
    budget: minutes(10),
    canaries: Canaries::Planted(canaries),
    plan,
    judge,
};

#[expect(clippy::unnecessary_wraps, reason = "the signature of every plan")]
fn plan(facts: &Facts) -> Result<Plan, String> {
    Ok(program::plan(facts, Kind::Asm))
}

fn canaries(facts: &Facts) -> Vec<Canary> {
    program::canary(facts, Kind::Asm, "error: planted.code: the code is not its snapshot")
}

fn judge(_: &Facts, outputs: &[Output]) -> Result<String, Flaw> {
    program::judge(outputs)
}
