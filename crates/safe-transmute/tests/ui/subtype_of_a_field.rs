//@ error: implementation of `FromBytes` is not general enough
// `Held<for<'a> fn(&'a u8)>` is a subtype of `Held<fn(&'static u8)>`; the proof asks the former.
use core::marker::PhantomData;

use safe_transmute::{FromBytes, FromZeros, layout};

struct Held<T>(#[allow(dead_code)] u8, PhantomData<T>);

unsafe impl FromZeros for Held<fn(&'static u8)> {}
unsafe impl FromBytes for Held<fn(&'static u8)> {}

#[repr(C)]
struct Outer {
    held: Held<for<'a> fn(&'a u8)>,
}

layout! { struct Outer { held }: FromBytes }

fn main() {}
