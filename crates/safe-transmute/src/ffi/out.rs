use core::{fmt, mem::MaybeUninit};

/// An out-parameter: a place of the caller's that holds nothing yet.
///
/// It can be written, and read only then; what was there is neither read nor dropped. Made by
/// [`out_from_raw`](crate::ffi::out_from_raw), or of a place of your own.
///
/// # Examples
///
/// ```
/// use core::mem::MaybeUninit;
/// use safe_transmute::ffi::Out;
///
/// let mut place = MaybeUninit::uninit();
/// let written: &mut u32 = Out::new(&mut place).write(7);
/// *written += 1;
/// assert_eq!(*written, 8);
/// ```
pub struct Out<'a, T> {
    place: &'a mut MaybeUninit<T>,
}

impl<'a, T> Out<'a, T> {
    /// Takes a place of your own.
    #[must_use]
    #[inline]
    pub const fn new(place: &'a mut MaybeUninit<T>) -> Self {
        Self { place }
    }

    /// Writes the value, and gives it back in its place. Costs the move.
    #[inline]
    pub const fn write(self, value: T) -> &'a mut T {
        self.place.write(value)
    }
}

/// Without the value, which is not there.
impl<T> fmt::Debug for Out<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Out").finish_non_exhaustive()
    }
}
