//! The table of conversations.

use std::borrow::Borrow;
use std::cell::Cell;
use std::collections::HashSet;
use std::hash::{Hash, Hasher};
use std::net::IpAddr;

use hardpan::arena::Arena;
use serde::Serialize;

use super::FastHash;
use super::key::{FlowKey, Tuple};
use super::time::Time;

/// A conversation, between A, who sent its first packet, and B. It lies in the arena, its key beside
/// its counts, so that a packet touches one place; the counts are cells because the index and the
/// list both point there.
#[derive(Debug)]
struct Flow {
    key: FlowKey,
    a_is_high: bool,
    /// A to B, and B to A.
    packets: [Cell<u64>; 2],
    bytes: [Cell<u64>; 2],
    first: Cell<Time>,
    last: Cell<Time>,
}

/// All conversations, in the order of their first packets.
#[derive(Debug)]
pub(crate) struct Flows<'a> {
    arena: &'a Arena,
    index: HashSet<ByKey<'a>, FastHash>,
    order: Vec<&'a Flow>,
}

/// A conversation that is found by its key.
#[derive(Debug)]
struct ByKey<'a>(&'a Flow);

impl Hash for ByKey<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.key.hash(state);
    }
}

impl PartialEq for ByKey<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0.key == other.0.key
    }
}

impl Eq for ByKey<'_> {}

impl Borrow<FlowKey> for ByKey<'_> {
    fn borrow(&self) -> &FlowKey {
        &self.0.key
    }
}

impl<'a> Flows<'a> {
    pub(crate) fn new(arena: &'a Arena) -> Self {
        Self { arena, index: HashSet::default(), order: Vec::new() }
    }

    /// Counts a packet of `length` bytes.
    #[inline]
    pub(crate) fn count(&mut self, tuple: &Tuple, time: Time, length: u32) {
        let (key, from_high) = FlowKey::new(tuple);
        let flow = match self.index.get(&key) {
            Some(&ByKey(flow)) => flow,
            None => self.insert(key, from_high, time),
        };
        let way = usize::from(from_high != flow.a_is_high);
        flow.packets[way].update(|packets| packets + 1);
        flow.bytes[way].update(|bytes| bytes + u64::from(length));
        flow.first.update(|first| first.min(time));
        flow.last.update(|last| last.max(time));
    }

    #[cold]
    fn insert(&mut self, key: FlowKey, a_is_high: bool, time: Time) -> &'a Flow {
        let flow: &'a Flow = self.arena.alloc(Flow {
            key,
            a_is_high,
            packets: Default::default(),
            bytes: Default::default(),
            first: Cell::new(time),
            last: Cell::new(time),
        });
        self.order.push(flow);
        self.index.insert(ByKey(flow));
        flow
    }

    /// How many conversations there are.
    pub(crate) fn len(&self) -> usize {
        self.order.len()
    }

    /// All conversations, in the order of their first packets.
    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = Conversation> {
        self.order.iter().map(|flow| flow.conversation())
    }

    /// The `n` conversations of most bytes, the largest first; of equals the earlier.
    pub(crate) fn top(&self, n: usize) -> Vec<Conversation> {
        let mut flows = self.order.clone();
        let bytes =
            |flow: &&Flow| flow.bytes.iter().map(|bytes| u128::from(bytes.get())).sum::<u128>();
        flows.sort_by_cached_key(|flow| std::cmp::Reverse(bytes(flow)));
        flows.into_iter().take(n).map(Flow::conversation).collect()
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

impl Flow {
    fn conversation(&self) -> Conversation {
        let tuple = self.key.tuple(self.a_is_high);
        let (a_addr, b_addr) = tuple.addresses();
        Conversation {
            protocol: tuple.protocol,
            a_addr,
            a_port: tuple.from.port,
            b_addr,
            b_port: tuple.to.port,
            a_to_b_packets: self.packets[0].get(),
            a_to_b_bytes: self.bytes[0].get(),
            b_to_a_packets: self.packets[1].get(),
            b_to_a_bytes: self.bytes[1].get(),
            first: self.first.get(),
            last: self.last.get(),
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
