use core::{error::Error, fmt};

use crate::CastErrorKind;

/// Why a pointer from C cannot be used.
///
/// # Examples
///
/// ```
/// use safe_transmute::ffi::{PtrError, slice_from_raw};
///
/// // SAFETY: null is refused before anything is read.
/// let error = unsafe { slice_from_raw::<u32>(core::ptr::null(), 3) }.unwrap_err();
/// assert_eq!(error, PtrError::Null);
/// assert!(error.to_string().contains("check it before the call"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PtrError {
    /// The pointer is null. So it is an error with a length of 0, too: whether that stands for an
    /// empty slice is for the interface to say.
    Null,
    /// The pointer is no multiple of the type's alignment.
    Align {
        /// The type's alignment in bytes.
        need: usize,
        /// Where the pointer points.
        addr: usize,
    },
    /// The values would take more than `isize::MAX` bytes, which no allocation has.
    TooLong {
        /// The number of values that was given.
        len: usize,
        /// The size of one in bytes.
        size: usize,
    },
    /// The bytes are no valid value of the type.
    Invalid {
        /// Where the first part begins that is not valid, in bytes from the pointer.
        offset: usize,
    },
}

impl PtrError {
    /// Of a cast of bytes as many as the type takes.
    #[inline]
    pub(crate) const fn of(kind: CastErrorKind) -> Self {
        match kind {
            CastErrorKind::Invalid { offset } => Self::Invalid { offset },
            CastErrorKind::Align { need, addr } => Self::Align { need, addr },
            CastErrorKind::Size { need, got } => Self::TooLong { len: got, size: need },
        }
    }
}

impl fmt::Display for PtrError {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Null => f.write_str(
                "the pointer is null: check it before the call, or take null and length 0 as empty",
            ),
            Self::Align { need, addr } => write!(
                f,
                "address {addr:#x} is no multiple of {need}: take it as a pointer to bytes, and \
                 read a copy"
            ),
            Self::TooLong { len, size } => write!(
                f,
                "{len} values of {size} bytes are more than an allocation can hold: check the \
                 length, which may be in bytes or negative"
            ),
            Self::Invalid { offset } => {
                write!(f, "the byte at {offset} begins no valid value: look at the bytes there")
            }
        }
    }
}

impl Error for PtrError {}
