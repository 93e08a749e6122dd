//! Rings on the heap.

use crate::{CapacityError, Consumer, Producer, raw};

/// Makes a ring on the heap and returns its halves, which own it together.
///
/// One allocation holds everything; the half that goes last drops what is left in the ring, in
/// order, and frees it. The capacity is exactly as asked, a power of two or not.
///
/// # Panics
///
/// If `capacity` is 0, or if the ring's size in bytes would overflow `isize::MAX`;
/// [`try_channel`] returns an error instead. As with a `Vec`, the process aborts if the allocator
/// has no memory.
///
/// ```
/// let (mut producer, mut consumer) = ringbuf_spsc::channel(3);
/// assert_eq!(producer.push_slice(&[1, 2, 3, 4]), 3);
/// assert_eq!(consumer.pop(), Some(1));
/// ```
#[must_use]
#[track_caller]
pub fn channel<T>(capacity: usize) -> (Producer<'static, T>, Consumer<'static, T>) {
    match try_channel(capacity) {
        Ok(halves) => halves,
        Err(error) => panic!("{error}"),
    }
}

/// [`channel`], with an error for a capacity out of range. One within it, for which the allocator
/// has no memory, aborts the process even so.
///
/// # Errors
///
/// [`CapacityError`] if `capacity` is 0, or if the ring's size in bytes would overflow
/// `isize::MAX`.
///
/// ```
/// let error = ringbuf_spsc::try_channel::<u64>(usize::MAX).unwrap_err();
/// assert_eq!(error.requested, usize::MAX);
/// assert!(error.max < usize::MAX / size_of::<u64>());
/// ```
pub fn try_channel<T>(
    capacity: usize,
) -> Result<(Producer<'static, T>, Consumer<'static, T>), CapacityError> {
    match raw::allocate(capacity) {
        Some((producer, consumer)) => Ok((Producer::new(producer), Consumer::new(consumer))),
        None => Err(CapacityError { requested: capacity, max: raw::max_capacity::<T>() }),
    }
}
