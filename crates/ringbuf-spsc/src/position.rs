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
//! Against the other ways to use all slots: free-running counts (`count % capacity`) go wrong when
//! the count overflows, unless the capacity is a power of two; counts modulo `2 * capacity` need a
//! subtraction to reach the slot. Here any capacity works, the slot is one mask away, and both of
//! the questions that the hot path asks are one comparison.
//!
//! A position is *valid* for a capacity if its slot is below it.

/// The bit that tells one lap from the next.
pub(crate) const LAP: usize = 1 << (usize::BITS - 1);

/// The largest capacity: it leaves the top bit free, and the sum of two slots as well.
pub(crate) const MAX_CAPACITY: usize = isize::MAX as usize / 2;

/// The slot that `position` names.
#[inline(always)]
pub(crate) const fn slot(position: usize) -> usize {
    position & !LAP
}

/// One slot on from a valid position.
#[inline(always)]
pub(crate) const fn next(position: usize, capacity: usize) -> usize {
    if slot(position) + 1 == capacity { !position & LAP } else { position + 1 }
}

/// `count` slots on from a valid position; `count` is at most `capacity`.
#[inline(always)]
pub(crate) const fn advance(position: usize, count: usize, capacity: usize) -> usize {
    let slot = slot(position) + count;
    if slot < capacity { position + count } else { (slot - capacity) | (!position & LAP) }
}

/// How many slots from one valid position to another, at most `capacity`.
///
/// The bound is enforced, for the snapshots of an onlooker: its two loads are not one moment, so
/// that it may see positions further apart than any that ever stood together.
#[inline(always)]
pub(crate) const fn distance(from: usize, to: usize, capacity: usize) -> usize {
    let (start, end) = (slot(from), slot(to));
    let end = if (from ^ to) & LAP == 0 { end } else { end + capacity };
    // Below zero wraps to a huge number, and so to `capacity`: the order of the two is lost.
    let count = end.wrapping_sub(start);
    if count < capacity { count } else { capacity }
}

/// How many of `count` slots from `slot` on come before the end of the ring.
#[inline(always)]
pub(crate) const fn before_end(slot: usize, count: usize, capacity: usize) -> usize {
    let room = capacity - slot;
    if count < room { count } else { room }
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
                assert_eq!(next(position, capacity), at(start + 1, capacity));
                for count in 0..=capacity {
                    let end = advance(position, count, capacity);
                    assert_eq!(end, at(start + count, capacity));
                    assert_eq!(distance(position, end, capacity), count);
                    // Full is one bit away from empty.
                    assert_eq!(end == position ^ LAP, count == capacity);
                    let first = before_end(slot(position), count, capacity);
                    assert_eq!(
                        first,
                        (0..count).take_while(|i| start % capacity + i < capacity).count()
                    );
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
        assert_eq!(next(last, MAX_CAPACITY), LAP);
        assert_eq!(next(last | LAP, MAX_CAPACITY), 0);
        assert_eq!(advance(last | LAP, MAX_CAPACITY, MAX_CAPACITY), last);
        assert_eq!(distance(last, last | LAP, MAX_CAPACITY), MAX_CAPACITY);
    }
}
