#![allow(unsafe_code, reason = "the crate's one room for unsafe code")]
//! Where memory is obtained, divided and given back.
//!
//! What is true between any two calls:
//!
//! - **AA-1, the cursor.** A [`Cursor`]'s bytes from `next` up to `end` are the tail of one live
//!   allocation and belong to the cursor alone: nobody else reads or writes them. `next` carries
//!   the provenance of the whole allocation, is a multiple of `MIN_ALIGN` and not above `end`. An
//!   empty cursor (`next == end`) may have no allocation.
//! - **AA-2, the blocks.** A block once taken from a cursor is never taken again while the host is
//!   borrowed: `next` only grows, but in methods that borrow the host mutably. So a block is its
//!   taker's alone for as long as the borrow of the host under which it was taken.
//! - **AA-3, the chunks.** A [`Chunk`] owns one allocation: obtained from its arena's source with
//!   the layout (`size`, `CHUNK_ALIGN`), not yet given back, beginning with an initialised header
//!   that says that `size`. There is one `Chunk` for each such allocation, and only it touches the
//!   header.
//! - **AA-4, the lists.** Each chunk of an arena hangs in one of the two lists of its `Chunks` (or
//!   was leaked by a source that unwound). The cursor is empty, or points into the first chunk of
//!   `regular`; bytes of the other chunks belong to the takers of their blocks.
//! - **AA-5, the box.** An [`ArenaBox`]'s pointer is valid for reads and writes of an initialised
//!   `T` and nobody else uses it during `'a`; who drops the value or takes it out also ends the box.
//!
//! No reference to a chunk's bytes is ever made but to its header, and to a block when it is handed
//! out; all pointers are offsets of the one that the source gave. Chunks do not move when their
//! arena does.

mod arena_box;
mod chunk;
mod chunk_source;
mod chunks;
mod cursor;
#[cfg(feature = "alloc")]
mod global;

pub use arena_box::ArenaBox;
pub use chunk_source::ChunkSource;
pub(crate) use chunks::{Chunks, Room};
#[cfg(feature = "alloc")]
pub use global::Global;

#[cfg(doc)]
use {chunk::Chunk, cursor::Cursor};
