//! Two functions, of which a test calls one.

/// # Safety
///
/// The pointer is valid.
pub unsafe fn called(pointer: *const u8) -> u8 {
    // SAFETY: the caller's.
    unsafe { pointer.read() }
}

/// The bug: no test comes here.
///
/// # Safety
///
/// The pointer is valid.
pub unsafe fn missed(pointer: *const u8) -> u8 {
    // SAFETY: the caller's.
    unsafe { pointer.read() }
}

#[test]
fn one_is_called() {
    // SAFETY: the reference is valid.
    assert_eq!(unsafe { called(&7) }, 7);
}
