#![cfg(safe_transmute_verify)]
#![cfg_attr(safe_transmute_verify, feature(transmutability))]

use core::mem::{Assume, TransmuteFrom};

#[repr(C)]
struct Padded {
    kind: u8,
    length: u32,
}

/// Claimed by hand to be any bytes, which a `bool` is not.
#[repr(C)]
struct Lie(bool);

// SAFETY: a lie.
unsafe impl safe_transmute::FromZeros for Lie {}
// SAFETY: a lie.
unsafe impl safe_transmute::FromBytes for Lie {}

/// What `layout!` believes, as it was told.
#[repr(C)]
struct Outer {
    lie: Lie,
}

safe_transmute::layout! { struct Outer { lie }: FromBytes }

fn into<T>()
where
    [u8; 8]: TransmuteFrom<T, { Assume::SAFETY }>,
{
}

#[test]
fn a_claim_that_is_false() {
    into::<Padded>();
}
