//! Reads a DNS query in place: the header as a struct of the packet's own bytes, then the question.
//!
//! Run: `cargo run -p safe-transmute --example network_header`

use safe_transmute::{Be, CastError, CastErrorKind, layout, read_from_prefix, ref_from_prefix};

/// RFC 1035, section 4.1.1.
#[repr(C)]
struct Header {
    id: Be<u16>,
    flags: Be<u16>,
    questions: Be<u16>,
    answers: Be<u16>,
    authorities: Be<u16>,
    additional: Be<u16>,
}

layout! {
    struct Header { id, flags, questions, answers, authorities, additional }:
    FromBytes, IntoBytes, Immutable, Unaligned
}

/// The labels of a name, and what follows it. (Compressed names are left out.)
fn name(mut bytes: &[u8]) -> Result<(String, &[u8]), CastError<&[u8]>> {
    let mut labels = Vec::new();
    loop {
        let (length, rest) = read_from_prefix::<u8>(bytes)?;
        if length == 0 {
            return Ok((labels.join("."), rest));
        }
        let (label, rest) = safe_transmute::slice_from_prefix::<u8>(rest, usize::from(length))?;
        labels.push(String::from_utf8_lossy(label).into_owned());
        bytes = rest;
    }
}

fn main() -> Result<(), CastError<&'static [u8]>> {
    let packet =
        b"\x1a\x2b\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x07example\x03org\x00\x00\x1c\x00\x01";

    let (header, rest) = ref_from_prefix::<Header>(packet)?;
    assert_eq!((header.id.get(), header.questions.get(), header.answers.get()), (0x1a2b, 1, 0));
    println!("query {:#06x}, flags {:#06x}", header.id, header.flags);
    println!("{} question(s), {} answer(s)", header.questions, header.answers);

    let (asked, rest) = name(rest)?;
    let ([kind, class], _) = read_from_prefix::<[Be<u16>; 2]>(rest)?;
    assert_eq!((asked.as_str(), kind.get(), class.get()), ("example.org", 28, 1));
    println!("{asked}: type {kind}, class {class}");

    // Half a header is an error that says so, and gives the bytes back.
    let error = ref_from_prefix::<Header>(&packet[..5]).map(|_| ()).expect_err("too short");
    assert_eq!(error.kind, CastErrorKind::Size { need: 12, got: 5 });
    println!("cut off: {error}");
    Ok(())
}
