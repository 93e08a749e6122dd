//! What must hold on each target, checked as soon as this is built for it, which needs no such machine:
//! sizes that the implementations rest on, a proof with words of the target's own width, and casts in
//! constants.

use core::{
    num::{NonZero, Saturating, Wrapping},
    ptr::NonNull,
};

use safe_transmute::{
    Be, Le, Unalign, read_from_prefix, read_from_suffix, transmute, transmute_ref,
    unaligned_ref_from_prefix,
};

const WORD: usize = size_of::<usize>();

/// Of words and halves of them, without padding on any target.
#[repr(C)]
struct Words {
    at: usize,
    by: isize,
    halves: [[u8; WORD / 2]; 2],
}

safe_transmute::layout! { struct Words { at, by, halves }: Pod, LayoutHash }
safe_transmute::assert_layout! {
    struct Words { at: 0, by: WORD, halves: 2 * WORD }, size: 3 * WORD, align: align_of::<usize>()
}

#[allow(dead_code, reason = "older compilers do not look into a `const _`")]
const BYTES: &[u8] = &[1, 2, 3, 4, 5, 6, 7, 8, 9];

/// Whether a type is its content, in size and alignment.
#[allow(dead_code, reason = "older compilers do not look into a `const _`")]
const fn alike<T, U>() -> bool {
    size_of::<T>() == size_of::<U>() && align_of::<T>() == align_of::<U>()
}

const _: () = {
    assert!(alike::<Option<NonZero<usize>>, usize>() && alike::<Option<NonZero<u64>>, u64>());
    assert!(alike::<Option<NonNull<u8>>, usize>() && alike::<Option<&u8>, *const u8>());
    assert!(alike::<Wrapping<u64>, u64>() && alike::<Saturating<u128>, u128>());
    assert!(alike::<Le<u64>, [u8; 8]>() && alike::<Be<usize>, [u8; WORD]>());
    assert!(alike::<Unalign<u128>, [u8; 16]>());

    assert!(
        matches!(read_from_prefix::<Le<u64>>(BYTES), Ok((n, [9])) if n.get() == 0x0807_0605_0403_0201)
    );
    assert!(matches!(read_from_suffix::<Be<u32>>(BYTES), Ok((_, n)) if n.get() == 0x0607_0809));
    assert!(matches!(unaligned_ref_from_prefix::<Be<u16>>(BYTES), Ok((n, _)) if n.get() == 0x0102));
    assert!(read_from_prefix::<Words>(BYTES.split_at(WORD).0).is_err());

    let words: Words = transmute([0_u8; 3 * WORD]);
    assert!(words.at == 0 && words.by == 0 && words.halves[1][0] == 0);
    let halves: &[[u8; 3 * WORD / 2]; 2] = transmute_ref(&words);
    assert!(halves[1][0] == 0);
};
