//! Every use of `unsafe` in the crates' sources, the bodies of macros included: each block and
//! implementation has a proof, each function and trait a contract; each invariant that a proof names
//! is defined in a header of its crate, and each that a header defines is named. Nothing is built.
//!
//! A proof names each invariant that it rests on. One that rests on none (but on the `# Safety` of the
//! function around it, on a borrow, on arithmetic next to it, on the compiler's evaluation of a
//! constant) names none; the note says how many do, so that a reader sees the number grow.

use crate::{
    canary::{Canaries, Canary},
    judge::{self, Flaw, Output},
    plan::{Plan, Step},
    stage::{Profile, Stage, minutes},
    workspace::Facts,
};

pub(crate) const STAGE: Stage = Stage {
    id: "ledger",
    title: "every use of unsafe has its proof",
    source: include_str!("ledger.rs"),
    tools: &[],
    profiles: Profile::EVERY,
    budget: minutes(1),
    canaries: Canaries::Planted(canaries),
    plan,
    judge,
};

/// Where the report finds it.
pub(crate) const FILE: &str = "verify/ledger.json";

#[expect(clippy::unnecessary_wraps, reason = "the signature of every plan")]
fn plan(facts: &Facts) -> Result<Plan, String> {
    let json = facts.target.join(FILE);
    let step = ledger(facts, "crates").arg("--json").arg(json.to_string_lossy());
    Ok(Plan { clean: vec![json], ..vec![step].into() })
}

fn ledger(facts: &Facts, dir: &str) -> Step {
    Step::gate(facts, dir, "ledger --dir").arg(dir)
}

fn canaries(facts: &Facts) -> Vec<Canary> {
    let says = [
        "an unsafe block in `unproved` has no proof",
        "CA-2 is named, which no header of ledger defines",
        "nothing names CA-1",
    ];
    let canary = |says| Canary { step: ledger(facts, "xtask/canaries/ledger"), says };
    says.map(canary).into()
}

fn judge(_: &Facts, outputs: &[Output]) -> Result<String, Flaw> {
    judge::no_faults(outputs)?;
    let note = outputs.last().and_then(|output| output.text.lines().last()).unwrap_or_default();
    if !note.contains(" of unsafe") || note.starts_with("0 ") {
        return judge::found("no use of unsafe was seen");
    }
    Ok(note.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::tests::{failed, ok, said};
    use crate::workspace::tests::facts;

    #[test]
    fn it_must_have_seen_something() {
        let note = "2 uses of unsafe (2 blocks), 1 invariant, 0 proved without one";
        assert_eq!(judge(&facts(), &[ok("crates", note)]), Ok(note.into()));
        for none in ["", "0 uses of unsafe (), 0 invariants"] {
            assert_eq!(said(judge(&facts(), &[ok("crates", none)])), "no use of unsafe was seen");
        }
    }

    #[test]
    fn it_shows_the_first_fault() {
        let text = "error: a.rs:3:5: an unsafe block has no proof\n2 uses of unsafe\n";
        let said = said(judge(&facts(), &[failed("crates", text)]));
        assert!(said.contains("a.rs:3:5: an unsafe block has no proof"), "{said}");
    }
}
