//@ error: E0505
// A pool with lent objects does not move.

fn main() {
    let pool = obj_pool::Pool::builder(String::new).max(1).build().unwrap();
    let guard = pool.get();
    let moved = Box::new(pool);
    drop((guard, moved));
}
