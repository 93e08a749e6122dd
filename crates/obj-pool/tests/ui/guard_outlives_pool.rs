//@ error: E0597
// A guard borrows its pool.

fn main() {
    let guard;
    {
        let pool = obj_pool::Pool::builder(String::new).max(1).build().unwrap();
        guard = pool.get();
    }
    drop(guard);
}
