//! The published crates that promise a newer compiler than the workspace does, each checked by the one
//! that it promises. Where that one is not installed, clippy's `incompatible_msrv` (stage `clippy`)
//! stands in for it: it knows since when the standard library has what they use.

use crate::{
    canary::Canaries,
    plan::Plan,
    stage::{Profile, Stage, minutes},
    stages::msrv,
    tools::Tool,
    workspace::Facts,
};

pub(crate) const STAGE: Stage = Stage {
    id: "msrv-newer",
    title: "so do the compilers that single crates promise",
    source: include_str!("msrv_newer.rs"),
    tools: &[Tool::MsrvNewer],
    profiles: Profile::THOROUGH,
    budget: minutes(10),
    canaries: Canaries::None("its commands are those of `msrv`, which has one"),
    plan,
    judge: msrv::judge,
};

#[expect(clippy::unnecessary_wraps, reason = "the signature of every plan")]
fn plan(facts: &Facts) -> Result<Plan, String> {
    let newer = facts.msrv.iter().skip(1);
    let steps: Vec<_> =
        newer.flat_map(|(version, toolchain)| msrv::checks(facts, version, toolchain)).collect();
    Ok(if steps.is_empty() {
        Plan::not_applicable("every crate promises the same compiler")
    } else {
        steps.into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::tests::facts;

    #[test]
    fn it_has_the_crates_that_msrv_leaves_out() {
        let steps = plan(&facts()).expect("a plan").steps;
        assert_eq!(steps.len(), 2);
        assert!(
            steps
                .iter()
                .all(|step| step.to_string().contains("+1.89 check --locked --lib -p umbrella"))
        );
        let mut facts = facts();
        facts.msrv.truncate(1);
        assert!(plan(&facts).expect("a plan").not_applicable.is_some());
    }
}
