//@ error: lifetime may not live long enough
use arena_alloc::ArenaBox;

fn extend<'a>(boxed: ArenaBox<'a, &'a str>) -> ArenaBox<'a, &'static str> {
    boxed
}

fn main() {
    extend(arena_alloc::Arena::new().alloc_box("x"));
}
