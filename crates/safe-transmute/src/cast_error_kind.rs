use core::fmt;

/// What stood in the way of a cast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CastErrorKind {
    /// Too few bytes, or, where all bytes must be used, too many.
    Size {
        /// Bytes that the type takes; `usize::MAX` if that number does not fit a `usize`.
        need: usize,
        /// Bytes that were given.
        got: usize,
    },
    /// The bytes do not begin at a multiple of the type's alignment.
    Align {
        /// The type's alignment in bytes.
        need: usize,
        /// The address at which the value would begin.
        addr: usize,
    },
}

impl fmt::Display for CastErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Size { need, got } if got < need => {
                write!(f, "{got} bytes are too few, {need} are needed: wait for more input")
            }
            Self::Size { need, got } => {
                write!(f, "{got} bytes are too many for {need}: cast a prefix or a suffix")
            }
            Self::Align { need, addr } => write!(
                f,
                "address {addr:#x} is no multiple of {need}: read a copy, or use a type of \
                 alignment 1"
            ),
        }
    }
}
