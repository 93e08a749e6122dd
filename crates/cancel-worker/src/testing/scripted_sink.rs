use core::fmt;
use core::future::pending;
use core::time::Duration;
use std::collections::VecDeque;
use std::panic::resume_unwind;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::time::Instant;

use super::{Answer, Id, Ledger, Token};
use crate::batch::Batch;
use crate::batch_sink::BatchSink;
use crate::flush_ctx::{FlushCtx, FlushReason};

/// A flush, as it began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flush {
    /// How long after the sink was made, on the runtime's clock.
    pub at: Duration,
    /// How many items the batch had.
    pub len: usize,
    /// What closed the batch.
    pub reason: FlushReason,
    /// Which attempt it was.
    pub attempt: u32,
}

/// Answers by its script, and `Ok` after that. Notes each flush, and each item that it settles in the
/// [`Ledger`].
#[derive(Debug)]
pub struct ScriptedSink {
    ledger: Ledger,
    /// What it settles is dead-lettered.
    dead: bool,
    answers: Mutex<VecDeque<Answer>>,
    flushes: Mutex<Vec<Flush>>,
    start: Option<Instant>,
}

/// The error of [`Answer::Err`], [`Answer::Odd`] and [`Answer::Fatal`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused {
    /// Whether it is worth trying again.
    pub transient: bool,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.transient { "refused" } else { "refused for good" })
    }
}

impl core::error::Error for Refused {}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl ScriptedSink {
    /// A sink whose flushes go as `answers` say.
    pub fn new(ledger: &Ledger, answers: impl IntoIterator<Item = Answer>) -> Arc<Self> {
        Self::of(ledger, answers, false)
    }

    /// The same for dead letters.
    pub fn dead_letters(ledger: &Ledger, answers: impl IntoIterator<Item = Answer>) -> Arc<Self> {
        Self::of(ledger, answers, true)
    }

    fn of(ledger: &Ledger, answers: impl IntoIterator<Item = Answer>, dead: bool) -> Arc<Self> {
        Arc::new(Self {
            ledger: ledger.clone(),
            dead,
            answers: Mutex::new(answers.into_iter().collect()),
            flushes: Mutex::default(),
            start: tokio::runtime::Handle::try_current().is_ok().then(Instant::now),
        })
    }

    /// The flushes so far.
    #[must_use]
    pub fn flushes(&self) -> Vec<Flush> {
        lock(&self.flushes).clone()
    }

    /// The batches' lengths so far.
    #[must_use]
    pub fn lens(&self) -> Vec<usize> {
        lock(&self.flushes).iter().map(|flush| flush.len).collect()
    }

    /// One more answer at the script's end.
    pub fn then(&self, answer: Answer) {
        lock(&self.answers).push_back(answer);
    }

    fn note(&self, id: Id) {
        if self.dead { self.ledger.bury(id) } else { self.ledger.flush(id) }
    }

    fn remove(&self, batch: &mut Batch<Token>, n: usize) {
        for mut token in batch.drain_front(n) {
            token.mark_settled();
            self.note(token.id());
        }
    }

    fn remove_every_other(&self, batch: &mut Batch<Token>) {
        let mut gone = Vec::new();
        for token in batch.items_mut().iter_mut().step_by(2) {
            token.mark_settled();
            gone.push(token.id());
        }
        let mut i = 0;
        batch.retain(|_| {
            i += 1;
            i % 2 == 0
        });
        for id in gone {
            self.note(id);
        }
    }
}

impl BatchSink<Token> for ScriptedSink {
    type Error = Refused;

    async fn flush_batch(&self, batch: &mut Batch<Token>, ctx: &FlushCtx) -> Result<(), Refused> {
        assert!(!batch.is_empty(), "an empty batch is never flushed");
        assert_eq!(batch.len(), batch.items().len());
        lock(&self.flushes).push(Flush {
            at: self.start.map_or(Duration::ZERO, |start| start.elapsed()),
            len: batch.len(),
            reason: ctx.reason,
            attempt: ctx.attempt,
        });
        let answer = lock(&self.answers).pop_front().unwrap_or(Answer::Ok);
        match answer {
            Answer::Ok => {}
            Answer::Err(n) => {
                self.remove(batch, n);
                return Err(Refused { transient: true });
            }
            Answer::Fatal(n) => {
                self.remove(batch, n);
                return Err(Refused { transient: false });
            }
            Answer::Panic(n) => {
                self.remove(batch, n);
                // Without the hook: it would print, and end a fuzzer.
                resume_unwind(Box::new("as told"));
            }
            Answer::Hang(n) => {
                self.remove(batch, n);
                pending::<()>().await;
            }
            Answer::Slow(ms) => tokio::time::sleep(Duration::from_millis(ms)).await,
            Answer::Odd => {
                self.remove_every_other(batch);
                return Err(Refused { transient: true });
            }
        }
        for token in batch.items_mut() {
            token.mark_settled();
            self.note(token.id());
        }
        Ok(())
    }

    fn is_transient(&self, error: &Refused) -> bool {
        error.transient
    }
}
