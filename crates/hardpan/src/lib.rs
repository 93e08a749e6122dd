//! Six crates for hot paths under one name: C speed, safe by default, no unsafe of your own.
//!
//! There is nothing here but the six, re-exported, each behind a feature of the module's name; all
//! are on by default. Depend on one of them alone where one is enough: they do not know each other.
//!
//! | Module and feature | Crate | What it is for | `no_std` |
//! |---|---|---|---|
//! | [`ringbuf`] | `ringbuf-spsc` | passing items from one thread to another, without a lock | yes |
//! | [`arena`] | `arena-alloc` | many allocations that end together | yes |
//! | [`pool`] | `obj-pool` | objects that are dear to make, lent out and bounded in number | yes |
//! | [`worker`] | `cancel-worker` | tokio workers that batch, and lose nothing when they end | no |
//! | [`transmute`] | `safe-transmute` | reading bytes as types in place, proved by the compiler | yes |
//! | [`simd`] | `simd-kernels` | sums, extremes, moments and histograms at the speed of memory | yes |
//!
//! Each module's page is its crate's: an example, the guarantees, the costs. The features that you
//! get are each crate's default ones.
//!
//! # All six on one job
//!
//! The example `flowmeter` meters packet captures: a reader fills pooled blocks and passes them over
//! a ring; headers are read in place; conversations' keys lie in an arena; figures go through the
//! kernels; finished records leave through a batching worker. It has no `unsafe` in it.
//!
//! ```sh
//! cargo run --release --example flowmeter
//! ```
//!
//! # An example
//!
//! ```
//! # #[cfg(all(feature = "ringbuf", feature = "transmute"))] {
//! use hardpan::ringbuf;
//! use hardpan::transmute::{Le, layout, read_from_prefix};
//!
//! #[repr(C)]
//! #[derive(Debug)]
//! struct Sample {
//!     channel: Le<u16>,
//!     value: Le<i32>,
//! }
//!
//! // Proved when this is compiled: every byte is a field's, and any bytes will do.
//! layout! { struct Sample { channel, value }: FromBytes }
//!
//! let (mut tx, mut rx) = ringbuf::channel(64);
//! let reader = std::thread::spawn(move || {
//!     let bytes = [7, 0, 0xfe, 0xff, 0xff, 0xff];
//!     let (sample, _rest) = read_from_prefix::<Sample>(&bytes).expect("six bytes");
//!     tx.push(sample).expect("room for 64");
//! });
//! reader.join().expect("no panic");
//! let sample = rx.pop().expect("one was pushed");
//! assert_eq!((sample.channel.get(), sample.value.get()), (7, -2));
//! # }
//! ```
#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(
    not(all(
        feature = "ringbuf",
        feature = "arena",
        feature = "pool",
        feature = "worker",
        feature = "transmute",
        feature = "simd"
    )),
    allow(rustdoc::broken_intra_doc_links, reason = "the index names what is switched off too")
)]

// Inline, so that the table above links to pages that are there, whichever crate is documented first.
#[cfg(feature = "arena")]
#[doc(inline)]
pub use arena_alloc as arena;
#[cfg(feature = "worker")]
#[doc(inline)]
pub use cancel_worker as worker;
#[cfg(feature = "pool")]
#[doc(inline)]
pub use obj_pool as pool;
#[cfg(feature = "ringbuf")]
#[doc(inline)]
pub use ringbuf_spsc as ringbuf;
#[cfg(feature = "transmute")]
#[doc(inline)]
pub use safe_transmute as transmute;
#[cfg(feature = "simd")]
#[doc(inline)]
pub use simd_kernels as simd;
