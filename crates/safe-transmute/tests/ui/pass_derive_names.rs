//@ pass
// Names that the proofs use themselves, as fields, variants and types; types within functions.
#![forbid(unsafe_code)]
#![allow(dead_code, non_camel_case_types)]
#[derive(safe_transmute::Layout)]
#[layout(FromBytes, Immutable)]
#[repr(C)]
struct Names {
    __it: u8,
    __bytes: u8,
    __ranges: u8,
    __at: u8,
    r#fn: u8,
    raw: u8,
    mut_: u8,
    r#const: u8,
    union: u8,
    auto: u8,
}
#[derive(safe_transmute::Layout)]
#[layout(TryFromBytes, Immutable)]
#[repr(C)]
struct Names2 {
    __it: bool,
    __bytes: u8,
    __ranges: u8,
    __at: u8,
    r#fn: u8,
    raw: u8,
    r#const: u8,
    union: u8,
    auto: u8,
}
#[derive(safe_transmute::Layout)]
#[layout(TryFromBytes, Immutable)]
#[repr(u8)]
enum V {
    __it,
    r#fn,
    Some,
    None,
    Option,
    union,
    u8,
    usize,
    bool,
}
mod deep {
    pub mod er {
        #[derive(safe_transmute::Layout)]
        #[layout(Pod)]
        #[repr(C)]
        pub(in super::super) struct S {
            pub(super) a: u8,
            pub(self) b: u8,
        }
    }
}
fn f() {
    #[derive(safe_transmute::Layout)]
    #[layout(Pod)]
    #[repr(C)]
    struct Local {
        a: u8,
    }
    const _: () = {
        #[derive(safe_transmute::Layout)]
        #[layout(Pod)]
        #[repr(C)]
        struct Local2(super_u8);
        type super_u8 = u8;
    };
}
fn main() {
    f();
    let _ = size_of::<deep::er::S>();
}
