use alloc::sync::Arc;
#[cfg(not(hardpan_loom))]
use core::time::Duration;
use core::{fmt, panic::AssertUnwindSafe, sync::atomic::Ordering::Relaxed};
use std::panic::{catch_unwind, resume_unwind};
#[cfg(not(hardpan_loom))]
use std::time::Instant;

#[cfg(not(hardpan_loom))]
use crate::AcquireError;
use crate::{
    Acquire, AcquireOrVacant, AcquireOwned, BuildError, Builder, Closed, Guard, Lease, Manage,
    Meta, OwnedGuard, Stats, blocking, evict,
    find::find,
    form::{Form, Parts},
    raw::Slots,
    ready::ready,
    sync::AtomicU32,
    wait_queue::WaitQueue,
};

/// A lent object of a [`WaitPool`].
pub type WaitGuard<'p, M> = Guard<'p, M, WaitPool<M>>;

/// A lent object of a [`WaitPool`] that keeps its pool alive.
pub type OwnedWaitGuard<M> = OwnedGuard<M, WaitPool<M>>;

/// A bounded pool that one can wait for, in a task or in a thread.
///
/// As [`Pool`](crate::Pool), but there are no temporaries: past the bound one waits
/// ([`acquire`](Self::acquire), [`acquire_blocking`](Self::acquire_blocking)), and that is the
/// backpressure.
///
/// - **First come, first served.** A return hands its slot to the oldest waiter; nobody who comes later,
///   with whichever method, gets one before. Tasks and threads stand in one queue.
/// - **Cancel-safe.** A future may be dropped at any time: if an object was handed to it in that
///   moment, the next one gets it. (A future that is *forgotten* while it waits is served in its turn
///   like any other, and the slot is lost. So is one that is kept but never polled again.)
/// - **Any runtime.** It uses nothing but wakers; threads park. For a timeout on a future, use your
///   runtime's, such as `tokio::time::timeout(…, pool.acquire())`.
///
/// Cost, as long as nobody waits: a compare-and-swap to take and one to return. Who must wait takes a
/// lock and looks at each slot, O(`max`), unless others wait already; a return to a waiter takes the
/// lock and wakes it. It allocates only if more wait at once than ever before. The hooks, the wakers
/// and the objects' drops run without the lock.
///
/// ```
/// use obj_pool::WaitPool;
/// # use std::{future::Future, pin::pin, task::{Context, Poll, Waker}};
///
/// # let mut context = Context::from_waker(Waker::noop());
/// let pool = WaitPool::builder(|| Vec::<u8>::with_capacity(4096)).max(1).build()?;
/// let first = pool.try_get().expect("nobody has the one object");
///
/// let mut second = pin!(async { pool.acquire().await.map(|block| block.capacity()) });
/// assert!(second.as_mut().poll(&mut context).is_pending());
/// drop(first); // hands the object over, and wakes the task
/// assert_eq!(second.as_mut().poll(&mut context), Poll::Ready(Ok(4096)));
/// # Ok::<(), obj_pool::BuildError>(())
/// ```
pub struct WaitPool<M: Manage> {
    // The objects go before their manager.
    slots: Slots<M::Item>,
    manager: M,
    queue: WaitQueue,
    /// As the queue's, for those who need not wait. Never 0 again once it is 1.
    closed: AtomicU32,
}

impl<M: Manage> WaitPool<M> {
    /// Starts to set up a pool: `WaitPool::builder(manager or closure).max(n).prewarm(n).build()`.
    pub fn builder(manager: M) -> Builder<M, Self> {
        Builder::new(manager)
    }

    /// Waits for an object, behind all who wait already.
    ///
    /// The future is cancel-safe, and does nothing until it is polled. The hooks run in its poll.
    ///
    /// # Errors
    ///
    /// If the pool is closed, now or while it waits.
    pub fn acquire(&self) -> Acquire<'_, M> {
        Acquire::new(self)
    }

    /// As [`acquire`](Self::acquire), with a guard, and a future, that keep the pool alive: for
    /// `spawn`.
    ///
    /// # Errors
    ///
    /// If the pool is closed, now or while it waits.
    ///
    /// ```
    /// # use std::{future::Future, pin::pin, task::{Context, Poll, Waker}};
    /// # use std::sync::Arc;
    /// # use obj_pool::WaitPool;
    /// fn spawn(task: impl Future<Output = ()> + Send + 'static) {
    ///     # let mut context = Context::from_waker(Waker::noop());
    ///     # assert!(pin!(task).poll(&mut context).is_ready());
    /// }
    ///
    /// let pool = Arc::new(WaitPool::builder(String::new).max(4).build()?);
    /// let acquire = pool.acquire_owned();
    /// spawn(async move {
    ///     let mut line = acquire.await.expect("nobody closes it");
    ///     line.push('x');
    /// });
    /// # Ok::<(), obj_pool::BuildError>(())
    /// ```
    pub fn acquire_owned(self: &Arc<Self>) -> AcquireOwned<M> {
        AcquireOwned::new(Arc::clone(self))
    }

    /// As [`acquire`](Self::acquire), but leaves the creation to the caller: for objects whose creation
    /// is asynchronous, or can fail.
    ///
    /// # Errors
    ///
    /// If the pool is closed, now or while it waits.
    ///
    /// ```
    /// # use std::{future::Future, pin::pin, task::{Context, Poll, Waker}};
    /// # use obj_pool::{Lease, WaitGuard, WaitPool};
    /// # type Error = Box<dyn std::error::Error>;
    /// # type Connect = fn() -> Connection;
    /// # struct Connection;
    /// # async fn connect() -> Result<Connection, Error> { Ok(Connection) }
    /// async fn checkout(pool: &WaitPool<Connect>) -> Result<WaitGuard<'_, Connect>, Error> {
    ///     match pool.acquire_or_vacant().await? {
    ///         Lease::Idle(connection) => Ok(connection),
    ///         // If it fails, or is cancelled, the slot goes to the next one who waits.
    ///         Lease::Vacant(vacant) => Ok(vacant.fill(connect().await?)),
    ///     }
    /// }
    /// # let make: Connect = || Connection;
    /// # let pool = WaitPool::builder(make).max(1).build()?;
    /// # let task = pin!(checkout(&pool));
    /// # assert!(task.poll(&mut Context::from_waker(Waker::noop())).is_ready());
    /// # Ok::<(), obj_pool::BuildError>(())
    /// ```
    pub fn acquire_or_vacant(&self) -> AcquireOrVacant<'_, M> {
        AcquireOrVacant::new(self)
    }

    /// Waits for an object, and parks the thread meanwhile.
    ///
    /// A hook that waits for its own pool may wait for itself, for ever.
    ///
    /// # Errors
    ///
    /// If the pool is closed, now or while it waits.
    ///
    /// ```
    /// # use obj_pool::WaitPool;
    /// # // A wake-up that is lost is a failure, and not a wait for ever.
    /// # std::thread::spawn(|| {
    /// #     std::thread::sleep(std::time::Duration::from_secs(120));
    /// #     std::process::exit(1);
    /// # });
    /// let pool = WaitPool::builder(String::new).max(1).build()?;
    /// std::thread::scope(|scope| {
    ///     for _ in 0..3 {
    ///         scope.spawn(|| pool.acquire_blocking().expect("nobody closes it").push('x'));
    ///     }
    /// });
    /// assert_eq!(*pool.acquire_blocking().expect("nobody closes it"), "xxx");
    /// # Ok::<(), obj_pool::BuildError>(())
    /// ```
    pub fn acquire_blocking(&self) -> Result<WaitGuard<'_, M>, Closed> {
        blocking::wait(&self).map(ready).map(Guard::new)
    }

    /// As [`acquire_blocking`](Self::acquire_blocking), for a while at most. It takes a free slot also
    /// if `timeout` is zero.
    ///
    /// # Errors
    ///
    /// If `timeout` has passed, or the pool is closed.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use obj_pool::{AcquireError, WaitPool};
    /// let pool = WaitPool::builder(String::new).max(1).build()?;
    /// let _one = pool.acquire_timeout(Duration::ZERO).expect("it is free");
    /// let two = pool.acquire_timeout(Duration::from_millis(1));
    /// assert_eq!(two.unwrap_err(), AcquireError::TimedOut);
    /// # Ok::<(), obj_pool::BuildError>(())
    /// ```
    #[cfg(not(hardpan_loom))]
    pub fn acquire_timeout(&self, timeout: Duration) -> Result<WaitGuard<'_, M>, AcquireError> {
        // A moment that cannot be named is as good as never.
        match Instant::now().checked_add(timeout) {
            Some(deadline) => self.acquire_deadline(deadline),
            None => Ok(self.acquire_blocking()?),
        }
    }

    /// As [`acquire_blocking`](Self::acquire_blocking), until a certain moment at most. It takes a free
    /// slot also if the moment has passed.
    ///
    /// # Errors
    ///
    /// If the moment has come, or the pool is closed.
    #[cfg(not(hardpan_loom))]
    pub fn acquire_deadline(&self, deadline: Instant) -> Result<WaitGuard<'_, M>, AcquireError> {
        blocking::wait_until(&self, deadline).map(ready).map(Guard::new)
    }

    /// Takes a free object without waiting; see [`Pool::try_get`](crate::Pool::try_get). `None` also
    /// while others wait, and if the pool is closed.
    #[inline]
    pub fn try_get(&self) -> Option<WaitGuard<'_, M>> {
        self.open()?;
        find(&self).map(ready).map(Guard::new)
    }

    /// [`try_get`](Self::try_get) with a guard that keeps the pool alive.
    #[inline]
    pub fn try_get_owned(self: &Arc<Self>) -> Option<OwnedWaitGuard<M>> {
        self.open()?;
        find(self).map(ready).map(OwnedGuard::new)
    }

    /// As [`try_get`](Self::try_get), but leaves the creation to the caller; see
    /// [`Pool::try_get_or_vacant`](crate::Pool::try_get_or_vacant).
    #[inline]
    pub fn try_get_or_vacant(&self) -> Option<Lease<'_, M, Self>> {
        self.open()?;
        find(&self).map(Lease::of)
    }

    fn open(&self) -> Option<()> {
        (!self.is_closed()).then_some(())
    }

    /// Lends nothing from now on: all who wait get an error, and so do those who come.
    ///
    /// Objects that are lent, or were handed over already, come back as ever; idle ones stay until the
    /// pool is dropped, or [`shrink_to`](Self::shrink_to) drops them.
    ///
    /// O(waiters). It wakes each without the lock.
    ///
    /// # Panics
    ///
    /// If a waker does; all others were woken then, too.
    pub fn close(&self) {
        self.queue.lock().closed = true;
        self.closed.store(1, Relaxed);
        let mut panic = None;
        loop {
            // A statement of its own, so that the lock is free again.
            let waiter = self.queue.lock().dismiss();
            let Some(waiter) = waiter else { break };
            match catch_unwind(AssertUnwindSafe(|| waiter.wake())) {
                // The first goes on. To drop what another carries might panic, too; what that panic
                // carries is forgotten, or this might never end.
                Err(another) if panic.is_some() => {
                    core::mem::forget(catch_unwind(AssertUnwindSafe(|| drop(another))));
                }
                woken => panic = panic.or(woken.err()),
            }
        }
        if let Some(panic) = panic {
            resume_unwind(panic);
        }
    }

    /// Whether it was closed.
    #[must_use]
    #[inline]
    pub fn is_closed(&self) -> bool {
        self.closed.load(Relaxed) != 0
    }

    /// How many wait now. O(waiters), under the lock.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.queue.lock().len()
    }

    /// Drops idle objects until at most `n` are left; see [`Pool::shrink_to`](crate::Pool::shrink_to).
    ///
    /// # Panics
    ///
    /// If an object's drop does. Objects that it has not come to stay.
    pub fn shrink_to(&self, n: usize) -> usize {
        evict::shrink_to(&self, n)
    }

    /// Drops each idle object for which `keep` says `false`, and says how many; see
    /// [`Pool::retain`](crate::Pool::retain).
    ///
    /// # Panics
    ///
    /// If `keep` or an object's drop does. That object is dropped; those that it has not come to stay.
    pub fn retain(&self, keep: impl FnMut(&mut M::Item, Meta) -> bool) -> usize {
        evict::retain(&self, keep)
    }

    /// What the pool has done and holds. O(`max`): it reads each slot. A slot that is kept for a waiter
    /// counts as in use.
    #[must_use]
    pub fn stats(&self) -> Stats {
        let mut stats = Stats::default();
        self.slots.add_to(&mut stats);
        stats
    }

    pub(crate) fn slots_ref(&self) -> &Slots<M::Item> {
        &self.slots
    }

    pub(crate) fn manager_ref(&self) -> &M {
        &self.manager
    }

    pub(crate) fn queue(&self) -> &WaitQueue {
        &self.queue
    }
}

impl<M: Manage> Form<M> for WaitPool<M> {
    fn form(parts: Parts<M>) -> Result<Self, BuildError> {
        let Parts { slots, manager, .. } = parts;
        Ok(Self { slots, manager, queue: WaitQueue::new(), closed: AtomicU32::new(0) })
    }
}

impl<M: Manage> fmt::Debug for WaitPool<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitPool")
            .field("max", &self.slots.len())
            .field("closed", &self.is_closed())
            .field("waiting", &self.waiting())
            .field("stats", &self.stats())
            .finish_non_exhaustive()
    }
}
