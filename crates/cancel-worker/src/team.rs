//! A supervisor as the child of another.

use core::future::{Future, poll_fn};
use core::pin::pin;

use tokio_util::sync::CancellationToken;

use crate::child::{Child, Remains, Run, Running};
use crate::supervisor::Supervisor;
use crate::supervisor_report::SupervisorReport;

pub(crate) struct Team {
    /// `None`: it has been run, which it can be once.
    supervisor: Option<Supervisor>,
    report: Option<SupervisorReport>,
}

impl Team {
    pub(crate) fn new(supervisor: Supervisor) -> Self {
        Self { supervisor: Some(supervisor), report: None }
    }
}

impl Child for Team {
    fn run(&mut self, token: CancellationToken) -> Running<'_> {
        Box::pin(async move {
            let Some(supervisor) = self.supervisor.take() else { return Run::Over };
            let own = supervisor.token().clone();
            let mut run = pin!(supervisor.run());
            let mut cancelled = pin!(token.cancelled());
            let report = poll_fn(|cx| {
                if !own.is_cancelled() && cancelled.as_mut().poll(cx).is_ready() {
                    own.cancel();
                }
                run.as_mut().poll(cx)
            })
            .await;
            let gave_up = report.gave_up();
            self.report = Some(report);
            if gave_up { Run::GaveUp } else { Run::Over }
        })
    }

    fn end(self: Box<Self>) -> Remains {
        Remains { nested: self.report, ..Remains::default() }
    }
}
