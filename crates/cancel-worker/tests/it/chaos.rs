//! Several workers on several threads, runs dropped wherever they are, sinks that fail and panic,
//! a runtime that is shut down under all of them: each item has one fate.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use cancel_worker::{
    Batch, BatchSink, CancellationToken, FlushCtx, InboxSender, Linger, MessageProcessor, Shutdown,
};
use tokio::runtime::{Builder, Runtime};
use tokio::task::yield_now;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Fate {
    Open = 0,
    Flushed,
    Returned,
    Rejected,
    Lost,
}

/// The fate of every item that one worker was offered.
#[derive(Debug)]
struct Fates(Vec<AtomicU8>);

impl Fates {
    fn new(items: usize) -> Arc<Self> {
        Arc::new(Self((0..items).map(|_| AtomicU8::new(Fate::Open as u8)).collect()))
    }
    fn count(&self, fate: Fate) -> u64 {
        self.0.iter().filter(|seen| seen.load(Relaxed) == fate as u8).count() as u64
    }
}

#[derive(Debug)]
struct Item {
    id: usize,
    met: bool,
    fates: Arc<Fates>,
}

impl Item {
    fn new(fates: &Arc<Fates>, id: usize) -> Self {
        Self { id, met: false, fates: Arc::clone(fates) }
    }
    fn meet(&mut self, fate: Fate) {
        self.met = true;
        let before = self.fates.0[self.id].swap(fate as u8, Relaxed);
        assert_eq!(before, Fate::Open as u8, "item {} meets {fate:?} too", self.id);
    }
}

impl Drop for Item {
    fn drop(&mut self) {
        if !self.met {
            self.meet(Fate::Lost);
        }
    }
}

/// Chance, the same in every run but for the threads' own.
#[derive(Debug)]
struct Dice(AtomicU64);

impl Dice {
    fn new(seed: usize) -> Arc<Self> {
        Arc::new(Self(AtomicU64::new(seed as u64)))
    }
    fn below(&self, n: u64) -> u64 {
        let mut z = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Relaxed);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n
    }
}

/// Yields in the middle, takes pieces, fails and panics.
#[derive(Debug)]
struct Rude(Arc<Dice>);

impl BatchSink<Item> for Rude {
    type Error = std::fmt::Error;

    async fn flush_batch(&self, batch: &mut Batch<Item>, _: &FlushCtx) -> Result<(), Self::Error> {
        for _ in 0..self.0.below(4) {
            yield_now().await;
            if let Some(mut item) = batch.pop_front() {
                item.meet(Fate::Flushed);
            }
        }
        match self.0.below(8) {
            0 => return Err(std::fmt::Error),
            // Without the hook, which would print.
            1 => std::panic::resume_unwind(Box::new("as told")),
            _ => {}
        }
        for item in batch.items_mut() {
            item.meet(Fate::Flushed);
        }
        Ok(())
    }
}

/// Offers items by every way there is.
async fn offer(
    tx: InboxSender<Item>,
    fates: Arc<Fates>,
    ids: std::ops::Range<usize>,
    dice: Arc<Dice>,
) {
    for id in ids {
        let item = Item::new(&fates, id);
        let refused = match dice.below(5) {
            0 => tx.try_send(item).err(),
            1 => {
                // Gives up its place in the line now and then.
                let permit = tokio::select! {
                    permit = tx.reserve() => permit.ok(),
                    () = yield_now() => None,
                };
                match permit {
                    Some(permit) => permit.send(item).err(),
                    None => tx.send(item).await.err(),
                }
            }
            2 => {
                drop(tx.clone());
                tx.send(item).await.err()
            }
            _ => tx.send(item).await.err(),
        };
        if let Some(refused) = refused {
            refused.into_inner().meet(Fate::Rejected);
        }
    }
}

fn threads() -> Runtime {
    Builder::new_multi_thread().worker_threads(3).enable_time().build().unwrap()
}

const ROUNDS: usize = if cfg!(miri) { 2 } else { 40 };
const OFFERS: usize = if cfg!(miri) { 10 } else { 150 };
const SENDERS: usize = 3;

fn worker(
    round: usize,
    dice: &Arc<Dice>,
) -> (InboxSender<Item>, MessageProcessor<Item, Rude>, CancellationToken) {
    let stop = CancellationToken::new();
    // The larger ones leave room owed, of several batches.
    let capacity = (1 + round % 7) * [1, 1, 8][round % 3];
    let linger = match round % 3 {
        0 => Linger::Idle,
        1 => Linger::Never,
        _ => Linger::FromFirst(Duration::from_micros(200)),
    };
    let shutdown = match round % 4 {
        0 | 1 => Shutdown::Drain,
        2 => Shutdown::FlushBuffered,
        _ => Shutdown::Return,
    };
    let (tx, processor) = MessageProcessor::builder(Rude(Arc::clone(dice)))
        .capacity(capacity)
        .max_batch_size(1 + round % capacity.min(7))
        .linger(linger)
        .shutdown(shutdown, Duration::from_secs(10))
        .cancel(stop.clone())
        .build()
        .unwrap();
    (tx, processor, stop)
}

/// Runs to the end, through failures, panics and runs that are dropped wherever they are.
async fn mind(mut processor: MessageProcessor<Item, Rude>, dice: Arc<Dice>) -> (u64, u64, u64) {
    let end = loop {
        let patience = dice.below(40);
        let ended = tokio::select! {
            ended = processor.run() => ended,
            () = async { for _ in 0..patience { yield_now().await; } } => continue,
        };
        let (returned, report) = match ended {
            Ok(report) => (report.returned, Some(report.counts)),
            Err(error) => (error.returned, None),
        };
        for mut item in returned {
            item.meet(Fate::Returned);
        }
        if let Some(counts) = report {
            break counts;
        }
    };
    assert!(processor.into_unsettled().is_empty());
    (end.accepted, end.flushed, end.returned)
}

#[test]
fn each_item_has_one_fate() {
    let runtime = threads();
    for round in 0..ROUNDS {
        let dice = Dice::new(round);
        let workers: Vec<_> = (0..3)
            .map(|n| {
                let fates = Fates::new(SENDERS * OFFERS);
                let (tx, processor, stop) = worker(round + n, &dice);
                let minding = runtime.spawn(mind(processor, Arc::clone(&dice)));
                let offers: Vec<_> = (0..SENDERS)
                    .map(|s| {
                        let ids = s * OFFERS..(s + 1) * OFFERS;
                        runtime.spawn(offer(tx.clone(), Arc::clone(&fates), ids, Arc::clone(&dice)))
                    })
                    .collect();
                (fates, minding, offers, stop)
            })
            .collect();
        runtime.block_on(async {
            for (n, (fates, minding, offers, stop)) in workers.into_iter().enumerate() {
                if (round + n) % 2 == 0 {
                    for _ in 0..dice.below(300) {
                        yield_now().await;
                    }
                    stop.cancel();
                }
                for offer in offers {
                    offer.await.unwrap();
                }
                let (accepted, flushed, returned) = minding.await.unwrap();
                assert_eq!(accepted, flushed + returned);
                assert_eq!(fates.count(Fate::Open) + fates.count(Fate::Lost), 0, "round {round}");
                assert_eq!(fates.count(Fate::Flushed), flushed);
                assert_eq!(fates.count(Fate::Returned), returned);
            }
        });
    }
}

/// Whoever sends from outside comes back, and what the processor held is dropped once.
#[test]
fn a_runtime_shut_down_leaves_nobody_waiting() {
    for round in 0..ROUNDS {
        let runtime = threads();
        let dice = Dice::new(round);
        let fates = Fates::new(SENDERS * OFFERS);
        let (tx, processor, _stop) = worker(round, &dice);
        runtime.spawn(mind(processor, Arc::clone(&dice)));
        std::thread::scope(|scope| {
            for s in 0..SENDERS {
                let (tx, fates) = (tx.clone(), &fates);
                scope.spawn(move || {
                    for id in s * OFFERS..(s + 1) * OFFERS {
                        if let Err(refused) = tx.blocking_send(Item::new(fates, id)) {
                            refused.into_inner().meet(Fate::Rejected);
                        }
                    }
                });
            }
            for _ in 0..dice.below(200) {
                std::thread::yield_now();
            }
            // Linger::Never with a full inbox would wait for items that nobody sends any more.
            drop(runtime);
        });
        assert!(tx.is_closed());
        drop(tx);
        assert_eq!(fates.count(Fate::Open), 0, "round {round}");
    }
}

/// A sink that is a worker's inbox: a chain drains from its head, in order, to the last item.
#[derive(Debug)]
struct Onward(InboxSender<Item>);

impl BatchSink<Item> for Onward {
    type Error = Infallible;

    async fn flush_batch(&self, batch: &mut Batch<Item>, _: &FlushCtx) -> Result<(), Infallible> {
        while !batch.is_empty() {
            let Ok(permit) = self.0.reserve().await else { std::future::pending().await };
            if let Some(item) = batch.pop_front() {
                if let Err(refused) = permit.send(item) {
                    refused.into_inner().meet(Fate::Rejected);
                }
            }
        }
        Ok(())
    }
}

#[test]
fn a_chain_of_workers_drains_to_its_end() {
    let runtime = threads();
    for round in 0..ROUNDS {
        let dice = Dice::new(round);
        let fates = Fates::new(OFFERS);
        // The last drains when the one before has gone, and with it the last sender.
        let (tx, last, _stop) = worker(round, &dice);
        let (head, mut first) =
            MessageProcessor::builder(Onward(tx)).capacity(3).max_batch_size(2).build().unwrap();
        let minding = runtime.spawn(mind(last, Arc::clone(&dice)));
        let passing = runtime.spawn(async move { first.run().await.unwrap().counts });
        runtime.block_on(offer(head, Arc::clone(&fates), 0..OFFERS, Arc::clone(&dice)));
        let (passed, ended) = runtime.block_on(async { (passing.await, minding.await) });
        let (accepted, flushed, returned) = ended.unwrap();
        assert_eq!(passed.unwrap().flushed, accepted);
        assert_eq!(fates.count(Fate::Flushed) + fates.count(Fate::Returned), flushed + returned);
        assert_eq!(fates.count(Fate::Open) + fates.count(Fate::Lost), 0);
    }
}
