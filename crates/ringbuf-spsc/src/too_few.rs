//! The error of a chunk.

use core::{error::Error, fmt};

/// There are fewer slots, free or filled, than a chunk was to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooFew {
    /// How many were asked for.
    pub requested: usize,
    /// How many there are now.
    pub available: usize,
}

impl fmt::Display for TooFew {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { requested, available } = self;
        write!(f, "a chunk of {requested} slots was asked for, and there are {available} now: ")?;
        f.write_str("ask for fewer, or again later")
    }
}

impl Error for TooFew {}
