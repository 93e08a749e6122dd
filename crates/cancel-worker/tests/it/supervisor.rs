//! Restarts, panics, deadlines, and what comes back.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use cancel_worker::{
    AsyncWorker, Batch, BatchSink, BoxWorker, CancellationToken, ChildEnd, ChildPolicy, Exhausted,
    FlushCtx, Linger, MessageProcessor, Restart, RetryPolicy, Settled, Shutdown, Supervisor,
    WorkerError,
};
use tokio::time::{Instant, sleep};

use crate::ledger::{Answer, Ledger, Script, Token, paused};

const MS: Duration = Duration::from_millis(1);

/// Counts its runs, and ends them as it is told.
pub(crate) struct Job(pub(crate) Arc<AtomicU32>, pub(crate) fn(u32) -> Result<bool, WorkerError>);

impl AsyncWorker for Job {
    /// `Ok(true)`: runs until it is cancelled.
    async fn process(&self, cancel: CancellationToken) -> Result<(), WorkerError> {
        let n = self.0.fetch_add(1, Relaxed) + 1;
        if (self.1)(n)? {
            cancel.cancelled().await;
        }
        Ok(())
    }
}

pub(crate) fn policy(restart: Restart) -> ChildPolicy {
    ChildPolicy { restart, max_restarts: 3, base: MS, max: 4 * MS, ..ChildPolicy::default() }
}

/// How a worker ends under a policy, and how often it ran.
async fn one(restart: Restart, job: fn(u32) -> Result<bool, WorkerError>) -> (String, u32, bool) {
    let runs = Arc::<AtomicU32>::default();
    let stop = CancellationToken::new();
    let sibling = Job(Arc::default(), |_| Ok(true));
    let supervisor = Supervisor::new(&stop)
        .worker("job", policy(restart), Job(runs.clone(), job))
        .worker("sibling", policy(Restart::Never), sibling);
    let running = tokio::spawn(supervisor.run());
    sleep(1_000 * MS).await;
    let gave_up = running.is_finished();
    stop.cancel();
    let report = running.await.unwrap();
    assert!(matches!(report.child("sibling").unwrap().ended, ChildEnd::Completed));
    let job = report.child("job").unwrap();
    assert_eq!(job.restarts + 1, u64::from(runs.load(Relaxed)));
    (format!("{:?}", job.ended), runs.load(Relaxed), gave_up)
}

#[test]
fn restarts_follow_the_policy() {
    paused(async {
        let fails = |n| if n < 3 { Err(WorkerError::new("no")) } else { Ok(false) };
        let panics = |n| if n < 3 { panic!("as told") } else { Ok(true) };
        let (ended, runs, _) = one(Restart::Never, fails).await;
        assert!(ended.starts_with("Failed") && runs == 1, "{ended}");
        assert_eq!(one(Restart::OnFailure, fails).await, ("Completed".into(), 3, false));
        assert_eq!(one(Restart::OnFailure, panics).await, ("Completed".into(), 3, false));
        let (ended, runs, gave_up) = one(Restart::Always, fails).await;
        // Two failures, an end, and then one too many: it gives up, and all stop.
        assert!(ended.starts_with("GaveUp") && runs == 4 && gave_up, "{ended} {runs}");
        let (ended, runs, gave_up) = one(Restart::OnFailure, |_| panic!("as told")).await;
        assert!(ended.contains("as told") && runs == 4 && gave_up, "{ended} {runs}");
    });
}

/// Fails after 100 ms.
struct Slow(Arc<AtomicU32>);

impl AsyncWorker for Slow {
    async fn process(&self, _: CancellationToken) -> Result<(), WorkerError> {
        self.0.fetch_add(1, Relaxed);
        sleep(100 * MS).await;
        Err(WorkerError::new("no"))
    }
}

#[test]
fn restarts_outside_the_window_do_not_count() {
    paused(async {
        let runs = Arc::<AtomicU32>::default();
        let stop = CancellationToken::new();
        let policy = ChildPolicy { window: 150 * MS, ..policy(Restart::OnFailure) };
        let running =
            tokio::spawn(Supervisor::new(&stop).worker("slow", policy, Slow(runs.clone())).run());
        sleep(2_050 * MS).await;
        assert!(runs.load(Relaxed) > 15);
        stop.cancel();
        let report = running.await.unwrap();
        assert!(matches!(report.children[0].ended, ChildEnd::Failed(_)));
    });
}

pub(crate) fn processor(
    ledger: &Ledger,
    answers: impl IntoIterator<Item = Answer>,
    own: &CancellationToken,
) -> (cancel_worker::InboxSender<Token>, MessageProcessor<Token, Arc<Script>>) {
    MessageProcessor::builder(Script::new(ledger, answers))
        .max_batch_size(4)
        .cancel(own.clone())
        .shutdown(Shutdown::Drain, 20 * MS)
        .build()
        .unwrap()
}

#[test]
fn a_supervised_processor_keeps_its_inbox_across_restarts() {
    paused(async {
        let (ledger, stop) = (Ledger::default(), CancellationToken::new());
        let answers = [Answer::Err(1), Answer::Panic(2), Answer::Ok];
        let (tx, processor) = processor(&ledger, answers, &CancellationToken::new());
        for n in 0..12 {
            ledger.sent((0, n), tx.try_send(ledger.token(0, n)));
        }
        let supervisor =
            Supervisor::new(&stop).processor("rows", policy(Restart::OnFailure), processor);
        let running = tokio::spawn(supervisor.run());
        sleep(50 * MS).await;
        ledger.sent((0, 12), tx.send(ledger.token(0, 12)).await);
        stop.cancel();
        let mut report = running.await.unwrap();
        assert!(!report.is_clean());
        let rows = report.child("rows").unwrap();
        assert!(matches!(rows.ended, ChildEnd::Completed));
        assert_eq!((rows.restarts, rows.returned), (2, 5));
        assert_eq!(rows.counts.unwrap().flushed, 8);
        assert!(report.take_returned::<u8>("rows").is_none(), "of another type");
        ledger.give_back(report.take_returned("rows").unwrap());
        assert!(report.take_returned::<Token>("rows").is_none());
        ledger.balance_in_order();
    });
}

#[test]
fn the_report_carries_every_childs_returned_items() {
    paused(async {
        let (ledger, stop) = (Ledger::default(), CancellationToken::new());
        // One hangs to its own deadline, one to the supervisor's, one gives up.
        let hang = [Answer::Hang(1)];
        let (tx1, first) = processor(&ledger, hang, &CancellationToken::new());
        let (tx2, second) = processor(&ledger, hang, &CancellationToken::new());
        let fails = [Answer::Err(0); 99];
        let (tx3, third) = processor(&ledger, fails, &CancellationToken::new());
        for (producer, tx) in [&tx1, &tx2, &tx3].into_iter().enumerate() {
            for n in 0..20 {
                ledger.sent((producer, n), tx.try_send(ledger.token(producer, n)));
            }
        }
        let hasty = ChildPolicy { stop: 10 * MS, ..policy(Restart::OnFailure) };
        let start = Instant::now();
        let mut report = Supervisor::new(&stop)
            .processor("first", policy(Restart::OnFailure), first)
            .processor("second", hasty, second)
            .processor("third", policy(Restart::OnFailure), third)
            .run()
            .await;
        // The third gives up, and that stops all.
        assert!(start.elapsed() < 40 * MS);
        let ends: Vec<_> =
            report.children.iter().map(|child| format!("{:?}", child.ended)).collect();
        assert_eq!(ends[0], "Completed");
        assert_eq!(ends[1], "CutOff");
        assert!(ends[2].starts_with("GaveUp"), "{}", ends[2]);
        for name in ["first", "second", "third"] {
            ledger.give_back(report.take_returned(name).unwrap());
        }
        ledger.balance_per_producer();
    });
}

#[test]
fn returned_items_go_to_the_hook_if_there_is_one() {
    paused(async {
        let (ledger, stop) = (Ledger::default(), CancellationToken::new());
        let book = ledger.clone();
        let (tx, processor) = MessageProcessor::builder(Script::new(&ledger, [Answer::Err(1)]))
            .retry(RetryPolicy { max_attempts: 1, then: Exhausted::Stop, ..RetryPolicy::default() })
            .on_settled(move |settled| {
                if let Settled::Returned(tokens) = settled {
                    book.give_back(tokens);
                }
            })
            .build()
            .unwrap();
        for n in 0..3 {
            ledger.sent((0, n), tx.try_send(ledger.token(0, n)));
        }
        drop(tx);
        let report = Supervisor::new(&stop)
            .processor("rows", policy(Restart::Always), processor)
            .run()
            .await;
        assert_eq!((report.children[0].returned, report.children[0].restarts), (0, 1));
        ledger.balance_in_order();
    });
}

#[test]
fn a_processors_own_token_still_stops_it_and_no_other() {
    paused(async {
        let (ledger, stop, own) =
            (Ledger::default(), CancellationToken::new(), CancellationToken::new());
        let (tx, processor) = processor(&ledger, [], &own);
        let other = Job(Arc::default(), |_| Ok(true));
        let running = tokio::spawn(
            Supervisor::new(&stop)
                .processor("rows", policy(Restart::Always), processor)
                .worker("other", policy(Restart::Never), other)
                .run(),
        );
        sleep(MS).await;
        own.cancel();
        sleep(MS).await;
        assert!(tx.is_closed() && !running.is_finished() && !stop.is_cancelled());
        stop.cancel();
        assert!(running.await.unwrap().is_clean());
    });
}

#[test]
fn a_worker_that_does_not_stop_is_cut_off() {
    paused(async {
        struct Deaf;
        impl AsyncWorker for Deaf {
            async fn process(&self, _: CancellationToken) -> Result<(), WorkerError> {
                std::future::pending().await
            }
        }
        let stop = CancellationToken::new();
        let boxed: BoxWorker = Box::new(Deaf);
        let policy = ChildPolicy { stop: 10 * MS, ..ChildPolicy::default() };
        let running = tokio::spawn(Supervisor::new(&stop).worker("deaf", policy, boxed).run());
        sleep(5 * MS).await;
        let start = Instant::now();
        stop.cancel();
        assert!(matches!(running.await.unwrap().children[0].ended, ChildEnd::CutOff));
        assert_eq!(start.elapsed(), 10 * MS);
    });
}

#[test]
fn a_dropped_supervisor_lets_its_children_end() {
    paused(async {
        let (ledger, stop) = (Ledger::default(), CancellationToken::new());
        let (tx, processor) = MessageProcessor::builder(Script::new(&ledger, [Answer::Slow(5)]))
            .linger(Linger::Never)
            .build()
            .unwrap();
        ledger.sent((0, 0), tx.try_send(ledger.token(0, 0)));
        let run = Supervisor::new(&stop).processor("rows", policy(Restart::Never), processor).run();
        assert!(tokio::time::timeout(MS, run).await.is_err());
        sleep(10 * MS).await;
        assert!(tx.is_closed() && !stop.is_cancelled());
        ledger.balance_in_order();
    });
}

/// A sink that hangs, and panics when it is dropped.
struct Grim;

impl Drop for Grim {
    fn drop(&mut self) {
        assert!(std::thread::panicking(), "as told");
    }
}

impl BatchSink<Token> for Grim {
    type Error = std::convert::Infallible;
    async fn flush_batch(&self, _: &mut Batch<Token>, _: &FlushCtx) -> Result<(), Self::Error> {
        std::future::pending().await
    }
}

#[test]
fn a_sink_whose_drop_panics_takes_no_items_along() {
    paused(async {
        let (ledger, stop) = (Ledger::default(), CancellationToken::new());
        let (tx, processor) = MessageProcessor::builder(Grim).build().unwrap();
        for n in 0..5 {
            ledger.sent((0, n), tx.try_send(ledger.token(0, n)));
        }
        let policy = ChildPolicy { stop: 10 * MS, ..policy(Restart::Never) };
        let running =
            tokio::spawn(Supervisor::new(&stop).processor("grim", policy, processor).run());
        sleep(MS).await;
        stop.cancel();
        let mut report = running.await.unwrap();
        ledger.give_back(report.take_returned("grim").unwrap());
        ledger.balance_in_order();
    });
}

/// Two levels: `top` has a worker and `team`, which has a processor that ends as it is told.
fn nested(
    ledger: &Ledger,
    stop: &CancellationToken,
    answers: impl IntoIterator<Item = Answer>,
    restart: Restart,
) -> (Supervisor, CancellationToken, cancel_worker::InboxSender<Token>) {
    let (tx, rows) = processor(ledger, answers, &CancellationToken::new());
    for n in 0..20 {
        ledger.sent((0, n), tx.try_send(ledger.token(0, n)));
    }
    let team = Supervisor::new(&CancellationToken::new()).processor("rows", policy(restart), rows);
    let own = team.token().clone();
    let top = Supervisor::new(stop)
        .worker("tick", policy(Restart::Never), Job(Arc::default(), |_| Ok(true)))
        .supervisor("team", team);
    (top, own, tx)
}

#[test]
fn a_nested_supervisor_stops_with_its_parent_and_reports_to_it() {
    paused(async {
        let (ledger, stop) = (Ledger::default(), CancellationToken::new());
        // It hangs for longer than any of its parent's times, and is cut off by its own.
        let (top, _, _tx) = nested(&ledger, &stop, [Answer::Hang(1)], Restart::Never);
        let running = tokio::spawn(top.run());
        sleep(10 * MS).await;
        stop.cancel();
        let mut report = running.await.unwrap();
        assert!(!report.is_clean());
        let team = &mut report.children[1];
        assert!(matches!(team.ended, ChildEnd::Completed) && team.returned == 0);
        let mut team = team.nested.take().unwrap();
        let rows = team.child("rows").unwrap();
        assert_eq!(rows.counts.unwrap().flushed + rows.returned as u64, 20);
        assert!(rows.returned > 0);
        ledger.give_back(team.take_returned("rows").unwrap());
        ledger.balance_in_order();
    });
}

#[test]
fn a_nested_supervisors_own_token_stops_it_and_no_other() {
    paused(async {
        let (ledger, stop) = (Ledger::default(), CancellationToken::new());
        let (top, own, _tx) = nested(&ledger, &stop, [], Restart::Never);
        let running = tokio::spawn(top.run());
        sleep(10 * MS).await;
        own.cancel();
        sleep(10 * MS).await;
        assert!(!running.is_finished(), "the worker goes on");
        stop.cancel();
        let report = running.await.unwrap();
        assert!(report.is_clean(), "{report:?}");
        ledger.balance_in_order();
    });
}

#[test]
fn a_nested_supervisor_that_gives_up_stops_its_parent() {
    paused(async {
        let (ledger, stop) = (Ledger::default(), CancellationToken::new());
        let (top, _, _tx) = nested(&ledger, &stop, [Answer::Err(0); 99], Restart::OnFailure);
        let report = top.run().await;
        assert!(!stop.is_cancelled(), "what the parent was made with is not its own to cancel");
        let [tick, team] = &report.children[..] else { panic!("two children") };
        assert!(matches!(tick.ended, ChildEnd::Completed));
        assert!(matches!(team.ended, ChildEnd::GaveUp(None)), "{team:?}");
        let mut report = report;
        let mut team = report.children[1].nested.take().unwrap();
        ledger.give_back(team.take_returned("rows").unwrap());
        ledger.balance_in_order();
    });
}

/// An error that is rude to whom it is told.
#[derive(Debug)]
struct Rude;

impl std::fmt::Display for Rude {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("rude")
    }
}

impl std::error::Error for Rude {}

impl Drop for Rude {
    fn drop(&mut self) {
        assert!(std::thread::panicking(), "an error's Drop");
    }
}

#[test]
fn an_error_whose_drop_panics_costs_a_restart_and_no_more() {
    paused(async {
        let fails = |n| if n < 3 { Err(WorkerError::new(Rude)) } else { Ok(false) };
        let (ended, runs, gave_up) = one(Restart::OnFailure, fails).await;
        assert_eq!((ended.as_str(), runs, gave_up), ("Completed", 3, false));
    });
}
