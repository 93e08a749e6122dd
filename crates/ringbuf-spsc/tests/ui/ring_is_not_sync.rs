//@ error: E0277
//@ error: cannot be sent between threads safely
use std::rc::Rc;

use ringbuf_spsc::RingBuffer;

fn share<T: Sync>(_: &T) {}

fn main() {
    share(&RingBuffer::<Rc<u8>, 1>::new());
}
