//@ pass
// Structs and enums that macros make: names, types, attributes and traits given as fragments.
#![forbid(unsafe_code)]
#![deny(warnings)]
#![allow(dead_code)]
use safe_transmute::{Layout, layout};
macro_rules! make {
    ($(#[$meta:meta])* $vis:vis struct $name:ident { $($fvis:vis $field:ident : $ty:ty),* $(,)? }) => {
        $(#[$meta])* $vis struct $name { $($fvis $field: $ty),* }
    };
}
make! {
    #[derive(Layout, Clone, Copy)]
    #[layout(Pod, Unaligned)]
    #[repr(C)]
    pub struct A { pub(crate) a: u8, b: [u8; 3], }
}
macro_rules! make_enum {
    ($(#[$meta:meta])* $name:ident : $int:ident { $($v:ident = $e:expr),* }) => {
        #[derive(Layout)]
        #[layout(TryFromBytes, IntoBytes, Immutable)]
        #[repr($int)]
        $(#[$meta])*
        enum $name { $($v = $e),* }
    };
}
make_enum! { #[derive(Debug)] E: u16 { A = 1 + 1, B = 300 } }
macro_rules! make_enum2 {
    ($(#[$meta:meta])* $name:ident { $($v:ident = $e:expr),* }) => {
        $(#[$meta])*
        enum $name { $($v = $e),* }
    };
}
make_enum2! { #[derive(Layout)] #[layout(TryFromBytes)] #[repr(u16)] E2 { A = 1 + 1, B = 300 } }
macro_rules! make_tuple {
    ($name:ident ($($ty:ty),*) $l:meta) => {
        #[derive(Layout)]
        #[$l]
        #[repr(C)]
        struct $name($(pub $ty),*);
    };
}
make_tuple!(T1([u8; 2], safe_transmute::Be<u16>) layout(Pod, Unaligned));
macro_rules! inner {
    ($t:ty, $r:tt) => {
        layout! { struct $t { 0, 1 }: LayoutHash }
    };
}
inner!(T1, 0);
macro_rules! traits {
    ($name:ident: $($tr:ident),*) => {
        #[derive(Layout)]
        #[layout($($tr),*)]
        #[repr(C)]
        struct $name { a: u8 }
    };
}
traits!(Tr: FromBytes, Immutable);
fn main() {}
