//! bytemuck's traits for our types.

// PINNED: tests/it/bytemuck.rs

use bytemuck::{Pod, Zeroable};

use crate::{Be, Le, Number, Unalign};

// SAFETY: [ST-7, ST-1] an array of `u8` at any value; so also at zero.
unsafe impl<T: Number> Zeroable for Le<T> {}
// SAFETY: [ST-7, ST-1] an array of `u8` at any value; so also at zero.
unsafe impl<T: Number> Zeroable for Be<T> {}
// SAFETY: [ST-9] its bytes are those of a `T`, which bytemuck has it may be zero.
unsafe impl<T: Zeroable> Zeroable for Unalign<T> {}

// SAFETY: [ST-7, ST-2, ST-3, ST-4] transparent over an array of `u8`, without padding, pointers or
// cells, at any value; `Copy` and `'static`.
unsafe impl<T: Number> Pod for Le<T> {}
// SAFETY: [ST-7, ST-2, ST-3, ST-4] as `Le`.
unsafe impl<T: Number> Pod for Be<T> {}
// SAFETY: [ST-9] its bytes are those of a `T`, and no more, which bytemuck has it are plain data.
unsafe impl<T: Pod> Pod for Unalign<T> {}
