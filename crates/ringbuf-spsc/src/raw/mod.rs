//! The only room with unsafe code: what the halves share, the halves, and their storage.
//!
//! # The algorithm
//!
//! ```text
//! push: if pos >= end { look at head; if there is no room up to it, one lap on: full }
//!       write slots[slot(pos)];  tail.store(pos + 1, Release);  pos += 1
//! pop:  if pos >= end { look at tail; if there is no item up to it: empty }
//!       read slots[slot(pos)];   head.store(pos + 1, Release);  pos += 1
//! look: limit = the other's index.load(Acquire)        (perhaps after a wait: patience.rs)
//!       if pos is at the end of the ring { pos = start, next lap }
//!       end = limit, or the end of the ring if that comes first
//! ```
//!
//! It is Lamport's queue (1983) with each half keeping its own index and remembering the other's,
//! as in `MCRingBuffer` (Lee, Bu, Chandranmenon, 2010), so that a line that the other half uses is
//! fetched only when what is known of it has been used up.
//! What is remembered here is a run of slots without a gap, so that one comparison serves for
//! "full", "empty" and "around the end" together; and so the halves are one algorithm: the slots
//! from `pos` up to `end` are mine. `pos` is stored last: a release store comes between what is stored
//! before it and the next call, and the compiler would load that again.
//!
//! # Invariants
//!
//! Between any two calls, for each ring:
//!
//! - **RB-1, storage.** `slots` is aligned and points to `capacity` slots of one allocation, valid
//!   for reads and writes, and `shared` to its [`Shared`]; `1 <= capacity <= MAX_CAPACITY`. Both
//!   outlive each half: an inline ring is borrowed for the halves' `'a`; a ring on the heap is
//!   freed by the half that leaves last (RB-5).
//! - **RB-2, positions.** `head` and `tail` are valid positions (`position.rs`: the slot is at most
//!   `capacity`), and `head <= tail <= head + capacity` counting laps.
//! - **RB-3, ownership.** The slots from `head` up to `tail` are initialised and belong to the
//!   consumer's side; the rest belong to the producer's. Only the producer stores `tail` and only
//!   the consumer stores `head`, each with Release and after its last access to the slots that the
//!   store gives away; a half loads the other's index with Acquire before it touches the slots
//!   that it gained.
//! - **RB-4, halves.** A side has one half at most. Its `pos` is the side's index, or the same place by
//!   its normal name. Its `end` is valid and in the same lap; if `pos` is below it, the slots from `pos`
//!   up to `end` belong to this half: it saw the other's index there or further on, and the other
//!   side only ever adds to them.
//! - **RB-5, state.** A half exists only while its side's `CLAIMED` bit is set, and belongs to who
//!   set it; or while someone has the ring by `&mut`, to whom it belongs, and who does not drop
//!   it. Its drop clears the bit and sets `LEFT` in one
//!   read-modify-write with `AcqRel`, after which it touches the ring only if it has to free it:
//!   if `HEAP` is set and the other side had left, which is then true of it alone. A side of a ring
//!   on the heap is never claimed again.
//!
//! RB-6, of the tasks that wait, is in `bell.rs`, RB-7, of copies, in `copy.rs`, and RB-8, of a hint to
//! the CPU, in `ahead.rs`.

#![allow(unsafe_code, reason = "the slots are shared by hand, as the invariants above say")]

mod ahead;
#[cfg(all(feature = "alloc", target_has_atomic = "ptr"))]
mod async_slot;
#[cfg(all(feature = "alloc", target_has_atomic = "ptr"))]
mod bell;
mod copy;
mod drain;
mod half;
#[cfg(feature = "alloc")]
mod heap;
mod inline;
mod pop;
mod push;
mod read_chunk;
mod side;
mod slot;
mod span;
mod write_chunk;

#[cfg(all(feature = "alloc", target_has_atomic = "ptr"))]
pub use async_slot::Slot as AsyncSlot;
#[cfg(all(feature = "alloc", target_has_atomic = "ptr"))]
pub(crate) use bell::Bell;
pub use drain::Drain;
pub(crate) use half::Half;
#[cfg(feature = "alloc")]
pub(crate) use heap::{allocate, max_capacity};
pub(crate) use inline::Inline;
pub use read_chunk::ReadChunk;
pub use slot::Slot;
pub use write_chunk::WriteChunk;

use crate::{
    padded::Padded,
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
