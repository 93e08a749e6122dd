//@ pass
// Parameters that outlive others, by a bound, a `where`, or a lifetime that a macro was given.
#![forbid(unsafe_code)]
#![deny(warnings)]
#![allow(dead_code)]
use core::marker::PhantomData;

use safe_transmute::{
    Immutable, Layout, TryFromBytes, layout, read_from_bytes, try_read_from_bytes,
};

#[derive(Layout)]
#[layout(FromBytes, Immutable)]
#[repr(C)]
struct Bounded<'a, 'b: 'a, 'c, T: 'a + Copy, const N: usize = 3>
where
    'c: 'a + 'b,
    T: 'b,
    [T; N]: Sized,
{
    values: [T; N],
    lent: PhantomData<&'a &'b &'c T>,
}

macro_rules! lent {
    ($name:ident, $life:lifetime, $param:ident) => {
        #[derive(Layout)]
        #[layout(TryFromBytes)]
        #[repr(C)]
        struct $name<$life, $param: $life + Clone> {
            flag: bool,
            lent: PhantomData<&$life $param>,
        }
    };
}
lent!(Lent, 'x, X);

#[repr(C)]
struct ByHand<'a, 'b: 'a + 'static, T: 'a>(bool, PhantomData<&'a &'b T>);
layout! {
    for<'a, 'b: 'a + 'static, T> struct ByHand<'a, 'b, T> where T: 'a, T: 'static, T: Copy { 0, 1 }:
    TryFromBytes
}
layout! { for<'b: 'b, 'a: 'b> struct Held<'a, 'b> { 0 }: Immutable }
struct Held<'a, 'b>(PhantomData<(&'a (), &'b ())>);

fn main() {
    fn immutable<T: Immutable>() {}
    immutable::<Held<'static, 'static>>();
    immutable::<Bounded<'static, 'static, 'static, u8, 3>>();
    fn tried<T: TryFromBytes>() {}
    tried::<ByHand<'static, 'static, u8>>();
    assert!(read_from_bytes::<Bounded<'static, 'static, 'static, u8>>(&[1, 2, 3]).is_ok());
    assert!(try_read_from_bytes::<Lent<'static, u8>>(&[1]).is_ok());
    assert!(try_read_from_bytes::<Lent<'static, u8>>(&[2]).is_err());
}
