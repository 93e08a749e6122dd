//! Items that stay in the ring.

use core::{
    fmt,
    iter::{Chain, FusedIterator},
    slice,
};

/// The items of a ring, oldest first, from [`Consumer::iter`](crate::Consumer::iter).
pub struct Iter<'r, T> {
    items: Chain<slice::Iter<'r, T>, slice::Iter<'r, T>>,
}

/// The items of a ring, oldest first, from [`Consumer::iter_mut`](crate::Consumer::iter_mut) or
/// [`RingBuffer::iter_mut`](crate::RingBuffer::iter_mut).
pub struct IterMut<'r, T> {
    items: Chain<slice::IterMut<'r, T>, slice::IterMut<'r, T>>,
}

impl<'r, T> Iter<'r, T> {
    pub(crate) fn new((first, second): (&'r [T], &'r [T])) -> Self {
        Self { items: first.iter().chain(second) }
    }
}

impl<'r, T> IterMut<'r, T> {
    pub(crate) fn new((first, second): (&'r mut [T], &'r mut [T])) -> Self {
        Self { items: first.iter_mut().chain(second) }
    }
}

impl<T> Clone for Iter<'_, T> {
    fn clone(&self) -> Self {
        Self { items: self.items.clone() }
    }
}

macro_rules! iterator {
    ($name:ident, $item:ty) => {
        impl<'r, T> Iterator for $name<'r, T> {
            type Item = $item;

            #[inline]
            fn next(&mut self) -> Option<$item> {
                self.items.next()
            }

            // Two slices of one ring: the sum does not overflow.
            #[inline]
            fn size_hint(&self) -> (usize, Option<usize>) {
                self.items.size_hint()
            }

            #[inline]
            fn fold<B, F: FnMut(B, $item) -> B>(self, init: B, f: F) -> B {
                self.items.fold(init, f)
            }
        }

        impl<T> DoubleEndedIterator for $name<'_, T> {
            #[inline]
            fn next_back(&mut self) -> Option<Self::Item> {
                self.items.next_back()
            }
        }

        impl<T> ExactSizeIterator for $name<'_, T> {}
        impl<T> FusedIterator for $name<'_, T> {}

        impl<T> fmt::Debug for $name<'_, T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name)).field("left", &self.len()).finish()
            }
        }
    };
}

iterator!(Iter, &'r T);
iterator!(IterMut, &'r mut T);
