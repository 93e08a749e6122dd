//! The arithmetic by itself.

use std::{alloc::Layout, num::NonZero};

use proptest::prelude::*;

use crate::fuzz_bump::bump::{self, MIN_ALIGN, Taken};

const HEADER: usize = 16;
const LARGEST: usize = usize::MAX / 2;

/// Layouts of all sizes: small, of chunks, and near the largest.
fn layouts() -> impl Strategy<Value = Layout> {
    let size = prop_oneof![0..300_usize, 0..100_000_usize, LARGEST - 5000..=LARGEST];
    (size, 0..14).prop_map(|(size, shift)| {
        let align = 1_usize << shift;
        Layout::from_size_align(size.min(LARGEST - (align - 1)), align).expect("a layout")
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: if cfg!(miri) { 50 } else { 4_000 },
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// A block is aligned, in bounds and no larger than need be, and is found if there is room.
    #[test]
    fn blocks(
        layout in layouts(),
        start in prop_oneof![1..4096_usize, LARGEST - 4096..LARGEST + 4096, usize::MAX / 8 - 99..usize::MAX / 8],
        room in prop_oneof![0..200_usize, 0..200_000_usize, Just(usize::MAX)],
    ) {
        let cursor = start.saturating_mul(MIN_ALIGN) / MIN_ALIGN * MIN_ALIGN;
        let end = cursor.saturating_add(room);
        // In numbers that cannot overflow.
        let wide_block = (cursor as u128).next_multiple_of(layout.align() as u128);
        let wide_next = wide_block + (layout.size() as u128).next_multiple_of(MIN_ALIGN as u128);
        let taken = bump::take(cursor, end, layout);
        prop_assert_eq!(taken.is_some(), wide_next <= end as u128);
        if let Some(Taken { pad, total }) = taken {
            prop_assert_eq!((cursor + pad) as u128, wide_block);
            prop_assert_eq!((cursor + total) as u128, wide_next);
            prop_assert!(pad <= total);
        }
    }

    /// The quicker way for small layouts finds the same.
    #[test]
    fn small_blocks(
        size in 0..5000_usize,
        shift in 0..14,
        start in prop_oneof![1..4096_usize, bump::HIGHEST_END / 8 - 2000..bump::HIGHEST_END / 8],
        room in prop_oneof![0..200_usize, 0..9000_usize],
    ) {
        let layout = Layout::from_size_align(size, 1_usize << shift).expect("a layout");
        prop_assert!(bump::is_small(layout) || size + layout.align() > 4000);
        let cursor = start * MIN_ALIGN;
        let end = cursor.saturating_add(room).min(bump::HIGHEST_END).max(cursor);
        if bump::is_small(layout) && cursor <= bump::HIGHEST_END {
            prop_assert_eq!(bump::take_small(cursor, end, layout), bump::take(cursor, end, layout));
        }
    }

    /// A block is resized if and only if it has bytes, lies right before the cursor, does not reach the floor from
    /// below, and there is room.
    #[test]
    fn resized_blocks(
        block in prop_oneof![1..4096_usize, LARGEST / 8 - 4096..LARGEST / 8 + 4096, any::<usize>().prop_map(|n| n / 8)],
        old in layouts(),
        new in layouts(),
        gap in prop_oneof![4 => Just(0), 1 => Just(8), 1 => Just(usize::MAX - 7), 1 => any::<usize>()],
        floor in prop::option::of(-64..400_isize),
        room in prop_oneof![0..200_usize, 0..200_000_usize, Just(usize::MAX)],
    ) {
        // No block goes further than addresses do.
        let block = (block * MIN_ALIGN).min(usize::MAX - 7 - old.size().next_multiple_of(MIN_ALIGN));
        let cursor = block.wrapping_add(old.size().next_multiple_of(MIN_ALIGN)).wrapping_add(gap / 8 * 8);
        let end = cursor.saturating_add(room);
        let floor = floor.map(|floor| block.saturating_add_signed(floor));
        let wide = |size: usize| (size as u128).next_multiple_of(MIN_ALIGN as u128);
        let last = block as u128 + wide(old.size()) == cursor as u128;
        let fits = block as u128 + wide(new.size()) <= end as u128;
        let resized = bump::resize(cursor, end, floor, block, old.size(), new.size());
        let reaches = floor.is_some_and(|floor| block < floor && floor <= cursor);
        let expected = (last && fits && !reaches && old.size() > 0).then_some(wide(new.size()));
        prop_assert_eq!(resized.map(|size| size as u128), expected);
    }

    /// What a cursor may have lies within what there is, is aligned, and lacks little.
    #[test]
    fn usable_bytes(
        start in prop_oneof![1..4096_usize, usize::MAX - 9000..=usize::MAX],
        len in prop_oneof![0..40_usize, 0..10_000_usize],
    ) {
        let end = start.saturating_add(len);
        let (next, last) = bump::usable(NonZero::new(start).expect("not 0"), end);
        let next = next.get();
        prop_assert!(next <= last && last <= bump::HIGHEST_END);
        prop_assert_eq!((next % MIN_ALIGN, last % MIN_ALIGN), (0, 0));
        prop_assert!(next == last || (start <= next && last <= end));
        if end < bump::HIGHEST_END {
            prop_assert!(last - next + 2 * MIN_ALIGN > end - start);
        }
    }

    /// A chunk that may begin somewhere has but usable bytes, and all of them but a rest.
    #[test]
    fn chunks_ends(
        start in prop_oneof![1..4096_usize, usize::MAX / 16 - 900..=usize::MAX / 16],
        size in prop_oneof![16..100_usize, 16..10_000_usize, Just(LARGEST - 15)],
    ) {
        let start = start * bump::CHUNK_ALIGN;
        let end = start as u128 + size as u128;
        prop_assert_eq!(bump::may_begin(start, size), end <= bump::HIGHEST_END as u128);
        if bump::may_begin(start, size) {
            let first = NonZero::new(start).expect("not 0");
            prop_assert_eq!(bump::usable(first, start + size), (first, bump::round_down(start + size)));
        }
    }

    #[test]
    fn capacities(capacity in any::<usize>(), needed in any::<usize>()) {
        let next = bump::next_capacity(capacity, needed);
        prop_assert!(next >= needed && next >= 4 && next >= capacity.saturating_mul(2));
        prop_assert_eq!(next, needed.max(4).max(capacity.saturating_mul(2)));
    }

    /// A chunk of the least size has room, wherever it lies; one of 8 bytes less has not, somewhere.
    #[test]
    fn least_chunks(layout in layouts(), place in 1..100_000_usize) {
        let size = bump::chunk_for(HEADER, layout);
        let fits = |base: usize, size: usize| {
            let first = base * bump::CHUNK_ALIGN + HEADER;
            bump::take(first, first.saturating_add(size - HEADER), layout).is_some()
        };
        prop_assert!(fits(place, size));
        if layout.size() > 0 {
            let tight = (1..=8192 / bump::CHUNK_ALIGN).any(|place| !fits(place, size - MIN_ALIGN));
            prop_assert!(tight);
        }
    }

    #[test]
    fn chunk_sizes(size in bump::FIRST_CHUNK..=LARGEST, least in 24..LARGEST) {
        let next = bump::next_chunk(size, size);
        prop_assert!(next == size * 2 || next == 1 << (usize::BITS - 2));
        prop_assert!(Layout::from_size_align(next, bump::CHUNK_ALIGN).is_ok());
        prop_assert_eq!(bump::next_chunk(size, size - 1), size);
        prop_assert_eq!(bump::next_chunk_after_reset(size, size), size.min(next));
        prop_assert_eq!(bump::next_chunk_after_reset(size, 0), size.min(1 << 16));
        match bump::smaller_chunk(size, least) {
            None => prop_assert!(size <= least),
            Some(smaller) => prop_assert!(least <= smaller && smaller < size && (smaller == least || smaller == size / 2)),
        }
    }
}
