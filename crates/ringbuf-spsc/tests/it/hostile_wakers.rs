//! Wakers whose every function may panic, each in turn, or use the other half, or end it.

use std::{
    cell::{Cell, RefCell},
    future::Future,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    rc::Rc,
    sync::Arc,
    task::{Context, Poll, RawWaker, RawWakerVTable, Waker},
};

use ringbuf_spsc::asynchronous::channel;

use crate::tasks::Task;

type Act = Box<dyn FnOnce()>;

thread_local! {
    /// What is done at a place, once.
    static ACTS_AT: RefCell<Option<(&'static str, Act)>> = const { RefCell::new(None) };
    static PANICS_AT: Cell<&'static str> = const { Cell::new("") };
    static ALIVE: Cell<isize> = const { Cell::new(0) };
}

fn at(place: &'static str) {
    assert!(PANICS_AT.get() != place, "at {place}");
    let act = ACTS_AT.with_borrow_mut(|acts| acts.take_if(|(there, _)| *there == place));
    if let Some((_, act)) = act {
        act();
    }
}

/// Has it done when a waker comes to the place next.
fn once_at(place: &'static str, act: impl FnOnce() + 'static) {
    ACTS_AT.set(Some((place, Box::new(act))));
}

fn all_is_done() {
    assert!(ACTS_AT.with_borrow(Option::is_none), "a waker did not come to the place");
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

    // And when its wait ends with an item that came meanwhile: that one is dropped, once.
    let (mut sender, mut receiver) = channel(1);
    let (its, sent) = (waker(), Rc::clone(&item));
    once_at("clone", move || sender.try_push(sent).unwrap());
    panics("drop", || receiver.poll_pop(&mut Context::from_waker(&its)));
    all_is_done();
    assert_eq!(Rc::strong_count(&item), 1);
    assert_eq!(receiver.poll_pop(&mut Context::from_waker(&good)), Poll::Ready(None));
    drop((its, receiver));

    // Its wake when a half goes: the other half still finds it gone.
    assert!(consumer.poll_pop(&mut Context::from_waker(&waker())).is_pending());
    let mut producer = Some(producer);
    panics("wake", || drop(producer.take()));
    assert_eq!(consumer.poll_pop(&mut Context::from_waker(&good)), Poll::Ready(None));
    drop(consumer);
    drop(good);
    assert_eq!((ALIVE.get(), task.wakers()), (0, 0), "no waker leaked");
}

#[test]
fn a_waker_may_use_the_other_half_and_its_own() {
    let (producer, consumer) = channel(2);
    let (producer, consumer) = (Rc::new(RefCell::new(producer)), Rc::new(RefCell::new(consumer)));
    let pushes = |item| {
        let producer = Rc::clone(&producer);
        move || producer.borrow_mut().try_push(item).unwrap()
    };
    let polls = |waker: &Waker| consumer.borrow_mut().poll_pop(&mut Context::from_waker(waker));
    let (one, two) = (waker(), waker());

    // While the waiting half clones it: too early to be woken, but not to be seen.
    once_at("clone", pushes(1));
    assert_eq!(polls(&one), Poll::Ready(Some(1)));
    // While another takes its place, which rings for that one.
    let task = Arc::new(Task::default());
    let good = Waker::from(Arc::clone(&task));
    assert!(polls(&one).is_pending());
    once_at("drop", pushes(2));
    assert_eq!(polls(&good), Poll::Ready(Some(2)));
    assert_eq!(task.woken(), 1);
    // While its wait is cancelled.
    let mut half = consumer.borrow_mut();
    let mut pop = half.pop();
    assert!(Pin::new(&mut pop).poll(&mut Context::from_waker(&one)).is_pending());
    once_at("drop", pushes(3));
    drop(pop);
    assert_eq!(half.try_pop(), Some(3));
    drop(half);
    // While it is woken: the half that waited pops, and waits again, within the push.
    assert!(polls(&one).is_pending());
    let (other, its) = (Rc::clone(&consumer), two.clone());
    once_at("wake", move || {
        let mut half = other.borrow_mut();
        assert_eq!(half.try_pop(), Some(4));
        assert!(half.poll_pop(&mut Context::from_waker(&its)).is_pending());
    });
    pushes(4)();
    all_is_done();
    once_at("wake", || ());
    pushes(5)();
    all_is_done();
    assert_eq!(polls(&good), Poll::Ready(Some(5)));
    drop((producer, consumer, one, two, good));
    assert_eq!((ALIVE.get(), task.wakers()), (0, 0), "no waker leaked");
}

#[test]
fn a_waker_may_end_the_other_half_anywhere() {
    for place in ["clone", "drop", "cancel"] {
        let (mut producer, mut consumer) = channel(1);
        let item = Rc::new(());
        producer.try_push(Rc::clone(&item)).unwrap();
        drop(consumer.try_pop());
        let one = waker();
        let ends = move || drop(producer);
        match place {
            "clone" => {
                once_at(place, ends);
                let ended = consumer.poll_pop(&mut Context::from_waker(&one));
                assert_eq!(ended, Poll::Ready(None));
            }
            "drop" => {
                assert!(consumer.poll_pop(&mut Context::from_waker(&one)).is_pending());
                once_at(place, ends);
                let task = Arc::new(Task::default());
                let good = Waker::from(Arc::clone(&task));
                let ended = consumer.poll_pop(&mut Context::from_waker(&good));
                assert_eq!(ended, Poll::Ready(None));
                assert_eq!(task.woken(), 1);
            }
            _ => {
                let mut pop = consumer.pop();
                assert!(Pin::new(&mut pop).poll(&mut Context::from_waker(&one)).is_pending());
                once_at("drop", ends);
                drop(pop);
                assert!(consumer.is_abandoned());
            }
        }
        all_is_done();
        // The half that is left is the last: it frees the ring, and its bell the gates.
        drop((consumer, one));
        assert_eq!((ALIVE.get(), Rc::strong_count(&item)), (0, 1));
    }

    // And as one half goes, its bell's waker may take the other along, items and all.
    let (mut producer, mut consumer) = channel(2);
    let item = Rc::new(());
    let its = waker();
    assert!(consumer.poll_pop(&mut Context::from_waker(&its)).is_pending());
    let consumer = Rc::new(RefCell::new(Some(consumer)));
    let other = Rc::clone(&consumer);
    once_at("wake", move || drop(other.take()));
    producer.try_push(Rc::clone(&item)).unwrap();
    all_is_done();
    assert!(producer.is_closed());
    drop((producer, its));
    assert_eq!((ALIVE.get(), Rc::strong_count(&item)), (0, 1));
}
