//! The methods that all hosts have, written once: `fallible!` and `panicking!` make those of one
//! host.
//!
//! A host names the lifetime of what it hands out. Where that is a borrow of the host itself:
//! `borrowed 'a`. Where the host carries it: `carried 's`; its methods return any `'x` that is not
//! longer, and not `'s`, for a closure that must take *every* `'s` could else put nothing into its
//! scope that borrows: the compiler would ask it to outlive every `'s`.
//!
//! And a host gives the lines that open and close its examples, with `arena` as the host; before
//! those, where it may lack an allocator, the fence of the block.

mod fallible;
mod panicking;

pub(crate) use fallible::fallible;
pub(crate) use panicking::panicking;
