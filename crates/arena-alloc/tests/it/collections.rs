//! Collections over the `Allocator` of each host.

use std::mem::MaybeUninit;

use allocator_api2::{alloc::Allocator, boxed::Box as ABox, vec::Vec as AVec};
use arena_alloc::{Arena, BufArena, InlineArena};
use hashbrown::{DefaultHashBuilder, HashMap};
use std::{
    alloc::Layout,
    panic::{AssertUnwindSafe, catch_unwind},
};

use crate::{fuzz::Source, source::Unwinding};

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
fn a_block_that_shrinks_and_moves_takes_only_what_is_left_along() {
    let layout = |size, align| Layout::from_size_align(size, align).expect("a layout");
    let mut buffer = [MaybeUninit::new(1_u8); 300];
    let start = buffer.as_ptr().addr();
    let arena = BufArena::new(&mut buffer);
    // Not a multiple of 64, wherever the buffer is: what comes before is.
    (&arena).allocate(layout(0, 64)).expect("room");
    (&arena).allocate(layout(8, 8)).expect("room");
    let block = (&arena).allocate(layout(40, 8)).expect("room").cast::<u8>();
    // SAFETY: it has 40 bytes.
    unsafe { block.write_bytes(7, 40) };
    // SAFETY: the block is the arena's, of this layout.
    let moved = unsafe { (&arena).shrink(block, layout(40, 8), layout(8, 64)) };
    let moved = moved.expect("room").cast::<u8>();
    assert_ne!(moved, block);
    let end = moved.addr().get() + 8 - start;
    // SAFETY: the whole buffer was initialised, and nothing uninitialised was written to it.
    let bytes = buffer.map(|byte| unsafe { byte.assume_init() });
    assert_eq!(bytes[end - 8..end], [7; 8]);
    assert!(bytes[end..].iter().all(|&byte| byte == 1));
}

#[test]
fn the_last_block_grows_and_shrinks_where_it_is() {
    let arena = Arena::new();
    let mut numbers = AVec::with_capacity_in(4, &arena);
    numbers.extend([1_u64, 2, 3, 4]);
    let place = numbers.as_ptr();
    numbers.reserve_exact(50);
    assert_eq!((numbers.as_ptr(), arena.used()), (place, 54 * 8));
    numbers.shrink_to_fit();
    assert_eq!((numbers.as_ptr(), arena.used()), (place, 32));
    let other = AVec::<u8, _>::with_capacity_in(8, &arena);
    numbers.push(5);
    assert_ne!(numbers.as_ptr(), place);
    assert_eq!(numbers[..], [1, 2, 3, 4, 5]);
    let used = arena.used();
    drop(other);
    assert_eq!(arena.used(), used, "it is not the last");
    drop(numbers);
    assert!(arena.used() < used);
    assert!(arena.high_water() >= 54 * 8);
}

#[test]
fn a_block_of_an_outer_scope_is_never_moved_by_an_inner_one() {
    let layout = |size| Layout::from_size_align(size, 8).expect("a layout");
    let mut arena = Arena::new();
    arena.scope(|outer| {
        let host: &_ = &*outer;
        let block = host.allocate(layout(64)).expect("room").cast::<u8>();
        outer.scope(|inner| {
            let host: &_ = &*inner;
            // SAFETY: this is what the contract rules out in a sense, the block being the outer
            // scope's; the two are one allocator, so it must still do no harm.
            let shrunk = unsafe { host.shrink(block, layout(64), layout(8)) }.expect("no move");
            assert_eq!(shrunk.cast(), block);
            let own = host.allocate(layout(8)).expect("room").cast::<u8>();
            assert!(own.addr().get() >= block.addr().get() + 64, "it lies in the outer block");
            // SAFETY: as above.
            let grown = unsafe { host.grow(block, layout(8), layout(128)) }.expect("room");
            assert_ne!(grown.cast(), block);
            // SAFETY: as above.
            unsafe { host.deallocate(block, layout(64)) };
        });
        // The scope outside is the owner again.
        let host: &_ = &*outer;
        // SAFETY: the block is its last.
        let grown = unsafe { host.grow(block, layout(64), layout(256)) }.expect("room");
        assert_eq!(grown.cast(), block);
    });
    // The same with a checkpoint.
    let host = &arena;
    let block = host.allocate(layout(64)).expect("room").cast::<u8>();
    let start = arena.checkpoint();
    // SAFETY: the block is live and of this layout.
    let grown = unsafe { host.grow(block, layout(64), layout(128)) }.expect("room").cast::<u8>();
    assert_ne!(grown, block, "it would lose its end at the rewind");
    // SAFETY: the grown block is not used any more.
    unsafe { arena.rewind(start) };
}

#[test]
fn a_block_of_an_outer_guard_is_never_moved_by_an_inner_one() {
    let layout = |size| Layout::from_size_align(size, 8).expect("a layout");
    let mut arena = Arena::new();
    let mut outer = arena.guard();
    let block = (&outer).allocate(layout(64)).expect("room").cast::<u8>();
    for new in [8, 128] {
        let inner = outer.guard();
        let resized = if new < 64 {
            // SAFETY: as for scopes, the two are one allocator, and the block is live.
            unsafe { (&inner).shrink(block, layout(64), layout(new)) }
        } else {
            // SAFETY: as above.
            unsafe { (&inner).grow(block, layout(64), layout(new)) }
        };
        assert_eq!(resized.expect("room").cast() == block, new < 64);
        let own = (&inner).allocate(layout(8)).expect("room").cast::<u8>();
        assert!(own.addr().get() >= block.addr().get() + 64, "it lies in the outer block");
    }
    // SAFETY: the block is the outer guard's last.
    let grown = unsafe { (&outer).grow(block, layout(64), layout(256)) }.expect("room");
    assert_eq!(grown.cast(), block);
}

#[test]
fn a_rewind_protects_what_was_there_at_its_checkpoint_again() {
    let layout = |size| Layout::from_size_align(size, 8).expect("a layout");
    let arena = Arena::new();
    let host = &arena;
    let block = host.allocate(layout(64)).expect("room").cast::<u8>();
    let first = arena.checkpoint();
    host.allocate(layout(64)).expect("room");
    _ = arena.checkpoint();
    for _ in 0..2 {
        // A chunk more, or none.
        // SAFETY: the later blocks are not used again.
        unsafe { arena.rewind(first) };
        // SAFETY: the block is live and of this layout.
        let grown = unsafe { host.grow(block, layout(64), layout(2000)) }.expect("room");
        assert_ne!(grown.cast(), block);
    }
}

#[test]
fn a_rewind_that_unwinds_protects_what_was_there_at_its_checkpoint() {
    let layout = |size| Layout::from_size_align(size, 8).expect("a layout");
    let source = Unwinding::default();
    let arena = Arena::new_in(&source);
    let host = &arena;
    let block = host.allocate(layout(8)).expect("room").cast::<u8>();
    let start = arena.checkpoint();
    arena.alloc([0_u64; 8]);
    _ = arena.checkpoint();
    arena.alloc([0_u8; 12_000]);
    source.1.set(true);
    // SAFETY: the later blocks are not used again.
    let rewind = AssertUnwindSafe(|| unsafe { arena.rewind(start) });
    catch_unwind(rewind).expect_err("the source takes nothing back");
    // SAFETY: the block is live and of this layout.
    let grown = unsafe { host.grow(block, layout(8), layout(64)) }.expect("room").cast::<u8>();
    assert_ne!(grown, block, "it would lose its end at the next rewind");
}

/// It seems to lie where a later checkpoint is; what it grows to is taken since.
#[test]
fn a_block_of_no_bytes_grows_into_a_new_one() {
    let arena = Arena::new();
    let kept = arena.alloc(1_u64);
    let (none, some) = (Layout::new::<()>(), Layout::new::<[u64; 8]>());
    let empty = (&arena).allocate(none).expect("room").cast::<u8>();
    let start = arena.checkpoint();
    // SAFETY: the block is this allocator's, and of that layout.
    let grown = unsafe { (&arena).grow(empty, none, some) }.expect("room").cast::<[u64; 8]>();
    let other = arena.alloc(3_u64);
    // SAFETY: the block has room for them, and is nobody else's.
    unsafe { grown.write([2; 8]) };
    assert_eq!((*kept, *other, arena.used()), (1, 3, 8 + 64 + 8));
    // SAFETY: the two are no longer used.
    unsafe { arena.rewind(start) };
    assert_eq!((*kept, arena.used()), (1, 8));
}

#[test]
fn blocks_of_a_scope_grow_in_place_in_every_chunk() {
    let layout = |size| Layout::from_size_align(size, 8).expect("a layout");
    let mut arena = Arena::new();
    arena.alloc([0_u64; 3]);
    let guard = arena.guard();
    for size in [8, 900, 1000, 2000, 8] {
        let host = &guard;
        let block = host.allocate(layout(size)).expect("room").cast::<u8>();
        // SAFETY: the block is the last, live and of this layout.
        let grown = unsafe { host.grow(block, layout(size), layout(size + 8)) }.expect("room");
        assert_eq!(grown.cast(), block);
        // SAFETY: as above.
        let shrunk = unsafe { host.shrink(block, layout(size + 8), layout(8)) }.expect("no move");
        assert_eq!(shrunk.cast(), block);
    }
}

#[test]
fn a_checkpoint_holds_through_scopes_and_panics_in_them() {
    let layout = |size| Layout::from_size_align(size, 8).expect("a layout");
    let mut arena = Arena::new();
    let block = (&arena).allocate(layout(64)).expect("room").cast::<u8>();
    let start = arena.checkpoint();
    for size in [8, 5000] {
        arena.scope(|scope| _ = scope.alloc_slice_fill_with(size, |_| 1_u8));
        let panics = std::panic::AssertUnwindSafe(|| {
            arena.scope(|scope| {
                scope.alloc_slice_fill_with(size, |_| 1_u8);
                panic!("as told");
            });
        });
        std::panic::catch_unwind(panics).unwrap_err();
        assert_eq!(arena.used(), 64);
        // SAFETY: the block is live and of this layout.
        let grown = unsafe { (&arena).grow(block, layout(64), layout(128)) }.expect("room");
        assert_ne!(grown.cast(), block, "it would lose its end at the rewind");
        // SAFETY: that block is not used again.
        unsafe { arena.rewind(start) };
    }
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
