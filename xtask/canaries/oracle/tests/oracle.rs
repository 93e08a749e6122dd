#![cfg(safe_transmute_verify)]
#![cfg_attr(safe_transmute_verify, feature(transmutability))]

use core::mem::{Assume, TransmuteFrom};

#[repr(C)]
struct Padded {
    kind: u8,
    length: u32,
}

fn into<T>()
where
    [u8; 8]: TransmuteFrom<T, { Assume::SAFETY }>,
{
}

#[test]
fn a_claim_that_is_false() {
    into::<Padded>();
}
