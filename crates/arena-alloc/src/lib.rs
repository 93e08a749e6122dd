//! Bump arenas that grow, reset in O(1) and cannot leak a destructor by surprise.
//!
//! An [`Arena`] is for values that die together: the nodes of one syntax tree, everything that one
//! request needs. Allocating adds to a pointer, freeing is one [`reset`](Arena::reset) or drop for
//! all, and references into the arena may point to each other freely.
//!
#![cfg_attr(feature = "alloc", doc = "```")]
#![cfg_attr(not(feature = "alloc"), doc = "```ignore")]
//! use arena_alloc::Arena;
//!
//! let mut arena = Arena::new();
//! for request in ["GET /a", "GET /b"] {
//!     let words: Vec<&str> = request.split(' ').map(|word| &*arena.alloc_str(word)).collect();
//!     let path = arena.alloc(words[1]);
//!     assert!(path.starts_with('/'));
//!     arena.reset(); // Frees both; the chunk stays for the next round.
//! }
//! ```
//!
//! # Which one
//!
//! - [`Arena`] grows; [`Arena::scope`] and [`Arena::guard`] free what a part of a program needs at its
//!   end, in the same arena.
//! - [`BufArena`] lies in a buffer of yours, [`InlineArena`] within itself: without an allocator.
//! - `TypedArena` holds values of one type and runs their destructors.
//!
//! Threads do not share an arena: give each its own, or a pool of them to all.
//!
//! # Guarantees
//!
//! - No reference outlives the memory that it points to; the compiler checks it.
//! - [`alloc`](Arena::alloc) takes no type whose destructor would silently not run.
//!   [`alloc_box`](Arena::alloc_box) returns an [`ArenaBox`], which runs it.
//! - A [limit](Arena::set_limit) on the memory obtained holds to the byte. Every method that can run
//!   out of memory, but `alloc_try_with`, has a `try_` twin. A failure harms nothing; only a slice or a
//!   text that was refused half-way may leave room taken until the next reset.
//! - Iterators, initialisers and formatters may panic, lie about their length, and use the same arena.
//! - One huge request does not make the following chunks huge.
//! - Unsafe code lives in one module, under numbered invariants.
//!
//! # Costs
//!
//! Allocating a value of a type is an addition, a comparison and the move. Blocks are rounded up to
//! multiples of 8 bytes. A new arena owns no memory.
//!
//! # Feature flags
//!
//! - `alloc` (default): `Global`, and with it `Arena` without a type parameter, and `TypedArena`.
//!   Without it, an arena takes its chunks from a [`ChunkSource`] of yours.
//! - `allocator-api2`: references to arenas are allocators of allocator-api2 0.2, as hashbrown's maps
//!   take them. (With `--cfg hardpan_nightly`, on a nightly compiler, also std's own.)
//!
//! In debug builds freed memory is filled with a pattern. With `--cfg hardpan_asan`, in a program that
//! AddressSanitizer watches, it is poisoned, so that a use after a scope's end or a reset is reported.

#![no_std]
#![cfg_attr(hardpan_nightly, feature(allocator_api))]
#![deny(unsafe_code)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::print_stdout))]
#![warn(clippy::std_instead_of_core, clippy::std_instead_of_alloc)]

#[cfg(feature = "alloc")]
extern crate alloc;

/// Opens an example that needs `Global`, or a scope in an arena that does.
#[cfg(feature = "alloc")]
macro_rules! with_alloc {
    () => {
        "```"
    };
}

/// Without `Global`, the example is shown, but not run.
#[cfg(not(feature = "alloc"))]
macro_rules! with_alloc {
    () => {
        "```ignore"
    };
}

mod accounting;
mod alloc_error;
mod arena;
mod bodies;
mod box_traits;
mod buf_arena;
mod bump;
mod format_error;
mod inline_arena;
mod methods;
mod raw;
mod rejected;
mod scope;
mod scope_guard;
#[cfg(feature = "alloc")]
mod typed_arena;

pub use alloc_error::AllocError;
pub use arena::Arena;
pub use buf_arena::BufArena;
pub use format_error::FormatError;
pub use inline_arena::InlineArena;
#[cfg(feature = "alloc")]
pub use raw::Global;
pub use raw::{ArenaBox, Checkpoint, ChunkSource, Scope, ScopeGuard};
pub use rejected::Rejected;
#[cfg(feature = "alloc")]
pub use typed_arena::{IntoIter, IterMut, TypedArena};
