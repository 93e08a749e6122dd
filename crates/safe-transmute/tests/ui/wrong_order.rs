//@ error: do not lie in memory in the order in which `layout!` names them
use safe_transmute::layout;

#[repr(C)]
struct Pair {
    first: u16,
    second: u16,
}

layout! { struct Pair { second, first }: FromBytes }

fn main() {}
