//! The rows beside what was measured of them.

use std::{collections::BTreeMap, fs, path::Path};

use serde::{Deserialize, Serialize};

use super::{File, Found, Kind};

/// One figure, for the report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Held {
    /// `module.function`.
    pub(crate) row: String,
    /// `asm`, `instr`, `alloc` or `panic`.
    pub(crate) kind: String,
    /// Panics have no figure.
    pub(crate) budget: Option<u64>,
    /// By how many percent the two may differ.
    pub(crate) within: f64,
    /// What was found, if the function was.
    pub(crate) measured: Option<u64>,
    /// What the function has that it may not exceed.
    pub(crate) rival: Option<u64>,
    pub(crate) wrong: Option<String>,
}

/// Every row of the kind.
pub(super) fn hold(
    kind: Kind,
    file: &File,
    found: &BTreeMap<String, Found>,
    snapshots: &Path,
) -> Vec<Held> {
    let rows = file.rows().filter_map(|(name, row)| Some((found.get(&name)?, name, row)));
    rows.map(|(found, name, row)| {
        let path = || snapshots.join(format!("{name}.s"));
        let (budget, within) = match kind {
            Kind::Asm => (row.asm, 0.0),
            Kind::Instr => (row.instructions, row.within.unwrap_or(2.0)),
            Kind::Alloc => (row.allocations, 0.0),
            Kind::Panic => (None, 0.0),
        };
        let wrong = found.wrong.clone().or_else(|| match kind {
            Kind::Asm => unlike(fs::read_to_string(path()).ok().as_deref(), found),
            Kind::Instr | Kind::Alloc => off(budget?, found.figure, within),
            Kind::Panic => None,
        });
        let is_known = budget.is_some() && (found.figure > 0 || found.wrong.is_none());
        Held {
            kind: kind.name().into(),
            budget,
            within,
            measured: is_known.then_some(found.figure),
            rival: found.rival,
            wrong,
            row: name,
        }
    })
    .collect()
}

/// What of the rows is not as the file has it.
pub(super) fn flaws(kind: Kind, held: &[Held]) -> Vec<String> {
    if held.is_empty() {
        return vec![format!("no row of the budgets has `{}`", kind.key())];
    }
    let wrong = |held: &Held| Some(format!("{}: {}", held.row, held.wrong.as_ref()?));
    held.iter().filter_map(wrong).collect()
}

/// Where the code first differs from its snapshot.
fn unlike(then: Option<&str>, found: &Found) -> Option<String> {
    let now = found.snapshot.as_deref()?;
    let Some(then) = then else {
        return Some("it has no snapshot; --bless writes it".into());
    };
    if then == now {
        return None;
    }
    let at = then.lines().zip(now.lines()).take_while(|(then, now)| then == now).count();
    let line = |text: &str| text.lines().nth(at).unwrap_or("(the end)").trim().to_string();
    Some(format!(
        "the code is not its snapshot: at line {}\n  - {}\n  + {}\n  (--bless rewrites it)",
        at + 1,
        line(then),
        line(now)
    ))
}

/// What is to be said of a figure too far from its budget.
fn off(budget: u64, figure: u64, percent: f64) -> Option<String> {
    #[expect(clippy::cast_precision_loss, reason = "of figures below 2^52")]
    let (allowed, by) = (budget as f64 * percent / 100.0, budget.abs_diff(figure) as f64);
    let bound = if percent > 0.0 { format!(" within {percent} %") } else { String::new() };
    let hint = if figure < budget { "; better: --bless keeps it so" } else { "" };
    (by > allowed).then(|| format!("{figure}, the budget is {budget}{bound}{hint}"))
}
