//! The part of the page on budgets: what each function may cost, and what it was found to cost.

use std::fmt::Write;

use super::escaped;
use crate::{
    budget::{self, Held, Kind},
    report::Row,
};

pub(super) fn section(page: &mut String, file: &budget::File, held: &[Held], rows: &[Row<'_>]) {
    *page += "<h2 id=\"budgets\">Budgets</h2>\n<p class=\"soft\">What hot functions cost: as \
              measured, of what they may. Instructions of the code, and no more than a rival's function \
              of the same build has; instructions that one call executes; blocks that it allocates. ";
    if let Some(recorded) = &file.recorded {
        let budget::Recorded { rustc, target, level } = recorded;
        let from = format!("Recorded with {rustc} for {target}, on a CPU of level {level}. ");
        *page += &escaped(from);
    }
    let states = Kind::ALL.iter().filter_map(|kind| {
        let row = rows.iter().find(|row| row.outcome.id == kind.name())?;
        Some(format!("{}: {}", kind.name(), row.outcome.state.word()))
    });
    let states: Vec<_> = states.collect();
    let _ = write!(
        page,
        "Stages {}.</p>\n<div class=\"card scroll\"><table><thead><tr><th>function<th class=\"num\">\
         code<th>its rival's<th class=\"num\">executed<th class=\"num\">heap blocks<th>ways to a panic</tr></thead>\n",
        escaped(states.join(", "))
    );
    for (name, row) in file.rows() {
        let of = |kind: Kind| held.iter().find(|held| held.row == name && held.kind == kind.name());
        let rival = of(Kind::Asm).and_then(|held| held.rival);
        let rival = rival.map(|figure| format!("{figure}: ")).unwrap_or_default();
        let at_most = row.at_most.as_ref().map(|name| {
            let function = name.rsplit('.').next().unwrap_or(name);
            format!("{rival}{function}")
        });
        let _ = writeln!(
            page,
            "<tr><td class=\"mono\">{}<td class=\"num\">{}<td class=\"mono\">{}<td class=\"num\">{}\
             <td class=\"num\">{}<td>{}</tr>",
            escaped(&name),
            figure(row.asm, 0.0, of(Kind::Asm)),
            escaped(at_most.unwrap_or_default()),
            figure(row.instructions, row.within.unwrap_or(2.0), of(Kind::Instr)),
            figure(row.allocations, 0.0, of(Kind::Alloc)),
            row.panics.map(|_| ways(of(Kind::Panic))).unwrap_or_default(),
        );
    }
    *page += "</table></div>\n";
}

/// What was measured, of what is allowed; nothing where nothing is asked.
fn figure(budget: Option<u64>, within: f64, held: Option<&Held>) -> String {
    let Some(budget) = budget else { return String::new() };
    let within = if within > 0.0 { format!(" ± {within} %") } else { String::new() };
    let measured = match held {
        None => "not measured".into(),
        Some(Held { measured, wrong, .. }) => {
            let measured = measured.map_or("none".into(), |figure| figure.to_string());
            flagged(&measured, wrong.as_deref())
        }
    };
    format!("{measured} <span class=\"soft\">of {budget}{within}</span>")
}

fn ways(held: Option<&Held>) -> String {
    match held {
        None => "not measured".into(),
        Some(Held { wrong: None, .. }) => "none".into(),
        Some(Held { wrong, .. }) => flagged("see", wrong.as_deref()),
    }
}

/// Words in the colour of a failure, and why, if there is one.
fn flagged(words: &str, wrong: Option<&str>) -> String {
    match wrong {
        Some(why) => format!("<span class=\"badge bad\" title=\"{}\">{words}</span>", escaped(why)),
        None => format!("<b>{words}</b>"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "crate = 'rows'
[row.ring.push]
asm = 7
at_most = 'ring.rival'
panics = false
instructions = 100
allocations = 1
";

    fn held(kind: &str, measured: Option<u64>, wrong: Option<&str>) -> Held {
        Held {
            row: "ring.push".into(),
            kind: kind.into(),
            budget: Some(7),
            within: 0.0,
            measured,
            rival: (kind == "asm").then_some(9),
            wrong: wrong.map(Into::into),
        }
    }

    #[test]
    fn each_figure_stands_beside_its_budget() {
        let file = budget::File::parse(FILE).expect("well-formed");
        let held = [
            held("asm", Some(7), None),
            held("instr", Some(120), Some("120, the budget is 100")),
            held("panic", None, None),
        ];
        let mut page = String::new();
        section(&mut page, &file, &held, &[]);
        for part in [
            "<b>7</b> <span class=\"soft\">of 7</span>",
            "<td class=\"mono\">9: rival<td",
            "title=\"120, the budget is 100\">120</span> <span class=\"soft\">of 100 ± 2 %</span>",
            "not measured <span class=\"soft\">of 1</span>",
            "<td>none</tr>",
        ] {
            assert!(page.contains(part), "{part}\n{page}");
        }
    }
}
