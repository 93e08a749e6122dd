//! Guards that are forgotten, dropped or finished, one after another in every order, and then the halves.

use std::{collections::VecDeque, mem};

use ringbuf_spsc::{Consumer, Producer, RingBuffer};

use crate::tracked::{Log, Tracked};

#[derive(Clone, Copy, PartialEq)]
enum End {
    Finish,
    Drop,
    Forget,
}

use End::{Drop, Finish, Forget};

/// What the ring must hold, what was dropped, and what leaked.
struct Model<'l> {
    log: &'l Log,
    next: u32,
    items: VecDeque<u32>,
    dropped: Vec<u32>,
}

impl<'l> Model<'l> {
    fn item(&mut self) -> Tracked<'l> {
        self.next += 1;
        self.log.item(self.next)
    }

    fn slot(&mut self, end: End, producer: &mut Producer<'_, Tracked<'l>>) {
        let full = self.items.len() == producer.capacity();
        let Some(mut slot) = producer.vacant_slot() else { return assert!(full) };
        assert!(!full);
        match end {
            Finish => {
                slot.write(self.item());
                self.items.push_back(self.next);
            }
            #[expect(clippy::drop_non_drop, reason = "should it come to implement Drop")]
            Drop => drop(slot),
            // What was written there leaks.
            Forget => {
                slot.uninit().write(self.item());
                #[expect(clippy::forget_non_drop, reason = "should it come to implement Drop")]
                mem::forget(slot);
            }
        }
    }

    /// Two slots, or what there is, of which one is filled.
    fn write_chunk(&mut self, end: End, producer: &mut Producer<'_, Tracked<'l>>) {
        let free = producer.capacity() - self.items.len();
        let mut chunk = producer.write_chunk_max(2);
        assert_eq!(chunk.capacity(), free.min(2));
        if free == 0 {
            return;
        }
        chunk.push(self.item()).unwrap();
        match end {
            Finish => {
                chunk.commit();
                self.items.push_back(self.next);
            }
            Drop => {
                drop(chunk);
                self.dropped.push(self.next);
            }
            Forget => mem::forget(chunk),
        }
    }

    fn read_chunk(&mut self, end: End, consumer: &mut Consumer<'_, Tracked<'l>>) {
        let chunk = consumer.read_chunk_max(2);
        assert_eq!(chunk.len(), self.items.len().min(2));
        match end {
            Finish => {
                chunk.commit(1);
                self.dropped.extend(self.items.pop_front());
            }
            #[expect(clippy::drop_non_drop, reason = "should it come to implement Drop")]
            Drop => drop(chunk),
            #[expect(clippy::forget_non_drop, reason = "should it come to implement Drop")]
            Forget => mem::forget(chunk),
        }
    }

    /// The iterator of a chunk of two, or of all there is, of which one item is taken.
    fn taken(&mut self, most: usize, end: End, consumer: &mut Consumer<'_, Tracked<'l>>) {
        let mut items = consumer.read_chunk_max(most).into_iter();
        let count = most.min(self.items.len());
        assert_eq!(items.len(), count);
        let taken = if end == Finish { count } else { count.min(1) };
        for item in items.by_ref().take(taken) {
            assert_eq!(Some(item.id), self.items.front().copied());
            self.dropped.extend(self.items.pop_front());
        }
        if end == Forget {
            mem::forget(items);
        } else {
            drop(items);
            self.dropped.extend(self.items.drain(..count - taken));
        }
    }

    fn step(
        &mut self,
        guard: usize,
        end: End,
        producer: &mut Producer<'_, Tracked<'l>>,
        consumer: &mut Consumer<'_, Tracked<'l>>,
    ) {
        match guard {
            0 => self.slot(end, producer),
            1 => self.write_chunk(end, producer),
            2 => self.read_chunk(end, consumer),
            3 => self.taken(2, end, consumer),
            _ => self.taken(usize::MAX, end, consumer),
        }
        assert!(consumer.iter().map(|item| item.id).eq(self.items.iter().copied()));
        assert_eq!(producer.free_len(), producer.capacity() - self.items.len());
        assert_eq!(self.log.dropped(), self.dropped);
    }
}

#[test]
fn in_every_order() {
    const GUARDS: usize = 5;
    const STEPS: u32 = if cfg!(miri) { 2 } else { 3 };
    let ways: Vec<_> =
        (0..GUARDS).flat_map(|guard| [Finish, Drop, Forget].map(|end| (guard, end))).collect();
    for order in 0..ways.len().pow(STEPS) {
        // All starts and ends come by in turn: each order of two guards meets all of them.
        let (start, ends) = (order % 6, order / 6 % 4);
        let log = Log::default();
        let mut ring = RingBuffer::<_, 3>::new();
        let mut model = Model { log: &log, next: 0, items: VecDeque::new(), dropped: Vec::new() };
        let (mut producer, mut consumer) = ring.split();
        for _ in 0..start {
            producer.push(model.item()).unwrap();
            drop(consumer.pop());
            model.dropped.push(model.next);
        }
        for _ in 0..2 {
            producer.push(model.item()).unwrap();
            model.items.push_back(model.next);
        }
        for step in 0..STEPS {
            let (guard, end) = ways[order / ways.len().pow(step) % ways.len()];
            model.step(guard, end, &mut producer, &mut consumer);
        }
        if ends & 1 == 0 {
            mem::forget(consumer);
            assert!(!producer.is_abandoned(), "a half that was forgotten has not gone");
        } else {
            drop(consumer);
            assert!(producer.is_abandoned());
        }
        if ends & 2 == 0 {
            mem::forget(producer);
        } else {
            drop(producer);
        }
        // Whoever comes next goes on from there, whatever was forgotten.
        let (mut producer, mut consumer) = ring.split();
        model.step(1, Finish, &mut producer, &mut consumer);
        drop(consumer.pop());
        model.dropped.extend(model.items.pop_front());
        mem::forget((producer, consumer));
        drop(ring);
        model.dropped.extend(model.items);
        assert_eq!(log.dropped(), model.dropped);
    }
}
