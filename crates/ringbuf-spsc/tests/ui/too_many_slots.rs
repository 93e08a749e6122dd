//@ error: the capacity N of a RingBuffer must be from 1 to isize::MAX / 2
use ringbuf_spsc::RingBuffer;

fn main() {
    let _ = RingBuffer::<(), { isize::MAX as usize / 2 + 1 }>::new();
}
