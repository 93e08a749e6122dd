//! What can be said of stages without running them.

use std::fmt::Write;

use crate::{
    canary::Canaries,
    config::Config,
    plan::Plan,
    report,
    stage::Stage,
    tools::{Presence, Tool},
    workspace::Facts,
};

/// One line a stage.
pub(crate) fn list(stages: &[&Stage], config: &Config) -> String {
    let head = ["stage", "what passes", "profiles", "tools", "minutes", "waived until"];
    let mut rows = vec![head.map(String::from).to_vec()];
    rows.extend(stages.iter().map(|stage| {
        let joined = |words: Vec<&str>| words.join(" ");
        vec![
            stage.id.into(),
            stage.title.into(),
            joined(stage.profiles.iter().map(|profile| profile.name()).collect()),
            joined(stage.tools.iter().map(|tool| tool.name()).collect()),
            (stage.budget.as_secs() / 60).to_string(),
            config.waiver(stage.id).map(|w| w.expires.to_string()).unwrap_or_default(),
        ]
    }));
    report::aligned(&rows)
}

/// The commands of a stage, as one would type them.
pub(crate) fn commands(stage: &Stage, facts: &Facts) -> String {
    let mut text = String::new();
    if let Canaries::None(why) = stage.canaries {
        let _ = writeln!(text, "# no canary: {why}");
    }
    for canary in stage.canaries.of(facts) {
        let _ = writeln!(text, "# must fail: {}\n{}", canary.says, canary.step);
    }
    match (stage.plan)(facts) {
        Ok(Plan { not_applicable: Some(why), .. }) => {
            let _ = writeln!(text, "# not applicable: {why}");
        }
        Ok(plan) => plan.steps.iter().for_each(|step| {
            let _ = writeln!(text, "{step}");
        }),
        Err(why) => {
            let _ = writeln!(text, "# nothing to check: {why}");
        }
    }
    text
}

/// Everything about a stage.
pub(crate) fn explain(stage: &Stage, facts: &Facts, config: &Config, today: i64) -> String {
    let about = stage.source.lines().map_while(|line| line.strip_prefix("//!"));
    let about: Vec<_> = about.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
    let profiles: Vec<_> = stage.profiles.iter().map(|profile| profile.name()).collect();
    let mut text = format!("{}: {}\n\n{}\n\n", stage.id, stage.title, about.join("\n"));
    let _ = writeln!(text, "profiles: {}", profiles.join(", "));
    let _ = writeln!(text, "budget:   {} minutes", stage.budget.as_secs() / 60);
    if let Some(waiver) = config.waiver(stage.id) {
        let _ = writeln!(text, "waiver:   {}", waiver.about(today));
    }
    for tool in stage.tools {
        let _ = writeln!(text, "needs:    {}", presence(*tool, facts));
    }
    text + "\n" + &commands(stage, facts)
}

/// `cargo xtask doctor`: a line for every tool, and whether none is broken.
pub(crate) fn doctor(stages: &[Stage], facts: &Facts) -> (String, bool) {
    // What is long comes last.
    let mut rows = vec![["tool", "stages", "state"].map(String::from).to_vec()];
    let mut sound = true;
    for tool in Tool::ALL {
        let users = stages.iter().filter(|stage| stage.tools.contains(&tool));
        let users: Vec<_> = users.map(|stage| stage.id).collect();
        let found = tool.look(facts);
        sound &= !matches!(found, Presence::Broken(_));
        let state = match found {
            Presence::Missing(_) if !tool.is_needed(facts) => "not needed yet".into(),
            found => found.describe(tool, facts),
        };
        rows.push(vec![tool.name().into(), users.join(" "), state]);
    }
    (report::aligned(&rows), sound)
}

fn presence(tool: Tool, facts: &Facts) -> String {
    format!("{}: {}", tool.name(), tool.look(facts).describe(tool, facts))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        stages::{TABLE, asan, fmt, semver},
        workspace::tests::facts,
    };

    #[test]
    fn the_list_names_every_stage() {
        let stages: Vec<_> = TABLE.iter().collect();
        let text = list(&stages, &Config::default());
        assert_eq!(text.lines().count(), TABLE.len() + 1);
        assert!(TABLE.iter().all(|stage| text.contains(stage.title)));
    }

    #[test]
    fn a_dry_run_shows_canaries_and_commands() {
        let text = commands(&asan::STAGE, &facts());
        assert_eq!(text.lines().filter(|line| line.starts_with("# must fail: ")).count(), 4);
        assert!(text.lines().last().is_some_and(|line| line.contains("-p ring --test it")));
        let none = Facts { crates: Vec::new(), ..facts() };
        assert!(commands(&asan::STAGE, &none).contains("# nothing to check: no crate"));
        assert!(commands(&fmt::STAGE, &facts()).starts_with("# no canary: "));
    }

    #[test]
    fn a_dry_run_says_what_is_not_applicable() {
        let text = commands(&semver::STAGE, &facts());
        assert!(
            text.ends_with("# not applicable: no git tag yet, so no release to compare with\n")
        );
    }

    #[test]
    fn every_stage_explains_itself() {
        for stage in TABLE {
            let text = explain(stage, &facts(), &Config::default(), 0);
            let about = text.split("\n\n").nth(1).unwrap_or_default();
            assert!(about.len() > 20, "{}: {about}", stage.id);
        }
    }
}
