//! The arithmetic by itself.

use std::alloc::Layout;

use bump::{MIN_ALIGN, Taken};
use proptest::prelude::*;

#[path = "../../src/bump.rs"]
mod bump;

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
        cases: if cfg!(miri) { 50 } else { 20_000 },
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
