//! Slices of every length around the short-copy paths, at every place in the ring; and std's
//! readers and writers.

use std::{
    io::{ErrorKind, Read, Write},
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
