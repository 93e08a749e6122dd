//! The body of the fuzz target `ringbuf_ops`: bytes are operations, on a ring of items that count
//! their drops, with halves that come, go and are forgotten.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    mem,
    rc::Rc,
};

use ringbuf_spsc::{Consumer, Producer, RingBuffer};

/// Items made and not yet dropped; a second drop of one panics.
#[derive(Default)]
struct Ledger {
    alive: RefCell<Vec<bool>>,
    count: Cell<usize>,
}

struct Item {
    id: usize,
    ledger: Rc<Ledger>,
}

impl Item {
    fn new(ledger: &Rc<Ledger>) -> Self {
        let mut alive = ledger.alive.borrow_mut();
        alive.push(true);
        ledger.count.set(ledger.count.get() + 1);
        Self { id: alive.len() - 1, ledger: Rc::clone(ledger) }
    }
}

impl Drop for Item {
    fn drop(&mut self) {
        let was_alive = mem::replace(&mut self.ledger.alive.borrow_mut()[self.id], false);
        assert!(was_alive, "item {} was dropped twice", self.id);
        self.ledger.count.set(self.ledger.count.get() - 1);
    }
}

/// What the ring must hold.
#[derive(Default)]
struct Model {
    ledger: Rc<Ledger>,
    items: VecDeque<usize>,
    /// Popped, and kept to be dropped later.
    kept: Vec<Item>,
}

impl Model {
    fn push(&mut self, producer: &mut Producer<'_, Item>) {
        let item = Item::new(&self.ledger);
        let id = item.id;
        let full = self.items.len() == producer.capacity();
        match producer.push(item) {
            Ok(()) => {
                assert!(!full);
                self.items.push_back(id);
            }
            Err(back) => assert!(full && back.0.id == id),
        }
    }

    fn pop(&mut self, consumer: &mut Consumer<'_, Item>) {
        let item = consumer.pop();
        assert_eq!(item.as_ref().map(|item| item.id), self.items.pop_front());
        self.kept.extend(item);
    }

    fn write_chunk(&mut self, count: usize, commit: bool, producer: &mut Producer<'_, Item>) {
        let free = producer.capacity() - self.items.len();
        let mut chunk = producer.write_chunk_max(count);
        assert_eq!(chunk.capacity(), count.min(free));
        // All but one, so that a chunk is not always full.
        let filled = chunk.fill_from_iter((1..count).map(|_| Item::new(&self.ledger)));
        assert_eq!(filled, chunk.capacity().min(count - 1));
        if commit {
            chunk.commit();
            let made = self.ledger.alive.borrow().len();
            self.items.extend(made - filled..made);
        }
    }

    fn read_chunk(&mut self, count: usize, forget: bool, consumer: &mut Consumer<'_, Item>) {
        let chunk = consumer.read_chunk_max(count);
        let (first, second) = chunk.as_slices();
        let want = self.items.iter().take(count);
        assert!(first.iter().chain(second).map(|item| &item.id).eq(want));
        if forget {
            #[expect(clippy::forget_non_drop, reason = "should it come to implement Drop")]
            mem::forget(chunk);
        } else {
            chunk.commit(count / 2);
            self.items.drain(..(count / 2).min(self.items.len()));
        }
    }

    fn drain(&mut self, count: usize, forget: bool, consumer: &mut Consumer<'_, Item>) {
        let mut drain = consumer.drain();
        for item in drain.by_ref().take(count) {
            assert_eq!(Some(item.id), self.items.pop_front());
            self.kept.push(item);
        }
        assert_eq!(drain.len(), self.items.len());
        if forget {
            mem::forget(drain);
        } else {
            drop(drain);
            self.items.clear();
        }
    }

    /// One byte, one operation on whichever halves there are.
    fn step(
        &mut self,
        byte: u8,
        producer: Option<&mut Producer<'_, Item>>,
        consumer: Option<&mut Consumer<'_, Item>>,
    ) {
        let len = self.items.len();
        let (times, flag) = (usize::from(byte >> 4) + 1, byte & 8 != 0);
        match (byte & 7, producer, consumer) {
            (0, Some(producer), _) => (0..times).for_each(|_| self.push(producer)),
            (1, _, Some(consumer)) => (0..times).for_each(|_| self.pop(consumer)),
            (2, Some(producer), _) => {
                assert_eq!(producer.free_len(), producer.capacity() - len);
                assert_eq!(producer.is_full(), producer.capacity() == len);
            }
            (2, None, Some(consumer)) => {
                assert_eq!((consumer.len(), consumer.is_empty()), (len, len == 0));
            }
            (3, Some(producer), _) => self.write_chunk(times, flag, producer),
            (4, _, Some(consumer)) => self.read_chunk(times, flag, consumer),
            (5, _, Some(consumer)) => self.drain(times, flag, consumer),
            (6, _, Some(consumer)) if flag => {
                assert_eq!(consumer.skip(times), times.min(len));
                self.items.drain(..times.min(len));
            }
            _ => self.kept.clear(),
        }
        assert_eq!(self.ledger.count.get(), self.items.len() + self.kept.len());
    }

    fn end(self) {
        drop(self.kept);
        assert_eq!(self.ledger.count.get(), 0, "an item was never dropped");
    }
}

/// A heap ring: either half may go early.
#[cfg(feature = "alloc")]
fn heap(capacity: usize, ops: &[u8]) {
    let mut model = Model::default();
    let (producer, consumer) = ringbuf_spsc::channel(capacity);
    let (mut producer, mut consumer) = (Some(producer), Some(consumer));
    for &byte in ops {
        match byte {
            0xf7 => drop(producer.take()),
            0xff => drop(consumer.take()),
            _ => model.step(byte, producer.as_mut(), consumer.as_mut()),
        }
        let gone = (producer.is_none(), consumer.is_none());
        assert!(producer.as_ref().is_none_or(|half| half.is_abandoned() == gone.1));
        assert!(consumer.as_ref().is_none_or(|half| half.is_abandoned() == gone.0));
        if gone == (true, true) {
            break;
        }
    }
    drop((producer, consumer));
    model.end();
}

#[cfg(not(feature = "alloc"))]
fn heap(_capacity: usize, ops: &[u8]) {
    inline::<6>(ops);
}

/// An inline ring: halves are given back and claimed anew, or forgotten.
fn inline<const N: usize>(ops: &[u8]) {
    let mut model = Model::default();
    let mut ring = RingBuffer::<Item, N>::new();
    // Each part of the operations ends with all halves forgotten.
    for ops in ops.split(|&byte| byte == 0xfe) {
        let _ = ring.split();
        let (mut producer, mut consumer) = (None, None);
        for &byte in ops {
            match byte {
                0xf7 => drop(producer.take()),
                0xff => drop(consumer.take()),
                _ => {}
            }
            if byte & 7 == 6 {
                let taken = (producer.is_some(), consumer.is_some());
                match ring.try_split() {
                    Some(halves) => {
                        assert_eq!(taken, (false, false));
                        (producer, consumer) = (Some(halves.0), Some(halves.1));
                    }
                    None => assert!(taken.0 || taken.1),
                }
            } else if producer.is_none() {
                producer = ring.try_producer();
                assert!(producer.is_some());
            } else if consumer.is_none() {
                consumer = ring.try_consumer();
                assert!(consumer.is_some());
            }
            model.step(byte, producer.as_mut(), consumer.as_mut());
            assert_eq!(ring.len(), model.items.len());
        }
        mem::forget((producer, consumer));
    }
    drop(ring);
    model.end();
}

/// The first byte chooses the ring, each further one an operation.
pub(crate) fn ringbuf_ops(data: &[u8]) {
    let Some((&kind, ops)) = data.split_first() else { return };
    match kind % 16 {
        12 => inline::<1>(ops),
        13 => inline::<2>(ops),
        14 => inline::<3>(ops),
        15 => inline::<8>(ops),
        capacity => heap(usize::from(capacity) + 1, ops),
    }
}

#[test]
fn replay() {
    ringbuf_ops(b"");
    for kind in 0..16 {
        ringbuf_ops(&[
            kind, 0x00, 0x01, 0xf0, 0x02, 0xf1, 0x03, 0x30, 0x11, 0x40, 0xf7, 0x01, 0x40,
        ]);
        ringbuf_ops(&[
            kind, 0x00, 0x11, 0xf0, 0xfe, 0x00, 0x01, 0xff, 0x06, 0x36, 0xf7, 0xff, 0x70,
        ]);
        ringbuf_ops(&[kind, 0x20, 0x11, 0xff, 0xf7, 0x06, 0x50, 0xfe, 0xfe, 0xf1]);
        ringbuf_ops(&[
            kind, 0x13, 0x4b, 0x14, 0x4c, 0x2d, 0x3b, 0x0d, 0x3b, 0x05, 0x7b, 0x1e, 0x11,
        ]);
        ringbuf_ops(&[
            kind, 0x2b, 0x11, 0x4b, 0x24, 0x3b, 0x2c, 0x35, 0x8b, 0x1d, 0x5b, 0xfe, 0x11,
        ]);
    }
}

#[cfg(not(miri))]
#[test]
fn regressions() {
    // What the fuzzer starts from, and what it found. A packaged crate has neither.
    for kind in ["corpus", "regressions"] {
        let folder = format!("{}/../../fuzz/{kind}/ringbuf_ops", env!("CARGO_MANIFEST_DIR"));
        for file in std::fs::read_dir(folder).into_iter().flatten() {
            let path = file.expect("the folder can be read").path();
            ringbuf_ops(&std::fs::read(path).expect("a file"));
        }
    }
}
