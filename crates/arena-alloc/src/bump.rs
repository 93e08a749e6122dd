//! All arithmetic of the arenas, on plain numbers: what a block needs, and how large a chunk is.
//!
//! It knows no pointer and no arena, so that it can be tested and fuzzed by itself; the unsafe
//! room only carries out what is decided here.

#![forbid(unsafe_code)]

use core::alloc::Layout;

/// Every block starts at, and fills, a multiple of this.
///
/// So the cursor is always aligned to it, and a type that asks for no more costs one addition:
/// the rounding of a type's size is done by the compiler.
pub(crate) const MIN_ALIGN: usize = 8;

/// A chunk starts at a multiple of this, and its header fills multiples of it.
pub(crate) const CHUNK_ALIGN: usize = 16;

/// The first chunk: small enough for an allocator's fast path, large enough for a small job.
pub(crate) const FIRST_CHUNK: usize = 1024;

/// What the next chunk may be after a reset, however small the chunk that was kept.
const MODEST_CHUNK: usize = 1 << 16;

/// Doubling stops here; twice this is no layout any more.
const LARGEST_CHUNK: usize = 1 << (usize::BITS - 2);

/// Where a block lies, counted from the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Taken {
    /// From the cursor to the block.
    pub(crate) pad: usize,
    /// From the cursor to the end of the block, which is the next cursor.
    pub(crate) total: usize,
}

/// Finds room for `layout` between the addresses `cursor` (a multiple of [`MIN_ALIGN`]) and `end`
/// (not below it).
///
/// Nothing overflows: a layout's size is at most `isize::MAX - (align - 1)`, so the padding and
/// the rounded size are at most `isize::MAX + 7`; and what is compared is the room, no address.
#[inline(always)]
pub(crate) const fn take(cursor: usize, end: usize, layout: Layout) -> Option<Taken> {
    let pad =
        if layout.align() <= MIN_ALIGN { 0 } else { cursor.wrapping_neg() & (layout.align() - 1) };
    let total = pad + round_up(layout.size());
    if total <= end - cursor { Some(Taken { pad, total }) } else { None }
}

/// The least chunk, its header included, that has room for `layout` wherever it lies in memory.
///
/// Nothing overflows, as in [`take`]; the result may be more than a layout can be.
pub(crate) const fn chunk_for(header: usize, layout: Layout) -> usize {
    header + layout.align().saturating_sub(CHUNK_ALIGN) + round_up(layout.size())
}

/// The size of the next regular chunk, which was to be `next`, now that one of `obtained` bytes was
/// obtained.
///
/// Each chunk, an oversized one too, doubles the size of the next: a steady demand finds ever
/// fewer, ever larger chunks, and one huge request makes no huge chunk after it. A chunk that was
/// made smaller, for the limit's sake or the source's, does not: else an arena that often meets its
/// limit would ask for all memory once the limit is gone.
pub(crate) const fn next_chunk(next: usize, obtained: usize) -> usize {
    if obtained < next {
        next
    } else if next < LARGEST_CHUNK / 2 {
        next * 2
    } else {
        LARGEST_CHUNK
    }
}

/// The size of the next regular chunk after a reset that kept a chunk of `kept` bytes.
///
/// Oversized requests of past rounds must not add up to a huge chunk for small ones. Up to a modest
/// size they may: a round that begins with such a request then finds it a regular one.
pub(crate) const fn next_chunk_after_reset(next: usize, kept: usize) -> usize {
    let twice = next_chunk(kept, kept);
    let most = if twice < MODEST_CHUNK { MODEST_CHUNK } else { twice };
    if next < most { next } else { most }
}

/// The smaller chunk to try after `size` could not be had, or `None` if that was the least.
pub(crate) const fn smaller_chunk(size: usize, least: usize) -> Option<usize> {
    if size <= least {
        None
    } else if size / 2 > least {
        Some(size / 2)
    } else {
        Some(least)
    }
}

const fn round_up(size: usize) -> usize {
    (size + (MIN_ALIGN - 1)) & !(MIN_ALIGN - 1)
}
