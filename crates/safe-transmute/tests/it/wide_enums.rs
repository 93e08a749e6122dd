//! Enums of 16 bytes, which Rust has from 1.89 on.

#[rustversion::since(1.89)]
mod since {
    use core::num::NonZero;

    use safe_transmute::{layout, try_read_from_bytes};

    use crate::rows::spoilt;

    /// Side by side as `i128`, which is what ranks are compared as, and far apart as `u128`.
    #[derive(Clone, Copy, Debug, PartialEq)]
    #[repr(u128)]
    enum Ends {
        Last = u128::MAX,
        First = 0,
    }

    layout! { enum Ends as u128 { Last, First }: TryFromBytes, IntoBytes, Immutable }

    /// Next to it is nothing.
    #[derive(Clone, Copy, Debug, PartialEq)]
    #[repr(i128)]
    enum Highest {
        Below = i128::MAX - 1,
        Last = i128::MAX,
    }

    layout! { enum Highest as i128 { Below, Last }: TryFromBytes, IntoBytes, Immutable }

    #[repr(u128)]
    enum Quad {
        _A = 1,
        _B = 1 << 64,
    }

    layout! { enum Quad as u128 { _A, _B }: TryFromBytes, Immutable }

    #[repr(C)]
    struct Quads {
        quad: Quad,
        other: NonZero<u128>,
    }

    layout! { struct Quads { quad, other }: TryFromBytes, Immutable }

    #[test]
    fn discriminants_of_128_bits_are_told_apart() {
        for tag in [0, 1, i128::MAX - 2, i128::MAX - 1, i128::MAX, i128::MIN, -2, -1] {
            let end = match tag {
                0 => Some(Ends::First),
                -1 => Some(Ends::Last),
                _ => None,
            };
            let highest = match i128::MAX - tag.max(0) {
                0 => Some(Highest::Last),
                1 => Some(Highest::Below),
                _ => None,
            };
            assert_eq!(try_read_from_bytes(&tag.to_ne_bytes()).ok(), end, "{tag}");
            assert_eq!(try_read_from_bytes(&tag.to_ne_bytes()).ok(), highest, "{tag}");
        }
    }

    #[test]
    fn rows_of_them() {
        spoilt::<Quad>(&(1_u128 << 64).to_ne_bytes());
        spoilt::<Quads>(&[&1_u128.to_ne_bytes()[..], &[9; 16]].concat());
    }
}
