//@ error: layout!: write `struct Name
// Behind a parameter, too, tokens of the caller cannot end the macro's `unsafe impl`.
use safe_transmute::layout;

struct Lonely(*mut u8);
struct Pair(u8, u8);

layout! { for<T> Send for Lonely {} struct Pair { 0, 1 }: FromZeros }

fn main() {}
