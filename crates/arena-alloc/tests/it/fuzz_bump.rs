//! The arithmetic alone, on numbers read from bytes, against the same in numbers that cannot
//! overflow. The body of the fuzz target `arena_bump`, which includes this file.

use std::{alloc::Layout, num::NonZero};

use bump::{CHUNK_ALIGN, HIGHEST_END, MIN_ALIGN, Taken};

#[path = "../../src/bump.rs"]
pub(crate) mod bump;

const LARGEST: usize = usize::MAX / 2;

/// The numbers' bytes; zeros when they end.
struct Numbers<'d>(&'d [u8]);

impl Numbers<'_> {
    fn byte(&mut self) -> usize {
        let Some((&byte, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        byte.into()
    }

    /// Any number; mostly one that lies near an end of what there is.
    fn number(&mut self) -> usize {
        let (kind, near) = (self.byte(), self.byte() | self.byte() << 8);
        match kind % 8 {
            0..=2 => near,
            3 => usize::MAX - near,
            4 => LARGEST - near,
            5 => LARGEST.wrapping_add(near),
            6 => HIGHEST_END.wrapping_add(near).wrapping_sub(1 << 12),
            _ => near.wrapping_shl(u32::try_from(kind / 8 * 2).expect("small")),
        }
    }

    fn floor(&mut self) -> Option<usize> {
        (self.byte() % 4 > 0).then(|| self.number())
    }

    fn layout(&mut self) -> Layout {
        let align = 1_usize << (self.byte() % 16);
        let size = self.number().min(LARGEST - (align - 1));
        Layout::from_size_align(size, align).expect("a layout")
    }
}

fn wide(size: usize) -> u128 {
    (size as u128).next_multiple_of(MIN_ALIGN as u128)
}

/// Blocks of one cursor, taken, grown, shrunk and given back as the numbers say; then a chunk.
pub(crate) fn bump_ops(data: &[u8]) {
    let mut numbers = Numbers(data);
    let (mut cursor, end) = cursor(&mut numbers);
    let mut last = (cursor, 0);
    while !numbers.0.is_empty() {
        match numbers.byte() % 4 {
            0 | 1 => {
                let layout = numbers.layout();
                if let Some(Taken { pad, total }) = take(cursor, end, layout) {
                    last = (cursor + pad, layout.size());
                    cursor += total;
                }
            }
            2 => {
                let (floor, new) = (numbers.floor(), numbers.layout().size());
                let (block, old) = last;
                if let Some(size) = resize(cursor, end, floor, block, old, new) {
                    cursor = block + size;
                    last.1 = new;
                }
            }
            // Of anybody's block, which goes no further than addresses do.
            _ => {
                let (floor, block) = (numbers.floor(), numbers.number());
                let (old, new) = (numbers.layout().size(), numbers.layout().size());
                if block as u128 + wide(old) <= usize::MAX as u128 {
                    resize(cursor, end, floor, block, old, new);
                }
            }
        }
        assert!(cursor <= end && cursor % MIN_ALIGN == 0);
    }
    chunk(&mut Numbers(data));
}

fn cursor(numbers: &mut Numbers<'_>) -> (usize, usize) {
    let start = NonZero::new(numbers.number()).unwrap_or(NonZero::<usize>::MIN);
    let last = start.get().saturating_add(numbers.number());
    let (next, end) = bump::usable(start, last);
    let next = next.get();
    assert!(next <= end && end <= HIGHEST_END, "{start} {last}: {next} {end}");
    assert_eq!((next % MIN_ALIGN, end % MIN_ALIGN), (0, 0));
    assert!(next == end || (start.get() <= next && end <= last), "outside");
    if last < HIGHEST_END {
        assert!(end - next + 2 * MIN_ALIGN > last - start.get(), "too little");
    }
    (next, end)
}

fn take(cursor: usize, end: usize, layout: Layout) -> Option<Taken> {
    let block = (cursor as u128).next_multiple_of(layout.align() as u128);
    let next = block + wide(layout.size());
    let taken = bump::take(cursor, end, layout);
    assert_eq!(taken.is_some(), next <= end as u128);
    if let Some(Taken { pad, total }) = taken {
        assert_eq!(((cursor + pad) as u128, (cursor + total) as u128), (block, next));
    }
    if bump::is_small(layout) {
        assert_eq!(bump::take_small(cursor, end, layout), taken);
    }
    taken
}

fn resize(
    cursor: usize,
    end: usize,
    floor: Option<usize>,
    block: usize,
    old: usize,
    new: usize,
) -> Option<usize> {
    let behind = block as u128 + wide(old);
    let reaches = floor.is_some_and(|floor| block < floor && floor as u128 <= behind);
    assert_eq!(bump::reaches(block, old, floor), reaches);
    let fits = block as u128 + wide(new) <= end as u128;
    let expected = (old > 0 && behind == cursor as u128 && !reaches && fits).then_some(wide(new));
    let resized = bump::resize(cursor, end, floor, block, old, new);
    assert_eq!(resized.map(|size| size as u128), expected);
    resized
}

/// What is decided of a chunk's size.
fn chunk(numbers: &mut Numbers<'_>) {
    let layout = numbers.layout();
    let header = CHUNK_ALIGN * (1 + numbers.byte() % 4);
    let least = bump::chunk_for(header, layout);
    // Wherever it lies in memory.
    let base = numbers.number() / CHUNK_ALIGN * CHUNK_ALIGN;
    if let Some(end) = base.checked_add(least) {
        assert!(bump::take(base + header, end, layout).is_some(), "{base} {layout:?}");
    }
    let next = numbers.number().clamp(bump::FIRST_CHUNK, LARGEST / 2);
    let larger = bump::next_chunk(next, next);
    assert!(larger >= next && Layout::from_size_align(larger, CHUNK_ALIGN).is_ok());
    assert_eq!(bump::next_chunk(next, next - 1), next);
    assert!(bump::next_chunk_after_reset(larger, next) <= larger);
    let mut size = larger;
    let mut tries = 0;
    while let Some(smaller) = bump::smaller_chunk(size, least) {
        assert!(least <= smaller && smaller < size);
        (size, tries) = (smaller, tries + 1);
    }
    assert!(tries <= usize::BITS, "the tries for a smaller chunk are few");
    let (capacity, needed) = (numbers.number(), numbers.number());
    let capacity_then = bump::next_capacity(capacity, needed);
    assert_eq!(capacity_then, needed.max(4).max(capacity.saturating_mul(2)));
}

#[test]
fn fixed_inputs() {
    bump_ops(b"");
    // Blocks, each kind of resizing, and numbers at every end.
    bump_ops(&[0, 16, 0, 0, 200, 1, 0, 3, 0, 9, 0, 2, 0, 0, 0, 0, 0, 40, 0, 1, 12, 0, 8, 0]);
    bump_ops(&[6, 0, 9, 0, 255, 255, 0, 0, 0, 100, 0, 0, 6, 0, 100, 0, 2, 3, 1, 0, 5, 0, 99, 1]);
    bump_ops(&[3, 9, 0, 3, 0, 0, 1, 15, 4, 3, 0, 3, 6, 1, 1, 0, 16, 0, 0, 4, 0, 0, 3, 5, 7, 7]);
}

#[cfg(not(miri))]
#[test]
fn regressions() {
    // What the fuzzer starts from, and what it found. A packaged crate has neither.
    for kind in ["corpus", "regressions"] {
        let folder = format!("{}/../../fuzz/{kind}/arena_bump", env!("CARGO_MANIFEST_DIR"));
        for file in std::fs::read_dir(folder).into_iter().flatten() {
            let path = file.expect("the folder can be read").path();
            bump_ops(&std::fs::read(path).expect("a file"));
        }
    }
}
