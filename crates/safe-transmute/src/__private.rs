//! What `layout!` calls. Safe, whoever calls it; not a part of the API.

pub use core::{compile_error, concat, mem::align_of, mem::offset_of, stringify};

use crate::{FromBytes, FromZeros, Immutable, IntoBytes};

// A `*mut T` is invariant: `T` is the field's type and no supertype of it.
macro_rules! asks {
    ($($name:ident: $trait:ident)*) => {$(
        pub const fn $name<T: $trait>(_: *mut T) {}
    )*};
}

asks! { from_zeros: FromZeros from_bytes: FromBytes into_bytes: IntoBytes immutable: Immutable }

/// The size of the field that `_field` points out.
#[must_use]
pub const fn size_behind<S, T>(_field: fn(&mut S) -> *mut T) -> usize {
    size_of::<T>()
}

/// How many bytes of `S` lie in none of its fields.
#[must_use]
pub const fn padding<S>(mut fields: &[usize]) -> usize {
    let mut rest = size_of::<S>();
    while let [size, more @ ..] = fields {
        rest -= *size;
        fields = more;
    }
    rest
}

/// Whether each field, given by offset and size, begins where the ones before it have ended.
#[must_use]
pub const fn is_in_order(mut fields: &[(usize, usize)]) -> bool {
    let mut end = 0;
    while let [(offset, size), more @ ..] = fields {
        if *offset < end {
            return false;
        }
        end = *offset + *size;
        fields = more;
    }
    true
}

#[diagnostic::on_unimplemented(
    message = "`{Self}` has {BYTES} bytes of padding, so it cannot be `IntoBytes`",
    label = "{BYTES} bytes of `{Self}` belong to no field",
    note = "make them a field, as in `_reserved: [u8; {BYTES}]`, or leave no gap by reordering the fields or by `#[repr(C, packed)]`"
)]
pub trait Padding<const BYTES: usize> {}
impl<T> Padding<0> for T {}
pub const fn no_padding<T: Padding<BYTES>, const BYTES: usize>() {}

#[diagnostic::on_unimplemented(
    message = "the alignment of `{Self}` is {ALIGN}, so it cannot be `Unaligned`",
    label = "`{Self}` has alignment {ALIGN}",
    note = "use `Le<_>` or `Be<_>` in place of wider integers, or `#[repr(C, packed)]`"
)]
pub trait Alignment<const ALIGN: usize> {}
impl<T> Alignment<1> for T {}
pub const fn alignment_1<T: Alignment<ALIGN>, const ALIGN: usize>() {}

#[diagnostic::on_unimplemented(
    message = "the fields of `{Self}` do not lie in memory in the order in which `layout!` names them",
    label = "the order in memory is another",
    note = "write `#[repr(C)]` on the struct, and name its fields in the order of their declaration"
)]
pub trait Order<const AS_NAMED: bool> {}
impl<T> Order<true> for T {}
pub const fn in_order<T: Order<AS_NAMED>, const AS_NAMED: bool>() {}
