//! The meter against a capture that tshark summed, a model that the generator keeps, and damage.

use std::iter::repeat;

use hardpan::arena::Arena;
use proptest::prelude::*;

use super::meter::flows::Conversation;
use super::meter::fuzz::outcome;
use super::meter::key::Tuple;
use super::meter::records::{BadInput, Damage, HEAD};
use super::meter::report::{Ending, Summary, write_json};
use super::meter::synth::{Ip, Sent, Style, Writer, ipv4, ipv6, traffic};
use super::meter::time::Time;
use super::meter::{Meter, csv, text};

/// Meters bytes in blocks of `size`; conversations, and where it broke off.
fn meter<'a>(arena: &'a Arena, bytes: &[u8], size: usize) -> Result<Meter<'a>, BadInput> {
    let mut meter = Meter::new(arena);
    for block in bytes.chunks(size) {
        meter.push(block)?;
    }
    meter.finish()?;
    Ok(meter)
}

/// What the generator says that the meter ought to find.
fn model(sent: &[Sent], unit: u64) -> Vec<Conversation> {
    let mut tuples: Vec<(Tuple, Conversation)> = Vec::new();
    for &Sent { tuple, time, length } in sent {
        let time = Time(time / unit * unit);
        let back = Tuple { from: tuple.to, to: tuple.from, ..tuple };
        let at = tuples.iter().position(|(known, _)| *known == tuple || *known == back);
        let at = at.unwrap_or_else(|| {
            let (a_addr, b_addr) = tuple.addresses();
            let conversation = Conversation {
                protocol: tuple.protocol,
                a_addr,
                a_port: tuple.from.port,
                b_addr,
                b_port: tuple.to.port,
                a_to_b_packets: 0,
                a_to_b_bytes: 0,
                b_to_a_packets: 0,
                b_to_a_bytes: 0,
                first: time,
                last: time,
            };
            tuples.push((tuple, conversation));
            tuples.len() - 1
        });
        let (known, c) = &mut tuples[at];
        if *known == tuple {
            c.a_to_b_packets += 1;
            c.a_to_b_bytes += u64::from(length);
        } else {
            c.b_to_a_packets += 1;
            c.b_to_a_bytes += u64::from(length);
        }
        c.last = time;
    }
    tuples.into_iter().map(|(_, conversation)| conversation).collect()
}

#[test]
#[cfg_attr(miri, ignore = "thousands of packets; the generated captures do")]
fn the_bundled_capture_is_as_tshark_says() {
    let arena = Arena::new();
    let mut meter = meter(&arena, include_bytes!("../data/loopback.pcap"), 1 << 18).unwrap();
    let tally = meter.tally();
    let totals = format!("packets {}\nbytes {}\n", tally.packets, tally.bytes);
    assert_eq!(totals, include_str!("../data/loopback.totals"));
    let mut rows = Vec::new();
    csv::write(&mut rows, tally.flows.iter()).unwrap();
    assert_eq!(String::from_utf8(rows).unwrap(), include_str!("../data/loopback.csv"));
    assert_eq!(meter.damage(), None);
}

#[test]
fn every_link_type_order_and_precision_is_read() {
    let packets = if cfg!(miri) { 10 } else { 400 };
    for (seed, style) in (0..).zip(Style::all()) {
        let (bytes, sent) = traffic(style, packets, 7, seed);
        let arena = Arena::new();
        let mut meter = meter(&arena, &bytes, 1_000).unwrap();
        let tally = meter.tally();
        let unit = if style.nanoseconds { 1 } else { 1_000 };
        assert_eq!(tally.flows.iter().collect::<Vec<_>>(), model(&sent, unit), "{style:?}");
        assert_eq!(tally.packets, sent.len() as u64);
        assert_eq!(tally.bytes, sent.iter().map(|s| u64::from(s.length)).sum::<u64>());
        assert_eq!((tally.other, tally.undecoded), (0, 0));
    }
}

#[test]
fn packets_cut_by_the_snap_length_count_in_full() {
    let style = Style { snap_length: 60, ..Style::LOOPBACK };
    let (bytes, sent) = traffic(style, 100, 7, 9);
    let arena = Arena::new();
    let mut meter = meter(&arena, &bytes, usize::MAX).unwrap();
    assert_eq!(meter.tally().flows.iter().collect::<Vec<_>>(), model(&sent, 1_000));
}

#[test]
fn cut_at_every_byte_it_reports_what_came_before() {
    let packets = if cfg!(miri) { 2 } else { 25 };
    let (bytes, sent) = traffic(Style::LOOPBACK, packets, 3, 4);
    let mut ends = vec![24];
    ends.extend(sent.iter().scan(24, |at, sent| {
        *at += 16 + sent.length as usize;
        Some(*at)
    }));
    for cut in 0..=bytes.len() {
        let whole = ends.iter().filter(|end| **end <= cut).count();
        let arena = Arena::new();
        match meter(&arena, &bytes[..cut], 700) {
            Err(error) => {
                assert!(cut < 24, "{cut}: {error}");
                let want = match cut {
                    0 => BadInput::Empty,
                    length => BadInput::HeaderCut { length },
                };
                assert_eq!(error, want);
            }
            Ok(mut meter) => {
                let last = ends[whole - 1];
                let damage = (cut > last).then_some(Damage::Cut { offset: last as u64 });
                assert_eq!(meter.damage(), damage, "{cut}");
                let tally = meter.tally();
                assert_eq!(tally.packets, whole as u64 - 1, "{cut}");
                assert_eq!(
                    tally.flows.iter().collect::<Vec<_>>(),
                    model(&sent[..whole - 1], 1_000)
                );
            }
        }
    }
}

#[test]
fn an_impossible_length_ends_the_reading_there() {
    for (snap_length, limit) in [(0, 262_144), (65_535, 262_144), (300_000, 300_000)] {
        for big_endian in [false, true] {
            let style = Style { big_endian, snap_length, ..Style::LOOPBACK };
            let (mut bytes, _) = traffic(style, 3, 1, 1);
            let offset = bytes.len() as u64;
            for n in [1, 1, limit + 1, 5_u32] {
                bytes.extend(if big_endian { n.to_be_bytes() } else { n.to_le_bytes() });
            }
            bytes.extend([0; 100]);
            for size in [1, 13, usize::MAX] {
                let arena = Arena::new();
                let mut meter = meter(&arena, &bytes, size).unwrap();
                let length = limit + 1;
                assert_eq!(meter.damage(), Some(Damage::Length { offset, length, limit }));
                assert_eq!(meter.tally().packets, 3);
            }
        }
    }
}

#[test]
#[cfg_attr(miri, ignore = "streams a gigabyte")]
fn a_record_of_a_gigabyte_streams_by() {
    let style = Style { snap_length: u32::MAX, ..Style::LOOPBACK };
    let length = 1_u32 << 30;
    let packet = ipv4(&Ip::udp(), &[0x12, 0x34, 0, 53]);
    let mut writer = Writer::new(style);
    let frame = writer.frame(&packet, false, 0);
    writer.record(0, &frame, 77);
    // The same again, but said to go on for long.
    let at = writer.bytes.len() + 8;
    writer.record(1_000, &frame, 88);
    writer.bytes[at..at + 4].copy_from_slice(&length.to_le_bytes());
    let arena = Arena::new();
    let mut meter = Meter::new(&arena);
    meter.push(&writer.bytes).unwrap();
    let mut missing = length as usize - frame.len();
    let block = vec![0; 1 << 18];
    while missing > 0 {
        assert_eq!(meter.tally().packets, 1, "it is not whole yet");
        let step = missing.min(block.len());
        meter.push(&block[..step]).unwrap();
        missing -= step;
    }
    meter.finish().unwrap();
    assert_eq!((meter.damage(), meter.tally().packets, meter.tally().bytes), (None, 2, 165));
    assert_eq!(meter.tally().flows.len(), 1);
}

#[test]
fn headers_count_only_in_the_first_bytes_however_the_record_is_cut() {
    // A record longer than what is looked at, whole in one block and cut in every way.
    let mut writer = Writer::new(Style { link: 101, ..Style::LOOPBACK });
    let packet = ipv6(&Ip { extensions: vec![60; 400], ..Ip::udp() }, &[0x12, 0x34, 0, 53]);
    assert!(packet.len() > HEAD + 1_000);
    writer.record(0, &packet, 9_000);
    writer.record(1, &ipv4(&Ip::udp(), &[1; 8]), 28);
    let whole = outcome(&writer.bytes, repeat(usize::MAX));
    for size in [1, 3, 1_000, 24 + 16 + HEAD - 1, 24 + 16 + HEAD, 24 + 16 + HEAD + 1] {
        assert_eq!(outcome(&writer.bytes, repeat(size)), whole, "{size}");
    }
    assert!(whole.contains("\n60,::a00:1,0,::a00:2,0,1,9000,"), "{whole}");
}

#[test]
fn what_cannot_be_read_is_named() {
    let header = |magic: u32, version: u16, link: u32| {
        let mut bytes = Writer::new(Style::LOOPBACK).bytes;
        bytes[..4].copy_from_slice(&magic.to_le_bytes());
        bytes[4..6].copy_from_slice(&version.to_le_bytes());
        bytes[20..].copy_from_slice(&link.to_le_bytes());
        bytes
    };
    for (bytes, part) in [
        (vec![], "the input is empty"),
        (b"hello".to_vec(), "not a pcap capture (it begins with 68 65 6c 6c)"),
        (b"#!/bin/sh\necho a longer file than a header\n".to_vec(), "23 21 2f 62"),
        (b"\x0a\x0d\x0d\x0a\x1c\0\0\0".to_vec(), "editcap -F pcap"),
        (header(0x0a0d_0d0a, 2, 1), "editcap -F pcap"),
        (header(0xa1b2_c3d4, 3, 1), "pcap version 3.4"),
        (header(0xa1b2_c3d4, 2, 147), "link type 147 is not known"),
        (vec![0xd4, 0xc3, 0xb2, 0xa1, 2], "ends after 5 bytes"),
    ] {
        for size in [1, usize::MAX] {
            let arena = Arena::new();
            let error = meter(&arena, &bytes, size).unwrap_err().to_string();
            assert!(error.contains(part) && error.lines().count() == 1, "{error}");
        }
    }
    // Frame check sequences are noted in the link type's upper half.
    assert!(meter(&Arena::new(), &header(0xa1b2_c3d4, 2, 0x5400_0001), 7).is_ok());
}

#[test]
fn fragments_count_under_their_first_ones_ports() {
    let body = [0x12, 0x34, 0, 53, 0, 8, 0, 0];
    for (build, v6) in [(ipv4 as fn(&Ip, &[u8]) -> Vec<u8>, false), (ipv6, true)] {
        let mut writer = Writer::new(Style::LOOPBACK);
        // A first fragment with its two followers, one whose first never came, and their like of
        // another id.
        for (time, fragment) in
            (0..).zip([(7, 0, true), (7, 185, true), (7, 370, false), (8, 185, false)])
        {
            let packet = build(&Ip { fragment: Some(fragment), ..Ip::udp() }, &body);
            let frame = writer.frame(&packet, v6, 0);
            writer.record(time, &frame, 1_000);
        }
        let arena = Arena::new();
        let mut meter = meter(&arena, &writer.bytes, usize::MAX).unwrap();
        let found: Vec<_> = meter
            .tally()
            .flows
            .iter()
            .map(|c| (c.protocol, c.a_port, c.b_port, c.a_to_b_packets))
            .collect();
        assert_eq!(found, [(17, 0x1234, 53, 3), (17, 0, 0, 1)], "v6 {v6}");
    }
}

#[test]
fn what_is_no_flow_still_counts() {
    let mut writer = Writer::new(Style::LOOPBACK);
    let mut arp = vec![2; 12];
    arp.extend([8, 6, 0, 1]);
    writer.record(0, &arp, 60);
    writer.record(5_000, &arp[..9], 61);
    let frame = writer.frame(&ipv4(&Ip::udp(), &[])[..19], false, 0);
    writer.record(9_000, &frame, 62);
    writer.record(9_000, &[], 0);
    let arena = Arena::new();
    let mut meter = meter(&arena, &writer.bytes, usize::MAX).unwrap();
    let tally = meter.tally();
    assert_eq!((tally.packets, tally.bytes, tally.other, tally.undecoded), (4, 183, 1, 3));
    assert_eq!(tally.flows.len(), 0);
    let summary = Summary::new(tally, Ending::default());
    let gaps = summary.gaps.unwrap();
    assert_eq!(gaps.count, 3);
    assert!((gaps.max - 5e-6).abs() < 1e-15 && gaps.min.abs() < 1e-15);
    let sizes = summary.sizes.unwrap();
    let classes: Vec<_> =
        sizes.histogram.iter().filter(|c| c.count > 0).map(|c| (c.from, c.count)).collect();
    assert_eq!(classes, [(0.0, 1), (32.0, 3)]);
}

#[test]
fn a_capture_that_runs_backwards_has_its_extremes_right() {
    let mut writer = Writer::new(Style::LOOPBACK);
    let frame = writer.frame(&ipv4(&Ip::udp(), &[]), false, 0);
    for time in [3_000_000_000, 1_000_000_000, 2_000_000_000] {
        writer.record(time, &frame, 60);
    }
    let arena = Arena::new();
    let mut meter = meter(&arena, &writer.bytes, usize::MAX).unwrap();
    let summary = Summary::new(meter.tally(), Ending::default());
    assert_eq!((summary.first, summary.last), (Some(Time::new(1, 0)), Some(Time::new(3, 0))));
    let gaps = summary.gaps.unwrap();
    assert!((gaps.min + 2.0).abs() < 1e-12 && (gaps.max - 1.0).abs() < 1e-12);
    assert!((summary.duration - 2.0).abs() < 1e-12);
}

#[test]
fn the_json_is_one_object_with_exact_times() {
    let (bytes, sent) = traffic(Style { nanoseconds: true, ..Style::LOOPBACK }, 60, 5, 2);
    let arena = Arena::new();
    let mut meter = meter(&arena, &bytes, usize::MAX).unwrap();
    let tally = meter.tally();
    let ending = Ending { interrupted: true, damage: Some("torn".into()) };
    let summary = Summary::new(tally, ending);
    let mut out = Vec::new();
    write_json(&mut out, &summary, &tally.flows, None).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&out).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert_eq!(text.lines().count(), 1);
    assert_eq!(json["summary"]["packets"], 60);
    assert_eq!(json["summary"]["flows"], 5);
    assert_eq!(
        (&json["summary"]["interrupted"], &json["summary"]["damage"]),
        (&true.into(), &"torn".into())
    );
    assert!(text.contains(&format!("\"last\":{}", Time(sent[59].time))));
    let all = json["conversations"].as_array().unwrap();
    let first = model(&sent, 1)[0];
    assert_eq!(all.len(), 5);
    assert_eq!(all[0]["a_addr"], first.a_addr.to_string());
    assert_eq!(all[0]["a_to_b_bytes"], first.a_to_b_bytes);

    let mut out = Vec::new();
    write_json(&mut out, &summary, &tally.flows, Some(2)).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&out).unwrap();
    let bytes = |c: &serde_json::Value| {
        c["a_to_b_bytes"].as_u64().unwrap() + c["b_to_a_bytes"].as_u64().unwrap()
    };
    let top = json["conversations"].as_array().unwrap();
    assert_eq!(top.len(), 2);
    assert!(bytes(&top[0]) >= bytes(&top[1]) && all.iter().all(|c| bytes(c) <= bytes(&top[0])));
}

fn report(bytes: &[u8], top: usize) -> String {
    let arena = Arena::new();
    let mut meter = meter(&arena, bytes, usize::MAX).unwrap();
    let tally = meter.tally();
    let summary = Summary::new(tally, Ending::default());
    let mut out = Vec::new();
    text::write(&mut out, &summary, &tally.flows, top).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
#[cfg_attr(miri, ignore = "thousands of packets")]
fn the_report_is_aligned_and_histograms_fit_a_terminal() {
    let text = report(include_bytes!("../data/loopback.pcap"), 100);
    let widths = |from: &str, rows: usize| {
        let lines = text.lines().skip_while(|line| *line != from).skip(2).take(rows);
        lines.map(|line| line.chars().count()).collect::<Vec<_>>()
    };
    let table = widths("All 56 conversations, the largest first", 57);
    assert!(table.len() == 57 && table.windows(2).all(|pair| pair[0] == pair[1]), "{text}");
    for title in ["Packet sizes on the wire", "Time between packets"] {
        let bars = widths(title, 6);
        assert!(bars.len() == 6 && bars.iter().all(|width| *width <= 80), "{text}");
    }
    assert!(text.lines().all(|line| line == line.trim_end()));
}

#[test]
fn a_capture_of_nothing_has_a_report() {
    let text = report(&Writer::new(Style::LOOPBACK).bytes, 10);
    assert_eq!(text, "packets    0\nbytes      0 (0 B)\nflows      0\nduration   0 ns\n");
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: if cfg!(miri) { 2 } else { 128 },
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn however_a_stream_is_cut_the_report_is_the_same(
        style in proptest::sample::select(Style::all().collect::<Vec<_>>()),
        seed in any::<u64>(),
        sizes in proptest::collection::vec(1_usize..3_000, 1..20),
        harm in proptest::option::of((any::<proptest::sample::Index>(), any::<u8>())),
        cut in proptest::option::of(any::<proptest::sample::Index>()),
    ) {
        let (mut bytes, _) = traffic(style, if cfg!(miri) { 3 } else { 40 }, 5, seed);
        if let Some((at, byte)) = harm {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let whole = outcome(&bytes, repeat(usize::MAX));
        prop_assert_eq!(outcome(&bytes, sizes.into_iter().cycle()), whole);
    }
}
