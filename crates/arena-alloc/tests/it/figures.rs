//! What an arena says of its blocks, to the byte, through changes of chunks, failures and rewinds.

use std::mem;

use arena_alloc::{Arena, ScopeGuard};

use crate::fuzz::Source;

/// What the arena must say.
#[derive(Default)]
struct Figures {
    used: usize,
    peak: usize,
    /// What was reserved before.
    reserved: usize,
}

impl Figures {
    fn add(&mut self, len: usize) {
        self.used += len.next_multiple_of(8);
        self.peak = self.peak.max(self.used);
    }

    fn check(&mut self, arena: &Arena<&Source>, source: &Source) {
        assert_eq!((arena.used(), arena.high_water()), (self.used, self.peak));
        assert_eq!(arena.reserved(), source.bytes());
        assert!(arena.used() <= arena.reserved());
        // A limit that was lowered frees nothing, but nothing is added above it.
        let most = arena.limit().map_or(usize::MAX, |limit| limit.max(self.reserved));
        assert!(arena.reserved() <= most);
        self.reserved = arena.reserved();
    }
}

/// Small numbers, the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % end).expect("small")
    }

    /// The length of a block: mostly small, at times more than the next chunk has.
    fn len(&mut self) -> usize {
        let (small, large) = (self.below(60), self.below(20_000));
        if self.below(12) == 0 { large } else { small }
    }
}

/// A scope with scopes in it, which end in every way but by a panic.
fn nest(guard: &mut ScopeGuard<'_>, numbers: &mut Numbers, figures: &mut Figures, depth: usize) {
    for _ in 0..numbers.below(6) {
        let len = numbers.len();
        if guard.try_alloc_slice_fill_with(len, |_| 7_u8).is_ok() {
            figures.add(len);
        }
        let before = figures.used;
        if depth > 0 && numbers.below(2) == 0 {
            let mut inner = guard.guard();
            nest(&mut inner, numbers, figures, depth - 1);
            if numbers.below(3) == 0 {
                mem::forget(inner);
            } else {
                drop(inner);
                figures.used = before;
            }
        }
    }
}

#[test]
fn an_arena_says_to_the_byte_what_is_used() {
    let seeds = if cfg!(miri) { 4 } else { 400 };
    for seed in 0..seeds {
        let (source, mut numbers) = (Source::default(), Numbers(seed));
        let (mut arena, mut figures) = (Arena::new_in(&source), Figures::default());
        for _ in 0..30 {
            match numbers.below(9) {
                0 => source.fail_at(source.calls() + numbers.below(3), numbers.below(8)),
                1 => arena.set_limit(None),
                // Below what is reserved, too.
                2 => arena.set_limit(Some(arena.reserved() / 2 + numbers.below(3000))),
                3 => {
                    let (before, start) = (figures.used, arena.checkpoint());
                    for _ in 0..numbers.below(8) {
                        let len = numbers.len();
                        if arena.try_alloc_slice_fill_with(len, |_| 3_u8).is_ok() {
                            figures.add(len);
                        }
                    }
                    // SAFETY: none of the blocks since is used again.
                    unsafe { arena.rewind(start) };
                    figures.used = before;
                }
                4 => {
                    let before = figures.used;
                    let mut guard = arena.guard();
                    nest(&mut guard, &mut numbers, &mut figures, 3);
                    if numbers.below(4) == 0 {
                        mem::forget(guard);
                    } else {
                        drop(guard);
                        figures.used = before;
                    }
                }
                5 if numbers.below(3) == 0 => {
                    [Arena::reset, Arena::reset_keep_all, Arena::release][numbers.below(3)](
                        &mut arena,
                    );
                    figures.used = 0;
                }
                _ => {
                    let len = numbers.len();
                    if let Ok(block) = arena.try_alloc_slice_fill_with(len, |_| 5_u8) {
                        assert!(block.iter().all(|&byte| byte == 5));
                        figures.add(len);
                    }
                }
            }
            figures.check(&arena, &source);
        }
        drop(arena);
        assert_eq!(source.chunks(), 0);
    }
}
