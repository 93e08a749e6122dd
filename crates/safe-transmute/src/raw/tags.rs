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
    pub const fn of(list: &'static [(E, R)], ranks: &[i128]) -> Self {
        let list = if size_of::<E>() == size_of::<R>() { list } else { &[] };
        let Some((low, high)) = bounds(ranks) else { return Self { list, range: None } };
        if list.len() != ranks.len() || !dense(ranks, ranks[low], ranks[high]) {
            return Self { list, range: None };
        }
        Self { list, range: Some((list[low].1, list[high].1)) }
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
            // SAFETY: the bytes are those of one value; that they are initialised is the caller's
            // promise, and checked where it is kept.
            // PINNED: tests/ui/enum_of_another_repr.rs
            let bits = unsafe { slice::from_raw_parts(first, size_of::<E>()) };
            if !same(bits, ops::bytes(tag)) {
                return false;
            }
            list = more;
        }
        true
    }

    /// The ranges of the discriminant, modulo its size, if they are few.
    #[must_use]
    pub const fn conditions(&self) -> Option<Conditions> {
        let width = size_of::<R>();
        if self.list.is_empty() || width > size_of::<u64>() {
            return None;
        }
        let mask = u64::MAX >> (64 - 8 * width);
        let (mut ranges, mut found, mut at) = ([(0, mask); 4], 0, 0);
        while at < self.list.len() {
            let low = word(&self.list[at].1);
            at += 1;
            // Within a range, or one of two variants' names of one number, which cannot be.
            if self.has(low.wrapping_sub(1) & mask) {
                continue;
            }
            if found == ranges.len() {
                return None;
            }
            let mut span = 0;
            while self.has(low.wrapping_add(span + 1) & mask) {
                span += 1;
            }
            ranges[found] = (low, span);
            found += 1;
        }
        // All that there are, if none begins a range.
        let (ranges, _) = ranges.split_at(if found == 0 { 1 } else { found });
        Conditions::word(width, 0, ranges)
    }

    /// Whether one of the discriminants is `value`, of as many bits.
    const fn has(&self, value: u64) -> bool {
        let mut list = self.list;
        while let [(_, tag), more @ ..] = list {
            if word(tag) == value {
                return true;
            }
            list = more;
        }
        false
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

/// The places of the lowest and the highest.
const fn bounds(ranks: &[i128]) -> Option<(usize, usize)> {
    if ranks.is_empty() {
        return None;
    }
    let (mut low, mut high, mut at) = (0, 0, 1);
    while at < ranks.len() {
        if ranks[at] < ranks[low] {
            low = at;
        }
        if ranks[at] > ranks[high] {
            high = at;
        }
        at += 1;
    }
    Some((low, high))
}

/// Whether every number from `low` to `high` is among `ranks`.
const fn dense(ranks: &[i128], low: i128, high: i128) -> bool {
    let mut rank = low;
    loop {
        let mut at = 0;
        while ranks[at] != rank {
            at += 1;
            if at == ranks.len() {
                return false;
            }
        }
        if rank == high {
            return true;
        }
        rank += 1;
    }
}

/// The bits of a number of at most 8 bytes.
const fn word<R: Number>(number: &R) -> u64 {
    let (mut word, mut bytes) = (0, ops::bytes(number));
    while !bytes.is_empty() {
        let next;
        (next, bytes) = match bytes {
            [first, rest @ ..] if cfg!(target_endian = "big") => (*first, rest),
            [rest @ .., last] => (*last, rest),
            [] => (0, bytes),
        };
        word = word << 8 | next as u64;
    }
    word
}

const fn same(mut a: &[u8], mut b: &[u8]) -> bool {
    while let ([x, left @ ..], [y, right @ ..]) = (a, b) {
        if *x != *y {
            return false;
        }
        (a, b) = (left, right);
    }
    a.len() == b.len()
}
