//! Whether a half waits a moment before it looks.
//!
//! A look takes the line of the other's index away, and all stores of the other half after that wait
//! until it is back, as x86 lets them be seen in order. They queue up, for some 30 items; and those are
//! what the next look finds, for which it had to wait as long. So a half that is as fast as the other
//! stays at its heels: a `u64` takes 2 ns on a Zen 5, or 18 with the two cores far apart. If it stays
//! away for as long as the line is on its way, the other may get a lead, and then both run at what they can
//! do: 0.85 ns in a ring of 1024, 0.6 in one of 65,536; 6 far apart. The slower half is spared the most: it need
//! not fetch the line of its own index back.
//!
//! ```text
//! look: if the last one found some slots, but few, and the other half is at work { wait }
//!       limit = the other's index
//!       if it waited { if few again { the next time twice as long } else { half as long } }
//! ```
//!
//! One item or two are no stream, and whoever waits for an answer must not wait longer for it. Nor does it
//! help if the ring is so small that the other waits for us in the meantime.
//! At work is a half whose index moves while we wait: that is asked once in `TURNS` such looks, and
//! believed for the rest. So a program that fills and empties a ring in turns, on one thread, waits in one
//! turn of as many.

use core::hint::spin_loop;

use crate::position;

/// Fewer are no stream.
const FEW: usize = 8;

/// As many are a lead.
const MANY: usize = 128;

/// A smaller ring has no room for a lead.
const ROOM: usize = 4 * MANY;

/// For how many looks an answer is believed.
const TURNS: i16 = 256;

/// How often to spin, at least and at most: 100 to 150 ns and 400 to 600 on a Zen 5, where a line takes 50 ns
/// from one core to another, or 250 if those are far apart.
const SPINS: [u8; 2] = [4, 16];

#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Patience {
    /// Whether the last look found few.
    is_due: bool,
    spins: u8,
    /// For how many looks to wait without asking; below zero, not to wait.
    turns: i16,
}

impl Patience {
    pub(crate) const NEW: Self = Self { is_due: false, spins: SPINS[0], turns: 0 };

    /// Takes note of what a look found; it may be nothing, or in two laps, which is not few.
    #[inline(always)]
    pub(crate) fn found(&mut self, pos: usize, limit: usize) {
        // `limit - pos` the other way round: the half's own test has made that already.
        if pos.wrapping_sub(limit).wrapping_add(MANY - 1) < MANY - FEW {
            // Not to wait is decided here, as a look that is due is out of line.
            self.is_due = self.turns >= 0;
            self.turns += i16::from(self.turns < 0);
        }
    }

    /// Whether to wait before the next look, perhaps.
    #[inline(always)]
    pub(crate) fn is_due(self) -> bool {
        self.is_due
    }

    /// Looks: `index` loads the limit. If it is due and helps, waits before that. What is found changes
    /// nothing but how long to wait, so that no order rests on it.
    pub(crate) fn look(
        self,
        pos: usize,
        capacity: usize,
        index: impl Fn() -> usize,
    ) -> (usize, Self) {
        let mut next = Self { is_due: false, ..self };
        if !self.is_due {
            return (index(), next);
        }
        if capacity < ROOM {
            // Not to be asked again soon.
            next.turns = i16::MIN;
            return (index(), next);
        }
        let before = (self.turns == 0).then(&index);
        for _ in 0..self.spins {
            spin_loop();
        }
        let limit = index();
        next.turns = match before {
            Some(before) if before == limit => 1 - TURNS,
            Some(_) => TURNS - 1,
            None => self.turns - 1,
        };
        let few = position::distance(pos, limit, capacity) < MANY;
        let spins = if few { self.spins * 2 } else { self.spins / 2 };
        next.spins = spins.clamp(SPINS[0], SPINS[1]);
        (limit, next)
    }
}

#[cfg(all(test, not(hardpan_loom)))]
mod tests {
    use core::cell::Cell;

    use super::*;

    /// A half at position 0 each time, in a ring of `capacity`, and how it looked.
    struct Looks {
        patience: Patience,
        capacity: usize,
        asked: usize,
    }

    impl Looks {
        fn new(capacity: usize) -> Self {
            Self { patience: Patience::NEW, capacity, asked: 0 }
        }

        /// A look that finds `found`, after one that did; its index moves by `step` when it is loaded.
        fn look(&mut self, found: usize, step: usize) -> usize {
            let index = Cell::new(found);
            let asked = Cell::new(0);
            let load = || {
                asked.set(asked.get() + 1);
                index.replace(index.get() + step)
            };
            let (limit, patience) = self.patience.look(0, self.capacity, load);
            self.patience = patience;
            assert_eq!(limit, found + step * (asked.get() - 1), "the last that was loaded");
            self.asked += asked.get() - 1;
            self.patience.found(0, limit);
            limit
        }
    }

    #[test]
    fn asks_once_in_so_many_looks_whether_the_other_is_at_work() {
        for step in [0, 1] {
            let mut looks = Looks::new(512);
            // The first look is not after another.
            looks.look(30, step);
            for asked in 1..10 {
                for _ in 0..TURNS {
                    looks.look(30, step);
                    assert_eq!(looks.asked, asked);
                }
            }
        }
    }

    #[test]
    fn waits_for_another_at_work_only() {
        let mut looks = Looks::new(512);
        looks.look(30, 1);
        looks.look(30, 1);
        assert_eq!(looks.patience.turns, TURNS - 1);
        let mut looks = Looks::new(512);
        looks.look(30, 0);
        looks.look(30, 0);
        assert_eq!(looks.patience.turns, 2 - TURNS);
    }

    #[test]
    fn does_not_wait_for_an_answer_nor_with_a_lead_nor_in_a_small_ring() {
        for (found, capacity) in [(0, 512), (1, 512), (7, 512), (128, 512), (511, 512), (30, 511)] {
            let mut looks = Looks::new(capacity);
            for _ in 0..10 {
                looks.look(found, 1);
            }
            assert_eq!(looks.asked, 0, "{found} of {capacity}");
        }
        for found in [8, 127] {
            let mut looks = Looks::new(512);
            looks.look(found, 0);
            looks.look(found, 0);
            assert_eq!(looks.asked, 1);
        }
    }

    #[test]
    fn waits_longer_while_it_finds_few() {
        let mut looks = Looks::new(512);
        let mut spins = |found| {
            looks.look(found, 1);
            looks.patience.spins
        };
        assert_eq!([30; 5].map(&mut spins), [4, 8, 16, 16, 16]);
        // Many: the first such look was still one after few.
        assert_eq!([200, 200, 30, 200, 30, 200].map(&mut spins), [8, 8, 8, 4, 4, 4]);
    }
}
