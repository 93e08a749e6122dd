//! The table of conversations.

use std::collections::HashMap;
use std::net::IpAddr;

use hardpan::arena::Arena;
use serde::Serialize;

use super::FastHash;
use super::key::{FlowKey, Tuple};
use super::time::Time;

/// Packets and bytes one way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) packets: u64,
    pub(crate) bytes: u64,
}

/// A conversation, between A, who sent its first packet, and B.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Flow<'a> {
    key: &'a FlowKey,
    a_is_high: bool,
    pub(crate) a_to_b: Count,
    pub(crate) b_to_a: Count,
    first: Time,
    last: Time,
}

/// All conversations, in the order of their first packets. Their keys lie in an arena, and the
/// index borrows them.
#[derive(Debug)]
pub(crate) struct Flows<'a> {
    arena: &'a Arena,
    index: HashMap<&'a FlowKey, u32, FastHash>,
    table: Vec<Flow<'a>>,
}

impl<'a> Flows<'a> {
    pub(crate) fn new(arena: &'a Arena) -> Self {
        Self { arena, index: HashMap::default(), table: Vec::new() }
    }

    /// Counts a packet of `length` bytes.
    #[inline]
    pub(crate) fn count(&mut self, tuple: &Tuple, time: Time, length: u32) {
        let (key, from_high) = FlowKey::new(tuple);
        let at = match self.index.get(&key) {
            Some(&at) => at as usize,
            None => self.insert(key, from_high, time),
        };
        let flow = &mut self.table[at];
        let way = if from_high == flow.a_is_high { &mut flow.a_to_b } else { &mut flow.b_to_a };
        way.packets += 1;
        way.bytes += u64::from(length);
        flow.first = flow.first.min(time);
        flow.last = flow.last.max(time);
    }

    #[cold]
    fn insert(&mut self, key: FlowKey, a_is_high: bool, time: Time) -> usize {
        let key: &'a FlowKey = self.arena.alloc(key);
        let at = self.table.len();
        let none = Count::default();
        self.table.push(Flow {
            key,
            a_is_high,
            a_to_b: none,
            b_to_a: none,
            first: time,
            last: time,
        });
        self.index.insert(key, u32::try_from(at).expect("memory holds fewer conversations"));
        at
    }

    /// How many conversations there are.
    pub(crate) fn len(&self) -> usize {
        self.table.len()
    }

    /// All conversations, in the order of their first packets.
    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = Conversation> {
        self.table.iter().map(Flow::conversation)
    }

    /// The `n` conversations of most bytes, the largest first; of equals the earlier.
    pub(crate) fn top(&self, n: usize) -> Vec<Conversation> {
        let bytes = |flow: &Flow<'_>| u128::from(flow.a_to_b.bytes) + u128::from(flow.b_to_a.bytes);
        let mut order: Vec<usize> = (0..self.table.len()).collect();
        order.sort_by_key(|&at| std::cmp::Reverse(bytes(&self.table[at])));
        order.into_iter().take(n).map(|at| self.table[at].conversation()).collect()
    }

    /// A label, kept as long as the keys are.
    pub(crate) fn label(&self, addr: IpAddr, port: u16) -> &'a str {
        let text = match (addr, port) {
            (addr, 0) => addr.to_string(),
            (IpAddr::V4(addr), port) => format!("{addr}:{port}"),
            (IpAddr::V6(addr), port) => format!("[{addr}]:{port}"),
        };
        self.arena.alloc_str(&text)
    }
}

impl Flow<'_> {
    fn conversation(&self) -> Conversation {
        let tuple = self.key.tuple(self.a_is_high);
        let (a_addr, b_addr) = tuple.addresses();
        Conversation {
            protocol: tuple.protocol,
            a_addr,
            a_port: tuple.from.port,
            b_addr,
            b_port: tuple.to.port,
            a_to_b_packets: self.a_to_b.packets,
            a_to_b_bytes: self.a_to_b.bytes,
            b_to_a_packets: self.b_to_a.packets,
            b_to_a_bytes: self.b_to_a.bytes,
            first: self.first,
            last: self.last,
        }
    }
}

/// A finished conversation: what `--csv`, `--json` and `--export` write, under these names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Conversation {
    pub(crate) protocol: u8,
    pub(crate) a_addr: IpAddr,
    pub(crate) a_port: u16,
    pub(crate) b_addr: IpAddr,
    pub(crate) b_port: u16,
    pub(crate) a_to_b_packets: u64,
    pub(crate) a_to_b_bytes: u64,
    pub(crate) b_to_a_packets: u64,
    pub(crate) b_to_a_bytes: u64,
    pub(crate) first: Time,
    pub(crate) last: Time,
}

#[cfg(test)]
mod tests {
    use super::super::key::Endpoint;
    use super::*;

    fn tuple(from: (u128, u16), to: (u128, u16)) -> Tuple {
        let end = |(addr, port)| Endpoint { addr, port };
        Tuple { from: end(from), to: end(to), protocol: 6, v6: false }
    }

    #[test]
    fn a_is_who_spoke_first_whichever_is_higher() {
        for (a, b) in [((1, 10), (2, 20)), ((2, 20), (1, 10))] {
            let arena = Arena::new();
            let mut flows = Flows::new(&arena);
            flows.count(&tuple(a, b), Time(50), 100);
            flows.count(&tuple(b, a), Time(40), 7);
            flows.count(&tuple(a, b), Time(60), 100);
            let all: Vec<_> = flows.iter().collect();
            assert_eq!(all.len(), 1);
            assert_eq!((all[0].a_port, all[0].b_port), (a.1, b.1));
            assert_eq!((all[0].a_to_b_packets, all[0].a_to_b_bytes), (2, 200));
            assert_eq!((all[0].b_to_a_packets, all[0].b_to_a_bytes), (1, 7));
            assert_eq!((all[0].first, all[0].last), (Time(40), Time(60)));
        }
    }

    #[test]
    fn the_largest_come_first_and_of_equals_the_earlier() {
        let arena = Arena::new();
        let mut flows = Flows::new(&arena);
        for (port, length) in [(1, 10), (2, 30), (3, 10), (4, 20)] {
            flows.count(&tuple((1, port), (2, 80)), Time(0), length);
        }
        let ports = |n| flows.top(n).iter().map(|c| c.a_port).collect::<Vec<_>>();
        assert_eq!(ports(3), [2, 4, 1]);
        assert_eq!(ports(9), [2, 4, 1, 3]);
        assert!(ports(0).is_empty());
    }

    #[test]
    fn labels_are_what_one_would_type() {
        let arena = Arena::new();
        let flows = Flows::new(&arena);
        assert_eq!(flows.label("127.0.0.1".parse().unwrap(), 80), "127.0.0.1:80");
        assert_eq!(flows.label("127.0.0.1".parse().unwrap(), 0), "127.0.0.1");
        assert_eq!(flows.label("::1".parse().unwrap(), 80), "[::1]:80");
    }
}
