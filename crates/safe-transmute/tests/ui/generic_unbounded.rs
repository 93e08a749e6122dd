//@ error: not every pattern of bytes is known to be a valid `T`
use safe_transmute::layout;

#[repr(C)]
struct Pair<T>(T, T);

layout! { for<T> struct Pair<T> { 0, 1 }: FromBytes }

fn main() {}
