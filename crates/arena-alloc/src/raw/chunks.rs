//! The chunks of an arena and the cursor into the current one.

// PINNED: tests/it/chunks.rs

mod books;
mod obtain;
mod take_back;

use core::{alloc::Layout, cell::OnceCell, ptr::NonNull};

use self::books::Books;
use super::{
    ChunkSource, Host,
    checkpoint::{Checkpoint, Past, Place},
    chunk::List,
    cursor::Cursor,
    freed,
};
use crate::{AllocError, bump};

/// What an arena that has one chunk needs to know of it.
#[repr(C)]
struct State {
    cursor: Cursor,
    /// The chunks with blocks, the latest first; the cursor's chunk is one of them.
    held: List,
}

impl State {
    /// One constant, so that a new arena is copied from it in wide stores and not written word by word.
    #[expect(clippy::declare_interior_mutable_const, reason = "each use is meant to be a new one")]
    const EMPTY: Self = Self { cursor: Cursor::empty(), held: List::new() };
}

/// The body of an [`Arena`](crate::Arena).
///
/// A scope holds it as `Chunks<dyn ChunkSource>`, so that the scope's type does not name the source.
#[repr(C)]
pub(crate) struct Chunks<S: ChunkSource + ?Sized> {
    state: State,
    /// None at first, and made when first needed.
    books: OnceCell<Books>,
    source: S,
}

// SAFETY: [AA-2] blocks come from the cursor, which returns none twice but after `rewind`, whose
// caller answers for the blocks, and `reset` and `release`, which borrow `self` mutably; or from a
// chunk of their own. A chunk lives while `self` is borrowed: the shared borrows under which chunks
// are given back give back such as hold no block.
unsafe impl<S: ChunkSource + ?Sized> Host for Chunks<S> {
    #[inline(always)]
    fn take_left(&self, layout: Layout) -> Option<NonNull<u8>> {
        let block = self.state.cursor.take(layout)?;
        freed::lend(block, layout.size());
        Some(block)
    }

    #[inline(always)]
    fn take_left_for<T>(&self) -> Option<NonNull<u8>> {
        let block = self.state.cursor.take_for::<T>()?;
        freed::lend(block, size_of::<T>());
        Some(block)
    }

    #[cold]
    #[inline(never)]
    fn take_new(&self, layout: Layout) -> Option<NonNull<u8>> {
        self.take_of_another(layout)
    }

    #[inline(always)]
    fn take_new_for<T>(&self) -> Option<NonNull<u8>> {
        if self.is_new() && Self::fits_first::<T>() {
            self.take_first::<T>()
        } else {
            bump::unlikely();
            self.take_new(Layout::new::<T>())
        }
    }

    #[inline(always)]
    unsafe fn resize_last(
        &self,
        block: NonNull<u8>,
        old: usize,
        new: usize,
    ) -> Option<NonNull<u8>> {
        if new < old {
            self.mark_peak();
        }
        let floor = self.books.get().map(|books| books.floor.get());
        // SAFETY: [AA-2] the caller's promise; a block of another chunk than the current one does
        // not end where the current one's free bytes begin, as a header lies before those.
        let block = unsafe { self.state.cursor.resize(floor, block, old, new) }?;
        if new < old {
            // SAFETY: [AA-1, AA-2] the block begins here and has `old` bytes, all of one chunk.
            let cut = unsafe { block.add(new) };
            // SAFETY: [AA-1] what was cut off is the cursor's again.
            unsafe { freed::free(cut, old - new) };
        } else {
            freed::lend(block, new);
        }
        Some(block)
    }

    #[cold]
    fn error(&self, requested: usize) -> AllocError {
        AllocError { requested, limit_left: self.limit_left() }
    }
}

impl<S: ChunkSource> Chunks<S> {
    pub(crate) const fn new(source: S) -> Self {
        Self { state: State::EMPTY, books: OnceCell::new(), source }
    }
}

impl<S: ChunkSource + ?Sized> Chunks<S> {
    /// The state now. From here on no block that is already there is resized in place.
    #[inline(always)]
    pub(crate) fn checkpoint(&self) -> Checkpoint {
        let now = self.state();
        self.set_floor(now);
        now
    }

    pub(super) fn set_floor(&self, latest: Checkpoint) {
        self.books().floor.set(latest.address());
    }

    /// The state now, for one whose handles do not resize the blocks that are already there.
    #[inline(always)]
    pub(super) fn state(&self) -> Checkpoint {
        Checkpoint {
            place: Place { next: self.state.cursor.next(), end: self.state.cursor.end() },
            past: Past { top: self.state.held.top(), offset: self.offset() },
        }
    }

    #[inline(always)]
    pub(crate) fn used(&self) -> usize {
        let next = self.state.cursor.next().addr().get();
        self.offset().wrapping_add(next).wrapping_sub(self.state.held.top().address())
    }

    /// To be called once the top of `held` is another, or the cursor is in another chunk.
    fn set_used(&self, used: usize) {
        let next = self.state.cursor.next().addr().get();
        let offset = used.wrapping_add(self.state.held.top().address()).wrapping_sub(next);
        self.books().offset.set(offset);
    }

    /// What `used` is more than the cursor is behind the top of `held`: the same however many blocks
    /// are taken of the current chunk, so that nothing is counted then.
    #[inline(always)]
    fn offset(&self) -> usize {
        self.books.get().map_or(Books::FIRST_OFFSET, |books| books.offset.get())
    }

    pub(crate) fn high_water(&self) -> usize {
        self.peak().max(self.used())
    }

    #[inline(always)]
    fn peak(&self) -> usize {
        self.books.get().map_or(0, |books| books.peak.get())
    }

    /// To be called before `used` falls.
    #[inline(always)]
    fn mark_peak(&self) {
        let used = self.used();
        if used > self.peak() {
            self.raise_peak(used);
        }
    }

    #[cold]
    #[inline(never)]
    fn raise_peak(&self, used: usize) {
        self.books().peak.set(used);
    }

    pub(crate) fn reserved(&self) -> usize {
        self.others() + self.state.held.top_size()
    }

    /// The bytes reserved for all chunks but the first one of `held`.
    #[inline(always)]
    fn others(&self) -> usize {
        self.books.get().map_or(0, |books| books.others.get())
    }

    pub(crate) fn limit(&self) -> Option<usize> {
        self.books.get()?.limit.get()
    }

    pub(crate) fn set_limit(&self, limit: Option<usize>) {
        self.books().limit.set(limit);
    }

    fn limit_left(&self) -> Option<usize> {
        self.limit().map(|limit| limit.saturating_sub(self.reserved()))
    }

    /// Whether nothing ever happened to the arena.
    #[inline(always)]
    fn is_new(&self) -> bool {
        self.books.get().is_none() && self.state.held.is_empty()
    }

    /// The books, which say until now that the next chunk is the first or the second: what was obtained,
    /// if anything, is one of the first size, or what an arena with a capacity began with.
    fn books(&self) -> &Books {
        self.books.get_or_init(|| {
            let obtained = self.state.held.top_size();
            Books::new(bump::next_chunk(obtained.max(bump::FIRST_CHUNK), obtained))
        })
    }

    /// Changes the list of chunks that hold blocks. What is reserved remains the same.
    fn change_held<R>(&self, change: impl FnOnce(&List) -> R) -> R {
        let reserved = self.reserved();
        let result = change(&self.state.held);
        self.books().others.set(reserved - self.state.held.top_size());
        result
    }
}
