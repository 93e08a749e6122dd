//! Three threads in a row, a ring between each two: read lines, count the words of each, sum up.
//!
//! ```console
//! $ cargo run --example pipeline < README.md
//! ```

use std::{io, thread};

use ringbuf_spsc::{Consumer, Full, Producer, channel};

/// Pushes, waiting for room; gives up, with false, once the consumer has gone.
fn send<T>(producer: &mut Producer<'_, T>, mut item: T) -> bool {
    while let Err(Full(back)) = producer.push(item) {
        if producer.is_abandoned() {
            return false;
        }
        item = back;
        thread::yield_now();
    }
    true
}

/// Pops, waiting for an item; None once the producer has gone and all is popped.
fn receive<T>(consumer: &mut Consumer<'_, T>) -> Option<T> {
    loop {
        // Asked first: what was pushed before the producer went is still to be popped.
        let last = consumer.is_abandoned();
        match consumer.pop() {
            Some(item) => return Some(item),
            None if last => return None,
            None => thread::yield_now(),
        }
    }
}

fn main() -> io::Result<()> {
    let (mut lines_in, mut lines_out) = channel::<String>(256);
    let (mut counts_in, mut counts_out) = channel::<usize>(256);

    let counter = thread::spawn(move || {
        while let Some(line) = receive(&mut lines_out) {
            if !send(&mut counts_in, line.split_whitespace().count()) {
                break;
            }
        }
    });
    let summer = thread::spawn(move || {
        let (mut lines, mut words) = (0, 0);
        while let Some(count) = receive(&mut counts_out) {
            lines += 1;
            words += count;
        }
        (lines, words)
    });

    for line in io::stdin().lines() {
        if !send(&mut lines_in, line?) {
            break;
        }
    }
    drop(lines_in); // the end of the input: each thread sees the one before it gone

    counter.join().expect("the counter ends");
    let (lines, words) = summer.join().expect("the summer ends");
    println!("{lines} lines, {words} words");
    Ok(())
}
