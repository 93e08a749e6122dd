// PINNED: tests/oracle.rs

/// All bytes zero are a valid value.
///
/// Implemented for numbers, `bool`, `char`, arrays and what wraps them; for your own structs write
/// [`layout!`](crate::layout).
///
/// # Examples
///
/// ```
/// use safe_transmute::{layout, zeroed};
///
/// #[repr(C)]
/// struct Counters {
///     seen: u64,
///     full: bool,
/// }
///
/// layout! { struct Counters { seen, full }: FromZeros }
///
/// let counters: Counters = zeroed();
/// assert!(counters.seen == 0 && !counters.full);
/// ```
///
/// # Safety
///
/// `size_of::<Self>()` zero bytes (for a slice: `size_of_val`) are a valid value of `Self`: its type
/// allows them, and so does whatever your own code relies on in it. Padding does not matter.
#[diagnostic::on_unimplemented(
    message = "zero bytes are not known to be a valid `{Self}`",
    label = "`{Self}` is not `FromZeros`",
    note = "a reference, a `NonZero` or a function is never zero: put it into an `Option`",
    note = "if `{Self}` is a struct of your own: `safe_transmute::layout! {{ struct {Self} {{ field, … }}: FromZeros }}`"
)]
pub unsafe trait FromZeros {
    /// The proof that `layout!` writes. Does nothing.
    #[doc(hidden)]
    fn __from_zeros(_: &mut Self)
    where
        Self: Sized,
    {
    }
}
