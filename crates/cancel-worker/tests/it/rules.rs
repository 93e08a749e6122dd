//! Weight, and rules of one's own.

use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use cancel_worker::{Batch, BatchSink, Builder, FlushCtx, FlushReason, Linger, MessageProcessor};
use tokio::time::sleep;

use crate::ledger::paused;

const MS: Duration = Duration::from_millis(1);

/// Notes its batches.
#[derive(Default)]
struct Note(Mutex<Vec<(Vec<u32>, FlushReason)>>);

impl BatchSink<u32> for Note {
    type Error = Infallible;
    async fn flush_batch(&self, batch: &mut Batch<u32>, ctx: &FlushCtx) -> Result<(), Infallible> {
        self.0.lock().unwrap().push((batch.items().to_vec(), ctx.reason));
        Ok(())
    }
}

type Build = Builder<u32, Arc<Note>>;

/// The batches that these items are cut into, if none is due by time.
async fn cut(items: &[u32], rule: impl FnOnce(Build) -> Build) -> Vec<(Vec<u32>, FlushReason)> {
    let note = Arc::new(Note::default());
    let builder = rule(MessageProcessor::builder(note.clone()).linger(Linger::Never));
    let (tx, mut worker) = builder.build().unwrap();
    let running = tokio::spawn(async move { worker.run().await.unwrap() });
    for &item in items {
        tx.send(item).await.unwrap();
        sleep(MS).await;
    }
    let before = note.0.lock().unwrap().clone();
    drop(tx);
    assert_eq!(running.await.unwrap().counts.flushed, items.len() as u64);
    before
}

use FlushReason::{Full, Rule, Weight};

#[test]
fn a_batch_is_closed_by_its_weight() {
    paused(async {
        let weigh = |b: Build| b.max_weight(10, |n| u64::from(*n));
        // Reaches it; would go above it; the rest waits.
        assert_eq!(cut(&[4, 6, 7, 4, 1], weigh).await, [(vec![4, 6], Weight), (vec![7], Weight)]);
        let both = |b: Build| weigh(b).max_batch_size(3);
        assert_eq!(cut(&[1, 1, 1, 9, 2], both).await, [(vec![1, 1, 1], Full), (vec![9], Weight)]);
    });
}

#[test]
fn an_oversized_item_goes_alone_and_closes_its_batch_at_once() {
    paused(async {
        let weigh = |b: Build| b.max_weight(10, |n| u64::from(*n));
        assert_eq!(cut(&[1, 2, 99, 3], weigh).await, [(vec![1, 2], Weight), (vec![99], Weight)]);
        assert_eq!(cut(&[99, 10], weigh).await, [(vec![99], Weight), (vec![10], Weight)]);
    });
}

#[test]
fn a_rule_closes_the_batch_before_the_next_item() {
    paused(async {
        let rule = |b: Build| b.close_when(|batch, next| batch[0] / 10 != next / 10);
        assert_eq!(
            cut(&[10, 11, 12, 20, 30, 31], rule).await,
            [(vec![10, 11, 12], Rule), (vec![20], Rule)]
        );
    });
}

#[test]
fn a_panic_in_weight_loses_nothing_and_holds_up_nobody() {
    paused(async {
        let weigh = |b: Build| {
            b.max_weight(10, |n| if *n == 7 { panic!("as told") } else { u64::from(*n) })
        };
        assert_eq!(
            cut(&[1, 7, 2, 8], weigh).await,
            [(vec![1], Weight), (vec![7], Weight), (vec![2, 8], Weight)]
        );
    });
}

#[test]
fn a_panic_in_close_when_loses_nothing_and_holds_up_nobody() {
    paused(async {
        let rule =
            |b: Build| b.close_when(|_, next| if *next == 7 { panic!("as told") } else { false });
        assert_eq!(cut(&[1, 7, 2, 3], rule).await, [(vec![1], Rule)]);
    });
}

#[test]
fn linger_counts_under_rules_too() {
    paused(async {
        let note = Arc::new(Note::default());
        let (tx, mut worker) = MessageProcessor::builder(note.clone())
            .max_weight(10, |n| u64::from(*n))
            .linger(Linger::FromFirst(10 * MS))
            .build()
            .unwrap();
        let running = tokio::spawn(async move { worker.run().await.unwrap() });
        tx.send(1).await.unwrap();
        sleep(6 * MS).await;
        tx.send(2).await.unwrap();
        sleep(5 * MS).await;
        assert_eq!(*note.0.lock().unwrap(), [(vec![1, 2], FlushReason::Linger)]);
        drop(tx);
        assert!(running.await.unwrap().returned.is_empty());
    });
}
