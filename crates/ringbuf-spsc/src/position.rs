//! Where in the ring: a slot and the parity of the lap, in one word.
//!
//! Head and tail each name a slot, `0..capacity`. A plain slot index could not tell a full ring
//! from an empty one, so the word's top bit flips each time that an index passes the end:
//!
//! ```text
//! empty:  tail == head
//! full:   tail == head ^ LAP          (the same slot, one lap on)
//! ```
//!
//! An index that has come to the end stays there, at the slot `capacity`, until its half goes on
//! from the start of the next lap: the same place by another name, the *normal* one. So the hot
//! path is `position + 1`, and the end of the ring is seen to only where the half has to stop and
//! look around anyhow.
//!
//! Against the other ways to use all slots: free-running counts (`count % capacity`) go wrong when
//! the count overflows, unless the capacity is a power of two; counts modulo `2 * capacity` need a
//! subtraction to reach the slot, and a test for the wrap on each step. Here any capacity works.
//!
//! A position is *valid* for a capacity if its slot is not above it, and *normal* if it is below.

/// The bit that tells one lap from the next.
pub(crate) const LAP: usize = 1 << (usize::BITS - 1);

/// The largest capacity: it leaves the top bit free, and the sum of two slots as well.
pub(crate) const MAX_CAPACITY: usize = isize::MAX as usize / 2;

/// The slot that `position` names.
#[inline(always)]
pub(crate) const fn slot(position: usize) -> usize {
    position & !LAP
}

/// A valid position by its normal name.
#[inline(always)]
pub(crate) const fn normal(position: usize, capacity: usize) -> usize {
    if slot(position) == capacity { !position & LAP } else { position }
}

/// `count` slots on from a normal position; `count` is at most `capacity`. The result is valid,
/// and in the same lap unless the way there goes through the end.
#[inline(always)]
pub(crate) const fn advance(position: usize, count: usize, capacity: usize) -> usize {
    let slot = slot(position) + count;
    if slot <= capacity { position + count } else { (slot - capacity) | (!position & LAP) }
}

/// How many slots from one valid position to another, at most `capacity`.
///
/// The bound is enforced, for the snapshots of an onlooker: its two loads are not one moment, so
/// that it may see positions further apart than any that ever stood together.
#[inline]
pub(crate) const fn distance(from: usize, to: usize, capacity: usize) -> usize {
    let (from, to) = (normal(from, capacity), normal(to, capacity));
    let (start, end) = (slot(from), slot(to));
    let end = if (from ^ to) & LAP == 0 { end } else { end + capacity };
    // Below zero wraps to a huge number, and so to `capacity`: the order of the two is lost.
    let count = end.wrapping_sub(start);
    if count < capacity { count } else { capacity }
}

/// The slots from one valid position to another that is at most `capacity` away: where they begin,
/// by its normal name; how far one can go from there without passing the end of the ring, a valid
/// position in the same lap; and how many they are in all.
#[inline]
pub(crate) const fn run(from: usize, to: usize, capacity: usize) -> (usize, usize, usize) {
    let (from, to) = (normal(from, capacity), normal(to, capacity));
    let end = if (from ^ to) & LAP == 0 { to } else { (from & LAP) | capacity };
    (from, end, distance(from, to, capacity))
}

#[cfg(all(test, not(hardpan_loom)))]
mod tests {
    use super::*;

    /// The same arithmetic on plain counts modulo `2 * capacity`.
    fn at(count: usize, capacity: usize) -> usize {
        let count = count % (2 * capacity);
        if count < capacity { count } else { (count - capacity) | LAP }
    }

    #[test]
    fn agrees_with_counting() {
        for capacity in 1..=5 {
            for start in 0..2 * capacity {
                let position = at(start, capacity);
                assert_eq!(slot(position), start % capacity);
                for count in 0..=capacity {
                    let end = advance(position, count, capacity);
                    assert!(slot(end) <= capacity);
                    let end = normal(end, capacity);
                    assert_eq!(end, at(start + count, capacity));
                    assert_eq!(distance(position, end, capacity), count);
                    // Full is one bit away from empty.
                    assert_eq!(end == position ^ LAP, count == capacity);
                    let (begin, run_end, all) = run(position, end, capacity);
                    assert_eq!((begin, all), (position, count));
                    assert_eq!(run_end - begin, count.min(capacity - slot(position)));
                    assert_eq!(run_end, advance(position, run_end - begin, capacity));
                }
            }
        }
    }

    #[test]
    fn both_names_of_a_place_are_one() {
        for capacity in 1..=5 {
            for lap in [0, LAP] {
                let (end, start) = (capacity | lap, !lap & LAP);
                assert_eq!((normal(end, capacity), normal(start, capacity)), (start, start));
                for to in 0..2 * capacity {
                    let to = at(to, capacity);
                    assert_eq!(distance(end, to, capacity), distance(start, to, capacity));
                    assert_eq!(distance(to, end, capacity), distance(to, start, capacity));
                    assert_eq!(run(end, to, capacity), run(start, to, capacity));
                    assert_eq!(run(to, end, capacity), run(to, start, capacity));
                }
            }
        }
    }

    #[test]
    fn an_impossible_distance_is_clamped() {
        for capacity in 1..=5 {
            for from in 0..2 * capacity {
                for to in 0..2 * capacity {
                    let count = (to + 2 * capacity - from) % (2 * capacity);
                    let told = distance(at(from, capacity), at(to, capacity), capacity);
                    assert_eq!(told, count.min(capacity));
                }
            }
        }
    }

    #[test]
    fn the_largest_capacity_does_not_overflow() {
        let last = MAX_CAPACITY - 1;
        assert_eq!(normal(last + 1, MAX_CAPACITY), LAP);
        assert_eq!(normal((last + 1) | LAP, MAX_CAPACITY), 0);
        assert_eq!(advance(last | LAP, MAX_CAPACITY, MAX_CAPACITY), last);
        assert_eq!(distance(last, last | LAP, MAX_CAPACITY), MAX_CAPACITY);
        let whole = (last, last + 1, MAX_CAPACITY);
        assert_eq!(run(last, last | LAP, MAX_CAPACITY), whole);
    }
}
