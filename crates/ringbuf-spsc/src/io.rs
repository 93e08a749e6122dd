//! Rings of bytes as std's readers and writers.

use std::io::{BufRead, ErrorKind, Read, Result, Write};

use crate::{Consumer, Producer, blocking};

/// Never blocks: a full ring is [`ErrorKind::WouldBlock`]. Once the consumer has been dropped,
/// [`ErrorKind::BrokenPipe`]. Two atomic loads, and one store.
///
/// ```
/// use std::io::{Read, Write};
///
/// let (mut producer, mut consumer) = ringbuf_spsc::channel::<u8>(64);
/// writeln!(producer, "{} bottles", 99)?;
/// drop(producer);
/// let mut text = String::new();
/// consumer.read_to_string(&mut text)?;
/// assert_eq!(text, "99 bottles\n");
/// # Ok::<(), std::io::Error>(())
/// ```
impl Write for Producer<'_, u8> {
    #[inline]
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        if bytes.is_empty() {
            return Ok(0);
        }
        if self.is_abandoned() {
            return Err(ErrorKind::BrokenPipe.into());
        }
        match self.push_slice(bytes) {
            0 => Err(ErrorKind::WouldBlock.into()),
            count => Ok(count),
        }
    }

    /// There is nothing to flush: what was written can be read.
    #[inline]
    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}

/// Never blocks: an empty ring is [`ErrorKind::WouldBlock`] while there is a producer, and the end
/// of the stream, `Ok(0)`, once it has been dropped and all is read.
impl Read for Consumer<'_, u8> {
    #[inline]
    fn read(&mut self, bytes: &mut [u8]) -> Result<usize> {
        let mut count = self.pop_slice(bytes);
        if count == 0 && !bytes.is_empty() {
            if !self.is_abandoned() {
                return Err(ErrorKind::WouldBlock.into());
            }
            // What was written before the producer went is seen now.
            count = self.pop_slice(bytes);
        }
        Ok(count)
    }
}

/// Reads where the bytes are: those up to the ring's end, and the others once these are consumed. As
/// [`Read`] else: an empty ring is [`ErrorKind::WouldBlock`], and the end of the stream once the producer
/// has been dropped. Two atomic loads; to consume is two more and a store, and takes no more than the ring holds.
///
/// In the middle of a line, [`ErrorKind::WouldBlock`] ends [`read_until`](BufRead::read_until), which keeps
/// in its buffer what it read, to be called again with it; but [`lines`](BufRead::lines) and
/// [`split`](BufRead::split) lose that, and [`read_line`](BufRead::read_line) does if it ends within a
/// character. So use these once the producer
/// has gone, or on a [`blocking::Consumer`].
///
/// ```
/// use std::io::{BufRead, ErrorKind, Write};
///
/// let (mut producer, mut consumer) = ringbuf_spsc::channel::<u8>(64);
/// let mut line = Vec::new();
/// write!(producer, "half a ")?;
/// assert_eq!(consumer.read_until(b'\n', &mut line).unwrap_err().kind(), ErrorKind::WouldBlock);
/// writeln!(producer, "line")?;
/// consumer.read_until(b'\n', &mut line)?;
/// assert_eq!(line, b"half a line\n");
/// # Ok::<(), std::io::Error>(())
/// ```
impl BufRead for Consumer<'_, u8> {
    #[inline]
    fn fill_buf(&mut self) -> Result<&[u8]> {
        if self.is_empty() && !self.is_abandoned() {
            return Err(ErrorKind::WouldBlock.into());
        }
        // Looked for anew: what was written before the producer went is seen now.
        Ok(self.front())
    }

    #[inline]
    fn consume(&mut self, count: usize) {
        self.skip(count);
    }
}

/// Waits for room, then writes as much as there is room for. [`ErrorKind::BrokenPipe`] once the consumer
/// has been dropped.
///
/// ```
/// use std::{io::{Read, Write}, thread};
///
/// let (mut producer, mut consumer) = ringbuf_spsc::blocking::channel::<u8>(4);
/// let writer = thread::spawn(move || producer.write_all(b"more than four bytes"));
/// let mut text = String::new();
/// consumer.read_to_string(&mut text)?;
/// assert_eq!(text, "more than four bytes");
/// writer.join().unwrap()?;
/// # Ok::<(), std::io::Error>(())
/// ```
impl Write for blocking::Producer<u8> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        match self.push_slice(bytes) {
            0 if !bytes.is_empty() => Err(ErrorKind::BrokenPipe.into()),
            count => Ok(count),
        }
    }

    /// There is nothing to flush: what was written can be read.
    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}

/// Waits for a byte, then reads as many as there are; the end of the stream, `Ok(0)`, once the producer
/// has been dropped and all is read.
impl Read for blocking::Consumer<u8> {
    fn read(&mut self, bytes: &mut [u8]) -> Result<usize> {
        Ok(self.pop_slice(bytes))
    }
}

/// Waits for a byte, and reads where the bytes are: those up to the ring's end, and the others once these
/// are consumed. None is the end of the stream, once the producer has been dropped and all is read. To
/// consume is one store and one read-modify-write, and takes no more than the ring holds.
///
/// ```
/// use std::{io::{BufRead, Write}, thread};
///
/// let (mut producer, consumer) = ringbuf_spsc::blocking::channel::<u8>(4);
/// let writer = thread::spawn(move || producer.write_all(b"longer than\nthe ring"));
/// let lines: Vec<String> = consumer.lines().collect::<Result<_, _>>()?;
/// assert_eq!(lines, ["longer than", "the ring"]);
/// writer.join().unwrap()?;
/// # Ok::<(), std::io::Error>(())
/// ```
impl BufRead for blocking::Consumer<u8> {
    fn fill_buf(&mut self) -> Result<&[u8]> {
        Ok(self.wait_for_front())
    }

    fn consume(&mut self, count: usize) {
        self.skip(count);
    }
}
