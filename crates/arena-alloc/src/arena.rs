//! The arena that grows.

use core::{alloc::Layout, ptr::NonNull};

use crate::{
    AllocError, ArenaBox, ChunkSource, Rejected,
    raw::{Chunks, Room},
    slow::in_registers,
};
#[cfg(feature = "alloc")]
use crate::{Global, slow::fail};

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
/// ```
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
    pub fn with_capacity(bytes: usize) -> Self {
        Self::try_with_capacity(bytes).unwrap_or_else(|error| fail(error))
    }

    /// [`with_capacity`](Self::with_capacity) that does not panic.
    ///
    /// # Errors
    ///
    /// If the global allocator has no such chunk.
    pub fn try_with_capacity(bytes: usize) -> Result<Self, AllocError> {
        let arena = Self::new();
        if bytes > 0 && arena.chunks.add_room(bytes).is_none() {
            return Err(arena.chunks.error(bytes));
        }
        Ok(arena)
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

    /// Moves `value` into the arena.
    ///
    /// Types with a destructor do not compile: it would never run.
    ///
    /// Cost: an addition, a comparison and the move; a chunk when the current one is full.
    ///
    /// # Panics
    ///
    /// If there is no room and no new chunk. [`try_alloc`](Self::try_alloc) does not.
    ///
    /// ```
    /// # use arena_alloc::Arena;
    /// let arena = Arena::new();
    /// let (a, b) = (arena.alloc(1), arena.alloc(2));
    /// core::mem::swap(a, b);
    /// assert_eq!((*a, *b), (2, 1));
    /// ```
    #[inline(always)]
    pub fn alloc<T>(&self, value: T) -> &mut T {
        const { refuse_drop::<T>() };
        self.alloc_leak(value)
    }

    /// [`alloc`](Self::alloc) that gives the value back instead of panicking.
    ///
    /// # Errors
    ///
    /// If there is no room and no new chunk.
    ///
    /// ```
    /// # use arena_alloc::Arena;
    /// let arena = Arena::new();
    /// arena.set_limit(Some(0));
    /// assert_eq!(arena.try_alloc([7; 3]).unwrap_err().value, [7; 3]);
    /// ```
    #[inline(always)]
    pub fn try_alloc<T>(&self, value: T) -> Result<&mut T, Rejected<T>> {
        const { refuse_drop::<T>() };
        self.try_alloc_leak(value)
    }

    /// [`alloc`](Self::alloc) for every type: a destructor never runs.
    ///
    /// What the value owns outside of the arena, a `Vec`'s elements say, is leaked, unless you run
    /// the destructor yourself.
    ///
    /// # Panics
    ///
    /// If there is no room and no new chunk. [`try_alloc_leak`](Self::try_alloc_leak) does not.
    ///
    /// ```
    /// # use arena_alloc::Arena;
    /// let arena = Arena::new();
    /// let started: &mut Option<Box<u8>> = arena.alloc_leak(None);
    /// ```
    #[inline(always)]
    pub fn alloc_leak<T>(&self, value: T) -> &mut T {
        match self.chunks.slot(Room::Left) {
            Some(slot) => slot.write(value),
            None if in_registers::<T>() => self.alloc_in_new(value),
            None => self.slot_in_new().write(value),
        }
    }

    /// [`alloc_leak`](Self::alloc_leak) that gives the value back instead of panicking.
    ///
    /// # Errors
    ///
    /// If there is no room and no new chunk.
    #[inline(always)]
    pub fn try_alloc_leak<T>(&self, value: T) -> Result<&mut T, Rejected<T>> {
        match self.chunks.slot(Room::Left).or_else(|| self.chunks.slot(Room::New)) {
            Some(slot) => Ok(slot.write(value)),
            None => Err(Rejected { value, error: self.chunks.error(size_of::<T>()) }),
        }
    }

    /// Moves `value` into the arena and returns its owner, which runs the destructor.
    ///
    /// Cost: as [`alloc`](Self::alloc).
    ///
    /// # Panics
    ///
    /// If there is no room and no new chunk. [`try_alloc_box`](Self::try_alloc_box) does not.
    ///
    /// [`ArenaBox`] has an example.
    #[inline(always)]
    pub fn alloc_box<T>(&self, value: T) -> ArenaBox<'_, T> {
        match self.chunks.slot(Room::Left) {
            Some(slot) => ArenaBox::new_in(slot, value),
            None if in_registers::<T>() => self.alloc_box_in_new(value),
            None => ArenaBox::new_in(self.slot_in_new(), value),
        }
    }

    /// [`alloc_box`](Self::alloc_box) that gives the value back instead of panicking.
    ///
    /// # Errors
    ///
    /// If there is no room and no new chunk.
    ///
    /// [`Rejected`] has an example.
    #[inline(always)]
    pub fn try_alloc_box<T>(&self, value: T) -> Result<ArenaBox<'_, T>, Rejected<T>> {
        match self.chunks.slot(Room::Left).or_else(|| self.chunks.slot(Room::New)) {
            Some(slot) => Ok(ArenaBox::new_in(slot, value)),
            None => Err(Rejected { value, error: self.chunks.error(size_of::<T>()) }),
        }
    }

    /// Copies a slice into the arena.
    ///
    /// Cost: as [`alloc`](Self::alloc), and the copy.
    ///
    /// # Panics
    ///
    /// If there is no room and no new chunk. [`try_alloc_slice_copy`](Self::try_alloc_slice_copy)
    /// does not.
    ///
    /// ```
    /// # use arena_alloc::Arena;
    /// let arena = Arena::new();
    /// let primes = arena.alloc_slice_copy(&[2, 3, 5]);
    /// primes[0] = 7;
    /// assert_eq!(primes, [7, 3, 5]);
    /// ```
    #[inline(always)]
    pub fn alloc_slice_copy<T: Copy>(&self, source: &[T]) -> &mut [T] {
        match self.chunks.copy_of(Room::Left, source) {
            Some(copy) => copy,
            None => self.alloc_slice_copy_in_new(source),
        }
    }

    /// [`alloc_slice_copy`](Self::alloc_slice_copy) that does not panic.
    ///
    /// # Errors
    ///
    /// If there is no room and no new chunk.
    #[inline(always)]
    pub fn try_alloc_slice_copy<T: Copy>(&self, source: &[T]) -> Result<&mut [T], AllocError> {
        self.chunks
            .copy_of(Room::Left, source)
            .or_else(|| self.chunks.copy_of(Room::New, source))
            .ok_or_else(|| self.chunks.error(size_of_val(source)))
    }

    /// Copies a string into the arena.
    ///
    /// Cost: as [`alloc`](Self::alloc), and the copy.
    ///
    /// # Panics
    ///
    /// If there is no room and no new chunk. [`try_alloc_str`](Self::try_alloc_str) does not.
    ///
    /// ```
    /// # use arena_alloc::Arena;
    /// let arena = Arena::new();
    /// let name: &str = arena.alloc_str(&format!("{}-{}", "eth", 0));
    /// assert_eq!(name, "eth-0");
    /// ```
    #[inline(always)]
    pub fn alloc_str(&self, source: &str) -> &mut str {
        match self.chunks.copy_of_str(Room::Left, source) {
            Some(copy) => copy,
            None => self.alloc_str_in_new(source),
        }
    }

    /// [`alloc_str`](Self::alloc_str) that does not panic.
    ///
    /// # Errors
    ///
    /// If there is no room and no new chunk.
    #[inline(always)]
    pub fn try_alloc_str(&self, source: &str) -> Result<&mut str, AllocError> {
        self.chunks
            .copy_of_str(Room::Left, source)
            .or_else(|| self.chunks.copy_of_str(Room::New, source))
            .ok_or_else(|| self.chunks.error(source.len()))
    }

    /// A block of uninitialised memory for `layout`.
    ///
    /// It is yours until the arena is reset or dropped; moving the arena does not end it. A block
    /// of size 0 is aligned, and nothing more.
    ///
    /// # Panics
    ///
    /// If there is no room and no new chunk. [`try_alloc_layout`](Self::try_alloc_layout) does not.
    ///
    /// ```
    /// # use arena_alloc::Arena;
    /// use core::alloc::Layout;
    ///
    /// let arena = Arena::new();
    /// let page = arena.alloc_layout(Layout::from_size_align(4096, 4096)?);
    /// assert!(page.cast::<[u8; 4096]>().is_aligned());
    /// assert_eq!(page.addr().get() % 4096, 0);
    /// # Ok::<(), core::alloc::LayoutError>(())
    /// ```
    #[inline(always)]
    pub fn alloc_layout(&self, layout: Layout) -> NonNull<u8> {
        match self.chunks.take(Room::Left, layout) {
            Some(block) => block,
            None => self.alloc_layout_in_new(layout),
        }
    }

    /// [`alloc_layout`](Self::alloc_layout) that does not panic.
    ///
    /// # Errors
    ///
    /// If there is no room and no new chunk.
    #[inline(always)]
    pub fn try_alloc_layout(&self, layout: Layout) -> Result<NonNull<u8>, AllocError> {
        self.chunks
            .take(Room::Left, layout)
            .or_else(|| self.chunks.take(Room::New, layout))
            .ok_or_else(|| self.chunks.error(layout.size()))
    }

    /// Takes back every block. The largest chunk is kept, unless it was made for one oversized
    /// request; the others go back to the source. So a loop that resets its arena soon obtains
    /// nothing any more.
    ///
    /// Cost: O(chunks); nothing is written to the blocks. No destructor runs.
    ///
    /// ```
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

    /// Takes back every block, and gives every chunk back to the source: the arena is as new, but
    /// keeps its limit.
    ///
    /// Cost: O(chunks). No destructor runs.
    ///
    /// ```
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

/// Fails to compile for a type whose destructor an arena would not run.
const fn refuse_drop<T>() {
    assert!(
        !core::mem::needs_drop::<T>(),
        "this type has a destructor, which an arena does not run: use `alloc_box`, whose owner \
         runs it, or `alloc_leak` to skip it on purpose"
    );
}
