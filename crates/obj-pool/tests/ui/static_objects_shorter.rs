//@ error: lifetime may not live long enough
// A static pool is invariant in its objects, as a shared one.

use obj_pool::StaticPool;

fn shorter<'g, 'short, 'long: 'short>(
    pool: &'g StaticPool<&'long str, 1>,
) -> &'g StaticPool<&'short str, 1> {
    pool
}

fn main() {
    let _ = shorter;
}
