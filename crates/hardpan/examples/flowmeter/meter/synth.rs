//! Makes captures: the same ones from the same seed, of every kind that can be read.

use super::key::{Endpoint, Tuple};

/// What an IP header is to say.
#[derive(Clone, Debug)]
pub(crate) struct Ip {
    pub(crate) from: u128,
    pub(crate) to: u128,
    pub(crate) protocol: u8,
    /// Bytes of IPv4 options, a multiple of 4 up to 40.
    pub(crate) options: usize,
    /// IPv6 extension headers in order, by number.
    pub(crate) extensions: Vec<u8>,
    /// Id, offset in units of 8 bytes, and whether more follow.
    pub(crate) fragment: Option<(u32, u16, bool)>,
}

impl Ip {
    /// UDP from one fixed address to another.
    pub(crate) fn udp() -> Self {
        Self {
            from: 0x0a00_0001,
            to: 0x0a00_0002,
            protocol: 17,
            options: 0,
            extensions: Vec::new(),
            fragment: None,
        }
    }
}

/// An IPv4 packet.
pub(crate) fn ipv4(ip: &Ip, body: &[u8]) -> Vec<u8> {
    let header = 20 + ip.options;
    let (id, offset, more) = ip.fragment.unwrap_or((0, 0, false));
    let mut packet = vec![0x40 | (header / 4) as u8, 0];
    packet.extend(((header + body.len()) as u16).to_be_bytes());
    packet.extend((id as u16).to_be_bytes());
    packet.extend((offset | u16::from(more) << 13).to_be_bytes());
    packet.extend([64, ip.protocol, 0, 0]);
    packet.extend((ip.from as u32).to_be_bytes());
    packet.extend((ip.to as u32).to_be_bytes());
    packet.resize(header, 1);
    packet.extend(body);
    packet
}

/// An IPv6 packet; a fragment gets a fragment header behind the other extensions.
pub(crate) fn ipv6(ip: &Ip, body: &[u8]) -> Vec<u8> {
    let mut chain = ip.extensions.clone();
    if ip.fragment.is_some() && !chain.contains(&44) {
        chain.push(44);
    }
    let nexts = chain.iter().copied().skip(1).chain([ip.protocol]);
    let mut extensions = Vec::new();
    for (&header, next) in chain.iter().zip(nexts) {
        let (id, offset, more) = ip.fragment.unwrap_or((0, 0, false));
        match header {
            44 => {
                extensions.extend([next, 0]);
                extensions.extend((offset << 3 | u16::from(more)).to_be_bytes());
                extensions.extend(id.to_be_bytes());
            }
            // Counted in 4 bytes, less 2, where the others count in 8, less 1.
            51 => extensions.extend([next, 4].into_iter().chain([0; 22])),
            _ => extensions.extend([next, 1].into_iter().chain([0; 14])),
        }
    }
    let mut packet = vec![0x60, 0, 0, 0];
    packet.extend(((extensions.len() + body.len()) as u16).to_be_bytes());
    packet.extend([chain.first().copied().unwrap_or(ip.protocol), 64]);
    packet.extend(ip.from.to_be_bytes());
    packet.extend(ip.to.to_be_bytes());
    packet.extend(extensions);
    packet.extend(body);
    packet
}

/// How a capture is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Style {
    pub(crate) big_endian: bool,
    pub(crate) nanoseconds: bool,
    pub(crate) link: u16,
    pub(crate) snap_length: u32,
}

impl Style {
    /// What `tcpdump -i lo` writes on Linux.
    pub(crate) const LOOPBACK: Self =
        Self { big_endian: false, nanoseconds: false, link: 1, snap_length: 262_144 };

    /// Every byte order, precision and link type.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        [0, 1, 12, 14, 101, 108, 113, 228, 229, 276].into_iter().flat_map(|link| {
            [(false, false), (false, true), (true, false), (true, true)].into_iter().map(
                move |(big_endian, nanoseconds)| Self {
                    big_endian,
                    nanoseconds,
                    link,
                    snap_length: 65_535,
                },
            )
        })
    }

    fn word(self, n: u32) -> [u8; 4] {
        if self.big_endian { n.to_be_bytes() } else { n.to_le_bytes() }
    }

    fn short(self, n: u16) -> [u8; 2] {
        if self.big_endian { n.to_be_bytes() } else { n.to_le_bytes() }
    }
}

/// Writes a capture.
#[derive(Debug)]
pub(crate) struct Writer {
    pub(crate) style: Style,
    pub(crate) bytes: Vec<u8>,
}

impl Writer {
    pub(crate) fn new(style: Style) -> Self {
        let magic = if style.nanoseconds { 0xa1b2_3c4d } else { 0xa1b2_c3d4 };
        let mut bytes = style.word(magic).to_vec();
        bytes.extend(style.short(2));
        bytes.extend(style.short(4));
        for n in [0, 0, style.snap_length, style.link.into()] {
            bytes.extend(style.word(n));
        }
        Self { style, bytes }
    }

    /// Adds a record of `frame`, whose length on the wire was `length`, at `time` nanoseconds.
    pub(crate) fn record(&mut self, time: u64, frame: &[u8], length: u32) {
        let unit = if self.style.nanoseconds { 1 } else { 1_000 };
        let (seconds, fraction) = (time / 1_000_000_000, time % 1_000_000_000 / unit);
        for n in [seconds as u32, fraction as u32, frame.len() as u32, length] {
            self.bytes.extend(self.style.word(n));
        }
        self.bytes.extend(frame);
    }

    /// Wraps an IP packet as the capture's link type does, behind so many VLAN tags.
    pub(crate) fn frame(&self, packet: &[u8], v6: bool, tags: usize) -> Vec<u8> {
        let mut types: Vec<u16> = [0x88a8, 0x8100].into_iter().cycle().take(tags).collect();
        types.push(if v6 { 0x86dd } else { 0x0800 });
        let first = types[0].to_be_bytes();
        let mut frame = match self.style.link {
            0 => self.style.word(if v6 { 30 } else { 2 }).to_vec(),
            108 => vec![0, 0, 0, if v6 { 24 } else { 2 }],
            1 => [&[2; 12], &first[..]].concat(),
            113 => [&[0; 14], &first[..]].concat(),
            276 => [&first[..], &[0; 18]].concat(),
            _ => Vec::new(),
        };
        if matches!(self.style.link, 1 | 113 | 276) {
            for ether_type in &types[1..] {
                frame.extend([0, 7]);
                frame.extend(ether_type.to_be_bytes());
            }
        }
        frame.extend(packet);
        frame
    }
}

/// A small generator of numbers (splitmix64), so that a seed is a capture.
#[derive(Debug)]
pub(crate) struct Seed(pub(crate) u64);

impl Seed {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    pub(crate) fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }
}

/// One packet of [`traffic`]: what a meter ought to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sent {
    pub(crate) tuple: Tuple,
    pub(crate) time: u64,
    pub(crate) length: u32,
}

/// `packets` packets of `flows` conversations: bulk TCP both ways, UDP questions and answers, some
/// pings, a third of them over IPv6, some behind VLAN tags where the link has them; and what they
/// were, in order.
pub(crate) fn traffic(
    style: Style,
    packets: usize,
    flows: usize,
    seed: u64,
) -> (Vec<u8>, Vec<Sent>) {
    let mut seed = Seed(seed);
    let tuples: Vec<Tuple> = (0..flows).map(|n| conversation(n, &mut seed)).collect();
    let mut writer = Writer::new(style);
    let mut sent = Vec::with_capacity(packets);
    let mut time = 1_700_000_000_000_000_000;
    for _ in 0..packets {
        time += 1_000 * (1 + seed.below(20));
        let mut tuple = tuples[seed.below(flows as u64) as usize];
        if seed.below(3) == 0 {
            (tuple.from, tuple.to) = (tuple.to, tuple.from);
        }
        let body = body(&tuple, &mut seed);
        let ip =
            Ip { from: tuple.from.addr, to: tuple.to.addr, protocol: tuple.protocol, ..Ip::udp() };
        let packet = if tuple.v6 { ipv6(&ip, &body) } else { ipv4(&ip, &body) };
        let tags =
            if style.link == 1 && seed.below(50) == 0 { 1 + seed.below(2) as usize } else { 0 };
        let frame = writer.frame(&packet, tuple.v6, tags);
        let length = frame.len() as u32;
        // What goes over the wire is longer than what is kept of it.
        writer.record(time, &frame[..frame.len().min(style.snap_length as usize)], length);
        sent.push(Sent { tuple, time, length });
    }
    (writer.bytes, sent)
}

fn conversation(n: usize, seed: &mut Seed) -> Tuple {
    let v6 = seed.below(3) == 0;
    let base = if v6 { 0xfd00 << 112 } else { 0x7f00_0000 };
    let protocol = match seed.below(20) {
        0 => {
            if v6 {
                58
            } else {
                1
            }
        }
        1..=6 => 17,
        _ => 6,
    };
    let has_ports = matches!(protocol, 6 | 17);
    let port = |port| if has_ports { port } else { 0 };
    // The client's address makes every conversation its own.
    let from =
        Endpoint { addr: base | (n as u128 + 2), port: port(32_768 + seed.below(28_000) as u16) };
    let to = Endpoint { addr: base | 1, port: port([80, 443, 8_080, 53][seed.below(4) as usize]) };
    Tuple { from, to, protocol, v6 }
}

fn body(tuple: &Tuple, seed: &mut Seed) -> Vec<u8> {
    let mut body = Vec::new();
    body.extend(tuple.from.port.to_be_bytes());
    body.extend(tuple.to.port.to_be_bytes());
    let length = match (tuple.protocol, seed.below(4)) {
        (6, 0) => 20,
        (6, 1) => 1_468,
        (6, _) => 20 + seed.below(1_400) as usize,
        (17, _) => 8 + seed.below(500) as usize,
        _ => 64,
    };
    body.resize(length, 0x2e);
    body
}
