/// Equal neighbours would make each count wait for the one before it: four tables take turns.
const TABLES: usize = 4;

/// Below this many bytes, clearing and adding up the tables costs more than it saves.
const SHORT: usize = 1024;

/// How often each byte value occurs.
///
/// O(n), no allocation; 4 KiB of stack beside the result.
///
/// # Examples
///
/// ```
/// let counts = simd_kernels::histogram(b"hardpan");
/// assert_eq!(counts[usize::from(b'a')], 2);
/// assert_eq!(counts.iter().sum::<u64>(), 7);
/// ```
#[must_use]
#[inline]
pub fn histogram(bytes: &[u8]) -> [u64; 256] {
    if bytes.len() < SHORT { count_short(bytes) } else { count_long(bytes) }
}

#[inline]
fn count_short(bytes: &[u8]) -> [u64; 256] {
    let mut counts = [0; 256];
    for &byte in bytes {
        counts[usize::from(byte)] += 1;
    }
    counts
}

/// Out of line: a short input then pays for no tables on the stack.
#[inline(never)]
fn count_long(bytes: &[u8]) -> [u64; 256] {
    let mut counts = [0; 256];
    // Counts of 32 bits, and pieces short enough that none can overflow.
    for piece in bytes.chunks(1 << 31) {
        for table in tables(piece) {
            for (count, part) in counts.iter_mut().zip(table) {
                *count += u64::from(part);
            }
        }
    }
    counts
}

fn tables(piece: &[u8]) -> [[u32; 256]; TABLES] {
    let mut tables = [[0; 256]; TABLES];
    let (words, rest) = piece.as_chunks::<8>();
    for &word in words {
        // One load for eight bytes.
        let word = u64::from_le_bytes(word);
        for i in 0..8 {
            #[expect(clippy::cast_possible_truncation, reason = "the lowest byte is wanted")]
            let byte = (word >> (8 * i)) as u8;
            tables[i % TABLES][usize::from(byte)] += 1;
        }
    }
    for &byte in rest {
        tables[0][usize::from(byte)] += 1;
    }
    tables
}
