//! What comes from C, and what goes there: pointers with a length, out-parameters, and the layout of
//! a type that is declared twice.
//!
//! A pointer from C may be null, crooked or too long; that is looked at, and is an error. Whether the
//! memory behind it is alive, initialised and left alone cannot be seen, and is what the `unsafe` of
//! these functions asks of you.
//!
//! ```
//! use safe_transmute::ffi::{PtrError, slice_from_raw};
//!
//! /// Sums what a C caller points at; -1 if its pointer cannot be used.
//! ///
//! /// # Safety
//! ///
//! /// `samples` points at `count` numbers that nobody writes while this runs.
//! unsafe extern "C" fn sum(samples: *const i16, count: usize) -> i64 {
//!     // SAFETY: that is what the caller was asked for.
//!     match unsafe { slice_from_raw(samples, count) } {
//!         Ok(samples) => samples.iter().copied().map(i64::from).sum(),
//!         Err(error) => {
//!             eprintln!("sum: {error}");
//!             -1
//!         }
//!     }
//! }
//!
//! let samples = [1, 2, 3];
//! // SAFETY: three numbers, borrowed meanwhile.
//! assert_eq!(unsafe { sum(samples.as_ptr(), 3) }, 6);
//! // SAFETY: a null pointer is looked at, not followed.
//! assert_eq!(unsafe { sum(core::ptr::null(), 3) }, -1);
//! ```
//!
//! [`assert_layout!`](crate::assert_layout) compares a struct with the constants of its C header when
//! the program is built; [`LayoutHash`] is one number of a layout, to be compared when a library is
//! loaded.

pub(crate) mod assert_layout;
pub(crate) mod layout_hash;
mod out;
mod out_slice;
mod ptr_error;

pub use self::{layout_hash::LayoutHash, out::Out, out_slice::OutSlice, ptr_error::PtrError};
pub use crate::raw::ffi::{
    out_from_raw, out_slice_from_raw, ref_from_raw, ref_from_raw_mut, slice_from_raw,
    slice_from_raw_mut, try_ref_from_raw, try_slice_from_raw,
};
