//! What `tracing` hears (feature `tracing`).

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use cancel_worker::{
    AsyncWorker, CancellationToken, ChildPolicy, Exhausted, MessageProcessor, Restart, RetryPolicy,
    Supervisor, WorkerError,
};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::ledger::{Answer, Ledger, Script, paused};
use crate::panics::Fails;

/// Notes each event of ours: its level, its fields and its text.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<Vec<String>>>);

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        match field.name() {
            "message" => write!(self.0, " {value:?}"),
            name => write!(self.0, " {name}={value:?}"),
        }
        .unwrap();
    }
}

impl Subscriber for Notes {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "cancel_worker"
    }
    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        let mut line = Line(event.metadata().level().to_string());
        event.record(&mut line);
        self.0.lock().unwrap().push(line.0);
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// What is told while `f` runs.
fn told(f: impl Future<Output = ()>) -> Vec<String> {
    let notes = Notes::default();
    let guard = tracing::subscriber::set_default(notes.clone());
    paused(f);
    drop(guard);
    let lines = notes.0.lock().unwrap();
    lines.clone()
}

fn has(lines: &[String], level: &str, text: &str) -> bool {
    lines.iter().any(|line| line.starts_with(level) && line.contains(text))
}

#[test]
fn failures_dead_letters_and_shutdowns_are_told() {
    let lines = told(async {
        let (ledger, stop) = (Ledger::default(), CancellationToken::new());
        let script = Script::new(&ledger, [Answer::Err(0), Answer::Fatal(0)]);
        let (tx, mut worker) = MessageProcessor::builder(script)
            .retry(RetryPolicy { then: Exhausted::DeadLetter, ..RetryPolicy::default() })
            .dead_letter(Script::dead_letters(&ledger, [Answer::Err(0)]))
            .cancel(stop.clone())
            .build()
            .unwrap();
        ledger.sent((0, 0), tx.try_send(ledger.token(0, 0)));
        ledger.give_back(worker.run().await.unwrap_err().returned);
        stop.cancel();
        assert!(worker.run().await.unwrap().returned.is_empty());
        ledger.balance_in_order();
    });
    assert!(has(&lines, "WARN", "attempt=1 left=1"), "{lines:#?}");
    assert!(has(&lines, "WARN", "attempt=2 left=1"), "{lines:#?}");
    assert!(has(&lines, "ERROR", "the dead-letter sink failed"), "{lines:#?}");
    assert!(has(&lines, "ERROR", "the processor stops"), "{lines:#?}");
    assert!(has(&lines, "INFO", "cancelled: shutting down within"), "{lines:#?}");
    assert!(has(&lines, "INFO", "the processor has ended: Cancelled"), "{lines:#?}");
}

struct Failing;

impl AsyncWorker for Failing {
    async fn process(&self, _: CancellationToken) -> Result<(), WorkerError> {
        Err(WorkerError::new(std::io::Error::other("no table")))
    }
}

#[test]
fn restarts_are_told() {
    let lines = told(async {
        let policy = ChildPolicy {
            restart: Restart::OnFailure,
            max_restarts: 2,
            window: Duration::from_secs(60),
            ..ChildPolicy::default()
        };
        let stop = CancellationToken::new();
        let report = Supervisor::new(&stop).worker("rows", policy, Failing).run().await;
        assert_eq!(report.child("rows").unwrap().restarts, 2);
    });
    let restarts = lines.iter().filter(|line| line.contains("no table")).count();
    assert_eq!(restarts, 3, "{lines:#?}");
    assert!(has(&lines, "ERROR", "too many restarts"), "{lines:#?}");
}

/// A subscriber shows the sink's error, whose `Display` panics: so does the event, and nothing else.
#[test]
fn an_error_that_cannot_be_shown_loses_nothing() {
    let lines = told(async {
        let (tx, mut worker) = MessageProcessor::builder(Fails(false)).build().unwrap();
        tx.try_send(1).unwrap();
        let error = worker.run().await.unwrap_err();
        assert_eq!(error.returned, [1]);
        std::mem::forget(error.failure);
    });
    assert!(lines.is_empty(), "{lines:#?}");
}
