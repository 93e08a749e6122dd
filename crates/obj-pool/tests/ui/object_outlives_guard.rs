//@ error: E0505
// What a guard lends goes back with it.

fn main() {
    let pool = obj_pool::Pool::builder(String::new).max(1).build().unwrap();
    let mut guard = pool.get();
    let text: &mut String = &mut guard;
    drop(guard);
    text.push('x');
}
