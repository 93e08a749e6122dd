//! Items that know whether they were settled, and sinks that answer as they are told.

use std::collections::VecDeque;
use std::future::pending;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use cancel_worker::{Batch, BatchSink, FlushCtx, FlushReason};
use tokio::time::Instant;

/// Who made an item, and the how-manieth it was.
pub(crate) type Id = (usize, u64);

/// What became of all items made from it.
#[derive(Debug, Default, Clone)]
pub(crate) struct Ledger(Arc<Mutex<Book>>);

#[derive(Debug, Default)]
pub(crate) struct Book {
    pub(crate) accepted: Vec<Id>,
    pub(crate) rejected: Vec<Id>,
    pub(crate) flushed: Vec<Id>,
    pub(crate) returned: Vec<Id>,
    /// Dropped by somebody who had not settled it.
    pub(crate) lost: Vec<Id>,
}

#[derive(Debug)]
pub(crate) struct Token {
    pub(crate) id: Id,
    settled: bool,
    ledger: Ledger,
}

impl Drop for Token {
    fn drop(&mut self) {
        if !self.settled {
            self.ledger.book().lost.push(self.id);
        }
    }
}

impl Token {
    fn settle(mut self) -> Id {
        self.settled = true;
        self.id
    }
}

impl Ledger {
    pub(crate) fn book(&self) -> std::sync::MutexGuard<'_, Book> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
    pub(crate) fn token(&self, producer: usize, n: u64) -> Token {
        Token { id: (producer, n), settled: false, ledger: self.clone() }
    }
    pub(crate) fn accept(&self, id: Id) {
        self.book().accepted.push(id);
    }
    pub(crate) fn reject(&self, token: Token) {
        let id = token.settle();
        self.book().rejected.push(id);
    }
    pub(crate) fn give_back(&self, tokens: Vec<Token>) {
        for token in tokens {
            let id = token.settle();
            self.book().returned.push(id);
        }
    }
    fn flush(&self, id: Id) {
        self.book().flushed.push(id);
    }

    /// Every accepted item was settled once, nothing else was, and in order per producer.
    #[track_caller]
    pub(crate) fn balance(&self) {
        let book = self.book();
        assert_eq!(book.lost, [], "items dropped unsettled");
        let mut accepted = book.accepted.clone();
        let mut settled: Vec<Id> = book.flushed.iter().chain(&book.returned).copied().collect();
        accepted.sort_unstable();
        settled.sort_unstable();
        assert_eq!(accepted, settled, "accepted = flushed + returned");
        for list in [&book.flushed, &book.returned] {
            let mut last = std::collections::HashMap::new();
            for &(producer, n) in list {
                let before = last.insert(producer, n);
                assert!(before < Some(n), "out of order: {before:?} {n} of {producer}");
            }
        }
    }
}

impl Ledger {
    /// As `balance`, and all in the order in which it was accepted. For one thread.
    #[track_caller]
    pub(crate) fn balance_in_order(&self) {
        self.balance();
        let book = self.book();
        let place: std::collections::HashMap<Id, usize> =
            book.accepted.iter().enumerate().map(|(place, &id)| (id, place)).collect();
        for list in [&book.flushed, &book.returned] {
            assert!(list.is_sorted_by_key(|id| place[id]), "{list:?} of {:?}", book.accepted);
        }
    }
}

/// How a flush goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    Ok,
    /// Fails, after removing so many.
    Err(usize),
    Panic(usize),
    /// Never ends, after removing so many.
    Hang(usize),
    /// Takes so many milliseconds.
    Slow(u64),
    /// Removes every other item by `retain`, then fails.
    Odd,
}

/// A flush, as it began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Flush {
    pub(crate) at: Duration,
    pub(crate) len: usize,
    pub(crate) reason: FlushReason,
    pub(crate) attempt: u32,
}

/// Answers by its script, and Ok after that.
#[derive(Debug)]
pub(crate) struct Script {
    ledger: Ledger,
    answers: Mutex<VecDeque<Answer>>,
    flushes: Mutex<Vec<Flush>>,
    start: Option<Instant>,
}

#[derive(Debug)]
pub(crate) struct Refused;

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("refused")
    }
}

impl std::error::Error for Refused {}

impl Script {
    pub(crate) fn new(ledger: &Ledger, answers: impl IntoIterator<Item = Answer>) -> Arc<Self> {
        Arc::new(Self {
            ledger: ledger.clone(),
            answers: Mutex::new(answers.into_iter().collect()),
            flushes: Mutex::default(),
            start: tokio::runtime::Handle::try_current().is_ok().then(Instant::now),
        })
    }
    pub(crate) fn flushes(&self) -> Vec<Flush> {
        self.flushes.lock().unwrap().clone()
    }
    pub(crate) fn lens(&self) -> Vec<usize> {
        self.flushes().iter().map(|flush| flush.len).collect()
    }
    pub(crate) fn then(&self, answer: Answer) {
        self.answers.lock().unwrap().push_back(answer);
    }

    fn remove(&self, batch: &mut Batch<Token>, n: usize) {
        for token in batch.drain_front(n) {
            self.ledger.flush(token.settle());
        }
    }
}

impl BatchSink<Token> for Script {
    type Error = Refused;

    async fn flush_batch(&self, batch: &mut Batch<Token>, ctx: &FlushCtx) -> Result<(), Refused> {
        assert!(!batch.is_empty(), "an empty batch is never flushed");
        assert_eq!(batch.len(), batch.items().len());
        self.flushes.lock().unwrap().push(Flush {
            at: self.start.map_or(Duration::ZERO, |start| start.elapsed()),
            len: batch.len(),
            reason: ctx.reason,
            attempt: ctx.attempt,
        });
        let answer = self.answers.lock().unwrap().pop_front().unwrap_or(Answer::Ok);
        match answer {
            Answer::Ok => {}
            Answer::Err(n) => {
                self.remove(batch, n);
                return Err(Refused);
            }
            Answer::Panic(n) => {
                self.remove(batch, n);
                panic!("as told");
            }
            Answer::Hang(n) => {
                self.remove(batch, n);
                pending::<()>().await;
            }
            Answer::Slow(ms) => tokio::time::sleep(Duration::from_millis(ms)).await,
            Answer::Odd => {
                let mut i = 0;
                let mut gone = Vec::new();
                for token in batch.items_mut().iter_mut().step_by(2) {
                    token.settled = true;
                    gone.push(token.id);
                }
                batch.retain(|_| {
                    i += 1;
                    i % 2 == 0
                });
                for id in gone {
                    self.ledger.flush(id);
                }
                return Err(Refused);
            }
        }
        for token in batch.items_mut() {
            token.settled = true;
            self.ledger.flush(token.id);
        }
        Ok(())
    }
}

/// A waker that counts.
#[derive(Debug, Default)]
pub(crate) struct Count(AtomicUsize);

impl Count {
    pub(crate) fn get(&self) -> usize {
        self.0.load(Relaxed)
    }
}

impl Wake for Count {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Relaxed);
    }
}

/// Polls once, with a waker that counts in `count`.
pub(crate) fn poll<F: Future + ?Sized>(
    future: std::pin::Pin<&mut F>,
    count: &Arc<Count>,
) -> Poll<F::Output> {
    let waker = Waker::from(Arc::clone(count));
    future.poll(&mut Context::from_waker(&waker))
}

/// Runs on one thread, with a clock that only moves when all wait, and without I/O: so can Miri.
pub(crate) fn paused<F: Future>(future: F) -> F::Output {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_time().start_paused(true).build().unwrap().block_on(future)
}
