//! rustdoc, warnings denied, and every example in the documentation, with all features; those of the
//! published crates with no features, too: whoever takes a crate so reads the same pages.

use crate::{
    canary::{Canaries, Canary},
    judge::{self, Flaw, Output},
    plan::{Plan, Step},
    stage::{Profile, Stage, minutes},
    workspace::Facts,
};

pub(crate) const STAGE: Stage = Stage {
    id: "doc",
    title: "the documentation builds, and its examples run",
    source: include_str!("doc.rs"),
    tools: &[],
    profiles: Profile::THOROUGH,
    budget: minutes(10),
    canaries: Canaries::Planted(canaries),
    plan,
    judge,
};

const PAGES: &str = "pages";
const EXAMPLES: &str = "examples";
const BARE: &str = "examples, no features";

#[expect(clippy::unnecessary_wraps, reason = "the signature of every plan")]
fn plan(facts: &Facts) -> Result<Plan, String> {
    Ok(vec![
        step(PAGES, "doc --no-deps").args("--workspace --all-features"),
        step(EXAMPLES, "test --doc").args("--workspace --all-features"),
        step(BARE, "test --doc").args("--no-default-features").args(&facts.published_args()),
    ]
    .into())
}

fn step(subject: &str, command: &str) -> Step {
    Step::cargo(subject, command).args("--locked").env("RUSTDOCFLAGS", "-D warnings")
}

fn canaries(facts: &Facts) -> Vec<Canary> {
    let canary = |subject, command, says| {
        let step = step(subject, command)
            .args("-p canary-test --manifest-path xtask/canaries/Cargo.toml")
            .target_dir(&facts.target);
        Canary { step, says }
    };
    vec![
        canary("a broken link", "doc --no-deps", "unresolved link to `nowhere`"),
        canary("a false example", "test --doc", "canary: an example that is not true"),
    ]
}

fn judge(facts: &Facts, outputs: &[Output]) -> Result<String, Flaw> {
    judge::succeeded(outputs)?;
    let sections_of = |subject| {
        let examples = outputs.iter().filter(move |output| output.subject == subject);
        examples.flat_map(|output| judge::sections(&output.text)).collect::<Vec<_>>()
    };
    let (sections, bare) = (sections_of(EXAMPLES), sections_of(BARE));
    for krate in facts.published().filter(|krate| krate.has_lib) {
        let name = format!("Doc-tests {}", krate.name.replace('-', "_"));
        let section = sections.iter().find(|section| section.name == name);
        if section.and_then(|section| section.counts).is_none_or(|counts| counts.passed == 0) {
            return judge::found(format!("{}: no example was executed", krate.name));
        }
        // Without its features a crate may have none that it could show.
        if bare.iter().all(|section| section.name != name) {
            return judge::found(format!(
                "{}: its examples were not tried without features",
                krate.name
            ));
        }
    }
    let [all, bare] = [sections, bare].map(|sections| judge::total(&sections).passed);
    if bare == 0 {
        return judge::found("no example was executed without features");
    }
    Ok(format!("{}, {bare} of them without features", judge::count(all, "example")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::tests::{failed, ok, said};
    use crate::workspace::tests::facts;

    const EXAMPLES_RAN: &str = include_str!("../../captured/doctest.txt");
    const BROKEN_LINK: &str = include_str!("../../captured/doc-broken-link.txt");

    #[test]
    fn every_published_crate_must_have_run_an_example() {
        let mut facts = facts();
        let outputs = [ok(PAGES, ""), ok(EXAMPLES, EXAMPLES_RAN), ok(BARE, EXAMPLES_RAN)];
        assert_eq!(said(judge(&facts, &outputs)), "umbrella: no example was executed");
        facts.crates.pop();
        assert_eq!(judge(&facts, &outputs), Ok("5 examples, 5 of them without features".into()));
        let without = judge(&facts, &outputs[..2]);
        assert_eq!(said(without), "ring: its examples were not tried without features");
        let none = ok(BARE, "   Doc-tests ring\n");
        let none = judge(&facts, &[outputs[0].clone(), outputs[1].clone(), none]);
        assert_eq!(said(none), "no example was executed without features");
    }

    #[test]
    fn the_examples_are_tried_without_features_too() {
        let steps = plan(&facts()).expect("a plan").steps;
        let bare = "cargo test --doc --locked --no-default-features -p ring -p umbrella";
        assert!(steps[2].to_string().ends_with(bare), "{}", steps[2]);
    }

    #[test]
    fn it_shows_the_broken_link() {
        let said = said(judge(&facts(), &[failed(PAGES, BROKEN_LINK)]));
        assert!(
            said.starts_with("pages: exit code 101\nerror: unresolved link to `nowhere`"),
            "{said}"
        );
    }
}
