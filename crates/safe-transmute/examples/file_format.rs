//! A file with a header, entries behind it, the names that they point at, and a tail with a checksum:
//! written as the bytes of structs, read in place.
//!
//! Run: `cargo run -p safe-transmute --features derive --example file_format`

use safe_transmute::{
    CastError, CastErrorKind, Layout, Le, as_bytes, header_and_tail, ref_from_suffix,
    slice_from_prefix, try_ref_from_prefix,
};

/// The first bytes of the file.
#[derive(Layout)]
#[layout(TryFromBytes, IntoBytes, Immutable, Unaligned)]
#[repr(C)]
struct Header {
    magic: [u8; 4],
    kind: Kind,
    reserved: [u8; 3],
    entries: Le<u32>,
}

const MAGIC: [u8; 4] = *b"PACK";

#[derive(Debug, Layout)]
#[layout(TryFromBytes, IntoBytes, Immutable, Unaligned)]
#[repr(u8)]
enum Kind {
    Text,
    Binary,
}

/// One file in the pack: where its name is, behind the entries.
#[derive(Layout)]
#[layout(Pod, Unaligned)]
#[repr(C)]
struct Entry {
    name_at: Le<u32>,
    name_len: Le<u16>,
    size: Le<u64>,
}

/// The last bytes of the file.
#[derive(Layout)]
#[layout(Pod, Unaligned)]
#[repr(C)]
struct Tail {
    sum: Le<u32>,
}

fn sum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |sum, byte| sum.rotate_left(1) ^ u32::from(*byte))
}

fn write(files: &[(&str, u64)]) -> Vec<u8> {
    let mut names = String::new();
    let entries: Vec<_> = files
        .iter()
        .map(|(name, size)| {
            let name_at = Le::new(u32::try_from(names.len()).expect("names are short"));
            names.push_str(name);
            let name_len = Le::new(u16::try_from(name.len()).expect("names are short"));
            Entry { name_at, name_len, size: Le::new(*size) }
        })
        .collect();
    let header = Header {
        magic: MAGIC,
        kind: Kind::Binary,
        reserved: [0; 3],
        entries: Le::new(u32::try_from(entries.len()).expect("files are few")),
    };
    let mut bytes = [as_bytes(&header), as_bytes(&entries[..]), names.as_bytes()].concat();
    let tail = Tail { sum: Le::new(sum(&bytes)) };
    bytes.extend_from_slice(as_bytes(&tail));
    bytes
}

/// Shows what is in the file, and says how many entries that are.
fn read(bytes: &[u8]) -> Result<usize, CastError<&[u8]>> {
    let (body, tail) = ref_from_suffix::<Tail>(bytes)?;
    println!("the sum is {}", if tail.sum.get() == sum(body) { "right" } else { "wrong" });

    let (header, rest) = try_ref_from_prefix::<Header>(body)?;
    if header.magic != MAGIC {
        println!("this is no pack");
    }
    let count = usize::try_from(header.entries.get()).unwrap_or(usize::MAX);
    println!("{count} entries, {:?}", header.kind);
    let (entries, names) = slice_from_prefix::<Entry>(rest, count)?;
    for entry in entries {
        let at = usize::try_from(entry.name_at.get()).unwrap_or(usize::MAX);
        let name = names.get(at..).unwrap_or_default();
        let (name, _) = slice_from_prefix::<u8>(name, usize::from(entry.name_len.get()))?;
        println!("{:>8} {}", entry.size, String::from_utf8_lossy(name));
    }

    // Where the number of entries is what fits, one call gives both.
    let (first, others, _) = header_and_tail::<Entry, Entry>(as_bytes(entries))?;
    println!("the first has {} bytes, {} follow", first.size, others.len());
    Ok(entries.len())
}

fn main() {
    let mut bytes = write(&[("readme", 1200), ("logo.png", 48_213)]);
    let entries = read(&bytes).expect("what was written can be read");
    assert_eq!((entries, bytes.len()), (2, 12 + 2 * 14 + 14 + 4));

    bytes[4] = 7;
    let error = read(&bytes).expect_err("there is no kind 7");
    assert_eq!(error.kind, CastErrorKind::Invalid { offset: 4 });
    println!("spoilt: {error}");
}
