//! Reads IP and transport headers: who speaks to whom.
//!
//! Only the outermost IP header counts; a tunnel is a conversation of its ends.

use super::fragments::{FirstFragment, FragmentId};
use super::key::{Endpoint, Tuple};
use super::link::{LinkType, Payload};
use super::wire::{ExtensionHeader, FragmentHeader, Ipv4Header, Ipv6Header, Ports};

/// What a frame turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decoded {
    /// A whole packet.
    Whole(Tuple),
    /// A first fragment: its ports are those of the rest.
    First(Tuple, FragmentId),
    /// A later fragment: its ports are its first fragment's.
    Later(Tuple, FragmentId),
    /// Not IP.
    Other,
    /// Too short for its headers, or contradicting itself.
    Undecoded,
}

/// Finds the conversation of a frame.
#[inline]
pub(crate) fn decode(link: LinkType, frame: &[u8]) -> Decoded {
    match link.payload(frame) {
        Payload::V4(packet) => v4(packet).unwrap_or(Decoded::Undecoded),
        Payload::V6(packet) => v6(packet).unwrap_or(Decoded::Undecoded),
        Payload::Other => Decoded::Other,
        Payload::Undecoded => Decoded::Undecoded,
    }
}

/// Fills in what a later fragment's first one said.
pub(crate) fn complete(mut later: Tuple, first: FirstFragment) -> Tuple {
    later.protocol = first.protocol;
    later.from.port = first.from_port;
    later.to.port = first.to_port;
    later
}

const TCP: u8 = 6;
const UDP: u8 = 17;

#[inline]
fn v4(packet: &[u8]) -> Option<Decoded> {
    let (header, _) = Ipv4Header::read(packet).ok()?;
    let start = usize::from(header.version_length & 0xf) * 4;
    if header.version_length >> 4 != 4 || start < size_of::<Ipv4Header>() {
        return None;
    }
    let options_and_more = packet.get(start..)?;
    let (from, to) = (header.from.get().into(), header.to.get().into());
    let fragment = header.fragment.get();
    let protocol = header.protocol;
    let id = FragmentId { from, to, id: header.id.get().into(), protocol: Some(protocol) };
    let (offset, more) = (fragment & 0x1fff, fragment & 0x2000 != 0);
    let body = match usize::from(header.total_length.get()) {
        // Left to the network card to fill in.
        0 => options_and_more,
        length => shorten(options_and_more, length.checked_sub(start)?),
    };
    Some(finish(Tuple::new(from, to, protocol, false), body, offset, more, id))
}

fn v6(packet: &[u8]) -> Option<Decoded> {
    let (header, body) = Ipv6Header::read(packet).ok()?;
    if header.version_flow.get() >> 28 != 6 {
        return None;
    }
    let mut body = match usize::from(header.payload_length.get()) {
        // A jumbogram, or left to the network card to fill in.
        0 => body,
        length => shorten(body, length),
    };
    let (from, to) = (header.from.get(), header.to.get());
    let mut id = FragmentId { from, to, id: 0, protocol: None };
    let (mut next, mut offset, mut more) = (header.next, 0, false);
    // A later fragment holds no headers, and a header that is cut is as far as one can see.
    while offset == 0 {
        let step = match next {
            44 => {
                let Ok((fragment, _)) = FragmentHeader::read(body) else { break };
                let bits = fragment.fragment.get();
                (offset, more) = (bits >> 3, bits & 1 != 0);
                id.id = fragment.id.get();
                next = fragment.next;
                size_of::<FragmentHeader>()
            }
            // Hop-by-hop, routing, authentication, destination, mobility, HIP, shim6.
            0 | 43 | 51 | 60 | 135 | 139 | 140 => {
                let Ok((extension, _)) = ExtensionHeader::read(body) else { break };
                let length = usize::from(extension.length);
                let step = if next == 51 { (length + 2) * 4 } else { (length + 1) * 8 };
                if step > body.len() {
                    break;
                }
                next = extension.next;
                step
            }
            _ => break,
        };
        body = &body[step..];
    }
    Some(finish(Tuple::new(from, to, next, true), body, offset, more, id))
}

#[inline]
fn finish(mut tuple: Tuple, body: &[u8], offset: u16, more: bool, id: FragmentId) -> Decoded {
    if offset != 0 {
        return Decoded::Later(tuple, id);
    }
    if let (TCP | UDP, Ok((ports, _))) = (tuple.protocol, Ports::read(body)) {
        tuple.from.port = ports.from.get();
        tuple.to.port = ports.to.get();
    }
    if more { Decoded::First(tuple, id) } else { Decoded::Whole(tuple) }
}

fn shorten(bytes: &[u8], length: usize) -> &[u8] {
    &bytes[..bytes.len().min(length)]
}

impl Tuple {
    fn new(from: u128, to: u128, protocol: u8, v6: bool) -> Self {
        let end = |addr| Endpoint { addr, port: 0 };
        Self { from: end(from), to: end(to), protocol, v6 }
    }

    /// What the later fragments of this datagram need to know.
    pub(crate) fn as_first(&self) -> FirstFragment {
        FirstFragment { protocol: self.protocol, from_port: self.from.port, to_port: self.to.port }
    }
}

#[cfg(test)]
mod tests {
    use super::super::synth::{Ip, ipv4, ipv6};
    use super::*;

    fn ports(decoded: Decoded) -> (u8, u16, u16) {
        match decoded {
            Decoded::Whole(t) | Decoded::First(t, _) | Decoded::Later(t, _) => {
                (t.protocol, t.from.port, t.to.port)
            }
            other => panic!("{other:?}"),
        }
    }

    const DATAGRAM: [u8; 8] = [0x12, 0x34, 0, 53, 0, 8, 0, 0];

    #[test]
    fn options_are_stepped_over() {
        for words in 0..=10 {
            let packet = ipv4(&Ip { options: words * 4, ..Ip::udp() }, &DATAGRAM);
            let decoded = decode(LinkType::Raw, &packet);
            assert_eq!(ports(decoded), (UDP, 0x1234, 53), "{words}");
        }
    }

    #[test]
    fn extension_headers_are_stepped_over_in_any_order() {
        for chain in [
            &[][..],
            &[0],
            &[60],
            &[43, 60],
            &[0, 60, 43, 44, 60],
            &[51],
            &[51, 44],
            &[135, 139, 140],
        ] {
            let packet = ipv6(&Ip { extensions: chain.to_vec(), ..Ip::udp() }, &DATAGRAM);
            assert_eq!(ports(decode(LinkType::Raw, &packet)), (UDP, 0x1234, 53), "{chain:?}");
        }
    }

    #[test]
    fn a_cut_extension_header_is_as_far_as_one_sees() {
        let packet = ipv6(&Ip { extensions: vec![0, 60], ..Ip::udp() }, &DATAGRAM);
        assert_eq!(ports(decode(LinkType::Raw, &packet[..41])), (0, 0, 0));
        assert_eq!(ports(decode(LinkType::Raw, &packet[..55])), (0, 0, 0));
        assert_eq!(ports(decode(LinkType::Raw, &packet[..56])), (60, 0, 0));
        assert_eq!(ports(decode(LinkType::Raw, &packet[..75])), (UDP, 0, 0));
    }

    #[test]
    fn fragments_say_which_datagram_they_are_of() {
        for (build, v6) in [(ipv4 as fn(&Ip, &[u8]) -> Vec<u8>, false), (ipv6, true)] {
            let fragment = |offset, more| {
                let ip = Ip { fragment: Some((77, offset, more)), ..Ip::udp() };
                decode(LinkType::Raw, &build(&ip, &DATAGRAM))
            };
            let Decoded::First(first, id) = fragment(0, true) else { panic!() };
            assert_eq!((first.from.port, first.v6, id.id), (0x1234, v6, 77));
            let Decoded::Later(later, same) = fragment(185, false) else { panic!() };
            assert_eq!((later.from.port, later.to.port, same), (0, 0, id));
            assert_eq!(complete(later, first.as_first()), first);
            assert!(matches!(fragment(0, false), Decoded::Whole(t) if t.to.port == 53));
        }
    }

    #[test]
    fn padding_behind_the_packet_is_not_read_as_ports() {
        let mut packet = ipv4(&Ip::udp(), &[]);
        packet.extend([1, 2, 3, 4]);
        assert_eq!(ports(decode(LinkType::Raw, &packet)), (UDP, 0, 0));
        // A length of 0 was left to the network card.
        packet[2..4].copy_from_slice(&[0, 0]);
        assert_eq!(ports(decode(LinkType::Raw, &packet)), (UDP, 0x102, 0x304));
    }

    #[test]
    fn a_header_that_contradicts_itself_is_undecoded() {
        let good = ipv4(&Ip::udp(), &DATAGRAM);
        for (at, byte) in [(0, 0x44), (0, 0x55), (0, 0x4f), (3, 19)] {
            let mut packet = good.clone();
            packet[at] = byte;
            let decoded = match LinkType::Null.payload(&[&[2, 0, 0, 0], &packet[..]].concat()) {
                Payload::V4(packet) => v4(packet),
                _ => panic!(),
            };
            assert_eq!(decoded, None, "{at} {byte:#x}");
        }
        for cut in 0..20 {
            assert_eq!(decode(LinkType::Raw, &good[..cut]), Decoded::Undecoded, "{cut}");
        }
        let six = ipv6(&Ip::udp(), &DATAGRAM);
        for cut in 0..40 {
            assert_eq!(decode(LinkType::Raw, &six[..cut]), Decoded::Undecoded, "{cut}");
        }
    }

    #[test]
    fn only_tcp_and_udp_have_ports() {
        for protocol in [1, 2, 47, 50, 58, 132] {
            for packet in [
                ipv4(&Ip { protocol, ..Ip::udp() }, &DATAGRAM),
                ipv6(&Ip { protocol, ..Ip::udp() }, &DATAGRAM),
            ] {
                assert_eq!(ports(decode(LinkType::Raw, &packet)), (protocol, 0, 0));
            }
        }
        assert_eq!(
            ports(decode(LinkType::Raw, &ipv4(&Ip { protocol: 6, ..Ip::udp() }, &DATAGRAM))).2,
            53
        );
    }
}
