//@ pass

//! Users of an older edition, in which `gen` is a name like any other.
#![forbid(unsafe_code)]

use safe_transmute::{Layout, Le, as_bytes, layout, ref_from_bytes, try_ref_from_bytes};

#[repr(C)]
struct ByMacro {
    gen: Le<u32>,
    r#async: u8,
}

layout! { struct ByMacro { gen, r#async }: Pod, Unaligned }

#[derive(Layout)]
#[layout(Pod, Unaligned)]
#[repr(C)]
struct ByDerive {
    gen: Le<u32>,
    r#async: u8,
}

#[derive(Layout, Debug, PartialEq)]
#[layout(TryFromBytes, IntoBytes, Immutable, Unaligned)]
#[repr(u8)]
enum Kind {
    gen = 1,
    Other,
}

fn main() {
    let bytes = [1, 0, 0, 0, 7];
    let by_macro: &ByMacro = ref_from_bytes(&bytes).expect("five bytes");
    let by_derive: &ByDerive = ref_from_bytes(&bytes).expect("five bytes");
    assert_eq!((by_macro.gen.get(), by_macro.r#async), (1, 7));
    assert_eq!(as_bytes(by_derive), as_bytes(by_macro));
    assert_eq!(try_ref_from_bytes::<Kind>(&[1]).ok(), Some(&Kind::gen));
    assert!(try_ref_from_bytes::<Kind>(&[3]).is_err());
}
