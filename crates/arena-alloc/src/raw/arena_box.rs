//! An owner of a value in an arena.

// PINNED: tests/it/auto_traits.rs

use core::{
    fmt,
    marker::PhantomData,
    mem::{ManuallyDrop, MaybeUninit},
    ops::{Deref, DerefMut},
    ptr::{self, NonNull},
};

/// Owns a value that lies in an arena, and runs its destructor when dropped.
///
/// [`Arena::alloc_box`](crate::Arena::alloc_box) makes one. It is a `Box` whose memory is the
/// arena's: dropping it drops the value, and leaves the bytes to the arena's next `reset` or drop.
/// Forgetting it skips the destructor, as for a `Box`.
///
/// Cost: one pointer. It never touches the arena, so it is `Send` and `Sync` where `T` is.
///
/// It cannot be pinned by safe means: `forget`, then `reset`, would give the memory of a pinned
/// value to another without running its destructor, which `Pin` rules out.
///
/// # Example
///
#[doc = with_alloc!()]
/// use arena_alloc::Arena;
///
/// let arena = Arena::new();
/// let mut words = arena.alloc_box(vec!["to", "be"]);
/// words.push("freed");
/// assert_eq!(words.len(), 3);
/// drop(words); // The vector gives its own memory back.
/// ```
pub struct ArenaBox<'a, T: ?Sized + 'a> {
    value: NonNull<T>,
    /// It owns a `T`, in a place that is borrowed for `'a`.
    owns: PhantomData<(&'a (), T)>,
}

// SAFETY: [AA-5] the box is the only way to the value, like a `Box`; it never uses the arena.
unsafe impl<T: ?Sized + Send> Send for ArenaBox<'_, T> {}

// SAFETY: [AA-5] a shared box gives out shared references to the value, and nothing else.
unsafe impl<T: ?Sized + Sync> Sync for ArenaBox<'_, T> {}

impl<'a, T> ArenaBox<'a, T> {
    #[inline(always)]
    pub(crate) fn new_in(slot: &'a mut MaybeUninit<T>, value: T) -> Self {
        // AA-5 holds from here: `slot` is borrowed for `'a`, and what is left in it after the box
        // need not be initialised.
        Self { value: NonNull::from(slot.write(value)), owns: PhantomData }
    }

    /// Moves the value out. Its bytes stay the arena's.
    ///
    #[doc = with_alloc!()]
    /// # use arena_alloc::{Arena, ArenaBox};
    /// let arena = Arena::new();
    /// let name = arena.alloc_box(String::from("Ada"));
    /// let name: String = ArenaBox::into_inner(name);
    /// # assert_eq!(name, "Ada");
    /// ```
    #[must_use = "dropping the value right here is what `drop` does"]
    pub fn into_inner(this: Self) -> T {
        let this = ManuallyDrop::new(this);
        // SAFETY: [AA-5] the pointer is valid and the value initialised; it is not used again, as
        // `this` ends here without being dropped.
        unsafe { this.value.read() }
    }
}

impl<'a, T: ?Sized> ArenaBox<'a, T> {
    /// # Safety
    ///
    /// [AA-5] `value` is valid for reads and writes of an initialised `T`, which nobody else uses
    /// during `'a`, nor after it before the bytes are written anew.
    #[inline(always)]
    pub(super) unsafe fn from_raw(value: NonNull<T>) -> Self {
        Self { value, owns: PhantomData }
    }

    /// Gives up the ownership: the destructor will not run.
    ///
    #[doc = with_alloc!()]
    /// # use arena_alloc::{Arena, ArenaBox};
    /// let arena = Arena::new();
    /// let count: &mut u32 = ArenaBox::leak(arena.alloc_box(1));
    /// *count += 1;
    /// ```
    #[must_use = "to skip the destructor and forget the value, use `mem::forget`"]
    pub fn leak(this: Self) -> &'a mut T {
        let mut this = ManuallyDrop::new(this);
        // SAFETY: [AA-5] valid, initialised, and nobody else's for `'a`; `this` ends here without
        // being dropped.
        unsafe { this.value.as_mut() }
    }
}

impl<T: ?Sized> Drop for ArenaBox<'_, T> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: [AA-5] the value is valid, initialised and the box's alone, and the box ends
        // here, also if the destructor panics.
        unsafe { ptr::drop_in_place(self.value.as_ptr()) };
    }
}

impl<T: ?Sized> Deref for ArenaBox<'_, T> {
    type Target = T;

    #[inline(always)]
    fn deref(&self) -> &T {
        // SAFETY: [AA-5] valid and initialised; shared while the box is.
        unsafe { self.value.as_ref() }
    }
}

impl<T: ?Sized> DerefMut for ArenaBox<'_, T> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: [AA-5] valid, initialised and borrowed mutably with the box.
        unsafe { self.value.as_mut() }
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for ArenaBox<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for ArenaBox<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
