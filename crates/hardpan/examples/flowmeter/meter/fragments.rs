//! Which ports a later fragment belongs to.
//!
//! Only a datagram's first fragment carries ports. They are remembered, for a bounded number of
//! datagrams, the oldest forgotten first, so that a flood of fragments costs no memory.

use std::collections::{HashMap, VecDeque};

use super::FastHash;

/// Names a fragmented datagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct FragmentId {
    pub(crate) from: u128,
    pub(crate) to: u128,
    pub(crate) id: u32,
    /// The protocol for IPv4; for IPv6, whose later fragments need not repeat it, `None`.
    pub(crate) protocol: Option<u8>,
}

/// What a first fragment said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FirstFragment {
    pub(crate) protocol: u8,
    pub(crate) from_port: u16,
    pub(crate) to_port: u16,
}

/// A bounded memory of first fragments.
#[derive(Debug, Default)]
pub(crate) struct Fragments {
    seen: HashMap<FragmentId, FirstFragment, FastHash>,
    oldest: VecDeque<FragmentId>,
}

/// How many datagrams are remembered: some 700 KiB when full.
const LIMIT: usize = 4_096;

impl Fragments {
    /// Remembers a first fragment; a reused id takes the newer one's ports.
    pub(crate) fn remember(&mut self, id: FragmentId, first: FirstFragment) {
        if self.seen.insert(id, first).is_some() {
            return;
        }
        self.oldest.push_back(id);
        if self.oldest.len() > LIMIT
            && let Some(oldest) = self.oldest.pop_front()
        {
            self.seen.remove(&oldest);
        }
    }

    /// What the datagram's first fragment said, if it is remembered.
    pub(crate) fn recall(&self, id: &FragmentId) -> Option<FirstFragment> {
        self.seen.get(id).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(id: u32) -> FragmentId {
        FragmentId { from: 1, to: 2, id, protocol: Some(17) }
    }

    fn first(port: u16) -> FirstFragment {
        FirstFragment { protocol: 17, from_port: port, to_port: 53 }
    }

    #[test]
    fn only_the_same_datagram_recalls_its_ports() {
        let mut fragments = Fragments::default();
        fragments.remember(id(7), first(1_000));
        assert_eq!(fragments.recall(&id(7)), Some(first(1_000)));
        assert_eq!(fragments.recall(&id(8)), None);
        assert_eq!(fragments.recall(&FragmentId { protocol: Some(6), ..id(7) }), None);
        assert_eq!(fragments.recall(&FragmentId { from: 2, to: 1, ..id(7) }), None);
        fragments.remember(id(7), first(2_000));
        assert_eq!(fragments.recall(&id(7)), Some(first(2_000)));
    }

    #[test]
    fn a_flood_forgets_the_oldest_and_stays_bounded() {
        let mut fragments = Fragments::default();
        for n in 0..3 * u32::try_from(LIMIT).unwrap() {
            fragments.remember(id(n), first(1));
        }
        assert_eq!((fragments.seen.len(), fragments.oldest.len()), (LIMIT, LIMIT));
        assert_eq!(fragments.recall(&id(0)), None);
        assert!(fragments.recall(&id(3 * u32::try_from(LIMIT).unwrap() - 1)).is_some());
    }
}
