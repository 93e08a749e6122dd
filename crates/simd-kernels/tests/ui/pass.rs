//@ pass
use simd_kernels::{Element, Float, Isa, Level};

/// Generic code over the sealed traits, with the same method names from elsewhere.
fn spread<T: Float + PartialOrd>(level: Level, xs: &[T]) -> Option<(T, T, T)> {
    Some((level.min(xs)?, level.max(xs)?, level.sum(xs)))
}

fn largest<T: Element + Ord>(a: T, b: T) -> T {
    T::max(T::min(a, b), b)
}

fn main() {
    assert_eq!(spread(Level::detect(), &[1.0_f32, 2.0]), Some((1.0, 2.0, 3.0)));
    assert_eq!(largest(1_u8, 2), 2);
    assert!(Level::new(Isa::Scalar).is_some());
}
