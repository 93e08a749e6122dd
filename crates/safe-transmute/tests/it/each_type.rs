//! What is promised of each type, of each of them: numbers in constants, atomics, vectors; and what may
//! stand in a constant.

use core::sync::atomic::{
    AtomicBool, AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicIsize, AtomicPtr, AtomicU8,
    AtomicU16, AtomicU32, AtomicU64, AtomicUsize,
};

use safe_transmute::{
    Be, CastError, CastErrorKind, FromBytes, FromZeros, Immutable, IntoBytes, Le, Pod,
    SafeTransmute, TryFromBytes, Unaligned, as_bytes, as_bytes_mut, read_from_bytes, transmute,
    transmute_mut, transmute_ref, zeroed,
};
use static_assertions::{assert_impl_all, assert_not_impl_any};

/// Of each: made, changed and read again by the compiler, and the bytes that it put there.
macro_rules! in_constants {
    ($($t:ident: $first:expr, $second:expr;)*) => {$(
        #[test]
        fn $t() {
            const LE: Le<$t> = {
                let mut number = Le::<$t>::new($first);
                number.set($second);
                number
            };
            const BE: Be<$t> = {
                let mut number = Be::<$t>::new($first);
                number.set($second);
                number
            };
            const BOTH: [$t; 4] =
                [LE.get(), BE.get(), Le::<$t>::new($first).get(), Be::<$t>::new($first).get()];
            let bits = |numbers: [$t; 4]| numbers.map($t::to_ne_bytes);
            assert_eq!(bits(BOTH), bits([$second, $second, $first, $first]));
            assert_eq!(as_bytes(&LE), $t::to_le_bytes($second));
            assert_eq!(as_bytes(&BE), $t::to_be_bytes($second));
            assert_impl_all!(Le<$t>: Pod, TryFromBytes, Unaligned);
            assert_impl_all!(Be<$t>: Pod, TryFromBytes, Unaligned);
        }
    )*};
}

in_constants! {
    u8: 1, 0xfe;
    u16: 1, 0x0102;
    u32: 1, 0x0102_0304;
    u64: 1, 0x0102_0304_0506_0708;
    u128: 1, 0x0102_0304_0506_0708_090a_0b0c_0d0e_0f10;
    usize: 1, usize::MAX - 2;
    i8: 1, -2;
    i16: 1, -0x0102;
    i32: 1, -0x0102_0304;
    i64: 1, -0x0102_0304_0506_0708;
    i128: 1, -0x0102_0304_0506_0708_090a_0b0c_0d0e_0f10;
    isize: 1, isize::MIN + 2;
    f32: 1.5, -2.25;
    f64: 1.5, -2.25;
}

macro_rules! atomics {
    ($($t:ty)*) => {$(
        assert_impl_all!($t: FromZeros, FromBytes, TryFromBytes);
        assert_not_impl_any!($t: IntoBytes, Immutable);
    )*};
}

atomics! {
    AtomicU8 AtomicU16 AtomicU32 AtomicU64 AtomicUsize
    AtomicI8 AtomicI16 AtomicI32 AtomicI64 AtomicIsize
}
assert_impl_all!(AtomicBool: FromZeros);
assert_impl_all!(AtomicPtr<u8>: FromZeros);
assert_not_impl_any!(AtomicBool: FromBytes, IntoBytes, Immutable);
assert_not_impl_any!(AtomicPtr<u8>: FromBytes, IntoBytes, Immutable);

#[cfg(target_arch = "x86_64")]
mod vectors {
    use core::arch::x86_64::{
        __m128, __m128d, __m128i, __m256, __m256d, __m256i, __m512, __m512d, __m512i,
    };

    use super::*;

    macro_rules! vectors {
        ($($t:ident)*) => {$(
            assert_impl_all!($t: Pod, TryFromBytes);
            assert_not_impl_any!($t: Unaligned);
        )*};
    }

    vectors! { __m128 __m128d __m128i __m256 __m256d __m256i __m512 __m512d __m512i }
}

assert_impl_all!((): Pod, TryFromBytes, Unaligned);

/// Size, alignment and value are asked, and each is a number that the caller may read.
#[test]
fn an_error_says_all() {
    let CastError { src, kind } = read_from_bytes::<u32>(&[1, 2]).unwrap_err();
    assert_eq!(src, [1, 2]);
    let CastErrorKind::Size { need, got } = kind else { unreachable!("{kind}") };
    assert_eq!((need, got), (4, 2));
}

const fn changed(mut word: u32) -> u32 {
    let halves: &mut [[u8; 2]; 2] = transmute_mut(&mut word);
    halves.swap(0, 1);
    as_bytes_mut(&mut word)[0] ^= 1;
    word
}

#[test]
fn what_may_stand_in_a_constant() {
    const BITS: u32 = transmute(1.0_f32);
    const HALVES: &[u16; 2] = transmute_ref(&0x0001_0001_u32);
    const CHANGED: [u8; 4] = transmute(changed(transmute([1_u8, 2, 3, 4])));
    const BYTES: &[u8] = as_bytes(&[Be::new(0x0102_u16)]);
    const READ: Be<u16> = match read_from_bytes(BYTES) {
        Ok(read) => read,
        Err(_) => zeroed(),
    };
    const WITNESS: SafeTransmute<f32, u32> = SafeTransmute::new();
    const WITNESSED: u32 = WITNESS.transmute(1.0);
    assert_eq!((BITS, WITNESSED, HALVES), (0x3f80_0000, BITS, &[1, 1]));
    assert_eq!((CHANGED, BYTES, READ.get()), ([2, 4, 1, 2], &[1, 2][..], 0x0102));
    assert_eq!(size_of_val(&WITNESS), 0);
}
