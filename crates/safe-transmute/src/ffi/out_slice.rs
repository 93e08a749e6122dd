use core::{fmt, mem::MaybeUninit};

/// An out-parameter for several values: the caller's places, filled from the first on.
///
/// What was in them is neither read nor dropped. Made by
/// [`out_slice_from_raw`](crate::ffi::out_slice_from_raw), or of places of your own. Costs: one
/// comparison for each value pushed.
///
/// # Examples
///
/// ```
/// use core::mem::MaybeUninit;
/// use safe_transmute::ffi::OutSlice;
///
/// let mut places = [const { MaybeUninit::<u32>::uninit() }; 3];
/// let mut out = OutSlice::new(&mut places);
/// assert_eq!(out.push(1), Ok(()));
/// assert_eq!(out.write_slice(&[2, 3, 4]), 2);
/// assert_eq!(out.push(9), Err(9));
/// assert_eq!((out.written(), out.remaining()), (3, 0));
/// ```
pub struct OutSlice<'a, T> {
    places: &'a mut [MaybeUninit<T>],
    written: usize,
}

impl<'a, T> OutSlice<'a, T> {
    /// Takes places of your own. Costs nothing: they are not touched.
    #[must_use]
    #[inline]
    pub const fn new(places: &'a mut [MaybeUninit<T>]) -> Self {
        Self { places, written: 0 }
    }

    /// How many values were written: what a C function often returns. Costs one load.
    #[must_use]
    #[inline]
    pub const fn written(&self) -> usize {
        self.written
    }

    /// How many values there is still room for. Costs a subtraction.
    #[must_use]
    #[inline]
    pub const fn remaining(&self) -> usize {
        self.places.len() - self.written
    }

    /// Writes the value into the next place. Costs a comparison and a move.
    ///
    /// # Errors
    ///
    /// The value itself, if there is no place left.
    #[inline]
    pub fn push(&mut self, value: T) -> Result<(), T> {
        let Some(place) = self.places.get_mut(self.written) else { return Err(value) };
        place.write(value);
        self.written += 1;
        Ok(())
    }

    /// Writes as many of `values` as there is room for, and says how many that were. Costs two
    /// comparisons and the copy.
    #[inline]
    pub fn write_slice(&mut self, values: &[T]) -> usize
    where
        T: Copy,
    {
        let places = self.places.get_mut(self.written..).unwrap_or_default();
        let count = places.len().min(values.len());
        for (place, value) in places.iter_mut().zip(values) {
            place.write(*value);
        }
        self.written += count;
        count
    }
}

/// Without the values: how many there are, and how many may follow.
impl<T> fmt::Debug for OutSlice<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OutSlice")
            .field("written", &self.written)
            .field("remaining", &self.remaining())
            .finish_non_exhaustive()
    }
}
