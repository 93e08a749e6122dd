//! Std's own collections over std's own `Allocator`, which only a nightly compiler has.
//!
//! `RUSTFLAGS="--cfg hardpan_nightly" cargo +nightly test -p arena-alloc --test it`
#![cfg(hardpan_nightly)]

use std::{
    alloc::Allocator,
    collections::{BTreeMap, VecDeque},
    mem::MaybeUninit,
};

use arena_alloc::{Arena, BufArena, InlineArena};

use crate::fuzz::Source;

fn exercise<A: Allocator + Copy>(host: A) {
    let count = if cfg!(miri) { 50 } else { 200 };
    let mut map = BTreeMap::new_in(host);
    let mut queue = VecDeque::new_in(host);
    let mut numbers = Vec::new_in(host);
    for n in 0..count {
        map.insert(n, Box::new_in([n; 3], host));
        queue.push_front(n);
        numbers.push(n);
        if n % 10 == 9 {
            assert_eq!(map.remove(&(n / 2)).map(|value| *value), Some([n / 2; 3]));
            assert_eq!(queue.pop_back(), Some(n / 10));
            numbers.shrink_to_fit();
        }
    }
    assert!(map.iter().all(|(&key, value)| **value == [key; 3]));
    assert!(queue.iter().rev().copied().eq(count / 10..count));
    assert!(numbers.into_boxed_slice().iter().copied().eq(0..count));
}

#[test]
fn in_every_host() {
    let source = Source::default();
    let mut arena = Arena::new_in(&source);
    exercise(&arena);
    arena.scope(|scope| {
        exercise(&*scope);
        exercise(&scope.guard());
    });
    drop(arena);
    assert_eq!(source.chunks(), 0);
    let mut memory = vec![MaybeUninit::uninit(); 100_000];
    exercise(&BufArena::new(&mut memory));
    exercise(&*Box::new(InlineArena::<100_000>::new()));
}
