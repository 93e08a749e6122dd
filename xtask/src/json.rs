//! The report for programs: `--json`, and `target/verify/report.json`.

use serde_json::{Value, json};

use crate::{
    html::Found,
    report::{Row, Run},
    verdict::{State, Verdict},
};

pub(crate) fn render(rows: &[Row<'_>], verdict: &Verdict, run: &Run, found: &Found) -> String {
    let report = json!({
        "verdict": verdict.word(),
        "text": verdict.to_string(),
        "exit_code": verdict.exit_code(),
        "begun": run.begun,
        "profile": run.profile,
        "seed": run.seed,
        "commit": run.tree.commit,
        "clean_tree": run.tree.clean,
        "seconds": run.time.as_secs_f64(),
        "disk_before_bytes": run.used.before,
        "disk_peak_bytes": run.used.peak,
        "memory_of_largest_process_bytes": run.used.process,
        "place": run.place,
        "ledger": found.ledger,
        "reach": found.reached,
        "budgets": found.held,
        "stages": rows.iter().map(stage).collect::<Vec<_>>(),
    });
    format!("{report:#}\n")
}

fn stage(row: &Row<'_>) -> Value {
    let outcome = row.outcome;
    let (said, remedy) = match &outcome.state {
        State::Pass(note) | State::NotApplicable(note) => (note, None),
        State::Fail(what) => (what, None),
        State::NotRun { reason, remedy } => (reason, remedy.as_ref()),
    };
    json!({
        "id": outcome.id,
        "state": outcome.state.word(),
        "said": said,
        "remedy": remedy,
        "seconds": outcome.time.as_secs_f64(),
        "waived": outcome.waived,
        "waiver": row.waiver,
        "log": row.log,
        "rerun": row.rerun,
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::used::Used;
    use crate::{place::Place, report::Tree, verdict::Outcome};

    #[test]
    fn a_program_can_read_it() {
        let state = State::NotRun { reason: "no miri".into(), remedy: Some("get it".into()) };
        let outcome = Outcome { id: "miri", state, time: Duration::from_secs(2), waived: true };
        let row = Row { outcome: &outcome, log: None, rerun: "again".into(), waiver: None };
        let tree = Tree { commit: None, clean: false };
        let run = Run {
            begun: "2026-11-22 09:05".into(),
            profile: "ci",
            seed: 3,
            tree,
            time: Duration::from_secs(5),
            used: Used { peak: 9, ..Used::default() },
            place: Place::default(),
        };
        let text = render(&[row], &Verdict::VerifiedExcept(vec!["miri"]), &run, &Found::default());
        let read: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(read["verdict"], "VERIFIED EXCEPT");
        assert_eq!(read["exit_code"], 0);
        assert_eq!(read["stages"][0]["state"], "not run");
        assert_eq!(read["stages"][0]["remedy"], "get it");
        assert_eq!(read["stages"][0]["log"], Value::Null);
    }
}
