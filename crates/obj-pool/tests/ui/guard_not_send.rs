//@ error: E0277
//@ error: cannot be shared between threads safely
// A guard that is sent calls its manager from there.

struct Maker(std::cell::Cell<u8>);

impl obj_pool::Manage for Maker {
    type Item = u8;

    fn create(&self) -> u8 {
        self.0.get()
    }

    fn reset(&self, _: &mut u8) -> bool {
        self.0.set(1);
        true
    }
}

fn main() {
    let pool = obj_pool::Pool::builder(Maker(0.into())).max(1).build().unwrap();
    let guard = pool.get();
    std::thread::scope(|scope| {
        scope.spawn(move || drop(guard));
    });
}
