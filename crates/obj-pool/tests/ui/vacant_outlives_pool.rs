//@ error: E0597
// A vacant slot borrows its pool.

fn main() {
    let lease = {
        let pool = obj_pool::Pool::builder(|| 0_u8).max(1).build().unwrap();
        pool.try_get_or_vacant()
    };
    drop(lease);
}
