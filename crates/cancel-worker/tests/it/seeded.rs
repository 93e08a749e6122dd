//! The run loop beside its senders under an executor that polls ready tasks in random order: whoever
//! is not woken is not polled, so that a lost wake-up is a deadlock, which is found.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

use cancel_worker::{
    Batch, BatchSink, CancellationToken, FlushCtx, InFlight, Linger, MessageProcessor, Shutdown,
};

use crate::ledger::{Ledger, Token};

/// splitmix64.
#[derive(Debug)]
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % n as u64).unwrap()
    }
}

struct Flag(AtomicBool);

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Relaxed);
    }
}

type Task = (Arc<Flag>, Pin<Box<dyn Future<Output = ()>>>);

/// Polls ready tasks in random order until all have ended.
fn run(dice: &mut Dice, mut tasks: Vec<Task>) {
    while !tasks.is_empty() {
        let ready: Vec<_> = (0..tasks.len()).filter(|&n| tasks[n].0.0.load(Relaxed)).collect();
        assert!(!ready.is_empty(), "{} tasks wait for nobody", tasks.len());
        let n = ready[dice.below(ready.len())];
        let (flag, task) = &mut tasks[n];
        flag.0.store(false, Relaxed);
        let waker = Waker::from(flag.clone());
        if task.as_mut().poll(&mut Context::from_waker(&waker)).is_ready() {
            drop(tasks.swap_remove(n));
        }
    }
}

fn task(future: impl Future<Output = ()> + 'static) -> Task {
    (Arc::new(Flag(AtomicBool::new(true))), Box::pin(future))
}

/// Pends a few times, and wakes itself.
async fn dawdle(mut times: usize) {
    std::future::poll_fn(|cx| {
        if times == 0 {
            return Poll::Ready(());
        }
        times -= 1;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

struct Dawdler(Ledger, Mutex<Dice>);

impl BatchSink<Token> for Dawdler {
    type Error = std::fmt::Error;
    async fn flush_batch(&self, batch: &mut Batch<Token>, _: &FlushCtx) -> Result<(), Self::Error> {
        let times = self.1.lock().unwrap().below(4);
        dawdle(times).await;
        let fails = self.1.lock().unwrap().below(8) == 0;
        let n = if fails { batch.len() / 2 } else { batch.len() };
        for mut token in batch.drain_front(n) {
            token.mark_settled();
            self.0.flush(token.id());
        }
        if fails { Err(std::fmt::Error) } else { Ok(()) }
    }
}

fn round(seed: u64) {
    let mut dice = Dice(seed);
    let (ledger, stop) = (Ledger::default(), CancellationToken::new());
    let in_flight = match dice.below(4) {
        0 => InFlight::Any(3),
        1 => InFlight::per_key(2, |token: &Token| token.id().0),
        _ => InFlight::One,
    };
    let per_producer = !matches!(in_flight, InFlight::Any(_));
    let shutdown = [Shutdown::Drain, Shutdown::FlushBuffered, Shutdown::Return][dice.below(3)];
    let sink = Dawdler(ledger.clone(), Mutex::new(Dice(seed ^ 1)));
    // The larger ones leave room owed, of several batches.
    let capacity = if dice.below(2) == 0 { 1 + dice.below(4) } else { 8 + dice.below(24) };
    let (tx, worker) = MessageProcessor::builder(sink)
        .capacity(capacity)
        .max_batch_size(1 + dice.below(4))
        .linger(Linger::Idle)
        .in_flight(in_flight)
        .cancel(stop.clone())
        // No deadline: this executor has no clock.
        .shutdown(shutdown, std::time::Duration::MAX)
        .build()
        .unwrap();
    let mut tasks = Vec::new();
    for producer in 0..3 {
        let (tx, ledger, handle) = (tx.clone(), ledger.clone(), worker.handle());
        let (mut own, barrier) = (Dice(seed ^ (2 + producer as u64)), dice.below(2) == 0);
        tasks.push(task(async move {
            for n in 0..16 {
                dawdle(own.below(3)).await;
                let token = ledger.token(producer, n);
                let sent = match own.below(3) {
                    0 => tx.try_send(token),
                    1 => {
                        let Ok(permit) = tx.reserve().await else {
                            ledger.reject(token);
                            break;
                        };
                        dawdle(own.below(2)).await;
                        permit.send(token)
                    }
                    _ => tx.send(token).await,
                };
                ledger.sent((producer, n), sent);
                assert!(handle.health().depth <= capacity, "room was given back twice");
                if barrier && n == 4 {
                    assert_eq!(tx.flush().await.dropped, 0);
                }
            }
        }));
    }
    drop(tx);
    let cancels = dice.below(2) == 0;
    let (times, book) = (dice.below(40), ledger.clone());
    let worker = Rc::new(RefCell::new(Some(worker)));
    let cell = worker.clone();
    tasks.push(task(async move {
        let mut worker = cell.borrow_mut().take().unwrap();
        loop {
            match worker.run().await {
                Ok(report) => break book.give_back(report.returned),
                Err(error) => book.give_back(error.returned),
            }
        }
        *cell.borrow_mut() = Some(worker);
    }));
    if cancels {
        tasks.push(task(async move {
            dawdle(times).await;
            stop.cancel();
        }));
    }
    run(&mut dice, tasks);
    let counts = worker.borrow().as_ref().unwrap().counts();
    assert_eq!(counts.accepted, counts.flushed + counts.returned, "seed {seed}");
    if per_producer { ledger.balance_per_producer() } else { ledger.balance() }
}

#[test]
fn no_order_of_polls_loses_an_item_or_a_wake_up() {
    for seed in 0..if cfg!(miri) { 20 } else { 3_000 } {
        round(seed);
    }
}
