//! Slices with a page without access right before and right after them: a read out of bounds, even
//! by one byte, ends the process.

use simd_kernels::{Level, MeanVar, Sum, histogram};

use crate::oracle::{self, Number, bits, triple_bits};

/// Three pages, of which only the middle one may be touched.
struct Guarded(region::Allocation);

impl Guarded {
    fn new() -> Self {
        let mut pages = region::alloc(3 * region::page::size(), region::Protection::NONE).unwrap();
        let middle = pages.as_mut_ptr::<u8>().wrapping_add(region::page::size());
        // SAFETY: the page is ours, and nothing refers to it yet.
        unsafe { region::protect(middle, region::page::size(), region::Protection::READ_WRITE) }
            .unwrap();
        Self(pages)
    }

    /// The middle page, zeroed by the system.
    fn page<T: Number>(&mut self) -> &mut [T] {
        let size = region::page::size();
        let middle = self.0.as_mut_ptr::<T>().wrapping_byte_add(size);
        // SAFETY: the page is readable and writable, zeroed, aligned for floats, and borrowed.
        unsafe { std::slice::from_raw_parts_mut(middle, size / size_of::<T>()) }
    }
}

fn check<T: Number>(xs: &[T]) {
    let expected = (oracle::sum(xs).bits(), triple_bits(oracle::mean_var(xs)));
    let (min, max) = (oracle::min(xs).map(T::bits), oracle::max(xs).map(T::bits));
    for level in Level::supported() {
        assert_eq!((level.sum(xs).bits(), bits(level.mean_var(xs))), expected);
        assert_eq!((level.min(xs).map(T::bits), level.max(xs).map(T::bits)), (min, max));
        assert_eq!(level.dot(xs, xs).unwrap().bits(), oracle::dot(xs, xs).bits());
        assert_eq!(level.l2_squared(xs).bits(), oracle::norms(xs)[1].bits());
        let (mut sum, mut moments) = (Sum::with_level(level), MeanVar::with_level(level));
        sum.push(xs);
        moments.push(xs);
        assert_eq!((sum.finish().bits(), bits(moments.finish())), expected);
    }
}

fn at_both_edges<T: Number>() {
    let mut pages = Guarded::new();
    let page = pages.page::<T>();
    page.copy_from_slice(&oracle::Random(1).numbers::<T>(page.len()));
    for len in (0..=5 * T::LANES + 1).chain([page.len() - 1, page.len()]) {
        check(&page[..len]);
        check(&page[page.len() - len..]);
    }
}

#[test]
fn f32_at_both_edges() {
    at_both_edges::<f32>();
}

#[test]
fn f64_at_both_edges() {
    at_both_edges::<f64>();
}

#[test]
fn bytes_at_both_edges() {
    let mut pages = Guarded::new();
    let floats = pages.page::<f64>().len() * 8;
    // SAFETY: bytes of the page that was borrowed above, and is not any more.
    let page = unsafe {
        std::slice::from_raw_parts(
            pages.0.as_ptr::<u8>().wrapping_add(region::page::size()),
            floats,
        )
    };
    for len in [0, 1, 7, 8, 9, 1023, 1024, 1025, 1031, page.len()] {
        assert_eq!(histogram(&page[..len])[0], len as u64);
        assert_eq!(histogram(&page[page.len() - len..])[0], len as u64);
    }
}
