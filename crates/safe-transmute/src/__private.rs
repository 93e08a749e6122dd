//! What `layout!` calls. Safe, whoever calls it; not a part of the API.

pub use core::{
    compile_error, concat,
    mem::{align_of, offset_of, size_of},
    option::Option::{self, None, Some},
    primitive::{bool, i128, u8, u64, usize},
    stringify,
};

/// What a `repr` of an enum names: `derive` writes these for it.
pub mod integer {
    pub use core::{
        ffi::c_int,
        primitive::{i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize},
    };
}

mod fields;
mod gaps;

pub use fields::{
    Field, align_behind, from_bytes, from_zeros, imagined, immutable, into_bytes, try_from_bytes,
    unaligned, unaligned_at,
};
pub use gaps::Gaps;

use crate::{FromBytes, TryFromBytes};
pub use crate::{
    ffi::{
        assert_layout::checked_layout,
        layout_hash::{Place, hash as layout_hash},
    },
    raw::{
        conditions::{Conditions, Part},
        tags::Tags,
    },
};

/// What asks the compiler.
#[cfg(safe_transmute_verify)]
pub mod verify {
    pub use crate::verify::{From, FromBytes, Into, IntoBytes, agrees, asked, of_field};
}

/// Whether any bytes will do for `T`: they will.
#[inline]
#[must_use]
pub const fn any_bytes<T: FromBytes>() -> bool {
    true
}

/// Asks that any bytes will do for `T`.
#[inline]
pub const fn be_any_bytes<T: FromBytes>() {}

/// No condition, for a type that any bytes are.
#[must_use]
pub const fn no_conditions<T: FromBytes>() -> Option<Conditions> {
    Conditions::any(size_of::<T>())
}

/// Where the field that `_field` points out is, and what must hold of its words.
#[must_use]
pub const fn part_of<S, T: TryFromBytes>(_field: fn(&mut S) -> *mut T, offset: usize) -> Part {
    Part { offset, size: size_of::<T>(), conditions: T::CONDITIONS }
}

/// The bytes of the field that `_field` points out, at `offset` in those of its struct.
fn part<S, T>(_field: fn(&mut S) -> *mut T, offset: usize, bytes: &[u8]) -> Option<&[u8]> {
    bytes.get(offset..).and_then(|bytes| bytes.get(..size_of::<T>()))
}

/// Whether the field's bytes are valid.
#[inline]
#[must_use]
pub fn is_valid<S, T: TryFromBytes>(
    field: fn(&mut S) -> *mut T,
    offset: usize,
    bytes: &[u8],
) -> bool {
    part(field, offset, bytes).is_some_and(T::is_valid)
}

/// Where in the struct's bytes the field is invalid, if it is.
#[must_use]
pub fn invalid_at<S, T: TryFromBytes>(
    field: fn(&mut S) -> *mut T,
    offset: usize,
    bytes: &[u8],
) -> Option<usize> {
    part(field, offset, bytes)
        .filter(|bytes| !T::is_valid(bytes))
        .map(|bytes| offset + T::invalid_at(bytes))
}

/// The size of the field whose type `_field` tells.
#[must_use]
pub const fn size_behind<T>(_field: Option<*mut T>) -> usize {
    size_of::<T>()
}

/// The size and the alignment of the field whose type `_field` tells.
#[must_use]
pub const fn laid_behind<T>(_field: Option<*mut T>) -> (usize, usize) {
    (size_of::<T>(), align_of::<T>())
}

/// Whether none of the fields, given by their offsets, begins before the one ahead of it.
#[inline]
#[must_use]
pub const fn is_in_order(mut offsets: &[usize]) -> bool {
    while let [before, rest @ ..] = offsets {
        if let [offset, ..] = rest {
            if *offset < *before {
                return false;
            }
        }
        offsets = rest;
    }
    true
}

// What a proof asks of a number that the compiler came to. A private trait above each keeps it from
// being granted to a type by hand.
mod sealed {
    pub trait Count<const IS: usize, const MUST_BE: usize> {}
    impl<T, const N: usize> Count<N, N> for T {}

    pub trait Truth<const IS: bool> {}
    impl<T> Truth<true> for T {}
}

#[diagnostic::on_unimplemented(
    message = "`{Self}` has {BYTES} bytes of padding, so it cannot be `IntoBytes`",
    label = "{FIRST} of them lie at byte {AT}, and belong to no field",
    note = "{FIRST} bytes of padding at byte {AT}, {BYTES} in all: make each gap a field, here `_reserved: [u8; {FIRST}]`, or leave none by another order of the fields or `#[repr(C, packed)]`"
)]
pub trait Padding<const BYTES: usize, const FIRST: usize, const AT: usize>:
    sealed::Count<BYTES, 0>
{
}
impl<T, const FIRST: usize, const AT: usize> Padding<0, FIRST, AT> for T {}
pub const fn no_padding<
    T: Padding<BYTES, FIRST, AT>,
    const BYTES: usize,
    const FIRST: usize,
    const AT: usize,
>() {
}

#[diagnostic::on_unimplemented(
    message = "the alignment of `{Self}` is {ALIGN}, so it cannot be `Unaligned`",
    label = "`{Self}` has alignment {ALIGN}",
    note = "use `Le<_>` or `Be<_>` in place of wider integers, or `#[repr(C, packed)]`"
)]
pub trait Alignment<const ALIGN: usize>: sealed::Count<ALIGN, 1> {}
impl<T> Alignment<1> for T {}
pub const fn alignment_1<T: Alignment<ALIGN>, const ALIGN: usize>() {}

#[diagnostic::on_unimplemented(
    message = "the fields of `{Self}` do not lie in memory in the order in which `layout!` names them",
    label = "the order in memory is another",
    note = "write `#[repr(C)]` on the struct, and name its fields in the order of their declaration"
)]
pub trait Order<const AS_NAMED: bool>: sealed::Truth<AS_NAMED> {}
impl<T> Order<true> for T {}
pub const fn in_order<T: Order<AS_NAMED>, const AS_NAMED: bool>() {}

#[diagnostic::on_unimplemented(
    message = "the variants of `{Self}` are not the integers that `layout!` was told",
    label = "`{Self}` has another `repr`",
    note = "write the same integer type in `#[repr(…)]` on the enum and after `as` in `layout!`"
)]
pub trait Tagged<const AS_TOLD: bool>: sealed::Truth<AS_TOLD> {}
impl<T> Tagged<true> for T {}
pub const fn tagged<T: Tagged<AS_TOLD>, const AS_TOLD: bool>() {}

#[diagnostic::on_unimplemented(
    message = "no variant of `{Self}` is 0, so it cannot be `FromZeros`",
    label = "`{Self}` is never zero",
    note = "give one of its variants the discriminant 0, or leave `FromZeros` away"
)]
pub trait Zero<const IN_IT: bool>: sealed::Truth<IN_IT> {}
impl<T> Zero<true> for T {}
pub const fn zero<T: Zero<IN_IT>, const IN_IT: bool>() {}
