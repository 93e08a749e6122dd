//! Bounded object pools that stay cheap when threads meet.
//!
//! A [`Pool`] keeps up to `max` objects that are dear to make, such as buffers, parsers or
//! connections, and lends them out: [`Pool::get`] gives a [`Guard`], and dropping the guard puts
//! the object back.
//!
//! ```
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
//! # Ok::<(), obj_pool::BuildError>(())
//! ```
//!
//! A type that implements [`Manage`] says more than a closure can: how an object is made ready for
//! the next user when it comes back ([`reset`](Manage::reset)), and whether it is still good when
//! it is taken ([`validate`](Manage::validate)).
//!
//! # Guarantees
//!
//! - **The bound is exact.** At most `max` objects live in slots, at any moment. Past it,
//!   [`Pool::try_get`] gives `None`, and [`Pool::get`] gives a temporary, which is dropped with its
//!   guard and counted.
//! - **Objects do not move.** An object stays at one address from its creation to its end, or
//!   until it is detached.
//! - **No lock.** Taking an object is one compare-and-swap, returning it one Release store.
//!   There is no free list, so there is no ABA problem. The hooks run outside any critical section:
//!   they may use the pool, and they may panic. A hook that panics costs its object, never the slot.
//! - **Forgetting a guard is safe.** `mem::forget(guard)` leaks its object and keeps its slot for as
//!   long as the pool lives; the others are as before.
//!
//! # Costs
//!
//! A pool takes all its memory when it is built: `max` slots of the object's size and 32 bytes,
//! rounded up to 128, so that no two slots share a cache line. A take that finds an object, and its
//! return, allocate nothing. The search for a free slot is O(`max`) in the worst case; it starts
//! where this thread last succeeded, so a thread that takes and returns finds its slot at once.
//!
//! A pool does not make a small buffer cheaper: `malloc` and `free` of 1 KiB take about as long
//! together as a take and a return. It pays for objects that cost more than that to make, to fill
//! with zeroes or to warm up, or whose number must be bounded.
//!
//! # Feature flags
//!
//! - `std` (default): the hint. Without it each search starts at the first slot.
//! - `alloc` (part of `std`): [`Pool`] and what belongs to it. Without it there is only [`Manage`].

#![no_std]
#![deny(unsafe_code)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::print_stdout))]
#![warn(clippy::std_instead_of_core, clippy::std_instead_of_alloc)]

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
#[cfg(feature = "alloc")]
mod find;
#[cfg(feature = "alloc")]
mod form;
#[cfg(feature = "alloc")]
mod free_list;
mod guard;
#[cfg(feature = "alloc")]
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
mod raw;
mod ready;
mod record;
#[cfg(feature = "alloc")]
mod slab;
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
    slab::{Slab, SlabFull},
    slab_iter::{Drain, IntoIter, Iter, IterMut},
    stats::Stats,
    vacant::Vacant,
    vacant_entry::VacantEntry,
};
