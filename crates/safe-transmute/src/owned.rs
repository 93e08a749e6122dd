//! Owned memory as memory of another type. Nothing is copied, except by `to_aligned`.

use alloc::{borrow::Cow, boxed::Box, rc::Rc, sync::Arc, vec::Vec};

use crate::{
    CastError, CastErrorKind, FromBytes, Immutable, IntoBytes, cast_slice,
    raw::{alloc_ops, ops},
};

/// The same memory as a vector of `U`s.
///
/// The alignments must be equal (the memory is given back with it), and both the values and the
/// capacity must be whole `U`s: [`Vec::shrink_to_fit`] helps. Costs two divisions at most.
///
/// # Errors
///
/// [`Align`](CastErrorKind::Align), if the two alignments differ; [`Size`](CastErrorKind::Size), if
/// the values, or the capacity, are no whole number of `U`s.
///
/// # Examples
///
/// ```
/// use safe_transmute::{Be, cast_vec};
///
/// let ports: Vec<Be<u16>> = cast_vec(vec![0_u8, 80, 1, 187])?;
/// assert_eq!(ports, [Be::new(80), Be::new(443)]);
///
/// let error = cast_vec::<u8, u16>(vec![0, 80]).unwrap_err();
/// assert_eq!(error.into_source(), [0, 80]);
/// # Ok::<(), safe_transmute::CastError<Vec<u8>>>(())
/// ```
#[inline]
pub fn cast_vec<T: IntoBytes, U: FromBytes>(values: Vec<T>) -> Result<Vec<U>, CastError<Vec<T>>> {
    alloc_ops::vec(values)
}

/// The same memory as a box of a `U`.
///
/// Size and alignment must be equal, which is known when the program is built: costs nothing.
///
/// # Errors
///
/// [`Size`](CastErrorKind::Size) or [`Align`](CastErrorKind::Align), if the two types differ in it.
///
/// # Examples
///
/// ```
/// let bits: Box<u32> = safe_transmute::cast_box(Box::new(1.0_f32))?;
/// assert_eq!(*bits, 0x3f80_0000);
/// # Ok::<(), safe_transmute::CastError<Box<f32>>>(())
/// ```
#[inline]
pub fn cast_box<T: IntoBytes, U: FromBytes>(value: Box<T>) -> Result<Box<U>, CastError<Box<T>>> {
    alloc_ops::boxed(value)
}

/// The same memory, shared between threads, as a `U`.
///
/// Other holders keep it as a `T`. Size and alignment must be equal, which is known when the program
/// is built: costs nothing, and the counts are left alone.
///
/// # Errors
///
/// [`Size`](CastErrorKind::Size) or [`Align`](CastErrorKind::Align), if the two types differ in it.
///
/// # Examples
///
/// ```
/// use std::sync::Arc;
///
/// let float = Arc::new(1.0_f32);
/// let bits: Arc<u32> = safe_transmute::cast_arc(float.clone())?;
/// assert_eq!((*float, *bits), (1.0, 0x3f80_0000));
/// # Ok::<(), safe_transmute::CastError<Arc<f32>>>(())
/// ```
#[inline]
pub fn cast_arc<T, U>(value: Arc<T>) -> Result<Arc<U>, CastError<Arc<T>>>
where
    T: IntoBytes + Immutable,
    U: FromBytes + Immutable,
{
    alloc_ops::arc(value)
}

/// The same memory, shared within a thread, as a `U`.
///
/// Other holders keep it as a `T`. Size and alignment must be equal, which is known when the program
/// is built: costs nothing, and the counts are left alone.
///
/// # Errors
///
/// [`Size`](CastErrorKind::Size) or [`Align`](CastErrorKind::Align), if the two types differ in it.
///
/// # Examples
///
/// ```
/// use std::rc::Rc;
///
/// let bits: Rc<u32> = safe_transmute::cast_rc(Rc::new(1.0_f32))?;
/// assert_eq!(*bits, 0x3f80_0000);
/// # Ok::<(), safe_transmute::CastError<Rc<f32>>>(())
/// ```
#[inline]
pub fn cast_rc<T, U>(value: Rc<T>) -> Result<Rc<U>, CastError<Rc<T>>>
where
    T: IntoBytes + Immutable,
    U: FromBytes + Immutable,
{
    alloc_ops::rc(value)
}

/// Views all of `bytes` as `T`s in a row, in place if they are aligned, in a copy if not.
///
/// Costs what [`cast_slice`] costs; for bytes that are not aligned, one allocation and the copy.
///
/// # Errors
///
/// [`Size`](CastErrorKind::Size), if `bytes` are no whole number of `T`s.
///
/// # Examples
///
/// ```
/// let bytes = b"\x01\x01\x01\x01\x01\x01\x01\x01\x01";
/// let words = safe_transmute::to_aligned::<u32>(&bytes[1..])?;
/// assert_eq!(words[..], [0x0101_0101; 2]);
/// # Ok::<(), safe_transmute::CastError<&[u8]>>(())
/// ```
pub fn to_aligned<T>(bytes: &[u8]) -> Result<Cow<'_, [T]>, CastError<&[u8]>>
where
    T: FromBytes + Immutable + Clone,
{
    match cast_slice(bytes) {
        Ok(values) => Ok(Cow::Borrowed(values)),
        Err(CastError { kind: CastErrorKind::Align { .. }, .. }) => {
            let values = bytes.chunks_exact(size_of::<T>().max(1));
            Ok(Cow::Owned(values.map(ops::read).collect()))
        }
        Err(error) => Err(error),
    }
}
