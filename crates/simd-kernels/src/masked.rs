//! Reductions of the elements whose bit is set.
//!
//! A *bitmap* has one bit for each element, the least significant bit of its first byte for the
//! first element, as Arrow's validity bitmaps do. A row's bits are one word, and choose between the
//! row and what changes nothing: no element is jumped over, so the speed does not depend on the
//! bits.

use crate::element::sealed::Float;
use crate::lanes::Lanes;
use crate::raw::{Kernel, parts};
use crate::terms::Terms;
use crate::{Element, LenMismatch, Level};

/// The sum of the floats whose bit is set: the [`sum`](crate::sum()) of the same slice with -0.0 in
/// place of all others, bit for bit. So it is the same on every machine and [`Level`].
///
/// `bits` is a bitmap: bit `i % 8` of byte `i / 8` (the lowest is bit 0) is element `i`'s; bits
/// behind the last element are ignored. Where no bit is set, -0.0. A NaN whose bit is not set has no
/// effect.
///
/// O(n), no allocation.
///
/// # Errors
///
/// [`LenMismatch`] unless `bits` has a byte for every eight elements begun.
///
/// # Examples
///
/// ```
/// let valid = [0b101];
/// assert_eq!(simd_kernels::sum_masked(&[1.0_f32, f32::NAN, 4.0], &valid), Ok(5.0));
/// assert!(simd_kernels::sum_masked(&[1.0; 9], &valid).is_err());
/// ```
#[inline]
pub fn sum_masked<T: crate::Float>(xs: &[T], bits: &[u8]) -> Result<T, LenMismatch> {
    Level::detect().sum_masked(xs, bits)
}

/// The least of the elements whose bit is set, as [`min`](crate::min()) of them alone: `None` where
/// no bit is set, and NaN if one of them is. For `bits` see [`sum_masked`].
///
/// O(n), no allocation. A result of +0.0 takes a second pass.
///
/// # Errors
///
/// [`LenMismatch`] unless `bits` has a byte for every eight elements begun.
///
/// # Examples
///
/// ```
/// assert_eq!(simd_kernels::min_masked(&[3, 1, 2], &[0b101]), Ok(Some(2)));
/// assert_eq!(simd_kernels::min_masked(&[1.0], &[0]), Ok(None));
/// ```
#[inline]
pub fn min_masked<T: Element>(xs: &[T], bits: &[u8]) -> Result<Option<T>, LenMismatch> {
    Level::detect().min_masked(xs, bits)
}

/// The greatest of the elements whose bit is set, as [`max`](crate::max()) of them alone: `None`
/// where no bit is set, and NaN if one of them is. For `bits` see [`sum_masked`].
///
/// O(n), no allocation. A result of -0.0 takes a second pass.
///
/// # Errors
///
/// [`LenMismatch`] unless `bits` has a byte for every eight elements begun.
///
/// # Examples
///
/// ```
/// assert_eq!(simd_kernels::max_masked(&[1, 3, 2], &[0b101]), Ok(Some(2)));
/// ```
#[inline]
pub fn max_masked<T: Element>(xs: &[T], bits: &[u8]) -> Result<Option<T>, LenMismatch> {
    Level::detect().max_masked(xs, bits)
}

/// x, or -0.0 where its bit is not set. There is a byte for every eight elements begun.
#[derive(Clone, Copy)]
pub(crate) struct Chosen<'a, T> {
    pub(crate) xs: &'a [T],
    pub(crate) bits: &'a [u8],
}

impl<'a, T: crate::Float> Terms<T> for Chosen<'a, T> {
    type A = &'a [T];
    type B = &'a [u8];
    const NOTHING: T = T::MINUS_ZERO;

    #[inline(always)]
    fn parts(self) -> (&'a [T], &'a [u8]) {
        (self.xs, self.bits)
    }
    #[inline(always)]
    fn of_parts(xs: &'a [T], bits: &'a [u8]) -> Self {
        Self { xs, bits }
    }

    #[inline(always)]
    fn len(self) -> usize {
        self.xs.len()
    }
    /// At a multiple of eight.
    #[inline(always)]
    fn split_at(self, at: usize) -> (Self, Self) {
        let (xs, later) = self.xs.split_at(at);
        let (bits, later_bits) = self.bits.split_at(at / 8);
        (Self { xs, bits }, Self { xs: later, bits: later_bits })
    }
    #[inline(always)]
    fn add_rows<L: Lanes<T>>(self, lanes: L, mut to: L::Row) -> L::Row {
        let nothing = lanes.splat(T::MINUS_ZERO);
        for (row, bits) in T::rows(self.xs).0.iter().zip(self.bits.chunks(T::V / 8)) {
            to = lanes.add(to, lanes.select(word(bits), lanes.load(row), nothing));
        }
        to
    }
    #[inline(always)]
    fn head<L: Lanes<T>>(self, lanes: L) -> L::Row {
        let nothing = lanes.splat(T::MINUS_ZERO);
        lanes.select(word(self.bits), lanes.head(self.xs, T::MINUS_ZERO), nothing)
    }
}

/// The first eight bytes, or as many as there are, as a word whose bit `i` is the bitmap's.
#[inline(always)]
fn word(bits: &[u8]) -> u64 {
    if let Some(&eight) = bits.first_chunk() {
        return u64::from_le_bytes(eight);
    }
    if let Some(&four) = bits.first_chunk()
        && bits.len() == 4
    {
        return u32::from_le_bytes(four).into();
    }
    bits.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte))
}

/// The word of a part of a row: without the bits behind its last element.
#[inline(always)]
fn word_of(bits: &[u8], elements: usize) -> u64 {
    word(bits) & !u64::MAX.unbounded_shl(u32::try_from(elements).unwrap_or(64))
}

/// The least of floats whose bit is set.
pub(crate) struct LeastMasked<'a, T> {
    pub(crate) xs: &'a [T],
    pub(crate) bits: &'a [u8],
}

/// The greatest of floats whose bit is set.
pub(crate) struct GreatestMasked<'a, T> {
    pub(crate) xs: &'a [T],
    pub(crate) bits: &'a [u8],
}

/// Folds integers whose bit is set; `worst` changes nothing.
pub(crate) struct FoldMasked<'a, T, F> {
    pub(crate) xs: &'a [T],
    pub(crate) bits: &'a [u8],
    pub(crate) worst: T,
    pub(crate) f: F,
}

impl<'a, T: Float> Kernel<T> for LeastMasked<'a, T> {
    type Out = Option<T>;
    parts!(xs: &'a [T], bits: &'a [u8]);

    #[inline(always)]
    fn run<L: Lanes<T>>(self, lanes: L) -> Option<T> {
        let Self { xs, bits } = self;
        Some(match extreme(lanes, T::INFINITY, xs, bits, <L as Lanes<T>>::min)? {
            Extreme::Nan => T::ONE_NAN,
            Extreme::Of(row) => match Lanes::<T>::least(lanes, row) {
                zero if zero == T::ZERO => chosen_zero(xs, bits, [T::MINUS_ZERO, T::ZERO]),
                least => least,
            },
        })
    }
}

impl<'a, T: Float> Kernel<T> for GreatestMasked<'a, T> {
    type Out = Option<T>;
    parts!(xs: &'a [T], bits: &'a [u8]);

    #[inline(always)]
    fn run<L: Lanes<T>>(self, lanes: L) -> Option<T> {
        let Self { xs, bits } = self;
        Some(match extreme(lanes, T::MINUS_INFINITY, xs, bits, <L as Lanes<T>>::max)? {
            Extreme::Nan => T::ONE_NAN,
            Extreme::Of(row) => match Lanes::<T>::greatest(lanes, row) {
                zero if zero == T::ZERO => chosen_zero(xs, bits, [T::ZERO, T::MINUS_ZERO]),
                greatest => greatest,
            },
        })
    }
}

impl<'a, T: Copy, F: Fn(T, T) -> T> Kernel<f32> for FoldMasked<'a, T, F> {
    type Out = Option<T>;
    type A = &'a [T];
    type B = &'a [u8];
    type C = (T, F);

    #[inline(always)]
    fn parts(self) -> (&'a [T], &'a [u8], (T, F)) {
        (self.xs, self.bits, (self.worst, self.f))
    }
    #[inline(always)]
    fn of_parts(xs: &'a [T], bits: &'a [u8], (worst, f): (T, F)) -> Self {
        Self { xs, bits, worst, f }
    }

    #[inline(always)]
    fn run<L: Lanes<f32>>(self, _: L) -> Option<T> {
        let (mut best, mut any) = ([self.worst; 64], 0);
        for (xs, bits) in self.xs.chunks(64).zip(self.bits.chunks(8)) {
            let word = word_of(bits, xs.len());
            any |= word;
            for (i, (best, &x)) in best.iter_mut().zip(xs).enumerate() {
                let x = if word >> i & 1 == 1 { x } else { self.worst };
                *best = (self.f)(*best, x);
            }
        }
        (any != 0).then(|| best.iter().fold(self.worst, |a, &b| (self.f)(a, b)))
    }
}

/// What was found among the chosen.
enum Extreme<R> {
    Nan,
    Of(R),
}

/// The extreme of each lane's chosen elements, or of `worst`; `None` if none is chosen.
#[inline(always)]
fn extreme<T: Float, L: Lanes<T>>(
    lanes: L,
    worst: T,
    xs: &[T],
    bits: &[u8],
    pick: impl Fn(L, L::Row, L::Row) -> L::Row,
) -> Option<Extreme<L::Row>> {
    let others = lanes.splat(worst);
    let (mut best, mut nans, mut any) = (others, lanes.no_nans(), 0);
    let (rows, tail) = T::rows(xs);
    let (bits, last) = bits.split_at(rows.len() * T::V / 8);
    for (row, bits) in rows.iter().zip(bits.chunks(T::V / 8)) {
        any |= word(bits);
        let row = lanes.select(word(bits), lanes.load(row), others);
        nans = lanes.nans(nans, row);
        best = pick(lanes, best, row);
    }
    if !tail.is_empty() {
        let word = word_of(last, tail.len());
        any |= word;
        let row = lanes.select(word, lanes.head(tail, worst), others);
        nans = lanes.nans(nans, row);
        best = pick(lanes, best, row);
    }
    (any != 0).then(|| if lanes.any(nans) { Extreme::Nan } else { Extreme::Of(best) })
}

/// The better of the zeros that are chosen: one of the two is.
fn chosen_zero<T: Float>(xs: &[T], bits: &[u8], [better, other]: [T; 2]) -> T {
    let chosen = |i: usize| bits[i / 8] >> (i % 8) & 1 == 1;
    if xs.iter().enumerate().any(|(i, &x)| x.same(better) && chosen(i)) { better } else { other }
}
