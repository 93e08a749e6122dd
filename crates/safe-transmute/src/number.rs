use core::fmt::Debug;

use crate::{FromBytes, Immutable, IntoBytes, Unaligned};

/// An integer or a float: what [`Le`](crate::Le) and [`Be`](crate::Be) hold.
///
/// Sealed: implemented for `u8` to `u128`, `i8` to `i128`, `usize`, `isize`, `f32` and `f64`, and
/// for nothing else.
pub trait Number: Copy + FromBytes + IntoBytes + Immutable + sealed::Sealed + 'static {
    /// `[u8; size_of::<Self>()]`.
    #[doc(hidden)]
    type Bytes: Copy + Debug + FromBytes + IntoBytes + Immutable + Unaligned + 'static;
}

mod sealed {
    pub trait Sealed {}
}

macro_rules! numbers {
    ($($t:ty)*) => {$(
        impl sealed::Sealed for $t {}
        impl Number for $t {
            type Bytes = [u8; size_of::<$t>()];
        }
    )*};
}

numbers! { u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f32 f64 }
