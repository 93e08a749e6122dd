//! What a parser does all day: a header read out of bytes, a header viewed in place, an unaligned
//! number, a slice of numbers, and 64 KiB of values to be checked. Ours beside zerocopy, bytemuck and
//! code by hand.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};

const PACKETS: usize = 1024;
const STRIDE: usize = 21;

/// Packets of 21 bytes in a row, so that each begins at another alignment.
fn packets() -> Vec<u8> {
    (0..PACKETS * STRIDE).map(|i| (i.wrapping_mul(2_654_435_761) >> 7) as u8).collect()
}

mod ours {
    use safe_transmute::{Be, Le, layout, read_from_prefix, ref_from_prefix, slice_from_prefix};

    #[repr(C)]
    pub struct Header {
        pub source: Be<u16>,
        pub destination: Be<u16>,
        pub sequence: Be<u32>,
        pub rest: [u8; 12],
    }

    layout! {
        struct Header { source, destination, sequence, rest }:
        FromBytes, IntoBytes, Immutable, Unaligned
    }

    pub fn read(bytes: &[u8]) -> u64 {
        let (header, _) = read_from_prefix::<Header>(bytes).unwrap();
        u64::from(header.sequence.get()) + u64::from(header.source.get())
    }

    pub fn view(bytes: &[u8]) -> u64 {
        let (header, _) = ref_from_prefix::<Header>(bytes).unwrap();
        u64::from(header.sequence.get()) + u64::from(header.destination.get())
    }

    pub fn number(bytes: &[u8]) -> u64 {
        read_from_prefix::<Le<u64>>(bytes).unwrap().0.get()
    }

    pub fn slice(bytes: &[u8]) -> u64 {
        let (numbers, _) = slice_from_prefix::<Be<u32>>(bytes, bytes.len() / 4).unwrap();
        numbers.iter().fold(0, |sum, number| sum.wrapping_add(u64::from(number.get())))
    }
}

mod zerocopy_0_8 {
    use zerocopy::{
        FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned,
        byteorder::{BE, LE, U16, U32, U64},
    };

    #[derive(FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
    #[repr(C)]
    pub struct Header {
        pub source: U16<BE>,
        pub destination: U16<BE>,
        pub sequence: U32<BE>,
        pub rest: [u8; 12],
    }

    pub fn read(bytes: &[u8]) -> u64 {
        let (header, _) = Header::read_from_prefix(bytes).unwrap();
        u64::from(header.sequence.get()) + u64::from(header.source.get())
    }

    pub fn view(bytes: &[u8]) -> u64 {
        let (header, _) = Header::ref_from_prefix(bytes).unwrap();
        u64::from(header.sequence.get()) + u64::from(header.destination.get())
    }

    pub fn number(bytes: &[u8]) -> u64 {
        U64::<LE>::read_from_prefix(bytes).unwrap().0.get()
    }

    pub fn slice(bytes: &[u8]) -> u64 {
        let (numbers, _) = <[U32<BE>]>::ref_from_prefix_with_elems(bytes, bytes.len() / 4).unwrap();
        numbers.iter().fold(0, |sum, number| sum.wrapping_add(u64::from(number.get())))
    }
}

mod bytemuck_1 {
    #[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
    #[repr(C)]
    pub struct Header {
        pub source: [u8; 2],
        pub destination: [u8; 2],
        pub sequence: [u8; 4],
        pub rest: [u8; 12],
    }

    pub fn read(bytes: &[u8]) -> u64 {
        let header: Header = bytemuck::pod_read_unaligned(&bytes[..size_of::<Header>()]);
        u64::from(u32::from_be_bytes(header.sequence))
            + u64::from(u16::from_be_bytes(header.source))
    }

    pub fn view(bytes: &[u8]) -> u64 {
        let header: &Header = bytemuck::from_bytes(&bytes[..size_of::<Header>()]);
        u64::from(u32::from_be_bytes(header.sequence))
            + u64::from(u16::from_be_bytes(header.destination))
    }

    pub fn number(bytes: &[u8]) -> u64 {
        u64::from_le(bytemuck::pod_read_unaligned(&bytes[..8]))
    }

    pub fn slice(bytes: &[u8]) -> u64 {
        let numbers: &[[u8; 4]] = bytemuck::cast_slice(bytes);
        let number = |bytes: &[u8; 4]| u64::from(u32::from_be_bytes(*bytes));
        numbers.iter().fold(0, |sum, bytes| sum.wrapping_add(number(bytes)))
    }
}

mod by_hand {
    pub fn read(bytes: &[u8]) -> u64 {
        let header = bytes.first_chunk::<20>().unwrap();
        u64::from(u32::from_be_bytes(header[4..8].try_into().unwrap()))
            + u64::from(u16::from_be_bytes(header[0..2].try_into().unwrap()))
    }

    pub fn view(bytes: &[u8]) -> u64 {
        let header = bytes.first_chunk::<20>().unwrap();
        u64::from(u32::from_be_bytes(header[4..8].try_into().unwrap()))
            + u64::from(u16::from_be_bytes(header[2..4].try_into().unwrap()))
    }

    pub fn number(bytes: &[u8]) -> u64 {
        u64::from_le_bytes(*bytes.first_chunk().unwrap())
    }

    pub fn slice(bytes: &[u8]) -> u64 {
        let number = |bytes: &[u8]| u64::from(u32::from_be_bytes(bytes.try_into().unwrap()));
        bytes.chunks_exact(4).fold(0, |sum, bytes| sum.wrapping_add(number(bytes)))
    }
}

type Job = fn(&[u8]) -> u64;

/// One group of rivals on the same bytes, each piece of `stride` bytes on its own.
fn group(c: &mut Criterion, name: &str, stride: usize, jobs: [(&str, Job); 4]) {
    let bytes = packets();
    let run = |job: Job| bytes.chunks_exact(stride).fold(0_u64, |sum, b| sum.wrapping_add(job(b)));
    let want = run(jobs[0].1);
    let mut group = c.benchmark_group(name);
    group.throughput(Throughput::Elements((bytes.len() / stride) as u64));
    for (rival, job) in jobs {
        assert_eq!(run(job), want, "{rival} reads otherwise");
        // A call each, not inlined into the loop, which would be what is measured.
        let job = black_box(job);
        group.bench_function(rival, |b| b.iter(|| run(job)));
    }
}

fn benches(c: &mut Criterion) {
    macro_rules! all {
        ($job:ident, $stride:expr) => {
            let jobs: [(&str, Job); 4] = [
                ("ours", ours::$job),
                ("zerocopy", zerocopy_0_8::$job),
                ("bytemuck", bytemuck_1::$job),
                ("by hand", by_hand::$job),
            ];
            group(c, concat!("transmute/", stringify!($job)), $stride, jobs);
        };
    }
    all!(read, STRIDE);
    all!(view, STRIDE);
    all!(number, STRIDE);
    all!(slice, 1400);
}

/// 64 KiB of values of which not all bytes are one, all valid, checked in place.
mod validate {
    use std::num::NonZero;

    use safe_transmute::{Immutable, TryFromBytes, layout};

    #[derive(
        Clone,
        Copy,
        bytemuck::CheckedBitPattern,
        zerocopy::TryFromBytes,
        zerocopy::Immutable,
        zerocopy::KnownLayout,
    )]
    #[repr(u8)]
    pub enum Kind {
        _A,
        _B,
        _C,
        _D,
        _E,
    }

    #[derive(
        Clone,
        Copy,
        bytemuck::CheckedBitPattern,
        zerocopy::TryFromBytes,
        zerocopy::Immutable,
        zerocopy::KnownLayout,
    )]
    #[repr(C)]
    pub struct Record {
        pub kind: Kind,
        pub urgent: bool,
        pub port: u16,
        pub id: u32,
    }

    layout! { enum Kind as u8 { _A, _B, _C, _D, _E }: TryFromBytes, Immutable }
    layout! { struct Record { kind, urgent, port, id }: TryFromBytes, Immutable }

    /// With gaps between its variants.
    #[derive(
        Clone,
        Copy,
        bytemuck::CheckedBitPattern,
        zerocopy::TryFromBytes,
        zerocopy::Immutable,
        zerocopy::KnownLayout,
    )]
    #[repr(u8)]
    pub enum Gapped {
        _No = 0,
        _Icmp = 1,
        _Tcp = 6,
        _Udp = 17,
    }

    /// A record whose checked fields no range of bytes tells.
    #[derive(
        Clone,
        Copy,
        bytemuck::CheckedBitPattern,
        zerocopy::TryFromBytes,
        zerocopy::Immutable,
        zerocopy::KnownLayout,
    )]
    #[repr(C)]
    pub struct Wide {
        pub letter: char,
        pub id: u32,
    }

    #[derive(
        Clone,
        Copy,
        bytemuck::CheckedBitPattern,
        zerocopy::TryFromBytes,
        zerocopy::Immutable,
        zerocopy::KnownLayout,
    )]
    #[repr(C)]
    pub struct Mixed {
        pub protocol: Gapped,
        pub urgent: bool,
        pub port: u16,
        pub id: u32,
    }

    #[derive(
        Clone,
        Copy,
        bytemuck::CheckedBitPattern,
        zerocopy::TryFromBytes,
        zerocopy::Immutable,
        zerocopy::KnownLayout,
    )]
    #[repr(C)]
    pub struct Counted {
        pub count: NonZero<u32>,
        pub urgent: bool,
        pub rest: [u8; 3],
    }

    layout! { enum Gapped as u8 { _No, _Icmp, _Tcp, _Udp }: TryFromBytes, Immutable }
    layout! { struct Wide { letter, id }: TryFromBytes, Immutable }
    layout! { struct Mixed { protocol, urgent, port, id }: TryFromBytes, Immutable }
    layout! { struct Counted { count, urgent, rest }: TryFromBytes, Immutable }

    pub fn ours<T: TryFromBytes + Immutable>(bytes: &[u8]) -> u64 {
        u64::from(safe_transmute::try_cast_slice::<u8, T>(bytes).is_ok())
    }

    pub fn zerocopy<T: zerocopy::TryFromBytes + zerocopy::Immutable>(bytes: &[u8]) -> u64 {
        u64::from(<[T] as zerocopy::TryFromBytes>::try_ref_from_bytes(bytes).is_ok())
    }

    pub fn bytemuck<T: bytemuck::CheckedBitPattern>(bytes: &[u8]) -> u64 {
        u64::from(bytemuck::checked::try_cast_slice::<u8, T>(bytes).is_ok())
    }
}

fn validations(c: &mut Criterion) {
    const WORDS: usize = 8192;
    // Alternately 0 and 1 in each first byte: a valid `bool`, enum, `char` and record.
    let words: Vec<u64> = (0..WORDS as u64).map(|i| i & 1).collect();
    let bytes: &[u8] = bytemuck::cast_slice(&words);
    let mut spoilt = words.clone();
    spoilt[WORDS - 1] = u64::MAX;
    let spoilt: &[u8] = bytemuck::cast_slice(&spoilt);
    // The same, but for a `NonZero` in each first word.
    let ones: Vec<u64> = vec![u64::from_ne_bytes([1, 0, 0, 0, 1, 0, 0, 0]); WORDS];
    let mut none = ones.clone();
    none[WORDS - 1] = 0;
    macro_rules! all {
        ($name:literal, $type:ty) => {
            all!($name, $type, bytes, spoilt);
        };
        ($name:literal, $type:ty, $bytes:expr, $spoilt:expr) => {
            let (bytes, spoilt): (&[u8], &[u8]) = ($bytes, $spoilt);
            let mut group = c.benchmark_group(concat!("transmute/validate ", $name));
            group.throughput(Throughput::Bytes(bytes.len() as u64));
            let rivals: [(&str, Job); 3] = [
                ("ours", validate::ours::<$type>),
                ("zerocopy", validate::zerocopy::<$type>),
                ("bytemuck", validate::bytemuck::<$type>),
            ];
            for (rival, job) in rivals {
                assert_eq!((job(bytes), job(spoilt)), (1, 0), "{rival} finds otherwise");
                group.bench_function(rival, |b| b.iter(|| black_box(job)(black_box(bytes))));
            }
            group.finish();
        };
    }
    all!("bool", bool);
    all!("enum", validate::Kind);
    all!("char", char);
    all!("record", validate::Record);
    all!("gapped enum", validate::Gapped);
    all!("record with a gapped enum", validate::Mixed);
    all!("record with a char", validate::Wide);
    let (ones, none) = (bytemuck::cast_slice(&ones), bytemuck::cast_slice(&none));
    all!("record with a NonZero", validate::Counted, ones, none);
}

criterion_group!(transmute, benches, validations);
criterion_main!(transmute);
