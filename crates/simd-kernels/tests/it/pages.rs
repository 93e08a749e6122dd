//! Slices with a page without access right before and right after them: a read out of bounds, even
//! by one byte, ends the process.

use simd_kernels::{Dot, Element, Integer, Level, MeanVar, Sum, histogram};

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
    fn page<T: Element>(&mut self) -> &mut [T] {
        let size = region::page::size();
        let middle = self.0.as_mut_ptr::<T>().wrapping_byte_add(size);
        // SAFETY: the page is readable and writable, zeroed, aligned for any number, all of whose bit patterns are
        // values, and borrowed.
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
        let mut dot = Dot::with_level(level);
        dot.push(xs, xs).unwrap();
        assert_eq!(dot.finish().bits(), oracle::dot(xs, xs).bits());
        check_the_rest(level, xs);
    }
}

/// What the other functions read: their results are held against oracles elsewhere.
fn check_the_rest<T: Number>(level: Level, xs: &[T]) {
    assert_eq!((level.argmin(xs), level.argmax(xs)), (oracle::argmin(xs), oracle::argmax(xs)));
    let found = (level.argmin_num(xs), level.argmax_num(xs));
    assert_eq!(found, (oracle::argmin(xs), oracle::argmax(xs)));
    let both = level.minmax(xs).map(|(least, greatest)| (least.bits(), greatest.bits()));
    assert_eq!(both, level.min_num(xs).map(T::bits).zip(level.max_num(xs).map(T::bits)));
    assert_eq!(level.euclidean_squared(xs, xs).unwrap().bits(), T::of(0.0).bits());
    assert_eq!(level.l1(xs).bits(), oracle::norms(xs)[0].bits());
    assert!(level.dot_fused(xs, xs).is_ok());
    let copy = xs.to_vec();
    assert_eq!(level.sum_precise(xs).bits(), simd_kernels::sum_precise(&copy).bits());
    #[cfg(any(feature = "std", feature = "libm"))]
    assert!(level.cosine(xs, xs).is_ok());
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

/// A bitmap that ends, or begins, at the edge; and elements that do.
fn bitmaps_at_both_edges<T: Number>() {
    let (mut pages, mut bit_pages) = (Guarded::new(), Guarded::new());
    let page = pages.page::<T>();
    page.copy_from_slice(&oracle::Random(1).numbers::<T>(page.len()));
    let bit_page = bit_pages.page::<u8>();
    bit_page.fill(0xff);
    for len in (0..=3 * T::LANES + 1).chain([page.len() - 1, page.len()]) {
        let bytes = len.div_ceil(8);
        let after = (&page[..len], &bit_page[..bytes]);
        let before = (&page[page.len() - len..], &bit_page[bit_page.len() - bytes..]);
        for (xs, bits) in [after, before] {
            for level in Level::supported() {
                assert_eq!(level.sum_masked(xs, bits).map(T::bits), Ok(level.sum(xs).bits()));
                assert_eq!(level.min_masked(xs, bits), Ok(level.min(xs)));
                assert_eq!(level.max_masked(xs, bits), Ok(level.max(xs)));
            }
        }
    }
}

#[test]
fn bitmaps_of_f32_at_both_edges() {
    bitmaps_at_both_edges::<f32>();
}

#[test]
fn bitmaps_of_f64_at_both_edges() {
    bitmaps_at_both_edges::<f64>();
}

/// Functions of each element read and write at both edges.
fn elements_at_both_edges<T: Element + PartialEq + std::fmt::Debug>(two: T) {
    let (mut pages, mut other) = (Guarded::new(), Guarded::new());
    let (xs, ys) = (pages.page::<T>(), other.page::<T>());
    for len in (0..=150).chain([xs.len() - 1, xs.len()]) {
        for start in [0, xs.len() - len] {
            let (xs, ys) = (&mut xs[start..start + len], &mut ys[start..start + len]);
            for level in Level::supported() {
                ys.fill(two);
                level.scale_into(ys, two, xs).unwrap();
                level.sub(xs, ys).unwrap();
                assert!(xs.iter().all(|&x| x == two));
                level.sub_into(ys, ys, xs).unwrap();
                level.add(xs, ys).unwrap();
                assert!(xs.iter().all(|&x| x == two));
                level.axpy_into(two, ys, ys, xs).unwrap();
                level.add_into(ys, ys, xs).unwrap();
                level.mul_into(ys, ys, xs).unwrap();
                level.mul(xs, ys).unwrap();
                level.scale(xs, two);
                level.abs_into(ys, xs).unwrap();
                level.swap_bytes_into(ys, xs).unwrap();
                level.clamp_into(ys, two, two, xs).unwrap();
                assert!(xs.iter().all(|&x| x == two));
                level.axpy(two, ys, xs).unwrap();
                level.clamp(xs, two, two);
                level.abs(xs);
                level.swap_bytes(xs);
                level.swap_bytes(xs);
                assert!(xs.iter().all(|&x| x == two));
            }
        }
    }
}

#[test]
fn elements_of_each_width_at_both_edges() {
    elements_at_both_edges(2.0_f32);
    elements_at_both_edges(2.0_f64);
    elements_at_both_edges(2_u8);
    elements_at_both_edges(2_i16);
    elements_at_both_edges(2_u32);
    elements_at_both_edges(2_i128);
}

/// Of twice the size in one of the two: a page holds half as many.
#[test]
fn conversions_at_both_edges() {
    let (mut narrow_pages, mut wide_pages) = (Guarded::new(), Guarded::new());
    let (narrow, wide) = (narrow_pages.page::<f32>(), wide_pages.page::<f64>());
    for len in (0..=150).chain([wide.len() - 1, wide.len()]) {
        let before = (narrow.len() - len..narrow.len(), wide.len() - len..wide.len());
        for (narrow_at, wide_at) in [(0..len, 0..len), before] {
            let (narrow, wide) = (&mut narrow[narrow_at], &mut wide[wide_at]);
            for level in Level::supported() {
                narrow.fill(1.5);
                level.f32_to_f64(narrow, wide).unwrap();
                assert!(wide.iter().all(|&x| x == 1.5));
                wide.fill(-2.5);
                level.f64_to_f32(wide, narrow).unwrap();
                assert!(narrow.iter().all(|&x| x == -2.5));
            }
        }
    }
}

/// Each width that loads its own way, with bytes of every value at the edges.
fn integers_at_both_edges<T: Integer + Ord + std::fmt::Debug>(of: impl Fn(u64) -> T)
where
    T::Wide: PartialEq + std::fmt::Debug,
{
    let (mut pages, mut bit_pages) = (Guarded::new(), Guarded::new());
    let page = pages.page::<T>();
    let mut random = oracle::Random(27);
    for x in &mut *page {
        *x = of(random.next());
    }
    let bit_page = bit_pages.page::<u8>();
    bit_page.fill(0xff);
    let scalar = Level::supported().next().unwrap();
    for len in (0..=260).chain([page.len() - 1, page.len()]) {
        let bytes = len.div_ceil(8);
        let after = (&page[..len], &bit_page[..bytes]);
        let before = (&page[page.len() - len..], &bit_page[bit_page.len() - bytes..]);
        for (xs, bits) in [after, before] {
            // The sums themselves are held against an oracle elsewhere.
            let sum = scalar.sum_wide(xs);
            let (min, max) = (xs.iter().copied().min(), xs.iter().copied().max());
            let place = |of: Option<T>| xs.iter().position(|&x| Some(x) == of);
            let places = (place(min), place(max));
            for level in Level::supported() {
                assert_eq!(level.sum_wide(xs), sum, "{level:?}, {len}");
                assert_eq!((level.min(xs), level.max(xs)), (min, max), "{level:?}, {len}");
                assert_eq!(level.minmax(xs), min.zip(max), "{level:?}, {len}");
                assert_eq!((level.argmin(xs), level.argmax(xs)), places, "{level:?}, {len}");
                assert_eq!(level.min_masked(xs, bits), Ok(min), "{level:?}, {len}");
                assert_eq!(level.max_masked(xs, bits), Ok(max), "{level:?}, {len}");
            }
        }
    }
}

#[test]
#[expect(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "any bits will do")]
fn integers_of_each_width_at_both_edges() {
    integers_at_both_edges(|x| x as i8);
    integers_at_both_edges(|x| x as u8);
    integers_at_both_edges(|x| x as i16);
    integers_at_both_edges(|x| x as u16);
    integers_at_both_edges(|x| x as i32);
    integers_at_both_edges(|x| x as u32);
    integers_at_both_edges(|x| x as i64);
    integers_at_both_edges(|x| x);
}

/// Words, whose last ones some level loads by a mask.
#[test]
fn words_at_both_edges() {
    let mut pages = Guarded::new();
    let page = pages.page::<i32>();
    page.fill(-3);
    for len in (0..=200).chain([page.len() - 1, page.len()]) {
        for xs in [&page[..len], &page[page.len() - len..]] {
            for level in Level::supported() {
                assert_eq!(level.sum_wide(xs), -3 * len as i128);
            }
        }
    }
    let page = pages.page::<u32>();
    for len in (0..=200).chain([page.len() - 1, page.len()]) {
        for xs in [&page[..len], &page[page.len() - len..]] {
            for level in Level::supported() {
                assert_eq!(level.sum_wide(xs), u128::from((-3_i32).cast_unsigned()) * len as u128);
            }
        }
    }
}

#[test]
fn bytes_at_both_edges() {
    let mut pages = Guarded::new();
    let page = pages.page::<u8>();
    for len in (0..=330).chain([1023, 1024, 1025, 1031, page.len()]) {
        for bytes in [&page[..len], &page[page.len() - len..]] {
            assert_eq!(histogram(bytes)[0], len as u64);
            for level in Level::supported() {
                assert_eq!((level.count(bytes, 0), level.count(bytes, 1)), (len, 0));
                assert_eq!((level.find(bytes, 1), level.find_any(bytes, b"abc")), (None, None));
                assert_eq!(level.find_any(bytes, b"more than eight"), None);
                assert_eq!(level.histogram(bytes)[0], len as u64);
            }
        }
    }
}
