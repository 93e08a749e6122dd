//! How many items have met which end. Totals over a processor's life.

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Tally {
    pub(crate) flushed: u64,
    pub(crate) dead_lettered: u64,
    pub(crate) returned: u64,
}

impl Tally {
    pub(crate) fn total(self) -> u64 {
        self.flushed + self.dead_lettered + self.returned
    }

    pub(crate) fn plus(self, other: Self) -> Self {
        Self {
            flushed: self.flushed + other.flushed,
            dead_lettered: self.dead_lettered + other.dead_lettered,
            returned: self.returned + other.returned,
        }
    }
}
