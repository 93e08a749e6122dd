//@ pass
#![forbid(unsafe_code)]
#![deny(warnings)]
#![forbid(non_camel_case_types, dead_code, unreachable_pub, missing_docs)]
#![forbid(missing_debug_implementations, missing_copy_implementations, unused_qualifications)]
#![forbid(unused_results, trivial_casts, trivial_numeric_casts, variant_size_differences)]

//! Fields of any name: of types, of crates, of parameters, of what the proof itself calls a thing.
use safe_transmute::{FromBytes, Layout, TryFromBytes, layout};

/// Named as types and crates are.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Names {
    /// .
    pub u8: u16,
    /// .
    pub bool: u16,
    /// .
    pub core: u16,
    /// .
    pub std: u16,
    /// .
    pub safe_transmute: u16,
    /// .
    pub __it: u16,
    /// .
    pub r#fn: u16,
    /// .
    pub unaligned: [u8; 2],
}

layout! {
    struct Names { u8, bool, core, std, safe_transmute, __it, r#fn, unaligned }:
    Pod, TryFromBytes, LayoutHash
}
layout! { struct Packed { u32, str }: Pod, Unaligned }
layout! { struct Tried { usize, __bytes, __ranges, __at }: TryFromBytes, IntoBytes, Immutable, Unaligned }

/// Packed, so that no field's alignment counts.
#[derive(Clone, Copy, Debug)]
#[repr(C, packed)]
pub struct Packed {
    /// .
    pub u32: u32,
    /// .
    pub str: u64,
}

/// Checked.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Tried {
    /// .
    pub usize: bool,
    /// .
    pub __bytes: bool,
    /// .
    pub __ranges: bool,
    /// .
    pub __at: bool,
}

/// Named as its parameters are, but for the case that `non_snake_case` asks for.
#[derive(Clone, Copy, Debug, Layout)]
#[layout(FromBytes, Immutable)]
#[repr(C)]
pub struct Generic<T, const N: usize> {
    /// .
    pub t: [T; N],
    /// .
    pub n: [T; N],
}

mod parameters {
    #![expect(non_snake_case, reason = "as its parameters")]
    #[derive(Clone, Copy)]
    #[repr(C)]
    pub(super) struct Same<T, const N: usize> {
        pub(super) T: [T; N],
        pub(super) N: [T; N],
        pub(super) Self_: T,
    }
}
use parameters::Same;

layout! {
    for<T, const N: usize> struct Same<T, N> where T: FromBytes { T, N, Self_ }: FromBytes
}

/// What any bytes are.
pub fn any<T: FromBytes + TryFromBytes>() {}

fn main() {
    any::<Names>();
    any::<Generic<u8, 3>>();
    any::<Same<u8, 3>>();
    let read = safe_transmute::read_from_bytes::<Same<u16, 1>>(&[1; 6]);
    assert!(matches!(read, Ok(Same { T: [257], N: [257], Self_: 257 })));
    assert!(safe_transmute::try_read_from_bytes::<Tried>(&[1, 0, 1, 2]).is_err());
}
