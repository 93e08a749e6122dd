//@ error: the capacity N of a RingBuffer must be from 1 to isize::MAX / 2
use ringbuf_spsc::RingBuffer;

fn main() {
    let _ = RingBuffer::<u8, 0>::new();
}
