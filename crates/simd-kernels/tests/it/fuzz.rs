//! The body of the fuzz target `simd_kernels`: bytes are floats; all levels agree, however cut.

use simd_kernels::{Float, Level, MeanVar, Sum};

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
}

fn agree<T: Float + std::fmt::Debug>(xs: &[T], cuts: [usize; 4], bits: fn(T) -> u64) {
    let scalar = Level::supported().next().expect("the scalar level is always there");
    let sum = bits(scalar.sum(xs));
    let (min, max) = (scalar.min(xs).map(bits), scalar.max(xs).map(bits));
    let moments = scalar.mean_var(xs).map(|m| (m.count, m.mean.to_bits(), m.m2.to_bits()));
    for level in Level::supported() {
        assert_eq!(bits(level.sum(xs)), sum);
        assert_eq!((level.min(xs).map(bits), level.max(xs).map(bits)), (min, max));
        let (mut stream, mut spread) = (Sum::with_level(level), MeanVar::with_level(level));
        let mut rest = xs;
        let mut cuts = cuts.into_iter().cycle();
        while !rest.is_empty() {
            let cut = cuts.next().unwrap_or(0).max(1).min(rest.len());
            let (piece, later) = rest.split_at(cut);
            stream.push(piece);
            spread.push(piece);
            rest = later;
        }
        assert_eq!(bits(stream.finish()), sum);
        let spread = spread.finish().map(|m| (m.count, m.mean.to_bits(), m.m2.to_bits()));
        assert_eq!(spread, moments);
    }
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
