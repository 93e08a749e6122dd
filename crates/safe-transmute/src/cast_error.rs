use core::{error::Error, fmt};

use crate::CastErrorKind;

/// A cast that could not be made, with the source, untouched.
///
/// # Examples
///
/// ```
/// use safe_transmute::{CastErrorKind, read_from_prefix};
///
/// let error = read_from_prefix::<u32>(&[1, 2]).unwrap_err();
/// assert_eq!(error.kind, CastErrorKind::Size { need: 4, got: 2 });
/// assert_eq!(error.into_source(), [1, 2]);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct CastError<Src> {
    /// What the cast was given.
    pub src: Src,
    /// What stood in its way.
    pub kind: CastErrorKind,
}

impl<Src> CastError<Src> {
    pub(crate) const fn new(src: Src, kind: CastErrorKind) -> Self {
        Self { src, kind }
    }

    /// Gives back what the cast was given. Free of cost.
    #[must_use]
    pub fn into_source(self) -> Src {
        self.src
    }
}

/// Without the source, which may be a packet's bytes, and need not be `Debug`.
impl<Src> fmt::Debug for CastError<Src> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CastError").field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl<Src> fmt::Display for CastError<Src> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)
    }
}

impl<Src> Error for CastError<Src> {}
