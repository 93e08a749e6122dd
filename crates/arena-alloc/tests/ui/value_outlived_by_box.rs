//@ error: E0597
//! The destructor might read what the value borrows.
struct Reads<'a>(&'a String);

impl Drop for Reads<'_> {
    fn drop(&mut self) {
        println!("{}", self.0);
    }
}

fn main() {
    let arena = arena_alloc::Arena::new();
    let _boxed;
    let text = String::new();
    _boxed = arena.alloc_box(Reads(&text));
}
