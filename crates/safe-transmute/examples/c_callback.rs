//! Callbacks that C calls: a comparison for C's own `qsort`, and a function with a slice, a state and
//! an out-parameter, as the header of a C library would declare it.
//!
//! Run: `cargo run -p safe-transmute --example c_callback`

#![allow(unsafe_code, reason = "a C interface: what its pointers point at is C's promise")]

use core::{
    cmp::Ordering,
    ffi::{c_int, c_void},
    ptr,
};

use safe_transmute::{
    assert_layout,
    ffi::{LayoutHash, PtrError, out_from_raw, ref_from_raw, slice_from_raw},
    layout,
};

/// What the C header says of `struct sample`: `offsetof`, `sizeof`, `_Alignof`.
mod c {
    pub(super) const SAMPLE_CHANNEL: usize = 0;
    pub(super) const SAMPLE_VALUE: usize = 4;
    pub(super) const SAMPLE_SIZE: usize = 8;
    pub(super) const SAMPLE_ALIGN: usize = 4;
}

/// `struct sample { uint16_t channel; uint16_t reserved; int32_t value; };`
#[derive(Clone, Copy, Debug)]
#[repr(C)]
struct Sample {
    channel: u16,
    reserved: u16,
    value: i32,
}

layout! { struct Sample { channel, reserved, value }: Pod, LayoutHash }
assert_layout! {
    struct Sample { channel: c::SAMPLE_CHANNEL, reserved: 2, value: c::SAMPLE_VALUE },
    size: c::SAMPLE_SIZE, align: c::SAMPLE_ALIGN
}

/// `struct range { int32_t least, most; };`
#[derive(Debug)]
#[repr(C)]
struct Range {
    least: i32,
    most: i32,
}

layout! { struct Range { least, most }: Pod }

unsafe extern "C" {
    /// Of the C library.
    fn qsort(
        base: *mut c_void,
        count: usize,
        size: usize,
        compare: unsafe extern "C" fn(*const c_void, *const c_void) -> c_int,
    );
}

/// By channel, then by value. A pointer that cannot be used is less than any sample: a callback must
/// not unwind into C.
///
/// # Safety
///
/// [ST-10] Each pointer is null, or points at a sample that nobody writes meanwhile.
unsafe extern "C" fn by_channel(a: *const c_void, b: *const c_void) -> c_int {
    // SAFETY: [ST-10] that is what the caller was asked for.
    let key = |at: *const c_void| unsafe { ref_from_raw::<Sample>(at.cast()) };
    let key = |at| key(at).ok().map(|sample| (sample.channel, sample.value));
    match key(a).cmp(&key(b)) {
        Ordering::Less => -1,
        Ordering::Equal => 0,
        Ordering::Greater => 1,
    }
}

/// `int sample_range(const struct sample *samples, size_t count, struct range *out);`
///
/// 0 if `*out` was written, 1 if there was nothing to write, -1 if a pointer cannot be used.
///
/// # Safety
///
/// [ST-10] `samples` points at `count` samples that nobody writes meanwhile, and `out` at a range that
/// nobody else uses; or they are null or crooked, which is an error.
unsafe extern "C" fn sample_range(samples: *const Sample, count: usize, out: *mut Range) -> c_int {
    // SAFETY: [ST-10] that is what the caller was asked for.
    let samples = match unsafe { slice_from_raw(samples, count) } {
        Ok(samples) => samples,
        // Of this interface null and 0 are an empty slice; `ffi` leaves that open.
        Err(PtrError::Null) if count == 0 => &[],
        Err(_) => return -1,
    };
    // SAFETY: [ST-10] that is what the caller was asked for.
    let Ok(out) = (unsafe { out_from_raw(out) }) else { return -1 };
    let values = || samples.iter().map(|sample| sample.value);
    let (Some(least), Some(most)) = (values().min(), values().max()) else { return 1 };
    out.write(Range { least, most });
    0
}

fn main() {
    println!("layout {:#018x}", Sample::LAYOUT_HASH);

    let sample = |channel, value| Sample { channel, reserved: 0, value };
    let mut samples = [sample(2, 7), sample(1, 30), sample(2, -4), sample(1, 5)];
    // SAFETY: [ST-10] `qsort` is given all samples, their size, and a comparison of samples.
    unsafe { qsort(samples.as_mut_ptr().cast(), samples.len(), size_of::<Sample>(), by_channel) };
    assert_eq!(samples.map(|it| (it.channel, it.value)), [(1, 5), (1, 30), (2, -4), (2, 7)]);
    for Sample { channel, value, .. } in samples {
        println!("channel {channel}: {value}");
    }

    let mut range = Range { least: 0, most: 0 };
    // SAFETY: [ST-10] the samples and the range of this function.
    let status = unsafe { sample_range(samples.as_ptr(), samples.len(), &raw mut range) };
    assert_eq!((status, range.least, range.most), (0, -4, 30));
    println!("{status}: from {} to {}", range.least, range.most);

    // SAFETY: [ST-10] null, with a length of 0 and with one that is not; the range of this function.
    let empty = unsafe { sample_range(ptr::null(), 0, &raw mut range) };
    // SAFETY: [ST-10] as above.
    let null = unsafe { sample_range(ptr::null(), 3, &raw mut range) };
    assert_eq!((empty, null), (1, -1));
    println!("nothing: {empty}, null: {null}");
}
