//! Our claims beside the compiler's own: `core::mem::TransmuteFrom`, on nightly.
//!
//! Run: `RUSTFLAGS="--cfg safe_transmute_verify" cargo +nightly test -p safe-transmute --test oracle`
//!
//! `FromBytes` for `T` is claimed to be that `[u8; size_of::<T>()]` can be transmuted to `T`, and
//! `IntoBytes` that `T` can be to that array; by value only, as the compiler's trait is wrong about
//! references to cells. It assumes nothing but safety here: no alignment is asked of a value, and no
//! lifetime is in these types.
//!
//! What it cannot express, and why: `NonZero`, `Option<NonZero>`, `char`'s and pointers' niches are
//! known to it only in part; `Wrapping`, `Saturating`, `Cell`, atomics, `ManuallyDrop`, `Le` and `Be`
//! have private fields, in which it sees conditions that it cannot know to be absent.
#![cfg(safe_transmute_verify)]
#![cfg_attr(safe_transmute_verify, feature(transmutability))]

use core::mem::{Assume, MaybeUninit, TransmuteFrom};

use safe_transmute::{FromBytes, IntoBytes};

const SAFETY: Assume = Assume::SAFETY;

fn from<T: FromBytes + TransmuteFrom<[u8; N], SAFETY>, const N: usize>() -> usize {
    N
}

fn into<T: IntoBytes, const N: usize>() -> usize
where
    [u8; N]: TransmuteFrom<T, SAFETY>,
{
    N
}

macro_rules! both {
    ($($type:ty)*) => {
        0 $(+ from::<$type, { size_of::<$type>() }>() + into::<$type, { size_of::<$type>() }>())*
    };
}

/// That it compiles is the proof; the bytes are counted so that something runs.
#[test]
fn numbers() {
    let bytes = both! { () u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f32 f64 };
    assert_eq!(bytes, 2 * (2 * (1 + 2 + 4 + 8 + 16 + size_of::<usize>()) + 12));
}

#[test]
fn arrays_and_structs() {
    #[repr(C)]
    struct Header {
        kind: u8,
        flags: [u8; 3],
        length: u32,
    }
    safe_transmute::layout! { struct Header { kind, flags, length }: Pod }

    #[repr(C, packed)]
    struct Packed {
        kind: u8,
        length: u32,
    }
    safe_transmute::layout! { struct Packed { kind, length }: Pod }

    assert_eq!(both! { [u16; 3] [[f32; 2]; 2] Header Packed }, 2 * (6 + 16 + 8 + 5));
}

#[test]
fn one_way() {
    assert_eq!(into::<bool, 1>() + into::<char, 4>(), 5);
    assert_eq!(from::<MaybeUninit<u32>, 4>(), 4);

    #[repr(u8)]
    enum Kind {
        _One = 1,
        _Two,
    }
    safe_transmute::layout! { enum Kind as u8 { _One, _Two }: IntoBytes }
    assert_eq!(into::<Kind, 1>(), 1);

    #[repr(C)]
    struct Padded {
        kind: u8,
        length: u32,
    }
    safe_transmute::layout! { struct Padded { kind, length }: FromBytes }
    assert_eq!(from::<Padded, 8>(), 8);
}
