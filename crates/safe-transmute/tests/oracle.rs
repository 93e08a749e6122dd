//! Our claims beside the compiler's own: `core::mem::TransmuteFrom`, on nightly.
//!
//! Run: `RUSTFLAGS="--cfg safe_transmute_verify" cargo +nightly test -p safe-transmute --test oracle`
//!
//! `FromBytes` for `T` is claimed to be that `[u8; size_of::<T>()]` can be transmuted to `T`, and
//! `IntoBytes` that `T` can be to that array; by value only, as the compiler's trait is wrong about
//! references to cells. It assumes nothing but safety here: no alignment is asked of a value, and no
//! lifetime is in these types.
//!
//! The types of `layout!` ask for themselves (`src/verify.rs`), in each test that is built with that
//! `--cfg`. What the compiler cannot express, and why, is listed there, and tested here.
#![cfg(safe_transmute_verify)]
#![cfg_attr(safe_transmute_verify, feature(transmutability))]

use core::{
    cell::{Cell, UnsafeCell},
    marker::{PhantomData, PhantomPinned},
    mem::{Assume, ManuallyDrop, MaybeUninit, TransmuteFrom},
    num::{NonZero, Saturating, Wrapping},
    sync::atomic::{
        AtomicBool, AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicIsize, AtomicU8, AtomicU16,
        AtomicU32, AtomicU64, AtomicUsize,
    },
};

use safe_transmute::{__private, Be, FromBytes, IntoBytes, Le, Unalign};
use static_assertions::{assert_impl_all, assert_not_impl_any};

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

mod inner {
    #[repr(C)]
    pub(crate) struct Header(pub(crate) u8, pub(crate) [u8; 3]);
}

/// A struct that is named by a path is asked of, too.
#[test]
fn named_by_a_path() {
    safe_transmute::layout! { struct inner::Header { 0, 1 }: Pod }
    assert_impl_all!(inner::Header: __private::verify::FromBytes, __private::verify::IntoBytes);
    assert_eq!(both! { inner::Header }, 2 * 4);
}

#[test]
fn wrappers() {
    let bytes = both! {
        Wrapping<u32> Saturating<i8> ManuallyDrop<u16> Unalign<u64> Wrapping<[u8; 3]>
        PhantomPinned PhantomData<&'static u8>
    };
    assert_eq!(bytes, 2 * (4 + 1 + 2 + 8 + 3));
    assert_eq!(from::<Cell<u8>, 1>() + from::<UnsafeCell<u32>, 4>(), 5);
}

#[test]
#[cfg(target_arch = "x86_64")]
fn vectors() {
    use core::arch::x86_64::{
        __m128, __m128d, __m128i, __m256, __m256d, __m256i, __m512, __m512d, __m512i,
    };
    let bytes = both! { __m128 __m128d __m128i __m256 __m256d __m256i __m512 __m512d __m512i };
    assert_eq!(bytes, 2 * (3 * 16 + 3 * 32 + 3 * 64));
}

#[test]
fn generic_instances() {
    #[repr(C)]
    struct Pair<T>(T, T);
    safe_transmute::layout! { for<T> struct Pair<T> where T: FromBytes { 0, 1 }: FromBytes }
    safe_transmute::layout! { struct Pair<u16> { 0, 1 }: IntoBytes }
    safe_transmute::layout! { struct Pair<[u8; 3]> { 0, 1 }: IntoBytes }
    assert_eq!(both! { Pair<u16> Pair<[u8; 3]> } + from::<Pair<f32>, 8>(), 2 * (4 + 6) + 8);
}

/// Each is implemented, and not expressed: what the compiler learns to express fails here, and goes
/// to the tests above and out of the list.
mod inexpressible {
    use super::*;

    macro_rules! both {
        ($($type:ty)*) => {$(
            assert_impl_all!($type: FromBytes, IntoBytes);
            assert_not_impl_any!($type: TransmuteFrom<[u8; size_of::<$type>()], SAFETY>);
            assert_not_impl_any!([u8; size_of::<$type>()]: TransmuteFrom<$type, SAFETY>);
        )*};
    }

    both! {
        Option<NonZero<u8>> Option<NonZero<i128>> Le<u16> Le<f64> Be<u32> Be<usize>
        [Option<NonZero<u16>>; 2]
    }

    macro_rules! into {
        ($($type:ty)*) => {$(
            assert_impl_all!($type: IntoBytes);
            assert_not_impl_any!([u8; size_of::<$type>()]: TransmuteFrom<$type, SAFETY>);
        )*};
    }

    into! { NonZero<u8> NonZero<i64> [NonZero<u16>; 2] }

    macro_rules! from {
        ($($type:ty)*) => {$(
            assert_impl_all!($type: FromBytes);
            assert_not_impl_any!($type: TransmuteFrom<[u8; size_of::<$type>()], SAFETY>);
        )*};
    }

    from! {
        AtomicU8 AtomicU16 AtomicU32 AtomicU64 AtomicUsize
        AtomicI8 AtomicI16 AtomicI32 AtomicI64 AtomicIsize
    }
    assert_not_impl_any!(AtomicBool: TransmuteFrom<[u8; 1], SAFETY>, FromBytes);
}

#[test]
fn one_way() {
    assert_eq!(into::<bool, 1>() + into::<char, 4>() + into::<[bool; 3], 3>(), 8);
    assert_eq!(from::<MaybeUninit<u32>, 4>() + from::<MaybeUninit<bool>, 1>(), 5);

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

/// Of an instance of a generic struct it is not asked, whatever it is called, nor of what has one in it:
/// the compiler need not be able to read the types of its fields.
#[test]
fn instances_by_another_name() {
    mod inner {
        pub(crate) trait Kind {
            type Bytes;
        }

        impl Kind for u16 {
            type Bytes = [u8; 2];
        }

        #[repr(C)]
        pub(crate) struct Held<T: Kind>(pub(crate) T::Bytes);

        pub(crate) type Named = Held<u16>;
    }
    use __private::verify::{From, Into, asked};
    use inner::Named;

    #[repr(C)]
    struct Numbered<const N: usize>([u8; N]);
    type Two = Numbered<2>;

    #[repr(C)]
    struct Pair<T>(T, T);
    safe_transmute::layout! { for<T> struct Pair<T> where T: FromBytes { 0, 1 }: FromBytes }
    safe_transmute::layout! { struct Pair<Le<u16>> { 0, 1 }: IntoBytes }

    #[repr(C)]
    struct Outer(Pair<Le<u16>>, inner::Named);

    safe_transmute::layout! { struct inner::Named { 0 }: FromBytes, IntoBytes }
    safe_transmute::layout! { struct Two { 0 }: FromBytes, IntoBytes }
    safe_transmute::layout! { struct Outer { 0, 1 }: FromBytes, IntoBytes }

    assert!(!asked::<From, Named>() && !asked::<Into, Two>() && !asked::<Into, Outer>());
    assert!(asked::<Into, [u16; 2]>() && asked::<From, PhantomData<Two>>());
}
