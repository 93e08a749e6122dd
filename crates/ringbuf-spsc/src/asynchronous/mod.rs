//! Halves whose tasks wait: a push for room, a pop for an item. For any runtime: they know of
//! [`Waker`](core::task::Waker)s, and of nothing else.
//!
//! The rings are those of [`channel`](crate::channel), and the halves wake each other: each push
//! and pop costs one atomic read-modify-write more than the plain ones, and a wake-up if the other
//! half's task waits. With the feature `futures` a [`Consumer`] is a `Stream`, and a [`Producer`]
//! a `Sink`.
//!
//! Every wait may be cancelled, by dropping its future: [`Consumer::pop`] and
//! [`Producer::reserve`] lose nothing by that; [`Producer::push`] drops the item that it has.
//! A future that is forgotten in the middle of its wait leaves its waker behind, which the next
//! wait of that half replaces.
//!
//! A waker that panics does so out of the push or pop that woke it, which is done by then: what was
//! pushed stays pushed, and what was popped is dropped. One whose drop panics does so out of the poll
//! that ends its wait, likewise, or out of the drop that cancels it.
//!
//! ```
//! # use std::{future::Future, pin::pin, sync::Arc, task::{Context, Poll, Wake, Waker}, thread};
//! # struct Unpark(thread::Thread);
//! # impl Wake for Unpark {
//! #     fn wake(self: Arc<Self>) { self.0.unpark() }
//! # }
//! # fn block_on<F: Future>(future: F) -> F::Output {
//! #     let waker = Waker::from(Arc::new(Unpark(thread::current())));
//! #     let mut future = pin!(future);
//! #     loop {
//! #         match future.as_mut().poll(&mut Context::from_waker(&waker)) {
//! #             Poll::Ready(output) => return output,
//! #             Poll::Pending => thread::park(),
//! #         }
//! #     }
//! # }
//! let (mut producer, mut consumer) = ringbuf_spsc::asynchronous::channel(4);
//! let sender = thread::spawn(move || {
//!     block_on(async {
//!         for n in 0..100 {
//!             producer.push(n).await.expect("the consumer stays to the end");
//!         }
//!     });
//! });
//! let sum = block_on(async {
//!     let mut sum = 0;
//!     while let Some(n) = consumer.pop().await {
//!         sum += n;
//!     }
//!     sum
//! });
//! sender.join().unwrap();
//! assert_eq!(sum, 4950);
//! ```

mod consumer;
mod error;
#[cfg(feature = "futures")]
mod futures;
mod pop;
mod producer;
mod push;
mod reserve;

pub use consumer::Consumer;
pub use error::{Closed, TryPushError};
pub use pop::Pop;
pub use producer::Producer;
pub use push::Push;
pub use reserve::Reserve;

pub use crate::raw::AsyncSlot as Slot;
use crate::{CapacityError, raw::Bell};

/// Makes a ring on the heap, and returns its halves, whose tasks wait for each other.
///
/// Two allocations, and none later (but what a waker's `clone` does).
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
    let (room, items) = Bell::pair();
    Ok((Producer::new(producer, room), Consumer::new(consumer, items)))
}
