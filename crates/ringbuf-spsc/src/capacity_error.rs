//! The error of a capacity out of range.

use core::{error::Error, fmt};

/// A capacity that no ring can have: zero, or more than fits in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CapacityError {
    /// The capacity that was asked for, in items.
    pub requested: usize,
    /// The largest capacity that items of this size allow.
    pub max: usize,
}

impl fmt::Display for CapacityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { requested, max } = self;
        write!(f, "a ring cannot have {requested} slots: ask for at least 1 and at most {max}")
    }
}

impl Error for CapacityError {}
