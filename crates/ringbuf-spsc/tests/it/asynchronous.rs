//! Halves whose tasks wait.

use std::{
    mem,
    sync::{Arc, Mutex},
    task::{Context, Poll, Wake, Waker},
    thread,
};

use ringbuf_spsc::asynchronous::{Closed, Consumer, TryPushError, channel, try_channel};

use crate::{
    tasks::{Task, block_on},
    tracked::Log,
};

pub(crate) const ITEMS: u32 = if cfg!(miri) { 20 } else { 20_000 };

#[test]
fn all_items_in_order() {
    for capacity in [1, 3, 100] {
        let (mut producer, mut consumer) = channel(capacity);
        let sender = thread::spawn(move || {
            block_on(async {
                for n in 0..ITEMS {
                    if n % 3 == 0 {
                        producer.reserve().await.unwrap().write(Box::new(n));
                    } else {
                        producer.push(Box::new(n)).await.unwrap();
                    }
                }
            });
        });
        block_on(async {
            for n in 0..ITEMS {
                assert_eq!(consumer.pop().await, Some(Box::new(n)));
            }
            assert_eq!(consumer.pop().await, None);
        });
        sender.join().unwrap();
    }
}

#[test]
fn now_or_never() {
    assert_eq!(try_channel::<u8>(0).unwrap_err().requested, 0);
    let (mut producer, mut consumer) = channel(1);
    assert_eq!(consumer.try_pop(), None);
    assert_eq!((producer.capacity(), producer.free_len()), (1, 1));
    producer.try_push(1).unwrap();
    assert_eq!(producer.try_push(2), Err(TryPushError::Full(2)));
    assert_eq!((consumer.capacity(), consumer.len(), consumer.is_empty()), (1, 1, false));
    assert_eq!(consumer.try_pop(), Some(1));
    drop(consumer);
    assert!(producer.is_closed());
    assert_eq!(producer.try_push(3), Err(TryPushError::Closed(3)));
    assert_eq!(block_on(producer.push(3)), Err(Closed(3)));
    assert_eq!(block_on(producer.reserve()).err(), Some(Closed(())));
}

#[test]
fn a_slice_wakes_once() {
    let task = Arc::new(Task::default());
    let (mut producer, mut consumer) = channel(2);
    let mut pop = consumer.pop();
    assert_eq!(task.poll(&mut pop), Poll::Pending);
    assert_eq!((producer.try_push_slice(&[]), task.woken()), (0, 0));
    assert_eq!((producer.try_push_slice(b"abc"), task.woken()), (2, 1));
    assert_eq!((producer.try_push_slice(b"c"), task.woken()), (0, 1));
    assert_eq!(task.poll(&mut pop), Poll::Ready(Some(b'a')));
    drop(pop);

    assert_eq!((producer.try_push_slice(b"c"), consumer.peek()), (1, Some(&b'b')));
    let mut push = producer.push(b'd');
    assert_eq!(task.poll(&mut push), Poll::Pending);
    let mut bytes = [0; 3];
    assert_eq!((consumer.try_pop_slice(&mut []), task.woken()), (0, 1));
    assert_eq!((consumer.try_pop_slice(&mut bytes), task.woken()), (2, 2));
    assert_eq!(&bytes, b"bc\0");
    assert_eq!((consumer.try_pop_slice(&mut bytes), task.woken()), (0, 2));
    assert_eq!(task.poll(&mut push), Poll::Ready(Ok(())));
    drop(push);

    drop(consumer);
    assert_eq!(producer.try_push_slice(b"e"), 0);
    assert_eq!(producer.free_len(), 1);
}

#[test]
#[should_panic(expected = "at least 1")]
fn channel_panics_on_zero() {
    let _ = channel::<u8>(0);
}

#[test]
fn a_waiting_task_is_woken_once_by_the_other_half() {
    let task = Arc::new(Task::default());
    let (mut producer, mut consumer) = channel(1);
    let mut pop = consumer.pop();
    assert_eq!(task.poll(&mut pop), Poll::Pending);
    assert_eq!(task.poll(&mut pop), Poll::Pending);
    assert_eq!((task.woken(), task.wakers()), (0, 1), "the same waker is kept");
    producer.try_push(1).unwrap();
    assert_eq!((task.woken(), task.wakers()), (1, 0));
    assert_eq!(task.poll(&mut pop), Poll::Ready(Some(1)));
    drop(pop);

    producer.try_push(2).unwrap();
    let mut push = producer.push(3);
    assert_eq!(task.poll(&mut push), Poll::Pending);
    assert_eq!((task.woken(), task.wakers()), (1, 1));
    assert_eq!(consumer.try_pop(), Some(2));
    assert_eq!((task.woken(), task.wakers()), (2, 0));
    assert_eq!(task.poll(&mut push), Poll::Ready(Ok(())));
    drop(push);
    assert_eq!(consumer.try_pop(), Some(3));
    assert_eq!(task.woken(), 2);
}

#[test]
fn the_end_of_one_half_wakes_the_other() {
    let task = Arc::new(Task::default());
    let (producer, mut consumer) = channel::<u8>(1);
    let mut pop = consumer.pop();
    assert_eq!(task.poll(&mut pop), Poll::Pending);
    drop(producer);
    assert_eq!(task.woken(), 1);
    assert_eq!(task.poll(&mut pop), Poll::Ready(None));
    drop(pop);
    assert!(consumer.is_abandoned());

    let (mut producer, consumer) = channel::<u8>(1);
    producer.try_push(1).unwrap();
    let mut push = producer.push(2);
    assert_eq!(task.poll(&mut push), Poll::Pending);
    drop(consumer);
    assert_eq!(task.woken(), 2);
    assert_eq!(task.poll(&mut push), Poll::Ready(Err(Closed(2))));
    assert_eq!(task.wakers(), 0);
}

#[test]
fn what_was_pushed_is_popped_after_the_end() {
    let task = Arc::new(Task::default());
    let (mut producer, mut consumer) = channel(2);
    producer.try_push(1).unwrap();
    producer.close();
    assert!(producer.is_closed() && consumer.is_abandoned());
    assert_eq!((producer.free_len(), producer.capacity()), (0, 0));
    assert_eq!(format!("{producer:?}"), "Producer(closed)");
    assert_eq!(producer.try_push(2), Err(TryPushError::Closed(2)));
    assert_eq!(block_on(producer.push(2)), Err(Closed(2)));
    assert_eq!(block_on(async { (consumer.pop().await, consumer.pop().await) }), (Some(1), None));

    // And wakes who waits.
    let (mut producer, mut consumer) = channel::<u8>(2);
    let mut pop = consumer.pop();
    assert_eq!(task.poll(&mut pop), Poll::Pending);
    producer.close();
    producer.close();
    assert_eq!(task.woken(), 1);
    assert_eq!(task.poll(&mut pop), Poll::Ready(None));
}

#[test]
fn a_wait_that_is_dropped_leaves_no_waker() {
    let (first, second) = (Arc::new(Task::default()), Arc::new(Task::default()));
    let (mut producer, mut consumer) = channel(1);
    let mut pop = consumer.pop();
    assert_eq!(first.poll(&mut pop), Poll::Pending);
    drop(pop);
    assert_eq!(first.wakers(), 0);
    let mut pop = consumer.pop();
    assert_eq!(second.poll(&mut pop), Poll::Pending);
    producer.try_push(1).unwrap();
    assert_eq!((first.woken(), second.woken()), (0, 1));
    assert_eq!(second.poll(&mut pop), Poll::Ready(Some(1)));
    drop(pop);

    producer.try_push(2).unwrap();
    let mut reserve = producer.reserve();
    assert!(first.poll(&mut reserve).is_pending());
    drop(reserve);
    let mut push = producer.push(3);
    assert!(first.poll(&mut push).is_pending());
    drop(push);
    assert_eq!(first.wakers(), 0);
    assert_eq!(consumer.try_pop(), Some(2));
    assert_eq!(first.woken(), 0);
    assert_eq!(consumer.try_pop(), None, "the cancelled push pushed nothing");
}

#[test]
fn a_wait_that_is_forgotten_does_not_harm_the_next() {
    let (first, second) = (Arc::new(Task::default()), Arc::new(Task::default()));
    let (mut producer, mut consumer) = channel(1);
    let mut pop = consumer.pop();
    assert_eq!(first.poll(&mut pop), Poll::Pending);
    mem::forget(pop);
    assert_eq!(first.wakers(), 1);
    let mut pop = consumer.pop();
    assert_eq!(second.poll(&mut pop), Poll::Pending);
    assert_eq!((first.wakers(), second.wakers()), (0, 1));
    producer.try_push(1).unwrap();
    assert_eq!((first.woken(), second.woken()), (0, 1));
    assert_eq!(second.poll(&mut pop), Poll::Ready(Some(1)));
    drop(pop);
    // Nor the halves' end.
    let mut pop = consumer.pop();
    assert_eq!(first.poll(&mut pop), Poll::Pending);
    mem::forget(pop);
    drop(consumer);
    assert_eq!((first.woken(), first.wakers()), (0, 0));
    drop(producer);
}

/// The same future polled by one task, then by another, which alone is woken.
#[test]
fn the_task_that_polled_last_is_woken() {
    let (first, second) = (Arc::new(Task::default()), Arc::new(Task::default()));
    let (mut producer, mut consumer) = channel(1);
    let mut pop = consumer.pop();
    assert_eq!(first.poll(&mut pop), Poll::Pending);
    assert_eq!(second.poll(&mut pop), Poll::Pending);
    assert_eq!(first.wakers(), 0);
    producer.try_push(1).unwrap();
    assert_eq!((first.woken(), second.woken()), (0, 1));
    // A task that is woken, and finds another has been there.
    assert_eq!(second.poll(&mut pop), Poll::Ready(Some(1)));
}

#[test]
fn a_cancelled_reservation_loses_nothing() {
    let log = Log::default();
    let (mut producer, mut consumer) = channel(1);
    assert!(format!("{:?}", block_on(producer.reserve()).unwrap()).starts_with("Slot"));
    assert!(consumer.is_empty(), "a slot that was not written");
    #[expect(clippy::forget_non_drop, reason = "should it come to implement Drop")]
    mem::forget(block_on(producer.reserve()).unwrap());
    let mut slot = block_on(producer.reserve()).unwrap();
    slot.uninit().write(log.item(1));
    // SAFETY: written on the line above.
    unsafe { slot.commit() };
    assert_eq!(block_on(consumer.pop()).unwrap().id, 1);
    assert_eq!(consumer.len(), 0);
    assert_eq!(log.dropped(), [1]);
}

#[test]
fn a_slot_wakes_when_it_is_written() {
    let task = Arc::new(Task::default());
    let (mut producer, mut consumer) = channel(2);
    let mut pop = consumer.pop();
    assert_eq!(task.poll(&mut pop), Poll::Pending);
    let slot = block_on(producer.reserve()).unwrap();
    assert_eq!(task.woken(), 0);
    slot.write(1);
    assert_eq!(task.woken(), 1);
    assert_eq!(task.poll(&mut pop), Poll::Ready(Some(1)));
    drop(pop);
    let mut pop = consumer.pop();
    assert_eq!(task.poll(&mut pop), Poll::Pending);
    let mut slot = block_on(producer.reserve()).unwrap();
    slot.uninit().write(2);
    // SAFETY: written on the line above.
    unsafe { slot.commit() };
    assert_eq!(task.woken(), 2);
    assert_eq!(task.poll(&mut pop), Poll::Ready(Some(2)));
}

#[test]
fn a_cancelled_push_drops_its_item_once() {
    let (task, log) = (Arc::new(Task::default()), Log::default());
    let (mut producer, mut consumer) = channel(1);
    drop(producer.push(log.item(0))); // never polled
    producer.try_push(log.item(1)).unwrap();
    let mut push = producer.push(log.item(2));
    assert!(task.poll(&mut push).is_pending());
    drop(push);
    assert_eq!(log.dropped(), [0, 2]);
    assert_eq!(consumer.try_pop().unwrap().id, 1);
    assert!(consumer.is_empty());
    // One that is forgotten leaks it, and the halves go on.
    let mut push = producer.push(log.item(3));
    assert!(task.poll(&mut push).is_ready());
    drop(push);
    let mut push = producer.push(log.item(4));
    assert!(task.poll(&mut push).is_pending());
    mem::forget(push);
    drop(consumer.try_pop());
    block_on(producer.push(log.item(5))).unwrap();
    drop((producer, consumer));
    assert_eq!(log.dropped(), [0, 2, 1, 3, 5]);
}

#[test]
#[should_panic(expected = "must not be polled after it was ready")]
fn a_push_is_ready_once() {
    let task = Arc::new(Task::default());
    let (mut producer, _consumer) = channel(1); // full from then on
    let mut push = producer.push(1);
    assert!(task.poll(&mut push).is_ready());
    let _ = task.poll(&mut push);
}

#[test]
#[should_panic(expected = "must not be polled after it was ready")]
fn a_reservation_is_ready_once() {
    let task = Arc::new(Task::default());
    let (mut producer, _consumer) = channel::<u8>(2);
    let mut reserve = producer.reserve();
    assert!(task.poll(&mut reserve).is_ready());
    let _ = task.poll(&mut reserve);
}

/// A task whose waker ends the half that waits, in the middle of the other half's push.
#[test]
fn a_waker_may_drop_the_half_that_waited() {
    struct End(Mutex<Option<Consumer<u8>>>);

    impl Wake for End {
        fn wake(self: Arc<Self>) {
            drop(self.0.lock().unwrap().take());
        }
    }

    let (mut producer, mut consumer) = channel(2);
    let end = Arc::new(End(Mutex::new(None)));
    let waker = Waker::from(Arc::clone(&end));
    assert!(consumer.poll_pop(&mut Context::from_waker(&waker)).is_pending());
    *end.0.lock().unwrap() = Some(consumer);
    producer.try_push(1).unwrap();
    assert!(producer.is_closed());
    drop(waker);
    assert_eq!(Arc::strong_count(&end), 1);
}

/// What a runtime does: timeouts that cancel waits, on both sides, over and over.
#[cfg(not(miri))] // tokio's clock and driver
#[test]
fn under_tokio_cancelled_waits_lose_nothing() {
    use std::time::Duration;
    use tokio::{runtime::Builder, time::timeout};

    let runtime = Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async {
        let (mut producer, mut consumer) = channel(2);
        let sender = tokio::spawn(async move {
            for n in 0..200 {
                let slot = loop {
                    // Too late, it is cancelled: again.
                    if let Ok(slot) = timeout(Duration::from_micros(50), producer.reserve()).await {
                        break slot.unwrap();
                    }
                };
                slot.write(n);
                if n % 16 == 0 {
                    tokio::time::sleep(Duration::from_micros(200)).await;
                }
            }
        });
        let mut next = 0;
        loop {
            match timeout(Duration::from_micros(50), consumer.pop()).await {
                Ok(Some(n)) => {
                    assert_eq!(n, next);
                    next += 1;
                }
                Ok(None) => break,
                Err(_) => tokio::time::sleep(Duration::from_micros(150)).await,
            }
        }
        assert_eq!(next, 200);
        sender.await.unwrap();
    });
}
