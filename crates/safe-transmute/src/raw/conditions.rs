//! What must hold of the words of a type for its bytes to be valid, and the check of it side by side.

mod lanes;
mod table;
mod word;

pub(crate) use lanes::Repeated;

use crate::TryFromBytes;

/// How many bytes are checked side by side: four registers of the smallest vector machine.
const LANES: usize = 64;

/// How many ranges a word may have at most.
const WAYS: usize = 4;

/// For each word of a type of at most 64 bytes, the values that it may have.
///
/// A word `x` is in a range if `(x ^ flip) - low`, modulo its size, is no more than `span`. (Without
/// `flip` a `char` would have two ranges; it carries the surrogates, which are between them, to 0.)
///
/// A struct of `bool`s, `char`s, enums and numbers is valid when each of its words, of 1, 2, 4 or 8
/// bytes, lies in one of some ranges of its own. Said so, a slice of them is checked word beside word,
/// with no regard to where a field or a value begins.
#[derive(Clone, Copy, Debug)]
pub struct Conditions {
    /// How many bytes the word has that a byte belongs to; 0 where any value will do.
    width: [u8; LANES],
    /// The bits to be flipped first, where the word lies, in the machine's order of bytes.
    flip: [u8; LANES],
    /// The least value of each range, so flipped.
    low: [[u8; LANES]; WAYS],
    /// How far above it the greatest is.
    span: [[u8; LANES]; WAYS],
}

/// A part of a type: a field.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// Where it begins.
    pub offset: usize,
    /// How many bytes it has.
    pub size: usize,
    /// What must hold of its words, if it can be said so.
    pub conditions: Option<Conditions>,
}

impl Conditions {
    /// None, for a type of `size` bytes; `None` if they are too many.
    #[must_use]
    #[inline]
    pub const fn any(size: usize) -> Option<Self> {
        if size > LANES {
            return None;
        }
        let (width, flip) = ([0; LANES], [0; LANES]);
        Some(Self { width, flip, low: [[0; LANES]; WAYS], span: [[u8::MAX; LANES]; WAYS] })
    }

    /// That a word of `width` bytes, `flip` of its bits flipped, lies in one of `ranges`, each given by
    /// its least value and by how far above it the greatest is, modulo the word's size. `None` if it is no such word, or if the
    /// ranges are none or too many.
    #[must_use]
    #[inline]
    pub const fn word(width: usize, flip: u64, ranges: &[(u64, u64)]) -> Option<Self> {
        if !matches!(width, 1 | 2 | 4 | 8) || ranges.is_empty() || ranges.len() > WAYS {
            return None;
        }
        let Some(mut word) = Self::any(width) else { return None };
        // The widest first, as a range of one value costs less if all those in its place have one.
        let (mut sorted, mut way) = ([(0, 0); WAYS], 0);
        while way < ranges.len() {
            let mut place = way;
            while place > 0 && sorted[place - 1].1 < ranges[way].1 {
                sorted[place] = sorted[place - 1];
                place -= 1;
            }
            sorted[place] = ranges[way];
            way += 1;
        }
        way = 0;
        while way < WAYS {
            // Those that are not there are the first one again.
            let (low, span) = sorted[if way < ranges.len() { way } else { 0 }];
            let mut at = 0;
            while at < width {
                word.width[at] = byte(width as u64, 1, 0);
                word.flip[at] = byte(flip, width, at);
                word.low[way][at] = byte(low, width, at);
                word.span[way][at] = byte(span, width, at);
                at += 1;
            }
            way += 1;
        }
        Some(word)
    }

    /// Those of a type of `size` bytes that has these parts. `None` if it is too large, or if a word of a
    /// part would not lie at a multiple of its size.
    #[must_use]
    #[inline]
    pub const fn of(size: usize, mut parts: &[Part]) -> Option<Self> {
        let mut all = Self::any(size);
        while let ([part, more @ ..], Some(before)) = (parts, all) {
            all = before.with(part.offset, part.conditions, part.size);
            parts = more;
        }
        all
    }

    /// These, and from `offset` on those of a part of `size` bytes. `None` if a word of it would not
    /// lie at a multiple of its size.
    #[must_use]
    #[expect(clippy::large_types_passed_by_value, reason = "by the compiler alone, for a constant")]
    #[inline]
    pub(crate) const fn with(
        mut self,
        offset: usize,
        part: Option<Self>,
        size: usize,
    ) -> Option<Self> {
        let Some(part) = part else { return None };
        let mut at = 0;
        while at < size {
            let width = part.width[at];
            if width > 1 && offset % width as usize != 0 {
                return None;
            }
            self.width[offset + at] = width;
            self.flip[offset + at] = part.flip[at];
            let mut way = 0;
            while way < WAYS {
                self.low[way][offset + at] = part.low[way][at];
                self.span[way][offset + at] = part.span[way][at];
                way += 1;
            }
            at += 1;
        }
        Some(self)
    }

    /// Those of as many `T`s, side by side, as there is room for.
    const fn repeated<T: TryFromBytes>() -> Option<Self> {
        let size = size_of::<T>();
        let Some(all) = Self::any(LANES) else { return None };
        let (mut all, mut at) = (Some(all), 0);
        if size == 0 || size > LANES {
            return None;
        }
        while let (true, Some(before)) = (at + size <= LANES, all) {
            all = before.with(at, T::CONDITIONS, size);
            at += size;
        }
        all
    }
}

/// The byte of `word` that lies at `at`, of `width`, in memory.
#[inline]
const fn byte(word: u64, width: usize, at: usize) -> u8 {
    let place = if cfg!(target_endian = "little") { at } else { width - 1 - at };
    word.to_le_bytes()[place]
}
