//@ error: layout!: write `struct Name
// Past the macro's front door, a caller's tokens cannot end its `unsafe impl` either.
use safe_transmute::layout;

struct Lonely(*mut u8);
struct Pair(u8, u8);

layout! {
    @immutable + [for {} {} {} {}> Send for Lonely {} #[cfg(any())] impl<] Pair { 0 1 }
}

fn main() {}
