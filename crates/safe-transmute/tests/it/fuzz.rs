//! The body of the fuzz target `transmute_parse`, and a replay of inputs.

use safe_transmute::{
    Be, CastError, CastErrorKind, FromBytes, Immutable, IntoBytes, Le, as_bytes, layout,
    mut_from_bytes, mut_from_prefix, mut_from_suffix, read_from_bytes, read_from_prefix,
    read_from_suffix, ref_from_bytes, ref_from_prefix, ref_from_suffix, slice_from_prefix,
};

// Where this file is included by its path, too.
#[path = "fuzz_try.rs"]
mod fuzz_try;

#[repr(C)]
struct Record {
    kind: u8,
    length: Be<u16>,
    id: Le<u64>,
}

layout! { struct Record { kind, length, id }: FromBytes, IntoBytes, Immutable, Unaligned }

/// Bytes that begin at a multiple of 16.
#[repr(align(16))]
struct Buffer([u8; 64]);

/// Reads `data` with every parse function, at an offset and with a count that its first two bytes
/// give, and compares each result with a plain model.
///
/// # Panics
///
/// If one of them is another.
pub(crate) fn transmute_parse(data: &[u8]) {
    let [skip, count, data @ ..] = data else { return };
    let mut buffer = Buffer([0; 64]);
    let len = data.len().min(buffer.0.len());
    buffer.0[..len].copy_from_slice(&data[..len]);
    let skip = usize::from(*skip) % (len + 1);
    let bytes = &mut buffer.0[skip..len];

    agree::<u8>(bytes);
    agree::<u16>(bytes);
    agree::<u32>(bytes);
    agree::<u64>(bytes);
    agree::<f64>(bytes);
    agree::<u128>(bytes);
    agree::<[u16; 3]>(bytes);
    agree::<Be<u32>>(bytes);
    agree::<Record>(bytes);
    values(bytes, usize::from(*count));
    fuzz_try::all(bytes, usize::from(*count));
}

/// Of any `T`: the bytes of what comes out are those of the place asked for; what does not come out
/// is too short, or begins where no `T` may.
fn agree<T: FromBytes + IntoBytes + Immutable>(bytes: &mut [u8]) {
    let n = size_of::<T>();
    let copy = bytes.to_vec();
    let exact = (bytes.len() == n).then_some(&copy[..]);
    let prefix = copy.get(..n);
    let suffix = copy.len().checked_sub(n).map(|start| &copy[start..]);
    let end = bytes.as_ptr().wrapping_add(copy.len() - suffix.map_or(0, <[u8]>::len));
    let start = bytes.as_ptr();

    same(read_from_bytes::<T>(bytes).as_ref(), exact);
    same(read_from_prefix::<T>(bytes).as_ref().map(|(value, _)| value), prefix);
    same(read_from_suffix::<T>(bytes).as_ref().map(|(_, value)| value), suffix);

    same_or_crooked(ref_from_bytes::<T>(bytes), exact, start);
    same_or_crooked(ref_from_prefix::<T>(bytes).map(|(value, _)| value), prefix, start);
    same_or_crooked(ref_from_suffix::<T>(bytes).map(|(_, value)| value), suffix, end);
    same_or_crooked(mut_from_bytes::<T>(bytes).map(|value| &*value), exact, start);
    same_or_crooked(mut_from_prefix::<T>(bytes).map(|(value, _)| &*value), prefix, start);
    same_or_crooked(mut_from_suffix::<T>(bytes).map(|(_, value)| &*value), suffix, end);

    let rest = |at: usize| copy.get(at..);
    assert_eq!(read_from_prefix::<T>(bytes).ok().map(|(_, after)| after), rest(n));
    let before = copy.len().checked_sub(n).map(|end| &copy[..end]);
    assert_eq!(read_from_suffix::<T>(bytes).ok().map(|(before, _)| before), before);
}

fn same<T: IntoBytes + Immutable, E>(got: Result<&T, E>, want: Option<&[u8]>) {
    assert_eq!(got.ok().map(as_bytes), want);
}

fn same_or_crooked<T: IntoBytes + Immutable, Src>(
    got: Result<&T, CastError<Src>>,
    want: Option<&[u8]>,
    at: *const u8,
) {
    let crooked = at.addr() % align_of::<T>() != 0;
    match got.map_err(|error| error.kind) {
        Ok(value) => {
            assert_eq!(Some(as_bytes(value)), want);
            assert!(!crooked, "a reference that is not aligned");
        }
        Err(CastErrorKind::Align { .. }) => {
            assert!(crooked && want.is_some());
        }
        Err(_) => assert!(want.is_none()),
    }
}

/// Numbers and records, by value, against the standard library's readers.
fn values(bytes: &[u8], count: usize) {
    let model: Vec<_> = bytes.chunks_exact(4).map(|b| b.try_into().unwrap()).collect();
    match slice_from_prefix::<Be<u32>>(bytes, count) {
        Ok((numbers, rest)) => {
            let model = model[..count].iter().map(|b| u32::from_be_bytes(*b));
            assert!(numbers.iter().map(|number| number.get()).eq(model));
            assert_eq!(rest, &bytes[4 * count..]);
        }
        Err(error) => {
            assert!(model.len() < count);
            assert_eq!(error.kind, CastErrorKind::Size { need: 4 * count, got: bytes.len() });
        }
    }
    for (number, bytes) in bytes.iter().zip(bytes.windows(8)) {
        let (read, _) = read_from_prefix::<Le<u64>>(bytes).unwrap();
        assert_eq!(read.get(), u64::from_le_bytes(bytes.try_into().unwrap()));
        assert_eq!(as_bytes(number), &bytes[..1]);
    }
    if let Some(b) = bytes.first_chunk::<11>() {
        let (record, _) = ref_from_prefix::<Record>(bytes).unwrap();
        let [kind, l0, l1, id @ ..] = *b;
        assert_eq!((record.kind, record.length.get()), (kind, u16::from_be_bytes([l0, l1])));
        assert_eq!(record.id.get(), u64::from_le_bytes(id));
    }
}

#[test]
fn inline_inputs() {
    transmute_parse(&[]);
    transmute_parse(&[3]);
    for skip in (0..=17).step_by(if cfg!(miri) { 5 } else { 1 }) {
        for len in if cfg!(miri) { [0, 1, 11, 40] } else { [0, 1, 11, 62] } {
            let data: Vec<u8> = (0..len).map(|i: u8| i.wrapping_mul(37)).collect();
            transmute_parse(&[&[skip, len / 4], &data[..]].concat());
        }
    }
}

#[test]
#[cfg(not(miri))]
fn regressions() {
    // What the fuzzer starts from, and what it found. A packaged crate has neither.
    for kind in ["corpus", "regressions"] {
        let folder = format!("{}/../../fuzz/{kind}/transmute_parse", env!("CARGO_MANIFEST_DIR"));
        for file in std::fs::read_dir(folder).into_iter().flatten() {
            let path = file.expect("the folder can be read").path();
            transmute_parse(&std::fs::read(path).expect("a file"));
        }
    }
}
