//! Capacities in and out of range; small, odd and huge items.

use ringbuf_spsc::{CapacityError, RingBuffer, channel, try_channel};

const HALF: usize = isize::MAX as usize / 2;

fn max_of<T>() -> usize {
    let error = try_channel::<T>(0).expect_err("0 is refused");
    assert_eq!(error.requested, 0);
    error.max
}

#[test]
fn zero_and_overflow_are_refused() {
    for requested in [0, usize::MAX, isize::MAX as usize, isize::MAX as usize / 8 + 1] {
        let error = try_channel::<u64>(requested).expect_err("out of range");
        assert_eq!(error, CapacityError { requested, max: max_of::<u64>() });
        let text = error.to_string();
        assert!(text.contains(&requested.to_string()) && text.contains(&error.max.to_string()));
    }
    // One more than the maximum is refused; the maximum itself would ask for all memory there is.
    for (max, refused) in [
        (max_of::<u8>(), try_channel::<u8>(max_of::<u8>() + 1).is_err()),
        (max_of::<[u8; 3]>(), try_channel::<[u8; 3]>(max_of::<[u8; 3]>() + 1).is_err()),
        (max_of::<u128>(), try_channel::<u128>(max_of::<u128>() + 1).is_err()),
    ] {
        assert!(refused && max > 0 && max <= HALF);
    }
    // So large that 2^17 do not fit any more.
    assert_eq!(max_of::<[u8; HALF >> 15]>(), 0x1_0000);
    assert!(try_channel::<[u8; HALF >> 15]>(0x1_0001).is_err());
}

#[test]
#[should_panic(expected = "at least 1 and at most")]
fn channel_panics_on_zero() {
    let _ = channel::<u8>(0);
}

#[test]
#[should_panic(expected = "at least 1 and at most")]
fn channel_panics_on_overflow() {
    let _ = channel::<u32>(usize::MAX);
}

#[test]
fn a_ring_of_nothing_may_be_as_large_as_any() {
    assert_eq!(max_of::<()>(), HALF);
    assert!(try_channel::<()>(HALF + 1).is_err());
    let (mut producer, mut consumer) = channel::<()>(HALF);
    assert_eq!((producer.capacity(), consumer.capacity()), (HALF, HALF));
    for _ in 0..3 {
        producer.push(()).unwrap();
    }
    assert_eq!((consumer.len(), producer.free_len()), (3, HALF - 3));
    // To the last slot and past it, with the fewest steps: slices of what takes no space.
    let most = [(); HALF];
    assert_eq!(producer.push_slice(&most), HALF - 3);
    assert!(producer.is_full());
    assert_eq!(producer.push(()), Err(ringbuf_spsc::Full(())));
    assert_eq!(consumer.pop_slice(&mut [(); HALF - 1]), HALF - 1);
    for _ in 0..9 {
        producer.push(()).unwrap();
    }
    assert_eq!(consumer.len(), 10);
    assert_eq!(consumer.pop_slice(&mut [(); 20]), 10);
    assert_eq!(consumer.pop(), None);
}

#[test]
fn a_slice_of_nothing_may_be_longer_than_memory() {
    let (mut producer, mut consumer) = channel::<()>(3);
    assert_eq!(producer.push_slice(&[(); usize::MAX]), 3);
    assert_eq!(consumer.pop_slice(&mut [(); usize::MAX]), 3);
    assert_eq!((producer.free_len(), consumer.len()), (3, 0));
}

#[test]
fn an_inline_ring_of_nothing() {
    let mut ring = RingBuffer::<(), HALF>::new();
    let (mut producer, mut consumer) = ring.split();
    assert_eq!(producer.push_slice(&[(); HALF]), HALF);
    assert!(producer.push(()).is_err());
    assert_eq!(consumer.pop(), Some(()));
    drop((producer, consumer));
    assert_eq!(ring.len(), HALF - 1);
}

#[test]
fn large_and_overaligned_items() {
    #[derive(Clone, Copy, PartialEq, Debug)]
    #[repr(align(512))]
    struct Page([u8; 4096]);

    let (mut producer, mut consumer) = channel::<Page>(3);
    for round in 0..5_u8 {
        let pages = [0, 1, 2].map(|i| Page([round * 3 + i; 4096]));
        producer.push(pages[0]).unwrap();
        assert_eq!(producer.push_slice(&pages[1..]), 2);
        assert!(producer.push(pages[0]).is_err());
        assert_eq!(consumer.pop(), Some(pages[0]));
        let mut got = [Page([255; 4096]); 2];
        assert_eq!(consumer.pop_slice(&mut got), 2);
        assert_eq!(got, pages[1..]);
    }
}

#[test]
fn one_slot() {
    let mut ring = RingBuffer::<_, 1>::new();
    let (mut producer, mut consumer) = ring.split();
    for n in 0..5 {
        assert!(consumer.is_empty() && !producer.is_full());
        producer.push(n).unwrap();
        assert_eq!(producer.push(n), Err(ringbuf_spsc::Full(n)));
        assert!(!consumer.is_empty() && producer.is_full());
        assert_eq!(consumer.pop(), Some(n));
        assert_eq!(consumer.pop(), None);
    }
}
