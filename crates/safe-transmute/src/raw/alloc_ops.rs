//! The operations on owned memory. The allocation stays; its size and alignment must be the same
//! under both types, for it is given back under the second.

use alloc::{boxed::Box, rc::Rc, sync::Arc, vec::Vec};
use core::mem::ManuallyDrop;

use crate::{CastError, CastErrorKind, FromBytes, Immutable, IntoBytes};

/// Whether memory at `addr`, allocated for `T`s, can be given back as memory of `U`s.
const fn same_alignment<T, U>(addr: usize) -> Result<(), CastErrorKind> {
    if align_of::<T>() == align_of::<U>() {
        Ok(())
    } else {
        Err(CastErrorKind::Align { need: align_of::<U>(), addr })
    }
}

/// Whether one `T` is one `U`, in size and alignment.
const fn alike<T, U>(addr: usize) -> Result<(), CastErrorKind> {
    if size_of::<T>() == size_of::<U>() {
        same_alignment::<T, U>(addr)
    } else {
        Err(CastErrorKind::Size { need: size_of::<U>(), got: size_of::<T>() })
    }
}

/// How many `U` take all bytes of `count` `T`s. Where `T` has none, `U` must have none.
const fn recount<T, U>(count: usize) -> Result<usize, CastErrorKind> {
    if size_of::<T>() == size_of::<U>() {
        return Ok(count);
    }
    let got = count * size_of::<T>();
    let need = if size_of::<U>() == 0 { 0 } else { got.next_multiple_of(size_of::<U>()) };
    if size_of::<T>() == 0 || need != got || size_of::<U>() == 0 {
        return Err(CastErrorKind::Size { need, got });
    }
    Ok(got / size_of::<U>())
}

/// The same memory as a vector of `U`s.
pub(crate) fn vec<T: IntoBytes, U: FromBytes>(values: Vec<T>) -> Result<Vec<U>, CastError<Vec<T>>> {
    let parts = same_alignment::<T, U>(values.as_ptr().addr())
        .and_then(|()| Ok((recount::<T, U>(values.len())?, recount::<T, U>(values.capacity())?)));
    let (len, capacity) = match parts {
        Ok(parts) => parts,
        Err(kind) => return Err(CastError::new(values, kind)),
    };
    let mut values = ManuallyDrop::new(values);
    let first = values.as_mut_ptr().cast::<U>();
    // SAFETY: [ST-3, ST-2] `first` is the vector's own pointer, which nobody else will use; the
    // alignments are the same and `capacity` `U`s take the bytes that its `T`s took, so the memory
    // has the layout with which it will be given back; `len` `U`s take the bytes of the `T`s in it,
    // which are initialised and without provenance, so valid `U`s.
    Ok(unsafe { Vec::from_raw_parts(first, len, capacity) })
}

/// The same memory as a box of a `U`.
pub(crate) fn boxed<T: IntoBytes, U: FromBytes>(
    value: Box<T>,
) -> Result<Box<U>, CastError<Box<T>>> {
    if let Err(kind) = alike::<T, U>(core::ptr::from_ref(&*value).addr()) {
        return Err(CastError::new(value, kind));
    }
    let value = Box::into_raw(value).cast::<U>();
    // SAFETY: [ST-3, ST-2] `value` is a box's own pointer, just given up; size and alignment are
    // those of a `U`; and its bytes, initialised and without provenance, are a valid one.
    Ok(unsafe { Box::from_raw(value) })
}

/// The same memory, shared, as a `U`.
///
/// Others may go on to hold it as a `T`: none of them can write while this one lives, and this one
/// none while they do (`get_mut` and `make_mut` ask for a lone holder).
pub(crate) fn arc<T, U>(value: Arc<T>) -> Result<Arc<U>, CastError<Arc<T>>>
where
    T: IntoBytes + Immutable,
    U: FromBytes + Immutable,
{
    if let Err(kind) = alike::<T, U>(Arc::as_ptr(&value).addr()) {
        return Err(CastError::new(value, kind));
    }
    let value = Arc::into_raw(value).cast::<U>();
    // SAFETY: [ST-3, ST-2, ST-4] `value` came from `into_raw` of an `Arc<T>`, and `U` has its size
    // and alignment, as `from_raw` asks; its bytes, initialised and without provenance, are a valid
    // `U`; neither type has a cell, so no holder changes what another sees.
    Ok(unsafe { Arc::from_raw(value) })
}

/// The same memory, shared within a thread, as a `U`.
pub(crate) fn rc<T, U>(value: Rc<T>) -> Result<Rc<U>, CastError<Rc<T>>>
where
    T: IntoBytes + Immutable,
    U: FromBytes + Immutable,
{
    if let Err(kind) = alike::<T, U>(Rc::as_ptr(&value).addr()) {
        return Err(CastError::new(value, kind));
    }
    let value = Rc::into_raw(value).cast::<U>();
    // SAFETY: [ST-3, ST-2, ST-4] as in `arc`, for `Rc`.
    Ok(unsafe { Rc::from_raw(value) })
}
