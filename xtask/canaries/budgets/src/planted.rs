use std::hint::black_box;

/// The bug: more machine code than its snapshot.
#[inline(never)]
pub fn code(number: u64) -> u64 {
    number ^ 5
}

/// The bug: a loop.
#[inline(never)]
pub fn slow(number: u64) -> u64 {
    (0..100).fold(number, |sum, n| black_box(sum ^ n))
}

/// The bug: a block on the heap.
#[inline(never)]
pub fn allocation(number: u64) -> Box<u64> {
    Box::new(number)
}

/// The bug: an index that may be out of range.
#[inline(never)]
pub fn panic(numbers: &[u64], at: usize) -> u64 {
    numbers[at]
}
