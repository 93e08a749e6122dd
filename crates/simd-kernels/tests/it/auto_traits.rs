use simd_kernels::{Dot, Element, Float, Integer, Isa, LenMismatch, Level, MeanVar, Moments, Sum};
use static_assertions::{assert_impl_all, assert_not_impl_any};

assert_impl_all!(Isa: Send, Sync, Copy, Unpin, core::hash::Hash, Ord);
assert_impl_all!(Level: Send, Sync, Copy, Unpin, core::hash::Hash, Eq);
assert_impl_all!(Moments: Send, Sync, Copy, Unpin);
assert_impl_all!(Sum<f32>: Send, Sync, Clone, Unpin, Default, core::panic::UnwindSafe);
assert_impl_all!(Dot<f32>: Send, Sync, Clone, Unpin, Default, core::panic::UnwindSafe);
assert_impl_all!(LenMismatch: Send, Sync, Copy, Unpin, core::error::Error);
assert_impl_all!(MeanVar<f64>: Send, Sync, Clone, Unpin, Default, core::panic::UnwindSafe);

// A token costs nothing to carry, nor to leave out.
static_assertions::assert_eq_size!(Level, Option<Level>, u8);

// Nor is there a level that was not detected: none by default, and none of a name or a number.
assert_not_impl_any!(Level: Default, From<Isa>, From<u8>, std::str::FromStr);

assert_impl_all!(f32: Float, Element);
assert_impl_all!(f64: Float, Element);
assert_impl_all!(u8: Integer, Element);
assert_impl_all!(isize: Integer, Element);
assert_impl_all!(i128: Element);
// No type holds every sum of these; and a byte that is not a number is none of ours.
assert_not_impl_any!(i128: Integer, Float);
assert_not_impl_any!(u128: Integer);
assert_not_impl_any!(bool: Element);
assert_not_impl_any!(char: Element);
