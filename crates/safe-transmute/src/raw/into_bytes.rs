// PINNED: tests/oracle.rs

/// Every byte of every value is initialised, and none is a part of a pointer.
///
/// Implemented for numbers, `bool`, `char`, `str`, arrays, slices and what wraps them; for your own
/// structs write [`layout!`](crate::layout).
///
/// # Examples
///
/// ```
/// use safe_transmute::{Le, as_bytes, layout};
///
/// #[repr(C)]
/// struct Point {
///     x: Le<u16>,
///     y: Le<u16>,
/// }
///
/// layout! { struct Point { x, y }: IntoBytes, Immutable }
///
/// assert_eq!(as_bytes(&Point { x: Le::new(1), y: Le::new(2) }), [1, 0, 2, 0]);
/// ```
///
/// # Safety
///
/// In every value of `Self` that safe code can make, each of its `size_of_val` bytes is initialised:
/// there is no padding, neither between fields nor at the end, nor within one, and no union or
/// `MaybeUninit`. No byte has provenance: there is no pointer and no reference.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not known to consist of initialised bytes",
    label = "`{Self}` is not `IntoBytes`",
    note = "padding, a pointer and a `MaybeUninit` cannot be read as bytes",
    note = "if `{Self}` is a struct of your own: `safe_transmute::layout! {{ struct {Self} {{ field, … }}: IntoBytes }}`"
)]
pub unsafe trait IntoBytes {
    /// The proof that `layout!` writes. Does nothing.
    #[doc(hidden)]
    fn __into_bytes(_: &mut Self)
    where
        Self: Sized,
    {
    }
}
