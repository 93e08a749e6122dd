//@ error: lifetime may not live long enough
// A guard's borrow cannot be lengthened.

use obj_pool::Guard;

fn longer<'short, 'long: 'short>(
    guard: Guard<'short, fn() -> String>,
) -> Guard<'long, fn() -> String> {
    guard
}

fn main() {
    let _ = longer;
}
