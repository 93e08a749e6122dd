//! Parallel use of arenas: not one arena that threads share, but a pool of them. Each job takes an
//! arena, has it to itself, and gives it back emptied, with its memory; nothing is synchronised
//! while a job allocates.
//!
//! `cargo run --release --example arena_pool`

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use hardpan::{
    arena::Arena,
    pool::{Manage, Pool},
};

/// Arenas that come back empty. One that a huge job made huge is not kept.
struct Arenas;

impl Manage for Arenas {
    type Item = Arena;

    fn create(&self) -> Arena {
        let arena = Arena::with_capacity(64 << 10);
        arena.set_limit(Some(16 << 20)); // No job may take more than 16 MiB.
        arena
    }

    fn reset(&self, arena: &mut Arena) -> bool {
        arena.reset();
        arena.reserved() <= 1 << 20
    }
}

/// The most frequent word of a text, and how often it occurs. All that is needed on the way lies in
/// the arena.
fn most_frequent(arena: &Arena, text: &str) -> Option<(String, usize)> {
    let words = arena.alloc_slice_from_iter(text.split_whitespace().map(|word| {
        let word = arena.alloc_str(word);
        word.make_ascii_lowercase();
        &*word
    }));
    words.sort_unstable();
    let runs = words.chunk_by(|a, b| a == b);
    runs.max_by_key(|run| run.len()).map(|run| (run[0].to_owned(), run.len()))
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let texts: Vec<String> = (0..1000)
        .map(|n| format!("the {n} the {} and so on the way to {n}", n % 7).repeat(1 + n % 20))
        .collect();
    let pool = Pool::builder(Arenas).max(4).build()?;
    let (next, found) = (AtomicUsize::new(0), AtomicUsize::new(0));
    thread::scope(|threads| {
        for _ in 0..4 {
            threads.spawn(|| {
                while let Some(text) = texts.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let arena = pool.get();
                    if most_frequent(&arena, text).is_some_and(|(word, _)| word == "the") {
                        found.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    let found = found.into_inner();
    println!("{found} of {} texts say `the` most often; {:?}", texts.len(), pool.stats());
    assert_eq!(found, texts.len());
    Ok(())
}
