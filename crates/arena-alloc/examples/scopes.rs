//! A scope for each request, in a loop: what a request needs is freed when it ends, while what the
//! server keeps stays in the same arena. Within a request, each step has a scope of its own.
//!
//! `cargo run --example scopes`

use arena_alloc::{Arena, Scope};

/// What a request is answered with: all of it lies in the request's scope.
fn answer<'s>(scope: &mut Scope<'s>, routes: &[(&str, &str)], request: &str) -> &'s str {
    let path = request.split(' ').nth(1).unwrap_or("/");
    // What this step needs besides its result ends with it.
    let status = scope.scope(|step| {
        let parts = step.alloc_slice_from_iter(path.split('/').filter(|part| !part.is_empty()));
        parts.iter().rev().find_map(|part| {
            routes.iter().find(|(name, _)| name == part).map(|&(_, target)| target)
        })
    });
    match status {
        Some(target) => scope.alloc_fmt(format_args!("200 {target} for {path}")),
        None => scope.alloc_fmt(format_args!("404 no {path}")),
    }
}

fn main() {
    let mut arena = Arena::new();
    arena.scope(|server| {
        // Kept as long as the server runs.
        let routes = server.alloc_slice_copy(&[("a", "the first"), ("b", "the second")]);
        let mut answered = 0;
        for request in ["GET /x/a", "GET /b", "GET /nowhere", "GET /a/b"] {
            server.scope(|scope| {
                println!("{}", answer(scope, routes, request));
                answered += 1;
            });
        }
        println!("{answered} requests, {server:?}");
    });
    println!("at most {} bytes, now {}", arena.high_water(), arena.used());
    assert_eq!(arena.used(), 0);
}
