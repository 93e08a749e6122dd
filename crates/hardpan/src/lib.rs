//! Six crates for hot paths under one name.
#![no_std]
#![forbid(unsafe_code)]

#[cfg(feature = "arena")]
pub use arena_alloc as arena;
#[cfg(feature = "worker")]
pub use cancel_worker as worker;
#[cfg(feature = "pool")]
pub use obj_pool as pool;
#[cfg(feature = "ringbuf")]
pub use ringbuf_spsc as ringbuf;
#[cfg(feature = "transmute")]
pub use safe_transmute as transmute;
#[cfg(feature = "simd")]
pub use simd_kernels as simd;
