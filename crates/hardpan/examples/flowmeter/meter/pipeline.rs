//! Two threads: one reads blocks, the other meters them.
//!
//! Blocks come from a pool and pass over a ring. The pool is the bound: when all blocks are on
//! their way the reader waits until the meter has returned one, so memory stays what it is however
//! long the capture. Whoever waits spins a little, then parks; the other side unparks it. An unpark
//! before the park is not lost, so neither needs a lock.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use hardpan::pool::{Manage, OwnedGuard, Pool};
use hardpan::ringbuf::{Consumer, Producer, channel};

use super::Meter;
use super::records::BadInput;

/// How much is read at once.
const BLOCK: usize = 256 * 1024;

/// How many blocks there are: 2 MiB, enough that neither side waits for a slow moment of the other.
const BLOCKS: usize = 8;

/// How long a reader that was asked to stop may take to hand over what it has just read, before it
/// is taken to be waiting for input that may never come.
const GRACE: Duration = Duration::from_millis(100);

/// How the input ended.
#[derive(Debug)]
pub(crate) enum End {
    /// It was read to its end.
    Input,
    /// It was asked to [`Stop`].
    Stopped,
    /// The capture breaks off: the rest was not read.
    Damaged,
    /// It could not be read any further.
    Failed(io::Error),
}

/// Asks the pipeline to stop; clone it into a signal handler's thread.
#[derive(Clone, Debug)]
pub(crate) struct Stop {
    requested: Arc<AtomicBool>,
    meter: Thread,
}

impl Stop {
    /// For a pipeline that this thread will run.
    pub(crate) fn new() -> Self {
        Self { requested: Arc::default(), meter: thread::current() }
    }

    /// Asks; false if somebody already has.
    pub(crate) fn request(&self) -> bool {
        let is_first = !self.requested.swap(true, Ordering::Relaxed);
        self.meter.unpark();
        is_first
    }

    pub(crate) fn is_requested(&self) -> bool {
        self.requested.load(Ordering::Relaxed)
    }
}

/// A block of input.
#[derive(Debug)]
struct Block {
    bytes: Box<[u8]>,
    filled: usize,
}

#[derive(Debug)]
struct Blocks;

impl Manage for Blocks {
    type Item = Block;

    fn create(&self) -> Block {
        Block { bytes: vec![0; BLOCK].into(), filled: 0 }
    }

    fn reset(&self, block: &mut Block) -> bool {
        block.filled = 0;
        true
    }
}

/// What passes over the ring: a filled block, or why there are no more.
type Item = io::Result<OwnedGuard<Blocks>>;

/// Meters the whole input on this thread, while another reads; calls `progress` with the bytes so
/// far after each block.
pub(crate) fn run(
    input: impl Read + Send + 'static,
    meter: &mut Meter<'_>,
    stop: &Stop,
    mut progress: impl FnMut(u64),
) -> Result<End, BadInput> {
    // One place more than blocks, for an error: the ring is never full.
    let (producer, mut consumer) = channel(BLOCKS + 1);
    let reader = {
        let (stop, meter) = (stop.clone(), thread::current());
        thread::spawn(move || {
            read(input, producer, &stop, &meter);
            // The ring is abandoned now; the meter may be waiting for it.
            meter.unpark();
        })
    };
    let mut bytes = 0;
    let end = loop {
        match receive(&mut consumer, stop) {
            Some(Ok(block)) => {
                bytes += block.filled as u64;
                meter.push(&block.bytes[..block.filled])?;
                drop(block);
                reader.thread().unpark();
                progress(bytes);
                if meter.damage().is_some() {
                    break End::Damaged;
                }
            }
            Some(Err(error)) => break End::Failed(error),
            None if stop.is_requested() => break End::Stopped,
            None => break End::Input,
        }
    };
    // Not joined: it may be waiting for input that never comes. At the end of the input it has
    // nothing left to do but end.
    if matches!(end, End::Input) && reader.join().is_err() {
        return Ok(End::Failed(io::Error::other("the reader panicked")));
    }
    if matches!(end, End::Input) {
        meter.finish()?;
    }
    Ok(end)
}

/// The next item; `None` once the reader has gone, or was asked to and does not answer.
fn receive(ring: &mut Consumer<'_, Item>, stop: &Stop) -> Option<Item> {
    let mut deadline = None;
    wait(|| {
        // In this order: what was pushed before the reader went is then seen.
        let is_last = ring.is_abandoned();
        if let Some(item) = ring.pop() {
            return Some(Some(item));
        }
        if is_last {
            return Some(None);
        }
        if stop.is_requested() {
            let deadline = *deadline.get_or_insert_with(|| Instant::now() + GRACE);
            if Instant::now() >= deadline {
                return Some(None);
            }
        }
        None
    })
}

fn read(mut input: impl Read, mut ring: Producer<'_, Item>, stop: &Stop, meter: &Thread) {
    // BLOCKS is not 0.
    let Ok(pool) = Pool::builder(Blocks).max(BLOCKS).build() else { return };
    let pool = Arc::new(pool);
    while let Some(mut block) = free_block(&pool, &ring, stop) {
        let item = match input.read(&mut block.bytes) {
            Ok(0) => return,
            Ok(filled) => {
                block.filled = filled;
                Ok(block)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => Err(error),
        };
        let is_over = item.is_err();
        let is_sent = ring.push(item).is_ok();
        meter.unpark();
        if is_over || !is_sent {
            return;
        }
    }
}

/// A block to fill; `None` if nobody wants one any more.
fn free_block(
    pool: &Arc<Pool<Blocks>>,
    ring: &Producer<'_, Item>,
    stop: &Stop,
) -> Option<OwnedGuard<Blocks>> {
    wait(|| {
        if stop.is_requested() || ring.is_abandoned() {
            return Some(None);
        }
        pool.try_get_owned().map(Some)
    })
}

/// Tries until there is something: spins a little, then sleeps until unparked. The timeout is for
/// what nobody announces: a deadline, a consumer that went.
fn wait<T>(mut ready: impl FnMut() -> Option<T>) -> T {
    for _ in 0..100 {
        if let Some(item) = ready() {
            return item;
        }
        std::hint::spin_loop();
    }
    loop {
        if let Some(item) = ready() {
            return item;
        }
        thread::park_timeout(Duration::from_millis(20));
    }
}

#[cfg(test)]
mod tests {
    use hardpan::arena::Arena;

    use super::super::synth::{Style, traffic};
    use super::*;

    /// Gives a few bytes at a time, then fails or ends.
    struct Slow {
        bytes: Vec<u8>,
        at: usize,
        reads: usize,
        fails: bool,
    }

    impl Slow {
        fn new(bytes: Vec<u8>, fails: bool) -> Self {
            Self { bytes, at: 0, reads: 0, fails }
        }
    }

    impl Read for Slow {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            self.reads += 1;
            if self.reads.is_multiple_of(3) {
                // Now and then a signal comes between.
                return Err(io::ErrorKind::Interrupted.into());
            }
            let step = into.len().min(1_000).min(self.bytes.len() - self.at);
            if step == 0 && self.fails {
                return Err(io::Error::other("unplugged"));
            }
            into[..step].copy_from_slice(&self.bytes[self.at..self.at + step]);
            self.at += step;
            Ok(step)
        }
    }

    #[test]
    fn what_is_read_in_pieces_is_metered_whole() {
        let (bytes, sent) = traffic(Style::LOOPBACK, 500, 9, 1);
        let length = bytes.len() as u64;
        let arena = Arena::new();
        let mut meter = Meter::new(&arena);
        let mut told = 0;
        let end =
            run(Slow::new(bytes, false), &mut meter, &Stop::new(), |bytes| told = bytes).unwrap();
        assert!(matches!(end, End::Input), "{end:?}");
        assert_eq!((meter.tally().packets, told), (sent.len() as u64, length));
        assert_eq!(meter.damage(), None);
    }

    #[test]
    fn what_came_before_a_failure_is_metered() {
        let (bytes, sent) = traffic(Style::LOOPBACK, 50, 9, 1);
        let arena = Arena::new();
        let mut meter = Meter::new(&arena);
        let end = run(Slow::new(bytes, true), &mut meter, &Stop::new(), |_| ()).unwrap();
        assert!(matches!(end, End::Failed(error) if error.to_string() == "unplugged"));
        assert_eq!(meter.tally().packets, sent.len() as u64);
    }

    /// Gives one capture, then blocks for as long as its other end is open.
    struct Endless(io::Cursor<Vec<u8>>, std::sync::mpsc::Receiver<()>);

    impl Read for Endless {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            match self.0.read(into)? {
                0 => self.1.recv().map_or(Ok(0), |()| Ok(0)),
                n => Ok(n),
            }
        }
    }

    #[test]
    fn a_blocked_reader_does_not_keep_the_meter_from_stopping() {
        let (bytes, sent) = traffic(Style::LOOPBACK, 50, 9, 1);
        let length = bytes.len() as u64;
        let (open, other_end) = std::sync::mpsc::channel();
        let arena = Arena::new();
        let mut meter = Meter::new(&arena);
        let stop = Stop::new();
        let asks = stop.clone();
        let end = run(Endless(io::Cursor::new(bytes), other_end), &mut meter, &stop, |bytes| {
            if bytes == length {
                assert!(asks.request());
                assert!(!asks.request());
            }
        });
        assert!(matches!(end, Ok(End::Stopped)), "{end:?}");
        assert_eq!(meter.tally().packets, sent.len() as u64);
        drop(open);
    }

    #[test]
    fn bad_input_stops_an_endless_reader() {
        struct Zeros;
        impl Read for Zeros {
            fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
                into.fill(0);
                Ok(into.len())
            }
        }
        let arena = Arena::new();
        let error = run(Zeros, &mut Meter::new(&arena), &Stop::new(), |_| ()).unwrap_err();
        assert_eq!(error, BadInput::NotCapture { magic: [0; 4] });
    }
}
