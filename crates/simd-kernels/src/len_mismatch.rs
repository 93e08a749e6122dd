use core::fmt;

/// Two slices that must have one length have two; or a bitmap has not a byte for every eight
/// elements.
///
/// # Examples
///
/// ```
/// let error = simd_kernels::dot(&[1.0, 2.0], &[3.0]).unwrap_err();
/// assert_eq!((error.left, error.right), (2, 1));
///
/// let error = simd_kernels::sum_masked(&[1.0; 20], &[0xff]).unwrap_err();
/// assert_eq!((error.left, error.right), (20, 1));
/// assert_eq!(error.to_string(), "20 elements need a bitmap of 3 bytes, and this has 1");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct LenMismatch {
    /// How many elements the first has.
    pub left: usize,
    /// How many elements the second has, or how many bytes the bitmap.
    pub right: usize,
    /// Whether `right` counts the bytes of a bitmap.
    bitmap: bool,
}

impl LenMismatch {
    /// Whether the two have one length.
    #[inline]
    pub(crate) const fn check<A, B>(left: &[A], right: &[B]) -> Result<(), Self> {
        let (left, right) = (left.len(), right.len());
        if left == right { Ok(()) } else { Err(Self { left, right, bitmap: false }) }
    }

    /// Whether the bitmap has a bit for each element, and no byte more than it takes.
    #[inline]
    pub(crate) const fn check_bitmap<A>(xs: &[A], bits: &[u8]) -> Result<(), Self> {
        let (left, right) = (xs.len(), bits.len());
        if left.div_ceil(8) == right { Ok(()) } else { Err(Self { left, right, bitmap: true }) }
    }
}

impl fmt::Display for LenMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { left, right, bitmap } = *self;
        if bitmap {
            let needed = left.div_ceil(8);
            return write!(
                f,
                "{left} elements need a bitmap of {needed} bytes, and this has {right}"
            );
        }
        write!(f, "the slices have {left} and {right} elements: pass two of the same length")
    }
}

impl core::error::Error for LenMismatch {}
