//! Whether a half waits a moment before it looks.
//!
//! A look takes the line of the other's index away, and all stores of the other half after that wait
//! until it is back, as x86 lets them be seen in order. They queue up, for some 30 items; and those are
//! what the next look finds, for which it had to wait as long. So a half that is as fast as the other
//! stays at its heels: a `u64` takes 2 ns on a Zen 5, or 18 with the two cores far apart. If it stays
//! away for as long as the line is on its way, the other may get a lead, and then both run at what they can
//! do: 0.9 ns in a ring of 1024, 0.6 in one of 65,536; 3 to 5 far apart. The slower half is spared the most:
//! it need not fetch the line of its own index back.
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
//! believed for the rest. If it did not move, one asks again after `REST` of them: so a
//! program that fills and empties a ring in turns, on one thread, pays next to nothing.

use core::hint::spin_loop;

use crate::position;

/// Fewer are no stream.
const FEW: usize = 8;

/// As many are a lead.
const MANY: usize = 512;

/// A smaller ring has no room for a lead.
const ROOM: usize = 2 * MANY;

/// For how many looks an answer is believed.
const TURNS: u16 = 256;

/// How many looks may find few until one asks again, if the other half was at rest.
const REST: u16 = 4096;

/// How often to spin, at least and at most: 100 to 150 ns and 400 to 600 on a Zen 5, where a line takes 50 ns
/// from one core to another, or 250 if those are far apart.
const SPINS: [u8; 2] = [4, 16];

#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Patience {
    /// How many more looks may find few until one is due, which sets this anew.
    left: u16,
    /// For how many looks to wait without asking.
    turns: u16,
    spins: u8,
}

impl Patience {
    /// Asks for as long as a line can take, lest one far away seem at rest.
    pub(crate) const NEW: Self = Self { left: 1, turns: 0, spins: SPINS[1] };

    /// Takes note of what a look found in one lap: one or more.
    #[inline(always)]
    pub(crate) fn found(&mut self, pos: usize, limit: usize) {
        // `limit - pos` the other way round: the half's own test has made that already.
        if pos.wrapping_sub(limit).wrapping_add(MANY - 1) < MANY - FEW {
            self.left -= 1;
        }
    }

    /// Whether to wait before the next look, perhaps.
    #[inline(always)]
    pub(crate) fn is_due(self) -> bool {
        self.left == 0
    }

    /// Looks: `index` loads the limit. If it is due and helps, waits before that. What is found changes
    /// nothing but how long to wait, so that no order rests on it.
    pub(crate) fn look(
        self,
        pos: usize,
        capacity: usize,
        index: impl Fn() -> usize,
    ) -> (usize, Self) {
        if capacity < ROOM {
            // Not to be asked again soon.
            return (index(), Self { left: u16::MAX, ..self });
        }
        let before = (self.turns == 0).then(&index);
        for _ in 0..self.spins {
            spin_loop();
        }
        let limit = index();
        let turns = match before {
            Some(before) if before == limit => return (limit, Self { left: REST, ..Self::NEW }),
            Some(_) => TURNS - 1,
            None => self.turns - 1,
        };
        let few = position::distance(pos, limit, capacity) < MANY;
        let spins = if few { self.spins * 2 } else { self.spins / 2 };
        (limit, Self { left: 1, turns, spins: spins.clamp(SPINS[0], SPINS[1]) })
    }
}

#[cfg(all(test, not(hardpan_loom)))]
mod tests {
    use core::cell::Cell;

    use super::*;

    /// A half at position 0 each time, in a ring of `capacity`, and how often it asked.
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
        fn look(&mut self, found: usize, step: usize) {
            let index = Cell::new(found);
            let asked = Cell::new(0);
            let load = || {
                asked.set(asked.get() + 1);
                index.replace(index.get() + step)
            };
            let limit = if self.patience.is_due() {
                let (limit, patience) = self.patience.look(0, self.capacity, load);
                self.patience = patience;
                limit
            } else {
                load()
            };
            assert_eq!(limit, found + step * (asked.get() - 1), "the last that was loaded");
            self.asked += asked.get() - 1;
            if limit != 0 {
                self.patience.found(0, limit);
            }
        }

        /// How many looks until it asks the next time.
        fn until_asked(&mut self, found: usize, step: usize) -> u16 {
            let before = self.asked;
            let mut looks = 0;
            while self.asked == before {
                assert!(looks < 2 * REST, "asks now and then");
                self.look(found, step);
                looks += 1;
            }
            looks - 1
        }
    }

    #[test]
    fn asks_once_in_so_many_looks_whether_the_other_is_at_work() {
        for (step, apart) in [(0, REST), (1, TURNS)] {
            let mut looks = Looks::new(2 * MANY);
            // The first look is not after another.
            assert_eq!([(); 3].map(|()| looks.until_asked(30, step)), [1, apart - 1, apart - 1]);
        }
    }

    #[test]
    fn does_not_wait_for_an_answer_nor_with_a_lead_nor_in_a_small_ring() {
        let small = 2 * MANY - 1;
        for (found, capacity) in [(0, ROOM), (1, ROOM), (FEW - 1, ROOM), (MANY, ROOM), (30, small)]
        {
            let mut looks = Looks::new(capacity);
            for _ in 0..10 {
                looks.look(found, 1);
            }
            assert_eq!(looks.asked, 0, "{found} of {capacity}");
        }
        for found in [FEW, MANY - 1] {
            assert_eq!(Looks::new(ROOM).until_asked(found, 0), 1);
        }
    }

    #[test]
    fn waits_longer_while_it_finds_few() {
        let mut looks = Looks::new(ROOM);
        let mut spins = |found| {
            looks.look(found, 1);
            looks.patience.spins
        };
        assert_eq!([30; 5].map(&mut spins), [16; 5]);
        // Many: the first such look was still one after few.
        assert_eq!([600, 600, 30, 600, 30, 600, 30].map(&mut spins), [8, 8, 8, 4, 4, 4, 4]);
        assert_eq!([30, 30].map(&mut spins), [8, 16]);
        // And then nobody at work.
        assert_eq!([600, 30].map(&mut spins), [8, 8]);
        looks.patience.turns = 0;
        looks.look(30, 0);
        assert_eq!(looks.patience, Patience { left: REST - 1, ..Patience::NEW });
    }
}
