//@ error: not every pattern of bytes is known to be a valid `bool`
//@ error: overflow evaluating the requirement `Circle<u16>: 
//@ error: Padding<3, 3, 1>`
// A bound that rests on what it is a condition of proves nothing, and grants nothing.
use core::marker::PhantomData;

use safe_transmute::{__private, FromBytes, layout};

#[repr(C)]
struct Circle<T>(T, bool);

layout! { for<T> struct Circle<T> where T: FromBytes, Circle<T>: FromBytes { 0, 1 }: FromBytes }

// The seal above `Padding` is taken from the bound, which is never met.
#[repr(C)]
struct Padded<'a> {
    kind: u8,
    length: u32,
    held: PhantomData<&'a ()>,
}

impl<'a> __private::Padding<3, 3, 1> for Padded<'a> where Padded<'a>: __private::Padding<3, 3, 1> {}

layout! { struct Padded<'static> { kind, length, held }: IntoBytes }

fn main() {
    fn needs<T: FromBytes>() {}
    needs::<Circle<u16>>();
}
