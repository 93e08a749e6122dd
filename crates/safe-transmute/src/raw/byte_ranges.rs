use crate::TryFromBytes;

/// How many bytes are checked side by side: four registers of the smallest vector machine.
const LANES: usize = 64;

/// For each byte of a type of at most 64, the values that it may have.
///
/// A struct of `bool`s, enums and numbers is valid when each of its bytes lies in a range of its
/// own. Said so, a slice of them is checked byte beside byte, with no regard to where a field or a
/// value begins.
#[derive(Clone, Copy, Debug)]
pub struct ByteRanges {
    /// The least value of each.
    low: [u8; LANES],
    /// How far above it each may be.
    span: [u8; LANES],
}

impl ByteRanges {
    /// Any values, for a type of `size` bytes; `None` if they are too many.
    #[must_use]
    pub const fn any(size: usize) -> Option<Self> {
        if size <= LANES { Some(Self { low: [0; LANES], span: [u8::MAX; LANES] }) } else { None }
    }

    /// Values from `low` to `high`, for a type of one byte.
    #[must_use]
    pub const fn one(low: u8, high: u8) -> Option<Self> {
        let mut ranges = Self { low: [0; LANES], span: [u8::MAX; LANES] };
        (ranges.low[0], ranges.span[0]) = (low, high - low);
        Some(ranges)
    }

    /// These, and from `offset` on those of a part of `size` bytes.
    #[must_use]
    pub const fn with(mut self, offset: usize, part: Option<Self>, size: usize) -> Option<Self> {
        let Some(part) = part else { return None };
        let mut at = 0;
        while at < size {
            self.low[offset + at] = part.low[at];
            self.span[offset + at] = part.span[at];
            at += 1;
        }
        Some(self)
    }

    /// As many values side by side as there is room for.
    const fn repeated(ranges: Option<Self>, size: usize) -> Option<Self> {
        let Some(one) = ranges else { return None };
        if size == 0 || size > LANES {
            return None;
        }
        let (mut all, mut at) = (one, 0);
        while at < LANES {
            all.low[at] = one.low[at % size];
            all.span[at] = one.span[at % size];
            at += 1;
        }
        Some(all)
    }

    /// Whether each byte of `lanes` that are checked side by side is within its range, in all of
    /// the groups of which `bytes` consist.
    #[inline]
    fn hold(&self, bytes: &[u8], lanes: usize) -> bool {
        // What is beyond its range leaves a bit: (byte - low) - span, not below 0.
        let mut beyond = [0_u8; LANES];
        for group in bytes.chunks_exact(lanes) {
            for ((beyond, byte), (low, span)) in
                beyond.iter_mut().zip(group).zip(self.low.iter().zip(&self.span))
            {
                *beyond |= byte.wrapping_sub(*low).saturating_sub(*span);
            }
        }
        beyond == [0; LANES]
    }
}

/// A type's ranges, as often as they fit.
pub(crate) struct Repeated<T>(core::marker::PhantomData<T>);

impl<T: TryFromBytes> Repeated<T> {
    const RANGES: Option<ByteRanges> = ByteRanges::repeated(T::BYTES, size_of::<T>());
    /// Whole values, side by side.
    const LANES: usize =
        if size_of::<T>() == 0 { 0 } else { LANES / size_of::<T>() * size_of::<T>() };

    /// Whether `bytes` are valid values in a row, if that can be told byte by byte.
    #[inline]
    pub(crate) fn hold(bytes: &[u8]) -> Option<bool> {
        let ranges = const { &Self::RANGES }.as_ref()?;
        let groups = bytes.len() / Self::LANES * Self::LANES;
        let (groups, rest) = bytes.split_at(groups);
        let valid = groups.chunks(16 * Self::LANES).all(|block| ranges.hold(block, Self::LANES));
        Some(valid && rest.chunks_exact(size_of::<T>()).all(T::is_valid))
    }
}
