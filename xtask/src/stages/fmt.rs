//! rustfmt, of every workspace.

use std::collections::BTreeSet;

use crate::{
    canary::Canaries,
    judge::{self, Flaw, Output},
    plan::{Plan, Step},
    stage::{Profile, Stage, minutes},
    stages::FILES,
    tools::Tool,
    workspace::Facts,
};

pub(crate) const STAGE: Stage = Stage {
    id: "fmt",
    title: "the code is formatted",
    source: include_str!("fmt.rs"),
    tools: &[Tool::Rustfmt],
    profiles: Profile::EVERY,
    budget: minutes(2),
    canaries: Canaries::None("it looks for departures from a rule, and its tool is the rule"),
    plan,
    judge,
};

const CHECK: &str = "--check --verbose --color=never";

#[expect(clippy::unnecessary_wraps, reason = "the signature of every plan")]
fn plan(_: &Facts) -> Result<Plan, String> {
    // `--all` would follow the path dependencies of `fuzz` and `benches` to what is checked already.
    const MANIFESTS: [(&str, &str); 8] = [
        ("Cargo.toml", "--all"),
        ("benches/Cargo.toml", ""),
        ("benches/budgets/Cargo.toml", ""),
        ("benches/sampler/Cargo.toml", ""),
        ("benches/build-time/Cargo.toml", "--all"),
        ("fuzz/Cargo.toml", ""),
        ("xtask/canaries/Cargo.toml", "--all"),
        ("xtask/canaries/fuzz/Cargo.toml", ""),
    ];
    let steps = MANIFESTS.map(|(manifest, all)| {
        Step::cargo(manifest, "fmt --manifest-path").arg(manifest).args(all).arg("--").args(CHECK)
    });
    // The table's macro declares these, which rustfmt does not expand.
    let step = Step { program: "rustfmt".into(), ..Step::cargo("xtask/src/stages", CHECK) };
    let stages = FILES.iter().fold(step, |step, file| step.arg(*file));
    Ok(Plan::from(steps.into_iter().chain([stages]).collect::<Vec<_>>()))
}

fn judge(_: &Facts, outputs: &[Output]) -> Result<String, Flaw> {
    judge::succeeded(outputs)?;
    // A file that several targets share is named for each.
    let mut files = BTreeSet::new();
    for output in outputs {
        let mut read =
            output.text.lines().filter(|line| line.starts_with("Formatting ")).peekable();
        if read.peek().is_none() {
            return judge::found(format!("{}: no file was read", output.subject));
        }
        files.extend(read);
    }
    Ok(judge::count(files.len() as u64, "file"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::tests::{failed, ok, said};
    use crate::workspace::tests::facts;

    const CLEAN: &str = include_str!("../../captured/fmt-clean.txt");
    const UNFORMATTED: &str = include_str!("../../captured/fmt-unformatted.txt");

    #[test]
    fn the_stages_are_named_one_by_one() {
        let step = plan(&facts()).expect("a plan").steps.pop().expect("a step").to_string();
        assert!(
            step.starts_with("rustfmt --check --verbose --color=never xtask/src/stages/fmt.rs ")
        );
        assert!(step.ends_with("/fuzz.rs"), "{step}");
    }

    #[test]
    fn it_counts_files() {
        assert_eq!(judge(&facts(), &[ok("a", CLEAN), ok("b", CLEAN)]), Ok("3 files".into()));
        assert_eq!(said(judge(&facts(), &[ok("a", "")])), "a: no file was read");
    }

    #[test]
    fn it_shows_the_first_difference() {
        let said = said(judge(&facts(), &[failed("a", UNFORMATTED)]));
        assert!(
            said.starts_with("a: exit code 101\nDiff in /repo/crates/hardpan/src/lib.rs:4:"),
            "{said}"
        );
    }
}
