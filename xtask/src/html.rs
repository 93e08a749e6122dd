//! The report for people: one file without network, `target/verify/report.html`.

mod budgets;
mod ledger;

use std::{
    fmt::{Display, Write},
    fs,
    path::Path,
};

use crate::{
    budget::{self, Kind},
    ledger::Ledger,
    reach::Reached,
    report::{self, Row, Run},
    stages::{self, TABLE, reach},
    verdict::{State, Verdict},
    workspace::Facts,
};

/// What the stages left for the report, as far as they ran.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) ledger: Option<Ledger>,
    /// One for each entry of the ledger, if that stage ran.
    pub(crate) reached: Vec<Reached>,
    pub(crate) budgets: Option<budget::File>,
    /// What was measured, row by row.
    pub(crate) held: Vec<budget::Held>,
}

impl Found {
    /// Reads what stages of this run wrote.
    pub(crate) fn read(rows: &[Row<'_>], facts: &Facts) -> Self {
        let ran = |id: &str| {
            let state = rows.iter().find(|row| row.outcome.id == id).map(|row| &row.outcome.state);
            matches!(state, Some(State::Pass(_) | State::Fail(_)))
        };
        // A stage that failed may have written nothing.
        let text = |path: &str| fs::read_to_string(facts.target.join(path)).unwrap_or_default();
        let reached =
            if ran("reach") { serde_json::from_str(&text(reach::FILE)) } else { Ok(vec![]) };
        // The entries of one reading are those of the other: nothing changed in between.
        let ledger = if ran("reach") { reach::ENTRIES } else { stages::ledger::FILE };
        let ledger =
            (ran("reach") || ran("ledger")).then(|| serde_json::from_str(&text(ledger)).ok());
        let kinds: Vec<_> = Kind::ALL.into_iter().filter(|kind| ran(kind.name())).collect();
        let budgets = (!kinds.is_empty())
            .then(|| budget::File::read(&facts.root.join("benches/budgets.toml")));
        let held = kinds.into_iter().flat_map(|kind| {
            let read = serde_json::from_str::<Vec<_>>(&text(&budget::program::json(kind)));
            read.unwrap_or_default()
        });
        Self {
            held: held.collect(),
            ledger: ledger.flatten(),
            reached: reached.unwrap_or_default(),
            budgets: budgets.and_then(Result::ok),
        }
    }
}

/// Text that cannot be taken for markup.
pub(crate) fn escaped(text: impl Display) -> String {
    let text = text.to_string();
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe += "&amp;",
            '<' => safe += "&lt;",
            '>' => safe += "&gt;",
            '"' => safe += "&quot;",
            // The codes of colours, which a log may hold.
            c if c.is_control() && c != '\n' && c != '\t' => {}
            c => safe.push(c),
        }
    }
    safe
}

/// The whole page. Writing to a string cannot fail, here and below.
pub(crate) fn render(
    rows: &[Row<'_>],
    verdict: &Verdict,
    run: &Run,
    found: &Found,
    root: &Path,
) -> String {
    let mut page = String::new();
    head(&mut page, verdict, run, found);
    stages(&mut page, rows, root);
    if let Some(ledger) = &found.ledger {
        ledger::section(&mut page, ledger, &found.reached);
    }
    if let Some(file) = &found.budgets {
        budgets::section(&mut page, file, &found.held, rows);
    }
    let script = include_str!("html/script.js");
    let _ = write!(page, "</main>\n<script>\n{script}</script>\n</html>\n");
    page
}

/// The class that colours a verdict, and what it means.
fn meaning(verdict: &Verdict) -> (&'static str, &'static str) {
    match verdict {
        Verdict::Verified => ("good", "Every stage passed."),
        Verdict::VerifiedExcept(_) => {
            ("good", "Every stage passed but those named, which could not run here and are waived.")
        }
        Verdict::Incomplete(_) => {
            ("wait", "No stage failed, but those named could not run, and nobody waived them.")
        }
        Verdict::Failed(_) => ("bad", "The stages named found something."),
        Verdict::Partial { failed, .. } if !failed.is_empty() => {
            ("bad", "A part of the stages was run, and those named found something.")
        }
        Verdict::Partial { .. } => {
            ("wait", "Only a part of the stages was run, so this says nothing of the others.")
        }
    }
}

fn head(page: &mut String, verdict: &Verdict, run: &Run, found: &Found) {
    let words = escaped(verdict);
    let (class, meaning) = meaning(verdict);
    let style = include_str!("html/style.css");
    let _ = write!(
        page,
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{words}</title>\n\
         <style>\n{style}</style>\n<main>\n\
         <div class=\"verdict {class}\"><h1>{words}</h1><p class=\"soft\">{meaning}</p></div>\n\
         <dl class=\"facts\">\n"
    );
    for (name, value) in facts(run) {
        let _ = writeln!(page, "<dt>{}</dt><dd>{}</dd>", escaped(name), escaped(value));
    }
    *page += "</dl>\n<nav><a href=\"#stages\">Stages</a>";
    if found.ledger.is_some() {
        *page += " <a href=\"#unsafe\">Unsafe code</a>";
    }
    if found.budgets.is_some() {
        *page += " <a href=\"#budgets\">Budgets</a>";
    }
    *page += "</nav>\n";
}

/// What is to be known of the run, as pairs.
fn facts(run: &Run) -> Vec<(String, String)> {
    let Run { tree, place, .. } = run;
    let commit = tree.commit.as_deref().unwrap_or("none");
    let of = if tree.clean { "clean tree" } else { "dirty tree: more than the commit was checked" };
    let time = report::seconds(run.time);
    let mut facts = vec![
        ("commit".into(), format!("{commit} ({of})")),
        ("begun".into(), format!("{} UTC", run.begun)),
        ("run".into(), format!("profile {}, seed {}, {time}, {}", run.profile, run.seed, run.used)),
        ("machine".into(), format!("{}, {}, {}", place.target, place.cpu, place.cpu_level)),
    ];
    facts.extend(place.toolchains.iter().cloned());
    let told = place.told.iter().map(|(name, value)| format!("{name}={value}"));
    let told: Vec<_> = told.collect();
    let or_none = |words: String| if words.is_empty() { "nothing".into() } else { words };
    facts.push(("told by the environment".into(), or_none(told.join(", "))));
    facts.push(("kept from all commands".into(), or_none(place.set_aside.join(", "))));
    facts
}

fn badge(state: &State) -> &'static str {
    match state {
        State::Pass(_) => "good",
        State::Fail(_) => "bad",
        State::NotRun { .. } | State::NotApplicable(_) => "wait",
    }
}

fn stages(page: &mut String, rows: &[Row<'_>], root: &Path) {
    let longest = rows.iter().map(|row| row.outcome.time.as_secs_f64()).fold(0.1, f64::max);
    *page += "<h2 id=\"stages\">Stages</h2>\n<div class=\"card\">\n";
    for row in rows {
        let outcome = row.outcome;
        let title = TABLE.iter().find(|stage| stage.id == outcome.id).map_or("", |s| s.title);
        let said = match &outcome.state {
            State::Pass(said) | State::Fail(said) | State::NotApplicable(said) => said,
            State::NotRun { reason, .. } => reason,
        };
        let first = said.lines().next().unwrap_or_default();
        let width = outcome.time.as_secs_f64() / longest * 100.0;
        let open = if matches!(outcome.state, State::Fail(_)) { " open" } else { "" };
        let _ = writeln!(
            page,
            "<details class=\"stage\"{open}><summary><b>{}</b><span><span class=\"badge {}\">{}</span>\
             </span><span class=\"soft\">{}</span><span class=\"bar\"><i style=\"width:{width:.0}%\">\
             </i></span><span class=\"said\">{}</span></summary>\n<div class=\"inner\">\
             <p class=\"soft\">Passes if {}.</p>",
            escaped(outcome.id),
            badge(&outcome.state),
            outcome.state.word(),
            report::seconds(outcome.time),
            escaped(first),
            escaped(title),
        );
        if said.lines().count() > 1 {
            let _ = writeln!(page, "<pre>{}</pre>", escaped(said));
        }
        if let State::NotRun { remedy: Some(remedy), .. } = &outcome.state {
            let _ = writeln!(page, "<p>To run it: <code>{}</code></p>", escaped(remedy));
        }
        if let Some(waiver) = &row.waiver {
            let _ = writeln!(page, "<p>{}</p>", escaped(waiver));
        }
        let _ = writeln!(page, "<p>Again: <code>{}</code></p>", escaped(&row.rerun));
        if let Some(log) = &row.log {
            let text = fs::read_to_string(root.join(log)).unwrap_or_default();
            let _ = writeln!(
                page,
                "<p class=\"soft\">The end of <code>{}</code>:</p><pre>{}</pre>",
                escaped(log),
                escaped(end_of(&text))
            );
        }
        *page += "</div></details>\n";
    }
    *page += "</div>\n";
}

/// The last lines of a log.
fn end_of(text: &str) -> String {
    const LINES: usize = 40;
    let lines: Vec<_> = text.trim_end().lines().collect();
    lines[lines.len().saturating_sub(LINES)..].join("\n")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::used::Used;
    use crate::{place::Place, report::Tree, verdict::Outcome};

    fn page(state: State, verdict: &Verdict) -> String {
        let outcome = Outcome { id: "fmt", state, time: Duration::from_secs(2), waived: false };
        let row = Row {
            outcome: &outcome,
            log: None,
            rerun: "cargo xtask verify --only fmt".into(),
            waiver: None,
        };
        let place =
            Place { told: vec![("VERIFY_NIGHTLY".into(), "mine".into())], ..Place::default() };
        let run = Run {
            begun: "2026-11-22 09:05".into(),
            profile: "ci",
            seed: 3,
            tree: Tree { commit: Some("0123".into()), clean: false },
            time: Duration::from_secs(5),
            used: Used::default(),
            place,
        };
        render(&[row], verdict, &run, &Found::default(), Path::new("/none"))
    }

    #[test]
    fn the_verdict_stands_first_and_says_what_it_means() {
        let page = page(State::Pass("3 files".into()), &Verdict::Verified);
        let head = page.split("<h2").next().expect("a head");
        assert!(head.contains("<div class=\"verdict good\"><h1>VERIFIED</h1>"), "{head}");
        assert!(head.contains("dirty tree: more than the commit was checked"), "{head}");
        assert!(head.contains("<dd>VERIFY_NIGHTLY=mine</dd>"), "{head}");
        assert!(!page.contains("id=\"unsafe\""), "no ledger was read");
    }

    #[test]
    fn a_failure_is_open_and_cannot_become_markup() {
        let failed = State::Fail("x: <b>&\n\u{1b}[31mred".into());
        let page = page(failed, &Verdict::Failed(vec!["fmt"]));
        assert!(page.contains("<details class=\"stage\" open>"), "{page}");
        assert!(page.contains("<pre>x: &lt;b&gt;&amp;\n[31mred</pre>"), "{page}");
        assert!(page.contains("<code>cargo xtask verify --only fmt</code>"), "{page}");
    }

    #[test]
    fn the_page_asks_for_nothing() {
        let page = page(State::Pass(String::new()), &Verdict::Verified);
        for word in ["http:", "https:", "src=", "@import", "url("] {
            assert!(!page.contains(word), "{word}");
        }
    }
}
