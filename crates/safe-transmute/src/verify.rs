//! Under `--cfg safe_transmute_verify`, on nightly: what `layout!` proves of a struct or an enum, in
//! whichever crate it stands, is asked of the compiler's own `core::mem::TransmuteFrom`, too.
//!
//! `RUSTFLAGS="--cfg safe_transmute_verify" cargo +nightly check` does so for a user's program.
//! Where the compiler's trait and the proof disagree, it is an error that names the type.
//!
//! Asked are `FromBytes`, as that `[u8; size_of::<T>()]` can be transmuted to `T`, and `IntoBytes`, as
//! that `T` can be to that array: by value only, as the compiler's trait is wrong about references to
//! cells. What it says of safety is left out ([`Assume::SAFETY`]): fields are private on purpose.
//!
//! # What it cannot express
//!
//! It is not asked of a struct that has one of these in it, however deep:
//!
//! - `NonZero<T>` and `Option<NonZero<T>>`: their niche is an attribute that it does not read yet;
//! - the atomics: their storage is an associated type;
//! - [`Le`](crate::Le) and [`Be`](crate::Be): so is theirs, `Number::Bytes`;
//! - a generic struct, or an instance of one (`Pair<u8>`, by an alias, too): a field's type may be an
//!   associated one there, which it does not read either.
//!
//! Nor of `[T]` and `str`, which are not values.
//! `tests/oracle.rs` asks of a few instances itself, and holds the list to be true: it fails as soon as
//! the compiler can express one of them.

/// What `layout!` adds to a proof: nothing, as the crate was built without
/// `--cfg safe_transmute_verify`.
#[cfg(not(safe_transmute_verify))]
#[doc(hidden)]
#[macro_export]
macro_rules! __oracle {
    ($($of:tt)*) => {};
}

/// What `layout!` adds to a proof: the question to the compiler.
#[cfg(safe_transmute_verify)]
#[doc(hidden)]
#[macro_export]
macro_rules! __oracle {
    (struct $from:tt $into:tt [] $first:ident $(:: $more:ident)* { $($field:tt)* }) => {
        $crate::__oracle! { @struct $from From FromBytes [$first $(:: $more)*] { $($field)* } }
        $crate::__oracle! { @struct $into Into IntoBytes [$first $(:: $more)*] { $($field)* } }
    };
    (@struct + $way:ident $trait:ident [$name:path] { $($field:tt)* }) => {
        impl $crate::__private::verify::$trait for $name {
            const ASKED: $crate::__private::bool = true $(&& $crate::__private::verify::of_field::<
                $crate::__private::verify::$way,
                _,
                _,
            >($crate::__place!(Self; $field)))*;
        }
        $crate::__oracle! { @ask $way $name }
    };
    (enum + $type:ty as $($of:tt)*) => {
        impl $crate::__private::verify::IntoBytes for $type {
            const ASKED: $crate::__private::bool = true;
        }
        $crate::__oracle! { @ask Into $type }
    };
    (@ask $way:ident $type:ty) => {
        const _: () = $crate::__private::verify::agrees::<
            $crate::__private::verify::$way,
            $type,
            { $crate::__private::size_of::<$type>() },
            { $crate::__private::verify::asked::<$crate::__private::verify::$way, $type>() },
        >();
    };
    ($($of:tt)*) => {};
}

#[cfg(safe_transmute_verify)]
mod asked;

#[cfg(safe_transmute_verify)]
pub use asked::{From, FromBytes, Into, IntoBytes, agrees, asked, of_field};
