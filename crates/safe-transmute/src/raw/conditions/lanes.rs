//! The check of words side by side.
//!
//! In each lane the greatest is kept of how far a word lies above the least value that it may have; in
//! the end it is compared once with how far it may. Where words have several ranges, how far one lies
//! outside of the nearest is kept instead, and must be 0; words that may be anything are then made 0
//! first, which is all that they may be there, and a range of one value needs no saturation. So there is
//! no comparison in the loop, but subtractions, minima and maxima, which vector machines have: for a
//! `bool` one maximum a register.

use core::{hint::black_box, marker::PhantomData};

use super::{Conditions, LANES, WAYS};
use crate::TryFromBytes;

/// The ranges of words of one size, `N` of which fill the lanes.
struct Lanes<W, const N: usize> {
    /// All ones, or 0 where any value will do and there are several ranges.
    mask: [W; N],
    flip: [W; N],
    low: [[W; N]; WAYS],
    span: [[W; N]; WAYS],
    /// How many of the ranges differ, in any lane; 0 if no word of this size has a condition.
    ways: usize,
    /// Of which of them anything is but what changes nothing.
    masks: bool,
    flips: bool,
    lows: [bool; WAYS],
    spans: [bool; WAYS],
}

macro_rules! words {
    ($($word:ident)*) => {$(
        impl Lanes<$word, { LANES / size_of::<$word>() }> {
            /// The conditions on words of this size. A word of another size may be any here.
            #[inline]
            const fn of(all: Option<Conditions>) -> Self {
                const WIDTH: usize = size_of::<$word>();
                const N: usize = LANES / WIDTH;
                let mut lanes = Self {
                    mask: [$word::MAX; N],
                    flip: [0; N],
                    low: [[0; N]; WAYS],
                    span: [[$word::MAX; N]; WAYS],
                    ways: 0,
                    masks: false,
                    flips: false,
                    lows: [false; WAYS],
                    spans: [false; WAYS],
                };
                let Some(all) = all else { return lanes };
                let mut lane = 0;
                while lane < N {
                    lanes.ask(&all, lane);
                    lane += 1;
                }
                if lanes.ways > 1 {
                    lanes.narrow();
                }
                lanes
            }

            /// What is asked of the word in this lane, if it is one of this size.
            const fn ask(&mut self, all: &Conditions, lane: usize) {
                const WIDTH: usize = size_of::<$word>();
                let (at, mut way) = (lane * WIDTH, 0);
                if all.width[at] as usize != WIDTH {
                    return;
                }
                self.flip[lane] = Self::at(&all.flip, at);
                self.flips |= self.flip[lane] != 0;
                while way < WAYS {
                    let (low, span) = (Self::at(&all.low[way], at), Self::at(&all.span[way], at));
                    // A range that is the first one again is none of its own.
                    if way == 0 || low != self.low[0][lane] || span != self.span[0][lane] {
                        if self.ways <= way {
                            self.ways = way + 1;
                        }
                        self.spans[way] |= span != 0;
                    }
                    (self.low[way][lane], self.span[way][lane]) = (low, span);
                    self.lows[way] |= low != 0;
                    way += 1;
                }
            }

            /// Makes what is needed by lanes with several ranges of lanes with one or none: a range that is
            /// the first one again is its least value, and what may be anything is 0.
            const fn narrow(&mut self) {
                const N: usize = LANES / size_of::<$word>();
                let mut lane = 0;
                while lane < N {
                    let (low, span) = (self.low[0][lane], self.span[0][lane]);
                    let mut way = 0;
                    if low == 0 && span == $word::MAX {
                        self.mask[lane] = 0;
                        self.masks = true;
                        self.span[0][lane] = 0;
                    }
                    while way < WAYS {
                        if way > 0 && self.low[way][lane] == low && self.span[way][lane] == span {
                            self.span[way][lane] = 0;
                        }
                        way += 1;
                    }
                    lane += 1;
                }
            }

            /// The word at `at`.
            #[inline]
            const fn at(bytes: &[u8; LANES], at: usize) -> $word {
                let (_, bytes) = bytes.split_at(at);
                match bytes.first_chunk() {
                    Some(word) => $word::from_ne_bytes(*word),
                    None => 0,
                }
            }

            /// How far the word in this lane lies above its range's least value, or outside of all of its
            /// ranges if there are several. `known` are these lanes again.
            // Always, as all below, so that it is compiled anew with the instructions of its caller, and
            // with its constants.
            #[inline(always)]
            fn far(&self, known: &Self, lane: usize, word: &[u8]) -> $word {
                let mut bytes = [0; size_of::<$word>()];
                bytes.copy_from_slice(word);
                let mut word = $word::from_ne_bytes(bytes);
                if self.flips {
                    word ^= known.flip[lane];
                }
                if self.masks {
                    word &= known.mask[lane];
                }
                let far = |way: usize| {
                    let low = if self.lows[way] { known.low[way][lane] } else { 0 };
                    let above = word.wrapping_sub(low);
                    let within = self.ways > 1 && self.spans[way];
                    above.saturating_sub(if within { known.span[way][lane] } else { 0 })
                };
                (1..self.ways).fold(far(0), |least, way| least.min(far(way)))
            }

            /// Before the first group.
            #[inline(always)]
            fn least(&self) -> [$word; LANES / size_of::<$word>()] {
                [0; LANES / size_of::<$word>()]
            }

            /// Takes the words of one group: keeps the farthest of each lane.
            #[inline(always)]
            fn take(&self, known: &Self, most: &mut [$word; LANES / size_of::<$word>()], group: &[u8]) {
                let words = group.chunks_exact(size_of::<$word>());
                for (lane, (most, word)) in most.iter_mut().zip(words).enumerate() {
                    *most = self.far(known, lane, word).max(*most);
                }
            }

            /// Whether each word was in one of its ranges.
            #[inline(always)]
            fn hold(&self, most: &[$word; LANES / size_of::<$word>()]) -> bool {
                // Not seen through: lanes that may be anything would be left out, and the others be sorted.
                let may = black_box(if self.ways > 1 { &[0; LANES / size_of::<$word>()] } else { &self.span[0] });
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
                let (mut most, mut rest) = (self.least(), bytes);
                while let Some((head, tail)) = rest.split_at_checked(step) {
                    rest = tail;
                    let Some(group) = head.get(..group) else { break };
                    self.take(known, &mut most, group);
                }
                self.hold(&most)
            }
        }
    )*};
}

words! { u8 u16 u32 u64 }

/// A type's conditions, as often as they fit.
pub(crate) struct Repeated<T>(PhantomData<T>);

impl<T: TryFromBytes> Repeated<T> {
    const ALL: Option<Conditions> = Conditions::repeated::<T>();
    const BYTES: Lanes<u8, LANES> = Lanes::<u8, LANES>::of(Self::ALL);
    const HALVES: Lanes<u16, { LANES / 2 }> = Lanes::<u16, { LANES / 2 }>::of(Self::ALL);
    const WORDS: Lanes<u32, { LANES / 4 }> = Lanes::<u32, { LANES / 4 }>::of(Self::ALL);
    const DOUBLES: Lanes<u64, { LANES / 8 }> = Lanes::<u64, { LANES / 8 }>::of(Self::ALL);
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
                    let (mut most, mut most_words, mut rest) = (byte.least(), word.least(), bytes);
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
