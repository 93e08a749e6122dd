//! The programs whose functions are held to budgets, ours and the canaries', and what the four
//! stages do with them.

use std::path::PathBuf;

use super::{ELSEWHERE, Kind};
use crate::{
    canary::Canary,
    judge::{self, End, Flaw, Output},
    plan::{Plan, Step},
    workspace::Facts,
};

/// A program, and the file of its budgets.
#[derive(Debug, Clone, Copy)]
struct Program {
    manifest: &'static str,
    file: &'static str,
    /// Its part of the target folder.
    folder: &'static str,
}

const OURS: Program = Program {
    manifest: "benches/budgets/Cargo.toml",
    file: "benches/budgets.toml",
    folder: "budgets",
};

const PLANTED: Program = Program {
    manifest: "xtask/canaries/budgets/Cargo.toml",
    file: "xtask/canaries/budgets.toml",
    folder: "budgets/canary",
};

impl Program {
    fn target(self, facts: &Facts) -> PathBuf {
        facts.target.join(self.folder)
    }

    /// What is compared with the budgets.
    fn measured(self, facts: &Facts, kind: Kind) -> String {
        let name = match kind {
            Kind::Asm | Kind::Panic => "budgets.s",
            Kind::Instr => "callgrind.txt",
            Kind::Alloc => "allocations.txt",
        };
        self.target(facts).join(name).to_string_lossy().into_owned()
    }

    /// Whole-program optimisation, so that the listing has every function that is linked, std's too,
    /// and no flag of the machine's own cargo configuration.
    fn build(self, facts: &Facts, bin: &str) -> Step {
        let step = Step::cargo("build", "rustc --release --locked --manifest-path")
            .arg(self.manifest)
            .args("--bin")
            .arg(bin)
            .target_dir(self.target(facts))
            .env("CARGO_PROFILE_RELEASE_LTO", "fat")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "1")
            .env("CARGO_PROFILE_RELEASE_DEBUG", "false")
            .env("RUSTFLAGS", "");
        if bin == "allocations" {
            return step;
        }
        let emit = format!("--emit=asm={}", self.measured(facts, Kind::Asm));
        let step = step.arg("--").arg(emit);
        if facts.host.starts_with("x86_64") {
            step.args("-C llvm-args=-x86-asm-syntax=intel")
        } else {
            step
        }
    }

    /// Writes down what is to be compared.
    fn measure(self, facts: &Facts, kind: Kind) -> Vec<Step> {
        let binary = |name: &str| self.target(facts).join("release").join(name);
        let to = self.measured(facts, kind);
        match kind {
            Kind::Asm | Kind::Panic => vec![self.build(facts, "budgets")],
            Kind::Instr => {
                let callgrind = Step {
                    program: "valgrind".into(),
                    ..Step::cargo("callgrind", "--tool=callgrind --compress-strings=no")
                };
                let callgrind = callgrind
                    .args("--compress-pos=no --demangle=no")
                    .arg(format!("--callgrind-out-file={to}"))
                    .arg(binary("budgets").to_string_lossy());
                vec![self.build(facts, "budgets"), callgrind]
            }
            Kind::Alloc => {
                let run = Step {
                    program: binary("allocations").to_string_lossy().into_owned(),
                    ..Step::cargo("dhat", "")
                };
                vec![self.build(facts, "allocations"), run.arg(to)]
            }
        }
    }

    fn compare(self, facts: &Facts, kind: Kind) -> Step {
        Step::gate(facts, "budgets", &format!("budget {} --file {}", kind.name(), self.file))
            .arg("--measured")
            .arg(self.measured(facts, kind))
    }
}

pub(crate) fn plan(facts: &Facts, kind: Kind) -> Plan {
    let json = facts.target.join(json(kind));
    let compare = OURS.compare(facts, kind).arg("--json").arg(json.to_string_lossy());
    let compare = if facts.bless { compare.arg("--bless") } else { compare };
    // One step: what an old build left must be neither compared nor blessed.
    Plan { clean: vec![json], ..vec![compare.after(OURS.measure(facts, kind))].into() }
}

/// Where the report finds what was measured.
pub(crate) fn json(kind: Kind) -> String {
    format!("verify/budgets-{}.json", kind.name())
}

/// The canaries' program has one planted function a kind.
pub(crate) fn canary(facts: &Facts, kind: Kind, says: &'static str) -> Vec<Canary> {
    let step = PLANTED.compare(facts, kind).after(PLANTED.measure(facts, kind));
    vec![Canary { step: Step { subject: format!("budgets, {}", kind.name()), ..step }, says }]
}

/// The last line of the comparison is the note.
pub(crate) fn judge(outputs: &[Output]) -> Result<String, Flaw> {
    let last = outputs.last().map_or("", |output| output.text.as_str());
    let line = |text: &str| text.lines().last().unwrap_or_default().to_string();
    if outputs.last().is_some_and(|output| output.end == End::Code(ELSEWHERE.into())) {
        return Err(Flaw::CannotRun {
            reason: line(last).trim_start_matches("not run: ").into(),
            remedy: "cargo xtask verify --only asm,instr,alloc,panic --bless".into(),
        });
    }
    judge::no_faults(outputs)?;
    match line(last) {
        note if note.starts_with(|c: char| ('1'..='9').contains(&c)) => Ok(note),
        _ => judge::found("nothing was compared"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::tests::{failed, ok, said};
    use crate::workspace::tests::facts;

    #[test]
    fn a_build_is_the_whole_program_for_the_plain_cpu() {
        let step = plan(&facts(), Kind::Panic).steps[0].first[0].to_string();
        assert!(step.starts_with("CARGO_PROFILE_RELEASE_LTO=fat "), "{step}");
        assert!(step.contains(" RUSTFLAGS='' cargo rustc --release --locked "), "{step}");
        assert!(step.ends_with(
            "--emit=asm=/repo/target/budgets/budgets.s -C llvm-args=-x86-asm-syntax=intel"
        ));
    }

    #[test]
    fn a_blessing_is_asked_for() {
        let last = |facts: &Facts| {
            let step = plan(facts, Kind::Instr).steps.remove(0);
            step.after(Vec::new()).to_string()
        };
        let compare = "/repo/target/debug/xtask budget instr --file benches/budgets.toml \
                       --measured /repo/target/budgets/callgrind.txt \
                       --json /repo/target/verify/budgets-instr.json";
        assert_eq!(last(&facts()), compare);
        assert_eq!(last(&Facts { bless: true, ..facts() }), format!("{compare} --bless"));
    }

    #[test]
    fn the_note_is_the_last_line() {
        let outputs = [ok("build", ""), ok("budgets", "x\n3 functions, 20 instructions\n")];
        assert_eq!(judge(&outputs), Ok("3 functions, 20 instructions".into()));
        assert_eq!(said(judge(&[ok("budgets", "0 functions\n")])), "nothing was compared");
        let slow = failed("budgets", "error: ring.push: 103, the budget is 100\n\n1 function\n");
        assert!(said(judge(&[slow])).contains("ring.push: 103, the budget is 100"));
    }

    #[test]
    fn under_another_compiler_it_is_not_run() {
        let text = "not run: recorded with the compiler 1.95, here it is 1.96\n";
        let output = Output { end: End::Code(3), ..ok("budgets", text) };
        let Err(Flaw::CannotRun { reason, .. }) = judge(&[output]) else { panic!("it ran") };
        assert_eq!(reason, "recorded with the compiler 1.95, here it is 1.96");
    }
}
