//! What changed in the public API since the last release, by its git tag, must be what the versions
//! say. Never against the registry, where four of the names are other people's crates. A pre-release
//! promises no API, and the tool checks nothing of one: such crates are left out.

use crate::{
    canary::Canaries,
    judge::{self, Flaw, Output},
    plan::{Plan, Step},
    stage::{Profile, Stage, minutes},
    tools::Tool,
    workspace::{Crate, Facts},
};

pub(crate) const STAGE: Stage = Stage {
    id: "semver",
    title: "the API changed no more than the versions say",
    source: include_str!("semver.rs"),
    tools: &[Tool::SemverChecks],
    profiles: Profile::THOROUGH,
    budget: minutes(20),
    canaries: Canaries::None("it needs a release to compare with, and there is none yet"),
    plan,
    judge,
};

fn plan(facts: &Facts) -> Result<Plan, String> {
    let Some(tag) = &facts.last_tag else {
        return Ok(Plan::not_applicable("no git tag yet, so no release to compare with"));
    };
    let step = |krate: &Crate| {
        Step::cargo(&krate.name, "semver-checks --color never --all-features --baseline-rev")
            .arg(tag)
            .arg("-p")
            .arg(&krate.name)
            .env("CARGO_TARGET_DIR", facts.target.join("semver").to_string_lossy())
    };
    let libraries: Vec<_> = facts.published().filter(|krate| krate.has_lib).collect();
    if libraries.is_empty() {
        return Err("no crate is published".into());
    }
    let released = libraries.into_iter().filter(|krate| !krate.version.contains('-'));
    let steps: Vec<_> = released.map(step).collect();
    Ok(if steps.is_empty() {
        Plan::not_applicable("every version is a pre-release, which promises no API")
    } else {
        steps.into()
    })
}

/// The crate is younger than the tag.
fn is_new(output: &Output) -> bool {
    output.text.contains(&format!("package `{}` not found in ", output.subject))
}

/// A new major version may change all; otherwise no check is no success.
fn has_checked(output: &Output) -> bool {
    let line = output.text.lines().find(|line| line.trim_start().starts_with("Checked ["));
    let all = line.is_some_and(|line| !line.contains("] 0 checks:"));
    all || line.is_some() && output.text.contains("(major change)")
}

fn judge(facts: &Facts, outputs: &[Output]) -> Result<String, Flaw> {
    let (new, old): (Vec<_>, Vec<_>) = outputs.iter().cloned().partition(is_new);
    judge::succeeded(&old)?;
    if let Some(output) = old.iter().find(|output| !has_checked(output)) {
        return judge::found(format!("{}: nothing was checked", output.subject));
    }
    let tag = facts.last_tag.as_deref().unwrap_or_default();
    let compared = judge::count(old.len() as u64, "crate");
    Ok(match new.len() {
        0 => format!("{compared} beside {tag}"),
        new => format!("{compared} beside {tag}, {new} new"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::End;
    use crate::judge::tests::{failed, ok, said};
    use crate::workspace::tests::facts;

    const UNCHANGED: &str = include_str!("../../captured/semver-unchanged.txt");
    const BROKEN: &str = include_str!("../../captured/semver-broken.txt");
    const NEW: &str = include_str!("../../captured/semver-new.txt");

    #[test]
    fn before_the_first_release_there_is_nothing_to_compare() {
        let plan = plan(&facts()).expect("a plan");
        assert!(plan.steps.is_empty());
        assert!(plan.not_applicable.expect("a reason").starts_with("no git tag yet"));
    }

    #[test]
    fn each_crate_is_compared_with_the_tag() {
        let facts = Facts { last_tag: Some("v1".into()), ..facts() };
        let steps = plan(&facts).expect("a plan").steps;
        assert_eq!(steps.len(), 2);
        assert!(steps[0].to_string().ends_with("--baseline-rev v1 -p ring"));
    }

    #[test]
    fn a_pre_release_promises_nothing() {
        let mut facts = Facts { last_tag: Some("v1".into()), ..facts() };
        facts.crates[0].version = "1.0.0-alpha.1".into();
        assert_eq!(plan(&facts).expect("a plan").steps.len(), 1);
        facts.crates[2].version = "1.0.0-alpha.1".into();
        assert!(plan(&facts).expect("a plan").not_applicable.is_some());
    }

    #[test]
    fn a_break_is_a_failure_and_so_is_no_check() {
        let facts = Facts { last_tag: Some("v1".into()), ..facts() };
        let checked = ok("ring", UNCHANGED);
        let note = judge(&facts, &[checked.clone(), failed("pool", NEW)]);
        assert_eq!(note, Ok("1 crate beside v1, 1 new".into()));
        assert_eq!(judge(&facts, &[checked]), Ok("1 crate beside v1".into()));
        let unchecked =
            UNCHANGED.replace("229 checks: 229 pass, 31 skip", "0 checks: 0 pass, 260 skip");
        for text in ["", unchecked.as_str()] {
            assert_eq!(said(judge(&facts, &[ok("ring", text)])), "ring: nothing was checked");
        }
        let major = unchecked.replace("(no change; assume patch)", "(major change)");
        assert!(judge(&facts, &[ok("ring", &major)]).is_ok());
        let broken = Output { end: End::Code(100), ..ok("ring", BROKEN) };
        let said = said(judge(&facts, &[broken]));
        let first =
            "ring: exit code 100\n--- failure function_missing: pub fn removed or renamed ---";
        assert!(said.starts_with(first), "{said}");
    }
}
