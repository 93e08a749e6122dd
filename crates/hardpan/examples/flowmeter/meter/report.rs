//! The summary of a run, and the one JSON object that it can be had as.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::Tally;
use super::flows::{Conversation, Flows};
use super::stats::{Figures, gap_class_start, size_class_start};
use super::time::Time;

/// How the reading ended, if not at the end of a whole capture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ending {
    pub(crate) interrupted: bool,
    /// Where and how the capture breaks off.
    pub(crate) damage: Option<String>,
}

/// All figures but the conversations themselves. Lengths are bytes on the wire, times seconds.
#[derive(Debug, Serialize)]
pub(crate) struct Summary {
    pub(crate) packets: u64,
    pub(crate) bytes: u64,
    pub(crate) flows: usize,
    pub(crate) flows_by_protocol: BTreeMap<String, u64>,
    /// Frames that are not IP.
    pub(crate) other: u64,
    /// Frames whose headers are cut or contradict themselves.
    pub(crate) undecoded: u64,
    pub(crate) first: Option<Time>,
    pub(crate) last: Option<Time>,
    pub(crate) duration: f64,
    /// Rates are there if the duration is not 0.
    pub(crate) packets_per_second: Option<f64>,
    pub(crate) bits_per_second: Option<f64>,
    pub(crate) sizes: Option<Spread>,
    pub(crate) gaps: Option<Spread>,
    pub(crate) interrupted: bool,
    pub(crate) damage: Option<String>,
}

/// How packet sizes or the gaps between packets are spread.
#[derive(Debug, Serialize)]
pub(crate) struct Spread {
    pub(crate) count: u64,
    pub(crate) sum: f64,
    pub(crate) min: f64,
    pub(crate) max: f64,
    pub(crate) mean: f64,
    pub(crate) std_dev: f64,
    /// From the first class that was seen to the last.
    pub(crate) histogram: Vec<Class>,
}

/// One class of a histogram.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Class {
    pub(crate) from: f64,
    /// Where the next class begins.
    pub(crate) below: f64,
    pub(crate) count: u64,
}

impl Summary {
    pub(crate) fn new(tally: &mut Tally<'_>, ending: Ending) -> Self {
        let mut flows_by_protocol = BTreeMap::new();
        for conversation in tally.flows.iter() {
            *flows_by_protocol.entry(protocol_name(conversation.protocol)).or_default() += 1;
        }
        let duration = match (tally.first, tally.last) {
            (Some(first), Some(last)) => last.seconds_since(first),
            _ => 0.0,
        };
        let per_second = |count: f64| (duration > 0.0).then(|| count / duration);
        Self {
            packets: tally.packets,
            bytes: tally.bytes,
            flows: tally.flows.len(),
            flows_by_protocol,
            other: tally.other,
            undecoded: tally.undecoded,
            first: tally.first,
            last: tally.last,
            duration,
            packets_per_second: per_second(tally.packets as f64),
            bits_per_second: per_second(tally.bytes as f64 * 8.0),
            sizes: tally.sizes.finish().map(|f| Spread::new(&f, 1.0, size_class_start)),
            gaps: tally.gaps.finish().map(|f| Spread::new(&f, 1e9, gap_class_start)),
            interrupted: ending.interrupted,
            damage: ending.damage,
        }
    }
}

impl Spread {
    /// Figures of which `unit` make one byte or second.
    fn new(figures: &Figures, unit: f64, start: fn(usize) -> f64) -> Self {
        let counts = &figures.histogram;
        let seen = |count: &u64| *count > 0;
        let first = counts.iter().position(seen).unwrap_or(0);
        let end = counts.iter().rposition(seen).map_or(0, |last| last + 1);
        let class =
            |at| Class { from: start(at) / unit, below: start(at + 1) / unit, count: counts[at] };
        Self {
            count: figures.count,
            sum: figures.sum / unit,
            min: figures.min / unit,
            max: figures.max / unit,
            mean: figures.mean / unit,
            std_dev: figures.std_dev / unit,
            histogram: (first..end).map(class).collect(),
        }
    }
}

/// A protocol's name, for those that one meets.
pub(crate) fn protocol_name(number: u8) -> String {
    match number {
        1 => "ICMP",
        2 => "IGMP",
        6 => "TCP",
        17 => "UDP",
        41 => "IPv6",
        47 => "GRE",
        50 => "ESP",
        51 => "AH",
        58 => "ICMPv6",
        89 => "OSPF",
        132 => "SCTP",
        _ => return format!("IP {number}"),
    }
    .to_owned()
}

/// Writes one JSON object: the summary, and all conversations in the order of their first packets,
/// or the `top` largest.
pub(crate) fn write_json(
    out: &mut impl Write,
    summary: &Summary,
    flows: &Flows<'_>,
    top: Option<usize>,
) -> io::Result<()> {
    match top {
        None => serde_json::to_writer(&mut *out, &Document { summary, conversations: All(flows) })?,
        Some(n) => {
            let conversations: Vec<Conversation> = flows.top(n);
            serde_json::to_writer(&mut *out, &Document { summary, conversations })?;
        }
    }
    writeln!(out)
}

#[derive(Serialize)]
struct Document<'s, C> {
    summary: &'s Summary,
    conversations: C,
}

/// Written one by one, so that a million conversations need no second copy.
struct All<'f, 'a>(&'f Flows<'a>);

impl Serialize for All<'_, '_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter())
    }
}
