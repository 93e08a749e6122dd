//! The halves under the model checker: every interleaving, and every value that a load may see.
//!
//! `RUSTFLAGS="--cfg hardpan_loom" cargo test --release -p ringbuf-spsc --test loom`
//!
//! Loom also watches the slots (see `src/sync.rs`): an access that the indices' orderings do not
//! order before the other half's is reported as a race.

#![cfg(hardpan_loom)]

use loom::{model::Builder, sync::Arc, thread};
use ringbuf_spsc::{Consumer, RingBuffer, channel};

/// Enough switches between threads for every known bug of such a queue; all of them for the
/// smaller models would take minutes.
fn model(check: impl Fn() + Send + Sync + 'static) {
    model_of(3, check);
}

fn model_of(switches: usize, check: impl Fn() + Send + Sync + 'static) {
    let mut builder = Builder::new();
    builder.preemption_bound = Some(switches);
    builder.check(check);
}

fn pop_all(consumer: &mut Consumer<'_, u32>, next: &mut u32) {
    while let Some(item) = consumer.pop() {
        assert_eq!(item, *next);
        *next += 1;
    }
}

/// As many pushes as `items` asks for, each tried until there is room; then the producer goes.
fn one_by_one(capacity: usize, items: u32) {
    model(move || {
        let (mut producer, mut consumer) = channel(capacity);
        let sender = thread::spawn(move || {
            for item in 0..items {
                while producer.push(item).is_err() {
                    thread::yield_now();
                }
            }
        });
        let mut next = 0;
        loop {
            let done = consumer.is_abandoned();
            pop_all(&mut consumer, &mut next);
            if done {
                break;
            }
            thread::yield_now();
        }
        assert_eq!(next, items, "abandoned and drained, all was seen");
        sender.join().unwrap();
    });
}

#[test]
fn two_slots_one_by_one() {
    one_by_one(2, 5);
}

#[test]
fn three_slots_one_by_one() {
    one_by_one(3, 5);
}

#[test]
fn slices() {
    for capacity in [2, 3] {
        model(move || {
            let (mut producer, mut consumer) = channel::<u32>(capacity);
            // Off the ring's start, so that slices go around its end.
            producer.push(9).unwrap();
            consumer.pop().unwrap();
            let sender = thread::spawn(move || {
                let mut items: &[u32] = &[0, 1, 2, 3];
                while !items.is_empty() {
                    let pushed = producer.push_slice(&items[..items.len().min(2)]);
                    items = &items[pushed..];
                    if pushed == 0 {
                        thread::yield_now();
                    }
                }
            });
            let mut next = 0;
            while next < 4 {
                let mut items = [u32::MAX; 3];
                let count = consumer.pop_slice(&mut items);
                for &item in &items[..count] {
                    assert_eq!(item, next);
                    next += 1;
                }
                if count == 0 {
                    thread::yield_now();
                }
            }
            sender.join().unwrap();
        });
    }
}

/// Chunks of each kind, given up, committed, and taken apart.
#[test]
fn chunks() {
    for capacity in [2, 3] {
        model_of(2, move || {
            let (mut producer, mut consumer) = channel::<u32>(capacity);
            producer.push(9).unwrap();
            consumer.pop().unwrap();
            let sender = thread::spawn(move || {
                let mut next = 0;
                while next < 3 {
                    let mut chunk = producer.write_chunk_max(2);
                    let filled = u32::try_from(chunk.fill_from_iter(next..3)).unwrap();
                    chunk.commit();
                    next += filled;
                    if filled == 0 {
                        thread::yield_now();
                    }
                }
            });
            let mut next = 0;
            let mut turn = 0;
            while next < 3 {
                let chunk = consumer.read_chunk_max(2);
                let mut count = 0;
                for &item in chunk.as_slices().0.iter().chain(chunk.as_slices().1) {
                    assert_eq!(item, next + count);
                    count += 1;
                }
                turn += 1;
                if turn % 2 == 0 {
                    chunk.commit_all();
                } else {
                    assert!(chunk.into_iter().eq(next..next + count));
                }
                next += count;
                if count == 0 {
                    thread::yield_now();
                }
            }
            sender.join().unwrap();
        });
    }
}

/// Both halves go at some moment: the ring is freed once, and an item left in it dropped once.
#[test]
fn both_leave() {
    model(|| {
        let item = Arc::new(());
        let (mut producer, mut consumer) = channel(2);
        let theirs = Arc::clone(&item);
        let sender = thread::spawn(move || {
            producer.push(theirs).unwrap();
            producer.is_abandoned()
        });
        let popped = consumer.pop();
        drop(consumer);
        let _saw_us_gone: bool = sender.join().unwrap();
        let count = 1 + usize::from(popped.is_some());
        assert_eq!(Arc::strong_count(&item), count);
    });
}

/// A producer who sees the consumer gone sees all that it took.
#[test]
fn the_consumer_leaves() {
    model(|| {
        let (mut producer, mut consumer) = channel(2);
        producer.push(1).unwrap();
        producer.push(2).unwrap();
        let receiver = thread::spawn(move || {
            consumer.pop().unwrap();
        });
        while !producer.is_abandoned() {
            thread::yield_now();
        }
        assert_eq!(producer.free_len(), 1);
        producer.push(3).unwrap();
        assert!(producer.push(4).is_err());
        receiver.join().unwrap();
    });
}

/// Two threads want the same half: one at a time has it, and goes on where the last one was.
#[test]
fn the_producer_is_claimed_anew() {
    model(|| {
        let ring = Arc::new(RingBuffer::<u32, 3>::new());
        let push = |ring: &RingBuffer<u32, 3>| match ring.try_producer() {
            Some(mut producer) => u32::from(producer.push(7).is_ok()),
            None => 0,
        };
        let other = {
            let ring = Arc::clone(&ring);
            thread::spawn(move || push(&ring))
        };
        let mut pushed = push(&ring);
        pushed += other.join().unwrap();
        assert!(pushed >= 1);
        let mut consumer = ring.try_consumer().unwrap();
        for _ in 0..pushed {
            assert_eq!(consumer.pop(), Some(7));
        }
        assert_eq!(consumer.pop(), None);
    });
}

#[test]
fn the_consumer_is_claimed_anew() {
    model(|| {
        let ring = Arc::new(RingBuffer::<u32, 2>::new());
        let mut producer = ring.try_producer().unwrap();
        producer.push(1).unwrap();
        let pop = |ring: &RingBuffer<u32, 2>| ring.try_consumer().and_then(|mut half| half.pop());
        let other = {
            let ring = Arc::clone(&ring);
            thread::spawn(move || pop(&ring))
        };
        let ours = pop(&ring);
        // There is room for this one, and for another once the first was popped.
        producer.push(2).unwrap();
        let another = producer.push(3).is_ok();
        let theirs = other.join().unwrap();
        let mut popped: Vec<_> = [ours, theirs].into_iter().flatten().collect();
        popped.sort_unstable();
        assert!(popped == [1] || popped == [1, 2]);
        assert!(another || theirs.is_some(), "what we popped ourselves, we know of");
        assert_eq!(ring.len(), 2 + usize::from(another) - popped.len());
    });
}

/// Whoever sees the head that a pop left sees the push before it, too.
#[test]
fn a_snapshot_counts_no_more_than_was_pushed() {
    model(|| {
        let ring = Arc::new(RingBuffer::<u32, 3>::new());
        let onlooker = {
            let ring = Arc::clone(&ring);
            thread::spawn(move || assert!(ring.len() <= 1))
        };
        let (mut producer, mut consumer) = ring.try_split().unwrap();
        producer.push(1).unwrap();
        consumer.pop().unwrap();
        onlooker.join().unwrap();
    });
}

/// What a half counts as its own is, whatever the other does meanwhile.
#[test]
fn a_half_counts_no_more_than_it_has() {
    model(|| {
        let (mut producer, mut consumer) = channel::<u32>(2);
        producer.push(0).unwrap();
        let sender = thread::spawn(move || {
            for turn in 1..=2 {
                for _ in 0..producer.free_len() {
                    assert!(producer.push(turn).is_ok());
                }
            }
        });
        for _ in 0..2 {
            for _ in 0..consumer.len() {
                assert!(consumer.pop().is_some());
            }
        }
        sender.join().unwrap();
    });
}

/// In a ring with room for a lead, a look that follows on one which found few waits, and asks more than once.
#[test]
fn a_half_that_waits_sees_what_one_that_does_not_would() {
    const FEW: u32 = 8;
    model(|| {
        let (mut producer, mut consumer) = channel(512);
        (0..FEW).for_each(|item| producer.push(item).unwrap());
        let mut next = 0;
        let mut take = |consumer: &mut Consumer<'_, u32>| {
            let item = consumer.pop();
            item.inspect(|&item| assert_eq!(item, std::mem::replace(&mut next, item + 1)))
        };
        (0..FEW).for_each(|_| assert!(take(&mut consumer).is_some()));
        let sender = thread::spawn(move || (FEW..FEW + 2).for_each(|n| producer.push(n).unwrap()));
        let early = (0..2).filter(|_| take(&mut consumer).is_some()).count();
        sender.join().unwrap();
        let late = std::iter::from_fn(|| take(&mut consumer)).count();
        assert_eq!(early + late, 2);
    });
}

/// Both or none, against a half that comes and goes.
#[test]
fn split_against_one_half() {
    model(|| {
        let ring = Arc::new(RingBuffer::<u32, 2>::new());
        let other = {
            let ring = Arc::clone(&ring);
            thread::spawn(move || ring.try_producer().map(|mut half| half.push(1).unwrap()))
        };
        if let Some((mut producer, mut consumer)) = ring.try_split() {
            assert!(ring.try_producer().is_none());
            producer.push(1).unwrap();
            assert_eq!(consumer.pop(), Some(1));
        }
        other.join().unwrap();
        assert!(ring.try_split().is_some());
    });
}

/// A reader is not told of the end before it has read what was written just before that.
#[cfg(feature = "std")]
#[test]
fn a_reader_sees_all_before_the_end() {
    use std::io::{BufRead, Read};

    sees_all_before_the_end(|consumer| {
        let mut byte = [0];
        consumer.read(&mut byte).map(|count| byte[..count].to_vec())
    });
    sees_all_before_the_end(|consumer| {
        let bytes = consumer.fill_buf()?.to_vec();
        consumer.consume(bytes.len());
        Ok(bytes)
    });
}

#[cfg(feature = "std")]
fn sees_all_before_the_end(
    read: fn(&mut ringbuf_spsc::Consumer<'_, u8>) -> std::io::Result<Vec<u8>>,
) {
    use std::io::{ErrorKind, Write};

    model(move || {
        let (mut producer, mut consumer) = channel(2);
        let writer = thread::spawn(move || assert_eq!(producer.write(b"x").unwrap(), 1));
        loop {
            match read(&mut consumer) {
                Ok(bytes) => break assert_eq!(bytes, b"x"),
                Err(error) => assert_eq!(error.kind(), ErrorKind::WouldBlock),
            }
            thread::yield_now();
        }
        writer.join().unwrap();
        assert_eq!(read(&mut consumer).unwrap(), b"");
    });
}

/// One item through one slot and then the end, each waited for: a wake-up that is lost is a
/// deadlock, which the checker reports.
#[cfg(feature = "std")]
#[test]
fn blocking_loses_no_wake_up() {
    model_of(2, || {
        let (mut producer, mut consumer) = ringbuf_spsc::blocking::channel(1);
        let sender = thread::spawn(move || {
            producer.push(0).unwrap();
            producer.push(1).unwrap();
        });
        assert_eq!(consumer.pop(), Some(0));
        assert_eq!(consumer.pop(), Some(1));
        assert_eq!(consumer.pop(), None);
        sender.join().unwrap();
    });
}

/// A push that waits for room is woken by the consumer's end.
#[cfg(feature = "std")]
#[test]
fn blocking_push_sees_the_consumer_go() {
    model_of(3, || {
        let (mut producer, consumer) = ringbuf_spsc::blocking::channel(1);
        producer.push(0).unwrap();
        let receiver = thread::spawn(move || drop(consumer));
        assert!(producer.push(1).is_err());
        receiver.join().unwrap();
    });
}

#[cfg(feature = "alloc")]
mod asynchronous {
    use std::{
        future::{Future, poll_fn},
        mem,
        pin::pin,
        sync::{
            Arc, Weak,
            atomic::{AtomicUsize, Ordering},
        },
        task::{Context, Poll, Wake, Waker},
    };

    use loom::{sync::Notify, thread};
    use ringbuf_spsc::asynchronous::channel;

    use super::model_of;

    /// A task that sleeps until it is woken: one that never is, is a deadlock to the checker. Its
    /// wakers are plain memory, which adds no interleavings; loom sees the sleep and the wake-up.
    struct Task(Notify);

    impl Wake for Task {
        fn wake(self: Arc<Self>) {
            self.0.notify();
        }
    }

    fn block_on<F: Future>(future: F) -> F::Output {
        let task = Arc::new(Task(Notify::new()));
        let waker = Waker::from(Arc::clone(&task));
        let mut future = pin!(future);
        loop {
            match future.as_mut().poll(&mut Context::from_waker(&waker)) {
                Poll::Ready(output) => return output,
                Poll::Pending => {
                    // A task that wakes itself lets the others go on.
                    thread::yield_now();
                    task.0.wait();
                }
            }
        }
    }

    /// Polls once, as a task that nobody waits for.
    fn poll_once<F: Future>(future: F) -> Poll<F::Output> {
        pin!(future).as_mut().poll(&mut Context::from_waker(Waker::noop()))
    }

    /// A push against a registering pop, and a pop against a registering push.
    #[test]
    fn loses_no_wake_up() {
        model_of(2, || {
            let (mut producer, mut consumer) = channel(1);
            let sender = thread::spawn(move || {
                block_on(async {
                    producer.push(0).await.unwrap();
                    producer.reserve().await.unwrap().write(1);
                });
            });
            block_on(async {
                assert_eq!(consumer.pop().await, Some(0));
                assert_eq!(consumer.pop().await, Some(1));
                assert_eq!(consumer.pop().await, None);
            });
            sender.join().unwrap();
        });
    }

    /// The end of either half against the other's registration.
    #[test]
    fn sees_the_other_half_go() {
        model_of(3, || {
            let (mut producer, consumer) = channel(1);
            producer.try_push(0).unwrap();
            let receiver = thread::spawn(move || drop(consumer));
            assert!(block_on(producer.push(1)).is_err());
            receiver.join().unwrap();
        });
        model_of(3, || {
            let (mut producer, mut consumer) = channel::<u8>(1);
            let sender = thread::spawn(move || producer.close());
            assert_eq!(block_on(consumer.pop()), None);
            sender.join().unwrap();
        });
    }

    /// A wait is given up, by drop or by forgetting, while the other half rings; the next wait, of
    /// another task, is woken.
    #[test]
    fn a_wait_given_up_harms_no_other() {
        for forget in [false, true] {
            model_of(3, move || {
                let (mut producer, mut consumer) = channel(2);
                let sender = thread::spawn(move || {
                    producer.try_push(0).unwrap();
                    producer.try_push(1).unwrap();
                    producer
                });
                let mut next = 0;
                let mut pop = consumer.pop();
                if let Poll::Ready(item) = poll_once(&mut pop) {
                    assert_eq!(item, Some(0));
                    next = 1;
                }
                if forget {
                    mem::forget(pop);
                } else {
                    drop(pop);
                }
                for item in next..2 {
                    assert_eq!(block_on(consumer.pop()), Some(item));
                }
                drop(sender.join().unwrap());
                assert_eq!(block_on(consumer.pop()), None);
            });
        }
    }

    /// As above, by the producer.
    #[test]
    fn a_push_given_up_harms_no_other() {
        model_of(3, || {
            let (mut producer, mut consumer) = channel(1);
            producer.try_push(0).unwrap();
            let receiver = thread::spawn(move || {
                assert_eq!(consumer.try_pop(), Some(0));
                consumer
            });
            let pushed = poll_once(producer.push(1)).is_ready();
            if !pushed {
                block_on(producer.push(2)).unwrap();
            }
            let mut consumer = receiver.join().unwrap();
            assert_eq!(consumer.try_pop(), Some(if pushed { 1 } else { 2 }));
        });
    }

    /// One wait, polled by one task and then by another, which is the one to be woken.
    #[test]
    fn the_task_that_polled_last_is_woken() {
        model_of(3, || {
            let (mut producer, mut consumer) = channel(1);
            let sender = thread::spawn(move || {
                producer.try_push(7).unwrap();
                producer
            });
            let mut pop = consumer.pop();
            match poll_once(&mut pop) {
                Poll::Ready(item) => assert_eq!(item, Some(7)),
                Poll::Pending => assert_eq!(block_on(&mut pop), Some(7)),
            }
            drop(pop);
            sender.join().unwrap();
        });
    }

    /// Every waker that was left is dropped or woken, once, however the wait and the ends fall.
    #[test]
    fn no_waker_leaks() {
        #[derive(Default)]
        struct Count(AtomicUsize);

        impl Wake for Count {
            fn wake(self: Arc<Self>) {
                self.0.fetch_add(1, Ordering::Relaxed);
            }
        }

        model_of(3, || {
            let (mut producer, mut consumer) = channel(1);
            let task = Arc::new(Count::default());
            let weak = Arc::downgrade(&task);
            let sender = thread::spawn(move || producer.try_push(7).is_ok());
            {
                let waker = Waker::from(task);
                let mut context = Context::from_waker(&waker);
                let mut polls = 0;
                while polls < 2 && consumer.poll_pop(&mut context).is_pending() {
                    polls += 1;
                }
            }
            drop(consumer);
            let _pushed: bool = sender.join().unwrap();
            assert_eq!(Weak::strong_count(&weak), 0);
        });
    }

    /// A task that is moved: each poll comes from another thread, in turn.
    #[test]
    fn a_task_may_move_to_another_thread() {
        model_of(2, || {
            let (mut producer, mut consumer) = channel(1);
            let sender = thread::spawn(move || producer.try_push(7).unwrap());
            let first = consumer.poll_pop(&mut Context::from_waker(Waker::noop()));
            let second = thread::spawn(move || match first {
                Poll::Ready(item) => item,
                Poll::Pending => block_on(poll_fn(|context| consumer.poll_pop(context))),
            });
            assert_eq!(second.join().unwrap(), Some(7));
            sender.join().unwrap();
        });
    }
}
