use core::{
    marker::PhantomData,
    task::{Context, Poll},
};

use crate::{
    Closed, Key, Manage, WaitPool,
    find::find,
    raw::{Claim, Keeper, claim_kept, claim_or_want},
    sync,
    wait_queue::{Fate, Signal},
};

type Take<M, P> = Result<Claim<M, WaitPool<M>, P>, Closed>;

/// One's turn at a [`WaitPool`]: not begun, or a place in the queue. Dropping it leaves the queue, and
/// passes on what came in the meantime.
///
/// How nobody is overtaken, and no wake-up lost: a slot is free only if nobody waits. Who finds no free
/// slot takes the lock, and, if the queue is empty, walks over the slots: it takes one that has become
/// free, and marks each other one as *wanted*. When none was free, it is in the queue, and all slots
/// are wanted. The owner of a wanted slot cannot simply free it (its compare-and-swap fails); it takes
/// the lock, and keeps the slot for the oldest waiter, who finds it under a number that is its alone.
/// Only if the queue is empty does a wanted slot become free. So while one waits, no slot is free; who
/// comes later finds none, takes the lock, and is behind it. Nothing is shared but the slots' own
/// states, as long as nobody waits.
pub(crate) struct Turn<M: Manage, P: Keeper<WaitPool<M>>> {
    keeper: P,
    place: Option<Key>,
    manager: PhantomData<fn() -> M>,
}

impl<M: Manage, P: Keeper<WaitPool<M>>> Turn<M, P> {
    pub(crate) fn new(keeper: P) -> Self {
        Self { keeper, place: None, manager: PhantomData }
    }

    /// Whether it has a place in the queue.
    pub(crate) fn waits(&self) -> bool {
        self.place.is_some()
    }

    fn pool(&self) -> &WaitPool<M> {
        self.keeper.home()
    }

    /// Goes on for a task.
    pub(crate) fn poll(&mut self, context: &Context<'_>) -> Poll<Take<M, P>> {
        let Some(place) = self.place else {
            return self.begin(|| Signal::Task(context.waker().clone()));
        };
        let mut good = true;
        let poll = self.news(place, |signal| good = signal.is_good_for(context.waker()));
        if good {
            return poll;
        }
        // The user's code, so without the lock: the clone here, and the drop of the old one below.
        let mut signal = Signal::Task(context.waker().clone());
        let news = self.news(place, |old| core::mem::swap(old, &mut signal));
        // It may unwind, while what was taken is still ours to give back.
        drop(signal);
        news
    }

    /// Goes on for this thread, which is unparked when there is news.
    pub(crate) fn advance(&mut self) -> Poll<Take<M, P>> {
        let Some(place) = self.place else {
            return self.begin(|| Signal::Thread(sync::current()));
        };
        self.news(place, |_| ())
    }

    /// Takes a free slot, or a place in the queue.
    #[inline]
    fn begin(&mut self, signal: impl FnOnce() -> Signal) -> Poll<Take<M, P>> {
        if self.pool().is_closed() {
            return Poll::Ready(Err(Closed));
        }
        match find(&self.keeper) {
            Some(claim) => Poll::Ready(Ok(claim)),
            None => self.join(signal()),
        }
    }

    #[cold]
    fn join(&mut self, signal: Signal) -> Poll<Take<M, P>> {
        let mut queue = self.keeper.home().queue().lock();
        let taken = if queue.closed {
            Err(Closed)
        } else if let Some(claim) = self.last_look(queue.is_empty()) {
            Ok(claim)
        } else {
            self.place = Some(queue.join(signal));
            return Poll::Pending;
        };
        drop(queue);
        // Without the lock; and it may unwind, while what was taken is still ours to give back.
        drop(signal);
        Poll::Ready(taken)
    }

    /// If nobody waits: takes a slot after all, or makes each one wanted.
    fn last_look(&self, first: bool) -> Option<Claim<M, WaitPool<M>, P>> {
        // While somebody waits, each slot is wanted already, or kept.
        let slots = if first { self.pool().slots_ref().len() } else { 0 };
        (0..slots).find_map(|index| claim_or_want(&self.keeper, index))
    }

    /// What was said to us; or nothing yet, and `waiting` sees the signal that we wait with.
    fn news(&mut self, place: Key, waiting: impl FnOnce(&mut Signal)) -> Poll<Take<M, P>> {
        let mut queue = self.pool().queue().lock();
        if let Some(signal) = queue.signal(place) {
            waiting(signal);
            return Poll::Pending;
        }
        let taken = match queue.leave(place) {
            Some(fate) => self.taken(&fate, !queue.is_empty()),
            None => Err(Closed),
        };
        drop(queue);
        self.place = None;
        Poll::Ready(taken)
    }

    /// Under the lock.
    fn taken(&self, fate: &Fate, others: bool) -> Take<M, P> {
        let Fate::Granted(index) = *fate else { return Err(Closed) };
        claim_kept(&self.keeper, index as usize, others).ok_or(Closed)
    }

    /// Leaves the queue, with what came in the meantime.
    pub(crate) fn leave(&mut self) -> Option<Claim<M, WaitPool<M>, P>> {
        let place = self.place.take()?;
        let mut queue = self.pool().queue().lock();
        let fate = queue.leave(place)?;
        let claim = self.taken(&fate, !queue.is_empty()).ok();
        drop(queue);
        claim // (and the signal that we waited with is dropped)
    }
}

impl<M: Manage, P: Keeper<WaitPool<M>>> Drop for Turn<M, P> {
    fn drop(&mut self) {
        if let Some(claim) = self.leave() {
            claim.put_back();
        }
    }
}
