//! Auto traits, sizes and what is implemented for which type, decided on purpose.

use core::{
    cell::{Cell, UnsafeCell},
    marker::PhantomData,
    mem::{ManuallyDrop, MaybeUninit},
    num::{NonZero, Saturating, Wrapping},
    ptr::NonNull,
    sync::atomic::AtomicU8,
};

use safe_transmute::{
    Be, CastError, CastErrorKind, FromBytes, FromZeros, Immutable, IntoBytes, Le, Unaligned,
};
use static_assertions::{assert_impl_all, assert_not_impl_any};

assert_impl_all!(Be<u64>: Copy, Send, Sync, Unpin, core::panic::UnwindSafe);
assert_impl_all!(Le<f32>: Copy, Send, Sync, Unpin, core::panic::UnwindSafe);
assert_not_impl_any!(Le<f32>: Eq, Ord, core::hash::Hash);
assert_impl_all!(CastError<&[u8]>: Copy, Send, Sync, core::error::Error);
assert_impl_all!(CastError<Vec<u8>>: Clone, Send, Sync, core::error::Error);
assert_not_impl_any!(CastError<*const u8>: Send, Sync);
assert_impl_all!(CastErrorKind: Copy, Send, Sync);

assert_impl_all!(bool: FromZeros, IntoBytes, Immutable, Unaligned);
assert_impl_all!(char: FromZeros, IntoBytes, Immutable);
assert_impl_all!(str: FromZeros, IntoBytes, Immutable, Unaligned);
assert_not_impl_any!(bool: FromBytes);
assert_not_impl_any!(char: FromBytes, Unaligned);
assert_not_impl_any!(str: FromBytes);
assert_not_impl_any!(u16: Unaligned);

assert_impl_all!([u32]: FromBytes, IntoBytes, Immutable);
assert_impl_all!([Be<u32>]: FromBytes, IntoBytes, Immutable, Unaligned);
assert_not_impl_any!([bool; 0]: FromBytes);
assert_impl_all!(Wrapping<u32>: FromBytes, IntoBytes, Immutable);
assert_impl_all!(Saturating<i8>: FromBytes, IntoBytes, Immutable, Unaligned);
assert_impl_all!(ManuallyDrop<u8>: FromBytes, IntoBytes, Immutable, Unaligned);
assert_not_impl_any!(Wrapping<bool>: FromBytes);

assert_impl_all!(MaybeUninit<&u8>: FromBytes, Immutable);
assert_not_impl_any!(MaybeUninit<u8>: IntoBytes);
assert_not_impl_any!(MaybeUninit<Cell<u8>>: Immutable);

assert_impl_all!(NonZero<u8>: IntoBytes, Immutable, Unaligned);
assert_not_impl_any!(NonZero<u8>: FromZeros, FromBytes);
assert_impl_all!(Option<NonZero<i128>>: FromBytes, IntoBytes, Immutable);
assert_impl_all!(Option<NonZero<u8>>: Unaligned);

assert_impl_all!(Cell<u8>: FromBytes, Unaligned);
assert_impl_all!(UnsafeCell<u8>: FromBytes, Unaligned);
assert_not_impl_any!(Cell<u8>: IntoBytes, Immutable);
assert_not_impl_any!(UnsafeCell<u8>: IntoBytes, Immutable);
assert_not_impl_any!([Cell<u8>; 2]: Immutable);
assert_not_impl_any!(AtomicU8: Immutable, IntoBytes);

assert_impl_all!(&Cell<u8>: Immutable);
assert_impl_all!(*const u8: FromZeros, Immutable);
assert_impl_all!(Option<&u8>: FromZeros, Immutable);
assert_impl_all!(PhantomData<Cell<u8>>: FromBytes, IntoBytes, Immutable, Unaligned);
assert_not_impl_any!(&u8: FromZeros, FromBytes, IntoBytes);
assert_not_impl_any!(*const u8: FromBytes, IntoBytes);
assert_not_impl_any!(Option<&u8>: FromBytes, IntoBytes);
assert_not_impl_any!(NonNull<u8>: FromZeros, FromBytes, IntoBytes);

assert_impl_all!(Be<u128>: FromBytes, IntoBytes, Immutable, Unaligned);
assert_impl_all!(Le<f64>: FromBytes, IntoBytes, Immutable, Unaligned);

/// The documented facts that the implementations rest on.
#[test]
fn sizes() {
    assert_eq!(size_of::<Option<NonZero<u128>>>(), size_of::<u128>());
    assert_eq!(size_of::<Option<NonNull<u8>>>(), size_of::<usize>());
    assert_eq!(size_of::<Saturating<u64>>(), size_of::<u64>());
    assert_eq!(align_of::<Option<NonZero<u8>>>(), 1);
}
