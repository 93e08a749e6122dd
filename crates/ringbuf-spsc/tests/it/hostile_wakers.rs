//! Wakers whose every function may panic, each in turn.

use std::{
    cell::Cell,
    future::Future,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    rc::Rc,
    sync::Arc,
    task::{Context, Poll, RawWaker, RawWakerVTable, Waker},
};

use ringbuf_spsc::asynchronous::channel;

use crate::asynchronous::Task;

thread_local! {
    static PANICS_AT: Cell<&'static str> = const { Cell::new("") };
    static ALIVE: Cell<isize> = const { Cell::new(0) };
}

fn at(place: &'static str) {
    assert!(PANICS_AT.get() != place, "at {place}");
}

fn made() -> RawWaker {
    ALIVE.set(ALIVE.get() + 1);
    RawWaker::new(std::ptr::null(), &TABLE)
}

fn gone() {
    ALIVE.set(ALIVE.get() - 1);
    assert!(ALIVE.get() >= 0, "a waker was dropped twice");
}

static TABLE: RawWakerVTable = RawWakerVTable::new(
    |_| {
        at("clone");
        made()
    },
    |_| {
        gone();
        at("wake");
    },
    |_| at("wake_by_ref"),
    |_| {
        gone();
        at("drop");
    },
);

fn waker() -> Waker {
    // SAFETY: the functions keep the contract: the data is not used at all.
    unsafe { Waker::from_raw(made()) }
}

#[test]
fn a_waker_that_panics_does_no_harm() {
    /// What is done must panic at a place.
    fn panics<R>(place: &'static str, act: impl FnOnce() -> R) {
        PANICS_AT.set(place);
        let result = catch_unwind(AssertUnwindSafe(act));
        PANICS_AT.set("");
        assert!(result.is_err(), "{place} was not called");
    }

    let task = Arc::new(Task::default());
    let good = Waker::from(Arc::clone(&task));
    let (mut producer, mut consumer) = channel(1);

    // Its clone: nobody waits then, neither at first nor in another's place.
    panics("clone", || consumer.poll_pop(&mut Context::from_waker(&waker())));
    producer.try_push(1).unwrap();
    assert_eq!(consumer.poll_pop(&mut Context::from_waker(&good)), Poll::Ready(Some(1)));
    assert!(consumer.poll_pop(&mut Context::from_waker(&good)).is_pending());
    panics("clone", || consumer.poll_pop(&mut Context::from_waker(&waker())));
    assert!(consumer.poll_pop(&mut Context::from_waker(&good)).is_pending());
    producer.try_push(2).unwrap();
    assert_eq!(task.woken(), 1);
    assert_eq!(consumer.poll_pop(&mut Context::from_waker(&good)), Poll::Ready(Some(2)));

    // Its wake: what was pushed stays pushed.
    assert!(consumer.poll_pop(&mut Context::from_waker(&waker())).is_pending());
    panics("wake", || producer.try_push(3));
    assert_eq!(consumer.poll_pop(&mut Context::from_waker(&good)), Poll::Ready(Some(3)));

    // And what was popped is popped, and dropped.
    let item = Rc::new(());
    let (mut sender, mut receiver) = channel(1);
    sender.try_push(Rc::clone(&item)).unwrap();
    assert!(sender.poll_ready(&mut Context::from_waker(&waker())).is_pending());
    panics("wake", || receiver.try_pop());
    assert_eq!(Rc::strong_count(&item), 1);
    assert_eq!(sender.poll_ready(&mut Context::from_waker(&good)), Poll::Ready(Ok(())));
    drop((sender, receiver));

    // Its drop: when another takes its place, and when its wait is cancelled.
    assert!(consumer.poll_pop(&mut Context::from_waker(&waker())).is_pending());
    panics("drop", || consumer.poll_pop(&mut Context::from_waker(&good)));
    producer.try_push(4).unwrap();
    assert_eq!(task.woken(), 2, "the other waits all the same");
    assert_eq!(consumer.try_pop(), Some(4));
    let mut pop = consumer.pop();
    let its = waker();
    assert!(Pin::new(&mut pop).poll(&mut Context::from_waker(&its)).is_pending());
    let mut pop = Some(pop);
    panics("drop", || drop(pop.take()));
    drop((its, pop));

    // Its wake when a half goes: the other half still finds it gone.
    assert!(consumer.poll_pop(&mut Context::from_waker(&waker())).is_pending());
    let mut producer = Some(producer);
    panics("wake", || drop(producer.take()));
    assert_eq!(consumer.poll_pop(&mut Context::from_waker(&good)), Poll::Ready(None));
    drop(consumer);
    drop(good);
    assert_eq!((ALIVE.get(), task.wakers()), (0, 0), "no waker leaked");
}
