//! Every method against a `VecDeque`, from every start, on the heap and inline.

use std::{collections::VecDeque, mem::MaybeUninit};

use proptest::prelude::*;
use ringbuf_spsc::{Consumer, Full, Producer, RingBuffer, TooFew};

#[derive(Debug, Clone)]
enum Op {
    Push,
    Pop,
    PushSlice(usize),
    PopSlice(usize),
    PopUninit(usize),
    PushIter(usize),
    PushWith,
    Slot(bool),
    /// Slots asked for, filled by each of the ways, and whether it is committed.
    WriteChunk(usize, [usize; 4], bool),
    /// Items asked for, committed.
    ReadChunk(usize, usize),
    /// Items asked for, taken from the iterator.
    IntoIter(usize, usize),
    Drain(usize),
    Skip(usize),
    Clear,
    PeekMut,
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        3 => Just(Op::Push),
        3 => Just(Op::Pop),
        1 => (0..12_usize).prop_map(Op::PushSlice),
        1 => (0..12_usize).prop_map(Op::PopSlice),
        1 => (0..12_usize).prop_map(Op::PopUninit),
        1 => (0..12_usize).prop_map(Op::PushIter),
        1 => Just(Op::PushWith),
        1 => any::<bool>().prop_map(Op::Slot),
        3 => (0..12_usize, [0..4_usize, 0..4_usize, 0..4_usize, 0..4_usize], any::<bool>())
            .prop_map(|(count, fill, commit)| Op::WriteChunk(count, fill, commit)),
        1 => (0..12_usize, 0..12_usize).prop_map(|(count, commit)| Op::ReadChunk(count, commit)),
        1 => (0..12_usize, 0..12_usize).prop_map(|(count, take)| Op::IntoIter(count, take)),
        1 => (0..12_usize).prop_map(Op::Drain),
        1 => (0..12_usize).prop_map(Op::Skip),
        1 => Just(Op::Clear),
        1 => Just(Op::PeekMut),
    ]
}

/// Both indices go round twice the capacity, so any start below that is one to test from.
fn advance_both(producer: &mut Producer<'_, u32>, consumer: &mut Consumer<'_, u32>, start: usize) {
    for _ in 0..start {
        producer.push(0).unwrap();
        consumer.pop().unwrap();
    }
}

struct Model {
    items: VecDeque<u32>,
    next: u32,
}

impl Model {
    fn number(&mut self) -> u32 {
        self.next += 1;
        self.next
    }

    fn step(
        &mut self,
        op: &Op,
        producer: &mut Producer<'_, u32>,
        consumer: &mut Consumer<'_, u32>,
    ) {
        self.produce(op, producer);
        self.consume(op, consumer);
        self.agrees(producer, consumer);
    }

    fn produce(&mut self, op: &Op, producer: &mut Producer<'_, u32>) {
        let free = producer.capacity() - self.items.len();
        match *op {
            Op::Push => {
                let item = self.number();
                let want = if free > 0 { Ok(()) } else { Err(Full(item)) };
                assert_eq!(producer.push(item), want);
                if free > 0 {
                    self.items.push_back(item);
                }
            }
            Op::PushSlice(count) => {
                let items: Vec<_> = (0..count).map(|_| self.number()).collect();
                let pushed = producer.push_slice(&items);
                assert_eq!(pushed, count.min(free));
                self.items.extend(&items[..pushed]);
            }
            Op::PushIter(count) => {
                let items: Vec<_> = (0..count).map(|_| self.number()).collect();
                let mut rest = items.iter().copied();
                let pushed = producer.push_iter(rest.by_ref());
                assert_eq!((pushed, rest.len()), (count.min(free), count - pushed));
                self.items.extend(&items[..pushed]);
            }
            Op::PushWith => {
                let item = self.number();
                match producer.push_with(|| item) {
                    Ok(()) => self.items.push_back(item),
                    Err(full) => assert_eq!((full.0(), free), (item, 0)),
                }
            }
            Op::Slot(commit) => {
                let item = self.number();
                let slot = producer.vacant_slot();
                assert_eq!(slot.is_some(), free > 0);
                if let (Some(slot), true) = (slot, commit) {
                    slot.write(item);
                    self.items.push_back(item);
                }
            }
            Op::WriteChunk(count, fill, commit) => self.write_chunk(count, fill, commit, producer),
            _ => {}
        }
    }

    fn consume(&mut self, op: &Op, consumer: &mut Consumer<'_, u32>) {
        match *op {
            Op::Pop => assert_eq!(consumer.pop(), self.items.pop_front()),
            Op::PopSlice(count) => {
                let mut items = vec![u32::MAX; count];
                let popped = consumer.pop_slice(&mut items);
                assert_eq!(popped, count.min(self.items.len()));
                assert!(items[popped..].iter().all(|&item| item == u32::MAX), "the rest is kept");
                assert!(items[..popped].iter().copied().eq(self.items.drain(..popped)));
            }
            Op::PopUninit(count) => {
                let mut items = vec![MaybeUninit::uninit(); count];
                let items = consumer.pop_slice_uninit(&mut items);
                assert_eq!(items.len(), count.min(self.items.len()));
                assert!(items.iter().copied().eq(self.items.drain(..items.len())));
            }
            Op::ReadChunk(count, commit) => {
                let there = self.items.len();
                match consumer.read_chunk(count) {
                    Ok(mut chunk) => {
                        assert_eq!((chunk.len(), chunk.is_empty()), (count, count == 0));
                        let (first, second) = chunk.as_slices();
                        assert!(first.iter().chain(second).eq(self.items.iter().take(count)));
                        let (first, second) = chunk.as_mut_slices();
                        first.iter_mut().chain(second).for_each(|item| *item += 1_000_000);
                        self.items.iter_mut().take(count).for_each(|item| *item += 1_000_000);
                        chunk.commit(commit);
                        self.items.drain(..commit.min(count));
                    }
                    Err(error) => {
                        assert_eq!(error, TooFew { requested: count, available: there });
                        let chunk = consumer.read_chunk_max(count);
                        assert_eq!(chunk.len(), there);
                        chunk.commit_all();
                        self.items.clear();
                    }
                }
            }
            Op::IntoIter(count, take) => {
                let chunk = consumer.read_chunk_max(count);
                let there = chunk.len();
                assert_eq!(there, count.min(self.items.len()));
                let items: Vec<_> = chunk.into_iter().take(take).collect();
                let want: Vec<_> = self.items.drain(..there).take(take).collect();
                assert_eq!(items, want);
            }
            Op::Drain(take) => {
                let drain = consumer.drain();
                assert_eq!(drain.len(), self.items.len());
                let items: Vec<_> = drain.take(take).collect();
                let want: Vec<_> = self.items.drain(..).take(take).collect();
                assert_eq!(items, want);
            }
            Op::Skip(count) => {
                assert_eq!(consumer.skip(count), count.min(self.items.len()));
                self.items.drain(..count.min(self.items.len()));
            }
            Op::Clear => {
                assert_eq!(consumer.clear(), self.items.len());
                self.items.clear();
            }
            Op::PeekMut => match consumer.peek_mut() {
                Some(item) => {
                    *item += 1;
                    self.items[0] += 1;
                    consumer.iter_mut().rev().for_each(|item| *item += 1_000_000);
                    self.items.iter_mut().for_each(|item| *item += 1_000_000);
                }
                None => assert!(self.items.is_empty() && consumer.iter_mut().len() == 0),
            },
            _ => {}
        }
    }

    fn write_chunk(
        &mut self,
        count: usize,
        [push, iter, copy, raw]: [usize; 4],
        commit: bool,
        producer: &mut Producer<'_, u32>,
    ) {
        let free = producer.free_len();
        if let Err(error) = producer.write_chunk(count).map(drop) {
            assert_eq!(error, TooFew { requested: count, available: free });
        }
        let mut chunk = producer.write_chunk_max(count);
        assert_eq!(chunk.capacity(), count.min(free));
        let mut want = Vec::new();
        for _ in 0..push {
            let item = self.number();
            match chunk.push(item) {
                Ok(()) => want.push(item),
                Err(full) => assert_eq!((full.0, want.len()), (item, chunk.capacity())),
            }
        }
        let items: Vec<_> = (0..iter).map(|_| self.number()).collect();
        let mut rest = items.iter().copied();
        let filled = chunk.fill_from_iter(rest.by_ref());
        assert_eq!(rest.len(), iter - filled);
        want.extend(&items[..filled]);
        let items: Vec<_> = (0..copy).map(|_| self.number()).collect();
        let filled = chunk.copy_from_slice(&items);
        want.extend(&items[..filled]);
        let (first, second) = chunk.spare_mut();
        let spare = first.len() + second.len();
        let mut filled = 0;
        for slot in first.iter_mut().chain(second).take(raw) {
            let item = self.next + 1;
            self.next = item;
            slot.write(item);
            want.push(item);
            filled += 1;
        }
        // SAFETY: so many slots were written.
        unsafe { chunk.assume_init(filled) };
        assert_eq!((chunk.len(), chunk.is_empty()), (want.len(), want.is_empty()));
        assert_eq!(spare + chunk.len() - filled, chunk.capacity());
        assert!(chunk.len() <= chunk.capacity());
        if commit {
            chunk.commit();
            self.items.extend(want);
        }
    }

    fn agrees(&self, producer: &Producer<'_, u32>, consumer: &Consumer<'_, u32>) {
        let (len, capacity) = (self.items.len(), producer.capacity());
        assert_eq!(consumer.capacity(), capacity);
        assert_eq!((consumer.len(), consumer.is_empty()), (len, len == 0));
        assert_eq!(consumer.peek(), self.items.front());
        assert_eq!(consumer.iter().len(), len);
        assert!(consumer.iter().eq(&self.items));
        assert!(consumer.iter().rev().eq(self.items.iter().rev()));
        assert_eq!((producer.free_len(), producer.is_full()), (capacity - len, len == capacity));
        assert!(!producer.is_abandoned() && !consumer.is_abandoned());
    }
}

fn run(mut producer: Producer<'_, u32>, mut consumer: Consumer<'_, u32>, start: usize, ops: &[Op]) {
    let start = start % (2 * producer.capacity());
    advance_both(&mut producer, &mut consumer, start);
    let mut model = Model { items: VecDeque::new(), next: 0 };
    model.agrees(&producer, &consumer);
    for op in ops {
        model.step(op, &mut producer, &mut consumer);
    }
    drop(producer);
    assert!(consumer.is_abandoned());
    while let Some(item) = model.items.pop_front() {
        assert_eq!(consumer.pop(), Some(item));
    }
    assert_eq!(consumer.pop(), None);
}

fn inline<const N: usize>(start: usize, ops: &[Op]) {
    let mut ring = RingBuffer::<_, N>::new();
    let (producer, consumer) = ring.split();
    run(producer, consumer, start, ops);
    assert!(ring.is_empty());
}

/// What the whole ring can do, without halves.
fn whole<const N: usize>(start: usize, ops: &[Op]) {
    let mut ring = RingBuffer::<u32, N>::new();
    for _ in 0..start {
        ring.push(0).unwrap();
        ring.pop().unwrap();
    }
    let (mut model, mut number) = (VecDeque::new(), 0);
    for op in ops {
        number += 1;
        match op {
            Op::Push | Op::PushSlice(_) | Op::Slot(_) | Op::PushWith | Op::PushIter(_) => {
                match ring.push(number) {
                    Ok(()) => model.push_back(number),
                    Err(full) => assert_eq!((full.0, model.len()), (number, N)),
                }
            }
            Op::Clear => {
                assert_eq!(ring.clear(), model.len());
                model.clear();
            }
            Op::PeekMut | Op::WriteChunk(..) => {
                for item in &mut ring {
                    *item += 1_000_000;
                }
                for item in &mut model {
                    *item += 1_000_000;
                }
            }
            _ => assert_eq!(ring.pop(), model.pop_front()),
        }
        assert_eq!((ring.len(), ring.peek()), (model.len(), model.front()));
        assert!(ring.iter_mut().eq(&mut model));
    }
    assert!(ring.try_split().is_some(), "no half is taken");
}

fn config() -> ProptestConfig {
    let cases = if cfg!(miri) { 4 } else { 512 };
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn heap(capacity in 1..=9_usize, start in 0..18_usize, ops in prop::collection::vec(op(), 0..60)) {
        let (producer, consumer) = ringbuf_spsc::channel(capacity);
        run(producer, consumer, start, &ops);
    }

    #[test]
    fn inline_rings(start in 0..18_usize, ops in prop::collection::vec(op(), 0..60)) {
        inline::<1>(start, &ops);
        inline::<2>(start, &ops);
        inline::<3>(start, &ops);
        inline::<8>(start, &ops);
        whole::<1>(start, &ops);
        whole::<3>(start, &ops);
    }
}
