//@ pass
// The crate under another path; traits twice; discriminants with `<` of each kind; C's enums.
#![forbid(unsafe_code)]
#![allow(dead_code)]
mod inner {
    pub use safe_transmute as st;
}
#[derive(inner::st::Layout)]
#[layout(crate = crate::inner::st, Pod, TryFromBytes, FromZeros, Pod)]
#[repr(C)]
struct A {
    a: u8,
}
#[derive(inner::st::Layout)]
#[layout(Pod, crate = inner::st, )]
#[repr(C)]
struct A2 {
    a: u8,
}
#[derive(inner::st::Layout)]
#[layout(FromBytes, TryFromBytes, FromZeros, Immutable, Immutable)]
#[repr(C)]
struct B<T> {
    a: T,
}
trait Tn {
    const N: i8;
}
struct W<A, B, const C: i8>(A, B);
impl<A, B, const C: i8> Tn for W<A, B, C> {
    const N: i8 = C;
}
const X: i8 = 1;
#[derive(inner::st::Layout)]
#[layout(TryFromBytes, Immutable)]
#[repr(i8)]
enum D {
    A = (X < 2) as i8,
    B = 1 << 3 << X,
    C = <W<u8, W<u8, u8, 3>, 7> as Tn>::N,
    D = W::<u8, [u8; 2], 9>::N,
    E = if X < 2 { 40 } else { 2 },
    F,
    G = 100 >> 1,
    H = -(3),
    I = X + if X > 0 { 70 } else { 0 },
    J = match X {
        _ => 90,
    },
}
#[derive(inner::st::Layout)]
#[layout(TryFromBytes, Immutable, IntoBytes)]
#[repr(C)]
enum Cu {
    A,
    B = 7,
}
fn main() {
    assert_eq!(D::J as i8, 90);
    assert!(inner::st::try_transmute::<i32, Cu>(7).is_ok());
    assert!(inner::st::try_transmute::<i32, Cu>(1).is_err());
}
