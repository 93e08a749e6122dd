//@ error: layout!: write `struct Name
// Tokens of the caller cannot end the macro's `unsafe impl` and begin another one under it.
use safe_transmute::layout;

struct Lonely(*mut u8);
struct Pair(u8, u8);

layout! { for<> Send for Lonely {} #[cfg(any())] impl<> struct Pair { 0, 1 }: FromZeros }

fn main() {}
