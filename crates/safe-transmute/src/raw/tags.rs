//! The discriminants of an enum without data, checked against its bits.

use core::{ptr, slice};

use crate::{
    Number,
    raw::{conditions::Conditions, ops},
};

/// The variants of an enum `E`, each with its discriminant as an integer `R`.
#[derive(Debug)]
pub struct Tags<E: 'static, R: 'static> {
    list: &'static [(E, R)],
    /// The lowest and the highest, if all between them are in the list.
    range: Option<(R, R)>,
}

impl<E, R: Number> Tags<E, R> {
    /// Takes each variant with its discriminant, as an `R` and as a rank. Takes none if an `R` is not
    /// as large as an `E`: it might have lost bits.
    #[must_use]
    pub const fn of<const N: usize>(list: &'static [(E, R); N], ranks: &[i128; N]) -> Self {
        if size_of::<E>() != size_of::<R>() {
            return Self { list: &[], range: None };
        }
        let sorted = sorted(*ranks);
        let range = match (sorted.first(), sorted.last()) {
            (Some(low), Some(high)) if end(&sorted, 0) == N => {
                Some((list[place(ranks, *low)].1, list[place(ranks, *high)].1))
            }
            _ => None,
        };
        Self { list, range }
    }

    /// Whether each variant's bits are those of its discriminant, and nothing else.
    ///
    /// # Safety
    ///
    /// To be evaluated by the compiler alone (in a `const`), which refuses to read a byte that is
    /// not initialised or part of a pointer.
    // PINNED: tests/ui/enum_of_another_repr.rs
    #[must_use]
    pub const unsafe fn are_its_bits(&self) -> bool {
        if size_of::<E>() != size_of::<R>() {
            return false;
        }
        let mut list = self.list;
        while let [(variant, tag), more @ ..] = list {
            let first = ptr::from_ref(variant).cast::<u8>();
            // SAFETY: [ST-6] the bytes are those of one value; that they are initialised is the caller's
            // promise, which the compiler, evaluating an implementation's proof, keeps by refusing.
            // PINNED: tests/ui/enum_of_another_repr.rs
            let bits = unsafe { slice::from_raw_parts(first, size_of::<E>()) };
            if !same(bits, ops::bytes(tag)) {
                return false;
            }
            list = more;
        }
        true
    }

    /// The ranges of the discriminants of these ranks, modulo their size, if they are few.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "what is cast is at most `mask`"
    )]
    pub const fn conditions<const N: usize>(ranks: &[i128; N]) -> Option<Conditions> {
        let width = size_of::<R>();
        if N == 0 || size_of::<E>() != width || width > size_of::<u64>() {
            return None;
        }
        let mask = u64::MAX >> (64 - 8 * width);
        let (mut words, mut at) = (*ranks, 0);
        while at < N {
            words[at] &= mask as i128;
            at += 1;
        }
        let words = sorted(words);
        // One more than there may be, as the first and the last may be one.
        let (mut ranges, mut found, mut at) = ([(0, 0); 5], 0, 0);
        while at < N {
            if found == ranges.len() {
                return None;
            }
            let low = words[at];
            at = end(&words, at);
            ranges[found] = (low as u64, (words[at - 1] - low) as u64);
            found += 1;
        }
        let ((first, length), (last, span)) = (ranges[0], ranges[found - 1]);
        // Behind the greatest word comes 0.
        if found > 1 && first == 0 && last + span == mask {
            ranges[0] = (last, span + 1 + length);
            found -= 1;
        }
        Conditions::word(width, 0, ranges.split_at(found).0)
    }

    /// Whether one of the discriminants is 0.
    #[must_use]
    pub const fn zero(&self) -> bool {
        let mut list = self.list;
        while let [(_, tag), more @ ..] = list {
            let mut bytes = ops::bytes(tag);
            while let [0, rest @ ..] = bytes {
                bytes = rest;
            }
            if bytes.is_empty() {
                return true;
            }
            list = more;
        }
        false
    }
}

impl<E, R: Number + Ord> Tags<E, R> {
    /// Whether `bytes` are those of a discriminant.
    #[inline]
    #[must_use]
    #[expect(clippy::needless_bitwise_bool, reason = "without a branch, blocks are vectorised")]
    pub fn contain(&self, bytes: &[u8]) -> bool {
        if bytes.len() != size_of::<R>() {
            return false;
        }
        let tag: R = ops::read(bytes);
        match self.range {
            // Modulo `R`'s range ranks are tags, so a range is one of `R`'s unless it passes the end of
            // that: as of a `u128` above `i128::MAX`, which ranks below 0, or if `R` has a sign that
            // the enum's own integer has not, or the other way about.
            Some((low, high)) if low <= high => (low <= tag) & (tag <= high),
            _ => self.list.iter().fold(false, |found, (_, known)| found | (tag == *known)),
        }
    }
}

// Of `n` numbers these take `n log n` steps at most, as a compiler that has taken two million for one
// constant refuses to go on.
// PINNED: tests/it/many_variants.rs

/// The numbers in their order, by a heap sort.
const fn sorted<const N: usize>(mut numbers: [i128; N]) -> [i128; N] {
    // The first `heaped` are yet to be made part of the heap, and those from `end` on are in place.
    let (mut heaped, mut end) = (N / 2, N);
    while end > 1 {
        if heaped > 0 {
            heaped -= 1;
        } else {
            end -= 1;
            (numbers[0], numbers[end]) = (numbers[end], numbers[0]);
        }
        let mut above = heaped;
        while 2 * above + 1 < end {
            let mut below = 2 * above + 1;
            if below + 1 < end && numbers[below] < numbers[below + 1] {
                below += 1;
            }
            if numbers[above] >= numbers[below] {
                break;
            }
            (numbers[above], numbers[below]) = (numbers[below], numbers[above]);
            above = below;
        }
    }
    numbers
}

/// Where the range ends that begins at `at` in `sorted`, in which a number may be twice.
#[inline]
const fn end(sorted: &[i128], mut at: usize) -> usize {
    at += 1;
    // Modulo, as the distance of two may not fit; but none is so great that it becomes one of these.
    while at < sorted.len() && matches!(sorted[at].wrapping_sub(sorted[at - 1]), 0 | 1) {
        at += 1;
    }
    at
}

/// Where `rank` is, which is among `ranks`.
#[inline]
const fn place(ranks: &[i128], rank: i128) -> usize {
    let mut at = 0;
    while ranks[at] != rank {
        at += 1;
    }
    at
}

#[inline]
const fn same(mut a: &[u8], mut b: &[u8]) -> bool {
    while let ([x, left @ ..], [y, right @ ..]) = (a, b) {
        if *x != *y {
            return false;
        }
        (a, b) = (left, right);
    }
    a.len() == b.len()
}
