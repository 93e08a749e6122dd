//! The meter: everything but arguments and files, for the program, its bench and its fuzzer.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap,
    reason = "bit fields are cut on purpose, and figures are shown to a few digits"
)]

pub(crate) mod csv;
pub(crate) mod export;
pub(crate) mod flows;
pub(crate) mod fragments;
#[cfg_attr(not(test), allow(dead_code, reason = "the fuzzer's body"))]
pub(crate) mod fuzz;
pub(crate) mod ip;
pub(crate) mod key;
pub(crate) mod link;
pub(crate) mod pipeline;
pub(crate) mod records;
pub(crate) mod report;
pub(crate) mod stats;
#[cfg_attr(not(test), allow(dead_code, reason = "tests, bench and fuzz seeds make captures"))]
pub(crate) mod synth;
pub(crate) mod text;
pub(crate) mod time;
mod units;
mod wire;

use hardpan::arena::Arena;

use flows::Flows;
use fragments::Fragments;
use ip::Decoded;
use records::{BadInput, Damage, Packet, Records};
use stats::{Distribution, gap_class, size_class};
use time::Time;

/// Hashes keys of our own making: quick, and seeded anew in each run, so that no capture can be
/// made to collide.
pub(crate) type FastHash = foldhash::fast::RandomState;

/// Counts the packets of one capture, block by block.
#[derive(Debug)]
pub(crate) struct Meter<'a> {
    records: Records,
    tally: Tally<'a>,
}

/// All that is counted.
#[derive(Debug)]
pub(crate) struct Tally<'a> {
    pub(crate) flows: Flows<'a>,
    fragments: Fragments,
    pub(crate) packets: u64,
    pub(crate) bytes: u64,
    /// Frames that are not IP.
    pub(crate) other: u64,
    /// Frames whose headers are cut or contradict themselves.
    pub(crate) undecoded: u64,
    pub(crate) first: Option<Time>,
    pub(crate) last: Option<Time>,
    /// The time of the packet before.
    previous: Option<Time>,
    pub(crate) sizes: Distribution,
    /// In nanoseconds.
    pub(crate) gaps: Distribution,
}

impl<'a> Meter<'a> {
    /// A meter whose keys and labels will lie in `arena`.
    pub(crate) fn new(arena: &'a Arena) -> Self {
        let tally = Tally {
            flows: Flows::new(arena),
            fragments: Fragments::default(),
            packets: 0,
            bytes: 0,
            other: 0,
            undecoded: 0,
            first: None,
            last: None,
            previous: None,
            sizes: Distribution::new(),
            gaps: Distribution::new(),
        };
        Self { records: Records::default(), tally }
    }

    /// Counts the packets that this block completes. An error means that nothing can be read; a
    /// capture that breaks off is [`damage`](Self::damage).
    pub(crate) fn push(&mut self, block: &[u8]) -> Result<(), BadInput> {
        let tally = &mut self.tally;
        self.records.push(block, |format, packet| {
            tally.count(ip::decode(format.link, packet.head), &packet);
        })
    }

    /// Where the capture broke off: there is no use in pushing more.
    pub(crate) fn damage(&self) -> Option<Damage> {
        self.records.damage()
    }

    /// The input has ended: is that a place to end?
    pub(crate) fn finish(&mut self) -> Result<(), BadInput> {
        self.records.finish()
    }

    /// Whether a file header was seen: if so, there is something to report.
    pub(crate) fn is_capture(&self) -> bool {
        self.records.format().is_some()
    }

    /// What was counted.
    pub(crate) fn tally(&mut self) -> &mut Tally<'a> {
        &mut self.tally
    }
}

impl Tally<'_> {
    #[inline]
    fn count(&mut self, decoded: Decoded, packet: &Packet<'_>) {
        self.total(packet);
        let tuple = match decoded {
            Decoded::Whole(tuple) => tuple,
            Decoded::First(tuple, id) => {
                self.fragments.remember(id, tuple.as_first());
                tuple
            }
            Decoded::Later(tuple, id) => match self.fragments.recall(&id) {
                Some(first) => ip::complete(tuple, first),
                None => tuple,
            },
            Decoded::Other => {
                self.other += 1;
                return;
            }
            Decoded::Undecoded => {
                self.undecoded += 1;
                return;
            }
        };
        self.flows.count(&tuple, packet.time, packet.length);
    }

    #[inline]
    fn total(&mut self, packet: &Packet<'_>) {
        let &Packet { time, length, .. } = packet;
        self.packets += 1;
        self.bytes += u64::from(length);
        self.sizes.push(f64::from(length), size_class(length));
        if let Some(previous) = self.previous.replace(time) {
            // Nanoseconds, negative where the capture runs backwards: f64 adds them up exactly.
            let gap = time.0.wrapping_sub(previous.0) as i64;
            self.gaps.push(gap as f64, gap_class(gap));
        }
        self.first = Some(self.first.map_or(time, |first| first.min(time)));
        self.last = self.last.max(Some(time));
    }
}
