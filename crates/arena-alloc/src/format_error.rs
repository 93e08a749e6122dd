//! Why there is no formatted text.

use core::fmt;

use crate::AllocError;

/// A text could not be formatted into an arena.
///
/// # Example
///
/// ```
/// use arena_alloc::{FormatError, InlineArena};
///
/// let arena = InlineArena::<0>::new();
/// let error = arena.try_alloc_fmt(format_args!("{}-{}", 1, 2)).unwrap_err();
/// assert!(matches!(error, FormatError::NoRoom(_)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormatError {
    /// The arena had no room for it.
    NoRoom(AllocError),
    /// One of the values' own `Display` (or `Debug`, …) returned an error.
    Format,
}

impl From<AllocError> for FormatError {
    fn from(error: AllocError) -> Self {
        Self::NoRoom(error)
    }
}

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRoom(error) => error.fmt(f),
            Self::Format => f.write_str(
                "a value to be formatted returned an error, which a formatting trait is to do only \
                 if its writer did: correct its implementation",
            ),
        }
    }
}

impl core::error::Error for FormatError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::NoRoom(error) => Some(error),
            Self::Format => None,
        }
    }
}
