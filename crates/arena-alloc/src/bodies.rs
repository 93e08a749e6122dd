//! What the methods of all hosts do, once.
//!
//! Where a value fits registers, the slow path is the whole rest of its caller, which so jumps to
//! it and saves no register before. A larger value stays out of it: it would be passed by its
//! address, and the hot path would have to build it on the stack for that.

#![allow(clippy::mut_from_ref, reason = "a host returns no block twice")]

use core::{alloc::Layout, fmt, mem::MaybeUninit, ptr::NonNull};

use crate::{
    AllocError, ArenaBox, FormatError, Rejected,
    raw::{Growing, Host, Pending, Room, Text, copy_of, copy_of_str},
};

/// Fails to compile for a type whose destructor an arena would not run.
pub(crate) const fn refuse_drop<T>() {
    assert!(
        !core::mem::needs_drop::<T>(),
        "this type has a destructor, which an arena does not run: use `alloc_box` or \
         `alloc_box_slice_from_iter`, whose owners run it, or `alloc_leak` to skip it on purpose"
    );
}

/// Whether a `T` is passed without an address.
const fn in_registers<T>() -> bool {
    size_of::<T>() <= 2 * size_of::<usize>()
}

#[cold]
#[inline(never)]
pub(crate) fn fail(error: AllocError) -> ! {
    panic!("{error}")
}

#[cold]
#[inline(never)]
pub(crate) fn fail_format(error: FormatError) -> ! {
    panic!("{error}")
}

#[inline(always)]
pub(crate) fn or_fail<T>(result: Result<T, AllocError>) -> T {
    result.unwrap_or_else(|error| fail(error))
}

#[inline(always)]
pub(crate) fn put<H: Host + ?Sized, T>(host: &H, value: T) -> &mut T {
    match host.slot(Room::Left) {
        Some(slot) => slot.write(value),
        None if in_registers::<T>() => put_in_new(host, value),
        None => slot_in_new(host).write(value),
    }
}

#[inline(always)]
pub(crate) fn try_put<H: Host + ?Sized, T>(host: &H, value: T) -> Result<&mut T, Rejected<T>> {
    match host.any_slot() {
        Some(slot) => Ok(slot.write(value)),
        None => Err(Rejected { value, error: host.error(size_of::<T>()) }),
    }
}

#[inline(always)]
pub(crate) fn put_box<H: Host + ?Sized, T>(host: &H, value: T) -> ArenaBox<'_, T> {
    match host.slot(Room::Left) {
        Some(slot) => ArenaBox::new_in(slot, value),
        None if in_registers::<T>() => put_box_in_new(host, value),
        None => ArenaBox::new_in(slot_in_new(host), value),
    }
}

#[inline(always)]
pub(crate) fn try_put_box<H: Host + ?Sized, T>(
    host: &H,
    value: T,
) -> Result<ArenaBox<'_, T>, Rejected<T>> {
    match host.any_slot() {
        Some(slot) => Ok(ArenaBox::new_in(slot, value)),
        None => Err(Rejected { value, error: host.error(size_of::<T>()) }),
    }
}

#[inline(always)]
pub(crate) fn uninit<H: Host + ?Sized, T>(host: &H) -> &mut MaybeUninit<T> {
    match host.slot(Room::Left) {
        Some(slot) => slot,
        None => slot_in_new(host),
    }
}

#[inline(always)]
pub(crate) fn try_uninit<H: Host + ?Sized, T>(host: &H) -> Result<&mut MaybeUninit<T>, AllocError> {
    host.any_slot().ok_or_else(|| host.error(size_of::<T>()))
}

#[inline(always)]
pub(crate) fn pending<H: Host + ?Sized, T>(host: &H) -> Result<Pending<'_, H, T>, AllocError> {
    Pending::new(host).ok_or_else(|| host.error(size_of::<T>()))
}

#[inline(always)]
pub(crate) fn try_with<H: Host + ?Sized, T>(
    host: &H,
    make: impl FnOnce() -> T,
) -> Result<&mut T, AllocError> {
    let pending = pending(host)?;
    Ok(pending.fill(make()))
}

#[inline(always)]
pub(crate) fn copy<'a, H: Host + ?Sized, T: Copy>(host: &'a H, source: &[T]) -> &'a mut [T] {
    match copy_of(host, Room::Left, source) {
        Some(copy) => copy,
        None => copy_in_new(host, source),
    }
}

#[inline(always)]
pub(crate) fn try_copy<'a, H: Host + ?Sized, T: Copy>(
    host: &'a H,
    source: &[T],
) -> Result<&'a mut [T], AllocError> {
    copy_of(host, Room::Left, source)
        .or_else(|| copy_of(host, Room::New, source))
        .ok_or_else(|| host.error(size_of_val(source)))
}

#[inline(always)]
pub(crate) fn text<'a, H: Host + ?Sized>(host: &'a H, source: &str) -> &'a mut str {
    match copy_of_str(host, Room::Left, source) {
        Some(copy) => copy,
        None => text_in_new(host, source),
    }
}

#[inline(always)]
pub(crate) fn try_text<'a, H: Host + ?Sized>(
    host: &'a H,
    source: &str,
) -> Result<&'a mut str, AllocError> {
    copy_of_str(host, Room::Left, source)
        .or_else(|| copy_of_str(host, Room::New, source))
        .ok_or_else(|| host.error(source.len()))
}

#[inline(always)]
pub(crate) fn block<H: Host + ?Sized>(host: &H, layout: Layout) -> NonNull<u8> {
    match host.take(Room::Left, layout) {
        Some(block) => block,
        None => block_in_new(host, layout),
    }
}

#[inline(always)]
pub(crate) fn try_clones<'a, H: Host + ?Sized, T: Clone>(
    host: &'a H,
    source: &[T],
) -> Result<&'a mut [T], AllocError> {
    let mut run = Growing::with_capacity(host, source.len())?;
    for value in source {
        run.push(value.clone())?;
    }
    Ok(run.finish())
}

#[inline(always)]
pub(crate) fn try_fill_with<H: Host + ?Sized, T>(
    host: &H,
    len: usize,
    mut make: impl FnMut(usize) -> T,
) -> Result<&mut [T], AllocError> {
    let mut run = Growing::with_capacity(host, len)?;
    for index in 0..len {
        run.push(make(index))?;
    }
    Ok(run.finish())
}

/// All that an iterator yields. What it says of their number is only a wish.
#[inline(always)]
pub(crate) fn try_collect<H: Host + ?Sized, T>(
    host: &H,
    values: impl IntoIterator<Item = T>,
) -> Result<Growing<'_, H, T>, AllocError> {
    let values = values.into_iter();
    let mut run = Growing::wishing(host, values.size_hint().0);
    for value in values {
        run.push(value)?;
    }
    Ok(run)
}

pub(crate) fn try_format<'a, H: Host + ?Sized>(
    host: &'a H,
    args: fmt::Arguments<'_>,
) -> Result<&'a mut str, FormatError> {
    if let Some(text) = args.as_str() {
        return Ok(try_text(host, text)?);
    }
    let mut writer = Writer { text: Text::new(host), error: None };
    match fmt::write(&mut writer, args) {
        Ok(()) if writer.error.is_none() => Ok(writer.text.finish()),
        _ => Err(writer.error.map_or(FormatError::Format, FormatError::NoRoom)),
    }
}

struct Writer<'a, H: Host + ?Sized> {
    text: Text<'a, H>,
    error: Option<AllocError>,
}

impl<H: Host + ?Sized> fmt::Write for Writer<'_, H> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        // After an error that was ignored, the text would lack a part.
        if self.error.is_none() {
            self.error = self.text.push(text).err();
        }
        if self.error.is_none() { Ok(()) } else { Err(fmt::Error) }
    }
}

#[cold]
#[inline(never)]
fn put_in_new<H: Host + ?Sized, T>(host: &H, value: T) -> &mut T {
    new_slot(host).write(value)
}

#[cold]
#[inline(never)]
fn put_box_in_new<H: Host + ?Sized, T>(host: &H, value: T) -> ArenaBox<'_, T> {
    ArenaBox::new_in(new_slot(host), value)
}

#[cold]
#[inline(never)]
fn slot_in_new<H: Host + ?Sized, T>(host: &H) -> &mut MaybeUninit<T> {
    new_slot(host)
}

#[inline(always)]
fn new_slot<H: Host + ?Sized, T>(host: &H) -> &mut MaybeUninit<T> {
    match host.slot(Room::New) {
        Some(slot) => slot,
        None => fail(host.error(size_of::<T>())),
    }
}

#[cold]
#[inline(never)]
fn copy_in_new<'a, H: Host + ?Sized, T: Copy>(host: &'a H, source: &[T]) -> &'a mut [T] {
    match copy_of(host, Room::New, source) {
        Some(copy) => copy,
        None => fail(host.error(size_of_val(source))),
    }
}

#[cold]
#[inline(never)]
fn text_in_new<'a, H: Host + ?Sized>(host: &'a H, source: &str) -> &'a mut str {
    match copy_of_str(host, Room::New, source) {
        Some(copy) => copy,
        None => fail(host.error(source.len())),
    }
}

#[cold]
#[inline(never)]
fn block_in_new<H: Host + ?Sized>(host: &H, layout: Layout) -> NonNull<u8> {
    match host.take(Room::New, layout) {
        Some(block) => block,
        None => fail(host.error(layout.size())),
    }
}
