//! What a proof asks of each field: the trait, at the place where the field is named.
//!
//! Each trait here is for the words alone: it holds of any name of a field whose type has the trait that is
//! proved, as the compiler points at the name then. None can be granted by hand, as this module is
//! private, so nobody else can write what it is called.

use crate::{FromBytes, FromZeros, Immutable, IntoBytes, TryFromBytes};

/// Where a field of `$type` is, of whatever type: a function that is never called, and binds no name, as
/// a pattern that is a name would be the user's unit struct or constant of that name, if there is one.
#[doc(hidden)]
#[macro_export]
macro_rules! __place {
    ($type:ty; $field:tt) => {
        |_: &mut $type| &raw mut $crate::__private::imagined::<&mut $type>().$field
    };
}

/// What tells a constant the type of a field, whatever it is: no place of it, but the type of one. A function
/// for each would be one more to compile, several times for each field.
#[doc(hidden)]
#[macro_export]
macro_rules! __behind {
    ($type:ty; $field:tt) => {
        if false {
            $crate::__private::Some(&raw mut $crate::__private::imagined::<&mut $type>().$field)
        } else {
            $crate::__private::None
        }
    };
}

/// Asks each field `$field` of `Self` by the function `$ask`.
///
/// A local type of the field's name stands for it in the compiler's words, or its number does. (It is
/// `repr(C)`, as a type in C's representation may be named as C names them.)
#[doc(hidden)]
#[macro_export]
macro_rules! __ask {
    // Twice: to see whether they are names, and as they stand in the source, which the compiler shows of
    // a token alone.
    ($ask:ident { $($field:tt)* }) => {
        $crate::__ask! { $ask { $($field)* } { $($field)* } }
    };
    (unaligned { $($field:tt)* } { $($name:ident)* }) => {$({
        #[repr(C)]
        struct $field {}
        $crate::__private::unaligned::<Self, $field, {
            $crate::__private::align_behind($crate::__place!(Self; $field))
        }, _>(&raw mut $crate::__private::imagined::<&mut Self>().$field);
    })*};
    (unaligned { $($field:tt)* } { $($number:tt)* }) => {$(
        $crate::__private::unaligned_at::<Self, $field, {
            $crate::__private::align_behind($crate::__place!(Self; $field))
        }, _>(&raw mut $crate::__private::imagined::<&mut Self>().$field);
    )*};
    ($ask:ident { $($field:tt)* } { $($name:ident)* }) => {$({
        #[repr(C)]
        struct $field {}
        $crate::__private::$ask::named::<Self, $field, _>(
            &raw mut $crate::__private::imagined::<&mut Self>().$field
        );
    })*};
    ($ask:ident { $($field:tt)* } { $($number:tt)* }) => {$(
        $crate::__private::$ask::at::<Self, $field, _>(
            &raw mut $crate::__private::imagined::<&mut Self>().$field
        );
    )*};
}

/// A value that nobody ever makes: for the compiler to read, in what is never run.
#[inline]
#[must_use]
#[expect(clippy::empty_loop, reason = "a panic would be one more in the user's program")]
pub const fn imagined<T>() -> T {
    loop {}
}

/// Stands for a field without a name, in the compiler's words.
#[derive(Debug)]
pub struct Field<const AT: usize>;

// A `*mut T` is invariant: `T` is the field's type and no supertype of it.
macro_rules! asks {
    ($($ask:ident $Has:ident: $Trait:ident,)*) => {$(
        pub trait $Has<Struct: ?Sized, Type> {}
        impl<Struct: ?Sized, Type: $Trait, Name> $Has<Struct, Type> for Name {}

        pub mod $ask {
            use super::{Field, $Has};

            pub const fn named<Struct: ?Sized, Name: $Has<Struct, Type>, Type>(_: *mut Type) {}

            pub const fn at<Struct: ?Sized, const AT: usize, Type>(_: *mut Type)
            where
                Field<AT>: $Has<Struct, Type>,
            {
            }
        }
    )*};
}

asks! {
    from_zeros FieldFromZeros: FromZeros,
    from_bytes FieldFromBytes: FromBytes,
    try_from_bytes FieldTryFromBytes: TryFromBytes,
    into_bytes FieldIntoBytes: IntoBytes,
    immutable FieldImmutable: Immutable,
}

/// The alignment of the field that `_field` points out, or 1 if its struct has that.
#[must_use]
pub const fn align_behind<S, T>(_field: fn(&mut S) -> *mut T) -> usize {
    if align_of::<S>() == 1 { 1 } else { align_of::<T>() }
}

/// No proof rests on it, but on the struct's own alignment: it tells which field that comes from.
#[diagnostic::on_unimplemented(
    message = "the alignment of `{Self}` is {ALIGN}, so `{Struct}` cannot be `Unaligned`",
    label = "this field, a `{Self}`, has alignment {ALIGN}",
    note = "use `Le<_>`, `Be<_>` or `Unalign<_>` in place of it, or `#[repr(C, packed)]` on `{Struct}`"
)]
pub trait OfAlignment<Struct, const ALIGN: usize> {}
impl<Struct, Type> OfAlignment<Struct, 1> for Type {}

pub trait FieldAlignment<Struct, Type, const ALIGN: usize> {}
impl<Struct, Type: OfAlignment<Struct, ALIGN>, const ALIGN: usize, Name>
    FieldAlignment<Struct, Type, ALIGN> for Name
{
}

pub const fn unaligned<Struct, Name, const ALIGN: usize, Type>(_: *mut Type)
where
    Name: FieldAlignment<Struct, Type, ALIGN>,
{
}

pub const fn unaligned_at<Struct, const AT: usize, const ALIGN: usize, Type>(_: *mut Type)
where
    Field<AT>: FieldAlignment<Struct, Type, ALIGN>,
{
}
