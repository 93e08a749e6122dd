//! The loops of [`crate::elementwise`], over whatever is done to each element.

use crate::lanes::Lanes;
use crate::raw::{Kernel, parts};

/// Each element becomes `f` of itself.
pub(crate) struct Each<'a, T, F> {
    pub(crate) xs: &'a mut [T],
    pub(crate) f: F,
}

/// Each element of `out` becomes `f` of that of `xs`.
pub(crate) struct EachInto<'a, T, U, F> {
    pub(crate) xs: &'a [T],
    pub(crate) out: &'a mut [U],
    pub(crate) f: F,
}

/// Each element of `a` becomes `f` of itself and that of `b`.
pub(crate) struct Pairs<'a, T, F> {
    pub(crate) a: &'a mut [T],
    pub(crate) b: &'a [T],
    pub(crate) f: F,
}

/// Each element of `out` becomes `f` of those of `a` and `b`.
pub(crate) struct PairsInto<'a, T, F> {
    pub(crate) a: &'a [T],
    pub(crate) b: &'a [T],
    pub(crate) out: &'a mut [T],
    pub(crate) f: F,
}

impl<'a, T: Copy, F: Fn(T) -> T> Kernel<f32> for Each<'a, T, F> {
    type Out = ();
    parts!(xs: &'a mut [T], f: F);

    #[inline(always)]
    fn run<L: Lanes<f32>>(self, _: L) {
        for x in self.xs {
            *x = (self.f)(*x);
        }
    }
}

impl<'a, T: Copy, U, F: Fn(T) -> U> Kernel<f32> for EachInto<'a, T, U, F> {
    type Out = ();
    parts!(xs: &'a [T], out: &'a mut [U], f: F);

    #[inline(always)]
    fn run<L: Lanes<f32>>(self, _: L) {
        for (out, &x) in self.out.iter_mut().zip(self.xs) {
            *out = (self.f)(x);
        }
    }
}

impl<'a, T: Copy, F: Fn(T, T) -> T> Kernel<f32> for Pairs<'a, T, F> {
    type Out = ();
    parts!(a: &'a mut [T], b: &'a [T], f: F);

    #[inline(always)]
    fn run<L: Lanes<f32>>(self, _: L) {
        for (a, &b) in self.a.iter_mut().zip(self.b) {
            *a = (self.f)(*a, b);
        }
    }
}

impl<'a, T: Copy, F: Fn(T, T) -> T> Kernel<f32> for PairsInto<'a, T, F> {
    type Out = ();
    type A = &'a mut [T];
    type B = &'a [T];
    // Two words where `f` holds nothing.
    type C = (&'a [T], F);

    #[inline(always)]
    fn parts(self) -> (&'a mut [T], &'a [T], (&'a [T], F)) {
        (self.out, self.a, (self.b, self.f))
    }
    #[inline(always)]
    fn of_parts(out: &'a mut [T], a: &'a [T], (b, f): (&'a [T], F)) -> Self {
        Self { a, b, out, f }
    }

    #[inline(always)]
    fn run<L: Lanes<f32>>(self, _: L) {
        for ((out, &a), &b) in self.out.iter_mut().zip(self.a).zip(self.b) {
            *out = (self.f)(a, b);
        }
    }
}
