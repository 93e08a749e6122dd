//! Positions that pass their own wrap point, twice the capacity, where the lap's parity begins
//! again; from just below it, and for many laps.

use std::collections::VecDeque;

use ringbuf_spsc::{Consumer, Producer, RingBuffer};

const LAPS: usize = if cfg!(miri) { 3 } else { 50 };

/// Both indices to a place, one by one, as only steps can show that they hold on the way.
fn advance(producer: &mut Producer<'_, usize>, consumer: &mut Consumer<'_, usize>, steps: usize) {
    for n in 0..steps {
        producer.push(n).unwrap();
        assert_eq!(consumer.pop(), Some(n));
    }
}

/// What each way to move items does, in turns of `size`, over the wrap point and on.
fn over_the_edge<const N: usize>(below: usize, size: usize) {
    let mut ring = RingBuffer::<usize, N>::new();
    let (mut producer, mut consumer) = ring.split();
    advance(&mut producer, &mut consumer, 2 * N - below);
    let (mut next, mut model) = (0, VecDeque::new());
    for turn in 0..2 * N * LAPS {
        let items: Vec<_> = (next..next + size).collect();
        let pushed = match turn % 4 {
            0 => producer.push_slice(&items),
            1 => producer.push_iter(items.iter().copied()),
            2 => {
                let mut chunk = producer.write_chunk_max(size);
                let filled = chunk.copy_from_slice(&items);
                chunk.commit();
                filled
            }
            _ => items.iter().take_while(|&&item| producer.push(item).is_ok()).count(),
        };
        assert_eq!(pushed, size.min(N - model.len()));
        model.extend(&items[..pushed]);
        next += pushed;
        assert_eq!((producer.free_len(), consumer.len()), (N - model.len(), model.len()));
        assert!(consumer.iter().eq(&model));

        let mut room = vec![usize::MAX; size];
        let popped: Vec<_> = match turn % 5 {
            0 => {
                let count = consumer.pop_slice(&mut room);
                room[..count].to_vec()
            }
            1 => consumer.read_chunk_max(size).into_iter().collect(),
            2 => consumer.drain().collect(),
            3 => {
                let skipped: Vec<_> = consumer.iter().copied().take(size).collect();
                assert_eq!(consumer.skip(size), skipped.len());
                skipped
            }
            _ => std::iter::from_fn(|| consumer.pop()).take(size).collect(),
        };
        assert!(
            popped
                .into_iter()
                .eq(model.drain(..if turn % 5 == 2 { model.len() } else { size.min(model.len()) }))
        );
    }
}

#[test]
fn every_way_over_the_edge() {
    for below in 0..=2 {
        for size in 1..=4 {
            over_the_edge::<1>(below, size);
            over_the_edge::<2>(below, size);
            over_the_edge::<3>(below, size);
            over_the_edge::<5>(below, size);
            over_the_edge::<8>(below, size);
            // Enough that a push asks for a line ahead, and for none of the last.
            over_the_edge::<45>(below, size);
        }
    }
}

/// The halves' own positions are taken anew from the ring just below, at and past the wrap point.
#[test]
fn halves_claimed_at_the_edge() {
    const N: usize = 3;
    for steps in 2 * N - 2..=2 * N + 1 {
        for items in 0..=N {
            let ring = RingBuffer::<usize, N>::new();
            let (mut producer, mut consumer) = ring.try_split().unwrap();
            advance(&mut producer, &mut consumer, steps);
            assert_eq!(producer.push_iter(0..items), items);
            drop((producer, consumer));
            assert_eq!((ring.len(), ring.is_full()), (items, items == N));
            let (mut producer, mut consumer) = ring.try_split().unwrap();
            assert_eq!((producer.free_len(), consumer.len()), (N - items, items));
            assert_eq!(producer.push_iter(items..), N - items);
            assert!(consumer.drain().eq(0..N));
            assert!(consumer.is_empty() && producer.free_len() == N);
        }
    }
}

/// Two threads, from just below.
#[cfg(feature = "alloc")]
#[test]
fn two_threads_over_the_edge() {
    const ITEMS: usize = if cfg!(miri) { 50 } else { 20_000 };
    for capacity in [1, 2, 3, 7] {
        let (mut producer, mut consumer) = ringbuf_spsc::channel(capacity);
        advance(&mut producer, &mut consumer, 2 * capacity - 1);
        let sender = std::thread::spawn(move || {
            for n in 0..ITEMS {
                while producer.push(n).is_err() {
                    std::thread::yield_now();
                }
            }
        });
        for n in 0..ITEMS {
            let item = loop {
                match consumer.pop() {
                    Some(item) => break item,
                    None => std::thread::yield_now(),
                }
            };
            assert_eq!(item, n);
        }
        sender.join().unwrap();
    }
}

/// Where an item lies follows from its number by arithmetic that depends on its size.
fn of_size<const SIZE: usize>() {
    let mut ring = RingBuffer::<[u8; SIZE], 3>::new();
    let (mut producer, mut consumer) = ring.split();
    let (mut next, mut oldest) = (0, 0);
    for count in [3, 1, 2, 3, 2, 2, 1, 3] {
        for _ in 0..count {
            producer.push([next; SIZE]).unwrap();
            next += 1;
        }
        assert_eq!(producer.is_full(), count == 3);
        for _ in 0..count {
            assert_eq!(consumer.peek(), Some(&[oldest; SIZE]));
            assert_eq!(consumer.pop(), Some([oldest; SIZE]));
            oldest += 1;
        }
        assert_eq!(consumer.pop(), None);
    }
}

#[test]
fn items_of_every_size() {
    of_size::<0>();
    of_size::<1>();
    of_size::<2>();
    of_size::<3>();
    of_size::<7>();
    of_size::<8>();
    of_size::<4096>();
    of_size::<4097>();
}
