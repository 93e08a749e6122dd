//! An arena without an allocator: in a buffer that is reserved when the program is built, as on a
//! microcontroller. What the function uses is there in `core` alone.
//!
//! `cargo run --example fixed_buffer --no-default-features`

use core::mem::MaybeUninit;

use arena_alloc::{AllocError, BufArena, InlineArena};

/// One line of a sensor's protocol: a name, and its readings.
struct Line<'a> {
    name: &'a str,
    readings: &'a [i16],
}

fn parse<'a>(arena: &'a BufArena<'_>, line: &str) -> Result<Line<'a>, AllocError> {
    let (name, readings) = line.split_once(':').unwrap_or((line, ""));
    Ok(Line {
        name: arena.try_alloc_str(name)?,
        readings: arena
            .try_alloc_slice_from_iter(readings.split(',').filter_map(|n| n.trim().parse().ok()))?,
    })
}

fn main() {
    let mut memory = [MaybeUninit::uninit(); 64];
    let mut arena = BufArena::new(&mut memory);
    for line in [
        "temperature: 21, 22, 20",
        "pressure: 1013",
        "a line that is far too long for the buffer: 1",
    ] {
        match parse(&arena, line) {
            Ok(line) => {
                println!("{} {:?}, {} bytes left", line.name, line.readings, arena.left());
            }
            Err(error) => println!("skipped: {error}"),
        }
        arena.reset();
    }

    // The same with the memory inside: a scratch space that is a field, or a local.
    let scratch = InlineArena::<32>::new();
    let sum: &mut i32 = scratch.try_alloc(0).expect("32 bytes are enough");
    *sum += 1;
    println!("{sum} in {scratch:?}");
}
