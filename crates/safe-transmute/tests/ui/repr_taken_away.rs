//@ error: do not lie in memory in the order
// An attribute behind the derive takes the `repr(C)` away that the derive has seen.
use safe_transmute::Layout;

#[derive(Layout)]
#[layout(FromBytes)]
#[spoil::without_repr]
#[repr(C)]
struct Reordered {
    a: u8,
    b: u64,
    c: u16,
}

fn main() {}
