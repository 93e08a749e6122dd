//! Figures over a stream of numbers: gathered in batches, reduced by the vector kernels.

use hardpan::simd::{MeanVar, Sum, histogram, max, min};

/// How many numbers are gathered before a kernel runs over them: 8 KiB, which stays in the first
/// cache beside everything else.
const BATCH: usize = 1_024;

/// Count, sum, extremes, mean, deviation and a histogram of a stream.
pub(crate) struct Distribution {
    values: [f64; BATCH],
    classes: [u8; BATCH],
    gathered: usize,
    sum: Sum<f64>,
    min: f64,
    max: f64,
    moments: MeanVar<f64>,
    histogram: [u64; CLASSES],
}

/// More classes than a `u64` has decades or a `u32` has bits.
pub(crate) const CLASSES: usize = 64;

/// What a [`Distribution`] comes to.
#[derive(Clone, Debug)]
pub(crate) struct Figures {
    pub(crate) count: u64,
    pub(crate) sum: f64,
    pub(crate) min: f64,
    pub(crate) max: f64,
    pub(crate) mean: f64,
    pub(crate) std_dev: f64,
    /// How many numbers were of each class.
    pub(crate) histogram: [u64; CLASSES],
}

impl Distribution {
    pub(crate) fn new() -> Self {
        Self {
            values: [0.0; BATCH],
            classes: [0; BATCH],
            gathered: 0,
            sum: Sum::new(),
            min: f64::INFINITY,
            max: f64::NEG_INFINITY,
            moments: MeanVar::new(),
            histogram: [0; CLASSES],
        }
    }

    /// Adds a number, and the class that it counts under, which is below [`CLASSES`].
    #[inline]
    pub(crate) fn push(&mut self, value: f64, class: u8) {
        self.values[self.gathered] = value;
        self.classes[self.gathered] = class;
        self.gathered += 1;
        if self.gathered == BATCH {
            self.reduce();
        }
    }

    #[inline(never)]
    fn reduce(&mut self) {
        let values = &self.values[..self.gathered];
        self.sum.push(values);
        self.min = min(values).map_or(self.min, |least| self.min.min(least));
        self.max = max(values).map_or(self.max, |most| self.max.max(most));
        self.moments.push(values);
        let counts = histogram(&self.classes[..self.gathered]);
        for (total, count) in self.histogram.iter_mut().zip(counts) {
            *total += count;
        }
        self.gathered = 0;
    }

    /// What it all comes to; `None` of nothing.
    pub(crate) fn finish(&mut self) -> Option<Figures> {
        self.reduce();
        let moments = self.moments.finish()?;
        Some(Figures {
            count: moments.count,
            sum: self.sum.finish(),
            min: self.min,
            max: self.max,
            mean: moments.mean,
            std_dev: moments.std_dev(),
            histogram: self.histogram,
        })
    }
}

impl std::fmt::Debug for Distribution {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Distribution").field("sum", &self.sum.finish()).finish_non_exhaustive()
    }
}

/// A length's class: 0, 1, 2–3, 4–7, 8–15 and so on.
#[inline]
pub(crate) fn size_class(length: u32) -> u8 {
    (u32::BITS - length.leading_zeros()) as u8
}

/// The least length of a class.
pub(crate) fn size_class_start(class: usize) -> f64 {
    if class == 0 { 0.0 } else { 2_f64.powi(class as i32 - 1) }
}

/// A gap's class: the number of decimal digits of its nanoseconds, less one; a gap of nothing or
/// less is in the first.
#[inline]
pub(crate) fn gap_class(nanoseconds: i64) -> u8 {
    nanoseconds.checked_ilog10().unwrap_or(0) as u8
}

/// The least gap of a class, in nanoseconds.
pub(crate) fn gap_class_start(class: usize) -> f64 {
    if class == 0 { 0.0 } else { 10_f64.powi(class as i32) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_those_of_the_textbook_across_batches() {
        for count in [1, 2, 3, 1_023, 1_024, 1_025, 5_000] {
            let values: Vec<f64> = (0..count).map(|n| f64::from(n * n % 1_499) - 70.0).collect();
            let mut distribution = Distribution::new();
            for &value in &values {
                distribution.push(value, u8::from(value < 0.0));
            }
            let figures = distribution.finish().unwrap();
            let n = f64::from(count);
            let mean = values.iter().sum::<f64>() / n;
            let squares = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>();
            let near = |a: f64, b: f64| (a - b).abs() <= 1e-9 * b.abs().max(1.0);
            assert_eq!(figures.count, u64::try_from(count).unwrap());
            assert!(near(figures.sum, mean * n), "{count}");
            assert!(near(figures.mean, mean), "{count}");
            assert!(near(figures.std_dev, (squares / n).sqrt()), "{count} {figures:?}");
            assert!(near(figures.min, values.iter().copied().fold(f64::MAX, f64::min)));
            assert!(near(figures.max, values.iter().copied().fold(f64::MIN, f64::max)));
            let negative = values.iter().filter(|v| **v < 0.0).count() as u64;
            assert_eq!(figures.histogram[..2], [figures.count - negative, negative]);
        }
        assert!(Distribution::new().finish().is_none());
    }

    #[test]
    fn classes_begin_where_they_say() {
        assert_eq!((size_class(0), size_class(u32::MAX)), (0, 32));
        for class in 1..=32 {
            let start = size_class_start(class) as u32;
            assert_eq!((size_class(start), size_class(start - 1)), (class as u8, class as u8 - 1));
        }
        assert_eq!([i64::MIN, -1, 0, 9, 10, 999, 1_000].map(gap_class), [0, 0, 0, 0, 1, 2, 3]);
        assert_eq!(gap_class(i64::MAX), 18);
        assert!((gap_class_start(3) - 1e3).abs() < 1e-9);
    }
}
