//! The queues, under one face.

use std::{num::NonZeroUsize, sync::Arc};

use gil::read_guard::BatchReader;

/// A queue, as far as all of them have it.
pub(crate) trait Queue<T> {
    const NAME: &str;
    type Producer: Send + 'static;
    type Consumer: Send + 'static;

    fn channel(capacity: usize) -> (Self::Producer, Self::Consumer);
    fn push(producer: &mut Self::Producer, item: T) -> bool;
    fn pop(consumer: &mut Self::Consumer) -> Option<T>;
}

/// A queue that moves slices, by the fastest safe-to-use way that it has.
pub(crate) trait Slices<T>: Queue<T> {
    fn push_slice(producer: &mut Self::Producer, items: &[T]) -> usize;
    fn pop_slice(consumer: &mut Self::Consumer, items: &mut [T]) -> usize;
}

pub(crate) struct Ours;

impl<T: Send + 'static> Queue<T> for Ours {
    const NAME: &str = "ringbuf-spsc";
    type Producer = ringbuf_spsc::Producer<'static, T>;
    type Consumer = ringbuf_spsc::Consumer<'static, T>;

    fn channel(capacity: usize) -> (Self::Producer, Self::Consumer) {
        ringbuf_spsc::channel(capacity)
    }

    #[inline(always)]
    fn push(producer: &mut Self::Producer, item: T) -> bool {
        producer.push(item).is_ok()
    }

    #[inline(always)]
    fn pop(consumer: &mut Self::Consumer) -> Option<T> {
        consumer.pop()
    }
}

impl<T: Copy + Send + 'static> Slices<T> for Ours {
    #[inline(always)]
    fn push_slice(producer: &mut Self::Producer, items: &[T]) -> usize {
        producer.push_slice(items)
    }

    #[inline(always)]
    fn pop_slice(consumer: &mut Self::Consumer, items: &mut [T]) -> usize {
        consumer.pop_slice(items)
    }
}

pub(crate) struct Gil;

impl<T: Send + 'static> Queue<T> for Gil {
    const NAME: &str = "gil";
    type Producer = gil::spsc::Sender<T>;
    type Consumer = gil::spsc::Receiver<T>;

    fn channel(capacity: usize) -> (Self::Producer, Self::Consumer) {
        gil::spsc::channel(NonZeroUsize::new(capacity).expect("at least one slot"))
    }

    #[inline(always)]
    fn push(producer: &mut Self::Producer, item: T) -> bool {
        producer.try_send(item).is_ok()
    }

    #[inline(always)]
    fn pop(consumer: &mut Self::Consumer) -> Option<T> {
        consumer.try_recv()
    }
}

impl<T: Copy + Send + 'static> Slices<T> for Gil {
    #[inline(always)]
    fn push_slice(producer: &mut Self::Producer, items: &[T]) -> usize {
        let room = producer.write_buffer();
        let count = room.len().min(items.len());
        room[..count].write_copy_of_slice(&items[..count]);
        // SAFETY: the first `count` items of the buffer were just written.
        unsafe { producer.commit(count) };
        count
    }

    #[inline(always)]
    fn pop_slice(consumer: &mut Self::Consumer, items: &mut [T]) -> usize {
        let ready = consumer.read_buffer();
        let count = ready.len().min(items.len());
        items[..count].copy_from_slice(&ready[..count]);
        // SAFETY: the buffer had at least `count` items.
        unsafe { consumer.advance(count) };
        count
    }
}

pub(crate) struct Rtrb;

impl<T: Send + 'static> Queue<T> for Rtrb {
    const NAME: &str = "rtrb";
    type Producer = rtrb::Producer<T>;
    type Consumer = rtrb::Consumer<T>;

    fn channel(capacity: usize) -> (Self::Producer, Self::Consumer) {
        rtrb::RingBuffer::new(capacity)
    }

    #[inline(always)]
    fn push(producer: &mut Self::Producer, item: T) -> bool {
        producer.push(item).is_ok()
    }

    #[inline(always)]
    fn pop(consumer: &mut Self::Consumer) -> Option<T> {
        consumer.pop().ok()
    }
}

impl<T: Copy + Send + 'static> Slices<T> for Rtrb {
    #[inline(always)]
    fn push_slice(producer: &mut Self::Producer, items: &[T]) -> usize {
        producer.push_partial_slice(items).0.len()
    }

    #[inline(always)]
    fn pop_slice(consumer: &mut Self::Consumer, items: &mut [T]) -> usize {
        consumer.pop_partial_slice(items).0.len()
    }
}

pub(crate) struct Ringbuf;

impl<T: Send + 'static> Queue<T> for Ringbuf {
    const NAME: &str = "ringbuf";
    type Producer = ringbuf::HeapProd<T>;
    type Consumer = ringbuf::HeapCons<T>;

    fn channel(capacity: usize) -> (Self::Producer, Self::Consumer) {
        ringbuf::traits::Split::split(ringbuf::HeapRb::new(capacity))
    }

    #[inline(always)]
    fn push(producer: &mut Self::Producer, item: T) -> bool {
        ringbuf::traits::Producer::try_push(producer, item).is_ok()
    }

    #[inline(always)]
    fn pop(consumer: &mut Self::Consumer) -> Option<T> {
        ringbuf::traits::Consumer::try_pop(consumer)
    }
}

impl<T: Copy + Send + 'static> Slices<T> for Ringbuf {
    #[inline(always)]
    fn push_slice(producer: &mut Self::Producer, items: &[T]) -> usize {
        ringbuf::traits::Producer::push_slice(producer, items)
    }

    #[inline(always)]
    fn pop_slice(consumer: &mut Self::Consumer, items: &mut [T]) -> usize {
        ringbuf::traits::Consumer::pop_slice(consumer, items)
    }
}

pub(crate) struct Crossbeam;

impl<T: Send + 'static> Queue<T> for Crossbeam {
    const NAME: &str = "crossbeam";
    type Producer = Arc<crossbeam_queue::ArrayQueue<T>>;
    type Consumer = Arc<crossbeam_queue::ArrayQueue<T>>;

    fn channel(capacity: usize) -> (Self::Producer, Self::Consumer) {
        let queue = Arc::new(crossbeam_queue::ArrayQueue::new(capacity));
        (Arc::clone(&queue), queue)
    }

    #[inline(always)]
    fn push(producer: &mut Self::Producer, item: T) -> bool {
        producer.push(item).is_ok()
    }

    #[inline(always)]
    fn pop(consumer: &mut Self::Consumer) -> Option<T> {
        consumer.pop()
    }
}
