//! The part of the page on unsafe code: each use with its proof, its source and who came there.

use std::{collections::BTreeMap, fmt::Write};

use super::escaped;
use crate::{
    ledger::{Entry, Invariant, Ledger, scan::Kind},
    reach::{Reached, State},
};

/// The runs, in the order in which they are shown.
const RUNS: [&str; 3] = ["test", "loom", "corpus"];

pub(super) fn section(page: &mut String, ledger: &Ledger, reached: &[Reached]) {
    *page += "<h2 id=\"unsafe\">Unsafe code</h2>\n<p class=\"soft\">Every use of <code>unsafe</code> in \
              the crates' sources, the bodies of macros included, with its proof and the runs that came \
              to it: how often its most visited region was entered. Miri is planned for all tests and \
              counts nowhere.</p>\n";
    tiles(page, ledger, reached);
    crates(page, ledger, reached);
    invariants(page, &ledger.invariants);
    filters(page, ledger, reached);
    let mut files = BTreeMap::<_, Vec<_>>::new();
    for (at, entry) in ledger.entries.iter().enumerate() {
        files.entry(&entry.file).or_default().push((entry, reached.get(at)));
    }
    for (file, entries) in files {
        let _ = writeln!(
            page,
            "<div class=\"file\"><h3>{}</h3>\n<div class=\"card\">",
            escaped(file.display())
        );
        for (entry, reached) in entries {
            one(page, entry, reached);
        }
        *page += "</div></div>\n";
    }
}

fn tiles(page: &mut String, ledger: &Ledger, reached: &[Reached]) {
    let of = |state| reached.iter().filter(|reached| reached.state == state).count();
    let proved = |entry: &&Entry| entry.of_trait || entry.proof.is_some();
    let proved = ledger.entries.iter().filter(proved).count();
    *page += "<div class=\"tiles\">";
    let mut tile = |class: &str, number: usize, what: &str| {
        let _ = write!(page, "<div class=\"tile {class}\"><b>{number}</b>{what}</div>");
    };
    tile("", ledger.entries.len(), "uses of unsafe");
    let unproved = ledger.entries.len() - proved;
    tile(if unproved > 0 { "bad" } else { "" }, unproved, "without a proof or contract");
    tile("", ledger.invariants.len(), "invariants");
    if !reached.is_empty() {
        tile("", of(State::Reached), "reached by a run");
        tile("", of(State::Pinned), "pinned by a named test");
        let missed = of(State::Missed) + of(State::Unpinned);
        tile(if missed > 0 { "bad" } else { "" }, missed, "that nothing came to");
        let elsewhere = of(State::Elsewhere);
        tile(if elsewhere > 0 { "wait" } else { "" }, elsewhere, "for another CPU, not run");
    }
    *page += "</div>\n";
}

/// A line a crate.
fn crates(page: &mut String, ledger: &Ledger, reached: &[Reached]) {
    let mut crates = BTreeMap::<&str, Vec<_>>::new();
    for (at, entry) in ledger.entries.iter().enumerate() {
        crates.entry(&entry.krate).or_default().push((entry, reached.get(at)));
    }
    *page += "<div class=\"card scroll\"><table><thead><tr><th>crate<th class=\"num\">uses\
              <th class=\"num\">in macros<th class=\"num\">tests reach<th class=\"num\">models reach\
              <th class=\"num\">corpora reach<th class=\"num\">pinned<th>Miri</tr></thead>\n";
    for (krate, entries) in crates {
        let count = |wanted: &dyn Fn(&Entry, &Reached) -> bool| {
            let all = entries.iter().filter_map(|(entry, reached)| Some((entry, (*reached)?)));
            all.filter(|(entry, reached)| wanted(entry, reached)).count()
        };
        let macros = entries.iter().filter(|(entry, _)| entry.in_macro).count();
        let by = |run: &str| count(&|_, reached| reached.runs.get(run).is_some_and(|&n| n > 0));
        // A zero is a finding; without the stage there is none.
        let shown = |figure: usize| {
            if reached.is_empty() { "–".into() } else { figure.to_string() }
        };
        let _ = writeln!(
            page,
            "<tr><td class=\"mono\">{}<td class=\"num\">{}<td class=\"num\">{macros}<td class=\"num\">{}\
             <td class=\"num\">{}<td class=\"num\">{}<td class=\"num\">{}<td class=\"soft\">planned</tr>",
            escaped(krate),
            entries.len(),
            shown(by(RUNS[0])),
            shown(by(RUNS[1])),
            shown(by(RUNS[2])),
            shown(count(&|_, reached| reached.state == State::Pinned)),
        );
    }
    *page += "</table></div>\n";
}

fn invariants(page: &mut String, invariants: &[Invariant]) {
    *page += "<p class=\"chips\">";
    for Invariant { krate, name, file, line, named } in invariants {
        let title = format!("{}:{line}, of {krate}, named {named} times", file.display());
        let _ = write!(
            page,
            "<a class=\"chip name\" href=\"#unsafe\" title=\"{}\">{}</a> ",
            escaped(title),
            escaped(name)
        );
    }
    *page += "</p>\n";
}

fn filters(page: &mut String, ledger: &Ledger, reached: &[Reached]) {
    let options = |page: &mut String, id: &str, all: &str, values: Vec<String>| {
        let _ = write!(page, "<select id=\"{id}\"><option value=\"\">{all}</option>");
        for value in values {
            let _ = write!(page, "<option>{}</option>", escaped(value));
        }
        *page += "</select>";
    };
    *page += "<div class=\"find\"><input id=\"find-text\" type=\"search\" placeholder=\"An invariant, a \
              function, a word of a proof\">";
    let mut crates: Vec<_> = ledger.entries.iter().map(|entry| entry.krate.clone()).collect();
    crates.dedup();
    options(page, "find-crate", "all crates", crates);
    let mut states: Vec<_> = reached.iter().map(|reached| reached.state).collect();
    states.sort_unstable();
    states.dedup();
    let states = states.into_iter().map(|state| word(state).0.to_string());
    options(page, "find-state", "all states", states.collect());
    *page += "</div>\n";
}

/// A word for a state, and the class that colours it.
fn word(state: State) -> (&'static str, &'static str) {
    match state {
        State::Reached => ("reached", "good"),
        State::Pinned => ("pinned", "good"),
        State::Elsewhere => ("not run", "wait"),
        State::Nothing => ("declaration", ""),
        State::Missed => ("missed", "bad"),
        State::Unpinned => ("not pinned", "bad"),
    }
}

fn one(page: &mut String, entry: &Entry, reached: Option<&Reached>) {
    let state = reached.map_or(("", ""), |reached| word(reached.state));
    // A block is known by what is around it, an item by its own first line.
    let own = entry.excerpt.lines().find(|line| line.contains("unsafe")).unwrap_or_default();
    let own = (entry.kind != Kind::Block).then(|| own.trim().trim_end_matches('{').trim_end());
    let within = entry.within.iter().map(String::as_str).chain(own);
    let within = within.collect::<Vec<_>>().join(" › ");
    let _ = write!(
        page,
        "<details class=\"use\" data-crate=\"{}\" data-state=\"{}\"><summary><span class=\"where\">\
         <span class=\"soft mono\">{}</span> {} <code>{}</code></span><span class=\"runs\">",
        escaped(&entry.krate),
        state.0,
        entry.start.line,
        entry.kind.noun(),
        escaped(&within)
    );
    for name in &entry.names {
        let _ = write!(page, "<span class=\"chip\">{}</span>", escaped(name));
    }
    if let Some(reached) = reached {
        for run in RUNS {
            match reached.runs.get(run) {
                Some(0) => {
                    let _ = write!(page, "<span class=\"chip\">{run} –</span>");
                }
                Some(visits) => {
                    let _ = write!(page, "<span class=\"chip good\">{run} {visits}</span>");
                }
                None => {}
            }
        }
        if reached.state != State::Reached {
            let _ = write!(page, "<span class=\"badge {}\">{}</span>", state.1, state.0);
        }
    }
    *page += "</span></summary>\n<div class=\"inner\">";
    match &entry.proof {
        Some(proof) => {
            let _ = write!(page, "<p>{}</p>", escaped(proof));
        }
        None if entry.of_trait => *page += "<p class=\"soft\">The contract is the trait's.</p>",
        None => *page += "<p><span class=\"badge bad\">no proof</span></p>",
    }
    if let Some(said) = reached.and_then(|reached| reached.said.as_ref()) {
        let _ = write!(page, "<p class=\"soft\">By {}</p>", escaped(said));
    }
    *page += "<pre>";
    for (at, line) in entry.excerpt.lines().enumerate() {
        let number = entry.start.line + at;
        let _ = writeln!(page, "<span class=\"n\">{number:>4}  </span>{}", escaped(line));
    }
    *page += "</pre></div></details>\n";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::scan::Place;

    #[test]
    fn each_use_shows_its_proof_its_source_and_who_came() {
        let place = Place { line: 7, column: 5 };
        let entry = Entry {
            krate: "ring".into(),
            file: "crates/ring/src/raw.rs".into(),
            kind: Kind::Block,
            within: vec!["impl<T> Half<T>".into(), "push".into()],
            in_macro: false,
            start: place,
            end: place,
            body: Some((place, place)),
            proof: Some("[RB-1] a < b".into()),
            of_trait: false,
            names: ["RB-1".to_string()].into(),
            pins: vec![],
            file_pins: vec![],
            in_const: false,
            excerpt: "    unsafe { f::<T>() }".into(),
        };
        let invariant = Invariant {
            krate: "ring".into(),
            name: "RB-1".into(),
            file: "crates/ring/src/raw.rs".into(),
            line: 3,
            named: 1,
        };
        let ledger = Ledger { entries: vec![entry], invariants: vec![invariant] };
        let runs = [("test".to_string(), 12), ("loom".to_string(), 0)].into();
        let reached = Reached { state: State::Reached, runs, said: None };
        let mut page = String::new();
        section(&mut page, &ledger, &[reached]);
        for part in [
            "<code>impl&lt;T&gt; Half&lt;T&gt; › push</code>",
            "<p>[RB-1] a &lt; b</p>",
            "   7  </span>    unsafe { f::&lt;T&gt;() }",
            "<span class=\"chip good\">test 12</span><span class=\"chip\">loom –</span>",
            "<b>1</b>reached by a run",
            "named 1 times\">RB-1</a>",
        ] {
            assert!(page.contains(part), "{part}\n{page}");
        }
        let mut unread = String::new();
        section(&mut unread, &ledger, &[]);
        assert!(unread.contains("<td class=\"num\">–<td"), "{unread}");
        assert!(!unread.contains("reached by a run"), "what was not run is not claimed");
    }
}
