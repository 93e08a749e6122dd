// PINNED: tests/it/layouts.rs

/// The alignment is 1: a value may begin at any address.
///
/// Implemented for bytes, [`Le`](crate::Le), [`Be`](crate::Be) and arrays of them; for your own
/// structs write [`layout!`](crate::layout).
///
/// # Examples
///
/// ```
/// use safe_transmute::{Be, layout, ref_from_bytes};
///
/// #[repr(C)]
/// struct Port(Be<u16>);
///
/// layout! { struct Port { 0 }: FromBytes, Immutable, Unaligned }
///
/// // At any address.
/// let bytes = [9, 0, 80, 9];
/// assert_eq!(ref_from_bytes::<Port>(&bytes[1..3]).unwrap().0.get(), 80);
/// ```
///
/// # Safety
///
/// `align_of::<Self>()` (for a slice or `str`: `align_of_val`) is 1.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not known to have alignment 1",
    label = "`{Self}` is not `Unaligned`",
    note = "in place of an integer `u32`, use `Le<u32>` or `Be<u32>`",
    note = "for a struct of your own: `safe_transmute::layout! {{ struct {Self} {{ field, … }}: Unaligned }}`"
)]
pub unsafe trait Unaligned {
    /// The proof that `layout!` writes. Does nothing.
    #[doc(hidden)]
    fn __unaligned(_: &mut Self)
    where
        Self: Sized,
    {
    }
}
