//! The check of words side by side.
//!
//! In each lane the greatest is kept of how far a word lies above the least value that it may have; in
//! the end it is compared once with how far it may. Where words have several ranges, how far one lies
//! outside of the nearest is kept instead, and must be 0; words that may be anything are then made 0
//! first, which is all that they may be there, and a range of one value needs no saturation. So there is
//! no comparison in the loop, but subtractions, minima and maxima, which vector machines have: for a
//! `bool` one maximum a register.

use core::{hint::black_box, marker::PhantomData};

use super::{Conditions, LANES, WAYS, table::Table, word::Word};
use crate::{TryFromBytes, raw::ops};

/// The ranges of words of one size, `N` of which fill the lanes: what a [`Table`] says, word by word.
struct Lanes<W, const N: usize> {
    mask: [W; N],
    flip: [W; N],
    low: [[W; N]; WAYS],
    span: [[W; N]; WAYS],
    ways: usize,
    masks: bool,
    flips: bool,
    lows: [bool; WAYS],
    spans: [bool; WAYS],
}

impl<W: Word, const N: usize> Lanes<W, N> {
    const ZEROS: [W; N] = [W::ZERO; N];

    /// The conditions on words of this size. A word of another size may be any here.
    #[inline]
    #[expect(clippy::large_types_passed_by_value, reason = "by the compiler alone, for a constant")]
    const fn of(all: Option<Conditions>) -> Self {
        let table = Table::of(all, size_of::<W>());
        Self {
            mask: ops::convert(table.mask),
            flip: ops::convert(table.flip),
            low: ops::convert(table.low),
            span: ops::convert(table.span),
            ways: table.ways,
            masks: table.masks,
            flips: table.flips,
            lows: table.lows,
            spans: table.spans,
        }
    }

    /// How far the word in this lane lies above its range's least value, or outside of all of its
    /// ranges if there are several. `known` are these lanes again.
    // Always, as all below, so that it is compiled anew with the instructions of its caller, and
    // with its constants.
    #[inline(always)]
    fn far(&self, known: &Self, lane: usize, word: &[u8]) -> W {
        let mut word = W::of(word);
        if self.flips {
            word = word ^ known.flip[lane];
        }
        if self.masks {
            word = word & known.mask[lane];
        }
        let far = |way: usize| {
            let low = if self.lows[way] { known.low[way][lane] } else { W::ZERO };
            let within = self.ways > 1 && self.spans[way];
            word.above(low).beyond(if within { known.span[way][lane] } else { W::ZERO })
        };
        (1..self.ways).fold(far(0), |least, way| least.min(far(way)))
    }

    /// Takes the words of one group: keeps the farthest of each lane.
    #[inline(always)]
    fn take(&self, known: &Self, most: &mut [W; N], group: &[u8]) {
        let words = group.chunks_exact(size_of::<W>());
        for (lane, (most, word)) in most.iter_mut().zip(words).enumerate() {
            *most = self.far(known, lane, word).max(*most);
        }
    }

    /// Whether each word was in one of its ranges.
    #[inline(always)]
    #[expect(
        clippy::needless_bitwise_bool,
        reason = "without a branch, lanes are compared at once"
    )]
    fn hold(&self, most: &[W; N]) -> bool {
        // Not seen through: lanes that may be anything would be left out, and the others be sorted.
        let may = if self.ways > 1 { Self::ZEROS } else { self.span[0] };
        let may = black_box(&may);
        most.iter().zip(may).fold(true, |valid, (most, may)| valid & (most <= may))
    }

    /// Whether each word is in one of its ranges, in all of the groups of `group` bytes of which
    /// `bytes` consist.
    #[inline(always)]
    fn hold_alone(&self, bytes: &[u8], group: usize) -> bool {
        // Neither is seen through: where the compiler knows how far on the next group is, it may take
        // the same lane of several groups at once, and where it knows which lanes are changed, it may
        // sort them, each time word by word.
        let (step, known) = (black_box(group), black_box(self));
        let (mut most, mut rest) = (Self::ZEROS, bytes);
        while let Some((head, tail)) = rest.split_at_checked(step) {
            rest = tail;
            let Some(group) = head.get(..group) else { break };
            self.take(known, &mut most, group);
        }
        self.hold(&most)
    }
}

/// A type's conditions, as often as they fit.
pub(crate) struct Repeated<T>(PhantomData<T>);

impl<T: TryFromBytes> Repeated<T> {
    const ALL: Option<Conditions> = Conditions::repeated::<T>();
    const BYTES: Lanes<u8, LANES> = Lanes::of(Self::ALL);
    const HALVES: Lanes<u16, { LANES / 2 }> = Lanes::of(Self::ALL);
    const WORDS: Lanes<u32, { LANES / 4 }> = Lanes::of(Self::ALL);
    const DOUBLES: Lanes<u64, { LANES / 8 }> = Lanes::of(Self::ALL);
    /// Whole values, side by side.
    const GROUP: usize =
        if size_of::<T>() == 0 { 0 } else { LANES / size_of::<T>() * size_of::<T>() };
    /// Groups between two looks at what was found; 4 KiB of bytes, so that the looks cost little.
    const GROUPS: usize = 4096 / LANES;

    /// Whether `bytes` are valid values in a row, if that can be told word by word.
    #[inline]
    pub(crate) fn hold(bytes: &[u8]) -> Option<bool> {
        if const { Self::ALL.is_none() } {
            return None;
        }
        let groups = bytes.len() / Self::GROUP * Self::GROUP;
        let (groups, rest) = bytes.split_at(groups);
        let mut blocks = groups.chunks(Self::GROUPS * Self::GROUP);
        let valid = blocks.all(|block| {
            #[cfg(all(feature = "std", target_arch = "x86_64", not(miri)))]
            if std::is_x86_feature_detected!("avx2") {
                // SAFETY: [ST-11] just asked; std remembers the answer.
                return unsafe { Self::block_holds_wide(block) };
            }
            Self::block_holds(block)
        });
        Some(valid && rest.chunks_exact(size_of::<T>()).all(T::is_valid))
    }

    /// Whether each word is in one of its ranges, in all of the groups of which `bytes` consist.
    // Always, so that it is compiled anew with the instructions of its caller.
    #[inline(always)]
    fn block_holds(bytes: &[u8]) -> bool {
        macro_rules! each {
            ($($lanes:ident)*) => {
                true $(&& (const { Self::$lanes.ways == 0 }
                    || const { &Self::$lanes }.hold_alone(bytes, Self::GROUP)))*
            };
        }
        // One range for each byte, one for each word of one size, and no more: such few constants fit into
        // registers beside one another, and the bytes are loaded once.
        macro_rules! both {
            ($words:ident $other:ident $another:ident) => {
                if const {
                    Self::BYTES.ways == 1
                        && Self::$words.ways == 1
                        && Self::$other.ways + Self::$another.ways == 0
                } {
                    let (byte, word) = const { (&Self::BYTES, &Self::$words) };
                    let (step, known) = (black_box(Self::GROUP), black_box((byte, word)));
                    let (mut most, mut most_words, mut rest) = ([0; LANES], Lanes::ZEROS, bytes);
                    while let Some((head, tail)) = rest.split_at_checked(step) {
                        rest = tail;
                        let Some(group) = head.get(..Self::GROUP) else { break };
                        byte.take(known.0, &mut most, group);
                        word.take(known.1, &mut most_words, group);
                    }
                    return byte.hold(&most) && word.hold(&most_words);
                }
            };
        }
        both!(HALVES WORDS DOUBLES);
        both!(WORDS HALVES DOUBLES);
        both!(DOUBLES HALVES WORDS);
        each!(BYTES HALVES WORDS DOUBLES)
    }

    /// The same, in registers of 32 bytes.
    ///
    /// # Safety
    ///
    /// \[ST-11\] The CPU has AVX2.
    #[cfg(all(feature = "std", target_arch = "x86_64", not(miri)))]
    #[target_feature(enable = "avx2")]
    unsafe fn block_holds_wide(bytes: &[u8]) -> bool {
        Self::block_holds(bytes)
    }
}
