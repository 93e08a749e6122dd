//! The fuzzer's body: any bytes, cut in any way, are one report.

use std::fmt::Write as _;

use hardpan::arena::Arena;

use super::report::{Ending, Summary, write_json};
use super::{Meter, csv, text};

/// The first eight bytes say how the rest is cut into blocks; the rest is the input.
pub(crate) fn flowmeter(data: &[u8]) {
    let Some((cuts, input)) = data.split_first_chunk::<8>() else { return };
    let whole = outcome(input, std::iter::repeat(usize::MAX));
    // From single bytes to more than a header's reach.
    let sizes =
        cuts.iter().map(|&cut| if cut < 128 { usize::from(cut) } else { usize::from(cut) * 40 });
    // A block of nothing may come too, if not only such.
    let chopped = outcome(input, sizes.chain([1]).cycle());
    assert_eq!(whole, chopped);
}

/// All that is ever written about an input, metered in blocks of these sizes.
pub(crate) fn outcome(mut input: &[u8], sizes: impl IntoIterator<Item = usize>) -> String {
    let arena = Arena::new();
    let mut meter = Meter::new(&arena);
    for size in sizes {
        if input.is_empty() {
            break;
        }
        let (block, rest) = input.split_at(size.min(input.len()));
        input = rest;
        if let Err(error) = meter.push(block) {
            return error.to_string();
        }
    }
    match meter.finish() {
        Ok(()) => written(&mut meter),
        Err(error) => error.to_string(),
    }
}

fn written(meter: &mut Meter<'_>) -> String {
    let mut outcome = String::new();
    let damage = meter.damage().map(|damage| damage.to_string());
    let tally = meter.tally();
    let summary = Summary::new(tally, Ending { interrupted: false, damage });
    let flows = &tally.flows;
    let sum = |field: fn(&super::flows::Conversation) -> u64| {
        flows.iter().map(|c| field(&c)).sum::<u64>()
    };
    let packets = sum(|c| c.a_to_b_packets) + sum(|c| c.b_to_a_packets);
    assert_eq!(packets + summary.other + summary.undecoded, summary.packets, "none is forgotten");
    assert!(sum(|c| c.a_to_b_bytes) + sum(|c| c.b_to_a_bytes) <= summary.bytes);
    assert!(flows.iter().all(|c| c.a_to_b_packets > 0 && c.first <= c.last), "A spoke first");
    assert_eq!(summary.sizes.as_ref().map_or(0, |sizes| sizes.count), summary.packets);

    let mut out = Vec::new();
    let io = csv::write(&mut out, flows.iter())
        .and_then(|()| write_json(&mut out, &summary, flows, None))
        .and_then(|()| write_json(&mut out, &summary, flows, Some(3)))
        .and_then(|()| text::write(&mut out, &summary, flows, 10));
    assert!(io.is_ok(), "{io:?}");
    // Ours are all of UTF-8.
    let _ = write!(outcome, "{}", String::from_utf8_lossy(&out));
    outcome
}

#[cfg(test)]
mod tests {
    use super::super::synth::{Style, traffic};
    use super::*;

    #[test]
    fn a_few_inputs() {
        flowmeter(b"");
        flowmeter(b"12345678");
        flowmeter(b"\0\0\0\0\0\0\0\0\xd4\xc3\xb2\xa1");
        for (seed, style) in (0..).zip(Style::all()) {
            let cuts = [0, 1, 2, 7, 30, 127, 128, 255];
            flowmeter(&[&cuts, &traffic(style, 20, 4, seed).0[..]].concat());
        }
    }

    #[test]
    #[cfg_attr(miri, ignore = "reads files")]
    fn past_findings_stay_fixed() {
        // What the fuzzer starts from, and what it found. A packaged crate has neither.
        for kind in ["corpus", "regressions"] {
            let folder = format!("{}/../../fuzz/{kind}/flowmeter", env!("CARGO_MANIFEST_DIR"));
            for file in std::fs::read_dir(folder).into_iter().flatten() {
                flowmeter(&std::fs::read(file.unwrap().path()).unwrap());
            }
        }
    }
}
