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
    /// The greatest value of each.
    high: [u8; LANES],
}

impl ByteRanges {
    /// Any values, for a type of `size` bytes; `None` if they are too many.
    #[must_use]
    pub const fn any(size: usize) -> Option<Self> {
        if size <= LANES { Some(Self { low: [0; LANES], high: [u8::MAX; LANES] }) } else { None }
    }

    /// Values from `low` to `high`, for a type of one byte.
    #[must_use]
    pub const fn one(low: u8, high: u8) -> Option<Self> {
        let mut ranges = Self { low: [0; LANES], high: [u8::MAX; LANES] };
        (ranges.low[0], ranges.high[0]) = (low, high);
        Some(ranges)
    }

    /// These, and from `offset` on those of a part of `size` bytes.
    #[must_use]
    pub const fn with(mut self, offset: usize, part: Option<Self>, size: usize) -> Option<Self> {
        let Some(part) = part else { return None };
        let mut at = 0;
        while at < size {
            self.low[offset + at] = part.low[at];
            self.high[offset + at] = part.high[at];
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
            all.high[at] = one.high[at % size];
            at += 1;
        }
        Some(all)
    }

    /// Whether no byte has a least value above 0.
    const fn begin_at_zero(&self) -> bool {
        let mut at = 0;
        while at < LANES {
            if self.low[at] != 0 {
                return false;
            }
            at += 1;
        }
        true
    }
}

/// A type's ranges, as often as they fit.
pub(crate) struct Repeated<T>(core::marker::PhantomData<T>);

impl<T: TryFromBytes> Repeated<T> {
    const RANGES: Option<ByteRanges> = ByteRanges::repeated(T::BYTES, size_of::<T>());
    /// Whether the greatest of each lane is all that has to be known.
    const FROM_ZERO: bool = match &Self::RANGES {
        Some(ranges) => ranges.begin_at_zero(),
        None => true,
    };
    /// Whole values, side by side.
    const LANES: usize =
        if size_of::<T>() == 0 { 0 } else { LANES / size_of::<T>() * size_of::<T>() };
    /// Groups between two looks at what was found; 4 KiB of bytes, so that the looks cost little.
    const GROUPS: usize = 4096 / LANES;

    /// Whether `bytes` are valid values in a row, if that can be told byte by byte.
    #[inline]
    pub(crate) fn hold(bytes: &[u8]) -> Option<bool> {
        let ranges = const { &Self::RANGES }.as_ref()?;
        let groups = bytes.len() / Self::LANES * Self::LANES;
        let (groups, rest) = bytes.split_at(groups);
        let mut blocks = groups.chunks(Self::GROUPS * Self::LANES);
        let valid = blocks.all(|block| {
            #[cfg(all(feature = "std", target_arch = "x86_64", not(miri)))]
            if std::is_x86_feature_detected!("avx2") {
                // SAFETY: [ST-11] just asked; std remembers the answer.
                return unsafe { Self::block_holds_wide(ranges, block) };
            }
            Self::block_holds(ranges, block)
        });
        Some(valid && rest.chunks_exact(size_of::<T>()).all(T::is_valid))
    }

    /// Whether each byte is within its range, in all of the groups of which `bytes` consist.
    ///
    /// A group is not compared, but added to the least and the greatest that were seen in each lane:
    /// one instruction a register, or two where a least value is above 0.
    // Always, so that it is compiled anew with the instructions of its caller.
    #[inline(always)]
    #[expect(clippy::needless_bitwise_bool, reason = "without a branch, lanes are vectorised")]
    fn block_holds(ranges: &ByteRanges, bytes: &[u8]) -> bool {
        let (mut least, mut most) = ([u8::MAX; LANES], [0; LANES]);
        for group in bytes.chunks_exact(Self::LANES) {
            for (most, byte) in most.iter_mut().zip(group) {
                *most = (*most).max(*byte);
            }
            if !Self::FROM_ZERO {
                for (least, byte) in least.iter_mut().zip(group) {
                    *least = (*least).min(*byte);
                }
            }
        }
        let lanes = least.iter().zip(&most).zip(ranges.low.iter().zip(&ranges.high));
        lanes.fold(true, |valid, ((least, most), (low, high))| {
            valid & (least >= low) & (most <= high)
        })
    }

    /// The same, in registers of 32 bytes.
    ///
    /// # Safety
    ///
    /// \[ST-11\] The CPU has AVX2.
    #[cfg(all(feature = "std", target_arch = "x86_64", not(miri)))]
    #[target_feature(enable = "avx2")]
    unsafe fn block_holds_wide(ranges: &ByteRanges, bytes: &[u8]) -> bool {
        Self::block_holds(ranges, bytes)
    }
}
