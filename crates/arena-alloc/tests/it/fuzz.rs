//! Operations on an arena, read from bytes and checked against a model. The body of the fuzz target
//! `arena_ops`, which includes this file.

use std::{
    alloc::Layout,
    cell::{Cell, RefCell},
    collections::BTreeMap,
    ptr::NonNull,
};

use arena_alloc::{Arena, ArenaBox, ChunkSource};

/// The global allocator, with a record of what is lent, and failures on demand.
#[derive(Default)]
pub(crate) struct Source {
    lent: RefCell<BTreeMap<NonNull<u8>, Layout>>,
    calls: Cell<usize>,
    fails: Cell<(usize, usize)>,
}

impl Source {
    /// Lets `count` calls fail, from the call with the number `first`, counted from 0.
    pub(crate) fn fail_at(&self, first: usize, count: usize) {
        self.fails.set((first, count));
    }

    pub(crate) fn calls(&self) -> usize {
        self.calls.get()
    }

    pub(crate) fn chunks(&self) -> usize {
        self.lent.borrow().len()
    }

    pub(crate) fn bytes(&self) -> usize {
        self.lent.borrow().values().map(Layout::size).sum()
    }

    /// Frees what was leaked.
    pub(crate) fn free_all(&self) {
        for (block, layout) in self.lent.take() {
            // SAFETY: it is lent, so it was allocated below with this layout, and not freed.
            unsafe { std::alloc::dealloc(block.as_ptr(), layout) };
        }
    }
}

// SAFETY: the blocks are the global allocator's.
unsafe impl ChunkSource for Source {
    fn obtain(&self, layout: Layout) -> Option<NonNull<u8>> {
        let call = self.calls.replace(self.calls.get() + 1);
        let (first, count) = self.fails.get();
        // A chunk of gigabytes is not what is tested.
        if (first..first + count).contains(&call) || layout.size() > 1 << 24 {
            return None;
        }
        assert_ne!(layout.size(), 0);
        // SAFETY: the size is not zero.
        let block = NonNull::new(unsafe { std::alloc::alloc(layout) })?;
        // What was never written is no zero.
        // SAFETY: the block has this size.
        unsafe { block.write_bytes(0xA5, layout.size()) };
        self.lent.borrow_mut().insert(block, layout);
        Some(block)
    }

    unsafe fn give_back(&self, block: NonNull<u8>, layout: Layout) {
        assert_eq!(self.lent.borrow_mut().remove(&block), Some(layout));
        // SAFETY: it was lent with this layout.
        unsafe { std::alloc::dealloc(block.as_ptr(), layout) };
    }
}

/// The operations' bytes; zeros when they end.
pub(crate) struct Bytes<'d>(pub(crate) &'d [u8]);

impl Bytes<'_> {
    pub(crate) fn byte(&mut self) -> usize {
        let Some((&byte, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        byte.into()
    }

    /// Mostly small, sometimes a few thousand.
    pub(crate) fn size(&mut self) -> usize {
        let (low, scale) = (self.byte(), self.byte());
        low << (scale % 16).saturating_sub(9)
    }
}

/// A value with a destructor that is counted.
struct Counted<'c>(&'c Cell<usize>, u64);

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() + 1);
    }
}

/// What is live between two resets, by address, each with the byte that fills it.
#[derive(Default)]
struct Live<'a> {
    ranges: BTreeMap<usize, usize>,
    slices: Vec<(&'a mut [u8], u8)>,
    raw: Vec<(NonNull<u8>, usize, u8)>,
    numbers: Vec<(&'a mut u64, u64)>,
    wide: Vec<(&'a mut Wide, u8)>,
    boxes: Vec<(ArenaBox<'a, Counted<'a>>, u64)>,
}

#[repr(align(64))]
struct Wide([u8; 100]);

impl<'a> Live<'a> {
    /// A block was handed out: it must be aligned and apart from all others.
    fn claim(&mut self, address: usize, layout: Layout) {
        assert_eq!(address % layout.align(), 0, "misaligned");
        if layout.size() == 0 {
            return;
        }
        let end = address + layout.size();
        let before = self.ranges.range(..end).next_back();
        assert!(before.is_none_or(|(_, &other_end)| other_end <= address), "blocks overlap");
        self.ranges.insert(address, end);
    }

    fn bytes(&self) -> usize {
        self.ranges.iter().map(|(start, end)| end - start).sum()
    }

    fn check(&self) {
        assert!(self.slices.iter().all(|(slice, fill)| slice.iter().all(|byte| byte == fill)));
        assert!(self.numbers.iter().all(|(number, value)| **number == *value));
        assert!(self.wide.iter().all(|(wide, fill)| wide.0.iter().all(|byte| byte == fill)));
        assert!(self.boxes.iter().all(|(counted, value)| counted.1 == *value));
        for &(block, size, fill) in &self.raw {
            // SAFETY: the arena gave this block, `allocate` filled it, and it lives.
            let block = unsafe { std::slice::from_raw_parts(block.as_ptr(), size) };
            assert!(block.iter().all(|&byte| byte == fill));
        }
    }

    /// One allocation.
    fn allocate(
        &mut self,
        arena: &'a Arena<&Source>,
        kind: usize,
        bytes: &mut Bytes<'_>,
        drops: &'a Cell<usize>,
    ) -> Result<(), arena_alloc::AllocError> {
        let small = u8::try_from(bytes.byte()).expect("a byte");
        match kind {
            0 => {
                let number = arena.try_alloc(u64::from(small)).map_err(|back| {
                    assert_eq!(back.value, u64::from(small));
                    back.error
                })?;
                self.claim((&raw mut *number).addr(), Layout::new::<u64>());
                self.numbers.push((number, u64::from(small)));
            }
            1 => {
                let wide = arena.try_alloc(Wide([small; 100])).map_err(|back| back.error)?;
                self.claim((&raw mut *wide).addr(), Layout::new::<Wide>());
                self.wide.push((wide, small));
            }
            2 => {
                let source = vec![small; bytes.size()];
                let copy = arena.try_alloc_slice_copy(&source)?;
                self.claim(copy.as_ptr().addr(), Layout::for_value(copy));
                self.slices.push((copy, small));
            }
            3 => {
                let source = "\u{e9}".repeat(bytes.size() / 2);
                let copy = arena.try_alloc_str(&source)?;
                self.claim(copy.as_ptr().addr(), Layout::for_value(copy));
                assert_eq!(*copy, *source);
            }
            4 => {
                let boxed = arena.try_alloc_box(Counted(drops, small.into())).map_err(|back| {
                    std::mem::forget(back.value);
                    back.error
                })?;
                self.claim((&raw const *boxed).addr(), Layout::new::<Counted<'_>>());
                self.boxes.push((boxed, small.into()));
            }
            _ => {
                let align = 1 << (bytes.byte() % 13);
                let layout = Layout::from_size_align(bytes.size(), align).expect("a layout");
                let block = arena.try_alloc_layout(layout)?;
                self.claim(block.addr().get(), layout);
                // SAFETY: the block has this size.
                unsafe { block.write_bytes(small, layout.size()) };
                self.raw.push((block, layout.size(), small));
            }
        }
        Ok(())
    }
}

/// Between two resets. False at the end of the bytes.
fn round(arena: &Arena<&Source>, source: &Source, bytes: &mut Bytes<'_>) -> bool {
    let drops = Cell::new(0);
    let mut dropped = 0;
    let mut live = Live::default();
    while !bytes.0.is_empty() {
        let before = (arena.used(), arena.reserved());
        match bytes.byte() % 16 {
            kind @ 0..=10 => {
                let refused = live.allocate(arena, kind, bytes, &drops).is_err();
                assert!(!refused || (arena.used(), arena.reserved()) == before);
            }
            11 => {
                let left = bytes.size() * 8;
                arena.set_limit((left > 0).then(|| arena.reserved() + left - 8));
            }
            12 => source.fail_at(source.calls() + bytes.byte() % 4, bytes.byte() % 8),
            13 => dropped += usize::from(live.boxes.pop().is_some()),
            14 => {
                if let Some((boxed, _)) = live.boxes.pop() {
                    std::mem::forget(boxed);
                }
            }
            _ => {
                live.check();
                live.boxes.into_iter().for_each(|(counted, _)| {
                    assert_eq!(ArenaBox::leak(counted).0.get(), dropped);
                });
                return true;
            }
        }
        assert_eq!(drops.get(), dropped);
        assert_eq!(arena.reserved(), source.bytes());
        assert!(arena.limit().is_none_or(|limit| arena.reserved() <= limit.max(before.1)));
        assert!(live.bytes() <= arena.used() && arena.used() <= arena.reserved());
    }
    live.check();
    dropped += live.boxes.len();
    drop(live);
    assert_eq!(drops.get(), dropped);
    false
}

/// Carries the operations out.
pub(crate) fn arena_ops(data: &[u8]) {
    let source = Source::default();
    let mut bytes = Bytes(data);
    let mut arena = Arena::new_in(&source);
    while round(&arena, &source, &mut bytes) {
        let before = arena.reserved();
        // Moving the arena moves no chunk.
        let mut moved = Box::new(arena);
        moved.reset();
        arena = *moved;
        assert_eq!(arena.used(), 0);
        assert!(arena.reserved() <= before && source.chunks() <= 1);
    }
    drop(arena);
    assert_eq!(source.chunks(), 0);
}

#[test]
fn fixed_inputs() {
    arena_ops(b"");
    // Each kind of allocation, a limit, a failure, drops, forgetting, and a reset between.
    arena_ops(&[
        0, 1, 1, 2, 2, 3, 200, 12, 3, 4, 9, 1, 4, 5, 5, 6, 12, 77, 3, 13, 4, 8, 14, 15, 0, 7,
    ]);
    arena_ops(&[11, 2, 0, 0, 1, 0, 1, 0, 1, 11, 0, 0, 2, 1, 255, 15, 12, 1, 7, 0, 1, 0, 1, 1, 2]);
    arena_ops(&[12, 0, 1, 1, 9, 1, 9, 5, 3, 12, 255, 15, 5, 3, 12, 1, 0, 15, 15, 5, 0, 12, 0, 0]);
}

#[cfg(not(miri))]
#[test]
fn regressions() {
    // What the fuzzer starts from, and what it found. A packaged crate has neither.
    for kind in ["corpus", "regressions"] {
        let folder = format!("{}/../../fuzz/{kind}/arena_ops", env!("CARGO_MANIFEST_DIR"));
        for file in std::fs::read_dir(folder).into_iter().flatten() {
            let path = file.expect("the folder can be read").path();
            arena_ops(&std::fs::read(path).expect("a file"));
        }
    }
}
