#![allow(unsafe_code, reason = "a slot lends its object through a shared reference")]
//! The only room with `unsafe`: slots, and rights to them; a slab's entries.
//!
//! A slot is a state and a place for an object. Whoever moves the state from free to [`HELD`] owns a
//! right to the slot, and nobody else comes near its object until the right ends. A right is one of
//! three types, by what dropping it does:
//!
//! - [`Vacant`], no object: the slot is free and empty.
//! - [`Full`], an object: it is discarded, then the slot is free and empty. This is the safe end, so
//!   it is the one that a hook's panic leads to.
//! - [`Held`], an object in its user's hands: the manager resets it and the slot keeps it.
//!
//! ```text
//!            take: CAS, Acquire                        take: CAS, Acquire
//!   EMPTY ------------------------> HELD  (Vacant, Full) <------------------ IDLE
//!     ^  end: store, Release          |                                      ^
//!     +-------------------------------+--------------------------------------+
//! ```
//!
//! A slot of a pool whose users wait can be [`HELD`] and wanted, or free and kept for one waiter. For
//! all but that one they are taken; the picture is the same, with two more states.
//!
//! How a right ends is its pool's affair ([`Home::settle`]); what it must leave behind is not.
//!
//! A temporary is a slot of its own in a box, [`ALONE`] for all its life, so that guards treat both
//! alike and neither kind of object moves.
//!
//! # Invariants
//!
//! Between any two calls:
//!
//! - **OP-1, the state tells who.** A slot in [`EMPTY`] or [`IDLE`], kept or not, has no right to it.
//!   One in [`HELD`], wanted or not, or in [`ALONE`] has exactly one, or none if it was forgotten or
//!   lies in a magazine. A right begins where the state was taken from `EMPTY` or `IDLE` to `HELD`,
//!   where a number was taken out of a magazine, or with a box; it is moved, never copied; it ends with
//!   the store of `EMPTY` or `IDLE`, in a magazine, or with the box. Nobody but the owner of the right
//!   ends a `HELD` state, nobody at all an `ALONE` one.
//! - **OP-2, the state and the right tell what.** The object is initialised if the slot is `IDLE` or
//!   its right is a [`Full`] (or the `Full` in a [`Held`]); it is not, or is not to be touched, if
//!   the slot is `EMPTY`, its right is a [`Vacant`], or its right was forgotten.
//! - **OP-3, who touches.** The object is reached through the one right to its slot, or by the slot's
//!   own destructor, which has the slot to itself.
//! - **OP-4, in which order.** The store that ends a right is a Release, and what begins the next one
//!   is an Acquire that reads from it, or happens on the same thread: all that one owner did to the
//!   object happens before all that the next one does.
//! - **OP-5, where.** A right's pointer comes from a shared reference to a slot that its keeper keeps
//!   in place, or from `Box::into_raw`. A pool's slots stay where they are for as long as the pool is
//!   borrowed or shared ([`Keeper`]); a boxed slot stays until its right frees it.
//! - **OP-6, one thread a magazine.** The number of a slot lies in one magazine at most, and once; the
//!   slot has an object then, and no right to it. Only the thread that has the magazine's index puts
//!   numbers in and takes them out, no two threads that live have the same index, and what a thread did
//!   happens before what the next one with its index does. (In its pool's destructor, which has all
//!   to itself, they all go back to their slots.)
//! - **OP-7, the generation tells what.** A slab's [`Entry`] has a value if and only if its
//!   generation is even; a [`Key`]'s generation is even.
//! - **OP-8, pages stay.** A page's pointer is null or to the first of 2^page elements in one box of their
//!   own, initialised before it was stored. Once stored it is never replaced, and the box goes with the
//!   whole. A [`Place`](thread_index::Place) on page p < 32 is one of 2ᵖ.

#[cfg(feature = "std")]
mod cached;
#[cfg(feature = "alloc")]
mod entry;
mod home;
#[cfg(feature = "alloc")]
mod key;
#[cfg(feature = "alloc")]
mod local;
#[cfg(feature = "std")]
mod magazine;
#[cfg(feature = "std")]
mod pages;
mod right;
mod slot;
#[cfg(feature = "alloc")]
mod slots;
#[cfg(feature = "std")]
mod thread_index;

pub use home::Home;
#[cfg(feature = "alloc")]
pub use key::Key;
#[cfg(feature = "std")]
pub(crate) use {
    cached::CachedSlots,
    right::{claim_cached, claim_kept, claim_or_want},
};
#[cfg(feature = "alloc")]
pub(crate) use {
    entry::Entry,
    home::Shared,
    local::LocalSlots,
    right::{Full, claim, claim_idle, claim_local},
    slots::Slots,
};
pub(crate) use {
    home::Keeper,
    right::{Claim, Held, Vacant},
};
#[cfg(not(hardpan_loom))]
pub(crate) use {home::StaticHome, right::claim_static, slot::Slot};
