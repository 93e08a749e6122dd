//! All arithmetic of the arenas, on plain numbers: where a block lies, what a resized one needs, and
//! how large a chunk is.
//!
//! It knows no pointer and no arena, so that it can be tested and fuzzed by itself; the unsafe
//! room only carries out what is decided here.

#![forbid(unsafe_code)]

use core::{alloc::Layout, num::NonZero};

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

/// What [`take_small`] may need, padding included.
const SMALL: usize = 4096;

/// No cursor ends above this, so that the end of a small block is an address and does not overflow.
pub(crate) const HIGHEST_END: usize = usize::MAX - SMALL;

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
    if total > end - cursor {
        unlikely();
        return None;
    }
    Some(Taken { pad, total })
}

/// Whether [`take_small`] takes such a layout.
pub(crate) const fn is_small(layout: Layout) -> bool {
    // A size and its alignment are at most `isize::MAX` and `isize::MAX + 1`.
    layout.size() + layout.align() <= SMALL - MIN_ALIGN
}

/// [`take`] for a layout that [`is_small`] and an `end` of at most [`HIGHEST_END`].
///
/// It compares addresses, which is two instructions less, five for an alignment above 8. Nothing
/// overflows, as `cursor <= end`, and the padding and the rounded size are below [`SMALL`].
#[inline(always)]
pub(crate) const fn take_small(cursor: usize, end: usize, layout: Layout) -> Option<Taken> {
    let block = if layout.align() <= MIN_ALIGN {
        cursor
    } else {
        (cursor + (layout.align() - 1)) & !(layout.align() - 1)
    };
    let next = block + round_up(layout.size());
    if next > end {
        unlikely();
        return None;
    }
    Some(Taken { pad: block - cursor, total: next - cursor })
}

/// Where the cursor goes, counted from the block, if the block at the address `block` grows or
/// shrinks from `old` bytes to `new` in its place.
///
/// `None` if it is of size 0 (then it is in no memory, and may be older than `floor`, which is where it
/// seems to lie), does not lie right before the cursor, began before `floor` and ends behind it or there
/// (so it is not the asker's to move, see AA-6), or would pass `end`. Both sizes are those of layouts, and
/// `old` bytes from `block` on, rounded up, are addresses.
#[inline(always)]
pub(crate) const fn resize(
    cursor: usize,
    end: usize,
    floor: Option<usize>,
    block: usize,
    old: usize,
    new: usize,
) -> Option<usize> {
    if old == 0 || block + round_up(old) != cursor || reaches(block, old, floor) {
        return None;
    }
    let new = round_up(new);
    if new <= end - block { Some(new) } else { None }
}

/// Whether there is a `floor`, and the block of `old` bytes at the address `block` begins before it and
/// ends there or behind it.
///
/// Of the last block of a scope's chunk, this says whether it is of a scope outside: what began at
/// `floor` took no block before it, and an address in another chunk lies in no block of this one.
#[inline(always)]
pub(crate) const fn reaches(block: usize, old: usize, floor: Option<usize>) -> bool {
    match floor {
        Some(floor) => (block + round_up(old)).wrapping_sub(floor) < round_up(old),
        None => false,
    }
}

/// Where a cursor over the bytes between the addresses `start` and `end` begins and ends: rounded, and
/// not above [`HIGHEST_END`].
///
/// If there is no aligned byte, or none so low, that is one address, which may lie outside. It is
/// found without a branch: else each block of a short-lived arena would be chosen anew.
#[inline]
pub(crate) fn usable(start: NonZero<usize>, end: usize) -> (NonZero<usize>, usize) {
    const MASK: NonZero<usize> = NonZero::new(MIN_ALIGN - 1).unwrap();
    const TOP: NonZero<usize> = NonZero::new(round_down(HIGHEST_END)).unwrap();
    let before = (start.get() - 1).min(TOP.get() - MIN_ALIGN);
    let next = (MASK | before).saturating_add(1);
    (next, round_down(end).clamp(next.get(), TOP.get()))
}

/// Whether a chunk of `size` bytes, at most `isize::MAX`, may begin at `start`: not where the address
/// space ends, so that all of it is usable.
pub(crate) const fn may_begin(start: usize, size: usize) -> bool {
    start <= HIGHEST_END - size
}

/// The end of a chunk's last usable byte, if the chunk ends at `end`.
pub(crate) const fn round_down(end: usize) -> usize {
    end & !(MIN_ALIGN - 1)
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

/// How many elements a run of `capacity`, which must hold `needed`, is to hold next: twice as many,
/// so that appending costs a constant per element.
pub(crate) const fn next_capacity(capacity: usize, needed: usize) -> usize {
    let twice = capacity.saturating_mul(2);
    let least = if needed < 4 { 4 } else { needed };
    if twice > least { twice } else { least }
}

/// Tells the compiler to move the branch that comes here out of the way. (That the branch ends in a
/// cold function does not tell it, if that may unwind.)
#[cold]
pub(crate) const fn unlikely() {}

const fn round_up(size: usize) -> usize {
    (size + (MIN_ALIGN - 1)) & !(MIN_ALIGN - 1)
}
