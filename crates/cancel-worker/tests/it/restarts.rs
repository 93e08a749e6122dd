//! Told to stop in the pause before a restart.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use cancel_worker::{CancellationToken, ChildEnd, ChildPolicy, Restart, Supervisor, WorkerError};
use tokio::time::{Instant, sleep};

use crate::ledger::{Answer, Ledger, paused};
use crate::supervisor::{Job, policy, processor};

const MS: Duration = Duration::from_millis(1);

/// Fails its first flush, and is told to stop before it is started again.
#[test]
fn a_processor_told_to_stop_before_its_restart_shuts_down_as_it_was_built_to() {
    paused(async {
        for by_its_own_token in [false, true] {
            let (ledger, stop) = (Ledger::default(), CancellationToken::new());
            let own = CancellationToken::new();
            let (tx, processor) = processor(&ledger, [Answer::Err(1)], &own);
            for n in 0..12 {
                ledger.sent((0, n), tx.try_send(ledger.token(0, n)));
            }
            let patient =
                ChildPolicy { base: 10_000 * MS, max: 10_000 * MS, ..policy(Restart::Always) };
            let start = Instant::now();
            let supervisor = Supervisor::new(&stop).processor("rows", patient, processor);
            let running = tokio::spawn(supervisor.run());
            sleep(5 * MS).await;
            ledger.sent((0, 12), tx.try_send(ledger.token(0, 12)));
            let told = if by_its_own_token { &own } else { &stop };
            told.cancel();
            let mut report = running.await.unwrap();
            assert_eq!(start.elapsed(), 5 * MS);
            let rows = report.child("rows").unwrap();
            assert!(matches!(rows.ended, ChildEnd::Completed), "{rows:?}");
            assert_eq!((rows.returned, rows.counts.unwrap().flushed), (3, 10));
            ledger.give_back(report.take_returned("rows").unwrap());
            ledger.balance_in_order();
        }
    });
}

/// And a pause without end is one, whatever the clock makes of it.
#[test]
fn a_worker_told_to_stop_before_its_restart_is_not_started_again() {
    paused(async {
        for base in [10_000 * MS, Duration::MAX] {
            let (runs, stop) = (Arc::<AtomicU32>::default(), CancellationToken::new());
            let patient = ChildPolicy { base, max: base, ..policy(Restart::Always) };
            let job = Job(runs.clone(), |_| Err(WorkerError::new("no")));
            let running = tokio::spawn(Supervisor::new(&stop).worker("job", patient, job).run());
            sleep(5 * MS).await;
            stop.cancel();
            let report = running.await.unwrap();
            assert!(matches!(report.children[0].ended, ChildEnd::Failed(_)), "{report:?}");
            assert_eq!(runs.load(Relaxed), 1);
        }
    });
}
