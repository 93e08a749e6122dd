//@ error: lifetime may not live long enough
//@ error: Slot<'s, T>` is invariant
//@ error: WriteChunk<'s, T>` is invariant
//@ error: ReadChunk<'s, T>` is invariant
//@ error: Drain<'s, T>` is invariant
//@ error: IterMut<'r, T>` is invariant
use ringbuf_spsc::{Drain, IterMut, ReadChunk, Slot, WriteChunk};

fn slot<'s, 'a>(guard: Slot<'s, &'static u8>) -> Slot<'s, &'a u8> {
    guard
}

fn write_chunk<'s, 'a>(guard: WriteChunk<'s, &'static u8>) -> WriteChunk<'s, &'a u8> {
    guard
}

fn read_chunk<'s, 'a>(guard: ReadChunk<'s, &'static u8>) -> ReadChunk<'s, &'a u8> {
    guard
}

fn drain<'s, 'a>(guard: Drain<'s, &'static u8>) -> Drain<'s, &'a u8> {
    guard
}

fn iter_mut<'s, 'a>(guard: IterMut<'s, &'static u8>) -> IterMut<'s, &'a u8> {
    guard
}

fn main() {}
