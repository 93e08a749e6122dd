//! A slab's iterators. They know how many values are left, and walk the entries from both ends.

use alloc::vec;
use core::{fmt, iter::FusedIterator, slice};

use crate::{Key, Slab, raw::Entry};

/// Walks entries, each with its number: those from `front` to before `back` are left.
#[derive(Clone)]
struct Walk<I> {
    entries: I,
    front: u32,
    back: u32,
    /// How many of them have a value.
    left: usize,
}

impl<I: ExactSizeIterator> Walk<I> {
    fn new(entries: I, left: usize) -> Self {
        // A slab has fewer than 2³² entries.
        let back = u32::try_from(entries.len()).unwrap_or(u32::MAX);
        Self { entries, front: 0, back, left }
    }

    fn next<R>(&mut self, mut take: impl FnMut(u32, I::Item) -> Option<R>) -> Option<R> {
        loop {
            let entry = self.entries.next()?;
            self.front += 1;
            if let Some(found) = take(self.front - 1, entry) {
                self.left -= 1;
                return Some(found);
            }
        }
    }

    /// All that are left, in a loop of its own, which is quicker than one around `next`.
    fn fold<R, A>(
        self,
        init: A,
        mut take: impl FnMut(u32, I::Item) -> Option<R>,
        mut f: impl FnMut(A, R) -> A,
    ) -> A {
        let mut next = self.front;
        self.entries.fold(init, |all, entry| {
            next += 1;
            match take(next - 1, entry) {
                Some(found) => f(all, found),
                None => all,
            }
        })
    }

    fn next_back<R>(&mut self, mut take: impl FnMut(u32, I::Item) -> Option<R>) -> Option<R>
    where
        I: DoubleEndedIterator,
    {
        loop {
            let entry = self.entries.next_back()?;
            self.back -= 1;
            if let Some(found) = take(self.back, entry) {
                self.left -= 1;
                return Some(found);
            }
        }
    }
}

macro_rules! iterator {
    ($(#[$doc:meta])* $name:ident [$($life:lifetime $anon:lifetime)?] $inner:ty, $item:ty, $take:expr) => {
        $(#[$doc])*
        #[must_use = "iterators are lazy"]
        pub struct $name<$($life,)? T>(Walk<$inner>);
        impl<$($life,)? T> Iterator for $name<$($life,)? T> {
            type Item = (Key, $item);

            fn next(&mut self) -> Option<Self::Item> {
                self.0.next($take)
            }

            fn size_hint(&self) -> (usize, Option<usize>) {
                (self.0.left, Some(self.0.left))
            }

            fn fold<A, F: FnMut(A, Self::Item) -> A>(self, init: A, f: F) -> A {
                self.0.fold(init, $take, f)
            }
        }

        impl<T> DoubleEndedIterator for $name<$($anon,)? T> {
            fn next_back(&mut self) -> Option<Self::Item> {
                self.0.next_back($take)
            }
        }

        impl<T> ExactSizeIterator for $name<$($anon,)? T> {}

        impl<T> FusedIterator for $name<$($anon,)? T> {}

        impl<T> fmt::Debug for $name<$($anon,)? T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name)).field("left", &self.0.left).finish()
            }
        }
    };
}

iterator! {
    /// The values of a slab, with their keys; from [`Slab::iter`].
    Iter ['s '_] slice::Iter<'s, Entry<T>>, &'s T, |i, entry| Some((entry.key(i)?, entry.value()?))
}

iterator! {
    /// The values of a slab, to change them, with their keys; from [`Slab::iter_mut`].
    IterMut ['s '_] slice::IterMut<'s, Entry<T>>, &'s mut T,
    |i, entry| Some((entry.key(i)?, entry.value_mut()?))
}

iterator! {
    /// The values of a slab that is given up, with the keys that they had; from its `into_iter`.
    IntoIter [] vec::IntoIter<Entry<T>>, T,
    |i, mut entry: Entry<T>| { let key = entry.key(i)?; Some((key, entry.take(key)?)) }
}

impl<'s, T> Iter<'s, T> {
    pub(crate) fn new(entries: &'s [Entry<T>], left: usize) -> Self {
        Self(Walk::new(entries.iter(), left))
    }
}

impl<T> Clone for Iter<'_, T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<'s, T> IterMut<'s, T> {
    pub(crate) fn new(entries: &'s mut [Entry<T>], left: usize) -> Self {
        Self(Walk::new(entries.iter_mut(), left))
    }
}

impl<'s, T> IntoIterator for &'s Slab<T> {
    type Item = (Key, &'s T);
    type IntoIter = Iter<'s, T>;

    fn into_iter(self) -> Iter<'s, T> {
        self.iter()
    }
}

impl<'s, T> IntoIterator for &'s mut Slab<T> {
    type Item = (Key, &'s mut T);
    type IntoIter = IterMut<'s, T>;

    fn into_iter(self) -> IterMut<'s, T> {
        self.iter_mut()
    }
}

impl<T> IntoIterator for Slab<T> {
    type Item = (Key, T);
    type IntoIter = IntoIter<T>;

    fn into_iter(self) -> IntoIter<T> {
        let (entries, left) = self.into_parts();
        IntoIter(Walk::new(entries.into_iter(), left))
    }
}

/// Takes the values out of a slab; from [`Slab::drain`]. Forgetting it leaves the rest in the slab.
#[derive(Debug)]
pub struct Drain<'s, T> {
    slab: &'s mut Slab<T>,
    index: u32,
}

impl<'s, T> Drain<'s, T> {
    pub(crate) fn new(slab: &'s mut Slab<T>) -> Self {
        Self { slab, index: 0 }
    }
}

impl<T> Iterator for Drain<'_, T> {
    type Item = (Key, T);

    fn next(&mut self) -> Option<(Key, T)> {
        let key = self.slab.key_from(self.index)?;
        self.index = key.index() + 1;
        Some((key, self.slab.remove(key)?))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.slab.len(), Some(self.slab.len()))
    }
}

impl<T> ExactSizeIterator for Drain<'_, T> {}

impl<T> FusedIterator for Drain<'_, T> {}

impl<T> Drop for Drain<'_, T> {
    fn drop(&mut self) {
        // If a value's drop panics, the rest stays in the slab.
        self.for_each(drop);
    }
}
