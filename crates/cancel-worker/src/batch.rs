use core::fmt;
use std::collections::VecDeque;

use crate::drain_front::DrainFront;
use crate::processor_error::Failure;

/// The items of one flush, oldest first, lent to the sink.
///
/// The processor keeps the items: whatever becomes of the flush (an error, a panic, a deadline,
/// a dropped `run`), what is still in the batch is neither lost nor counted as done.
///
/// * What the sink **removes** ([`pop_front`](Self::pop_front), [`drain_front`](Self::drain_front),
///   [`retain`](Self::retain)) is done: it counts as flushed as it leaves.
/// * `Ok` settles **all** that is left as flushed, and drops it.
/// * On `Err` or a panic, what is left is unconfirmed and comes back to the caller.
///
/// Reading by [`items`](Self::items) and returning `Ok` is all that most sinks need. Holding the
/// slice across an `.await` asks for `T: Sync`. One that sends item by item removes each as it is done:
///
/// ```
/// use cancel_worker::{Batch, BatchSink, FlushCtx};
///
/// struct Post;
/// # async fn post(_: &String) -> std::io::Result<()> { Ok(()) }
/// impl BatchSink<String> for Post {
///     type Error = std::io::Error;
///     async fn flush_batch(&self, batch: &mut Batch<String>, _: &FlushCtx) -> Result<(), Self::Error> {
///         while let Some(body) = batch.items().first() {
///             post(body).await?; // what is left is tried again
///             batch.pop_front();
///         }
///         Ok(())
///     }
/// }
/// ```
pub struct Batch<T> {
    /// First the batch, then what waits behind it.
    items: VecDeque<T>,
    /// The length of the batch; these items stand in one piece.
    open: usize,
    /// Scratch of `retain`.
    keep: Vec<bool>,
    /// Done so far, over all batches: flushed, and dead-lettered.
    done: [u64; 2],
    /// Which of the two counts.
    dead: bool,
}

impl<T> Batch<T> {
    pub(crate) fn new() -> Self {
        Self { items: VecDeque::new(), open: 0, keep: Vec::new(), done: [0; 2], dead: false }
    }

    /// How many items the batch holds now. O(1).
    #[must_use]
    pub fn len(&self) -> usize {
        self.open
    }

    /// Whether the batch holds nothing. O(1). It never does when a flush begins.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.open == 0
    }

    /// The items, oldest first. O(1).
    #[must_use]
    pub fn items(&self) -> &[T] {
        &self.items.as_slices().0[..self.open]
    }

    /// The items, to change in place. O(1).
    ///
    /// An exchanged item takes the place of the one that was accepted: it is what is retried or
    /// handed back.
    #[must_use]
    pub fn items_mut(&mut self) -> &mut [T] {
        &mut self.items.as_mut_slices().0[..self.open]
    }

    /// Takes the oldest item out, which is then done. O(1).
    pub fn pop_front(&mut self) -> Option<T> {
        self.open = self.open.checked_sub(1)?;
        self.done[usize::from(self.dead)] += 1;
        self.items.pop_front()
    }

    /// Takes the `n` oldest items out, or all if there are fewer. O(n).
    ///
    /// As a statement, `batch.drain_front(n);`, it says that the first `n` are done. As an iterator
    /// it yields them; each is done as it leaves, and those not yet yielded leave when it is
    /// dropped. Forgotten, it leaves them in the batch. In a loop that may end early, prefer
    /// [`pop_front`](Self::pop_front), which takes no more than it gives.
    pub fn drain_front(&mut self, n: usize) -> DrainFront<'_, T> {
        DrainFront::new(self, n)
    }

    /// Keeps those for which `keep` is true, in order; the rest is done. O(n), plus O(n) bytes of
    /// scratch that is kept for the next time.
    ///
    /// `keep` sees each item once, oldest first. If it panics, nothing is removed.
    ///
    /// ```
    /// # use cancel_worker::{Batch, BatchSink, FlushCtx};
    /// # struct Sink;
    /// # fn store(n: &u32) -> bool { n % 2 == 0 }
    /// impl BatchSink<u32> for Sink {
    ///     type Error = std::io::Error;
    ///     async fn flush_batch(&self, batch: &mut Batch<u32>, _: &FlushCtx) -> Result<(), Self::Error> {
    ///         batch.retain(|n| !store(n)); // what was stored is done
    ///         if batch.is_empty() { Ok(()) } else { Err(std::io::Error::other("some were refused")) }
    ///     }
    /// }
    /// ```
    pub fn retain(&mut self, keep: impl FnMut(&T) -> bool) {
        let mut flags = core::mem::take(&mut self.keep);
        flags.clear();
        flags.extend(self.items().iter().map(keep));
        // Move the kept to the back, in order, so that the removed leave at the front.
        let mut back = self.open;
        for i in (0..self.open).rev() {
            if flags[i] {
                back -= 1;
                self.items.swap(i, back);
            }
        }
        self.keep = flags;
        self.discard(back);
    }

    /// Drops the `n` oldest as flushed. Counted first: an item's `Drop` may panic.
    #[inline]
    pub(crate) fn discard(&mut self, n: usize) {
        self.open -= n;
        self.done[usize::from(self.dead)] += n as u64;
        if n == 1 {
            // Batches of one are worth it: a drain is made for many.
            drop(self.items.pop_front());
        } else {
            self.items.drain(..n);
        }
    }

    /// The flush said `Ok`. `Err`: an item's `Drop` panicked; all are gone and counted even so.
    #[inline]
    pub(crate) fn settle(&mut self) -> Result<(), Failure> {
        let n = self.open;
        if core::mem::needs_drop::<T>() {
            return Failure::catch(|| self.discard(n));
        }
        self.discard(n);
        Ok(())
    }

    // Between flushes.

    /// All items here, the batch and what waits behind it.
    pub(crate) fn total(&self) -> usize {
        self.items.len()
    }

    /// How many were flushed, and how many dead-lettered, over all batches.
    pub(crate) fn done(&self) -> [u64; 2] {
        self.done
    }

    /// From now on, what is done is dead-lettered, or flushed again.
    pub(crate) fn set_dead(&mut self, dead: bool) {
        self.dead = dead;
    }

    pub(crate) fn is_dead(&self) -> bool {
        self.dead
    }

    /// All items here, in one piece.
    pub(crate) fn waiting(&mut self) -> &[T] {
        self.items.make_contiguous()
    }

    /// Gives memory back if it is more than `keep` items' and nothing is here.
    pub(crate) fn shrink(&mut self, keep: usize) {
        if self.items.is_empty() && self.items.capacity() > keep {
            self.items = VecDeque::new();
        }
        if self.keep.capacity() > keep {
            self.keep = Vec::new();
        }
    }

    pub(crate) fn push(&mut self, item: T) {
        self.items.push_back(item);
    }

    /// Takes the oldest item, which is not settled thereby.
    pub(crate) fn shift(&mut self) -> Option<T> {
        self.items.pop_front()
    }

    /// Exchanges the items, and not what has been counted.
    pub(crate) fn swap(&mut self, other: &mut Self) {
        core::mem::swap(&mut self.items, &mut other.items);
        core::mem::swap(&mut self.open, &mut other.open);
    }

    /// Moves the `n` oldest items of `from` in here, as the batch.
    pub(crate) fn refill(&mut self, from: &mut Self, n: usize) {
        self.items.extend(from.items.drain(..n));
        self.open(n);
    }

    /// Makes the `n` oldest items the batch.
    #[inline]
    pub(crate) fn open(&mut self, n: usize) {
        if n > 1 && self.items.as_slices().0.len() < n {
            self.items.make_contiguous();
        }
        self.open = n;
    }

    /// Puts what is in `load` behind the rest, and leaves `load` empty. O(1) if there is no rest:
    /// the buffers change places.
    pub(crate) fn load(&mut self, load: &mut Vec<T>) {
        if self.items.is_empty() {
            let empty = Vec::from(core::mem::take(&mut self.items));
            self.items = VecDeque::from(core::mem::replace(load, empty));
        } else {
            self.items.extend(load.drain(..));
        }
    }

    /// Takes what is left of the batch.
    pub(crate) fn take_batch(&mut self) -> Vec<T> {
        let n = core::mem::take(&mut self.open);
        self.items.drain(..n).collect()
    }

    /// Takes everything.
    pub(crate) fn take_all(&mut self) -> Vec<T> {
        self.open = 0;
        Vec::from(core::mem::take(&mut self.items))
    }
}

impl<T> fmt::Debug for Batch<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch").field("len", &self.open).finish_non_exhaustive()
    }
}
