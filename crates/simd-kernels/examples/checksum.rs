//! A checksum of a computation that every machine agrees on: smooth a signal, take its statistics,
//! and hash the results' bits. It is computed on every level that this CPU has, and then in pieces
//! by threads of which each has a level of its own.
//!
//! ```text
//! cargo run --release -p simd-kernels --example checksum
//! ```

use std::process::ExitCode;
use std::thread;

use simd_kernels::{Level, Sum};

/// What this prints on every machine there is, whatever its CPU.
const EXPECTED: u64 = 0x550a_6689_89d9_c3ef;

/// A signal that is made of integers alone, so that no library's sine is part of the checksum.
fn signal(len: u32) -> Vec<f32> {
    let noise = |i: u32| f32::from((i.wrapping_mul(2_654_435_761) >> 16) as u16) / 65_536.0;
    (0..len).map(|i| noise(i) - 0.5 + f32::from((i % 1000) as u16) * 0.001).collect()
}

/// Each element with a tenth of the one before and of the one behind.
fn smooth(level: Level, xs: &[f32]) -> Vec<f32> {
    let mut out = xs.to_vec();
    let last = xs.len() - 1;
    level.axpy(0.1, &xs[1..], &mut out[..last]).expect("one length");
    level.axpy(0.1, &xs[..last], &mut out[1..]).expect("one length");
    level.scale(&mut out, 1.0 / 1.2);
    level.clamp(&mut out, -1.0, 1.0);
    out
}

/// FNV-1a over the bits of results.
fn checksum(level: Level, xs: &[f32]) -> u64 {
    let smooth = smooth(level, xs);
    let moments = level.mean_var(&smooth).expect("there are some");
    let distance = level.euclidean_squared(xs, &smooth).expect("one length");
    let words = [
        level.sum(&smooth).to_bits().into(),
        level.dot(xs, &smooth).expect("one length").to_bits().into(),
        distance.to_bits().into(),
        moments.mean.to_bits(),
        moments.variance().to_bits(),
        level.sum_precise(&smooth).to_bits().into(),
        level.argmax(&smooth).expect("there are some") as u64,
    ];
    let step = |hash: u64, word: u64| (hash ^ word).wrapping_mul(0x0100_0000_01b3);
    words.into_iter().fold(0xcbf2_9ce4_8422_2325, step)
}

fn main() -> ExitCode {
    let xs = signal(1_000_003);
    let mut all_agree = true;
    for level in Level::supported() {
        let found = checksum(level, &xs);
        all_agree &= found == EXPECTED;
        println!("{:<8} {found:016x}", format!("{:?}", level.isa()));
    }

    // One stream, fed with pieces that were made on different levels and threads.
    let levels = Level::supported().cycle();
    let pieces: Vec<Vec<f32>> = thread::scope(|scope| {
        let threads: Vec<_> = (xs.chunks(99_991).zip(levels))
            .map(|(piece, level)| scope.spawn(move || smooth(level, piece)))
            .collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    });
    let mut sum = Sum::new();
    for piece in &pieces {
        sum.push(piece);
    }
    let same = sum.finish().to_bits() == simd_kernels::sum(&pieces.concat()).to_bits();
    println!("in pieces: {}", if same { "the same bits" } else { "OTHER BITS" });
    if all_agree && same { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
