//! The run is dropped after each of its polls in turn, and after all of them, in every state that a batch
//! can be in: gathering, lingering, flushing, looked after, backing off, dead-lettered, shutting down.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use cancel_worker::testing::paused;
use cancel_worker::{
    CancellationToken, Counts, Exhausted, InFlight, Linger, MessageProcessor, RetryPolicy, Settled,
    Shutdown,
};
use tokio::time::sleep;

use super::ledger::{Answer, Ledger, Script, Token};

const MS: Duration = Duration::from_millis(1);

#[derive(Debug, Clone, Copy)]
struct Case {
    lanes: usize,
    by_key: bool,
    linger: Linger,
    then: Exhausted,
    /// `None`: the last sender is dropped.
    shutdown: Option<Shutdown>,
}

type Worker = MessageProcessor<Token, Arc<Script>>;

fn build(
    case: Case,
    ledger: &Ledger,
    stop: &CancellationToken,
) -> (cancel_worker::InboxSender<Token>, Worker) {
    let answers = [
        Answer::Slow(3),
        Answer::Err(1),
        Answer::Hang(1),
        Answer::Panic(0),
        Answer::Fatal(1),
        Answer::Slow(5),
        Answer::Hang(0),
    ];
    let dead = [Answer::Slow(2), Answer::Hang(1), Answer::Err(1)];
    let builder = MessageProcessor::builder(Script::new(ledger, answers))
        .capacity(16)
        .max_batch_size(3)
        .linger(case.linger)
        .retry(RetryPolicy {
            max_attempts: 2,
            attempt_timeout: 8 * MS,
            total: 40 * MS,
            base: 2 * MS,
            max: 4 * MS,
            then: case.then,
            ..RetryPolicy::default()
        })
        .dead_letter(Script::dead_letters(ledger, dead))
        .dead_letter_timeout(4 * MS)
        .cancel(stop.clone())
        .shutdown(case.shutdown.unwrap_or_default(), 9 * MS);
    let builder = match (case.lanes, case.by_key) {
        (lanes, true) => builder.in_flight(InFlight::per_key(lanes, |t: &Token| t.id().1 % 5)),
        (lanes, false) => builder.in_flight(InFlight::Any(lanes)),
    };
    let book = ledger.clone();
    let builder = builder.on_settled(move |settled| {
        if let Settled::Returned(tokens) = settled {
            book.give_back(tokens);
        }
    });
    builder.build().unwrap()
}

/// Runs to the end; but the run is dropped after its `cut`th poll, and if `again`, so is each later one.
/// Returns the counts, and whether one was dropped.
async fn run(worker: &mut Worker, ledger: &Ledger, cut: usize, again: bool) -> (Counts, bool) {
    let (mut left, mut was_cut) = (cut, false);
    loop {
        let mut run = Box::pin(worker.run());
        let ended = poll_fn(|cx| {
            let polled = run.as_mut().poll(cx).map(Some);
            left = left.saturating_sub(1);
            if polled.is_pending() && left == 0 { Poll::Ready(None) } else { polled }
        });
        let ended = ended.await;
        drop(run);
        match ended {
            None => {
                was_cut = true;
                left = if again { cut } else { usize::MAX };
                sleep(MS).await;
            }
            Some(Err(error)) => ledger.give_back(error.returned),
            Some(Ok(report)) => {
                ledger.give_back(report.returned);
                return (report.counts, was_cut);
            }
        }
    }
}

async fn check(case: Case, cut: usize, again: bool) -> bool {
    let (ledger, stop) = (Ledger::default(), CancellationToken::new());
    let (tx, mut worker) = build(case, &ledger, &stop);
    let sending = tokio::spawn({
        let (ledger, stop) = (ledger.clone(), stop.clone());
        async move {
            for n in 0..14 {
                ledger.sent((0, n), tx.send(ledger.token(0, n)).await);
                if n >= 7 {
                    sleep(MS).await;
                }
            }
            if case.shutdown.is_some() {
                stop.cancel();
            }
        }
    });
    let (counts, was_cut) = run(&mut worker, &ledger, cut, again).await;
    sending.await.unwrap();
    if case.lanes == 1 {
        ledger.balance_in_order();
    } else {
        ledger.balance();
    }
    let book = ledger.book();
    let [accepted, flushed, dead, returned] =
        [&book.accepted, &book.flushed, &book.dead, &book.returned].map(|list| list.len() as u64);
    assert_eq!(counts.accepted, accepted, "{case:?} {cut}");
    let settled = [counts.flushed, counts.dead_lettered, counts.returned];
    assert_eq!(settled, [flushed, dead, returned], "{case:?} {cut}");
    was_cut
}

#[test]
fn a_run_dropped_after_any_poll_loses_nothing() {
    paused(async {
        for (lanes, by_key) in [(1, false), (2, false), (2, true)] {
            for linger in [Linger::Idle, Linger::FromFirst(4 * MS), Linger::Never] {
                for then in [Exhausted::Stop, Exhausted::DeadLetter, Exhausted::Return] {
                    for shutdown in [
                        None,
                        Some(Shutdown::Drain),
                        Some(Shutdown::FlushBuffered),
                        Some(Shutdown::Return),
                    ] {
                        let case = Case { lanes, by_key, linger, then, shutdown };
                        let most = if cfg!(miri) { 3 } else { 200 };
                        let mut cut = 1;
                        while cut < most && check(case, cut, false).await {
                            cut += 1;
                        }
                        // There were as many polls as that.
                        assert!(cut > 3 || cfg!(miri), "{case:?}");
                        for cut in 1..cut.min(8) {
                            check(case, cut, true).await;
                        }
                    }
                }
            }
        }
    });
}
