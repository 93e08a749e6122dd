//@ pass
#![no_implicit_prelude]
#![forbid(unsafe_code)]
#![deny(warnings)]
#![allow(dead_code, non_camel_case_types)]

mod core {}
mod std {}
struct Some;
struct None;
struct Option;
trait LayoutHash {}
type u64 = ();
type usize = ();

const AT: ::core::primitive::usize = 4;

#[repr(C)]
struct Entry {
    r#type: ::core::primitive::u8,
    length: ::core::primitive::u32,
}

::safe_transmute::layout! { struct Entry { r#type, length }: LayoutHash }
::safe_transmute::assert_layout! {
    struct Entry { r#type: 0, length: AT }, size: ::core::mem::size_of::<Entry>(), align: AT
}

#[repr(u8)]
#[derive(::safe_transmute::Layout)]
#[layout(LayoutHash)]
enum Kind {
    r#A,
    B = 9,
}

fn main() {
    let hash = <Entry as ::safe_transmute::ffi::LayoutHash>::LAYOUT_HASH;
    ::std::assert_ne!(hash, <Kind as ::safe_transmute::ffi::LayoutHash>::LAYOUT_HASH);
}
