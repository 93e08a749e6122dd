//! `cargo xtask budget`: holds functions to `benches/budgets.toml`, from what the stages of the gate
//! had rustc, callgrind and dhat write down.

mod callgrind;
mod file;
mod held;
mod listing;
mod panics;
pub(crate) mod program;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use file::Row;
pub(crate) use file::{File, Recorded, cpu_level};
pub(crate) use held::Held;
use listing::Listing;

/// What is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The machine code, by snapshots.
    Asm,
    /// Instructions executed.
    Instr,
    /// Heap blocks allocated.
    Alloc,
    /// Functions without a way to a panic.
    Panic,
}

impl Kind {
    pub(crate) const ALL: [Self; 4] = [Self::Asm, Self::Instr, Self::Alloc, Self::Panic];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Asm => "asm",
            Self::Instr => "instr",
            Self::Alloc => "alloc",
            Self::Panic => "panic",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    fn asks(self, row: &Row) -> bool {
        match self {
            Self::Asm => row.asm.is_some(),
            Self::Instr => row.instructions.is_some(),
            Self::Alloc => row.allocations.is_some(),
            Self::Panic => row.panics.is_some(),
        }
    }

    /// The key of a row that asks for it.
    fn key(self) -> &'static str {
        match self {
            Self::Asm => "asm",
            Self::Instr => "instructions",
            Self::Alloc => "allocations",
            Self::Panic => "panics",
        }
    }
}

/// What the command line says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) kind: Kind,
    /// The budgets.
    pub(crate) file: PathBuf,
    /// What was written down of the program.
    pub(crate) measured: PathBuf,
    /// Write what is found instead of comparing with it.
    pub(crate) bless: bool,
    /// Where to write what was measured, beside the budgets, for other programs.
    pub(crate) json: Option<PathBuf>,
}

/// The exit code when the figures are another compiler's or CPU's.
pub(crate) const ELSEWHERE: u8 = 3;

/// What one row was found to be.
#[derive(Debug, Default)]
struct Found {
    figure: u64,
    snapshot: Option<String>,
    /// What the function that it is held beside has.
    rival: Option<u64>,
    /// What is wrong whatever the budget.
    wrong: Option<String>,
}

pub(crate) fn budget(options: &Options) -> Result<ExitCode, String> {
    let Options { kind, bless, .. } = *options;
    let file = File::read(&options.file)?;
    let here = Recorded::here()?;
    let elsewhere = file.recorded.as_ref().and_then(|recorded| recorded.differs(&here, kind));
    if let Some(why) = elsewhere.filter(|_| !bless) {
        println!("not run: {why}");
        return Ok(ExitCode::from(ELSEWHERE));
    }
    let measured = fs::read_to_string(&options.measured)
        .map_err(|error| format!("{}: {error}", options.measured.display()))?;
    let found = find(kind, &file, &measured);
    let snapshots = options.file.with_extension("").join("asm");
    if bless {
        write(options, &found, &snapshots, &here)?;
    }
    // What was just written is compared too: `at_most` and `panics` no blessing changes.
    let file = if bless { File::read(&options.file)? } else { file };
    let held = held::hold(kind, &file, &found, &snapshots);
    if let Some(path) = &options.json {
        let text = serde_json::to_string(&held).map_err(|error| error.to_string())?;
        fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    let flaws = held::flaws(kind, &held);
    for flaw in &flaws {
        println!("error: {flaw}");
    }
    let figures = found.values().map(|found| found.figure).sum::<u64>();
    let all = crate::judge::count(found.len() as u64, "function");
    println!(
        "{all}{}",
        match kind {
            Kind::Asm => format!(", {figures} instructions in snapshots"),
            Kind::Instr => format!(", {figures} instructions executed"),
            Kind::Alloc => format!(", {} allocated", crate::judge::count(figures, "block")),
            Kind::Panic => " without a way to a panic".into(),
        }
    );
    Ok(if flaws.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Every row of the kind, as it was measured.
fn find(kind: Kind, file: &File, measured: &str) -> BTreeMap<String, Found> {
    let rows = file.rows().filter(|(_, row)| kind.asks(row));
    match kind {
        Kind::Asm | Kind::Panic => {
            let listing = Listing::parse(measured);
            rows.map(|(name, row)| {
                let found = match kind {
                    Kind::Asm => code(&listing, file, &name, row),
                    _ => no_panic(&listing, &file.function(&name)),
                };
                (name, found)
            })
            .collect()
        }
        Kind::Instr => {
            let calls = callgrind::parse(measured);
            rows.map(|(name, _)| {
                let found = match calls.get(&file.function(&name)) {
                    Some(calls) if calls.count == 1 => {
                        Found { figure: calls.instructions, ..Found::default() }
                    }
                    Some(calls) => {
                        Found::wrong(format!("it was called {} times, not once", calls.count))
                    }
                    None => Found::wrong("it was not called"),
                };
                (name, found)
            })
            .collect()
        }
        Kind::Alloc => {
            let lines = measured.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
            let blocks: BTreeMap<_, u64> = lines
                .filter_map(|words| Some((words.first()?.to_string(), words.get(1)?.parse().ok()?)))
                .collect();
            rows.map(|(name, _)| {
                let found = match blocks.get(&name) {
                    Some(&figure) => Found { figure, ..Found::default() },
                    None => Found::wrong("no row of this name was run"),
                };
                (name, found)
            })
            .collect()
        }
    }
}

impl Found {
    fn wrong(what: impl Into<String>) -> Self {
        Self { wrong: Some(what.into()), ..Self::default() }
    }
}

const ABSENT: &str = "the program has no such function: is it in a `budget!`, and called by a row?";

fn code(listing: &Listing, file: &File, name: &str, row: &Row) -> Found {
    let Some(symbol) = listing.symbol(&file.function(name)) else {
        return Found::wrong(ABSENT);
    };
    let functions = listing.through(symbol, row.through.as_deref());
    let figure = functions.iter().map(|function| function.instructions()).sum::<usize>() as u64;
    if row.through.is_some() && functions.len() == 1 {
        return Found::wrong("it comes to no function that `through` asks for");
    }
    let of_rival = |rival: &String| {
        listing.function(&file.function(rival)).map(|function| function.instructions() as u64)
    };
    let rival = row.at_most.as_ref().and_then(of_rival);
    let wrong = row.at_most.as_ref().and_then(|name| match rival {
        None => Some(format!("`{name}`, beside which it is held, is not in the program")),
        Some(most) if figure > most => Some(format!("{figure} instructions, `{name}` has {most}")),
        Some(_) => None,
    });
    let snapshots: Vec<_> = functions.iter().map(|function| function.snapshot()).collect();
    Found { figure, snapshot: Some(snapshots.join("\n")), rival, wrong }
}

fn no_panic(listing: &Listing, function: &str) -> Found {
    match listing.symbol(function).map(|symbol| panics::way(listing, symbol)) {
        None => Found::wrong(ABSENT),
        Some(None) => Found::default(),
        Some(Some(way)) => Found::wrong(format!("it can panic:\n  {}", way.0.join("\n  -> "))),
    }
}

fn write(
    options: &Options,
    found: &BTreeMap<String, Found>,
    snapshots: &Path,
    here: &Recorded,
) -> Result<(), String> {
    let told = |path: &Path, error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let text = fs::read_to_string(&options.file).map_err(|error| told(&options.file, &error))?;
    let figures = found.iter().filter(|(_, found)| found.figure > 0 || found.wrong.is_none());
    let figures = figures.map(|(name, found)| (name.clone(), found.figure)).collect();
    let text = file::blessed(&text, options.kind, &figures, here)?;
    fs::write(&options.file, text).map_err(|error| told(&options.file, &error))?;
    if options.kind == Kind::Asm {
        // Those of rows that are no more must not stay.
        let _ = fs::remove_dir_all(snapshots);
        fs::create_dir_all(snapshots).map_err(|error| told(snapshots, &error))?;
    }
    for (name, found) in found {
        if let Some(snapshot) = &found.snapshot {
            let path = snapshots.join(format!("{name}.s"));
            fs::write(&path, snapshot).map_err(|error| told(&path, &error))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "
crate = 'rows'
[row.ring.push]
asm = 2
at_most = 'ring.rival'
panics = false
instructions = 100
allocations = 1
[row.ring.pop]
instructions = 100
within = 10
";
    const CODE: &str = "
\t.type\t_ZN4rows4ring4push17h0123456789abcdefE,@function
_ZN4rows4ring4push17h0123456789abcdefE:
\tmov rax, rdi
\tret
.Lfunc_end0:
\t.type\t_ZN4rows4ring5rival17h0123456789abcdefE,@function
_ZN4rows4ring5rival17h0123456789abcdefE:
\tmov rax, rdi
\tret
.Lfunc_end1:
";

    /// What is wrong with a measurement.
    fn check(kind: Kind, measured: &str, snapshots: &Path) -> Vec<String> {
        let file = File::parse(FILE).expect("well-formed");
        let held = held::hold(kind, &file, &find(kind, &file, measured), snapshots);
        held::flaws(kind, &held)
    }

    fn calls(push: &str, pop: &str) -> String {
        let call = |name: &str, calls: &str| {
            format!("cfn=_ZN4rows4ring{}{name}17h0123456789abcdefE\n{calls}\n", name.len())
        };
        call("push", push) + &call("pop", pop)
    }

    #[test]
    fn instructions_are_held_within_their_bound() {
        let check = |push: &str, pop: &str| {
            check(Kind::Instr, &calls(push, pop), Path::new("/none")).join("; ")
        };
        assert_eq!(check("calls=1 0\n0 102", "calls=1 0\n0 110"), "");
        let slow = check("calls=1 0\n0 103", "calls=1 0\n0 111");
        assert_eq!(
            slow,
            "ring.pop: 111, the budget is 100 within 10 %; \
             ring.push: 103, the budget is 100 within 2 %"
        );
        assert!(check("calls=1 0\n0 50", "calls=1 0\n0 100").contains("better: --bless"));
        assert!(check("calls=2 0\n0 100", "calls=1 0\n0 100").contains("called 2 times"));
        assert!(check("", "calls=1 0\n0 100").contains("ring.push: it was not called"));
    }

    #[test]
    fn allocations_are_held_exactly() {
        let check = |text: &str| check(Kind::Alloc, text, Path::new("/none"));
        assert!(check("ring.push 1 64\n").is_empty());
        assert_eq!(check("ring.push 2 64\n"), ["ring.push: 2, the budget is 1"]);
        assert_eq!(check(""), ["ring.push: no row of this name was run"]);
    }

    #[test]
    fn code_is_held_to_its_snapshot_and_its_rival() {
        let dir = std::env::temp_dir().join(format!("xtask-budget-{}", std::process::id()));
        fs::create_dir_all(&dir).expect("the temporary folder can be written");
        let check = |code: &str| check(Kind::Asm, code, &dir).join("; ");
        assert!(check(CODE).contains("it has no snapshot"));
        let snapshot = "    mov rax, rdi\n    ret\n";
        fs::write(dir.join("ring.push.s"), snapshot).expect("the folder can be written");
        assert_eq!(check(CODE), "");
        let other = check(&CODE.replacen("mov rax, rdi", "lea rax, [rdi]", 1));
        assert!(other.contains("at line 1\n  - mov rax, rdi\n  + lea rax, [rdi]"), "{other}");
        let longer = check(&CODE.replacen("ret", "nop\n\tret", 1));
        assert!(longer.contains("3 instructions, `ring.rival` has 2"), "{longer}");
        assert!(check(&CODE.replace("4push", "4pull")).contains("no such function"));
        fs::remove_dir_all(dir).expect("it was made above");
    }

    #[test]
    fn a_way_to_a_panic_is_told() {
        let check = |code: &str| check(Kind::Panic, code, Path::new("/none")).join("; ");
        assert_eq!(check(CODE), "");
        let panics =
            CODE.replacen("\tret", "\tjmp _ZN4core9panicking5panic17h0123456789abcdefE", 1);
        assert!(check(&panics).ends_with("rows::ring::push\n  -> core::panicking::panic"));
    }

    #[test]
    fn budgets_without_a_row_check_nothing() {
        let file = File::parse("crate = 'rows'").expect("well-formed");
        let none = held::hold(Kind::Asm, &file, &BTreeMap::new(), Path::new("/none"));
        assert_eq!(held::flaws(Kind::Asm, &none), ["no row of the budgets has `asm`"]);
    }

    #[test]
    fn what_was_measured_stands_beside_what_is_asked() {
        let file = File::parse(FILE).expect("well-formed");
        let held = |kind, measured: &str| {
            held::hold(kind, &file, &find(kind, &file, measured), Path::new("/none"))
        };
        let slow = held(Kind::Instr, &calls("calls=1 0\n0 103", "calls=1 0\n0 95"));
        assert_eq!(
            (slow[0].row.as_str(), slow[0].budget, slow[0].measured),
            ("ring.pop", Some(100), Some(95))
        );
        assert_eq!((slow[0].within, slow[0].wrong.as_ref()), (10.0, None));
        assert!(slow[1].measured == Some(103) && slow[1].wrong.is_some());
        let code = held(Kind::Asm, CODE);
        assert_eq!((code[0].measured, code[0].rival), (Some(2), Some(2)));
        assert_eq!(held(Kind::Alloc, "")[0].measured, None, "it was not found");
        assert_eq!(held(Kind::Panic, CODE)[0].measured, None, "a way is there or not");
    }
}
