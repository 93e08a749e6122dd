//! The instructions that one call of each function of benches/budgets.toml executes, with all that it
//! calls, counted by callgrind. It knows no AVX-512: those kernels are held by stage asm.
//!
//! By plain callgrind, not through gungraun: that wants a harness of its own in what is measured and a
//! runner of the same version beside it. Here one ordinary program calls each row once, and stages asm
//! and panic read the same program.

use crate::{
    budget::{Kind, program},
    canary::{Canaries, Canary},
    judge::{Flaw, Output},
    plan::Plan,
    stage::{Profile, Stage, minutes},
    tools::Tool,
    workspace::Facts,
};

pub(crate) const STAGE: Stage = Stage {
    id: "instr",
    title: "hot functions execute the instructions of their budgets",
    source: include_str!("instr.rs"),
    tools: &[Tool::Valgrind],
    profiles: Profile::THOROUGH,
    budget: minutes(10),
    canaries: Canaries::Planted(canaries),
    plan,
    judge,
};

#[expect(clippy::unnecessary_wraps, reason = "the signature of every plan")]
fn plan(facts: &Facts) -> Result<Plan, String> {
    Ok(program::plan(facts, Kind::Instr))
}

fn canaries(facts: &Facts) -> Vec<Canary> {
    program::canary(facts, Kind::Instr, "the budget is 10 within 2 %")
}

fn judge(_: &Facts, outputs: &[Output]) -> Result<String, Flaw> {
    program::judge(outputs)
}
