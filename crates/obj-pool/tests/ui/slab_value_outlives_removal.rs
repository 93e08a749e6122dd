//@ error: E0502
// A value that is borrowed cannot be removed.

fn main() {
    let mut slab = obj_pool::Slab::new();
    let key = slab.insert(String::new());
    let value = &slab[key];
    slab.remove(key);
    println!("{value}");
}
