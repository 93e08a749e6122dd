//! A run of values that is not finished.

use core::{
    alloc::Layout,
    mem::ManuallyDrop,
    ptr::{self, NonNull},
    slice,
};

use super::{ArenaBox, Host};
use crate::{AllocError, bump, raw::copy};

/// Values one behind the other in a block, which grows with them.
///
/// Between two calls any code may run: what it takes from the same host makes the block one that is
/// not the last, and then it grows by moving. If dropped, it drops the values, and gives the block
/// back as far as the host can.
pub(crate) struct Growing<'a, C: Host + ?Sized, T> {
    host: &'a C,
    block: NonNull<T>,
    len: usize,
    /// In values; a block of `capacity * size_of::<T>()` bytes.
    capacity: usize,
}

impl<'a, C: Host + ?Sized, T> Growing<'a, C, T> {
    const ZST: bool = size_of::<T>() == 0;

    #[inline(always)]
    pub(crate) fn new(host: &'a C) -> Self {
        let capacity = if Self::ZST { usize::MAX } else { 0 };
        Self { host, block: NonNull::dangling(), len: 0, capacity }
    }

    /// Room for `capacity` values, or an error.
    #[inline(always)]
    pub(crate) fn with_capacity(host: &'a C, capacity: usize) -> Result<Self, AllocError> {
        let mut new = Self::new(host);
        if !Self::ZST && capacity > 0 {
            let layout = Layout::array::<T>(capacity).map_err(|_| host.error(usize::MAX))?;
            new.block = host.take_any(layout)?.cast();
            new.capacity = capacity;
        }
        Ok(new)
    }

    /// Room for as many values as are wished, if that can be had.
    #[inline(always)]
    pub(crate) fn wishing(host: &'a C, wish: usize) -> Self {
        Self::with_capacity(host, wish).unwrap_or_else(|_| Self::new(host))
    }

    /// Appends a value. If there is no room for it, it is dropped.
    #[inline(always)]
    pub(crate) fn push(&mut self, value: T) -> Result<(), AllocError> {
        if self.len == self.capacity {
            self.reserve(1)?;
        }
        // SAFETY: [AA-7] `len < capacity`, so the place is in the block (or `T` has no size).
        let place = unsafe { self.block.add(self.len) };
        // SAFETY: [AA-7] it is valid for the write of a `T`, and holds none.
        unsafe { place.write(value) };
        self.len += 1;
        Ok(())
    }

    /// Appends copies of the values.
    #[inline(always)]
    pub(crate) fn extend(&mut self, values: &[T]) -> Result<(), AllocError>
    where
        T: Copy,
    {
        if self.capacity - self.len < values.len() {
            self.reserve(values.len())?;
        }
        // SAFETY: [AA-7] `len + values.len() <= capacity`, so the place is in the block or just
        // behind it (or `T` has no size).
        let place = unsafe { self.block.add(self.len) };
        // SAFETY: [AA-7] there is room for the values, which the block, being new, does not overlap.
        unsafe { copy::copy(values, place) };
        self.len += values.len();
        Ok(())
    }

    /// Makes room for `more` values.
    #[cold]
    #[inline(never)]
    fn reserve(&mut self, more: usize) -> Result<(), AllocError> {
        let needed = self.len.checked_add(more);
        let Some(needed) = needed.filter(|_| !Self::ZST) else {
            return Err(self.host.error(usize::MAX));
        };
        if self.grow(bump::next_capacity(self.capacity, needed)).is_ok() {
            return Ok(());
        }
        self.grow(needed)
    }

    fn grow(&mut self, capacity: usize) -> Result<(), AllocError> {
        let layout = Layout::array::<T>(capacity).map_err(|_| self.host.error(usize::MAX))?;
        let old = self.block.cast();
        if self.capacity > 0 {
            // SAFETY: [AA-2, AA-7] the block is the host's, of this size, and ours; it only grows.
            let grown = unsafe { self.host.resize_last(old, self.bytes(), layout.size()) };
            if let Some(block) = grown {
                (self.block, self.capacity) = (block.cast(), capacity);
                return Ok(());
            }
        }
        let block = self.host.take_any(layout)?.cast();
        // SAFETY: [AA-2, AA-7] `len` values lie in the old block, and the new one, which is another,
        // has room for them. The old ones are moved: they are no longer used.
        unsafe { ptr::copy_nonoverlapping(self.block.as_ptr(), block.as_ptr(), self.len) };
        (self.block, self.capacity) = (block, capacity);
        Ok(())
    }

    /// The values, and what the block has too much given back.
    #[inline(always)]
    pub(crate) fn finish(self) -> &'a mut [T] {
        let this = ManuallyDrop::new(self);
        this.shrink(this.len);
        // SAFETY: [AA-2, AA-7] `len` values, one behind the other, in a block that lives and is
        // nobody else's for `'a`. This run ends without dropping them.
        unsafe { slice::from_raw_parts_mut(this.block.as_ptr(), this.len) }
    }

    /// [`finish`](Self::finish) that returns an owner.
    #[inline(always)]
    pub(crate) fn finish_box(self) -> ArenaBox<'a, [T]> {
        let values = NonNull::from(self.finish());
        // SAFETY: [AA-5] the reference, for `'a`, is nobody else's, and is not used but here.
        unsafe { ArenaBox::from_raw(values) }
    }

    #[inline(always)]
    fn shrink(&self, len: usize) {
        if !Self::ZST && self.capacity > len {
            // SAFETY: [AA-2, AA-7] the block is the host's, of this size, and ours; `len` is below
            // its capacity, and what is behind `len` is no longer used.
            _ = unsafe {
                self.host.resize_last(self.block.cast(), self.bytes(), len * size_of::<T>())
            };
        }
    }

    /// The size of the block. Nothing overflows, as it is a layout's.
    fn bytes(&self) -> usize {
        self.capacity * size_of::<T>()
    }
}

impl<C: Host + ?Sized, T> Drop for Growing<'_, C, T> {
    fn drop(&mut self) {
        let values = ptr::slice_from_raw_parts_mut(self.block.as_ptr(), self.len);
        // SAFETY: [AA-7] `len` values lie there, and the run, which ends here, owns them. If a
        // destructor panics, the block is not given back.
        unsafe { ptr::drop_in_place(values) };
        self.shrink(0);
    }
}
