// PINNED: tests/oracle.rs

use crate::{FromBytes, Immutable, IntoBytes};

/// Plain old data: any bytes are a value, any value is bytes, and none of it is a cell.
///
/// Short for [`FromBytes`], [`IntoBytes`] and [`Immutable`] together, and implemented for all that
/// is the three.
///
/// # Examples
///
/// ```
/// use safe_transmute::{Pod, as_bytes, cast_slice, layout};
///
/// #[derive(Clone, Copy)]
/// #[repr(C)]
/// struct Pixel {
///     rgb: [u8; 3],
///     alpha: u8,
/// }
///
/// layout! { struct Pixel { rgb, alpha }: Pod }
///
/// fn sum<T: Pod>(value: &T) -> u32 {
///     as_bytes(value).iter().map(|byte| u32::from(*byte)).sum()
/// }
///
/// let pixels = cast_slice::<u8, Pixel>(&[1, 2, 3, 4, 5, 6, 7, 8]).unwrap();
/// assert_eq!(sum(&pixels[1]), 26);
/// ```
///
/// # Safety
///
/// That of its three parts; there is no other implementation than the one here.
pub unsafe trait Pod: FromBytes + IntoBytes + Immutable {}

// SAFETY: [ST-2, ST-3, ST-4] it asks for what it promises.
unsafe impl<T: FromBytes + IntoBytes + Immutable + ?Sized> Pod for T {}
