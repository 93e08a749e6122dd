//! The body of the fuzz target `simd_kernels`: bytes are floats; all levels agree, however cut.

use simd_kernels::{Dot, Float, Level, MeanVar, Sum};

/// The first bytes say where to cut; the rest are the elements' bits.
#[expect(unreachable_pub, reason = "the fuzz target includes this file")]
pub fn simd_kernels(data: &[u8]) {
    let Some((cuts, data)) = data.split_first_chunk::<4>() else { return };
    let cuts = cuts.map(usize::from);
    let (words, _) = data.as_chunks();
    let xs: Vec<f32> = words.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect();
    // The first byte's top bit repeats the elements, so that short inputs reach blocks.
    let times = if cuts[0] >= 128 { 1 + 9000 / xs.len().max(1) } else { 1 };
    agree(&xs.repeat(times), cuts, |x| x.to_bits().into());
    let (words, _) = data.as_chunks();
    let xs: Vec<f64> = words.iter().map(|&bytes| f64::from_le_bytes(bytes)).collect();
    agree(&xs.repeat(times), cuts, f64::to_bits);

    let counts = simd_kernels::histogram(data);
    assert_eq!(counts.iter().sum::<u64>(), data.len() as u64);
    for byte in cuts {
        let naive = data.iter().filter(|&&other| usize::from(other) == byte).count();
        assert_eq!(counts[byte], naive as u64);
    }
    bytes(data, cuts);
}

/// Counting, finding and adding up bytes, and the words that they are.
fn bytes(data: &[u8], cuts: [usize; 4]) {
    let set = cuts.map(|cut| u8::try_from(cut).expect("it was a byte"));
    let (words, _) = data.as_chunks();
    let words: Vec<i64> = words.iter().map(|&bytes| i64::from_le_bytes(bytes)).collect();
    for level in Level::supported() {
        let place = data.iter().position(|&byte| byte == set[0]);
        assert_eq!(level.find(data, set[0]), place);
        let place = data.iter().position(|byte| set.contains(byte));
        assert_eq!(level.find_any(data, &set), place);
        let count = data.iter().map(|&byte| usize::from(byte == set[0])).sum::<usize>();
        assert_eq!(level.count(data, set[0]), count);
        assert_eq!(level.sum_wide(data), data.iter().map(|&byte| u64::from(byte)).sum::<u64>());
        assert_eq!(level.sum_wide(&words), words.iter().map(|&x| i128::from(x)).sum::<i128>());
        let least = (0..words.len()).min_by_key(|&i| words[i]);
        assert_eq!(level.argmin(&words), least);
    }
}

fn agree<T: Float + std::fmt::Debug>(xs: &[T], cuts: [usize; 4], bits: fn(T) -> u64) {
    masked_and_placed(xs, bits);
    let scalar = Level::supported().next().expect("the scalar level is always there");
    let sum = bits(scalar.sum(xs));
    let (min, max) = (scalar.min(xs).map(bits), scalar.max(xs).map(bits));
    let moments = scalar.mean_var(xs).map(|m| (m.count, m.mean.to_bits(), m.m2.to_bits()));
    for level in Level::supported() {
        assert_eq!(bits(level.sum(xs)), sum);
        assert_eq!((level.min(xs).map(bits), level.max(xs).map(bits)), (min, max));
        let (mut stream, mut spread) = (Sum::with_level(level), MeanVar::with_level(level));
        let mut dot = Dot::with_level(level);
        let mut rest = xs;
        let mut cuts = cuts.into_iter().cycle();
        while !rest.is_empty() {
            let cut = cuts.next().unwrap_or(0).max(1).min(rest.len());
            let (piece, later) = rest.split_at(cut);
            stream.push(piece);
            spread.push(piece);
            dot.push(piece, piece).expect("they are one");
            rest = later;
        }
        assert_eq!(bits(stream.finish()), sum);
        assert_eq!(Some(bits(dot.finish())), scalar.dot(xs, xs).ok().map(bits));
        let spread = spread.finish().map(|m| (m.count, m.mean.to_bits(), m.m2.to_bits()));
        assert_eq!(spread, moments);
    }
}

/// Levels agree on what a bitmap chooses and where extremes are; a place has the extreme.
fn masked_and_placed<T: Float + std::fmt::Debug>(xs: &[T], bits: fn(T) -> u64) {
    let scalar = Level::supported().next().expect("the scalar level is always there");
    let bitmap: Vec<u8> =
        (0..xs.len().div_ceil(8)).map(|i| (bits(xs[8 * i]) % 251) as u8).collect();
    let results = |level: Level| {
        let places =
            [level.argmin(xs), level.argmax(xs), level.argmin_num(xs), level.argmax_num(xs)];
        let masked = [level.min_masked(xs, &bitmap), level.max_masked(xs, &bitmap)];
        let sum = level.sum_masked(xs, &bitmap).map(bits);
        let precise = bits(level.sum_precise(xs));
        let numbers = [level.min_num(xs), level.max_num(xs)].map(|x| x.map(bits));
        (places, masked.map(|x| x.map(|x| x.map(bits))), sum, precise, numbers)
    };
    let expected = results(scalar);
    for level in Level::supported() {
        assert_eq!(results(level), expected);
    }
    let numbers = [scalar.argmin_num(xs), scalar.argmax_num(xs)];
    assert_eq!(numbers.map(|at| at.map(|at| bits(xs[at]))), expected.4);
}

#[cfg(test)]
mod tests {
    #[test]
    fn some_inputs() {
        super::simd_kernels(&[]);
        super::simd_kernels(&[1, 2, 3, 4]);
        super::simd_kernels(&[1, 2, 3, 4, 0, 0, 0x80, 0x7f, 0, 0, 0x80, 0xff]);
        let long: Vec<u8> =
            (0..2000_u32).flat_map(|i| i.wrapping_mul(0x0123_4567).to_le_bytes()).collect();
        super::simd_kernels(&long);
        super::simd_kernels(&[&[200, 63, 65, 0], &long[..40]].concat());
    }

    #[cfg(not(miri))]
    #[test]
    fn regressions() {
        // What the fuzzer starts from, and what it found. A packaged crate has neither.
        for kind in ["corpus", "regressions"] {
            let folder = format!("{}/../../fuzz/{kind}/simd_kernels", env!("CARGO_MANIFEST_DIR"));
            for file in std::fs::read_dir(folder).into_iter().flatten() {
                let path = file.expect("the folder can be read").path();
                super::simd_kernels(&std::fs::read(path).expect("a file"));
            }
        }
    }
}
