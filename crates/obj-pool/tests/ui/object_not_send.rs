//@ error: E0277
//@ error: cannot be sent between threads safely
// Sharing a pool moves its objects between threads.

fn main() {
    let make: fn() -> std::rc::Rc<u8> = || std::rc::Rc::new(1);
    let pool = obj_pool::Pool::builder(make).max(1).build().unwrap();
    std::thread::scope(|scope| {
        scope.spawn(|| drop(pool.get()));
    });
}
