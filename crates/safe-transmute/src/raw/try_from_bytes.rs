// PINNED: tests/it/validity.rs, tests/oracle.rs

use crate::raw::conditions::{Conditions, Repeated};

/// Some bytes are a valid value, and which ones can be told by looking at them.
///
/// Implemented for all that is [`FromBytes`](crate::FromBytes) here, and for `bool`, `char`,
/// `NonZero` and arrays of them; for your own structs and fieldless enums write
/// [`layout!`](crate::layout).
///
/// # Examples
///
/// ```
/// use safe_transmute::{CastErrorKind, layout, try_read_from_bytes};
///
/// #[derive(Debug)]
/// #[repr(C)]
/// struct Flag {
///     level: u8,
///     on: bool,
/// }
///
/// layout! { struct Flag { level, on }: TryFromBytes }
///
/// assert!(try_read_from_bytes::<Flag>(&[7, 1]).unwrap().on);
/// let error = try_read_from_bytes::<Flag>(&[7, 2]).unwrap_err();
/// assert_eq!(error.kind, CastErrorKind::Invalid { offset: 1 });
/// ```
///
/// # Safety
///
/// If [`is_valid`](Self::is_valid) is `true` of `size_of::<Self>()` initialised bytes, they are a
/// valid value of `Self`. If [`all_valid`](Self::all_valid) is `true` of bytes whose number is a
/// multiple of `size_of::<Self>()`, each such part of them, in a row, is a valid value. If `CONDITIONS` is
/// `Some`, bytes whose words are each within one of its ranges are a valid value. All three look at nothing else.
/// What they answer for another number of bytes is of no consequence. The bytes carry no provenance.
#[diagnostic::on_unimplemented(
    message = "it cannot be told from bytes whether they are a valid `{Self}`",
    label = "`{Self}` is not `TryFromBytes`",
    note = "a reference or a pointer cannot be made of bytes",
    note = "if `{Self}` is a struct of your own: `safe_transmute::layout! {{ struct {Self} {{ field, … }}: TryFromBytes }}`"
)]
pub unsafe trait TryFromBytes: Sized {
    /// The ranges of each word, of a type that is valid when each is within one of its own.
    #[doc(hidden)]
    const CONDITIONS: Option<Conditions> = None;

    /// Whether `bytes`, `size_of::<Self>()` of them, are a valid value.
    ///
    /// Best without a branch: blocks of values are then checked side by side.
    fn is_valid(bytes: &[u8]) -> bool;

    /// Whether `bytes` are valid values in a row, checked in blocks of a few KiB.
    ///
    /// Of a type without bytes there is one value to check, whose bytes are none.
    #[must_use]
    #[inline]
    fn all_valid(bytes: &[u8]) -> bool {
        let size = size_of::<Self>();
        if size == 0 {
            return Self::is_valid(&[]);
        }
        if let Some(valid) = Repeated::<Self>::hold(bytes) {
            return valid;
        }
        let block = size * (1024 / size).max(1);
        bytes.chunks(block).all(|block| {
            block.chunks_exact(size).fold(true, |valid, value| valid & Self::is_valid(value))
        })
    }

    /// Where in `bytes`, which are no valid value, the first part begins that is not valid.
    ///
    /// For the message alone; nothing rests on it.
    #[must_use]
    #[cold]
    fn invalid_at(bytes: &[u8]) -> usize {
        let _ = bytes;
        0
    }

    /// The proof that `layout!` writes. Does nothing.
    #[doc(hidden)]
    fn __try_from_bytes(_: &mut Self) {}
}
