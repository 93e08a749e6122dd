//@ error: `..` cannot be used in union patterns
use safe_transmute::layout;

#[repr(C)]
union Wide {
    narrow: u8,
    wide: u32,
}

layout! { struct Wide { wide }: IntoBytes }

fn main() {}
