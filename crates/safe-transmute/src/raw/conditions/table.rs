use super::{Conditions, LANES, WAYS};

/// What is asked of the words of one size, byte by byte as `Conditions` has it: the compiler makes it once
/// for all sizes.
pub(super) struct Table {
    /// All ones, or 0 where any value will do and there are several ranges.
    pub(super) mask: [u8; LANES],
    pub(super) flip: [u8; LANES],
    pub(super) low: [[u8; LANES]; WAYS],
    pub(super) span: [[u8; LANES]; WAYS],
    /// How many of the ranges differ, in any lane; 0 if no word of this size has a condition.
    pub(super) ways: usize,
    /// Of which of them anything is but what changes nothing.
    pub(super) masks: bool,
    pub(super) flips: bool,
    pub(super) lows: [bool; WAYS],
    pub(super) spans: [bool; WAYS],
}

impl Table {
    /// The conditions on words of `width` bytes. A word of another size may be any here.
    #[inline]
    #[expect(clippy::large_types_passed_by_value, reason = "by the compiler alone, for a constant")]
    pub(super) const fn of(all: Option<Conditions>, width: usize) -> Self {
        let mut table = Self {
            mask: [u8::MAX; LANES],
            flip: [0; LANES],
            low: [[0; LANES]; WAYS],
            span: [[u8::MAX; LANES]; WAYS],
            ways: 0,
            masks: false,
            flips: false,
            lows: [false; WAYS],
            spans: [false; WAYS],
        };
        let Some(all) = all else { return table };
        let mut at = 0;
        while at < LANES {
            if all.width[at] as usize == width {
                table.ask(&all, at, width);
            }
            at += width;
        }
        at = 0;
        while table.ways > 1 && at < LANES {
            table.narrow(at, width);
            at += width;
        }
        table
    }

    /// What is asked of the word at `at`.
    #[inline]
    const fn ask(&mut self, all: &Conditions, at: usize, width: usize) {
        put(&mut self.flip, &all.flip, at, width);
        self.flips |= !is(&all.flip, 0, at, width);
        let mut way = 0;
        while way < WAYS {
            let (low, span) = (&all.low[way], &all.span[way]);
            // A range that is the first one again is none of its own.
            if way == 0
                || !same(low, &all.low[0], at, width)
                || !same(span, &all.span[0], at, width)
            {
                if self.ways <= way {
                    self.ways = way + 1;
                }
                self.spans[way] |= !is(span, 0, at, width);
            }
            put(&mut self.low[way], low, at, width);
            put(&mut self.span[way], span, at, width);
            self.lows[way] |= !is(low, 0, at, width);
            way += 1;
        }
    }

    /// Makes what is needed by lanes with several ranges of one with one or none: a range that is
    /// the first one again is its least value, and what may be anything is 0.
    #[inline]
    const fn narrow(&mut self, at: usize, width: usize) {
        const ZERO: [u8; LANES] = [0; LANES];
        let mut way = WAYS - 1;
        while way > 0 {
            if same(&self.low[way], &self.low[0], at, width)
                && same(&self.span[way], &self.span[0], at, width)
            {
                put(&mut self.span[way], &ZERO, at, width);
            }
            way -= 1;
        }
        if is(&self.low[0], 0, at, width) && is(&self.span[0], u8::MAX, at, width) {
            put(&mut self.mask, &ZERO, at, width);
            self.masks = true;
            put(&mut self.span[0], &ZERO, at, width);
        }
    }
}

/// Copies the word at `at`.
#[inline]
const fn put(to: &mut [u8; LANES], from: &[u8; LANES], at: usize, width: usize) {
    let mut byte = at;
    while byte < at + width {
        to[byte] = from[byte];
        byte += 1;
    }
}

/// Whether two words at `at` are one.
#[inline]
const fn same(a: &[u8; LANES], b: &[u8; LANES], at: usize, width: usize) -> bool {
    let mut byte = at;
    while byte < at + width {
        if a[byte] != b[byte] {
            return false;
        }
        byte += 1;
    }
    true
}

/// Whether each byte of the word at `at` is `value`.
#[inline]
const fn is(word: &[u8; LANES], value: u8, at: usize, width: usize) -> bool {
    same(word, &[value; LANES], at, width)
}
