//! Promises 1.85 and uses what came later.

/// The bug: `usize::is_multiple_of` is of 1.87.
#[must_use]
pub fn is_even(number: usize) -> bool {
    number.is_multiple_of(2)
}
