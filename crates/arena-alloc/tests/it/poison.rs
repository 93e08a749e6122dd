//! With `--cfg hardpan_asan`, under AddressSanitizer: what no block holds is poisoned.
//!
//! `RUSTFLAGS="-Zsanitizer=address --cfg hardpan_asan" cargo +nightly test --target HOST --test it`
#![cfg(hardpan_asan)]

use std::{alloc::Layout, mem::MaybeUninit, process::Command, ptr::NonNull};

use arena_alloc::{Arena, BufArena, ChunkSource};

use crate::fuzz::Source;

unsafe extern "C" {
    fn __asan_address_is_poisoned(address: *const u8) -> i32;
}

fn is_poisoned(address: *const u8) -> bool {
    // SAFETY: it looks at the sanitizer's own record, whatever the address.
    unsafe { __asan_address_is_poisoned(address) != 0 }
}

/// Whether each byte is poisoned, or none.
fn all(start: *const u8, len: usize) -> Option<bool> {
    let first = is_poisoned(start);
    (0..len).all(|n| is_poisoned(start.wrapping_add(n)) == first).then_some(first)
}

#[test]
fn a_block_is_not_and_what_is_around_it_is() {
    let arena = Arena::new();
    let block = arena.alloc([1_u8; 21]).as_ptr();
    assert_eq!(all(block, 21), Some(false));
    assert_eq!(all(block.wrapping_add(21), 900), Some(true));
    let next = arena.alloc(1_u64);
    *next = 2;
    assert!(is_poisoned(block.wrapping_add(21)));
}

#[test]
fn a_scopes_blocks_are_when_it_ends() {
    let source = Source::default();
    let mut arena = Arena::new_in(&source);
    let kept = (&raw const *arena.alloc(1_u64)).cast();
    let ended = arena.scope(|scope| scope.alloc([1_u8; 64]).as_ptr());
    assert_eq!((all(kept, 8), all(ended, 64)), (Some(false), Some(true)));
    let (small, spare, large) = arena.scope(|scope| {
        (
            scope.alloc([1_u8; 900]).as_ptr(),
            scope.alloc([2_u8; 900]).as_ptr(),
            scope.alloc_slice_fill_with(50_000, |_| 3_u8).as_ptr(),
        )
    });
    assert_eq!((all(small, 900), all(spare, 900)), (Some(true), Some(true)));
    _ = large;
    arena.reset();
    arena.release();
    assert_eq!(source.chunks(), 0);
}

#[test]
fn what_is_taken_again_is_not() {
    let mut arena = Arena::new();
    for round in 0..3_u8 {
        let block = arena.alloc_slice_fill_with(500, |_| round);
        assert_eq!(all(block.as_ptr(), 500), Some(false));
        let block = block.as_ptr();
        match round {
            0 => arena.reset(),
            1 => arena.reset_keep_all(),
            _ => break,
        }
        assert_eq!(all(block, 500), Some(true));
    }
}

#[test]
fn a_buffer_is_its_owners_again_also_if_its_arena_is_forgotten() {
    let mut memory = [MaybeUninit::new(0_u8); 64];
    let start = memory.as_ptr().cast();
    let mut arena = BufArena::new(&mut memory);
    arena.try_alloc(1_u64).expect("room");
    arena.reset();
    std::mem::forget(arena);
    assert_eq!(all(start, 64), Some(false));
}

/// Looks at what it is given back.
#[derive(Default)]
struct Looking(Source);

// SAFETY: as the source within.
unsafe impl ChunkSource for Looking {
    fn obtain(&self, layout: Layout) -> Option<NonNull<u8>> {
        self.0.obtain(layout)
    }
    unsafe fn give_back(&self, block: NonNull<u8>, layout: Layout) {
        assert_eq!(all(block.as_ptr(), layout.size()), Some(false));
        // SAFETY: as the caller promises.
        unsafe { self.0.give_back(block, layout) }
    }
}

#[test]
fn a_chunk_goes_back_without_poison() {
    let source = Looking::default();
    for chunks in 0..4 {
        for release in [true, false] {
            let mut arena = Arena::new_in(&source);
            for n in 0..chunks {
                arena.alloc([n; 900]);
            }
            if release {
                arena.scope(|scope| _ = scope.alloc([1_u8; 90_000]));
                arena.reset();
                arena.release();
            }
        }
    }
    assert_eq!(source.0.chunks(), 0);
}

/// The program ends at the access. So it is another process that does it.
#[test]
fn a_use_after_the_scope_is_reported() {
    const ASKED: &str = "ARENA_ALLOC_USE_AFTER_SCOPE";
    if std::env::var_os(ASKED).is_some() {
        let mut arena = Arena::new();
        let ended = arena.scope(|scope| &raw const *scope.alloc(1_u64));
        // SAFETY: none: this is the mistake that is to be reported.
        println!("{}", unsafe { ended.read_volatile() });
        return;
    }
    let output = Command::new(std::env::current_exe().expect("this test"))
        .args(["--exact", "poison::a_use_after_the_scope_is_reported", "--nocapture"])
        .env(ASKED, "1")
        .output()
        .expect("it starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && said.contains("use-after-poison"), "{said}");
}
