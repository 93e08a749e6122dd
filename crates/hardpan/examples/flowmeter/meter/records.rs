//! Cuts a stream of blocks into a capture's records.
//!
//! A record may straddle blocks. The meter looks at no more than the first [`HEAD`] bytes of one,
//! so that is all that is ever copied, and only for a record that a block's end cuts; a record of
//! any length is skipped as it streams by. A record counts once it is whole.

use std::fmt;

use super::link::LinkType;
use super::time::Time;
use super::wire::{FileHeader, RecordHeader};

/// How many of a packet's captured bytes its headers are looked for in.
pub(crate) const HEAD: usize = 4_096;

/// The length that tools agree to put up with, whatever the capture says that it was cut at.
const LENGTH_LIMIT: u32 = 262_144;

const FILE_HEADER: usize = size_of::<FileHeader>();
const RECORD_HEADER: usize = size_of::<RecordHeader>();

/// What the file header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Format {
    pub(crate) big_endian: bool,
    pub(crate) nanoseconds: bool,
    pub(crate) limit: u32,
    pub(crate) link: LinkType,
}

/// One packet, as recorded.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Packet<'b> {
    pub(crate) time: Time,
    /// Its length on the wire.
    pub(crate) length: u32,
    /// Its first captured bytes, [`HEAD`] at most.
    pub(crate) head: &'b [u8],
}

/// Why a stream is no capture that can be read: nothing of it was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BadInput {
    Empty,
    HeaderCut { length: usize },
    NotCapture { magic: [u8; 4] },
    Pcapng,
    Version { major: u16, minor: u16 },
    Link { number: u16 },
}

impl fmt::Display for BadInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "the input is empty: not a capture"),
            Self::HeaderCut { length } => {
                write!(f, "the input ends after {length} bytes, inside a capture's 24-byte header")
            }
            Self::NotCapture { magic } => {
                let magic = magic.map(|byte| format!("{byte:02x}")).join(" ");
                write!(f, "not a pcap capture (it begins with {magic})")
            }
            Self::Pcapng => write!(
                f,
                "this is a pcapng capture, which is not read yet; convert it: editcap -F pcap IN OUT"
            ),
            Self::Version { major, minor } => {
                write!(f, "pcap version {major}.{minor} is not known; 2.4 is what tools write")
            }
            Self::Link { number } => write!(
                f,
                "link type {number} is not known; known are Ethernet, Linux cooked (SLL, SLL2), \
                 raw IP and loopback (NULL, LOOP)"
            ),
        }
    }
}

/// Where and how a capture breaks off: what comes before was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Damage {
    /// The input ends inside the record at this offset.
    Cut { offset: u64 },
    /// The record at this offset claims to be longer than a record may be.
    Length { offset: u64, length: u32, limit: u32 },
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cut { offset } => {
                write!(f, "the input ends inside the record at offset {offset}")
            }
            Self::Length { offset, length, limit } => write!(
                f,
                "the record at offset {offset} claims {length} bytes, above the limit of {limit}; \
                 what follows cannot be found"
            ),
        }
    }
}

/// The cutter: give it blocks, get packets.
#[derive(Debug, Default)]
pub(crate) struct Records {
    format: Option<Format>,
    /// The beginning of a header or record that a block's end cut.
    carry: Vec<u8>,
    /// How much of the carried record is still to be skipped; it is whole at 0.
    skip: u64,
    /// Where the next record begins.
    offset: u64,
    damage: Option<Damage>,
}

impl Records {
    /// What the file header says, once it was seen.
    pub(crate) fn format(&self) -> Option<Format> {
        self.format
    }

    /// Where the capture broke off, if it did; nothing is read after that.
    pub(crate) fn damage(&self) -> Option<Damage> {
        self.damage
    }

    /// Takes the next block and hands over every packet that it completes.
    pub(crate) fn push(
        &mut self,
        mut block: &[u8],
        mut each: impl FnMut(Format, Packet<'_>),
    ) -> Result<(), BadInput> {
        let format = match self.format {
            Some(format) => format,
            None => match self.file_header(&mut block)? {
                Some(format) => format,
                None => return Ok(()),
            },
        };
        if self.damage.is_none() {
            self.damage = self.records(format, block, &mut each).err();
        }
        Ok(())
    }

    /// The end of the input: is it a place where a capture may end?
    pub(crate) fn finish(&mut self) -> Result<(), BadInput> {
        match (self.format, self.carry.len()) {
            (None, 0) => return Err(BadInput::Empty),
            (None, length) => {
                // A short text file is no capture, rather than a short one.
                magic(&self.carry).transpose()?;
                return Err(BadInput::HeaderCut { length });
            }
            (Some(_), 0) => {}
            (Some(_), _) => {
                self.damage.get_or_insert(Damage::Cut { offset: self.offset });
            }
        }
        Ok(())
    }

    fn file_header(&mut self, block: &mut &[u8]) -> Result<Option<Format>, BadInput> {
        self.fill(block, FILE_HEADER);
        let Ok((header, _)) = FileHeader::read(&self.carry) else {
            return Ok(None);
        };
        let format = parse(header, magic(&self.carry).unwrap_or(Err(BadInput::Empty))?)?;
        self.carry.clear();
        self.offset = FILE_HEADER as u64;
        self.format = Some(format);
        Ok(Some(format))
    }

    fn records(
        &mut self,
        format: Format,
        mut block: &[u8],
        each: &mut impl FnMut(Format, Packet<'_>),
    ) -> Result<(), Damage> {
        if !self.carry.is_empty() && !self.carried(format, &mut block, each)? {
            return Ok(());
        }
        while let Ok((header, body)) = RecordHeader::read(block) {
            let length = self.length(format, header)?;
            let Some((captured, next)) = body.split_at_checked(length) else {
                break;
            };
            each(format, packet(format, header, captured));
            self.offset += (RECORD_HEADER + length) as u64;
            block = next;
        }
        if !block.is_empty() {
            // The block's end cuts this record: it cannot be whole, so nothing is handed over.
            self.carried(format, &mut block, each)?;
        }
        Ok(())
    }

    /// Goes on with the record in `carry`; true if that finished it.
    fn carried(
        &mut self,
        format: Format,
        block: &mut &[u8],
        each: &mut impl FnMut(Format, Packet<'_>),
    ) -> Result<bool, Damage> {
        if self.skip == 0 {
            self.fill(block, RECORD_HEADER);
            let Ok((header, _)) = RecordHeader::read(&self.carry) else {
                return Ok(false);
            };
            let length = self.length(format, header)?;
            self.fill(block, RECORD_HEADER + length.min(HEAD));
            if self.carry.len() < RECORD_HEADER + length.min(HEAD) {
                return Ok(false);
            }
            self.skip = length.saturating_sub(HEAD) as u64;
        }
        let step = self.skip.min(block.len() as u64);
        // Not above the block's length.
        *block = &block[step as usize..];
        self.skip -= step;
        if self.skip > 0 {
            return Ok(false);
        }
        if let Ok((header, head)) = RecordHeader::read(&self.carry) {
            each(format, packet(format, header, head));
            self.offset += RECORD_HEADER as u64 + u64::from(format.number(header.captured));
        }
        self.carry.clear();
        Ok(true)
    }

    /// Moves bytes from the block until `carry` holds `length`.
    fn fill(&mut self, block: &mut &[u8], length: usize) {
        let missing = length.saturating_sub(self.carry.len()).min(block.len());
        let (taken, rest) = block.split_at(missing);
        self.carry.extend_from_slice(taken);
        *block = rest;
    }

    fn length(&self, format: Format, header: &RecordHeader) -> Result<usize, Damage> {
        let (length, limit) = (format.number(header.captured), format.limit);
        if length > limit {
            return Err(Damage::Length { offset: self.offset, length, limit });
        }
        Ok(length as usize)
    }
}

impl Format {
    /// A header's number, read as little-endian, in the capture's own order.
    fn number(self, little: super::wire::Number) -> u32 {
        if self.big_endian { little.get().swap_bytes() } else { little.get() }
    }
}

#[inline]
fn packet<'b>(format: Format, header: &RecordHeader, captured: &'b [u8]) -> Packet<'b> {
    let unit = if format.nanoseconds { 1 } else { 1_000 };
    let fraction = u64::from(format.number(header.fraction)) * unit;
    Packet {
        time: Time::new(format.number(header.seconds), fraction),
        length: format.number(header.original),
        head: &captured[..captured.len().min(HEAD)],
    }
}

/// Byte order and precision (big-endian, nanoseconds), from the first four bytes.
fn magic(bytes: &[u8]) -> Option<Result<(bool, bool), BadInput>> {
    let magic = *bytes.first_chunk::<4>()?;
    Some(match magic {
        [0xd4, 0xc3, 0xb2, 0xa1] => Ok((false, false)),
        [0x4d, 0x3c, 0xb2, 0xa1] => Ok((false, true)),
        [0xa1, 0xb2, 0xc3, 0xd4] => Ok((true, false)),
        [0xa1, 0xb2, 0x3c, 0x4d] => Ok((true, true)),
        [0x0a, 0x0d, 0x0d, 0x0a] => Err(BadInput::Pcapng),
        magic => Err(BadInput::NotCapture { magic }),
    })
}

fn parse(header: &FileHeader, (big_endian, nanoseconds): (bool, bool)) -> Result<Format, BadInput> {
    let short = |n: super::wire::Short| if big_endian { n.get().swap_bytes() } else { n.get() };
    let (major, minor) = (short(header.major), short(header.minor));
    if major != 2 {
        return Err(BadInput::Version { major, minor });
    }
    let mut format = Format { big_endian, nanoseconds, limit: 0, link: LinkType::Ethernet };
    format.limit = format.number(header.snap_length).max(LENGTH_LIMIT);
    // The upper half tells of frame check sequences, which change nothing here.
    let number = (format.number(header.link_type) & 0xffff) as u16;
    format.link = LinkType::from_number(number).ok_or(BadInput::Link { number })?;
    Ok(format)
}
