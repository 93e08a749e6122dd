#![allow(unsafe_code, reason = "the crate's one room for unsafe code")]
#![allow(clippy::mut_from_ref, reason = "AA-2: no other call returns the same block")]
//! Where memory is obtained, divided and given back.
//!
//! What is true between any two calls:
//!
//! - **AA-1, the cursor.** A [`Cursor`]'s bytes from `next` up to `end` are part of one live
//!   allocation and belong to the cursor alone: nobody else reads or writes them. `next` carries
//!   the provenance of the whole allocation, is a multiple of `MIN_ALIGN` and not above `end`,
//!   which is not above `HIGHEST_END`. An empty cursor (`next == end`) may have no allocation,
//!   or lie outside of it.
//! - **AA-2, the blocks.** A block once taken from a host is never taken again while the host is
//!   borrowed as it was then: `next` only grows, but in methods that borrow the host mutably, or
//!   whose unsafe contract says that the bytes are no longer used. So a block is its taker's alone
//!   for as long as that borrow.
//! - **AA-3, the chunks.** A [`Chunk`] owns one allocation: obtained from its arena's source with
//!   the layout (`size`, `CHUNK_ALIGN`), not yet given back, beginning with an initialised header
//!   that says that `size`, and not ending above `HIGHEST_END`. There is one `Chunk` for each such allocation, and only it touches the
//!   header.
//! - **AA-4, the lists.** Each chunk of an arena hangs in one of the two lists of its `Chunks` (or
//!   was leaked by a source that unwound). The cursor is empty, or points into a chunk of `held`,
//!   behind that chunk's blocks; all other bytes of `held` belong to the takers of their blocks;
//!   chunks of `spare` hold no block. The cursor goes to another chunk only when that is put into
//!   `held`, or when those above are taken out.
//! - **AA-5, the box.** An [`ArenaBox`]'s pointer is valid for reads and writes of an initialised
//!   `T` and nobody else uses it during `'a`; who drops the value or takes it out also ends the box.
//! - **AA-6, the scopes.** A [`Checkpoint`] that may be rewound to describes a place that its
//!   arena's state still contains: the top of `held` of then is still in it, and no block that was
//!   there then has moved its end since. For nobody resizes one: of size 0, never; through the
//!   arena, as its `floor` lies at the latest checkpoint of the current chunk; during a scope, as its
//!   [`ScopeGuard`] has the host to itself from its checkpoint to its end, and its handles know where
//!   their blocks begin.
//! - **AA-7, the runs.** A [`Growing`]'s block came from its host with room for `capacity` values and
//!   is the run's alone; the first `len` of them are initialised and owned by the run.
//!   `len <= capacity`.
//! - **AA-8, the text.** What a `str` is made of is copied whole from `str`s.
//! - **AA-9, the inline bytes.** The first `used` bytes of an [`Inline`]'s array belong to the takers
//!   of its blocks, the others to the arena. `used` is a multiple of `MIN_ALIGN` and not above
//!   `CAPACITY`, which is not above `N`.
//! - **AA-10, the vectors.** No reference to a vector of a [`Typed`] lives between two calls, but
//!   under a mutable borrow of the arena; within a call none lives while user code runs. The
//!   vectors' first `len` places hold values, each handed out once; a buffer of a vector with
//!   values is not reallocated.
//! - **AA-11, the allocators.** A block that an `Allocator` of ours returned and was not given back
//!   is a block of its host, of the layout's size: what a caller passes to `grow`, `shrink` and
//!   `deallocate` is that by their contract.
//!
//! No reference to a chunk's bytes is ever made but to its header, and to a block when it is handed
//! out; all pointers are offsets of the one that the source gave. Chunks do not move when their
//! arena does.

#[cfg(any(feature = "allocator-api2", hardpan_nightly))]
mod allocator;
mod arena_box;
mod checkpoint;
mod chunk;
mod chunk_source;
mod chunks;
mod copy;
mod cursor;
mod fixed;
mod freed;
#[cfg(feature = "alloc")]
mod global;
mod growing;
mod host;
mod inline;
mod pending;
mod rewind;
mod scope;
mod scope_guard;
#[cfg(feature = "alloc")]
mod typed;

pub use arena_box::ArenaBox;
pub use checkpoint::Checkpoint;
pub use chunk_source::ChunkSource;
pub(crate) use chunks::Chunks;
pub(crate) use copy::{Text, copy_of, copy_of_str};
pub(crate) use fixed::Fixed;
#[cfg(feature = "alloc")]
pub use global::Global;
pub(crate) use growing::Growing;
pub(crate) use host::{Host, Room};
pub(crate) use inline::Inline;
pub(crate) use pending::Pending;
pub use scope::Scope;
pub use scope_guard::ScopeGuard;
#[cfg(feature = "alloc")]
pub(crate) use typed::Typed;

#[cfg(doc)]
use {chunk::Chunk, cursor::Cursor};
