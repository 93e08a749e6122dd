//@ pass
// What may stand around the names: documentation, attributes, generics, bounds, defaults, packing.
#![forbid(unsafe_code)]
#![deny(warnings)]
#![allow(dead_code)]
use safe_transmute::{FromBytes, Layout};
use std::marker::PhantomData;
/// doc
#[derive(Layout)]
#[layout(FromBytes, Immutable)]
#[repr(C)]
struct G<'a, T: Copy + Into<u64>, const N: usize = 3, U = [T; 3]>
where
    U: Clone,
    [T; N]: Sized,
{
    /// doc with , and < things
    #[cfg_attr(all(), doc = "x")]
    a: [T; N],
    #[cfg(any())]
    gone: String,
    pub(crate) b: U,
    c: PhantomData<&'a T>,
    r#type: Vec2<T, 2>,
}
#[derive(Layout)]
#[layout(FromBytes, Immutable)]
#[repr(C)]
struct Vec2<T, const M: usize>([T; M]);
#[derive(Layout)]
#[layout(FromBytes, Immutable)]
#[repr(transparent)]
struct Tr<T>(T, PhantomData<fn(T, T) -> (T, Vec<T>)>);
#[derive(Layout)]
#[layout(Pod, Unaligned)]
#[repr(C, packed)]
struct P {
    a: u8,
    b: u64,
    c: [u16; 3],
}
#[derive(Layout)]
#[layout(Pod)]
#[repr(C, align(16))]
struct Al {
    a: [u64; 2],
}
#[derive(Layout)]
#[layout(Immutable)]
struct SelfRef {
    a: Option<&'static Self>,
    b: PhantomData<Self>,
    c: *const Self,
}
trait Wire {
    type H;
}
#[derive(Layout)]
#[layout(FromBytes)]
#[repr(C)]
struct As<W: Wire>
where
    W::H: FromBytes,
    <W as Wire>::H: Copy,
{
    h: W::H,
    w: <W as Wire>::H,
}
#[derive(Layout)]
#[layout(FromBytes)]
#[repr(C)]
struct As2<W>
where
    W: Wire<H = u8> + FromBytes,
{
    h: W::H,
}
#[derive(Layout)]
#[layout(TryFromBytes, IntoBytes, Immutable, FromZeros)]
#[repr(i8)]
enum Neg {
    A = -1,
    #[doc(hidden)]
    B = 0,
    /** x */
    C = if 1 < 2 { 5 } else { 6 },
    D = <u8 as Tn>::N,
}
trait Tn {
    const N: i8;
}
impl Tn for u8 {
    const N: i8 = 100;
}
#[derive(Layout)]
#[layout(FromBytes, Immutable)]
struct Unit;
#[derive(Layout)]
#[layout(FromBytes, Immutable)]
struct Unit2<const A: bool>;
#[derive(Layout)]
#[layout(FromBytes, Immutable)]
struct Unit3
where
    u8: Copy;
#[derive(Layout)]
#[layout(Immutable)]
struct Fns(PhantomData<fn(u8, u8) -> Vec<u8>>, PhantomData<for<'a> fn(&'a u8) -> &'a u8>, u8);
fn main() {}
