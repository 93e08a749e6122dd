//! Room for a value that is being made.

use core::{
    alloc::Layout,
    mem::{ManuallyDrop, MaybeUninit},
    ptr::NonNull,
};

use super::Host;

/// Room for a `T`, given back as far as the host can if it is dropped without a value.
///
/// Any code may run in between; what it takes from the same host makes this block one that is not
/// the last, and then it stays taken.
pub(crate) struct Pending<'a, C: Host + ?Sized, T> {
    host: &'a C,
    slot: NonNull<MaybeUninit<T>>,
}

impl<'a, C: Host + ?Sized, T> Pending<'a, C, T> {
    #[inline(always)]
    pub(crate) fn new(host: &'a C) -> Option<Self> {
        let slot = NonNull::from(host.any_slot()?);
        Some(Self { host, slot })
    }

    #[inline(always)]
    pub(crate) fn fill(self, value: T) -> &'a mut T {
        let mut this = ManuallyDrop::new(self);
        // SAFETY: [AA-2] the slot is valid and nobody else's for `'a`; `this` is not used again.
        unsafe { this.slot.as_mut() }.write(value)
    }
}

impl<C: Host + ?Sized, T> Drop for Pending<'_, C, T> {
    fn drop(&mut self) {
        let size = Layout::new::<T>().size();
        // SAFETY: [AA-2] the block came from this host with this size, holds nothing, and is not
        // used again.
        _ = unsafe { self.host.resize_last(self.slot.cast(), size, 0) };
    }
}
