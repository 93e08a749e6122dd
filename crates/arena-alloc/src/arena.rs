//! The arena that grows.

use core::{alloc::Layout, fmt, mem::MaybeUninit, ptr::NonNull};

#[cfg(feature = "alloc")]
use crate::Global;
use crate::{
    AllocError, ArenaBox, ChunkSource, FormatError, Rejected, Scope, ScopeGuard,
    bodies::{self, refuse_drop},
    methods::{fallible, panicking},
    raw::{Chunks, Host},
};

/// An arena: allocating is adding to a pointer, and everything is freed at once.
///
/// It obtains chunks from its source, each twice as large as the one before, and hands out blocks
/// of them, upwards. A request for more than the next chunk would hold gets a chunk of its own, and
/// the current one stays in use. [`reset`](Self::reset) and dropping the arena take back all
/// blocks; the compiler sees to it that no reference outlives them.
///
/// Destructors: the arena never runs any, so [`alloc`](Self::alloc) refuses, when the program is
/// built, types that have one. [`alloc_box`](Self::alloc_box) returns an owner that runs it,
/// [`alloc_leak`](Self::alloc_leak) skips it on purpose.
///
/// Cost: a block takes its size rounded up to 8 bytes, and padding if it is aligned to more than 8;
/// a chunk has a header of 16 bytes. The first chunk has 1024 bytes; an empty arena has none. A
/// block of size 0 needs no memory.
///
/// Threads: an arena can be sent to another thread if its source can, not shared by several: give
/// each its own.
///
/// # Example
///
#[doc = with_alloc!()]
/// use arena_alloc::Arena;
///
/// struct Node<'a> {
///     name: &'a str,
///     next: Option<&'a Node<'a>>,
/// }
///
/// let arena = Arena::new();
/// let last = arena.alloc(Node { name: arena.alloc_str("last"), next: None });
/// let first = arena.alloc(Node { name: "first", next: Some(last) });
/// assert_eq!(first.next.map(|node| node.name), Some("last"));
/// ```
pub struct Arena<
    #[cfg(feature = "alloc")] S: ChunkSource = Global,
    #[cfg(not(feature = "alloc"))] S: ChunkSource,
> {
    pub(crate) chunks: Chunks<S>,
}

#[cfg(feature = "alloc")]
impl Arena {
    /// An arena without chunks, which allocates nothing yet.
    ///
    /// ```
    /// # use arena_alloc::Arena;
    /// const EMPTY: Arena = Arena::new();
    /// assert_eq!(EMPTY.reserved(), 0);
    /// ```
    #[must_use]
    pub const fn new() -> Self {
        Self::new_in(Global)
    }

    /// An arena that has room for `bytes` bytes in one chunk: for blocks whose sizes, each rounded
    /// up to a multiple of 8, add up to that, if none is aligned to more than 8. One allocation.
    ///
    /// # Panics
    ///
    /// If the global allocator has no such chunk. [`try_with_capacity`](Self::try_with_capacity)
    /// does not.
    ///
    /// ```
    /// # use arena_alloc::Arena;
    /// let arena = Arena::with_capacity(4096);
    /// let reserved = arena.reserved();
    /// for n in 0..512_u64 {
    ///     arena.alloc(n);
    /// }
    /// assert_eq!(arena.reserved(), reserved);
    /// ```
    #[must_use]
    #[inline(always)]
    pub fn with_capacity(bytes: usize) -> Self {
        bodies::or_fail(Self::try_with_capacity(bytes))
    }

    /// [`with_capacity`](Self::with_capacity) that does not panic.
    ///
    /// # Errors
    ///
    /// If the global allocator has no such chunk.
    #[inline(always)]
    pub fn try_with_capacity(bytes: usize) -> Result<Self, AllocError> {
        match Chunks::with_room(Global, bytes) {
            Some(chunks) => Ok(Self { chunks }),
            None => Err(AllocError { requested: bytes, limit_left: None }),
        }
    }
}

impl<S: ChunkSource> Arena<S> {
    /// An arena without chunks, which will obtain them from `source`.
    ///
    /// [`ChunkSource`] has an example.
    #[must_use]
    pub const fn new_in(source: S) -> Self {
        Self { chunks: Chunks::new(source) }
    }

    #[inline(always)]
    pub(crate) fn host(&self) -> &Chunks<S> {
        &self.chunks
    }

    panicking! { borrowed 'a, "let arena = arena_alloc::Arena::new();", "" }
    fallible! { borrowed 'a, with_alloc!(), "let arena = arena_alloc::Arena::new();", "" }

    /// Runs `f` with a [`Scope`] of this arena, and takes back what it allocated there: at its end,
    /// also if it panics.
    ///
    /// Nothing of the scope can leave it: what `f` returns, and what it writes to, knows nothing of
    /// the scope's lifetime.
    ///
    /// Cost: some fifteen instructions, unless the scope went on to other chunks. Those are kept for
    /// later, oversized ones given back.
    ///
    #[doc = with_alloc!()]
    /// # use arena_alloc::Arena;
    /// let mut arena = Arena::new();
    /// let longest = arena.scope(|scope| {
    ///     let words = scope.alloc_slice_from_iter("a scope ends".split(' '));
    ///     words.sort_by_key(|word| word.len());
    ///     words.last().map(|word| word.len())
    /// });
    /// assert_eq!((longest, arena.used()), (Some(5), 0));
    /// ```
    #[inline(always)]
    pub fn scope<R>(&mut self, f: impl for<'t> FnOnce(&mut Scope<'t>) -> R) -> R {
        self.guard().run(f)
    }

    /// A scope without a closure: what is allocated through the guard is tied to a borrow of it, and
    /// is taken back when it is dropped. [`ScopeGuard`] has an example.
    #[inline(always)]
    pub fn guard(&mut self) -> ScopeGuard<'_> {
        ScopeGuard::of(&mut self.chunks)
    }

    /// Takes back every block. The largest chunk is kept, unless it was made for one oversized
    /// request; the others go back to the source. So a loop that resets its arena soon obtains
    /// nothing any more.
    ///
    /// Cost: O(chunks); only a debug build writes to the blocks. No destructor runs.
    ///
    #[doc = with_alloc!()]
    /// # use arena_alloc::Arena;
    /// let mut arena = Arena::new();
    /// for line in ["one", "two"] {
    ///     let line = arena.alloc_str(line);
    ///     line.make_ascii_uppercase();
    ///     arena.reset();
    ///     assert_eq!(arena.used(), 0);
    /// }
    /// ```
    pub fn reset(&mut self) {
        self.chunks.reset();
    }

    /// Takes back every block, and keeps every chunk, oversized ones too: a loop that always needs
    /// the same asks its source for nothing in its second round.
    ///
    /// Cost: O(chunks) and more, as they are sorted by size. No destructor runs.
    ///
    #[doc = with_alloc!()]
    /// # use arena_alloc::Arena;
    /// let mut arena = Arena::new();
    /// for round in 0..3 {
    ///     arena.alloc([round; 1000]);
    ///     arena.alloc([round; 100]);
    ///     arena.reset_keep_all();
    ///     assert_eq!((arena.used(), arena.reserved()), (0, 4016 + 2048));
    /// }
    /// ```
    pub fn reset_keep_all(&mut self) {
        self.chunks.reset_keep_all();
    }

    /// Takes back every block, and gives every chunk back to the source: the arena is as new, but
    /// keeps its limit.
    ///
    /// Cost: O(chunks). No destructor runs.
    ///
    #[doc = with_alloc!()]
    /// # use arena_alloc::Arena;
    /// let mut arena = Arena::with_capacity(1 << 20);
    /// arena.release();
    /// assert_eq!(arena.reserved(), 0);
    /// ```
    pub fn release(&mut self) {
        self.chunks.release();
    }
}

#[cfg(feature = "alloc")]
impl Default for Arena {
    fn default() -> Self {
        Self::new()
    }
}
