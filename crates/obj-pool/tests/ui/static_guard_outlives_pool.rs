//@ error: E0597
// The guard of a pool that is no static borrows it.

fn main() {
    let guard = {
        let pool = obj_pool::StaticPool::<u8, 1>::new(|| 0);
        pool.try_get()
    };
    drop(guard);
}
