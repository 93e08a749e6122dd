//@ error: E0277
//@ error: cannot be shared between threads safely
// A local pool's guard touches the pool's cells when it is dropped.

fn main() {
    let pool = obj_pool::LocalPool::builder(|| 0_u8).max(1).build().unwrap();
    let guard = pool.get();
    std::thread::scope(|scope| {
        scope.spawn(move || drop(guard));
    });
}
