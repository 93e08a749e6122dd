//! rustfmt, of all three workspaces.

use crate::{
    judge::{self, Flaw, Output},
    plan::{Plan, Step},
    stage::{Profile, Stage, minutes},
    tools::Tool,
    workspace::Facts,
};

pub(crate) const STAGE: Stage = Stage {
    id: "fmt",
    title: "the code is formatted",
    tools: &[Tool::Rustfmt],
    profiles: Profile::EVERY,
    budget: minutes(2),
    plan,
    judge,
};

// A step each, although `--all` follows path dependencies: a workspace may come to have none.
#[expect(clippy::unnecessary_wraps, reason = "the signature of every plan")]
fn plan(facts: &Facts) -> Result<Plan, String> {
    let mut manifests = vec!["Cargo.toml"];
    // rustfmt refuses a package without targets.
    if !facts.fuzz_targets.is_empty() {
        manifests.push("fuzz/Cargo.toml");
    }
    manifests.push("benches/Cargo.toml");
    let step = |manifest| {
        Step::cargo(manifest, "fmt --all --manifest-path")
            .arg(manifest)
            .args("-- --check --verbose --color=never")
    };
    Ok(manifests.into_iter().map(step).collect::<Vec<_>>().into())
}

fn judge(_: &Facts, outputs: &[Output]) -> Result<String, Flaw> {
    judge::succeeded(outputs)?;
    let formatted = |output: &Output| {
        output.text.lines().filter(|line| line.starts_with("Formatting ")).count() as u64
    };
    for output in outputs {
        if formatted(output) == 0 {
            return judge::found(format!("{}: no file was read", output.subject));
        }
    }
    Ok(judge::count(outputs.iter().map(formatted).sum(), "file"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::tests::{failed, ok, said};
    use crate::workspace::tests::facts;

    const CLEAN: &str = include_str!("../../captured/fmt-clean.txt");
    const UNFORMATTED: &str = include_str!("../../captured/fmt-unformatted.txt");

    #[test]
    fn it_counts_files() {
        assert_eq!(judge(&facts(), &[ok("a", CLEAN), ok("b", CLEAN)]), Ok("6 files".into()));
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
