//@ error: not every pattern of bytes is known to be a valid `bool`
// A bound that no type meets lets the proof of the fields pass, and the proof be of no use.
use core::marker::PhantomData;

use safe_transmute::{FromBytes, layout, transmute};

trait Always {
    type Is;
}

impl<T> Always for T {
    type Is = bool;
}

struct Never<T>(bool, PhantomData<T>);

layout! { for<T> struct Never<T> where <T as Always>::Is: FromBytes { 0, 1 }: FromBytes }

fn main() {
    let _: Never<u8> = transmute(2_u8);
}
