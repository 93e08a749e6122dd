//! Nested scopes, guards and collections, read from bytes and checked against a map of what is live.
//! The body of the fuzz target `arena_scopes`, which includes this file and `fuzz`.

use std::{cell::RefCell, collections::BTreeMap, mem};

use allocator_api2::vec::Vec as AVec;
use arena_alloc::{Arena, Scope, ScopeGuard};

use crate::fuzz::{Bytes, Source};

/// What is live in all scopes, by address.
struct World<'w> {
    source: &'w Source,
    ranges: RefCell<BTreeMap<usize, usize>>,
}

/// The blocks of one scope, each with the byte that fills it.
struct Own<'w, 'x> {
    world: &'w World<'w>,
    blocks: Vec<(&'x mut [u8], u8)>,
    numbers: Vec<&'x mut [u64]>,
}

impl<'w, 'x> Own<'w, 'x> {
    fn new(world: &'w World<'w>) -> Self {
        Self { world, blocks: Vec::new(), numbers: Vec::new() }
    }

    fn bytes(&mut self, block: &'x mut [u8], fill: u8) {
        self.world.claim(block);
        self.blocks.push((block, fill));
    }

    fn check(&self) {
        assert!(self.blocks.iter().all(|(block, fill)| block.iter().all(|byte| byte == fill)));
        for numbers in &self.numbers {
            assert!(numbers.iter().zip(0..).all(|(&number, n)| number == n));
        }
    }
}

impl Drop for Own<'_, '_> {
    fn drop(&mut self) {
        self.check();
        self.blocks.iter().for_each(|(block, _)| self.world.free(block));
        self.numbers.iter().for_each(|numbers| self.world.free(numbers));
    }
}

impl World<'_> {
    fn claim<T>(&self, block: &[T]) {
        let (start, len) = (block.as_ptr().addr(), size_of_val(block));
        assert_eq!(start % align_of::<T>(), 0, "misaligned");
        if len > 0 {
            let mut ranges = self.ranges.borrow_mut();
            let before = ranges.range(..start + len).next_back();
            assert!(before.is_none_or(|(_, &end)| end <= start), "blocks overlap");
            ranges.insert(start, start + len);
        }
    }

    fn free<T>(&self, block: &[T]) {
        if size_of_val(block) > 0 {
            self.ranges.borrow_mut().remove(&block.as_ptr().addr());
        }
    }
}

/// What scopes and guards have in common, as far as it is used here.
macro_rules! allocate {
    ($host:expr, $own:ident, $bytes:ident, $kind:expr) => {{
        let fill = u8::try_from($bytes.byte()).expect("a byte");
        match $kind {
            0..=2 => {
                if let Ok(block) = $host.try_alloc_slice_copy(&vec![fill; $bytes.size()]) {
                    $own.bytes(block, fill);
                }
            }
            3 => {
                // Grows while others are allocated.
                let (len, every) = ($bytes.byte(), 1 + $bytes.byte() % 8);
                let mut between = Vec::new();
                let numbers = $host.try_alloc_slice_from_iter((0..len).map(|n| {
                    if n % every == 0 {
                        between.extend($host.try_alloc_slice_copy(&[fill; 5]).ok());
                    }
                    n as u64
                }));
                for block in between {
                    $own.bytes(block, fill);
                }
                if let Ok(numbers) = numbers {
                    $own.world.claim(numbers);
                    $own.numbers.push(numbers);
                }
            }
            _ => {
                // Two vectors, of which one is given back.
                let (len, more) = ($bytes.byte(), $bytes.byte());
                let (mut kept, mut gone) = (AVec::new_in(&*$host), AVec::new_in(&*$host));
                for n in 0..len {
                    if kept.try_reserve(1).is_ok() {
                        kept.push(fill);
                    }
                    if n % 16 < more % 16 && gone.try_reserve(1).is_ok() {
                        gone.push(!fill);
                    }
                }
                if more > 128 {
                    kept.shrink_to_fit();
                }
                assert!(gone.iter().all(|&byte| byte == !fill));
                drop(gone);
                $own.world.claim(&kept);
                assert!(kept.iter().all(|&byte| byte == fill));
                $own.check();
                $own.world.free(&kept);
            }
        }
    }};
}

fn level(scope: &mut Scope<'_>, world: &World<'_>, bytes: &mut Bytes<'_>, depth: usize) {
    let mut own = Own::new(world);
    while !bytes.0.is_empty() {
        match bytes.byte() % 16 {
            kind @ 0..=6 => allocate!(scope, own, bytes, kind),
            7..=9 if depth < 12 => {
                scope.scope(|inner| level(inner, world, bytes, depth + 1));
                own.check();
            }
            10..=12 if depth < 12 => {
                guarded(&mut scope.guard(), world, bytes, depth + 1);
                own.check();
            }
            13 => world.source.fail_at(world.source.calls() + bytes.byte() % 4, bytes.byte() % 8),
            _ => return,
        }
    }
}

fn guarded(outer: &mut ScopeGuard<'_>, world: &World<'_>, bytes: &mut Bytes<'_>, depth: usize) {
    while !bytes.0.is_empty() {
        let mut guard = outer.guard();
        {
            let mut own = Own::new(world);
            for _ in 0..bytes.byte() % 4 {
                let kind = bytes.byte() % 7;
                allocate!(&guard, own, bytes, kind);
            }
        }
        match bytes.byte() % 8 {
            0..=1 if depth < 12 => guarded(&mut guard, world, bytes, depth + 1),
            2..=3 if depth < 12 => guard.scope(|inner| level(inner, world, bytes, depth + 1)),
            4 => mem::forget(guard),
            5..=6 => {}
            _ => return,
        }
    }
}

/// Carries the operations out.
pub(crate) fn scope_ops(data: &[u8]) {
    let source = Source::default();
    let mut bytes = Bytes(data);
    let mut arena = Arena::new_in(&source);
    while !bytes.0.is_empty() {
        let world = World { source: &source, ranges: RefCell::default() };
        let limit = bytes.size() * 16;
        arena.set_limit((limit > 0).then(|| arena.reserved() + limit));
        _ = arena.try_alloc([limit; 3]);
        let before = arena.used();
        arena.scope(|scope| level(scope, &world, &mut bytes, 0));
        assert_eq!(arena.used(), before);
        assert!(world.ranges.borrow().is_empty());
        assert_eq!(arena.reserved(), source.bytes());
        match bytes.byte() % 4 {
            0 => arena.reset(),
            1 => arena.reset_keep_all(),
            2 => arena.release(),
            _ => continue,
        }
        assert_eq!(arena.used(), 0);
    }
    drop(arena);
    assert_eq!(source.chunks(), 0);
}

#[test]
fn fixed_inputs() {
    scope_ops(b"");
    scope_ops(&[0, 0, 0, 7, 5, 0, 7, 1, 8, 2, 3, 9, 40, 3, 15, 4, 200, 130, 15, 2, 1]);
    scope_ops(&[9, 2, 3, 7, 100, 1, 10, 3, 0, 1, 20, 0, 4, 7, 9, 4, 4, 2, 2, 60, 40, 1, 7, 15, 3]);
    scope_ops(&[0, 0, 13, 0, 3, 3, 9, 250, 1, 7, 4, 5, 250, 255, 15, 15, 0, 0, 0, 0, 9, 0, 15, 2]);
}

#[cfg(not(miri))]
#[test]
fn regressions() {
    // What the fuzzer starts from, and what it found. A packaged crate has neither.
    for kind in ["corpus", "regressions"] {
        let folder = format!("{}/../../fuzz/{kind}/arena_scopes", env!("CARGO_MANIFEST_DIR"));
        for file in std::fs::read_dir(folder).into_iter().flatten() {
            scope_ops(&std::fs::read(file.expect("readable").path()).expect("readable"));
        }
    }
}
