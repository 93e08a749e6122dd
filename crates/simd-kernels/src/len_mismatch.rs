use core::fmt;

/// Two slices that must have one length have two.
///
/// # Examples
///
/// ```
/// let error = simd_kernels::dot(&[1.0, 2.0], &[3.0]).unwrap_err();
/// assert_eq!((error.left, error.right), (2, 1));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct LenMismatch {
    /// How many elements the first has.
    pub left: usize,
    /// How many elements the second has.
    pub right: usize,
}

impl LenMismatch {
    /// Whether the two have one length.
    #[inline]
    pub(crate) const fn check<A, B>(left: &[A], right: &[B]) -> Result<(), Self> {
        let (left, right) = (left.len(), right.len());
        if left == right { Ok(()) } else { Err(Self { left, right }) }
    }
}

impl fmt::Display for LenMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { left, right } = self;
        write!(f, "the slices have {left} and {right} elements: pass two of the same length")
    }
}

impl core::error::Error for LenMismatch {}
