//! Halves that wait: a push for room, a pop for an item.
//!
//! The rings are those of [`channel`](crate::channel), and the halves wake each other: each push
//! and pop costs one atomic read-modify-write more than the plain ones, and a system call if the
//! other half is asleep. The consumer is an iterator; halves of bytes are std's `Write`, `Read` and
//! `BufRead`.
//!
//! ```
//! use std::thread;
//!
//! let (mut producer, mut consumer) = ringbuf_spsc::blocking::channel(4);
//! let sender = thread::spawn(move || {
//!     for n in 0..100 {
//!         producer.push(n).expect("the consumer stays to the end");
//!     }
//! });
//! assert_eq!(consumer.by_ref().sum::<i32>(), 4950);
//! sender.join().unwrap();
//! ```

mod consumer;
mod error;
mod gate;
mod producer;

pub use consumer::Consumer;
pub use error::{PopError, PushError, TryPushError};
pub use producer::Producer;

use alloc::sync::Arc;

use crate::CapacityError;
use gate::Gate;

/// What a waiting pair shares beside the ring.
struct Gates {
    /// The producer waits here.
    room: Gate,
    /// The consumer waits here.
    items: Gate,
}

/// Rings for the other half when its own half is dropped: a field after it.
struct Bell {
    gates: Arc<Gates>,
    producer: bool,
}

impl Bell {
    /// The other half's gate.
    fn other(&self) -> &Gate {
        if self.producer { &self.gates.items } else { &self.gates.room }
    }

    /// This half's own gate.
    fn own(&self) -> &Gate {
        if self.producer { &self.gates.room } else { &self.gates.items }
    }
}

impl Drop for Bell {
    fn drop(&mut self) {
        self.other().ring();
    }
}

/// Makes a ring on the heap, and returns its halves, which wait for each other.
///
/// Two allocations, and none later.
///
/// # Panics
///
/// As [`channel`](crate::channel): if `capacity` is 0, or too large.
#[must_use]
#[track_caller]
pub fn channel<T>(capacity: usize) -> (Producer<T>, Consumer<T>) {
    match try_channel(capacity) {
        Ok(halves) => halves,
        Err(error) => panic!("{error}"),
    }
}

/// [`channel`], with an error for a capacity out of range.
///
/// # Errors
///
/// As [`try_channel`](crate::try_channel).
pub fn try_channel<T>(capacity: usize) -> Result<(Producer<T>, Consumer<T>), CapacityError> {
    let (producer, consumer) = crate::try_channel(capacity)?;
    let gates = Arc::new(Gates { room: Gate::new(), items: Gate::new() });
    Ok((
        Producer { half: producer, bell: Bell { gates: Arc::clone(&gates), producer: true } },
        Consumer { half: consumer, bell: Bell { gates, producer: false } },
    ))
}
