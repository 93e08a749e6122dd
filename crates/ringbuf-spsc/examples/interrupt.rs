//! A plain `static` ring between an interrupt and the main loop, without unsafe code: each side
//! claims its own half. Here a thread plays the interrupt.
//!
//! ```console
//! $ cargo run --example interrupt
//! ```

use std::{thread, time::Duration};

use ringbuf_spsc::RingBuffer;

/// One reading of a sensor.
#[derive(Clone, Copy, Debug)]
struct Reading {
    tick: u32,
    level: u16,
}

static READINGS: RingBuffer<Reading, 16> = RingBuffer::new();

/// The handler: it may neither wait nor allocate. It claims the producer each time that it runs,
/// which takes one atomic operation; a handler with a place for its state would keep the half.
fn on_timer(tick: u32) -> bool {
    let level = (tick * 37 % 100) as u16;
    READINGS
        .try_producer()
        .is_some_and(|mut producer| producer.push(Reading { tick, level }).is_ok())
}

fn main() {
    let mut readings = READINGS.try_consumer().expect("only the main loop claims the consumer");

    let timer = thread::spawn(|| {
        let mut lost = 0;
        for tick in 0..100 {
            lost += u32::from(!on_timer(tick));
            thread::sleep(Duration::from_micros(200));
        }
        lost
    });

    let (mut count, mut highest) = (0, 0);
    while !timer.is_finished() || !readings.is_empty() {
        for reading in readings.drain() {
            count += 1;
            if reading.level > highest {
                highest = reading.level;
                println!("tick {:2}: a new high of {highest}", reading.tick);
            }
        }
        thread::sleep(Duration::from_millis(1));
    }
    let lost = timer.join().expect("the timer ends");
    println!("{count} readings, {lost} lost to a full ring");
}
