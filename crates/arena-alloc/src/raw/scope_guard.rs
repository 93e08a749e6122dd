//! The end of a scope.

use core::{
    marker::PhantomData,
    mem::{self, ManuallyDrop},
};

use super::{
    Checkpoint, ChunkSource, Chunks, Scope,
    checkpoint::{Past, Place},
};

/// A scope in an arena, until it is dropped; [`Arena::guard`](crate::Arena::guard) makes one.
///
/// What is allocated through it is tied to a borrow of the guard. Dropping the guard takes it all
/// back, in O(1) unless the arena went on to other chunks: those it keeps for later. Forgetting the
/// guard leaves its blocks to the scope outside, or to the arena's next reset.
///
/// # Example
///
#[doc = with_alloc!()]
/// use arena_alloc::Arena;
///
/// let mut arena = Arena::new();
/// for word in ["one", "two"] {
///     let scope = arena.guard();
///     let word = scope.alloc_str(word);
///     word.make_ascii_uppercase();
/// }
/// assert_eq!((arena.used(), arena.high_water()), (0, 8));
/// ```
pub struct ScopeGuard<'g> {
    chunks: &'g Chunks<dyn ChunkSource + 'g>,
    start: Checkpoint,
}

impl<'g> ScopeGuard<'g> {
    /// A scope in an arena.
    #[inline(always)]
    pub(crate) fn of<S: ChunkSource>(chunks: &'g mut Chunks<S>) -> Self {
        // SAFETY: [AA-6] the mutable borrow goes to the guard.
        unsafe { Self::new(chunks) }
    }

    /// A scope in a scope.
    #[inline(always)]
    pub(crate) fn within(scope: &'g mut Scope<'_>) -> Self {
        // SAFETY: [AA-6] the mutable borrow of the one handle goes to the guard. (There might be
        // two only if the closure had been given two.)
        unsafe { Self::new(scope.host()) }
    }

    /// A scope in the scope of a guard.
    #[inline(always)]
    pub(crate) fn within_guard(guard: &'g mut ScopeGuard<'_>) -> Self {
        // SAFETY: [AA-6] the mutable borrow goes to the new guard.
        unsafe { Self::new(guard.chunks) }
    }

    /// # Safety
    ///
    /// [AA-6] The caller borrows its host of `chunks` mutably for `'g`, and hands that borrow to the
    /// guard: nobody else takes blocks while the guard lives.
    #[inline(always)]
    unsafe fn new(chunks: &'g Chunks<dyn ChunkSource + 'g>) -> Self {
        Self { chunks, start: chunks.state() }
    }

    /// Runs a closure in this scope, and ends it.
    ///
    /// The closure is given a fresh handle, and this guard is out of its reach: whatever it does to
    /// the handle, what is rewound is this guard's own arena.
    #[inline(always)]
    pub(crate) fn run<R, F: for<'t> FnOnce(&mut Scope<'t>) -> R>(self, f: F) -> R {
        let Self { chunks, start } = *ManuallyDrop::new(self);
        let on_unwind = OnUnwind { chunks, start, f: PhantomData::<F> };
        // SAFETY: [AA-6] the handle's lifetime is that of this borrow of the guard, which drops
        // later. As the closure is for every lifetime, nothing that it leaves behind has it.
        let mut handle = unsafe { Scope::new(on_unwind.chunks, start.address()) };
        let result = f(&mut handle);
        mem::forget(on_unwind);
        drop(Self { chunks, start });
        result
    }

    #[inline(always)]
    pub(crate) fn host(&self) -> &Chunks<dyn ChunkSource + 'g> {
        self.chunks
    }

    /// The address that no block of a scope outside passes.
    #[cfg_attr(
        not(any(feature = "allocator-api2", hardpan_nightly)),
        allow(dead_code, reason = "allocators ask for it")
    )]
    #[inline(always)]
    pub(super) fn floor(&self) -> usize {
        self.start.address()
    }
}

impl Drop for ScopeGuard<'_> {
    #[inline(always)]
    fn drop(&mut self) {
        // SAFETY: [AA-6] the guard has had its host to itself since `start`, so that nothing but
        // guards within this one, which are gone, rewound it, and no further back than to their
        // own start. Blocks taken since are tied to borrows of this guard, or to a lifetime that
        // ends with the call that holds this guard.
        unsafe { self.chunks.rewind(self.start) };
    }
}

/// A guard for a panic of `F` alone.
///
/// Unwinding drops by the address, so a whole guard would have to be in memory. To drop this one is
/// but a call, which the compiler takes in (it is of the caller's crate, for `F`'s sake); so its
/// parts stay in registers.
struct OnUnwind<'g, F> {
    chunks: &'g Chunks<dyn ChunkSource + 'g>,
    start: Checkpoint,
    f: PhantomData<F>,
}

impl<F> Drop for OnUnwind<'_, F> {
    #[inline(always)]
    fn drop(&mut self) {
        end(self.chunks, self.start.place, self.start.past);
    }
}

#[cold]
#[inline(never)]
fn end<'g>(chunks: &'g Chunks<dyn ChunkSource + 'g>, place: Place, past: Past) {
    drop(ScopeGuard { chunks, start: Checkpoint { place, past } });
}
