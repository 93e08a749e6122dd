//! `cargo xtask ledger`: every use of `unsafe` in the crates' sources, with its proof and the
//! invariants that the proof names.

pub(crate) mod proof;
pub(crate) mod scan;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use serde::{Deserialize, Serialize};

use crate::judge;
use scan::{Kind, Place};

/// What the command line says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Options {
    /// Folders of crates, or crates.
    pub(crate) dirs: Vec<PathBuf>,
    /// It is only read: what is wrong with it is another's to say.
    pub(crate) unjudged: bool,
    /// Where to write the ledger for other programs.
    pub(crate) json: Option<PathBuf>,
}

/// All of it.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Ledger {
    pub(crate) entries: Vec<Entry>,
    pub(crate) invariants: Vec<Invariant>,
}

/// One use of `unsafe`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Entry {
    /// The crate's folder.
    #[serde(rename = "crate")]
    pub(crate) krate: String,
    pub(crate) file: PathBuf,
    pub(crate) kind: Kind,
    /// The items around it, the outermost first.
    pub(crate) within: Vec<String>,
    pub(crate) in_macro: bool,
    pub(crate) start: Place,
    pub(crate) end: Place,
    /// Where its code stands, if it has any.
    pub(crate) body: Option<(Place, Place)>,
    /// The proof or the contract.
    pub(crate) proof: Option<String>,
    /// What its contract is: not its own, but of the trait that it implements.
    pub(crate) of_trait: bool,
    pub(crate) names: BTreeSet<String>,
    /// The tests said to pin it.
    pub(crate) pins: Vec<String>,
    /// Those said at the file's head to pin what it implements.
    pub(crate) file_pins: Vec<String>,
    /// The compiler may have run it, so that no test does.
    pub(crate) in_const: bool,
    /// Its lines, the first few.
    pub(crate) excerpt: String,
}

/// One invariant of a header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Invariant {
    #[serde(rename = "crate")]
    pub(crate) krate: String,
    pub(crate) name: String,
    pub(crate) file: PathBuf,
    pub(crate) line: usize,
    /// How often it is named.
    pub(crate) named: usize,
}

impl Invariant {
    /// Its letters and its number.
    fn number(&self) -> (&str, Option<u32>) {
        let (letters, number) = self.name.split_once('-').unwrap_or((&self.name, ""));
        (letters, number.parse().ok())
    }
}

/// A source file, read.
#[derive(Debug)]
struct Source {
    krate: String,
    file: PathBuf,
    text: String,
}

pub(crate) fn ledger(options: &Options) -> Result<ExitCode, String> {
    let sources = read(&options.dirs)?;
    let (ledger, flaws) = audit(&sources);
    if let Some(path) = &options.json {
        let told = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
        let text = serde_json::to_string_pretty(&ledger).map_err(|error| told(&error))?;
        let made = path.parent().map_or(Ok(()), fs::create_dir_all);
        made.and_then(|()| fs::write(path, text)).map_err(|error| told(&error))?;
    }
    let flaws = if options.unjudged { Vec::new() } else { flaws };
    for flaw in &flaws {
        println!("error: {flaw}");
    }
    println!("{}", summary(&ledger));
    Ok(if flaws.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The last line: what a note of the gate needs.
fn summary(ledger: &Ledger) -> String {
    let mut kinds = BTreeMap::<Kind, u64>::new();
    for entry in &ledger.entries {
        *kinds.entry(entry.kind).or_default() += 1;
    }
    let kinds = kinds.into_iter().map(|(kind, number)| judge::count(number, kind.noun()));
    let all = judge::count(ledger.entries.len() as u64, "use");
    let invariants = judge::count(ledger.invariants.len() as u64, "invariant");
    let names_none =
        |entry: &&Entry| !entry.kind.is_a_contract() && !entry.of_trait && entry.names.is_empty();
    let nameless = ledger.entries.iter().filter(names_none).count();
    let kinds = kinds.collect::<Vec<_>>().join(", ");
    format!("{all} of unsafe ({kinds}), {invariants}, {nameless} proved without one")
}

fn audit(sources: &[Source]) -> (Ledger, Vec<String>) {
    let mut ledger = Ledger::default();
    let (mut flaws, mut named) = (Vec::new(), Vec::new());
    for source in sources {
        let lines: Vec<_> = source.text.lines().collect();
        for (name, line) in proof::defined(&lines) {
            let (krate, file) = (source.krate.clone(), source.file.clone());
            ledger.invariants.push(Invariant { krate, name, file, line, named: 0 });
        }
        match scan::uses(&source.text) {
            Ok(uses) if uses.is_empty() => {}
            Ok(uses) => {
                ledger.entries.extend(entries(source, &uses, &lines));
                named.extend(proof::named(&lines).map(|(name, line)| (source, name, line)));
            }
            Err(error) => flaws.push(format!("{}: {error}", source.file.display())),
        }
    }
    flaws.extend(names_flaws(&mut ledger.invariants, &named));
    flaws.extend(ledger.entries.iter().filter_map(proof_flaw));
    // As one counts, whichever file defines them.
    ledger.invariants.sort_by(|a, b| (&a.krate, a.number()).cmp(&(&b.krate, b.number())));
    (ledger, flaws)
}

fn entries<'a>(
    source: &'a Source,
    uses: &'a [scan::Use],
    lines: &'a [&str],
) -> impl Iterator<Item = Entry> + 'a {
    const LINES: usize = 12;
    uses.iter().enumerate().map(move |(at, found)| {
        let previous = uses[..at].last().map_or(0, |before| before.start.line);
        let proof = proof::of(found, previous, lines);
        let last = found.end.line.min(found.start.line + LINES - 1);
        Entry {
            krate: source.krate.clone(),
            file: source.file.clone(),
            kind: found.kind,
            within: found.within.clone(),
            in_macro: found.in_macro,
            start: found.start,
            end: found.end,
            body: found.body,
            names: proof.as_deref().map(proof::names).unwrap_or_default(),
            pins: proof::pins(found, lines),
            file_pins: proof::file_pins(lines),
            in_const: found.in_const,
            of_trait: found.in_trait_impl && found.kind == Kind::Function,
            proof,
            excerpt: lines[found.start.line - 1..last].join("\n"),
        }
    })
}

pub(crate) fn place(entry: &Entry) -> String {
    let around = match entry.within.join(" > ") {
        none if none.is_empty() => none,
        some => format!(" in `{some}`"),
    };
    let Place { line, column } = entry.start;
    format!("{}:{line}:{column}: an unsafe {}{around}", entry.file.display(), entry.kind.noun())
}

fn proof_flaw(entry: &Entry) -> Option<String> {
    let is_proved = entry.of_trait || entry.proof.as_ref().is_some_and(|proof| !proof.is_empty());
    let lacks = if entry.kind.is_a_contract() {
        "has no `# Safety`: what must its user prove?"
    } else {
        "has no proof: `// SAFETY: [XX-1] …` above it"
    };
    (!is_proved).then(|| format!("{} {lacks}", place(entry)))
}

/// Counts who names which invariant; a name must be defined once in its crate, and be named.
fn names_flaws(invariants: &mut [Invariant], named: &[(&Source, String, usize)]) -> Vec<String> {
    let mut flaws = Vec::new();
    for (Source { krate, file, .. }, name, line) in named {
        match invariants.iter_mut().find(|i| i.krate == *krate && i.name == *name) {
            Some(invariant) => invariant.named += 1,
            None => flaws.push(format!(
                "{}:{line}: {name} is named, which no header of {krate} defines",
                file.display()
            )),
        }
    }
    for (at, invariant) in invariants.iter().enumerate() {
        let Invariant { krate, name, file, line, named } = invariant;
        let place = format!("{}:{line}", file.display());
        if invariants[..at].iter().any(|other| other.krate == *krate && other.name == *name) {
            flaws.push(format!("{place}: {name} is defined twice in {krate}"));
        } else if *named == 0 {
            flaws.push(format!("{place}: nothing names {name}: what rests on it?"));
        }
    }
    flaws
}

/// The sources of each crate in the folders.
fn read(dirs: &[PathBuf]) -> Result<Vec<Source>, String> {
    let mut sources = Vec::new();
    for dir in dirs {
        let crates = if dir.join("src").is_dir() { vec![dir.clone()] } else { folders(dir)? };
        for krate in crates {
            let name = krate.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files(&krate.join("src"), &mut |file| {
                let text = fs::read_to_string(&file)
                    .map_err(|error| format!("{}: {error}", file.display()))?;
                sources.push(Source { krate: name.clone(), file, text });
                Ok(())
            })?;
        }
    }
    if sources.is_empty() { Err("there is no source in these folders".into()) } else { Ok(sources) }
}

/// What is in a folder, in an order that does not change.
fn folders(dir: &Path) -> Result<Vec<PathBuf>, String> {
    let told = |error| format!("{}: {error}", dir.display());
    let entries = fs::read_dir(dir).map_err(told)?;
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    Ok(paths)
}

/// Every `.rs` file below a folder that may not exist.
fn files(dir: &Path, take: &mut impl FnMut(PathBuf) -> Result<(), String>) -> Result<(), String> {
    if !dir.is_dir() {
        return Ok(());
    }
    for path in folders(dir)? {
        if path.is_dir() {
            files(&path, take)?;
        } else if path.extension().is_some_and(|end| end == "rs") {
            take(path)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{proof::PROOF, *};

    fn source(text: &str) -> Source {
        Source { krate: "a".into(), file: "a/src/raw.rs".into(), text: text.into() }
    }

    const SOUND: &str = "\
//! - **AB-1** The pointer is valid.

/// # Safety
///
/// The pointer is valid.
unsafe fn read(p: *const u8) -> u8 {
    // SAFETY: [AB-1] so it is.
    unsafe { p.read() }
}
";

    #[test]
    fn what_is_proved_by_what_is_defined_is_sound() {
        let (ledger, flaws) = audit(&[source(SOUND)]);
        assert_eq!(flaws, [""; 0]);
        assert_eq!(
            summary(&ledger),
            "2 uses of unsafe (1 block, 1 function), 1 invariant, 0 proved without one"
        );
        assert_eq!(ledger.invariants[0].named, 1);
    }

    #[test]
    fn each_fault_is_told_where_it_is() {
        for (old, new, want) in [
            (
                "    // SAFETY: [AB-1] so it is.\n",
                "",
                "7:5: an unsafe block in `read` has no proof",
            ),
            (
                "// SAFETY: [AB-1] so it is.",
                "// SAFETY:",
                "8:5: an unsafe block in `read` has no proof",
            ),
            ("/// # Safety\n", "///\n", "6:1: an unsafe function has no `# Safety`"),
            ("[AB-1] so", "[AB-2] so", "7: AB-2 is named, which no header of a defines"),
            ("[AB-1] so", "so", "a/src/raw.rs:1: nothing names AB-1"),
            ("**AB-1**", "**AB-1** **AB-1**", "AB-1 is defined twice"),
            ("**AB-1**", "AB-1", "AB-1 is named, which no header"),
        ] {
            let text = SOUND.replace(old, new);
            assert_ne!(text, SOUND);
            let flaws = audit(&[source(&text)]).1.join("\n");
            assert!(flaws.contains(want), "{want}: {flaws}");
        }
    }

    /// On the real tree, which the stage itself holds to be sound.
    #[test]
    fn no_proof_of_this_workspace_can_go_unseen() {
        let crates = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("crates");
        let sources = read(&[crates]).expect("sources");
        let proofs: usize = sources.iter().map(|source| source.text.matches(PROOF).count()).sum();
        assert!(proofs > 100, "{proofs}");
        for Source { krate, file, text } in &sources {
            let unproved = |text: String| {
                let source = Source { krate: krate.clone(), file: file.clone(), text };
                audit(&[source]).1.iter().filter(|flaw| flaw.contains(" has no proof")).count()
            };
            let before = unproved(text.clone());
            for (at, proof) in text.match_indices(PROOF) {
                let line = text[..at].lines().last().unwrap_or_default().trim_start();
                if line.starts_with("//") {
                    continue; // an example's
                }
                let without = format!("{}// Once: {}", &text[..at], &text[at + proof.len()..]);
                assert!(unproved(without) > before, "{}: at byte {at}", file.display());
            }
        }
    }
}
