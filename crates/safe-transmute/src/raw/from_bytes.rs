// PINNED: tests/oracle.rs

use crate::FromZeros;

/// Any bytes at all are a valid value.
///
/// Implemented for numbers, arrays of them and what wraps them; for your own structs write
/// [`layout!`](crate::layout).
///
/// # Examples
///
/// ```
/// use safe_transmute::{Be, layout, read_from_prefix};
///
/// #[repr(C)]
/// struct Tag {
///     kind: Be<u16>,
///     length: Be<u16>,
/// }
///
/// layout! { struct Tag { kind, length }: FromBytes }
///
/// let (tag, rest) = read_from_prefix::<Tag>(&[0, 1, 0, 2, 9, 9])?;
/// assert_eq!((tag.kind.get(), tag.length.get(), rest), (1, 2, &[9, 9][..]));
/// # Ok::<(), safe_transmute::CastError<&[u8]>>(())
/// ```
///
/// # Safety
///
/// Any `size_of::<Self>()` bytes (for a slice: `size_of_val`), so long as all of them are
/// initialised, are a valid value of `Self`: its type allows them, and so does whatever your own
/// code relies on in it. The same holds after any of them is overwritten. Padding does not matter.
/// The bytes carry no provenance, so a pointer made of them may be compared but not followed.
#[diagnostic::on_unimplemented(
    message = "not every pattern of bytes is known to be a valid `{Self}`",
    label = "`{Self}` is not `FromBytes`",
    note = "a `bool`, a `char`, an enum, a reference or a pointer cannot be made of any bytes: hold an integer and convert it, or ask `TryFromBytes`",
    note = "if `{Self}` is a struct of your own: `safe_transmute::layout! {{ struct {Self} {{ field, … }}: FromBytes }}`"
)]
pub unsafe trait FromBytes: FromZeros {
    /// The proof that `layout!` writes. Does nothing.
    #[doc(hidden)]
    fn __from_bytes(_: &mut Self)
    where
        Self: Sized,
    {
    }
}
