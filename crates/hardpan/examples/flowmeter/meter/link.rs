//! What lies below IP: the link layers that a capture can be of.

use super::wire::{CookedHeader, CookedHeader2, EthernetHeader, VlanTag};

/// The link types that are understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LinkType {
    /// BSD loopback, a family in the capturing host's byte order (NULL), or in network order (LOOP).
    Null,
    Ethernet,
    /// IPv4 or IPv6, as its version nibble says.
    Raw,
    /// Linux cooked, as `tcpdump -i any` once wrote it.
    Cooked,
    /// Linux cooked, as it does now.
    Cooked2,
}

/// What a frame carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Payload<'b> {
    V4(&'b [u8]),
    V6(&'b [u8]),
    /// Not IP.
    Other,
    /// Too short, or of neither IP version.
    Undecoded,
}

impl LinkType {
    /// From the number in a capture's header.
    pub(crate) fn from_number(number: u16) -> Option<Self> {
        Some(match number {
            0 | 108 => Self::Null,
            1 => Self::Ethernet,
            12 | 14 | 101 | 228 | 229 => Self::Raw,
            113 => Self::Cooked,
            276 => Self::Cooked2,
            _ => return None,
        })
    }

    /// Finds the IP packet in a frame.
    #[inline]
    pub(crate) fn payload(self, frame: &[u8]) -> Payload<'_> {
        match self {
            Self::Ethernet => {
                EthernetHeader::read(frame).map(|(h, rest)| ethertype(h.ether_type.get(), rest))
            }
            Self::Cooked => {
                CookedHeader::read(frame).map(|(h, rest)| ethertype(h.protocol.get(), rest))
            }
            Self::Cooked2 => {
                CookedHeader2::read(frame).map(|(h, rest)| ethertype(h.protocol.get(), rest))
            }
            Self::Null => return family(frame),
            Self::Raw => return version(frame),
        }
        .unwrap_or(Payload::Undecoded)
    }
}

/// Behind VLAN tags, however many.
fn ethertype(mut number: u16, mut rest: &[u8]) -> Payload<'_> {
    loop {
        match number {
            0x0800 => return Payload::V4(rest),
            0x86dd => return Payload::V6(rest),
            0x8100 | 0x88a8 | 0x9100 | 0x9200 => match VlanTag::read(rest) {
                Ok((tag, inner)) => (number, rest) = (tag.ether_type.get(), inner),
                Err(_) => return Payload::Undecoded,
            },
            _ => return Payload::Other,
        }
    }
}

fn family(frame: &[u8]) -> Payload<'_> {
    let Some((family, rest)) = frame.split_first_chunk::<4>() else {
        return Payload::Undecoded;
    };
    // The order is that of the host that captured, not of the file; families are small numbers.
    let little = u32::from_le_bytes(*family);
    match little.min(little.swap_bytes()) {
        2 => Payload::V4(rest),
        // Linux; BSDs; FreeBSD; macOS.
        10 | 24 | 28 | 30 => Payload::V6(rest),
        _ => Payload::Other,
    }
}

fn version(frame: &[u8]) -> Payload<'_> {
    match frame.first().map(|byte| byte >> 4) {
        Some(4) => Payload::V4(frame),
        Some(6) => Payload::V6(frame),
        _ => Payload::Undecoded,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_families_come_in_both_orders() {
        for (bytes, want) in [
            ([2, 0, 0, 0, 9], Payload::V4(&[9])),
            ([0, 0, 0, 2, 9], Payload::V4(&[9])),
            ([30, 0, 0, 0, 9], Payload::V6(&[9])),
            ([0, 0, 0, 24, 9], Payload::V6(&[9])),
            ([28, 0, 0, 0, 9], Payload::V6(&[9])),
            ([10, 0, 0, 0, 9], Payload::V6(&[9])),
            ([7, 0, 0, 0, 9], Payload::Other),
        ] {
            assert_eq!(LinkType::Null.payload(&bytes), want, "{bytes:?}");
        }
        assert_eq!(LinkType::Null.payload(&[2, 0, 0]), Payload::Undecoded);
    }

    #[test]
    fn vlan_tags_stack_to_any_depth() {
        let mut frame = vec![0; 12];
        for tag in [0x88a8_u16, 0x8100, 0x9100, 0x9200] {
            frame.extend(tag.to_be_bytes());
            frame.extend([0, 7]);
        }
        frame.extend([0x86, 0xdd, 42]);
        assert_eq!(LinkType::Ethernet.payload(&frame), Payload::V6(&[42]));
        for cut in 0..frame.len() - 1 {
            assert_eq!(LinkType::Ethernet.payload(&frame[..cut]), Payload::Undecoded, "{cut}");
        }
    }

    #[test]
    fn what_is_not_ip_is_other_and_a_stub_is_undecoded() {
        let mut arp = [0; 20];
        arp[12..14].copy_from_slice(&[8, 6]);
        assert_eq!(LinkType::Ethernet.payload(&arp), Payload::Other);
        assert_eq!(LinkType::Cooked.payload(&[0; 16]), Payload::Other);
        assert_eq!(LinkType::Cooked.payload(&[0; 15]), Payload::Undecoded);
        assert_eq!(LinkType::Cooked2.payload(&[0; 20]), Payload::Other);
        assert_eq!(LinkType::Cooked2.payload(&[0; 19]), Payload::Undecoded);
        assert_eq!(LinkType::Raw.payload(&[0x50]), Payload::Undecoded);
        assert_eq!(LinkType::Raw.payload(&[]), Payload::Undecoded);
        assert_eq!(LinkType::from_number(147), None);
    }
}
