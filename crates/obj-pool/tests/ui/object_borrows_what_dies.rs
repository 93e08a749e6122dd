//@ error: E0597
// A pool drops its objects, so what they borrow must live longer.

struct Loud<'a>(#[allow(dead_code)] &'a String);

impl Drop for Loud<'_> {
    fn drop(&mut self) {
        println!("{}", self.0);
    }
}

fn main() {
    let pool;
    let text = String::from("abc");
    pool = obj_pool::Pool::builder(|| Loud(&text)).max(1).build().unwrap();
    drop(pool.get());
}
