//! What is added up: one term for each element, or for each pair of elements at the same place.
//!
//! A sum, a dot product and a norm are the same additions in the same order ([`crate::blocks`]);
//! they differ in their terms alone, each operation of which rounds once.

use crate::Float;
use crate::lanes::Lanes;

/// Terms of `T`. Safe to implement: nothing unsafe relies on it.
pub(crate) trait Terms<T: Float>: Copy {
    /// The first slice.
    type A;
    /// The second, or `()`.
    type B;
    /// What a lane begins with, and what is added to a lane that gets no element of a row: -0.0, or
    /// +0.0 where no term is negative. It changes no lane.
    const NOTHING: T;

    /// Its slices: see [`Kernel`](crate::raw::Kernel).
    fn parts(self) -> (Self::A, Self::B);
    /// The terms of these slices.
    fn of_parts(a: Self::A, b: Self::B) -> Self;
    /// How many terms.
    fn len(self) -> usize;
    /// The same, of slices that are cut to the one length, so that the compiler knows it for both: one
    /// mask, one count, and no check of a cut.
    #[inline(always)]
    fn even(self) -> Self {
        self
    }
    /// The first `at` terms, and the others. `at` is at most their number.
    fn split_at(self, at: usize) -> (Self, Self);
    /// The first `N * T::V` terms, which must be there, row by row added to the lanes `to`.
    fn add_rows<L: Lanes<T>>(self, lanes: L, to: L::Row) -> L::Row;
    /// At most a row of terms, `NOTHING` in the other lanes.
    fn head<L: Lanes<T>>(self, lanes: L) -> L::Row;
    /// The sum of at most a row of terms.
    #[inline(always)]
    fn short<L: Lanes<T>>(self, lanes: L) -> T {
        lanes.sum_first(self.head(lanes), self.len())
    }
}

/// Terms that may begin and end anywhere in a row.
pub(crate) trait Parts<T: Float>: Terms<T> {
    /// Adds terms to the lanes from `begun` on.
    fn add_part(self, to: &mut [T], begun: usize);
}

macro_rules! terms {
    ($(
        $(#[$about:meta])*
        $Name:ident { $first:ident: $fill:ident $(, $second:ident: $fill2:ident)? }
        $nothing:ident; |$lanes:ident| $row:expr; $one:expr; as they are: $as_they_are:literal;
    )*) => {$(
        $(#[$about])*
        #[derive(Clone, Copy)]
        pub(crate) struct $Name<'a, T> {
            pub(crate) $first: &'a [T],
            $(pub(crate) $second: &'a [T],)?
        }

        impl<'a, T: Float> Terms<T> for $Name<'a, T> {
            const NOTHING: T = T::$nothing;
            terms!(@parts $first $($second)?);

            #[inline(always)]
            fn len(self) -> usize {
                self.$first.len() $(.min(self.$second.len()))?
            }
            #[inline(always)]
            fn even(self) -> Self {
                self.split_at(self.len()).0
            }
            #[inline(always)]
            fn split_at(self, at: usize) -> (Self, Self) {
                let $first = self.$first.split_at(at);
                $(let $second = self.$second.split_at(at);)?
                (
                    Self { $first: $first.0, $($second: $second.0)? },
                    Self { $first: $first.1, $($second: $second.1)? },
                )
            }
            #[inline(always)]
            fn add_rows<L: Lanes<T>>(self, $lanes: L, mut to: L::Row) -> L::Row {
                let ($first, _) = T::rows(self.$first);
                $(let ($second, _) = T::rows(self.$second);)?
                if const { $as_they_are } {
                    return $lanes.add_rows(to, $first);
                }
                for terms!(@pattern $first $($second)?) in terms!(@zip $first $($second)?) {
                    let $first = $lanes.load($first);
                    $(let $second = $lanes.load($second);)?
                    to = $lanes.add(to, $row);
                }
                to
            }
            #[inline(always)]
            fn head<L: Lanes<T>>(self, $lanes: L) -> L::Row {
                let $first = $lanes.head(self.$first, T::$fill);
                $(let $second = $lanes.head(self.$second, T::$fill2);)?
                $row
            }
        }

        impl<T: Float> Parts<T> for $Name<'_, T> {
            #[inline(always)]
            fn add_part(self, to: &mut [T], begun: usize) {
                let terms!(@pattern $first $($second)?) = terms!(@of self $first $($second)?);
                let elements = terms!(@zip $first $($second)?);
                for (lane, terms!(@ref $first $($second)?)) in to.iter_mut().skip(begun).zip(elements) {
                    *lane = *lane + $one;
                }
            }
        }
    )*};
    (@parts $a:ident) => {
        type A = &'a [T];
        type B = ();
        #[inline(always)]
        fn parts(self) -> (&'a [T], ()) {
            (self.$a, ())
        }
        #[inline(always)]
        fn of_parts($a: &'a [T], (): ()) -> Self {
            Self { $a }
        }
    };
    (@parts $a:ident $b:ident) => {
        type A = &'a [T];
        type B = &'a [T];
        #[inline(always)]
        fn parts(self) -> (&'a [T], &'a [T]) {
            (self.$a, self.$b)
        }
        #[inline(always)]
        fn of_parts($a: &'a [T], $b: &'a [T]) -> Self {
            Self { $a, $b }
        }
    };
    (@pattern $a:ident) => { $a };
    (@pattern $a:ident $b:ident) => { ($a, $b) };
    (@ref $a:ident) => { &$a };
    (@ref $a:ident $b:ident) => { (&$a, &$b) };
    (@of $self:ident $a:ident) => { $self.$a };
    (@of $self:ident $a:ident $b:ident) => { ($self.$a, $self.$b) };
    (@zip $a:ident) => { $a.iter() };
    (@zip $a:ident $b:ident) => { $a.iter().zip($b) };
}

terms! {
    /// x
    Elements { xs: MINUS_ZERO } MINUS_ZERO; |lanes| xs; xs; as they are: true;
    /// |x|
    Sizes { xs: ZERO } ZERO; |lanes| lanes.abs(xs); xs.magnitude(); as they are: false;
    /// x²
    Squares { xs: ZERO } ZERO; |lanes| lanes.mul(xs, xs); xs * xs; as they are: false;
    /// a · b
    Products { a: ZERO, b: MINUS_ZERO } MINUS_ZERO; |lanes| lanes.mul(a, b); a * b; as they are: false;
    /// (a − b)²
    Distances { a: ZERO, b: ZERO } ZERO;
        |lanes| { let apart = lanes.sub(a, b); lanes.mul(apart, apart) }; (a - b) * (a - b); as they are: false;
}

/// a · b, in whole rows fused with its addition where the CPU has an instruction for it.
#[derive(Clone, Copy)]
pub(crate) struct Fused<'a, T>(pub(crate) Products<'a, T>);

impl<'a, T: Float> Terms<T> for Fused<'a, T> {
    type A = &'a [T];
    type B = &'a [T];
    const NOTHING: T = T::MINUS_ZERO;

    #[inline(always)]
    fn parts(self) -> (&'a [T], &'a [T]) {
        self.0.parts()
    }
    #[inline(always)]
    fn of_parts(a: &'a [T], b: &'a [T]) -> Self {
        Self(Products::of_parts(a, b))
    }

    #[inline(always)]
    fn len(self) -> usize {
        self.0.len()
    }
    #[inline(always)]
    fn even(self) -> Self {
        Self(self.0.even())
    }
    #[inline(always)]
    fn split_at(self, at: usize) -> (Self, Self) {
        let (products, rest) = self.0.split_at(at);
        (Self(products), Self(rest))
    }
    #[inline(always)]
    fn add_rows<L: Lanes<T>>(self, lanes: L, mut to: L::Row) -> L::Row {
        let (a, b) = (T::rows(self.0.a).0, T::rows(self.0.b).0);
        for (a, b) in a.iter().zip(b) {
            to = lanes.mul_add(lanes.load(a), lanes.load(b), to);
        }
        to
    }
    #[inline(always)]
    fn head<L: Lanes<T>>(self, lanes: L) -> L::Row {
        self.0.head(lanes)
    }
}
