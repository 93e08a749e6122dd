//@ error: lifetime may not live long enough
// A pool is invariant in its objects: as one of shorter-lived objects, it could be given one that is
// then lent as a long-lived one.

use obj_pool::{Guard, Pool};

fn shorter<'g, 'short, 'long: 'short>(
    guard: Guard<'g, fn() -> &'long str>,
) -> Guard<'g, fn() -> &'short str> {
    guard
}

fn pool<'g, 'short, 'long: 'short>(
    pool: &'g Pool<fn() -> &'long str>,
) -> &'g Pool<fn() -> &'short str> {
    pool
}

fn main() {
    let _ = (shorter, pool);
}
