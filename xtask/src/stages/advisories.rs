//! Known vulnerabilities and yanked versions among the dependencies. The database comes over the
//! network; without it the stage is not run, which is something else than an advisory found.

use crate::{
    canary::Canaries,
    judge::{self, End, Flaw, Output},
    plan::{Plan, Step},
    stage::{Profile, Stage, minutes},
    stages::deny,
    tools::Tool,
    workspace::Facts,
};

pub(crate) const STAGE: Stage = Stage {
    id: "advisories",
    title: "no dependency has a known vulnerability",
    source: include_str!("advisories.rs"),
    tools: &[Tool::CargoDeny],
    profiles: Profile::THOROUGH,
    budget: minutes(5),
    canaries: Canaries::None("nobody can plant an advisory in a database that others keep"),
    plan,
    judge,
};

const DATABASE: &str = "database";
const FETCH: &str = "deny --color never --config deny.toml fetch db";

#[expect(clippy::unnecessary_wraps, reason = "the signature of every plan")]
fn plan(_: &Facts) -> Result<Plan, String> {
    let mut steps = vec![Step::cargo(DATABASE, FETCH)];
    steps.extend(deny::WORKSPACES.map(|path| deny::check(path, "advisories")));
    Ok(steps.into())
}

fn judge(_: &Facts, outputs: &[Output]) -> Result<String, Flaw> {
    let unfetched = |output: &&Output| {
        let refused = output.text.contains("failed to fetch advisory database");
        let failed = output.end != End::Code(0) && refused;
        output.subject == DATABASE && (failed || output.end == End::TimedOut)
    };
    if outputs.iter().any(|output| unfetched(&output)) {
        return Err(Flaw::CannotRun {
            reason: "the advisory database cannot be fetched".into(),
            remedy: format!("cargo {FETCH}"),
        });
    }
    judge::succeeded(outputs)?;
    let checked = outputs.iter().filter(|output| output.subject != DATABASE);
    let mut workspaces = 0;
    for output in checked {
        if !output.text.contains("advisories ok") {
            return judge::found(format!("{}: nothing was checked", output.subject));
        }
        workspaces += 1;
    }
    if workspaces == 0 {
        return judge::found("no workspace was checked");
    }
    Ok(judge::count(workspaces, "workspace"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::tests::{failed, ok, said};
    use crate::workspace::tests::facts;

    const UNREACHABLE: &str = include_str!("../../captured/advisories-unreachable.txt");

    #[test]
    fn without_a_database_it_cannot_run() {
        let result = judge(&facts(), &[failed(DATABASE, UNREACHABLE)]);
        assert!(matches!(result, Err(Flaw::CannotRun { .. })), "{result:?}");
    }

    #[test]
    fn an_advisory_is_a_failure_whatever_it_says() {
        let text = "error[vulnerability]: it says: failed to fetch advisory database\n\n";
        let result = judge(&facts(), &[ok(DATABASE, ""), failed("Cargo.toml", text)]);
        assert!(said(result).contains("error[vulnerability]"));
        let broken = judge(&facts(), &[failed(DATABASE, "error: unexpected argument")]);
        assert!(matches!(broken, Err(Flaw::Found(_))), "{broken:?}");
    }

    #[test]
    fn it_passes_only_what_was_checked() {
        let outputs = [ok(DATABASE, ""), ok("Cargo.toml", "advisories ok\n")];
        assert_eq!(judge(&facts(), &outputs), Ok("1 workspace".into()));
        assert!(judge(&facts(), &[ok(DATABASE, "")]).is_err());
    }
}
