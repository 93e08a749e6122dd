//! The arenas that do not grow.

use std::{alloc::Layout, mem::MaybeUninit};

use arena_alloc::{AllocError, BufArena, FormatError, InlineArena};

#[test]
fn a_buffer_of_any_length_and_place() {
    let mut memory = [MaybeUninit::uninit(); 100];
    for start in 0..20 {
        for len in 0..60 {
            let memory = &mut memory[start..start + len];
            let range = memory.as_ptr_range();
            let range = range.start.addr()..range.end.addr();
            let arena = BufArena::new(memory);
            let mut blocks = Vec::new();
            while let Ok(block) = arena.try_alloc(blocks.len()) {
                let address = (&raw mut *block).addr();
                assert!(range.contains(&address) && address + 8 <= range.end);
                blocks.push(block);
            }
            assert!(blocks.iter().enumerate().all(|(n, block)| **block == n));
            assert!(blocks.len() * 8 + 14 >= len, "{} blocks of {len} bytes", blocks.len());
            assert_eq!((arena.used(), arena.left()), (blocks.len() * 8, 0));
        }
    }
}

#[test]
fn the_memory_is_the_owners_again() {
    let mut memory = [MaybeUninit::new(1_u8); 64];
    let mut arena = BufArena::new(&mut memory);
    arena.try_alloc([7_u8; 40]).expect("room");
    arena.reset();
    arena.try_alloc([7_u8; 40]).expect("room again");
    std::mem::forget(arena.try_alloc_box(String::new()));
    memory.fill(MaybeUninit::new(2));
    let mut again = BufArena::new(&mut memory);
    again.reset();
    assert_eq!(again.left(), 64 - again.used());
}

#[test]
fn an_arena_of_its_own_bytes_moves() {
    let mut arena = InlineArena::<128>::new();
    for round in 0..3_u64 {
        let value = arena.try_alloc([round; 4]).expect("room");
        value[3] += 1;
        assert_eq!(value[3], round + 1);
        assert_eq!(arena.used(), 32);
        let mut boxed = Box::new(arena);
        assert_eq!(*boxed.try_alloc([round; 12]).expect("the rest"), [round; 12]);
        assert_eq!(boxed.try_alloc(9_u8).map_err(|back| back.value), Err(9));
        boxed.reset();
        assert_eq!(boxed.left(), 128);
        arena = *boxed;
    }
    let sent = std::thread::spawn(move || arena.try_alloc(5).map(|five| *five).ok());
    assert_eq!(sent.join().expect("no panic"), Some(5));
}

#[test]
fn inline_bytes_of_any_number() {
    fn fill<const N: usize>() {
        let arena = InlineArena::<N>::default();
        let blocks: Vec<_> = std::iter::from_fn(|| arena.try_alloc(N).ok()).collect();
        assert_eq!(blocks.len(), N / 8);
        assert!(blocks.iter().all(|block| **block == N));
        let error = AllocError { requested: 1, limit_left: Some(0) };
        assert_eq!(arena.try_alloc_str("x"), Err(error));
    }
    fill::<0>();
    fill::<1>();
    fill::<7>();
    fill::<8>();
    fill::<23>();
    fill::<1000>();
}

#[test]
fn alignments_and_nothing() {
    #[repr(align(64))]
    #[derive(Clone, Copy, PartialEq, Debug)]
    struct Line(u8);

    let mut memory = [MaybeUninit::uninit(); 600];
    let buffer = BufArena::new(&mut memory);
    let inline = InlineArena::<600>::new();
    for n in 0..3_u8 {
        let blocks = [buffer.try_alloc(Line(n)), inline.try_alloc(Line(n))];
        for block in blocks {
            let block = block.expect("room");
            assert_eq!((block.0, (&raw mut *block).addr() % 64), (n, 0));
        }
        buffer.try_alloc(1_u8).expect("room");
        inline.try_alloc(1_u8).expect("room");
    }
    let layout = Layout::from_size_align(0, 4096).expect("a layout");
    for block in [buffer.try_alloc_layout(layout), inline.try_alloc_layout(layout)] {
        assert_eq!(block.map(|block| block.addr().get() % 4096), Ok(0));
    }
    let huge = Layout::from_size_align(usize::MAX / 2 - 4095, 4096).expect("a layout");
    assert!(buffer.try_alloc_layout(huge).is_err() && inline.try_alloc_layout(huge).is_err());
    assert!(buffer.try_alloc_slice_fill_with(usize::MAX, |_| 0_u64).is_err());
    assert!(inline.try_alloc_slice_fill_with(usize::MAX, |_| 0_u64).is_err());
}

#[test]
fn runs_grow_in_place_and_give_back() {
    let mut memory = [MaybeUninit::uninit(); 256];
    let mut buffer = BufArena::new(&mut memory[..]);
    let mut inline = InlineArena::<256>::new();
    for _ in 0..3 {
        let numbers = (0..20_u64).filter(|n| n % 2 == 0);
        assert_eq!(buffer.try_alloc_slice_from_iter(numbers.clone()).map(|all| all.len()), Ok(10));
        assert_eq!(inline.try_alloc_slice_from_iter(numbers).map(|all| all.len()), Ok(10));
        assert_eq!((buffer.used(), inline.used()), (80, 80));
        assert!(buffer.try_alloc_slice_from_iter(0..99_u64).is_err());
        assert!(inline.try_alloc_box_slice_from_iter((0..99).map(|n| n.to_string())).is_err());
        assert_eq!((buffer.used(), inline.used()), (80, 80));
        let words = inline.try_alloc_box_slice_from_iter((0..5).map(|n| n.to_string()));
        assert_eq!(*words.expect("room"), ["0", "1", "2", "3", "4"]);
        let long = "x".repeat(300);
        let error = buffer.try_alloc_fmt(format_args!("{long}{}", 1)).unwrap_err();
        assert!(matches!(error, FormatError::NoRoom(AllocError { limit_left: Some(_), .. })));
        assert_eq!(inline.try_alloc_fmt(format_args!("{:?}", [1, 2])).as_deref(), Ok("[1, 2]"));
        buffer.reset();
        inline.reset();
    }
    assert!(format!("{buffer:?} {inline:?}").contains("InlineArena { used: 0, left: 256"));
}

/// Of no size, but not of no alignment: wherever a buffer without room begins.
#[test]
fn blocks_of_size_0_are_aligned_in_buffers_without_room() {
    #[repr(align(16))]
    struct Memory([MaybeUninit<u8>; 32]);

    let mut memory = Memory([MaybeUninit::uninit(); 32]);
    for start in 0..=16 {
        for end in start..=16 {
            let mut arena = BufArena::new(&mut memory.0[start..end]);
            for _ in 0..2 {
                let longs = arena.try_alloc_slice_copy::<u64>(&[]).expect("it needs no room");
                assert_eq!(longs.as_ptr().addr() % 8, 0);
                let none = arena.try_alloc([0_u32; 0]).expect("it needs no room");
                assert_eq!(none.as_ptr().addr() % 4, 0);
                for align in [1, 2, 4, 8, 16] {
                    let layout = Layout::from_size_align(0, align).expect("a layout");
                    let block = arena.try_alloc_layout(layout).expect("it needs no room");
                    assert_eq!(block.addr().get() % align, 0);
                }
                arena.reset();
            }
        }
    }
    assert!(BufArena::new(&mut []).try_alloc_slice_copy::<u64>(&[]).is_ok());
}
