//! What a proof asks of each field: the trait, in words that name the field and its struct.
//!
//! Each trait here is for the words alone. It asks what the trait that is proved asks, by its
//! supertrait, and is implemented for all that has that one; so none can be granted by hand.

use crate::{FromBytes, FromZeros, Immutable, IntoBytes, TryFromBytes};

/// Asks each field `$field` of `Self` by the function `$ask`.
///
/// A local type of the field's name stands for it in the compiler's words. (It is `repr(C)`, as a
/// type in C's representation may be named as C names them.)
#[doc(hidden)]
#[macro_export]
macro_rules! __ask {
    (unaligned $it:ident { $($field:ident)* }) => {$({
        #[repr(C)]
        struct $field {}
        $crate::__private::unaligned::<Self, $field, {
            $crate::__private::align_behind(|__it: &mut Self| &raw mut __it.$field)
        }, _>(&raw mut $it.$field);
    })*};
    (unaligned $it:ident { $($field:tt)* }) => {$(
        $crate::__private::unaligned::<Self, $crate::__private::At<$field>, {
            $crate::__private::align_behind(|__it: &mut Self| &raw mut __it.$field)
        }, _>(&raw mut $it.$field);
    )*};
    ($ask:ident $it:ident { $($field:ident)* }) => {$({
        #[repr(C)]
        struct $field {}
        $crate::__private::$ask::<Self, $field, _>(&raw mut $it.$field);
    })*};
    ($ask:ident $it:ident { $($field:tt)* }) => {$(
        $crate::__private::$ask::<Self, $crate::__private::At<$field>, _>(&raw mut $it.$field);
    )*};
}

/// Stands for a field without a name, in the compiler's words.
#[derive(Debug)]
pub struct At<const FIELD: usize>;

// A `*mut T` is invariant: `T` is the field's type and no supertype of it.

#[diagnostic::on_unimplemented(
    message = "field `{Field}` of `{S}`: zero bytes are not known to be a valid `{Self}`",
    label = "field `{Field}`, a `{Self}`, is not `FromZeros`",
    note = "a reference, a `NonZero` or a function is never zero: put it into an `Option`",
    note = "if `{Self}` is a struct of your own: `safe_transmute::layout! {{ struct {Self} {{ field, … }}: FromZeros }}`"
)]
pub trait FieldFromZeros<S: ?Sized, Field>: FromZeros {}
impl<S: ?Sized, Field, T: FromZeros> FieldFromZeros<S, Field> for T {}
pub const fn from_zeros<S: ?Sized, Field, T: FieldFromZeros<S, Field>>(_: *mut T) {}

#[diagnostic::on_unimplemented(
    message = "field `{Field}` of `{S}`: not every pattern of bytes is known to be a valid `{Self}`",
    label = "field `{Field}`, a `{Self}`, is not `FromBytes`",
    note = "a `bool`, a `char`, an enum, a reference or a pointer cannot be made of any bytes: hold an integer and convert it, or ask `TryFromBytes` of `{S}`",
    note = "if `{Self}` is a struct of your own: `safe_transmute::layout! {{ struct {Self} {{ field, … }}: FromBytes }}`"
)]
pub trait FieldFromBytes<S: ?Sized, Field>: FromBytes {}
impl<S: ?Sized, Field, T: FromBytes> FieldFromBytes<S, Field> for T {}
pub const fn from_bytes<S: ?Sized, Field, T: FieldFromBytes<S, Field>>(_: *mut T) {}

#[diagnostic::on_unimplemented(
    message = "field `{Field}` of `{S}`: it cannot be told from bytes whether they are a valid `{Self}`",
    label = "field `{Field}`, a `{Self}`, is not `TryFromBytes`",
    note = "a reference or a pointer cannot be made of bytes",
    note = "if `{Self}` is a type of your own: `safe_transmute::layout! {{ struct {Self} {{ field, … }}: TryFromBytes }}`"
)]
pub trait FieldTryFromBytes<S: ?Sized, Field>: TryFromBytes {}
impl<S: ?Sized, Field, T: TryFromBytes> FieldTryFromBytes<S, Field> for T {}
pub const fn try_from_bytes<S: ?Sized, Field, T: FieldTryFromBytes<S, Field>>(_: *mut T) {}

#[diagnostic::on_unimplemented(
    message = "field `{Field}` of `{S}`: `{Self}` is not known to consist of initialised bytes",
    label = "field `{Field}`, a `{Self}`, is not `IntoBytes`",
    note = "padding, a pointer and a `MaybeUninit` cannot be read as bytes",
    note = "if `{Self}` is a struct of your own: `safe_transmute::layout! {{ struct {Self} {{ field, … }}: IntoBytes }}`"
)]
pub trait FieldIntoBytes<S: ?Sized, Field>: IntoBytes {}
impl<S: ?Sized, Field, T: IntoBytes> FieldIntoBytes<S, Field> for T {}
pub const fn into_bytes<S: ?Sized, Field, T: FieldIntoBytes<S, Field>>(_: *mut T) {}

#[diagnostic::on_unimplemented(
    message = "field `{Field}` of `{S}`: `{Self}` is not known to stay the same behind a shared reference",
    label = "field `{Field}`, a `{Self}`, is not `Immutable`",
    note = "a cell or an atomic changes behind `&`: read a copy, or use `&mut`",
    note = "if `{Self}` is a struct of your own: `safe_transmute::layout! {{ struct {Self} {{ field, … }}: Immutable }}`"
)]
pub trait FieldImmutable<S: ?Sized, Field>: Immutable {}
impl<S: ?Sized, Field, T: Immutable> FieldImmutable<S, Field> for T {}
pub const fn immutable<S: ?Sized, Field, T: FieldImmutable<S, Field>>(_: *mut T) {}

/// The alignment of the field that `_field` points out, or 1 if its struct has that.
#[must_use]
pub const fn align_behind<S, T>(_field: fn(&mut S) -> *mut T) -> usize {
    if align_of::<S>() == 1 { 1 } else { align_of::<T>() }
}

/// No proof rests on it, but on the struct's own alignment: it tells which field that comes from.
#[diagnostic::on_unimplemented(
    message = "field `{Field}` of `{S}`: the alignment of `{Self}` is {ALIGN}, so `{S}` cannot be `Unaligned`",
    label = "field `{Field}`, a `{Self}`, has alignment {ALIGN}",
    note = "use `Le<_>`, `Be<_>` or `Unalign<_>` in place of it, or `#[repr(C, packed)]` on `{S}`"
)]
pub trait FieldAlignment<S, Field, const ALIGN: usize> {}
impl<S, Field, T> FieldAlignment<S, Field, 1> for T {}
pub const fn unaligned<S, Field, const ALIGN: usize, T: FieldAlignment<S, Field, ALIGN>>(
    _: *mut T,
) {
}
