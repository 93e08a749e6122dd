// PINNED: tests/ui/cell_immutable.rs

/// No byte of the value changes behind a shared reference.
///
/// Implemented for nearly all that is no cell and no atomic, and for references and pointers, even
/// to cells: what they point at is not a part of them. For your own structs write
/// [`layout!`](crate::layout).
///
/// # Examples
///
/// ```
/// use safe_transmute::{Immutable, layout};
///
/// struct Name<'a> {
///     text: &'a str,
///     used: u32,
/// }
///
/// layout! { for<'a> struct Name<'a> { text, used }: Immutable }
///
/// fn is_immutable<T: Immutable>() {}
/// is_immutable::<Name<'static>>();
/// ```
///
/// # Safety
///
/// No byte of a value of `Self` lies in an [`UnsafeCell`](core::cell::UnsafeCell), not counting what
/// is behind a pointer.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not known to stay the same behind a shared reference",
    label = "`{Self}` is not `Immutable`",
    note = "a cell or an atomic changes behind `&`: read a copy, or use `&mut`",
    note = "if `{Self}` is a struct of your own: `safe_transmute::layout! {{ struct {Self} {{ field, … }}: Immutable }}`"
)]
pub unsafe trait Immutable {
    /// The proof that `layout!` writes. Does nothing.
    #[doc(hidden)]
    fn __immutable(_: &mut Self)
    where
        Self: Sized,
    {
    }
}
