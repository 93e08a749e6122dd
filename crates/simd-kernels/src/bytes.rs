//! Counting and finding bytes.

use crate::Level;
use crate::lanes::{Lanes, Widen};
use crate::raw::Kernel;

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

impl Kernel<f32> for Count<'_> {
    type Out = usize;

    #[inline(always)]
    fn run<L: Lanes<f32> + Widen<f32>>(self, lanes: L) -> usize {
        let (blocks, rest) = self.bytes.as_chunks::<64>();
        let mut count = lanes.equal_part(rest, self.byte).count_ones() as usize;
        for block in blocks {
            count += lanes.equal(block, self.byte).count_ones() as usize;
        }
        count
    }
}

impl Kernel<f32> for Find<'_> {
    type Out = Option<usize>;

    #[inline(always)]
    fn run<L: Lanes<f32> + Widen<f32>>(self, lanes: L) -> Option<usize> {
        first(
            self.bytes,
            |block| lanes.equal(block, self.byte),
            |part| lanes.equal_part(part, self.byte),
        )
    }
}

/// A set of more bytes than this is looked up in a table.
const FEW: usize = 8;

impl Kernel<f32> for FindAny<'_> {
    type Out = Option<usize>;

    #[inline(always)]
    fn run<L: Lanes<f32> + Widen<f32>>(self, lanes: L) -> Option<usize> {
        if self.set.len() > FEW {
            return find_in_table(self.bytes, self.set);
        }
        let any = |equal: &dyn Fn(u8) -> u64| self.set.iter().fold(0, |bits, &x| bits | equal(x));
        first(
            self.bytes,
            |block| any(&|byte| lanes.equal(block, byte)),
            |part| any(&|byte| lanes.equal_part(part, byte)),
        )
    }
}

fn find_in_table(bytes: &[u8], set: &[u8]) -> Option<usize> {
    let mut wanted = [false; 256];
    for &byte in set {
        wanted[usize::from(byte)] = true;
    }
    bytes.iter().position(|&byte| wanted[usize::from(byte)])
}

/// The place of the first set bit, of blocks and of the part behind them.
#[inline(always)]
fn first(
    bytes: &[u8],
    bits_of: impl Fn(&[u8; 64]) -> u64,
    bits_of_part: impl Fn(&[u8]) -> u64,
) -> Option<usize> {
    // Four blocks for one branch, then one by one.
    let (fours, _) = bytes.as_chunks::<256>();
    let mut at = 0;
    for four in fours {
        let (blocks, _) = four.as_chunks::<64>();
        let bits = [0, 1, 2, 3].map(|i| bits_of(&blocks[i]));
        if bits[0] | bits[1] | bits[2] | bits[3] != 0 {
            break;
        }
        at += 256;
    }
    let (blocks, rest) = bytes[at..].as_chunks::<64>();
    for block in blocks {
        let bits = bits_of(block);
        if bits != 0 {
            return Some(at + bits.trailing_zeros() as usize);
        }
        at += 64;
    }
    let bits = bits_of_part(rest);
    (bits != 0).then(|| at + bits.trailing_zeros() as usize)
}
