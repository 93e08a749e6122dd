use core::fmt;

/// What stood in the way of a cast.
///
/// # Examples
///
/// ```
/// use safe_transmute::{CastErrorKind, try_ref_from_bytes};
///
/// let what = |bytes| match try_ref_from_bytes::<[bool; 2]>(bytes) {
///     Ok(_) => "two flags",
///     Err(error) => match error.kind {
///         CastErrorKind::Size { need, got } if got < need => "more is to come",
///         CastErrorKind::Invalid { offset: 1 } => "the second is no flag",
///         _ => "something else",
///     },
/// };
/// assert_eq!(what(&[1]), "more is to come");
/// assert_eq!(what(&[1, 2]), "the second is no flag");
/// ```
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
    /// The bytes do not begin at a multiple of the type's alignment; or, where owned memory is cast
    /// (`cast_vec`, `cast_box`, `cast_arc`, `cast_rc`), it was allocated for another alignment.
    Align {
        /// The type's alignment in bytes.
        need: usize,
        /// The address at which the value would begin.
        addr: usize,
    },
    /// The bytes are no valid value of the type.
    Invalid {
        /// Where the first part begins that is not valid, in bytes from the start of the source.
        offset: usize,
    },
}

impl CastErrorKind {
    /// Too few bytes, or too many, for one `T`.
    pub(crate) const fn short<T>(got: usize) -> Self {
        Self::Size { need: size_of::<T>(), got }
    }

    /// The same of a source of which the part that was cast begins at `start`.
    #[inline]
    pub(crate) const fn from(self, start: usize) -> Self {
        match self {
            Self::Invalid { offset } => Self::Invalid { offset: start + offset },
            other => other,
        }
    }
}

impl fmt::Display for CastErrorKind {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Size { need, got } if got < need => {
                write!(
                    f,
                    "{got} bytes are too few, {need} are needed: give more, or use a smaller type"
                )
            }
            Self::Size { need, got } => {
                write!(f, "{got} bytes are too many for {need}: cast a part, or use a larger type")
            }
            // Only owned memory is refused at an address that would do.
            Self::Align { need, addr } if addr % need.max(1) == 0 => write!(
                f,
                "the memory at {addr:#x} was allocated for an alignment other than {need}, with \
                 which it must be given back: copy the values, or use a type of that alignment"
            ),
            Self::Align { need, addr } => write!(
                f,
                "address {addr:#x} is no multiple of {need}: read a copy, or use a type of \
                 alignment 1"
            ),
            Self::Invalid { offset } => {
                write!(
                    f,
                    "the byte at {offset} begins no valid value: look at the bytes from there"
                )
            }
        }
    }
}
