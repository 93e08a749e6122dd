//! A pool in a `static`, as an embedded program has it: a receiver (an interrupt, there) fills frames,
//! the main loop digests them. No allocator is used; without one, depend on the crate with
//! `default-features = false`.
//!
//! `cargo run --example static_frames`

use std::{
    sync::atomic::{AtomicU32, Ordering::Relaxed},
    sync::mpsc,
    thread,
};

use obj_pool::{StaticGuard, StaticPool};

struct Frame {
    len: usize,
    bytes: [u8; 64],
}

/// Four frames, each made when it is first needed; it is all the memory that they ever take.
static FRAMES: StaticPool<Frame, 4> = StaticPool::new(|| Frame { len: 0, bytes: [0; 64] });

/// Frames for which there was no place.
static DROPPED: AtomicU32 = AtomicU32::new(0);

/// What the interrupt does: it cannot wait, so it drops what has no place.
fn receive(bytes: &[u8]) -> Option<StaticGuard<'static, Frame>> {
    let Some(mut frame) = FRAMES.try_get() else {
        DROPPED.fetch_add(1, Relaxed);
        return None;
    };
    frame.len = bytes.len().min(frame.bytes.len());
    let len = frame.len;
    frame.bytes[..len].copy_from_slice(&bytes[..len]);
    Some(frame)
}

fn main() {
    // (Where there is no `std`, the channel is a ring of guards: they are two words each.)
    let (sender, receiver) = mpsc::channel();
    let interrupt = thread::spawn(move || {
        (0..100_u8).filter_map(|n| receive(&[n; 10])).for_each(|frame| {
            sender.send(frame).expect("the main loop runs");
        });
    });

    let mut digested = 0;
    for frame in receiver {
        assert!(frame.bytes[..frame.len].iter().all(|byte| *byte == frame.bytes[0]));
        digested += 1;
        // The drop gives it back.
    }
    interrupt.join().expect("it ends");
    println!("{digested} digested, {} dropped", DROPPED.load(Relaxed));
    assert_eq!(digested + DROPPED.load(Relaxed), 100);
    let all: Vec<_> = (0..4).filter_map(|_| FRAMES.try_get()).collect();
    assert_eq!(all.len(), 4, "all came back");
}

#[test]
fn runs() {
    main();
}
