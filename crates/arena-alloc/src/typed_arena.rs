//! The arena for values of one type.

use alloc::{vec, vec::Vec};
use core::{
    fmt,
    iter::{Chain, Flatten, FusedIterator},
    slice,
};

use crate::{
    AllocError, Rejected,
    bodies::{fail, or_fail},
    raw::Typed,
};

/// An arena for values of one type, whose destructors run when it is dropped.
///
/// Its values may refer to each other in cycles, through shared references and cells, as long as
/// they have no destructor that could look at another.
///
/// Cost: a value takes its own size; destructors run in the order of allocation, in O(values).
/// Values lie in vectors, each twice as large as the one before.
///
/// # Example
///
/// ```
/// use arena_alloc::TypedArena;
/// use core::cell::Cell;
///
/// struct Node<'a> {
///     name: String,
///     next: Cell<Option<&'a Node<'a>>>,
/// }
///
/// let arena = TypedArena::new();
/// let node = |name: &str| &*arena.alloc(Node { name: name.into(), next: Cell::new(None) });
/// let (a, b) = (node("a"), node("b"));
/// a.next.set(Some(b));
/// b.next.set(Some(a));
/// let round = a.next.get().and_then(|b| b.next.get());
/// assert_eq!(round.map(|a| &*a.name), Some("a"));
/// assert_eq!(arena.len(), 2);
/// ```
pub struct TypedArena<T> {
    body: Typed<T>,
}

impl<T> TypedArena<T> {
    /// An arena without memory.
    #[must_use]
    pub const fn new() -> Self {
        Self { body: Typed::new() }
    }

    /// An arena with room for `count` values in one vector.
    ///
    /// # Panics
    ///
    /// If the global allocator has no such vector.
    /// [`try_with_capacity`](Self::try_with_capacity) does not.
    #[must_use]
    #[inline(always)]
    pub fn with_capacity(count: usize) -> Self {
        or_fail(Self::try_with_capacity(count))
    }

    /// [`with_capacity`](Self::with_capacity) that does not panic.
    ///
    /// # Errors
    ///
    /// If the global allocator has no such vector.
    ///
    /// ```
    /// # use arena_alloc::TypedArena;
    /// let arena = TypedArena::try_with_capacity(3)?;
    /// arena.alloc_extend([1, 2, 3]);
    /// assert!(TypedArena::<u64>::try_with_capacity(usize::MAX).is_err());
    /// # Ok::<(), arena_alloc::AllocError>(())
    /// ```
    #[inline(always)]
    pub fn try_with_capacity(count: usize) -> Result<Self, AllocError> {
        match Typed::with_room(count) {
            Some(body) => Ok(Self { body }),
            None => Err(no_room::<T>(count)),
        }
    }

    /// Moves `value` into the arena.
    ///
    /// Cost: a comparison, an addition and the move; a vector when the current one is full.
    ///
    /// # Panics
    ///
    /// If there is no memory. [`try_alloc`](Self::try_alloc) does not.
    ///
    /// ```
    /// # use arena_alloc::TypedArena;
    /// let arena = TypedArena::new();
    /// let text = arena.alloc(String::from("dropped"));
    /// text.push_str(" with the arena");
    /// ```
    #[inline(always)]
    pub fn alloc(&self, value: T) -> &mut T {
        self.body.push(value).unwrap_or_else(|_| fail(no_room::<T>(1)))
    }

    /// [`alloc`](Self::alloc) that gives the value back instead of panicking.
    ///
    /// # Errors
    ///
    /// If there is no memory.
    ///
    /// ```
    /// # use arena_alloc::TypedArena;
    /// assert_eq!(TypedArena::new().try_alloc(7).as_deref(), Ok(&7));
    /// ```
    #[inline(always)]
    pub fn try_alloc(&self, value: T) -> Result<&mut T, Rejected<T>> {
        self.body.push(value).map_err(|value| Rejected { value, error: no_room::<T>(1) })
    }

    /// Moves all values of an iterator into the arena, one behind the other.
    ///
    /// The iterator may use this very arena: its values are collected outside of it before. If it
    /// panics, those are dropped.
    ///
    /// # Panics
    ///
    /// If there is no memory. [`try_alloc_extend`](Self::try_alloc_extend) does not.
    ///
    /// ```
    /// # use arena_alloc::TypedArena;
    /// let arena = TypedArena::new();
    /// let words = arena.alloc_extend("to be".split(' ').map(String::from));
    /// words[0].push('o');
    /// assert_eq!(words, ["too", "be"]);
    /// ```
    pub fn alloc_extend(&self, values: impl IntoIterator<Item = T>) -> &mut [T] {
        self.try_alloc_extend(values).unwrap_or_else(|error| fail(error))
    }

    /// [`alloc_extend`](Self::alloc_extend) that does not panic.
    ///
    /// # Errors
    ///
    /// If there is no memory. The values are dropped.
    pub fn try_alloc_extend(
        &self,
        values: impl IntoIterator<Item = T>,
    ) -> Result<&mut [T], AllocError> {
        let values = values.into_iter();
        let mut all = Vec::new();
        // What an iterator says of its length is a wish.
        _ = all.try_reserve(values.size_hint().0);
        for value in values {
            all.try_reserve(1).map_err(|_| no_room::<T>(all.len() + 1))?;
            all.push(value);
        }
        let count = all.len();
        self.body.append(all).map_err(|_| no_room::<T>(count))
    }

    /// The number of values.
    ///
    /// ```
    /// # use arena_alloc::TypedArena;
    /// let arena = TypedArena::new();
    /// arena.alloc_extend(0..5);
    /// assert_eq!((arena.len(), arena.is_empty()), (5, false));
    /// ```
    #[must_use]
    pub fn len(&self) -> usize {
        self.body.len()
    }

    /// Whether there is no value.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All values, in the order of allocation.
    ///
    /// ```
    /// # use arena_alloc::TypedArena;
    /// let mut arena = TypedArena::new();
    /// arena.alloc_extend(0..5);
    /// arena.iter_mut().for_each(|n| *n *= 2);
    /// assert!(arena.into_iter().eq([0, 2, 4, 6, 8]));
    /// ```
    pub fn iter_mut(&mut self) -> IterMut<'_, T> {
        let left = self.len();
        let (full, current) = self.body.vecs_mut();
        IterMut { values: full.iter_mut().flatten().chain(current.iter_mut()), left }
    }
}

fn no_room<T>(count: usize) -> AllocError {
    AllocError { requested: size_of::<T>().saturating_mul(count), limit_left: None }
}

impl<T> Default for TypedArena<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> fmt::Debug for TypedArena<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TypedArena").field("len", &self.len()).finish_non_exhaustive()
    }
}

impl<T> FromIterator<T> for TypedArena<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        let arena = Self::new();
        arena.alloc_extend(values);
        arena
    }
}

impl<T> IntoIterator for TypedArena<T> {
    type Item = T;
    type IntoIter = IntoIter<T>;

    fn into_iter(self) -> IntoIter<T> {
        let left = self.len();
        let (full, current) = self.body.into_vecs();
        IntoIter { values: full.into_iter().flatten().chain(current), left }
    }
}

impl<'a, T> IntoIterator for &'a mut TypedArena<T> {
    type Item = &'a mut T;
    type IntoIter = IterMut<'a, T>;

    fn into_iter(self) -> IterMut<'a, T> {
        self.iter_mut()
    }
}

/// The values of a [`TypedArena`], borrowed. [`TypedArena::iter_mut`] makes it.
pub struct IterMut<'a, T> {
    values: Chain<Flatten<slice::IterMut<'a, Vec<T>>>, slice::IterMut<'a, T>>,
    left: usize,
}

/// The values of a [`TypedArena`]. Those that are not taken are dropped with it.
pub struct IntoIter<T> {
    values: Chain<Flatten<vec::IntoIter<Vec<T>>>, vec::IntoIter<T>>,
    left: usize,
}

macro_rules! iterator {
    ([$($generics:tt)*] $type:ty, $any:ty, $item:ty) => {
        impl<$($generics)*> Iterator for $type {
            type Item = $item;

            fn next(&mut self) -> Option<$item> {
                let next = self.values.next()?;
                self.left -= 1;
                Some(next)
            }

            fn size_hint(&self) -> (usize, Option<usize>) {
                (self.left, Some(self.left))
            }
        }

        impl<T> ExactSizeIterator for $any {}
        impl<T> FusedIterator for $any {}
    };
}

iterator! { ['a, T] IterMut<'a, T>, IterMut<'_, T>, &'a mut T }
iterator! { [T] IntoIter<T>, IntoIter<T>, T }

impl<T> fmt::Debug for IterMut<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IterMut").field("left", &self.left).finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for IntoIter<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IntoIter").field("left", &self.left).finish_non_exhaustive()
    }
}
