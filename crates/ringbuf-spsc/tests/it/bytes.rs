//! Slices of every length around the short-copy paths, at every place in the ring; and std's
//! readers and writers.

use std::{
    io::{BufRead, ErrorKind, Read, Write},
    thread,
};

use ringbuf_spsc::{blocking, channel};

#[test]
fn slices_of_every_length_and_place() {
    let step = if cfg!(miri) { 7 } else { 1 };
    let bytes: Vec<u8> = (0..=255).collect();
    for start in (0..100).step_by(step) {
        let (mut producer, mut consumer) = channel::<u8>(100);
        assert_eq!(producer.push_slice(&bytes[..start]), start);
        assert_eq!(consumer.skip(start), start);
        for len in (0..=100).step_by(step) {
            assert_eq!(producer.push_slice(&bytes[50..50 + len]), len);
            let mut out = [255; 102];
            assert_eq!(consumer.pop_slice(&mut out[1..=len]), len);
            assert_eq!(out[1..=len], bytes[50..50 + len]);
            assert!(out[0] == 255 && out[len + 1..].iter().all(|&byte| byte == 255));
        }
    }
}

#[test]
fn slices_of_items_with_padding_and_pointers() {
    #[derive(Clone, Copy, PartialEq, Debug)]
    struct Item<'a>(u8, &'a str);

    let (mut producer, mut consumer) = channel(5);
    let items = [Item(1, "one"), Item(2, "two"), Item(3, "three")];
    for _ in 0..10 {
        assert_eq!(producer.push_slice(&items), 3);
        let mut out = [Item(0, ""); 3];
        assert_eq!(consumer.pop_slice(&mut out[..1]), 1);
        assert_eq!(consumer.pop_slice(&mut out[1..]), 2);
        assert_eq!(out, items);
    }
}

#[test]
fn a_writer_and_a_reader() {
    let (mut writer, mut reader) = channel::<u8>(4);
    let mut bytes = [0; 8];
    assert_eq!(reader.read(&mut bytes).unwrap_err().kind(), ErrorKind::WouldBlock);
    assert_eq!(reader.read(&mut []).unwrap(), 0);
    assert_eq!(writer.write(b"abcdef").unwrap(), 4);
    assert_eq!(writer.write(b"ef").unwrap_err().kind(), ErrorKind::WouldBlock);
    assert_eq!(writer.write(b"").unwrap(), 0);
    writer.flush().unwrap();
    assert_eq!(reader.read(&mut bytes).unwrap(), 4);
    assert_eq!(&bytes[..4], b"abcd");
    assert_eq!(writer.write(b"gh").unwrap(), 2);
    drop(writer);
    assert_eq!(reader.read(&mut bytes[..1]).unwrap(), 1);
    assert_eq!(reader.read(&mut bytes).unwrap(), 1);
    assert_eq!(reader.read(&mut bytes).unwrap(), 0);
    assert_eq!(reader.read(&mut bytes).unwrap(), 0);
}

#[test]
fn a_writer_without_a_reader() {
    let (mut writer, reader) = channel::<u8>(4);
    drop(reader);
    assert_eq!(writer.write(b"a").unwrap_err().kind(), ErrorKind::BrokenPipe);
    assert_eq!(writer.write(b"").unwrap(), 0);
}

#[test]
fn a_writer_and_a_reader_that_wait() {
    let (mut writer, mut reader) = blocking::channel::<u8>(3);
    assert_eq!(writer.write(b"").unwrap(), 0);
    assert_eq!(writer.write(b"abcd").unwrap(), 3);
    assert_eq!(reader.read(&mut []).unwrap(), 0);
    let sender = thread::spawn(move || {
        writer.write_all(&[7; 100])?;
        writer.flush()
    });
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).unwrap();
    assert_eq!(bytes, [b"abc".as_slice(), &[7; 100]].concat());
    sender.join().unwrap().unwrap();

    let (mut writer, reader) = blocking::channel::<u8>(3);
    drop(reader);
    assert_eq!(writer.write(b"a").unwrap_err().kind(), ErrorKind::BrokenPipe);
    assert_eq!(writer.write(b"").unwrap(), 0);
}

#[test]
fn a_buffered_reader_fills_and_consumes() {
    let (mut writer, mut reader) = channel::<u8>(8);
    let kind = |reader: &mut ringbuf_spsc::Consumer<u8>| reader.fill_buf().unwrap_err().kind();
    assert_eq!(kind(&mut reader), ErrorKind::WouldBlock);
    reader.consume(0);
    assert_eq!(writer.write(b"abcdef").unwrap(), 6);
    assert_eq!(reader.fill_buf().unwrap(), b"abcdef");
    assert_eq!(reader.fill_buf().unwrap(), b"abcdef");
    reader.consume(0);
    reader.consume(4);
    assert_eq!(reader.fill_buf().unwrap(), b"ef");
    // Around the end: in two parts, and the room is the writer's again only when consumed.
    assert_eq!(writer.write(b"0123456789").unwrap(), 6);
    assert_eq!(writer.write(b"!").unwrap_err().kind(), ErrorKind::WouldBlock);
    assert_eq!(reader.fill_buf().unwrap(), b"ef01");
    reader.consume(3);
    assert_eq!(reader.fill_buf().unwrap(), b"1");
    reader.consume(1);
    assert_eq!(reader.fill_buf().unwrap(), b"2345");
    assert_eq!(writer.write(b"6789").unwrap(), 4);
    // More than there is: all of it, and no more.
    reader.consume(usize::MAX);
    assert_eq!(kind(&mut reader), ErrorKind::WouldBlock);
    reader.consume(1);
    assert_eq!(writer.write(b"last").unwrap(), 4);
    drop(writer);
    assert_eq!(reader.fill_buf().unwrap(), b"last");
    let mut byte = [0];
    reader.read_exact(&mut byte).unwrap();
    assert_eq!((byte, reader.fill_buf().unwrap()), (*b"l", b"ast".as_slice()));
    reader.consume(3);
    assert_eq!(reader.fill_buf().unwrap(), b"");
    assert_eq!(reader.fill_buf().unwrap(), b"");
}

#[test]
fn lines_around_the_end_of_every_ring() {
    let text = "one\n\nthree and more\nthe fourth \u{e9}\n";
    for capacity in 1..=40 {
        let (mut writer, mut reader) = channel::<u8>(capacity);
        let (mut lines, mut line, mut rest) = (Vec::new(), Vec::new(), text.as_bytes());
        while !rest.is_empty() {
            rest = &rest[writer.write(rest).unwrap()..];
            loop {
                // What was read of a line stays in the buffer.
                match reader.read_until(b'\n', &mut line) {
                    Ok(_) => lines.push(String::from_utf8(std::mem::take(&mut line)).unwrap()),
                    Err(error) => break assert_eq!(error.kind(), ErrorKind::WouldBlock),
                }
            }
        }
        assert!(line.is_empty());
        assert_eq!(lines.concat(), text);
        assert_eq!(lines.len(), 4);
        writer.write_all(b"5").unwrap();
        drop(writer);
        assert_eq!(reader.lines().map(Result::unwrap).collect::<Vec<_>>(), ["5"]);
    }
}

#[test]
fn lines_that_wait_for_a_writer() {
    let count = if cfg!(miri) { 20 } else { 2000 };
    for capacity in [1, 3, 64] {
        let (mut writer, reader) = blocking::channel::<u8>(capacity);
        let sender =
            thread::spawn(move || (0..count).try_for_each(|n| writeln!(writer, "line {n}")));
        for (n, line) in reader.lines().enumerate() {
            assert_eq!(line.unwrap(), format!("line {n}"));
            assert!(n < count);
        }
        sender.join().unwrap().unwrap();
    }

    let (mut writer, mut reader) = blocking::channel::<u8>(3);
    assert_eq!(writer.write(b"abcd").unwrap(), 3);
    reader.consume(2);
    assert_eq!(reader.fill_buf().unwrap(), b"c");
    // A writer that waits is woken by what is consumed.
    let sender = thread::spawn(move || writer.write_all(b"defghij"));
    let mut read = Vec::new();
    loop {
        let bytes = reader.fill_buf().unwrap();
        let count = bytes.len();
        if count == 0 {
            break;
        }
        read.extend_from_slice(bytes);
        reader.consume(count);
    }
    assert_eq!(read, b"cdefghij");
    sender.join().unwrap().unwrap();
    reader.consume(1);
    assert_eq!(reader.fill_buf().unwrap(), b"");
}
