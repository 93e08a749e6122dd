//@ error:  ^^^^^ `T` is not `FromBytes`
// The bound that is missing is that of a field.
use safe_transmute::layout;

#[repr(C)]
struct Sample<T> {
    left: u8,
    right: T,
}

layout! { for<T> struct Sample<T> { left, right }: FromBytes }

fn main() {}
