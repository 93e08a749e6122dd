//! `layout! { enum … }`.

// PINNED: tests/oracle.rs, tests/ui.rs

/// What `layout!` writes for an enum: implementations with their proofs inside ([ST-6]).
///
/// The proof names every variant in a `match`, with braces that show it to be without data, and has
/// the compiler compare its bits with its discriminant.
#[doc(hidden)]
#[macro_export]
macro_rules! __layout_enum {
    (@traits [$z:tt $t:tt $i:tt $m:tt $u:tt $h:tt] [] $($of:tt)*) => {
        $crate::__layout_enum! { @from_zeros $z $($of)* }
        $crate::__layout_enum! { @try_from_bytes $t $($of)* }
        $crate::__layout_enum! { @into_bytes $i $($of)* }
        $crate::__layout_enum! { @immutable $m $($of)* }
        $crate::__layout_enum! { @unaligned $u $($of)* }
        $crate::__layout_enum! { @layout_hash $h $($of)* }
        $crate::__oracle! { enum $i $($of)* }
    };
    (@traits [$z:tt $t:tt $i:tt $m:tt $u:tt $h:tt] [FromZeros $($more:ident)*] $($of:tt)*) => {
        $crate::__layout_enum! { @traits [+ $t $i $m $u $h] [$($more)*] $($of)* }
    };
    (@traits [$z:tt $t:tt $i:tt $m:tt $u:tt $h:tt] [TryFromBytes $($more:ident)*] $($of:tt)*) => {
        $crate::__layout_enum! { @traits [$z + $i $m $u $h] [$($more)*] $($of)* }
    };
    (@traits [$z:tt $t:tt $i:tt $m:tt $u:tt $h:tt] [IntoBytes $($more:ident)*] $($of:tt)*) => {
        $crate::__layout_enum! { @traits [$z $t + $m $u $h] [$($more)*] $($of)* }
    };
    (@traits [$z:tt $t:tt $i:tt $m:tt $u:tt $h:tt] [Immutable $($more:ident)*] $($of:tt)*) => {
        $crate::__layout_enum! { @traits [$z $t $i + $u $h] [$($more)*] $($of)* }
    };
    (@traits [$z:tt $t:tt $i:tt $m:tt $u:tt $h:tt] [Unaligned $($more:ident)*] $($of:tt)*) => {
        $crate::__layout_enum! { @traits [$z $t $i $m + $h] [$($more)*] $($of)* }
    };
    (@traits [$z:tt $t:tt $i:tt $m:tt $u:tt $h:tt] [LayoutHash $($more:ident)*] $($of:tt)*) => {
        $crate::__layout_enum! { @traits [$z $t $i $m $u +] [$($more)*] $($of)* }
    };
    (@traits $slots:tt [$other:ident $($more:ident)*] $($of:tt)*) => {
        $crate::__private::compile_error! { $crate::__private::concat! {
            "layout!: an enum cannot be `", $crate::__private::stringify!($other), "`: name ",
            "FromZeros, TryFromBytes, IntoBytes, Immutable, Unaligned or LayoutHash, without a path"
        } }
    };

    (@from_zeros - $($of:tt)*) => {};
    (@try_from_bytes - $($of:tt)*) => {};
    (@into_bytes - $($of:tt)*) => {};
    (@immutable - $($of:tt)*) => {};
    (@unaligned - $($of:tt)*) => {};
    (@layout_hash - $($of:tt)*) => {};

    // The proof that all variants are known, and that each is its discriminant's bits. `$repr` may be a
    // macro, and another type each time that it is named: here the list's type and that of what is in
    // it must be one, and `Tags` takes it only if it has the size of `Self`. What is asked of it is
    // called by its path: behind a dot, a method of the user's that takes any value would come first.
    // PINNED: tests/it/names_in_scope.rs
    (@tags $repr:ty { $($variant:ident)* }) => {
        $crate::__private::Tags::<Self, $repr>::of(
            &[$((Self::$variant {}, Self::$variant {} as $repr)),*],
            &[$(Self::$variant {} as $crate::__private::i128),*],
        )
    };

    // What each trait asks: that the variants are all that there are, and that a discriminant is its bits.
    (@whole $repr:ty { $($variant:ident)* }) => {
        match $crate::__private::imagined::<&mut Self>() { $(Self::$variant {} => {})* }
        $crate::__private::tagged::<Self, {
            // SAFETY: [ST-6] a part of the proof that the implementation holds, and a `const`.
            // PINNED: tests/ui/enum_of_another_repr.rs, tests/ui/pass_enums.rs
            unsafe {
                $crate::__private::Tags::are_its_bits(
                    &$crate::__layout_enum!(@tags $repr { $($variant)* })
                )
            }
        }>();
    };

    (@from_zeros + $type:ty as $repr:ty { $($variant:ident)* }) => {
        // SAFETY: [ST-6, ST-1] the discriminant of a variant is 0, and so are its bits.
        unsafe impl $crate::FromZeros for $type {
            #[inline]
            fn __from_zeros(_: &mut Self) {
                $crate::__layout_enum!(@whole $repr { $($variant)* });
                $crate::__private::zero::<Self, {
                    $crate::__private::Tags::zero(
                        &$crate::__layout_enum!(@tags $repr { $($variant)* })
                    )
                }>();
            }
        }
    };
    (@try_from_bytes + $type:ty as $repr:ty { $($variant:ident)* }) => {
        const _: () = {
            // Nearest in scope, as in `layout!`.
            fn __bytes() {}
            // SAFETY: [ST-6, ST-8] bytes are valid that are the bits of a variant.
            unsafe impl $crate::TryFromBytes for $type {
                const CONDITIONS: $crate::__private::Option<$crate::__private::Conditions> =
                    $crate::__private::Tags::<Self, $repr>::conditions(
                        &[$(Self::$variant {} as $crate::__private::i128),*]
                    );
                #[inline]
                fn is_valid(__bytes: &[$crate::__private::u8]) -> $crate::__private::bool {
                    $crate::__private::Tags::contain(
                        &const { $crate::__layout_enum!(@tags $repr { $($variant)* }) },
                        __bytes,
                    )
                }
                #[inline]
                fn __try_from_bytes(_: &mut Self) {
                    $crate::__layout_enum!(@whole $repr { $($variant)* });
                }
            }
        };
    };
    (@into_bytes + $type:ty as $repr:ty { $($variant:ident)* }) => {
        // SAFETY: [ST-6, ST-3] the bits of every variant are those of an integer.
        unsafe impl $crate::IntoBytes for $type {
            #[inline]
            fn __into_bytes(_: &mut Self) {
                $crate::__layout_enum!(@whole $repr { $($variant)* });
            }
        }
    };
    (@immutable + $type:ty as $repr:ty { $($variant:ident)* }) => {
        // SAFETY: [ST-6, ST-4] no variant has a field, so none has a cell.
        unsafe impl $crate::Immutable for $type {
            #[inline]
            fn __immutable(_: &mut Self) {
                match $crate::__private::imagined::<&mut Self>() { $(Self::$variant {} => {})* }
            }
        }
    };
    (@unaligned + $type:ty as $repr:ty { $($variant:ident)* }) => {
        // SAFETY: [ST-6, ST-5] `alignment_1` accepts the alignment 1 alone.
        unsafe impl $crate::Unaligned for $type {
            #[inline]
            fn __unaligned(_: &mut Self) {
                match $crate::__private::imagined::<&mut Self>() { $(Self::$variant {} => {})* }
                $crate::__private::alignment_1::<Self, {
                    $crate::__private::align_of::<Self>()
                }>();
            }
        }
    };
    (@layout_hash + $type:ty as $repr:ty { $($variant:ident)* }) => {
        impl $crate::ffi::LayoutHash for $type {
            const LAYOUT_HASH: $crate::__private::u64 = {
                let _ = |_: &mut Self| match $crate::__private::imagined::<&mut Self>() { $(Self::$variant {} => {})* };
                $crate::__private::layout_hash::<Self>(&[$((
                    $crate::__private::stringify!($variant),
                    $crate::__private::Place::Variant(Self::$variant {} as $crate::__private::i128),
                )),*])
            };
        }
    };
}
