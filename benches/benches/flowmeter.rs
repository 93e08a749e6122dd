//! The main job: packets per second, of generated traffic such as TCP and UDP load on loopback is.

use std::hint::black_box;
use std::io::Cursor;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use hardpan::arena::Arena;

#[path = "../../crates/hardpan/examples/flowmeter/meter/mod.rs"]
#[allow(dead_code, unused_imports, reason = "its tests, and what only the program uses")]
mod meter;

use meter::Meter;
use meter::pipeline::{End, Stop, run};
use meter::synth::{Style, traffic};

const PACKETS: usize = 500_000;
const FLOWS: usize = 1_000;

/// As `tcpdump -s 128` keeps it.
const STYLE: Style = Style { snap_length: 128, ..Style::LOOPBACK };

/// What a metered capture comes to, to be checked before anything is timed.
fn figures(meter: &mut Meter<'_>) -> (u64, u64, usize, u64) {
    let tally = meter.tally();
    (tally.packets, tally.bytes, tally.flows.len(), tally.other + tally.undecoded)
}

/// Headers to conversations on one thread, from memory.
fn metered(capture: &[u8]) -> (u64, u64, usize, u64) {
    let arena = Arena::new();
    let mut meter = Meter::new(&arena);
    for block in capture.chunks(256 * 1024) {
        assert!(meter.push(block).is_ok());
    }
    assert!(meter.finish().is_ok());
    figures(&mut meter)
}

/// The same with its reader thread, pool and ring: what the program does.
fn piped(capture: Vec<u8>) -> (u64, u64, usize, u64) {
    let arena = Arena::new();
    let mut meter = Meter::new(&arena);
    let end = run(Cursor::new(capture), &mut meter, &Stop::new(), |_| ());
    assert!(matches!(end, Ok(End::Input)));
    figures(&mut meter)
}

fn flowmeter(criterion: &mut Criterion) {
    let (capture, sent) = traffic(STYLE, PACKETS, FLOWS, 1);
    let bytes = sent.iter().map(|sent| u64::from(sent.length)).sum();
    let want = (PACKETS as u64, bytes, FLOWS, 0);
    assert_eq!(metered(&capture), want);
    assert_eq!(piped(capture.clone()), want);

    let mut group = criterion.benchmark_group("flowmeter");
    group.throughput(Throughput::Elements(PACKETS as u64)).sample_size(20);
    group.bench_function("meter", |bencher| bencher.iter(|| metered(black_box(&capture))));
    group.bench_function("reader, ring and meter", |bencher| {
        bencher.iter_batched(|| capture.clone(), piped, BatchSize::PerIteration);
    });
    group.finish();
}

criterion_group!(benches, flowmeter);
criterion_main!(benches);
