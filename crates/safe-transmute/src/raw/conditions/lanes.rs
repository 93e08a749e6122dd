//! The check of words side by side.
//!
//! In each lane the greatest is kept of how far a word lies above the least value that it may have; in
//! the end it is compared once with how far it may. Where a word has several ranges, how far it lies
//! outside of the nearest is kept instead, and must be 0. So there is no comparison in the loop, but
//! subtractions, minima and maxima, which vector machines have: for a `bool` one maximum a register.

use core::{hint::black_box, marker::PhantomData};

use super::{Conditions, LANES, WAYS};
use crate::TryFromBytes;

/// The ranges of words of one size, `N` of which fill the lanes.
struct Lanes<W, const N: usize> {
    flip: [W; N],
    low: [[W; N]; WAYS],
    span: [[W; N]; WAYS],
    /// How many of the ranges differ, in any lane; 0 if no word of this size has a condition.
    ways: usize,
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
                    flip: [0; N],
                    low: [[0; N]; WAYS],
                    span: [[$word::MAX; N]; WAYS],
                    ways: 0,
                };
                let Some(all) = all else { return lanes };
                let mut way = 0;
                while way < WAYS {
                    let mut lane = 0;
                    while lane < N {
                        let at = lane * WIDTH;
                        if all.width[at] as usize == WIDTH {
                            let (low, span) = (Self::at(&all.low[way], at), Self::at(&all.span[way], at));
                            (lanes.low[way][lane], lanes.span[way][lane]) = (low, span);
                            lanes.flip[lane] = Self::at(&all.flip, at);
                            // A range that is the first one again is none of its own.
                            if way == 0 || low != lanes.low[0][lane] || span != lanes.span[0][lane] {
                                lanes.ways = way + 1;
                            }
                        }
                        lane += 1;
                    }
                    way += 1;
                }
                lanes
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

            /// Whether each word is in one of its ranges, in all of the groups of `group` bytes of
            /// which `bytes` consist.
            // Always, so that it is compiled anew with the instructions of its caller, and with its
            // constants.
            #[inline(always)]
            fn hold(&self, bytes: &[u8], group: usize) -> bool {
                const WIDTH: usize = size_of::<$word>();
                const N: usize = LANES / WIDTH;
                // How far on the next group is, is not seen through: where the compiler knows it, it may
                // take the same lane of several groups at once, and gather them word by word.
                let (mut most, mut at, step) = ([0; N], 0, black_box(group));
                while let Some(group) = bytes.get(at..).and_then(|bytes| bytes.get(..group)) {
                    at += step;
                    for (lane, (most, word)) in most.iter_mut().zip(group.chunks_exact(WIDTH)).enumerate() {
                        let mut word_bytes = [0; WIDTH];
                        word_bytes.copy_from_slice(word);
                        let word = $word::from_ne_bytes(word_bytes) ^ self.flip[lane];
                        let above = |way: usize| word.wrapping_sub(self.low[way][lane]);
                        let mut far = above(0);
                        if self.ways > 1 {
                            far = far.saturating_sub(self.span[0][lane]);
                            for way in 1..self.ways {
                                far = far.min(above(way).saturating_sub(self.span[way][lane]));
                            }
                        }
                        *most = (*most).max(far);
                    }
                }
                // Nor is this: lanes that may be anything would be left out, and the others be sorted.
                let may = black_box(if self.ways > 1 { &[0; N] } else { &self.span[0] });
                most.iter().zip(may).fold(true, |valid, (most, may)| valid & (most <= may))
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
                    || const { &Self::$lanes }.hold(bytes, Self::GROUP)))*
            };
        }
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
