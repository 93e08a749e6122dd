//! What a back-end can do with bytes, and with integers of 8 to 64 bits.

use crate::wide::{halves, signed_halves};

/// The counts of so many blocks fit in bytes, one for each of a block's places.
pub(crate) const BLOCKS: usize = 255;

/// Bytes, 64 at a time. The methods' own bodies are for every CPU: eight bytes in one word.
///
/// Safe to implement: nothing unsafe relies on what it computes.
pub trait Bytes: Copy {
    /// Asks memory for what will be read soon. Changes no result.
    #[inline(always)]
    fn soon<R>(self, _later: &R) {}

    /// Bit `i` is set where byte `i` of the block is `byte`.
    #[inline(always)]
    fn equal(self, block: &[u8; 64], byte: u8) -> u64 {
        let (words, _) = block.as_chunks();
        words
            .iter()
            .enumerate()
            .fold(0, |bits, (i, &word)| bits | equal_word(word, byte) << (8 * i))
    }

    /// How many bytes of the blocks are `byte`; of at most [`BLOCKS`] blocks.
    #[inline(always)]
    fn count(self, blocks: &[[u8; 64]], byte: u8) -> usize {
        blocks.iter().map(|block| self.equal(block, byte).count_ones() as usize).sum()
    }

    /// Whether one of the bytes is `byte`.
    #[inline(always)]
    fn has(self, four: &[u8; 256], byte: u8) -> bool {
        let (blocks, _) = four.as_chunks::<64>();
        let low = self.equal(&blocks[0], byte) | self.equal(&blocks[1], byte);
        let high = self.equal(&blocks[2], byte) | self.equal(&blocks[3], byte);
        low | high != 0
    }

    /// As [`Bytes::equal`], of at most 63 bytes; the bits above them are 0.
    #[inline(always)]
    fn equal_part(self, part: &[u8], byte: u8) -> u64 {
        let (words, rest) = part.as_chunks();
        let mut bits = 0;
        for (i, &word) in words.iter().enumerate() {
            bits |= equal_word(word, byte) << (8 * i);
        }
        for (i, &x) in rest.iter().enumerate() {
            bits |= u64::from(x == byte) << (8 * words.len() + i);
        }
        bits
    }

    /// The sum of at most 2^15 elements. `later` will be read soon.
    #[inline(always)]
    fn bytes(self, xs: &[u8], _later: &[u8]) -> i64 {
        xs.iter().map(|&x| i32::from(x)).sum::<i32>().into()
    }
    /// As [`Bytes::bytes`].
    #[inline(always)]
    fn signed_bytes(self, xs: &[i8], _later: &[i8]) -> i64 {
        xs.iter().map(|&x| i32::from(x)).sum::<i32>().into()
    }
    /// As [`Bytes::bytes`].
    #[inline(always)]
    fn shorts(self, xs: &[u16], _later: &[u16]) -> i64 {
        xs.iter().map(|&x| i32::from(x)).sum::<i32>().into()
    }
    /// As [`Bytes::bytes`].
    #[inline(always)]
    fn signed_shorts(self, xs: &[i16], _later: &[i16]) -> i64 {
        xs.iter().map(|&x| i32::from(x)).sum::<i32>().into()
    }

    /// So many words have a shorter way to their sum.
    const FEW_WORDS: usize = 0;
    /// The sum of at most [`Bytes::FEW_WORDS`] words.
    #[inline(always)]
    fn few_words(self, xs: &[u32]) -> u64 {
        xs.iter().map(|&x| u64::from(x)).sum()
    }
    /// As [`Bytes::few_words`].
    #[inline(always)]
    fn few_signed_words(self, xs: &[i32]) -> i64 {
        xs.iter().map(|&x| i64::from(x)).sum()
    }

    /// The sum of words and that of their upper halves, both modulo 2^32. `later` will be read soon.
    #[inline(always)]
    fn words(self, xs: &[u32], _later: &[u32]) -> (u32, u32) {
        xs.iter().fold((0, 0), |(all, upper): (u32, u32), &x| {
            (all.wrapping_add(x), upper.wrapping_add(x >> 16))
        })
    }

    /// As [`Bytes::words`]; the upper halves are signed.
    #[inline(always)]
    fn signed_words(self, xs: &[i32], _later: &[i32]) -> (u32, u32) {
        xs.iter().fold((0, 0), |(all, upper): (u32, u32), &x| {
            let (word, half) = (x.cast_unsigned(), (x >> 16).cast_unsigned());
            (all.wrapping_add(word), upper.wrapping_add(half))
        })
    }

    /// The sum of long words, 32 and 32, of which there are at most as many as of what will be read soon, `later`.
    #[inline(always)]
    fn long_words(self, xs: &[u64], _later: &[u64]) -> u128 {
        halves(xs.iter().copied())
    }

    /// As [`Bytes::long_words`].
    #[inline(always)]
    fn signed_long_words(self, xs: &[i64], _later: &[i64]) -> i128 {
        signed_halves(xs.iter().copied())
    }
}

/// Bit `i` is set where byte `i` of the word is `byte`; the other bits are 0.
///
/// A byte of `x` is 0 where it is equal. Adding 0x7f to its low seven bits carries into its top bit
/// unless they are all 0, and never beyond: so the top bit of `(low + 0x7f) | x` is 0 for it alone.
/// The multiplication brings the eight top bits together: bit 8i goes to bit 56 + i, and no two
/// products of bits meet.
#[inline(always)]
fn equal_word(word: [u8; 8], byte: u8) -> u64 {
    const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    let x = u64::from_le_bytes(word) ^ u64::from_le_bytes([byte; 8]);
    let tops = !(((x & LOW) + LOW) | x | LOW);
    (tops >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}
