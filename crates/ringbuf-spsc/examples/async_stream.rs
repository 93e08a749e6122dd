//! An async stream over a ring: one future reads lines, the other counts their words, as a `Stream`.
//! The ring is bounded: a slow reader holds a fast writer back. The halves know of no runtime, and
//! do the same in tasks of any.
//!
//! ```console
//! $ cargo run --example async_stream --features futures < README.md
//! ```

use std::io;

use futures_util::StreamExt;
use ringbuf_spsc::asynchronous::{Consumer, Producer, channel};

/// Pushes each line of the input, waiting for room: until the end, or until nobody listens.
async fn read_lines(mut lines: Producer<String>) -> io::Result<()> {
    for line in io::stdin().lines() {
        if lines.push(line?).await.is_err() {
            break;
        }
    }
    Ok(()) // the producer goes, and with it the stream ends
}

/// The number of lines and words.
async fn count(lines: Consumer<String>) -> (usize, usize) {
    lines
        .map(|line| line.split_whitespace().count())
        .fold((0, 0), async |(lines, words), count| (lines + 1, words + count))
        .await
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let (producer, consumer) = channel(8);
    let (read, (lines, words)) = tokio::join!(read_lines(producer), count(consumer));
    read?;
    println!("{lines} lines, {words} words");
    Ok(())
}
