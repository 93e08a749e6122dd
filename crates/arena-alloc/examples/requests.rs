//! One arena for a loop of requests: each request allocates freely, and one `reset` frees it all.
//!
//! `cargo run --example requests`

use arena_alloc::Arena;

/// A header of a request; both parts lie in the arena.
struct Header<'a> {
    name: &'a str,
    value: &'a str,
}

fn parse<'a>(arena: &'a Arena, request: &str) -> &'a [&'a Header<'a>] {
    let headers: Vec<&Header> = request
        .lines()
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| {
            let name = arena.alloc_str(name);
            name.make_ascii_lowercase();
            &*arena.alloc(Header { name, value: arena.alloc_str(value) })
        })
        .collect();
    arena.alloc_slice_copy(&headers)
}

fn main() {
    let mut arena = Arena::new();
    // No request may take more than a mebibyte.
    arena.set_limit(Some(1 << 20));
    for request in ["Host: a.example\nAccept: */*", "Host: b.example\nUser-Agent: an arena's"] {
        let headers = parse(&arena, request);
        for header in headers {
            println!("{} = {}", header.name, header.value);
        }
        println!("{} bytes used, {} reserved\n", arena.used(), arena.reserved());
        arena.reset();
    }
    assert_eq!(arena.used(), 0);
}
