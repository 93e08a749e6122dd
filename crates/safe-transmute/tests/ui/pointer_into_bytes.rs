//@ error: `*const u8` is not known to consist of initialised bytes
//@ error: `MaybeUninit<u8>` is not known to consist of initialised bytes
use core::mem::MaybeUninit;

use safe_transmute::layout;

#[repr(C)]
struct Address {
    bad: *const u8,
}

#[repr(C)]
struct Hole {
    bad: MaybeUninit<u8>,
}

layout! { struct Address { bad }: IntoBytes }
layout! { struct Hole { bad }: IntoBytes }

fn main() {}
