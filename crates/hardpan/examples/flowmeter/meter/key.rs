//! The 5-tuple, in a form that both directions of a conversation share.

use std::hash::{Hash, Hasher};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// One side of a packet: an address as a number (an IPv4 one in the low 32 bits) and a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Endpoint {
    pub(crate) addr: u128,
    pub(crate) port: u16,
}

/// The addresses, ports and protocol of one packet, from its sender to its receiver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tuple {
    pub(crate) from: Endpoint,
    pub(crate) to: Endpoint,
    pub(crate) protocol: u8,
    pub(crate) v6: bool,
}

/// A conversation's key: 40 bytes, equal for both directions, because the smaller endpoint comes
/// first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FlowKey {
    low: [u64; 2],
    high: [u64; 2],
    /// Low port, high port, address family, protocol.
    rest: u64,
}

impl FlowKey {
    /// The key, and whether the sender is its higher endpoint.
    pub(crate) fn new(tuple: &Tuple) -> (Self, bool) {
        let swap = tuple.to < tuple.from;
        let (low, high) = if swap { (tuple.to, tuple.from) } else { (tuple.from, tuple.to) };
        let rest = u64::from(low.port) << 48
            | u64::from(high.port) << 32
            | u64::from(tuple.v6) << 8
            | u64::from(tuple.protocol);
        (Self { low: halves(low.addr), high: halves(high.addr), rest }, swap)
    }

    /// The tuple of a packet from the lower endpoint, or from the higher one.
    pub(crate) fn tuple(&self, from_high: bool) -> Tuple {
        let low = Endpoint { addr: whole(self.low), port: (self.rest >> 48) as u16 };
        let high = Endpoint { addr: whole(self.high), port: (self.rest >> 32 & 0xffff) as u16 };
        let (from, to) = if from_high { (high, low) } else { (low, high) };
        Tuple { from, to, protocol: (self.rest & 0xff) as u8, v6: self.rest & 0x100 != 0 }
    }
}

impl Hash for FlowKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // Word by word: what a derived hash does with the arrays (a length, then bytes) costs more.
        for word in [self.low[0], self.low[1], self.high[0], self.high[1], self.rest] {
            state.write_u64(word);
        }
    }
}

impl Tuple {
    /// The sender's and the receiver's addresses.
    pub(crate) fn addresses(&self) -> (IpAddr, IpAddr) {
        (self.address(self.from), self.address(self.to))
    }

    fn address(&self, end: Endpoint) -> IpAddr {
        if self.v6 {
            IpAddr::V6(Ipv6Addr::from(end.addr))
        } else {
            // An IPv4 address is all that was stored.
            IpAddr::V4(Ipv4Addr::from(end.addr as u32))
        }
    }
}

fn halves(addr: u128) -> [u64; 2] {
    [(addr >> 64) as u64, addr as u64]
}

fn whole([high, low]: [u64; 2]) -> u128 {
    u128::from(high) << 64 | u128::from(low)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tuple(from: (u128, u16), to: (u128, u16), v6: bool) -> Tuple {
        let end = |(addr, port)| Endpoint { addr, port };
        Tuple { from: end(from), to: end(to), protocol: 17, v6 }
    }

    #[test]
    fn both_directions_share_one_key_and_either_tuple_comes_back() {
        for (from, to) in [((1, 9), (2, 3)), ((7, 1), (7, 2)), ((u128::MAX, 65_535), (1 << 64, 0))]
        {
            let (there, back) = (tuple(from, to, true), tuple(to, from, true));
            let (key, swapped) = FlowKey::new(&there);
            let (same, other_way) = FlowKey::new(&back);
            assert_eq!(key, same);
            assert_ne!(swapped, other_way);
            assert_eq!(key.tuple(swapped), there);
            assert_eq!(key.tuple(other_way), back);
        }
    }

    #[test]
    fn a_packet_to_itself_is_one_direction() {
        let own = tuple((5, 5), (5, 5), false);
        let (key, swapped) = FlowKey::new(&own);
        assert!(!swapped);
        assert_eq!(key.tuple(false), key.tuple(true));
    }

    #[test]
    fn what_differs_in_one_part_differs() {
        let base = tuple((1, 2), (3, 4), false);
        let key = FlowKey::new(&base).0;
        for other in [
            Tuple { v6: true, ..base },
            Tuple { protocol: 6, ..base },
            tuple((1, 3), (3, 4), false),
            tuple((1, 2), (3, 5), false),
            tuple((1, 4), (3, 2), false),
            tuple((9, 2), (3, 4), false),
        ] {
            assert_ne!(key, FlowKey::new(&other).0, "{other:?}");
        }
    }

    #[test]
    fn addresses_print_in_their_canonical_form() {
        let v6 = tuple((0x2001_0db8 << 96 | 1, 0), (1, 0), true).addresses();
        assert_eq!((v6.0.to_string(), v6.1.to_string()), ("2001:db8::1".into(), "::1".into()));
        let v4 = tuple((0x7f00_0001, 0), (0xc000_0201, 0), false).addresses();
        assert_eq!((v4.0.to_string(), v4.1.to_string()), ("127.0.0.1".into(), "192.0.2.1".into()));
    }
}
