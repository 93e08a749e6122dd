//! What becomes of a batch whose flush fails: tried again, dead-lettered, given back.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use cancel_worker::{
    Builder, CancellationToken, Ended, Exhausted, Failure, FlushReason, InFlight, MessageProcessor,
    RetryPolicy, Settled, Shutdown,
};
use tokio::time::{Instant, sleep, timeout};

use crate::ledger::{Answer, Flush, Ledger, Script, Token, paused};

const MS: Duration = Duration::from_millis(1);
const HOUR: Duration = Duration::from_secs(3600);

fn policy(max_attempts: u32, then: Exhausted) -> RetryPolicy {
    RetryPolicy {
        max_attempts,
        attempt_timeout: 50 * MS,
        base: 10 * MS,
        max: 30 * MS,
        jitter: 0.0,
        then,
        ..RetryPolicy::default()
    }
}

fn fill(ledger: &Ledger, tx: &cancel_worker::InboxSender<Token>, n: u64) {
    for n in 0..n {
        ledger.sent((0, n), tx.try_send(ledger.token(0, n)));
    }
}

type Notes = Arc<Mutex<Vec<String>>>;

/// Notes what the hook is told, and takes what it is given.
fn hook(ledger: &Ledger) -> (Notes, impl FnMut(Settled<Token>) + Send + use<>) {
    let notes = Arc::new(Mutex::new(Vec::new()));
    let (told, ledger) = (notes.clone(), ledger.clone());
    let hook = move |settled| {
        told.lock().unwrap().push(format!("{settled:?}"));
        if let Settled::Returned(tokens) = settled {
            ledger.give_back(tokens);
        }
    };
    (notes, hook)
}

type Build = Builder<Token, Arc<Script>>;

fn build(
    answers: &[Answer],
    with: impl FnOnce(Build, &Ledger) -> Build,
) -> (Ledger, Arc<Script>, cancel_worker::InboxSender<Token>, MessageProcessor<Token, Arc<Script>>)
{
    let ledger = Ledger::default();
    let script = Script::new(&ledger, answers.iter().copied());
    let builder = MessageProcessor::builder(script.clone()).max_batch_size(4).capacity(16);
    let (tx, worker) = with(builder, &ledger).build().unwrap();
    (ledger, script, tx, worker)
}

#[test]
fn what_is_left_is_tried_again_after_a_back_off() {
    paused(async {
        let answers = [Answer::Err(1), Answer::Panic(1), Answer::Hang(0)];
        let (ledger, script, tx, mut worker) =
            build(&answers, |b, _| b.retry(policy(4, Exhausted::Stop)));
        fill(&ledger, &tx, 4);
        drop(tx);
        assert_eq!(worker.run().await.unwrap().counts.flushed, 4);
        let flush =
            |at: u32, len, attempt| Flush { at: at * MS, len, reason: FlushReason::Full, attempt };
        // 10, 20 and 30 ms of back-off; the third attempt hung for 50 and an eighth, and the timer has steps.
        assert_eq!(
            script.flushes(),
            [flush(0, 4, 1), flush(10, 3, 2), flush(30, 2, 3), flush(117, 2, 4)]
        );
        ledger.balance_in_order();
    });
}

#[test]
fn attempts_used_up_under_stop_are_in_the_error() {
    paused(async {
        let answers = [Answer::Err(1), Answer::Hang(1), Answer::Err(0)];
        let (ledger, _, tx, mut worker) =
            build(&answers, |b, _| b.retry(policy(2, Exhausted::Stop)));
        fill(&ledger, &tx, 6);
        let error = worker.run().await.unwrap_err();
        assert!(matches!(error.failure, Failure::TimedOut), "{error}");
        assert!(error.to_string().contains("attempt_timeout"));
        assert_eq!((error.returned.len(), error.counts.flushed), (2, 2));
        ledger.give_back(error.returned);
        drop(tx);
        // A new batch has its attempts anew.
        assert_eq!(worker.run().await.unwrap().counts.flushed, 4);
        ledger.balance_in_order();
    });
}

#[test]
fn an_error_that_is_not_transient_is_not_tried_again() {
    paused(async {
        let (ledger, script, tx, mut worker) =
            build(&[Answer::Fatal(1)], |b, _| b.retry(policy(9, Exhausted::Stop)));
        fill(&ledger, &tx, 4);
        let error = worker.run().await.unwrap_err();
        assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "refused for good");
        ledger.give_back(error.returned);
        assert_eq!(script.lens(), [4]);
        ledger.balance_in_order();
    });
}

#[test]
fn the_total_ends_the_attempts() {
    paused(async {
        let answers = [Answer::Err(0); 9];
        let retry = RetryPolicy { total: 65 * MS, ..policy(9, Exhausted::Stop) };
        let (ledger, script, tx, mut worker) = build(&answers, |b, _| b.retry(retry));
        fill(&ledger, &tx, 4);
        ledger.give_back(worker.run().await.unwrap_err().returned);
        // At 0, 10, 30 and 60 ms; the next would be at 90.
        assert_eq!(script.lens(), [4; 4]);
        ledger.balance_in_order();
    });
}

#[test]
fn dead_letters_are_counted_apart_and_the_rest_goes_on() {
    paused(async {
        let answers = [Answer::Err(1), Answer::Err(0)];
        let mut told = None;
        let (ledger, _, tx, mut worker) = build(&answers, |builder, ledger| {
            let (notes, hook) = hook(ledger);
            told = Some(notes);
            builder
                .retry(policy(2, Exhausted::DeadLetter))
                .dead_letter(Script::dead_letters(ledger, []))
                .on_settled(hook)
        });
        fill(&ledger, &tx, 6);
        drop(tx);
        let counts = worker.run().await.unwrap().counts;
        assert_eq!((counts.flushed, counts.dead_lettered, counts.returned), (3, 3, 0));
        assert_eq!(*told.unwrap().lock().unwrap(), ["Flushed(1)", "DeadLettered(3)", "Flushed(2)"]);
        ledger.balance_in_order();
    });
}

#[test]
fn a_dead_letter_sink_that_fails_panics_or_hangs_returns_the_rest() {
    paused(async {
        for answer in [Answer::Err(1), Answer::Panic(1), Answer::Hang(1)] {
            for hooked in [true, false] {
                let (ledger, _, tx, mut worker) = build(&[Answer::Fatal(1)], |builder, ledger| {
                    let builder = builder
                        .retry(policy(1, Exhausted::DeadLetter))
                        .dead_letter(Script::dead_letters(ledger, [answer]));
                    if hooked { builder.on_settled(hook(ledger).1) } else { builder }
                });
                fill(&ledger, &tx, 6);
                drop(tx);
                if !hooked {
                    let error = worker.run().await.unwrap_err();
                    assert!(matches!(error.failure, Failure::DeadLetter(_)), "{error}");
                    assert_eq!(error.returned.len(), 2);
                    ledger.give_back(error.returned);
                }
                let counts = worker.run().await.unwrap().counts;
                assert_eq!((counts.flushed, counts.dead_lettered, counts.returned), (3, 1, 2));
                ledger.balance_in_order();
            }
        }
    });
}

/// With no limit of its own, in no time but its own: a limit for attempts is not needed.
#[test]
fn a_dead_letter_sink_that_hangs_returns_its_items_without_a_shutdown() {
    paused(async {
        for (attempt, own, expected) in [
            (Duration::MAX, None, 30_000 * MS),
            (Duration::MAX, Some(7 * MS), 7 * MS),
            (50 * MS, None, 50 * MS),
            (50 * MS, Some(HOUR), HOUR),
        ] {
            for (in_flight, hooked) in [1, 2].into_iter().flat_map(|n| [(n, true), (n, false)]) {
                let retry =
                    RetryPolicy { attempt_timeout: attempt, ..policy(1, Exhausted::DeadLetter) };
                let (ledger, script, tx, mut worker) =
                    build(&[Answer::Fatal(1)], |builder, ledger| {
                        let mut builder = builder
                            .retry(retry)
                            .in_flight(InFlight::Any(in_flight))
                            .dead_letter(Script::dead_letters(ledger, [Answer::Hang(1)]));
                        if let Some(own) = own {
                            builder = builder.dead_letter_timeout(own);
                        }
                        if hooked { builder.on_settled(hook(ledger).1) } else { builder }
                    });
                let start = Instant::now();
                fill(&ledger, &tx, 4);
                if hooked {
                    // The lane goes on with what comes next.
                    ledger.sent((1, 0), tx.try_send(ledger.token(1, 0)));
                    drop(tx);
                    assert_eq!(worker.run().await.unwrap().ended, Ended::Closed);
                    assert_eq!(script.lens(), [4, 1]);
                } else {
                    let error = worker.run().await.unwrap_err();
                    assert!(error.to_string().contains("dead_letter_timeout"), "{error}");
                    ledger.give_back(error.returned);
                }
                assert_eq!(start.elapsed(), expected, "{in_flight} {hooked}");
                let counts = worker.counts();
                assert_eq!((counts.dead_lettered, counts.returned), (1, 2));
                ledger.balance();
            }
        }
    });
}

/// Without any limit, the deadline is what returns the items of a dead-letter sink that hangs.
#[test]
fn a_dead_letter_sink_without_a_limit_hangs_no_longer_than_the_deadline() {
    paused(async {
        for in_flight in [InFlight::One, InFlight::Any(2)] {
            let stop = CancellationToken::new();
            let endless =
                RetryPolicy { attempt_timeout: Duration::MAX, ..policy(1, Exhausted::DeadLetter) };
            let (ledger, _, tx, mut worker) = build(&[Answer::Fatal(1)], |builder, ledger| {
                builder
                    .retry(endless)
                    .in_flight(in_flight)
                    .dead_letter(Script::dead_letters(ledger, [Answer::Hang(1)]))
                    .dead_letter_timeout(Duration::MAX)
                    .cancel(stop.clone())
                    .shutdown(Shutdown::Drain, 20 * MS)
            });
            fill(&ledger, &tx, 4);
            tokio::spawn(async move {
                sleep(HOUR).await;
                stop.cancel();
            });
            let start = Instant::now();
            let report = worker.run().await.unwrap();
            assert_eq!((report.ended, start.elapsed()), (Ended::DeadlineExceeded, HOUR + 20 * MS));
            let counts = report.counts;
            assert_eq!((counts.flushed, counts.dead_lettered, counts.returned), (1, 1, 2));
            ledger.give_back(report.returned);
            ledger.balance_in_order();
        }
    });
}

#[test]
fn exhausted_items_return_to_the_hook_and_nothing_piles_up() {
    paused(async {
        let mut told = None;
        let (ledger, _, tx, mut worker) = build(&[Answer::Err(1); 4], |builder, ledger| {
            let (notes, hook) = hook(ledger);
            told = Some(notes);
            builder.retry(policy(2, Exhausted::Return)).on_settled(hook)
        });
        fill(&ledger, &tx, 9);
        drop(tx);
        let report = worker.run().await.unwrap();
        assert!(report.returned.is_empty());
        assert_eq!((report.counts.flushed, report.counts.returned), (5, 4));
        let expected = [
            ["Flushed(1)", "Flushed(1)", "Returned(2)"],
            ["Flushed(1)", "Flushed(1)", "Returned(2)"],
        ];
        assert_eq!(
            told.unwrap().lock().unwrap()[..],
            [&expected.concat()[..], &["Flushed(1)"]].concat()
        );
        ledger.balance_in_order();
    });
}

#[test]
fn retry_and_back_off_never_delay_shutdown_past_its_deadline() {
    paused(async {
        // A sink that never succeeds, or never ends, and a policy that would try for hours.
        for answer in [Answer::Err(0), Answer::Hang(0), Answer::Panic(0)] {
            for (shutdown, at) in
                [(Shutdown::Drain, 20), (Shutdown::FlushBuffered, 20), (Shutdown::Return, 0)]
            {
                let stop = CancellationToken::new();
                let retry = RetryPolicy {
                    base: HOUR,
                    max: HOUR,
                    attempt_timeout: HOUR,
                    ..policy(u32::MAX, Exhausted::Stop)
                };
                let (ledger, _, tx, mut worker) = build(&[answer; 9], |builder, _| {
                    builder.retry(retry).cancel(stop.clone()).shutdown(shutdown, 20 * MS)
                });
                fill(&ledger, &tx, 10);
                tokio::spawn(async move {
                    sleep(5 * MS).await;
                    stop.cancel();
                });
                let start = Instant::now();
                let report = worker.run().await.unwrap();
                // A flush that is under way may take its time; a back-off may not.
                let at = if matches!(answer, Answer::Hang(_)) { 20 } else { at };
                assert_eq!(start.elapsed(), (5 + at) * MS, "{answer:?} {shutdown:?}");
                assert_eq!(report.returned.len(), 10);
                ledger.give_back(report.returned);
                ledger.balance_in_order();
            }
        }
    });
}

#[test]
fn a_cancelled_back_off_is_tried_once_more_at_once() {
    paused(async {
        let stop = CancellationToken::new();
        let retry = RetryPolicy { base: HOUR, max: HOUR, ..policy(3, Exhausted::Stop) };
        let (ledger, script, tx, mut worker) = build(&[Answer::Err(0)], |builder, _| {
            builder.retry(retry).cancel(stop.clone()).shutdown(Shutdown::Drain, 20 * MS)
        });
        fill(&ledger, &tx, 6);
        tokio::spawn(async move {
            sleep(5 * MS).await;
            stop.cancel();
        });
        let report = worker.run().await.unwrap();
        assert_eq!((report.ended, report.counts.flushed), (Ended::Cancelled, 6));
        let attempts: Vec<_> = script.flushes().iter().map(|f| (f.len, f.attempt)).collect();
        assert_eq!(attempts, [(4, 1), (4, 2), (2, 1)]);
        ledger.balance_in_order();
    });
}

#[test]
fn a_run_dropped_in_a_back_off_keeps_it() {
    paused(async {
        let (ledger, script, tx, mut worker) =
            build(&[Answer::Err(1), Answer::Err(1)], |b, _| b.retry(policy(3, Exhausted::Stop)));
        fill(&ledger, &tx, 4);
        drop(tx);
        for _ in 0..20 {
            let _ = timeout(2 * MS, worker.run()).await;
        }
        let flushes: Vec<_> = script.flushes().iter().map(|f| (f.at, f.attempt)).collect();
        assert_eq!(flushes, [(Duration::ZERO, 1), (10 * MS, 2), (30 * MS, 3)]);
        assert_eq!(worker.counts().flushed, 4);
        ledger.balance_in_order();
    });
}

#[test]
fn a_run_dropped_in_a_dead_letter_goes_on_with_that() {
    paused(async {
        let (ledger, script, tx, mut worker) = build(&[Answer::Fatal(1)], |builder, ledger| {
            builder
                .retry(policy(3, Exhausted::DeadLetter))
                .dead_letter(Script::dead_letters(ledger, [Answer::Hang(1), Answer::Hang(1)]))
        });
        fill(&ledger, &tx, 4);
        drop(tx);
        for _ in 0..2 {
            assert!(timeout(2 * MS, worker.run()).await.is_err());
        }
        let counts = worker.run().await.unwrap().counts;
        assert_eq!((counts.flushed, counts.dead_lettered), (1, 3));
        assert_eq!(script.lens(), [4], "the sink is done with it");
        ledger.balance_in_order();
    });
}

#[test]
fn the_hook_hears_of_what_was_done_before_a_cut() {
    paused(async {
        let stop = CancellationToken::new();
        let mut told = None;
        let (ledger, _, tx, mut worker) = build(&[Answer::Hang(1)], |builder, ledger| {
            let (notes, hook) = hook(ledger);
            told = Some(notes);
            builder.on_settled(hook).cancel(stop.clone()).shutdown(Shutdown::Drain, 20 * MS)
        });
        fill(&ledger, &tx, 4);
        stop.cancel();
        let report = worker.run().await.unwrap();
        assert_eq!(report.ended, Ended::DeadlineExceeded);
        assert_eq!(*told.unwrap().lock().unwrap(), ["Flushed(1)"]);
        ledger.give_back(report.returned);
        ledger.balance_in_order();
    });
}
