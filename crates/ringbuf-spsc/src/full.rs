//! The error of a push.

use core::{error::Error, fmt};

/// The ring was full; the item that was to be pushed comes back.
///
/// ```
/// use ringbuf_spsc::{Full, RingBuffer};
///
/// let mut ring = RingBuffer::<_, 1>::new();
/// let (mut producer, _consumer) = ring.split();
/// producer.push("one").unwrap();
/// assert_eq!(producer.push("two"), Err(Full("two")));
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Full<T>(pub T);

impl<T> fmt::Debug for Full<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Full(..)")
    }
}

impl<T> fmt::Display for Full<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the ring is full: push again when the consumer has popped")
    }
}

impl<T> Error for Full<T> {}
