//! Collections over the `Allocator` of each host.

use std::{alloc::Layout, mem::MaybeUninit};

use allocator_api2::{alloc::Allocator, boxed::Box as ABox, vec::Vec as AVec};
use arena_alloc::{Arena, BufArena, InlineArena};
use hashbrown::{DefaultHashBuilder, HashMap};

use crate::fuzz::Source;

const COUNT: usize = if cfg!(miri) { 60 } else { 2000 };

/// Everything that a collection may do to its allocator, checked against std's.
fn exercise<A: Allocator + Copy>(host: A, count: usize) {
    vector(host, count);
    strings(host, count / 4);
    many_at_once(host, count / 10);
    map(host, count / 4);
    let boxed = ABox::new_in([1_u64; 4], host);
    assert_eq!(*boxed, [1; 4]);
    raw(host);
}

fn vector<A: Allocator + Copy>(host: A, count: usize) {
    let mut ours = AVec::new_in(host);
    let mut theirs = Vec::new();
    for n in 0..count {
        ours.push(n);
        theirs.push(n);
        if n % 100 == 99 {
            ours.truncate(n / 2);
            theirs.truncate(n / 2);
            ours.shrink_to_fit();
            assert_eq!(ours[..], theirs[..]);
        }
    }
    ours.extend_from_slice(&theirs);
    ours.drain(3..10);
    ours.insert(5, 77);
    theirs.extend_from_within(..);
    theirs.drain(3..10);
    theirs.insert(5, 77);
    assert_eq!(ours[..], theirs[..]);
    let boxed = ours.clone().into_boxed_slice();
    assert_eq!(boxed[..], ours[..]);
    drop(ours);
    assert_eq!(boxed[..], theirs[..]);
}

fn strings<A: Allocator + Copy>(host: A, count: usize) {
    let mut all = AVec::new_in(host);
    for n in 0..count {
        let mut text = AVec::new_in(host);
        for byte in n.to_string().bytes() {
            text.push(byte);
        }
        all.push(text);
    }
    all.retain(|text| text.len() % 2 == 0);
    let expected = (0..count).map(|n| n.to_string()).filter(|text| text.len() % 2 == 0);
    assert!(all.iter().map(|text| &text[..]).eq(expected.map(String::into_bytes)));
}

fn many_at_once<A: Allocator + Copy>(host: A, count: usize) {
    let mut all: Vec<AVec<u32, A>> = (0..7).map(|_| AVec::new_in(host)).collect();
    for n in 0..count {
        for (m, vector) in all.iter_mut().enumerate() {
            if n % (m + 1) == 0 {
                vector.push(u32::try_from(n).expect("small"));
            }
        }
    }
    for (m, vector) in all.iter_mut().enumerate() {
        vector.shrink_to_fit();
        let expected = (0..count).filter(|n| n % (m + 1) == 0);
        assert!(vector.iter().map(|&n| n as usize).eq(expected));
    }
}

fn map<A: Allocator + Copy>(host: A, count: usize) {
    let mut ours = HashMap::with_hasher_in(DefaultHashBuilder::default(), host);
    let mut theirs = std::collections::HashMap::new();
    for n in 0..count {
        ours.insert(n, n.to_string());
        theirs.insert(n, n.to_string());
        if n % 3 == 0 {
            assert_eq!(ours.remove(&(n / 2)), theirs.remove(&(n / 2)));
        }
    }
    ours.shrink_to_fit();
    assert_eq!(ours.len(), theirs.len());
    assert!(theirs.iter().all(|(n, text)| ours.get(n) == Some(text)));
}

/// What collections seldom ask for: zeros, other alignments, nothing.
fn raw<A: Allocator + Copy>(host: A) {
    let layout = |size, align| Layout::from_size_align(size, align).expect("a layout");
    let bytes = |block: std::ptr::NonNull<[u8]>, len| {
        // SAFETY: the block is live and ours, and its first `len` bytes are initialised.
        unsafe { std::slice::from_raw_parts(block.cast::<u8>().as_ptr(), len) }
    };
    let block = host.allocate_zeroed(layout(24, 8)).expect("room");
    assert_eq!(bytes(block, 24), [0; 24]);
    // SAFETY: it has 24 bytes.
    unsafe { block.cast::<u8>().write_bytes(7, 24) };
    // SAFETY: the block is `host`'s, of this layout; as all below.
    let block = unsafe { host.grow_zeroed(block.cast(), layout(24, 8), layout(50, 64)) };
    let block = block.expect("room");
    assert_eq!(block.cast::<u8>().addr().get() % 64, 0);
    assert_eq!(bytes(block, 50), [[7; 24].as_slice(), &[0; 26]].concat());
    // SAFETY: as above.
    let block = unsafe { host.shrink(block.cast(), layout(50, 64), layout(24, 128)) };
    let block = block.expect("room");
    assert_eq!((block.cast::<u8>().addr().get() % 128, bytes(block, 24)), (0, &[7; 24][..]));
    // SAFETY: as above.
    let block = unsafe { host.shrink(block.cast(), layout(24, 128), layout(0, 1)) };
    let block = block.expect("room for nothing");
    // SAFETY: as above.
    let block = unsafe { host.grow(block.cast(), layout(0, 1), layout(9, 1)) };
    let block = block.expect("room");
    // SAFETY: it has 9 bytes.
    unsafe { block.cast::<u8>().write_bytes(9, 9) };
    // Of two such neighbours one is not aligned to 16.
    let odd = || {
        let block = host.allocate(layout(24, 8)).expect("room").cast::<u8>();
        (block.addr().get() % 16 == 8).then_some(block)
    };
    let other = odd().or_else(odd).expect("one of them");
    // SAFETY: as above.
    let other = unsafe { host.grow(other, layout(24, 8), layout(32, 16)) }.expect("room");
    assert_eq!(other.cast::<u8>().addr().get() % 16, 0);
    let nothing = host.allocate(layout(0, 1)).expect("room for nothing");
    // SAFETY: as above.
    let nothing = unsafe { host.shrink(nothing.cast(), layout(0, 1), layout(0, 8)) };
    assert_eq!(nothing.expect("room for nothing").cast::<u8>().addr().get() % 8, 0);
    let nothing = host.allocate(layout(0, 32)).expect("room for nothing");
    assert_eq!(nothing.cast::<u8>().addr().get() % 32, 0);
    // SAFETY: as above.
    unsafe { host.deallocate(nothing.cast(), layout(0, 32)) };
    assert_eq!(bytes(block, 9), [9; 9]);
    // SAFETY: as above.
    unsafe { host.deallocate(block.cast(), layout(9, 1)) };
    assert!(host.allocate(layout(usize::MAX / 2, 1)).is_err());
}

#[test]
fn in_an_arena() {
    let source = Source::default();
    let mut arena = Arena::new_in(&source);
    for _ in 0..2 {
        exercise(&arena, COUNT);
        arena.reset();
    }
    drop(arena);
    assert_eq!(source.chunks(), 0);
}

#[test]
fn in_scopes() {
    let source = Source::default();
    let mut arena = Arena::new_in(&source);
    let mut outer = AVec::new_in(&arena);
    outer.extend([1, 2, 3]);
    drop(outer);
    arena.scope(|scope| {
        exercise(&*scope, COUNT / 4);
        scope.scope(|inner| exercise(&*inner, COUNT / 4));
        exercise(&*scope, COUNT / 4);
    });
    let mut guard = arena.guard();
    exercise(&guard, COUNT / 4);
    exercise(&guard.guard(), COUNT / 4);
    drop(guard);
    assert_eq!(arena.used(), 0);
}

#[test]
fn in_arenas_that_do_not_grow() {
    let mut memory = vec![MaybeUninit::uninit(); 400_000];
    exercise(&BufArena::new(&mut memory), COUNT / 4);
    std::thread::Builder::new()
        .stack_size(8 << 20)
        .spawn(|| exercise(&InlineArena::<400_000>::new(), COUNT / 4))
        .expect("a thread")
        .join()
        .expect("no panic");
}

#[test]
fn at_the_limit_a_vector_says_so() {
    let arena = Arena::new();
    arena.set_limit(Some(2000));
    let mut numbers = AVec::new_in(&arena);
    while numbers.try_reserve(1).is_ok() {
        numbers.push(numbers.len());
    }
    assert!(numbers.len() >= 64 && numbers.iter().copied().eq(0..numbers.len()));
    assert!(arena.reserved() <= 2000);
}

#[test]
fn a_collection_at_a_source_that_fails_at_any_call() {
    for fail_at in 0..8 {
        let source = Source::default();
        source.fail_at(fail_at, 2);
        let arena = Arena::new_in(&source);
        let mut all: Vec<AVec<u64, _>> = (0..3).map(|_| AVec::new_in(&arena)).collect();
        for n in 0..600 {
            let vector = &mut all[n % 3];
            if vector.try_reserve(1).is_ok() {
                vector.push(vector.len() as u64);
            }
        }
        assert!(all.iter().all(|vector| vector.iter().copied().eq(0..vector.len() as u64)));
        assert_eq!(source.bytes(), arena.reserved());
    }
}
