//! The only room with unsafe code: what the halves share, the halves, and their storage.
//!
//! # The algorithm
//!
//! ```text
//! push: if pos == limit { limit = head.load(Acquire) ^ LAP; if pos == limit { full } }
//!       write slots[slot(pos)];  pos = next(pos);  tail.store(pos, Release)
//! pop:  if pos == limit { limit = tail.load(Acquire);       if pos == limit { empty } }
//!       read slots[slot(pos)];   pos = next(pos);  head.store(pos, Release)
//! ```
//!
//! It is Lamport's queue (1983) with each half keeping its own index and remembering the other's,
//! as in `MCRingBuffer` (Lee, Bu, Chandranmenon, 2010), so that the other's cache line is fetched
//! only when what is known of it has been used up. The two halves are one algorithm: from `pos` up
//! to `limit`, the slots are mine.
//!
//! # Invariants
//!
//! Between any two calls, for each ring:
//!
//! - **RB-1, storage.** `slots` is aligned and points to `capacity` slots of one allocation, valid
//!   for reads and writes, and `shared` to its [`Shared`]; `1 <= capacity <= MAX_CAPACITY`. Both
//!   outlive each half: an inline ring is borrowed for the halves' `'a`; a ring on the heap is
//!   freed by the half that leaves last (RB-5).
//! - **RB-2, positions.** `head`, `tail`, and `pos` and `limit` of each half are valid positions
//!   (their slot is below `capacity`), and `head <= tail <= head + capacity` counting laps.
//! - **RB-3, ownership.** The slots from `head` up to `tail` are initialised and belong to the
//!   consumer's side; the rest belong to the producer's. Only the producer stores `tail` and only
//!   the consumer stores `head`, each with Release and after its last access to the slots that the
//!   store gives away; a half loads the other's index with Acquire before it touches the slots
//!   that it gained.
//! - **RB-4, halves.** A side has one half at most, and its `pos` is the side's index. `limit` is a
//!   value that the other's index had (the producer's with LAP flipped) since `pos` was last
//!   there, so that the slots from `pos` up to `limit` belong to this half: the other side only
//!   ever adds to them.
//! - **RB-5, state.** A half exists only while its side's `CLAIMED` bit is set: whoever sets the
//!   bit, or has the ring by `&mut`, may make one. Its drop clears the bit and sets `LEFT` in one
//!   read-modify-write with `AcqRel`, after which it touches the ring only if it has to free it:
//!   if `HEAP` is set and the other side had left, which is then true of it alone. A side of a ring
//!   on the heap is never claimed again.

#![allow(unsafe_code, reason = "the slots are shared by hand, as the invariants above say")]

mod half;
#[cfg(feature = "alloc")]
mod heap;
mod inline;

pub(crate) use half::Half;
#[cfg(feature = "alloc")]
pub(crate) use heap::{allocate, max_capacity};
pub(crate) use inline::Inline;

use core::ptr::{self, NonNull};

use crate::{
    padded::Padded,
    position,
    sync::{AtomicUsize, Ordering, Watch},
};

/// A side's half exists. Shifted left by one for the consumer, as is [`LEFT`].
const CLAIMED: usize = 0b00_01;
/// A side's last half has gone, and none has come since.
const LEFT: usize = 0b01_00;
/// The ring is an allocation that the halves own.
#[cfg(feature = "alloc")]
const HEAP: usize = 0b1_0000;

/// The bits of one side, from those of the producer's.
const fn of(producer: bool, bits: usize) -> usize {
    if producer { bits } else { bits << 1 }
}

/// What the halves of a ring share beside its slots; each field on lines of its own.
pub(crate) struct Shared {
    /// Where the consumer is. Only the consumer stores it.
    head: Padded<AtomicUsize>,
    /// Where the producer is. Only the producer stores it.
    tail: Padded<AtomicUsize>,
    /// `CLAIMED`, `LEFT` and `HEAP`. Off the hot path.
    state: Padded<AtomicUsize>,
    watch: Watch,
}

impl Shared {
    /// An empty ring's.
    #[cfg(not(hardpan_loom))]
    const fn new(state: usize, capacity: usize) -> Self {
        Self {
            head: Padded(AtomicUsize::new(0)),
            tail: Padded(AtomicUsize::new(0)),
            state: Padded(AtomicUsize::new(state)),
            watch: Watch::new(capacity),
        }
    }

    /// An empty ring's. The model checker's atomics cannot be made in a constant.
    #[cfg(hardpan_loom)]
    fn new(state: usize, capacity: usize) -> Self {
        Self {
            head: Padded(AtomicUsize::new(0)),
            tail: Padded(AtomicUsize::new(0)),
            state: Padded(AtomicUsize::new(state)),
            watch: Watch::new(capacity),
        }
    }

    /// Takes the sides of `bits`, all of them or, if one is taken, none.
    fn claim(&self, bits: usize) -> bool {
        // Acquire: what the last half of this side did (RB-4: its index, RB-3: its slots) happens
        // before what the next one does.
        self.state
            .fetch_update(Ordering::Acquire, Ordering::Relaxed, |state| {
                (state & bits == 0).then_some((state | bits) & !(bits * LEFT))
            })
            .is_ok()
    }
}

/// Drops the items from `head` up to `tail`, in order; one that panics does not keep the rest.
///
/// # Safety
///
/// RB-1 and RB-2 hold of the arguments, the items are initialised, nothing else touches them during
/// the call, and nothing uses them after it.
unsafe fn drop_items<T>(slots: NonNull<T>, capacity: usize, head: usize, tail: usize) {
    /// Drops its items even while a panic unwinds.
    struct Items<T>(*mut [T]);

    impl<T> Drop for Items<T> {
        fn drop(&mut self) {
            // SAFETY: the caller of `drop_items` gave these up; a run of slots between `slots` and
            // its end is aligned and valid (RB-1), its items are initialised, and no other `Items`
            // has them.
            unsafe { ptr::drop_in_place(self.0) }
        }
    }

    if !core::mem::needs_drop::<T>() {
        return;
    }
    let slot = position::slot(head);
    let count = position::distance(head, tail, capacity);
    let first = position::before_end(slot, count, capacity);
    // SAFETY: [RB-2] `slot < capacity`, so that the result is within the allocation of RB-1.
    let start = unsafe { slots.add(slot) };
    // In reverse order: locals drop last to first.
    let _second = Items(ptr::slice_from_raw_parts_mut(slots.as_ptr(), count - first));
    let _first = Items(ptr::slice_from_raw_parts_mut(start.as_ptr(), first));
}
