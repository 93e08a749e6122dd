//! Nothing allocates after construction; a ring on the heap is one allocation.

use ringbuf_spsc::RingBuffer;

#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

fn work(
    mut producer: ringbuf_spsc::Producer<'_, u64>,
    mut consumer: ringbuf_spsc::Consumer<'_, u64>,
) {
    let mut items = [0; 100];
    for n in 0..1000 {
        while producer.push(n).is_ok() {}
        assert!(producer.is_full());
        while consumer.pop().is_some() {}
        assert!(producer.push_slice(&items) > 0);
        assert!(consumer.pop_slice(&mut items) > 0);
        assert_eq!(producer.push_iter([1, 2, 3]), 3);
        let mut chunk = producer.write_chunk(5).unwrap();
        assert_eq!(chunk.fill_from_iter(0..9), 5);
        chunk.commit();
        consumer.read_chunk(2).unwrap().commit_all();
        assert_eq!(consumer.peek(), Some(&3));
        assert_eq!(consumer.drain().count(), 6);
        assert!(consumer.is_empty() && !consumer.is_abandoned());
    }
}

/// The waiting forms: the ring and the gates, then nothing, whoever waits and is woken.
#[cfg(feature = "alloc")]
fn wait() {
    use ringbuf_spsc::asynchronous;
    use std::{
        pin::pin,
        task::{Context, Waker},
    };

    let before = allocated();
    let (mut producer, mut consumer) = asynchronous::channel(1);
    assert_eq!(allocated() - before, 2);
    let mut context = Context::from_waker(Waker::noop());
    for n in 0..100 {
        assert!(consumer.poll_pop(&mut context).is_pending());
        producer.try_push(n).unwrap();
        assert!(pin!(producer.push(n)).as_mut().poll(&mut context).is_pending());
        assert!(consumer.poll_pop(&mut context).is_ready());
    }
    drop((producer, consumer));
    assert_eq!(allocated() - before, 2);
}

fn allocated() -> u64 {
    dhat::HeapStats::get().total_blocks
}

fn main() {
    let _profiler = dhat::Profiler::builder().testing().build();

    let before = allocated();
    let mut ring = RingBuffer::<u64, 61>::new();
    let (producer, consumer) = ring.split();
    work(producer, consumer);
    drop(ring);
    assert_eq!(allocated() - before, 0);

    // The check can fail.
    drop(std::hint::black_box(Box::new(1)));
    assert_eq!(allocated() - before, 1);

    #[cfg(feature = "alloc")]
    {
        let before = allocated();
        let (producer, consumer) = ringbuf_spsc::channel(61);
        assert_eq!(allocated() - before, 1);
        work(producer, consumer);
        assert_eq!(allocated() - before, 1);
        wait();
        assert_eq!(dhat::HeapStats::get().curr_blocks, 0);
    }
}
