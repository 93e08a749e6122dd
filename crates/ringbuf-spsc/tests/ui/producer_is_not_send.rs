//@ error: E0277
//@ error: cannot be sent between threads safely
use std::rc::Rc;

fn send<T: Send>(_: T) {}

fn main() {
    let (producer, consumer) = ringbuf_spsc::channel::<Rc<u8>>(1);
    let _ = (&producer, &consumer);
    send(producer);
}
