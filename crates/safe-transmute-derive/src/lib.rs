//! `#[derive(Layout)]` for [`safe-transmute`](../safe_transmute/index.html), which re-exports it
//! under its feature `derive`.
//!
//! It reads the names of a type's fields, variants and parameters, and writes an invocation of
//! `safe_transmute::layout!`. It reads no types of fields, proves nothing and writes no `unsafe`: all
//! that is `layout!`'s, so both ways emit the same checks. It has no dependencies, `syn` among them.

#![forbid(unsafe_code)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::print_stdout))]

mod attributes;
mod input;
mod output;
mod tokens;

use proc_macro::TokenStream;

use crate::input::Input;

/// Names the fields of the struct, or the variants of the enum, to `layout!`.
///
/// The traits stand in `#[layout(…)]`. An enum needs an integer in its `#[repr(…)]`, or `C`, which is
/// C's `int`. Where `safe-transmute` has another path than `::safe_transmute`, the list says it:
/// `#[layout(crate = ::hardpan::transmute, FromBytes)]`.
///
/// ```ignore
/// #[derive(Layout)]
/// #[layout(Pod, Unaligned)]
/// #[repr(C)]
/// struct Entry {
///     offset: Le<u64>,
///     length: Le<u32>,
/// }
/// ```
///
/// A generic struct's parameters keep their bounds, and each type parameter gets the trait that is
/// derived, one implementation after the other; `IntoBytes` and `Unaligned`, which rest on a size,
/// are proved by `layout!` for the instances that you name.
#[proc_macro_derive(Layout, attributes(layout))]
pub fn layout(input: TokenStream) -> TokenStream {
    let mut found = Input::new();
    match found.read(input) {
        Ok(()) => output::invocations(&found),
        Err(complaint) => complaint.into_tokens(),
    }
}
