//! Bounded object pools that stay cheap when threads meet, and a keyed slab.
//!
//! A pool keeps up to `max` objects that are dear to make, such as buffers, parsers or connections, and
//! lends them out: `get` gives a [`Guard`], and dropping the guard puts the object back.
//!
//! ```
//! # #[cfg(feature = "alloc")] {
//! use obj_pool::Pool;
//!
//! let pool = Pool::builder(|| Vec::<u8>::with_capacity(64 * 1024)).max(8).prewarm(2).build()?;
//!
//! let mut block = pool.get();
//! block.extend_from_slice(b"hello");
//! assert_eq!(*block, b"hello");
//! drop(block); // back in its slot, for the next one who asks
//!
//! assert_eq!(pool.stats().idle, 2);
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A type that implements [`Manage`] says more than a closure can: how an object is made ready for
//! the next user when it comes back ([`reset`](Manage::reset)), and whether it is still good when
//! it is taken ([`validate`](Manage::validate)).
//!
//! # Which pool
//!
//! | | for | past the bound | take and return |
//! |---|---|---|---|
//! | [`Pool`] | threads that share: the one to begin with | `None`, or a temporary | one compare-and-swap, one store |
//! | [`CachedPool`] | threads that take and return all the time | as above, and somewhat early: its bound is soft | plain loads and stores |
//! | [`WaitPool`] | connections, backpressure: whoever finds none waits, in a task or a thread | wait, in order of arrival | two compare-and-swaps |
//! | [`LocalPool`] | one thread, or one per thread | `None`, or a temporary | plain loads and stores |
//! | [`StaticPool`] | a `static`, no allocator, interrupts | `None` | one compare-and-swap, one store |
//! | [`Slab`] | values that are looked up by a key, and whose stale keys must find nothing | it grows | an array access |
//!
//! **First ask whether you need one.** `malloc` and `free` of 1 KiB take some 6 to 11 ns together (glibc on a
//! thread that has such a block at hand; the README's table has today's figure), and a pool can save a few
//! of these, no more. It pays for objects that cost much more than that to make (to connect, to compile, to
//! fill with zeroes, to warm up) or to grow, where one thread frees what another made, and where their
//! number must be bounded. It does not pay for small buffers that are filled anyway.
//!
//! Then:
//!
//! - Must whoever finds none **wait**? [`WaitPool`]. It is the only one with a queue, and that is why it
//!   is a type of its own: handing over in order costs each return a compare-and-swap.
//! - Does **one thread** use it? [`LocalPool`]. A program with a thread per core may have one for each.
//! - Is there **no allocator**, or must it be a plain `static`? [`StaticPool`].
//! - Do you need **a name** for a value, rather than a loan of it? [`Slab`].
//! - Otherwise [`Pool`]: its bound is exact, whatever the threads do. [`CachedPool`] is quicker still
//!   for threads that take and return at a high rate, if a few objects may lie idle with each thread.
//!
//! Is **creation asynchronous or fallible**? Take a [`Lease`] (`try_get_or_vacant`,
//! [`acquire_or_vacant`](WaitPool::acquire_or_vacant)): it is an idle object, or an empty slot to fill.
//! Shall **idle objects go** after a while? Call `retain` now and then: there is no clock and no thread
//! inside, a call is a round.
//!
//! # Guarantees
//!
//! - **The bound is exact.** At most `max` objects live in slots, at any moment. Past it, `try_get` gives
//!   `None`, and `get` gives a temporary, which is dropped with its guard and counted.
//! - **Objects do not move.** An object stays at one address from its creation to its end, or
//!   until it is detached.
//! - **No lock** where nobody waits. There is no free list that threads share, so there is no ABA
//!   problem. The hooks run outside any critical section: they may use the pool, and they may panic. A
//!   hook that panics costs its object, never the slot.
//! - **Forgetting a guard is safe.** `mem::forget(guard)` leaks its object and keeps its slot for as
//!   long as the pool lives; the others are as before.
//! - **A stale key finds nothing**, for ever: a slab's entry whose generations are spent is retired.
//!
//! # Costs
//!
//! A pool takes all its memory when it is built: `max` slots of the object's size and 56 bytes,
//! rounded up to 128, so that no two slots share a cache line. (A [`StaticPool`]'s slot is the object and
//! 4 bytes; it is not padded.) A take that finds an object, and its return, allocate nothing, but the
//! first of a thread from a [`CachedPool`]: its magazines, for all later ones. The search
//! for a free slot is O(`max`) in the worst case; it starts where this thread last succeeded, so a
//! thread that takes and returns finds its slot at once. In a [`LocalPool`] it is O(1).
//!
//! # Feature flags
//!
//! - `std` (default): [`WaitPool`], [`CachedPool`], and the hint where a search starts. Without it each
//!   search starts at the first slot.
//! - `alloc` (part of `std`): [`Pool`], [`LocalPool`], [`Slab`]. Without it there are [`StaticPool`] and
//!   [`Manage`].
//!
//! The target must have a compare-and-swap of 32 bits.

#![no_std]
#![deny(unsafe_code)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::print_stdout))]
#![warn(clippy::std_instead_of_core, clippy::std_instead_of_alloc)]

#[cfg(not(target_has_atomic = "32"))]
compile_error!(
    "this target has no compare-and-swap, by which pools take their slots: build for one that has"
);

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

#[cfg(feature = "std")]
mod acquire;
#[cfg(feature = "std")]
mod acquire_error;
#[cfg(feature = "std")]
mod blocking;
#[cfg(feature = "alloc")]
mod builder;
#[cfg(feature = "std")]
mod cached_pool;
#[cfg(feature = "std")]
mod closed;
#[cfg(feature = "alloc")]
mod evict;
mod find;
#[cfg(feature = "alloc")]
mod form;
#[cfg(feature = "alloc")]
mod free_list;
mod guard;
mod hint;
#[cfg(feature = "alloc")]
mod lease;
#[cfg(feature = "alloc")]
mod local_pool;
mod manage;
#[cfg(feature = "alloc")]
mod meta;
#[cfg(feature = "alloc")]
mod owned_guard;
#[cfg(feature = "alloc")]
mod pool;
#[cfg(all(test, not(hardpan_loom), feature = "alloc"))]
mod random;
mod raw;
mod ready;
mod record;
#[cfg(feature = "alloc")]
mod slab;
#[cfg(feature = "alloc")]
mod slab_full;
#[cfg(feature = "alloc")]
mod slab_iter;
#[cfg(not(hardpan_loom))]
mod static_pool;
#[cfg(feature = "alloc")]
mod stats;
mod sync;
#[cfg(feature = "std")]
mod turn;
#[cfg(feature = "alloc")]
mod vacant;
#[cfg(feature = "alloc")]
mod vacant_entry;
#[cfg(feature = "std")]
mod wait_pool;
#[cfg(feature = "std")]
mod wait_queue;

pub use guard::Guard;
pub use manage::Manage;
pub use raw::Home;
#[cfg(not(hardpan_loom))]
pub use static_pool::{StaticGuard, StaticPool};
#[cfg(feature = "std")]
pub use {
    acquire::{Acquire, AcquireOrVacant, AcquireOwned},
    acquire_error::AcquireError,
    cached_pool::{CachedGuard, CachedPool, OwnedCachedGuard},
    closed::Closed,
    wait_pool::{OwnedWaitGuard, WaitGuard, WaitPool},
};
#[cfg(feature = "alloc")]
pub use {
    builder::{BuildError, Builder},
    lease::Lease,
    local_pool::{LocalGuard, LocalPool},
    meta::Meta,
    owned_guard::OwnedGuard,
    pool::Pool,
    raw::Key,
    slab::Slab,
    slab_full::SlabFull,
    slab_iter::{Drain, IntoIter, Iter, IterMut},
    stats::Stats,
    vacant::Vacant,
    vacant_entry::VacantEntry,
};
