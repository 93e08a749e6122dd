//! A bounded ring buffer between one producer and one consumer: wait-free, without locks, and
//! without unsafe code of yours.
//!
//! Both ends may be on different threads, or in an interrupt and the code that it interrupts. What
//! a half does takes a bounded number of steps, whatever the other does or not. (To claim a half of a
//! shared [`RingBuffer`] is lock-free: it tries again if another claim or drop came in between.)
//!
//! ```
//! # #[cfg(feature = "alloc")] {
//! use std::thread;
//!
//! let (mut producer, mut consumer) = ringbuf_spsc::channel(128);
//! let sender = thread::spawn(move || {
//!     for n in 0_u64..1000 {
//!         let mut item = n;
//!         while let Err(full) = producer.push(item) {
//!             item = full.0; // handed back: nothing is lost
//!             thread::yield_now();
//!         }
//!     }
//! });
//! let mut sum = 0;
//! loop {
//!     let done = consumer.is_abandoned(); // asked before the pop: see there
//!     match consumer.pop() {
//!         Some(n) => sum += n,
//!         None if done => break,
//!         None => thread::yield_now(),
//!     }
//! }
//! sender.join().unwrap();
//! assert_eq!(sum, 499_500);
//! # }
//! ```
//!
//! # Two kinds of storage, one kind of half
//!
//! - [`channel`] allocates once; its halves own the ring and may go anywhere.
//! - [`RingBuffer`] holds its slots inline, allocates nothing and works in a `const`. Its halves
//!   borrow it: by [`split`](RingBuffer::split) from a `&mut`, or by
//!   [`try_split`](RingBuffer::try_split), [`try_producer`](RingBuffer::try_producer) and
//!   [`try_consumer`](RingBuffer::try_consumer) from a `&`, such as a plain `static`.
//!
//! Either way they are a [`Producer`] and a [`Consumer`].
//!
//! # Guarantees
//!
//! - First in, first out; every item pushed is popped or dropped once. What is left when the ring
//!   goes is dropped, in order. A half that is forgotten leaks, and does no other harm.
//! - All slots of the capacity are usable, and any capacity from 1 on will do.
//! - Nothing allocates after construction. Nothing blocks outside `blocking`, or waits for the
//!   other half outside that and `asynchronous`. Nothing here panics but what says so.
//! - What the producer did before a push, the consumer sees after the pop, and the other way round.
//!
//! # Costs
//!
//! A push is one plain write of the item and one atomic store (Release), a pop one read and one
//! store; no read-modify-write. Each half remembers how far the other had got and looks again, one
//! atomic load (Acquire), only when it has used that up. Slices pay this once for all their items,
//! which move by at most two `memcpy`s. In a stream through a ring of 1024 or more, a half that goes slot by slot
//! and found few at its last look may spin before the next, 16 times at most (0.6 µs on a Zen 5), so that
//! the other half gets ahead: each look slows it down. The two indices are on cache lines of their own. In the waiting
//! forms each push and pop is one read-modify-write more.
//!
//! # Feature flags
//!
//! - `std` (default): `blocking`, halves that wait; [`std::io::Write`] for a producer of bytes,
//!   [`std::io::Read`] and [`std::io::BufRead`] for a consumer, waiting or not; implies `alloc`.
//! - `alloc`: [`channel`] and [`try_channel`]; `asynchronous`, halves whose tasks wait (where the
//!   target has compare-and-swap of its own: without it, there is no `Arc`).
//! - `futures`: the asynchronous halves as a `Stream` and a `Sink`.
//! - `portable-atomic`: for targets without compare-and-swap, such as thumbv6m; see that crate for
//!   how a program chooses what stands in for it. Pushing and popping stay loads and stores.
//!
//! Without `std` the crate is `no_std`; without `portable-atomic` and `futures` it has no dependency.

#![no_std]
#![deny(unsafe_code)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::print_stdout))]
#![warn(clippy::std_instead_of_core, clippy::std_instead_of_alloc)]

// Else each claim and drop below would be an error of its own, and none of them would say what to do.
#[cfg(not(any(
    target_has_atomic = "ptr",
    feature = "portable-atomic",
    hardpan_loom,
    hardpan_shuttle
)))]
compile_error!(
    "this target has no compare-and-swap: enable ringbuf-spsc's feature `portable-atomic`, and say \
     how that crate is to make up for it (`portable-atomic/critical-section`, say)"
);

#[cfg(any(feature = "alloc", hardpan_loom))]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

#[cfg(all(feature = "alloc", target_has_atomic = "ptr"))]
pub mod asynchronous;
#[cfg(feature = "std")]
pub mod blocking;
mod capacity_error;
#[cfg(feature = "alloc")]
mod channel;
mod consumer;
mod full;
#[cfg(feature = "std")]
mod io;
mod iter;
mod padded;
mod patience;
mod position;
mod producer;
mod raw;
mod ring_buffer;
mod sync;
mod too_few;

pub use capacity_error::CapacityError;
#[cfg(feature = "alloc")]
pub use channel::{channel, try_channel};
pub use consumer::Consumer;
pub use full::Full;
pub use iter::{Iter, IterMut};
pub use producer::Producer;
pub use raw::{Drain, ReadChunk, Slot, WriteChunk};
pub use ring_buffer::RingBuffer;
pub use too_few::TooFew;

#[cfg(all(doctest, feature = "alloc"))]
#[doc = include_str!("../README.md")]
struct ReadmeExamples;
