//@ pass
// A guard's borrow may be shortened; objects may borrow from what outlives their pool.

use obj_pool::{Guard, OwnedGuard, Pool};

fn shorter<'short, 'long: 'short>(
    guard: Guard<'long, fn() -> String>,
) -> Guard<'short, fn() -> String> {
    guard
}

fn main() {
    let text = String::from("abc");
    let make: fn() -> String = String::new;
    let pool = Pool::builder(make).max(1).build().unwrap();
    drop(shorter(pool.get()));
    let borrowing = std::sync::Arc::new(Pool::builder(|| text.as_str()).max(1).build().unwrap());
    let _guard: OwnedGuard<_> = borrowing.get_owned();
    drop(borrowing);
}
