//! Linked, and never run: see `tests/no_panic.rs`. Whatever can panic here refers to the handler,
//! and that to a function that does not exist.

#![no_std]
#![no_main]

use core::{hint::black_box, mem::MaybeUninit, panic::PanicInfo};

use ringbuf_spsc::{Consumer, Producer, RingBuffer};

// `memcpy`, and what calls `main`.
#[link(name = "c")]
unsafe extern "C" {
    fn ringbuf_spsc_can_panic() -> !;
}

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    // SAFETY: never run.
    unsafe { ringbuf_spsc_can_panic() }
}

/// What core's own functions name for a panic that unwinds, which here none does.
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}

/// An item that is dropped, without a panic.
struct Owner(u64);

impl Drop for Owner {
    fn drop(&mut self) {
        black_box(self.0);
    }
}

#[inline(never)]
fn push<T>(producer: &mut Producer<'_, T>, item: T) {
    black_box(producer.push(item).is_ok());
}

#[inline(never)]
fn pop<T>(consumer: &mut Consumer<'_, T>) {
    black_box(consumer.pop());
}

#[inline(never)]
fn produce<T>(producer: &mut Producer<'_, T>, item: T, another: T) {
    if let Some(slot) = producer.vacant_slot() {
        slot.write(item);
    }
    black_box(producer.push_with(|| another).is_ok());
    black_box((producer.free_len(), producer.is_full(), producer.capacity()));
    black_box(producer.is_abandoned());
}

#[inline(never)]
fn consume<T>(consumer: &mut Consumer<'_, T>) {
    black_box((consumer.peek().is_some(), consumer.peek_mut().is_some()));
    black_box((consumer.len(), consumer.is_empty(), consumer.capacity()));
    black_box(consumer.is_abandoned());
    black_box(consumer.skip(black_box(3)));
    for item in consumer.drain() {
        black_box(item);
    }
}

#[inline(never)]
fn slices<T: Copy>(producer: &mut Producer<'_, T>, consumer: &mut Consumer<'_, T>, item: T) {
    let mut items = [item; 9];
    let count = black_box(9).min(items.len());
    black_box(producer.push_slice(&items[..count]));
    black_box(consumer.pop_slice(&mut items[..count]));
    let mut room = [const { MaybeUninit::uninit() }; 9];
    black_box(consumer.pop_slice_uninit(&mut room[..count]).len());
}

/// All of it for one kind of item, made by a function.
fn all<T, const N: usize>(ring: &RingBuffer<T, N>, make: fn() -> T) {
    if let Some((mut producer, mut consumer)) = ring.try_split() {
        push(black_box(&mut producer), make());
        pop(black_box(&mut consumer));
        produce(black_box(&mut producer), make(), make());
        consume(black_box(&mut consumer));
    }
}

fn all_slices<T: Copy, const N: usize>(ring: &RingBuffer<T, N>, item: T) {
    if let Some((mut producer, mut consumer)) = ring.try_split() {
        slices(black_box(&mut producer), black_box(&mut consumer), item);
    }
}

#[unsafe(no_mangle)]
extern "C" fn main() -> i32 {
    static WORDS: RingBuffer<u64, 6> = RingBuffer::new();
    static OWNERS: RingBuffer<Owner, 8> = RingBuffer::new();
    static BLOCKS: RingBuffer<[u64; 8], 7> = RingBuffer::new();
    static NOTHINGS: RingBuffer<(), 7> = RingBuffer::new();
    static BYTES: RingBuffer<u8, 100> = RingBuffer::new();

    all(&WORDS, || black_box(1));
    all(&OWNERS, || Owner(black_box(2)));
    all(&BLOCKS, || black_box([3; 8]));
    all(&NOTHINGS, || ());
    all_slices(&WORDS, black_box(4));
    all_slices(&BYTES, black_box(5));
    #[cfg(canary)]
    black_box([1, 2, 3][black_box(7)]);
    0
}
