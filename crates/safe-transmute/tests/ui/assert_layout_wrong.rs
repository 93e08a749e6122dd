//@ error: assert_layout!: field `y` of `Point` lies at 8, but in C 4
//@ error: assert_layout!: `Point` has size 16, but in C 12
//@ error: assert_layout!: `Point` has alignment 8, but in C 4
//@ error: pattern requires `..`
//@ error: E0609
//@ error: assert_layout!: write `struct Name
#![forbid(unsafe_code)]

use safe_transmute::assert_layout;

#[repr(C)]
struct Point {
    x: u8,
    y: f64,
}

assert_layout! { struct Point { x: 0, y: 4 }, size: 16, align: 8 }
assert_layout! { struct Point { x: 0, y: 8 }, size: 12, align: 8 }
assert_layout! { struct Point { x: 0, y: 8 }, size: 16, align: 4 }
assert_layout! { struct Point { x: 0 }, size: 16, align: 8 }
assert_layout! { struct Point { x: 0, y: 8, z: 9 }, size: 16, align: 8 }
assert_layout! { struct Point { x: 0, y: 8 } }

fn main() {}
