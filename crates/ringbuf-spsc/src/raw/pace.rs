//! How eagerly a half looks for more.
//!
//! Two halves at work at the same time run at different speeds, so that the faster one is soon right
//! behind the other. It then finds a slot or two each time that it looks, and each look takes the
//! cache line of the index from the half that is about to write to it: both run at the pace at which
//! lines travel. If the one behind waits before it looks, for about the time that a line takes, it
//! finds a run of slots instead, and lets the other half work undisturbed.
//!
//! To wait is of no use if the other half is not at work just then (it may be waiting for us, or run
//! on this very thread), which nobody can know. So it is tried out:
//!
//! ```text
//! plain:  look at once. Nothing there: become wary
//! wary:   look at once. Many: plain again.  Few: wait the next time, if not at rest
//! waits:  wait, look.   Many: keep waiting. Few: rest for twice as many finds as the last time
//! ```

use core::hint::spin_loop;

/// What a half has learned, packed for one comparison on the way to a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pace(u32);

/// Hints to the processor, of 10 to 50 ns each on what we know of.
const SPINS: u32 = 4;
/// A find that was worth the wait: two cache lines of words.
const MANY: usize = 16;
/// A find that shows the other half to be far ahead.
const PLENTY: usize = 256;
/// The longest rest is 2 to this power of finds.
const MOST_DOUBT: u32 = 10;

const WARY: u32 = 1;
const WAITS: u32 = 1 << 1;
const DOUBT: u32 = 8;
const REST: u32 = 16;

impl Pace {
    /// Look at once, and know nothing of waits.
    pub(super) const PLAIN: Self = Self(0);
    /// Nothing was found just now.
    pub(super) const WARY: Self = Self(WARY);

    /// Spends the time before a look.
    pub(super) fn wait(self) {
        if self.0 & WAITS != 0 {
            for _ in 0..SPINS {
                spin_loop();
            }
        }
    }

    /// The pace after a look that found `count` slots.
    pub(super) const fn after(self, count: usize) -> Self {
        let (waited, doubt, rest) = (self.0 & WAITS != 0, self.0 >> DOUBT & 0xff, self.0 >> REST);
        match (waited, count) {
            (true, MANY..PLENTY) => Self(WARY | WAITS),
            (_, MANY..) => Self::PLAIN,
            (true, _) => {
                let doubt = if doubt < MOST_DOUBT { doubt + 1 } else { doubt };
                Self(WARY | doubt << DOUBT | (1 << doubt) << REST)
            }
            (false, 0) => self,
            (false, _) if rest == 0 => Self(self.0 | WAITS),
            (false, _) => Self(self.0 - (1 << REST)),
        }
    }
}

#[cfg(all(test, not(hardpan_loom)))]
mod tests {
    use super::*;

    fn waits(pace: Pace) -> bool {
        pace.0 & WAITS != 0
    }

    #[test]
    fn a_stream_is_waited_for_until_it_is_far_ahead() {
        let mut pace = Pace::WARY.after(0).after(2);
        for count in [16, 40, 255] {
            assert!(waits(pace));
            pace = pace.after(count);
        }
        assert!(waits(pace));
        assert_eq!(pace.after(256), Pace::PLAIN);
        assert_eq!(Pace::WARY.after(16), Pace::PLAIN, "without a wait");
    }

    /// Ping-pong: one item at a time, however long one waits.
    #[test]
    fn waits_in_vain_become_rare() {
        let (mut pace, mut waited) = (Pace::WARY, 0);
        for _ in 0..100_000 {
            waited += u32::from(waits(pace));
            pace = pace.after(1);
            assert_ne!(pace, Pace::PLAIN);
        }
        assert!((100..120).contains(&waited), "{waited}");
        // One success, and doubt is gone.
        while !waits(pace) {
            pace = pace.after(1);
        }
        assert_eq!(pace.after(16), Pace::WARY.after(1));
    }

    #[test]
    fn to_find_nothing_is_no_find() {
        let resting = Pace::WARY.after(1).after(0);
        assert!(!waits(resting));
        assert_eq!(resting.after(0), resting);
        assert!(!waits(resting.after(1)));
        assert!(waits(resting.after(1).after(1).after(1)));
    }
}
