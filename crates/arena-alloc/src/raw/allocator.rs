//! Hosts as allocators of collections.
//!
//! A reference to a host is the allocator. As long as it lives the host is not reset, ended or
//! moved, so the blocks stay valid.

// PINNED: tests/it/collections.rs

use core::{
    alloc::Layout,
    ptr::{self, NonNull},
};

use super::{ChunkSource, Host, Scope, ScopeGuard};
use crate::{
    Arena, BufArena, InlineArena,
    bump::{self, MIN_ALIGN},
};

#[inline(always)]
fn allocate<H: Host + ?Sized>(host: &H, layout: Layout) -> Option<NonNull<[u8]>> {
    let block = match host.take_left(layout) {
        Some(block) => block,
        None => host.take_new(layout)?,
    };
    Some(NonNull::slice_from_raw_parts(block, layout.size()))
}

/// [`Host::resize_last`] for a handle whose own blocks begin at `floor`.
///
/// # Safety
///
/// [AA-11] The block is of this host and of `old` bytes; what is cut off is no longer used.
#[inline(always)]
unsafe fn resize<H: Host + ?Sized>(
    (host, floor): (&H, Option<usize>),
    block: NonNull<u8>,
    old: usize,
    new: usize,
) -> Option<NonNull<u8>> {
    if bump::reaches(block.addr().get(), old, floor) {
        return None;
    }
    // SAFETY: [AA-2, AA-6, AA-11] the caller's promise; the block is none of a scope outside.
    unsafe { host.resize_last(block, old, new) }
}

/// # Safety
///
/// [AA-11] The block is of this host and the layout `old`; `new` is not smaller.
#[inline(always)]
unsafe fn grow<H: Host + ?Sized>(
    (host, floor): (&H, Option<usize>),
    block: NonNull<u8>,
    old: Layout,
    new: Layout,
) -> Option<NonNull<[u8]>> {
    if is_aligned(block, new) {
        // SAFETY: [AA-2, AA-11] the caller's promise; it grows.
        if let Some(block) = unsafe { resize((host, floor), block, old.size(), new.size()) } {
            return Some(NonNull::slice_from_raw_parts(block, new.size()));
        }
    }
    // SAFETY: [AA-11] the caller's promise.
    unsafe { move_to_new(host, block, old.size(), new) }
}

/// # Safety
///
/// [AA-11] The block is of this host and the layout `old`; `new` is not larger.
#[inline(always)]
unsafe fn shrink<H: Host + ?Sized>(
    (host, floor): (&H, Option<usize>),
    block: NonNull<u8>,
    old: Layout,
    new: Layout,
) -> Option<NonNull<[u8]>> {
    if !is_aligned(block, new) {
        // SAFETY: [AA-11] the caller's promise.
        return unsafe { move_to_new(host, block, new.size(), new) };
    }
    // SAFETY: [AA-2, AA-11] the caller's promise; what is cut off is no longer used.
    let block = unsafe { resize((host, floor), block, old.size(), new.size()) }.unwrap_or(block);
    Some(NonNull::slice_from_raw_parts(block, new.size()))
}

/// A new block with the first `len` bytes of this one.
///
/// # Safety
///
/// [AA-11] The block is of this host, and `len` not above its size, nor that of `new`.
#[cold]
#[inline(never)]
unsafe fn move_to_new<H: Host + ?Sized>(
    host: &H,
    block: NonNull<u8>,
    len: usize,
    new: Layout,
) -> Option<NonNull<[u8]>> {
    let moved = allocate(host, new)?;
    // SAFETY: [AA-2, AA-11] both blocks have `len` bytes; the new one is another, so they do not
    // overlap.
    unsafe { ptr::copy_nonoverlapping(block.as_ptr(), moved.cast().as_ptr(), len) };
    Some(moved)
}

/// Each block is aligned to `MIN_ALIGN`, one of size 0 too.
fn is_aligned(block: NonNull<u8>, layout: Layout) -> bool {
    layout.align() <= MIN_ALIGN || block.addr().get() & (layout.align() - 1) == 0
}

/// Implements `$api::Allocator` for a reference to a host whose own blocks begin at `$floor`.
macro_rules! allocator {
    ($api:path: $([$($generics:tt)*] $host:ty, |$this:ident| $floor:expr;)+) => { const _: () = {
        use $api::{AllocError, Allocator};
        $(
            // SAFETY: [AA-2, AA-11] blocks of the host are valid while it is borrowed, as it is by
            // this allocator and all its copies; moving and copying the reference changes nothing.
            unsafe impl<$($generics)*> Allocator for &$host {
                #[inline(always)]
                fn allocate(&self, layout: Layout) -> Result<NonNull<[u8]>, AllocError> {
                    allocate(self.host(), layout).ok_or(AllocError)
                }

                #[inline(always)]
                unsafe fn deallocate(&self, block: NonNull<u8>, layout: Layout) {
                    let $this = self;
                    let own = ($this.host(), $floor);
                    // SAFETY: [AA-11] the caller's promise.
                    _ = unsafe { resize(own, block, layout.size(), 0) };
                }

                #[inline(always)]
                unsafe fn grow(
                    &self,
                    block: NonNull<u8>,
                    old: Layout,
                    new: Layout,
                ) -> Result<NonNull<[u8]>, AllocError> {
                    let $this = self;
                    let own = ($this.host(), $floor);
                    // SAFETY: [AA-11] the caller's promise.
                    unsafe { grow(own, block, old, new) }.ok_or(AllocError)
                }

                #[inline(always)]
                unsafe fn grow_zeroed(
                    &self,
                    block: NonNull<u8>,
                    old: Layout,
                    new: Layout,
                ) -> Result<NonNull<[u8]>, AllocError> {
                    let $this = self;
                    let own = ($this.host(), $floor);
                    // SAFETY: [AA-11] the caller's promise.
                    let grown = unsafe { grow(own, block, old, new) }.ok_or(AllocError)?;
                    // SAFETY: [AA-11] the block now has `new.size()` bytes, not less than before.
                    let rest = unsafe { grown.cast::<u8>().add(old.size()) };
                    // SAFETY: [AA-11] so many bytes follow, which hold nothing.
                    unsafe { rest.write_bytes(0, new.size() - old.size()) };
                    Ok(grown)
                }

                #[inline(always)]
                unsafe fn shrink(
                    &self,
                    block: NonNull<u8>,
                    old: Layout,
                    new: Layout,
                ) -> Result<NonNull<[u8]>, AllocError> {
                    let $this = self;
                    let own = ($this.host(), $floor);
                    // SAFETY: [AA-11] the caller's promise.
                    unsafe { shrink(own, block, old, new) }.ok_or(AllocError)
                }
            }
        )+
    }; };
}

macro_rules! hosts {
    ($api:path) => {
        allocator! { $api:
            [S: ChunkSource] Arena<S>, |_arena| None;
            [] Scope<'_>, |scope| Some(scope.floor());
            [] ScopeGuard<'_>, |guard| Some(guard.floor());
            [] BufArena<'_>, |_arena| None;
            [const N: usize] InlineArena<N>, |_arena| None;
        }
    };
}

#[cfg(feature = "allocator-api2")]
hosts!(allocator_api2::alloc);

#[cfg(hardpan_nightly)]
hosts!(core::alloc);
