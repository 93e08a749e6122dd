//! The queues, under one face.

use std::{num::NonZeroUsize, sync::Arc};

use bbqueue::{
    BBQueue,
    nicknames::GogiGui,
    prod_cons::stream,
    traits::{coordination::cas::AtomicCoord, notifier::polling::Polling, storage::BoxedSlice},
};
use gil::read_guard::BatchReader;

/// The two ends of a queue.
pub(crate) trait Channel<T> {
    const NAME: &str;
    type Producer: Send + 'static;
    type Consumer: Send + 'static;

    fn channel(capacity: usize) -> (Self::Producer, Self::Consumer);
}

/// A queue, as far as all of them have it.
pub(crate) trait Queue<T>: Channel<T> {
    fn push(producer: &mut Self::Producer, item: T) -> bool;
    fn pop(consumer: &mut Self::Consumer) -> Option<T>;
}

/// A queue that moves slices, by the fastest safe-to-use way that it has.
pub(crate) trait Slices<T>: Channel<T> {
    fn push_slice(producer: &mut Self::Producer, items: &[T]) -> usize;
    fn pop_slice(consumer: &mut Self::Consumer, items: &mut [T]) -> usize;
}

pub(crate) struct Ours;

impl<T: Send + 'static> Channel<T> for Ours {
    const NAME: &str = "ringbuf-spsc";
    type Producer = ringbuf_spsc::Producer<'static, T>;
    type Consumer = ringbuf_spsc::Consumer<'static, T>;

    fn channel(capacity: usize) -> (Self::Producer, Self::Consumer) {
        ringbuf_spsc::channel(capacity)
    }
}

impl<T: Send + 'static> Queue<T> for Ours {
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

impl<T: Send + 'static> Channel<T> for Gil {
    const NAME: &str = "gil";
    type Producer = gil::spsc::Sender<T>;
    type Consumer = gil::spsc::Receiver<T>;

    fn channel(capacity: usize) -> (Self::Producer, Self::Consumer) {
        gil::spsc::channel(NonZeroUsize::new(capacity).expect("at least one slot"))
    }
}

impl<T: Send + 'static> Queue<T> for Gil {
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

impl<T: Send + 'static> Channel<T> for Rtrb {
    const NAME: &str = "rtrb";
    type Producer = rtrb::Producer<T>;
    type Consumer = rtrb::Consumer<T>;

    fn channel(capacity: usize) -> (Self::Producer, Self::Consumer) {
        rtrb::RingBuffer::new(capacity)
    }
}

impl<T: Send + 'static> Queue<T> for Rtrb {
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

impl<T: Send + 'static> Channel<T> for Ringbuf {
    const NAME: &str = "ringbuf";
    type Producer = ringbuf::HeapProd<T>;
    type Consumer = ringbuf::HeapCons<T>;

    fn channel(capacity: usize) -> (Self::Producer, Self::Consumer) {
        ringbuf::traits::Split::split(ringbuf::HeapRb::new(capacity))
    }
}

impl<T: Send + 'static> Queue<T> for Ringbuf {
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

impl<T: Send + 'static> Channel<T> for Crossbeam {
    const NAME: &str = "crossbeam";
    type Producer = Arc<crossbeam_queue::ArrayQueue<T>>;
    type Consumer = Arc<crossbeam_queue::ArrayQueue<T>>;

    fn channel(capacity: usize) -> (Self::Producer, Self::Consumer) {
        let queue = Arc::new(crossbeam_queue::ArrayQueue::new(capacity));
        (Arc::clone(&queue), queue)
    }
}

impl<T: Send + 'static> Queue<T> for Crossbeam {
    #[inline(always)]
    fn push(producer: &mut Self::Producer, item: T) -> bool {
        producer.push(item).is_ok()
    }

    #[inline(always)]
    fn pop(consumer: &mut Self::Consumer) -> Option<T> {
        consumer.pop()
    }
}

pub(crate) struct Heapless;

impl<T: Send + 'static> Channel<T> for Heapless {
    const NAME: &str = "heapless";
    type Producer = heapless::spsc::Producer<'static, T>;
    type Consumer = heapless::spsc::Consumer<'static, T>;

    /// Inline only, one slot unused: it is leaked, once a measurement.
    fn channel(capacity: usize) -> (Self::Producer, Self::Consumer) {
        fn leak<T, const N: usize>()
        -> (heapless::spsc::Producer<'static, T>, heapless::spsc::Consumer<'static, T>) {
            Box::leak(Box::new(heapless::spsc::Queue::<T, N>::new())).split()
        }
        match capacity {
            64 => leak::<T, 65>(),
            256 => leak::<T, 257>(),
            1024 => leak::<T, 1025>(),
            65536 => leak::<T, 65537>(),
            _ => panic!("no such capacity"),
        }
    }
}

impl<T: Send + 'static> Queue<T> for Heapless {
    #[inline(always)]
    fn push(producer: &mut Self::Producer, item: T) -> bool {
        producer.enqueue(item).is_ok()
    }

    #[inline(always)]
    fn pop(consumer: &mut Self::Consumer) -> Option<T> {
        consumer.dequeue()
    }
}

pub(crate) struct Nexus;

impl<T: Send + 'static> Channel<T> for Nexus {
    const NAME: &str = "nexus-queue";
    type Producer = nexus_queue::spsc::Producer<T>;
    type Consumer = nexus_queue::spsc::Consumer<T>;

    fn channel(capacity: usize) -> (Self::Producer, Self::Consumer) {
        nexus_queue::spsc::ring_buffer(capacity)
    }
}

impl<T: Send + 'static> Queue<T> for Nexus {
    #[inline(always)]
    fn push(producer: &mut Self::Producer, item: T) -> bool {
        producer.push(item).is_ok()
    }

    #[inline(always)]
    fn pop(consumer: &mut Self::Consumer) -> Option<T> {
        consumer.pop()
    }
}

pub(crate) struct RingbufferSpsc;

impl<T: Send + 'static> Channel<T> for RingbufferSpsc {
    const NAME: &str = "ringbuffer-spsc";
    type Producer = ringbuffer_spsc::RingBufferWriter<T>;
    type Consumer = ringbuffer_spsc::RingBufferReader<T>;

    fn channel(capacity: usize) -> (Self::Producer, Self::Consumer) {
        ringbuffer_spsc::ringbuffer(capacity)
    }
}

impl<T: Send + 'static> Queue<T> for RingbufferSpsc {
    #[inline(always)]
    fn push(producer: &mut Self::Producer, item: T) -> bool {
        producer.push(item).is_none()
    }

    #[inline(always)]
    fn pop(consumer: &mut Self::Consumer) -> Option<T> {
        consumer.pull()
    }
}

pub(crate) struct SyncChannel;

impl<T: Send + 'static> Channel<T> for SyncChannel {
    const NAME: &str = "sync_channel";
    type Producer = std::sync::mpsc::SyncSender<T>;
    type Consumer = std::sync::mpsc::Receiver<T>;

    fn channel(capacity: usize) -> (Self::Producer, Self::Consumer) {
        std::sync::mpsc::sync_channel(capacity)
    }
}

impl<T: Send + 'static> Queue<T> for SyncChannel {
    #[inline(always)]
    fn push(producer: &mut Self::Producer, item: T) -> bool {
        producer.try_send(item).is_ok()
    }

    #[inline(always)]
    fn pop(consumer: &mut Self::Consumer) -> Option<T> {
        consumer.try_recv().ok()
    }
}

/// Of bytes, by grants alone.
pub(crate) struct Bbqueue;

type Shared = Arc<BBQueue<BoxedSlice, AtomicCoord, Polling>>;

impl Channel<u8> for Bbqueue {
    const NAME: &str = "bbqueue";
    type Producer = stream::StreamProducer<Shared>;
    type Consumer = stream::StreamConsumer<Shared>;

    fn channel(capacity: usize) -> (Self::Producer, Self::Consumer) {
        let queue = GogiGui::new_with_storage(BoxedSlice::new(capacity));
        (queue.stream_producer(), queue.stream_consumer())
    }
}

impl Slices<u8> for Bbqueue {
    #[inline(always)]
    fn push_slice(producer: &mut Self::Producer, items: &[u8]) -> usize {
        let Ok(mut grant) = producer.grant_max_remaining(items.len()) else { return 0 };
        let count = grant.len().min(items.len());
        grant[..count].copy_from_slice(&items[..count]);
        grant.commit(count);
        count
    }

    #[inline(always)]
    fn pop_slice(consumer: &mut Self::Consumer, items: &mut [u8]) -> usize {
        let Ok(grant) = consumer.read() else { return 0 };
        let count = grant.len().min(items.len());
        items[..count].copy_from_slice(&grant[..count]);
        grant.release(count);
        count
    }
}
