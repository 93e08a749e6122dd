//! Counting and finding bytes.

use crate::Level;
use crate::lanes::{BLOCKS, Bytes, Lanes};
use crate::raw::{Kernel, parts};

/// How often `byte` occurs. The same on every [`Level`].
///
/// O(n), no allocation.
///
/// # Examples
///
/// ```
/// assert_eq!(simd_kernels::count(b"one\ntwo\n", b'\n'), 2);
/// ```
#[must_use]
#[inline]
pub fn count(bytes: &[u8], byte: u8) -> usize {
    Level::detect().count(bytes, byte)
}

/// The place of the first `byte`, or `None`. The same on every [`Level`].
///
/// O(n), no allocation; nothing behind the 256 bytes that hold the place is read.
///
/// # Examples
///
/// ```
/// assert_eq!(simd_kernels::find(b"one\ntwo\n", b'\n'), Some(3));
/// assert_eq!(simd_kernels::find(b"one", b'\n'), None);
/// ```
#[must_use]
#[inline]
pub fn find(bytes: &[u8], byte: u8) -> Option<usize> {
    Level::detect().find(bytes, byte)
}

/// The place of the first byte that is any of `set`, or `None`; of an empty set, always `None`.
/// The same on every [`Level`].
///
/// O(n · m) for m bytes in the set up to eight; O(n + m), byte by byte, beyond. No allocation.
///
/// # Examples
///
/// ```
/// assert_eq!(simd_kernels::find_any(b"key = value", b"=:"), Some(4));
/// assert_eq!(simd_kernels::find_any(b"key", b""), None);
/// ```
#[must_use]
#[inline]
pub fn find_any(bytes: &[u8], set: &[u8]) -> Option<usize> {
    Level::detect().find_any(bytes, set)
}

/// Counts a byte.
pub(crate) struct Count<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) byte: u8,
}

/// Finds a byte.
pub(crate) struct Find<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) byte: u8,
}

/// Finds any of some bytes.
pub(crate) struct FindAny<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) set: &'a [u8],
}

impl<'a> Kernel<f32> for Count<'a> {
    type Out = usize;
    parts!(bytes: &'a [u8], byte: u8);

    #[inline(always)]
    fn run<L: Lanes<f32>>(self, lanes: L) -> usize {
        let (blocks, rest) = self.bytes.as_chunks::<64>();
        let mut count = lanes.equal_part(rest, self.byte).count_ones() as usize;
        for blocks in blocks.chunks(BLOCKS) {
            count += lanes.count(blocks, self.byte);
        }
        count
    }
}

impl<'a> Kernel<f32> for Find<'a> {
    type Out = Option<usize>;
    parts!(bytes: &'a [u8], byte: u8);

    #[inline(always)]
    fn run<L: Lanes<f32>>(self, lanes: L) -> Option<usize> {
        first(lanes, self.bytes, One(self.byte))
    }
}

/// A set of more bytes than this is looked up in a table.
const FEW: usize = 8;

impl<'a> Kernel<f32> for FindAny<'a> {
    type Out = Option<usize>;
    parts!(bytes: &'a [u8], set: &'a [u8]);

    #[inline(always)]
    fn run<L: Lanes<f32>>(self, lanes: L) -> Option<usize> {
        if self.set.len() > FEW {
            return find_in_table(self.bytes, self.set);
        }
        first(lanes, self.bytes, Any(self.set))
    }
}

fn find_in_table(bytes: &[u8], set: &[u8]) -> Option<usize> {
    let mut wanted = [false; 256];
    for &byte in set {
        wanted[usize::from(byte)] = true;
    }
    bytes.iter().position(|&byte| wanted[usize::from(byte)])
}

/// What is looked for. No closures: one that was not inlined would run without the level's
/// instructions.
trait Wanted: Copy {
    /// Whether one of the bytes is wanted.
    fn in_four<B: Bytes>(self, lanes: B, four: &[u8; 256]) -> bool;
    /// Bit `i` is set where byte `i` of the block is wanted.
    fn block<B: Bytes>(self, lanes: B, block: &[u8; 64]) -> u64;
    /// The same of fewer bytes.
    fn part<B: Bytes>(self, lanes: B, part: &[u8]) -> u64;
}

/// One byte.
#[derive(Clone, Copy)]
struct One(u8);

impl Wanted for One {
    #[inline(always)]
    fn in_four<B: Bytes>(self, lanes: B, four: &[u8; 256]) -> bool {
        lanes.has(four, self.0)
    }
    #[inline(always)]
    fn block<B: Bytes>(self, lanes: B, block: &[u8; 64]) -> u64 {
        lanes.equal(block, self.0)
    }
    #[inline(always)]
    fn part<B: Bytes>(self, lanes: B, part: &[u8]) -> u64 {
        lanes.equal_part(part, self.0)
    }
}

/// Any of a few bytes.
#[derive(Clone, Copy)]
struct Any<'a>(&'a [u8]);

impl Wanted for Any<'_> {
    #[inline(always)]
    fn in_four<B: Bytes>(self, lanes: B, four: &[u8; 256]) -> bool {
        let (blocks, _) = four.as_chunks::<64>();
        let low = self.block(lanes, &blocks[0]) | self.block(lanes, &blocks[1]);
        let high = self.block(lanes, &blocks[2]) | self.block(lanes, &blocks[3]);
        low | high != 0
    }
    #[inline(always)]
    fn block<B: Bytes>(self, lanes: B, block: &[u8; 64]) -> u64 {
        let mut bits = 0;
        for &byte in self.0 {
            bits |= lanes.equal(block, byte);
        }
        bits
    }
    #[inline(always)]
    fn part<B: Bytes>(self, lanes: B, part: &[u8]) -> u64 {
        let mut bits = 0;
        for &byte in self.0 {
            bits |= lanes.equal_part(part, byte);
        }
        bits
    }
}

/// The place of the first byte that is wanted.
#[inline(always)]
fn first<B: Bytes>(lanes: B, bytes: &[u8], wanted: impl Wanted) -> Option<usize> {
    // Four blocks for one branch, then one by one.
    let (fours, _) = bytes.as_chunks::<256>();
    let mut at = 0;
    for four in fours {
        if wanted.in_four(lanes, four) {
            break;
        }
        at += 256;
    }
    let (blocks, rest) = bytes[at..].as_chunks::<64>();
    for block in blocks {
        let bits = wanted.block(lanes, block);
        if bits != 0 {
            return Some(at + bits.trailing_zeros() as usize);
        }
        at += 64;
    }
    let bits = wanted.part(lanes, rest);
    (bits != 0).then(|| at + bits.trailing_zeros() as usize)
}
