//! `budgets.toml`: what each function may cost, and under which compiler that was written down.

use std::{collections::BTreeMap, fs, path::Path, process::Command};

use serde::Deserialize;
use toml_edit::{DocumentMut, value};

use super::Kind;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    /// The crate of the functions, as a path names it.
    #[serde(rename = "crate")]
    pub(crate) krate: String,
    /// Absent for the canaries, which must be caught everywhere.
    pub(crate) recorded: Option<Recorded>,
    /// By module and function.
    #[serde(default)]
    row: BTreeMap<String, BTreeMap<String, Row>>,
}

/// Where the figures are from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Recorded {
    pub(crate) rustc: String,
    pub(crate) target: String,
    /// The CPU's: what is dispatched at run time is another function on another one.
    pub(crate) level: String,
}

/// What is asked of one function; what is absent is not.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Row {
    /// How many instructions the function has. All of them are in `budgets/asm/`.
    pub(crate) asm: Option<u64>,
    /// The snapshot has the functions that it comes to whose path begins so, too.
    pub(crate) through: Option<String>,
    /// It has no more than this one of the same build.
    pub(crate) at_most: Option<String>,
    /// `false`: it contains no way to a panic.
    pub(crate) panics: Option<bool>,
    /// How many instructions its one call executes.
    pub(crate) instructions: Option<u64>,
    /// By how many percent that may differ; 2 if not said.
    pub(crate) within: Option<f64>,
    /// How many heap blocks its one call allocates.
    pub(crate) allocations: Option<u64>,
}

impl File {
    pub(crate) fn read(path: &Path) -> Result<Self, String> {
        let text =
            fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        Self::parse(&text).map_err(|error| format!("{}: {error}", path.display()))
    }

    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let file: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        for (name, row) in file.rows() {
            if row.panics == Some(true) {
                return Err(format!("{name}: `panics` can only be false; leave it out"));
            }
            if row.at_most.is_some() && row.asm.is_none() {
                return Err(format!("{name}: `at_most` compares `asm`, which is not there"));
            }
            if row.through.is_some() && row.asm.is_none() {
                return Err(format!("{name}: `through` adds to `asm`, which is not there"));
            }
            if row.within.is_some() && row.instructions.is_none() {
                return Err(format!("{name}: `within` is of `instructions`, which is not there"));
            }
            if Kind::ALL.iter().all(|kind| !kind.asks(row)) {
                return Err(format!("{name}: nothing is asked of it"));
            }
        }
        Ok(file)
    }

    /// Every row with its name, `module.function`.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (String, &Row)> {
        self.row.iter().flat_map(|(module, rows)| {
            rows.iter().map(move |(function, row)| (format!("{module}.{function}"), row))
        })
    }

    /// The path of a row's function in the program.
    pub(crate) fn function(&self, row: &str) -> String {
        format!("{}::{}", self.krate, row.replace('.', "::"))
    }
}

impl Recorded {
    /// This machine's.
    pub(crate) fn here() -> Result<Self, String> {
        let output = Command::new("rustc").arg("-vV").output();
        let output = output.map_err(|error| format!("rustc cannot be started: {error}"))?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let host = text.lines().find_map(|line| line.strip_prefix("host: "));
        Ok(Self {
            rustc: text.lines().next().unwrap_or_default().into(),
            target: host.ok_or("rustc -vV names no host")?.into(),
            level: cpu_level().into(),
        })
    }

    /// Why figures of one place say nothing in the other.
    pub(crate) fn differs(&self, here: &Self, kind: Kind) -> Option<String> {
        let told = |what, there: &str, here: &str| {
            (there != here).then(|| format!("recorded with {what} {there}, here it is {here}"))
        };
        told("the compiler", &self.rustc, &here.rustc)
            .or_else(|| told("the target", &self.target, &here.target))
            // What a function is compiled to, and what it allocates, no CPU changes.
            .or_else(|| match kind {
                Kind::Instr => told("the CPU level", &self.level, &here.level),
                Kind::Asm | Kind::Alloc | Kind::Panic => None,
            })
    }
}

/// The x86-64 level of this CPU, as the psABI has them; elsewhere the architecture.
pub(crate) fn cpu_level() -> &'static str {
    #[cfg(target_arch = "x86_64")]
    {
        macro_rules! has {
            ($($feature:tt)*) => { true $(&& is_x86_feature_detected!($feature))* };
        }
        if !has!("sse3" "ssse3" "sse4.1" "sse4.2" "popcnt" "cmpxchg16b") {
            "x86-64"
        } else if !has!("avx" "avx2" "bmi1" "bmi2" "f16c" "fma" "lzcnt" "movbe") {
            "x86-64-v2"
        } else if !has!("avx512f" "avx512bw" "avx512cd" "avx512dq" "avx512vl") {
            "x86-64-v3"
        } else {
            "x86-64-v4"
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    std::env::consts::ARCH
}

/// The file's text with new figures and a new record of where they are from.
pub(crate) fn blessed(
    text: &str,
    kind: Kind,
    figures: &BTreeMap<String, u64>,
    here: &Recorded,
) -> Result<String, String> {
    let mut document: DocumentMut = text.parse().map_err(|error| format!("{error}"))?;
    if document.contains_key("recorded") {
        let recorded = &mut document["recorded"];
        recorded["rustc"] = value(&here.rustc);
        recorded["target"] = value(&here.target);
        recorded["level"] = value(&here.level);
    }
    if kind == Kind::Panic {
        return Ok(document.to_string()); // its rows have no figure
    }
    for (name, figure) in figures {
        let (module, function) = name.split_once('.').ok_or("a row has a module")?;
        let figure = i64::try_from(*figure).map_err(|error| error.to_string())?;
        // In place, so that what stands beside it stays.
        if let Some(old) = document["row"][module][function][kind.key()].as_value_mut() {
            let decor = old.decor().clone();
            *old = figure.into();
            *old.decor_mut() = decor;
        }
    }
    Ok(document.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
# A head.
crate = \"budgets\"

[recorded]
rustc = \"old\"
target = \"t\"
level = \"v1\"

[row.ring.push]
panics = false
instructions = 5 # with room

[row.ring.pop]
asm = 7
at_most = \"ring.pop_rival\"
";

    fn here() -> Recorded {
        Recorded { rustc: "new".into(), target: "t".into(), level: "v2".into() }
    }

    #[test]
    fn rows_are_read_and_named() {
        let file = File::parse(TEXT).expect("well-formed");
        let names: Vec<_> = file.rows().map(|(name, _)| name).collect();
        assert_eq!(names, ["ring.pop", "ring.push"]);
        assert_eq!(file.function("ring.push"), "budgets::ring::push");
    }

    #[test]
    fn a_malformed_row_is_refused() {
        for (old, new) in [
            ("panics = false", "panics = true"),
            ("asm = 7", "allocations = 7"),
            ("instructions = 5", "within = 5"),
            ("asm = 7", "assembly = 7"),
            ("panics = false\ninstructions = 5", ""),
        ] {
            assert!(File::parse(&TEXT.replace(old, new)).is_err(), "{new}");
        }
    }

    #[test]
    fn another_compiler_or_cpu_is_another_place() {
        let there = File::parse(TEXT).expect("well-formed").recorded.expect("it is there");
        assert!(there.differs(&here(), Kind::Asm).is_some_and(|why| why.contains("compiler old")));
        let there = Recorded { rustc: "new".into(), ..there };
        assert_eq!(there.differs(&here(), Kind::Asm), None);
        assert!(there.differs(&here(), Kind::Instr).is_some_and(|why| why.contains("CPU level")));
    }

    #[test]
    fn a_blessing_changes_figures_and_nothing_else() {
        let figures = BTreeMap::from([("ring.push".into(), 6)]);
        let text = blessed(TEXT, Kind::Instr, &figures, &here()).expect("well-formed");
        let want = TEXT.replace("= 5 #", "= 6 #").replace("\"old\"", "\"new\"");
        assert_eq!(text, want.replace("\"v1\"", "\"v2\""));
    }
}
