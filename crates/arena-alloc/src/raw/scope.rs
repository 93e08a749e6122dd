//! The handle of a scope.

use core::{cell::Cell, marker::PhantomData};

use super::{ChunkSource, Chunks};

/// The handle of a scope: what is allocated through it lives for `'s`, until the closure that was
/// given it ends.
///
/// [`Arena::scope`](crate::Arena::scope) and [`Scope::scope`] make one.
///
/// Cost: three words; it does not name the arena's source, so that a function for scopes is not
/// generic. The source is called through a table when a chunk is needed.
///
/// # Example
///
#[doc = with_alloc!()]
/// use arena_alloc::{Arena, Scope};
///
/// fn parse<'s>(scope: &mut Scope<'s>, text: &str) -> &'s [&'s str] {
///     scope.alloc_slice_from_iter(text.split(' ').map(|word| &*scope.alloc_str(word)))
/// }
///
/// let mut arena = Arena::new();
/// for text in ["a b c", "d e"] {
///     arena.scope(|scope| {
///         let words = parse(scope, text);
///         // Deeper scopes see what the outer ones hold.
///         let joined = scope.scope(|inner| inner.alloc_fmt(format_args!("{words:?}")).len());
///         assert_eq!(joined, 5 * words.len());
///     });
/// }
/// assert_eq!(arena.used(), 0);
/// ```
pub struct Scope<'s> {
    chunks: &'s Chunks<dyn ChunkSource + 's>,
    /// Where the scope's blocks begin in the chunk that was current then.
    floor: usize,
    /// Invariant in `'s`: two scopes' handles are of different types.
    brand: PhantomData<Cell<&'s ()>>,
}

impl<'s> Scope<'s> {
    /// # Safety
    ///
    /// [AA-6] Blocks taken during `'s` are not taken back before its end. Those that were there before
    /// reach up to `floor` at most, or are of other chunks.
    #[inline(always)]
    pub(super) unsafe fn new(chunks: &'s Chunks<dyn ChunkSource + 's>, floor: usize) -> Self {
        Self { chunks, floor, brand: PhantomData }
    }

    #[inline(always)]
    pub(crate) fn host(&self) -> &'s Chunks<dyn ChunkSource + 's> {
        self.chunks
    }

    /// The address that no block of a scope outside passes.
    #[cfg_attr(
        not(any(feature = "allocator-api2", hardpan_nightly)),
        allow(dead_code, reason = "allocators ask for it")
    )]
    #[inline(always)]
    pub(super) fn floor(&self) -> usize {
        self.floor
    }
}
