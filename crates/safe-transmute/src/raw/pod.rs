// PINNED: tests/oracle.rs

use crate::{FromBytes, Immutable, IntoBytes};

/// Plain old data: any bytes are a value, any value is bytes, and none of it is a cell.
///
/// Short for [`FromBytes`], [`IntoBytes`] and [`Immutable`] together, and implemented for all that
/// is the three.
///
/// # Safety
///
/// That of its three parts; there is no other implementation than the one here.
pub unsafe trait Pod: FromBytes + IntoBytes + Immutable {}

// SAFETY: [ST-2, ST-3, ST-4] it asks for what it promises.
unsafe impl<T: FromBytes + IntoBytes + Immutable + ?Sized> Pod for T {}
