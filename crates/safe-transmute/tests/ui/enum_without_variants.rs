//@ error: E0004
//@ error: the variants of `Never` are not the integers that `layout!` was told
use safe_transmute::layout;

enum Never {}

layout! { enum Never as u8 { }: FromZeros, TryFromBytes, IntoBytes, Immutable }

// Nor does a list without variants pass for a struct's.
#[repr(C)]
struct Flags {
    a: bool,
}

layout! { enum Flags as u8 { }: IntoBytes, Immutable, Unaligned }

fn main() {}
