//! Buffers for an I/O loop: one thread reads blocks, another digests them, and the blocks go round.
//!
//! Run it on a file or a pipe: `cargo run --release --example io_buffers < FILE`.

use std::{
    io::{self, Read, stdin},
    sync::{Arc, mpsc::sync_channel},
    thread,
};

use obj_pool::{Manage, Pool};

/// Blocks of 64 KiB. They are filled with zeroes once, when they are made, and not when they return:
/// `len` says how much of a block is of this round.
struct Blocks;

struct Block {
    bytes: Box<[u8]>,
    len: usize,
}

impl Manage for Blocks {
    type Item = Block;

    fn create(&self) -> Block {
        Block { bytes: vec![0; 64 * 1024].into(), len: 0 }
    }

    fn reset(&self, block: &mut Block) -> bool {
        block.len = 0;
        true
    }
}

fn main() -> io::Result<()> {
    let pool = Pool::builder(Blocks).max(8).build().map_err(io::Error::other)?;
    let pool = Arc::new(pool);

    // Six wait at most, one is being read and one digested: the eight suffice, and nothing waits
    // for memory.
    let (sender, receiver) = sync_channel(6);
    let digest = thread::spawn(move || {
        let mut bytes = 0;
        let mut checksum = 0_u32;
        for block in receiver {
            let block: obj_pool::OwnedGuard<Blocks> = block;
            bytes += block.len;
            let digest = |sum: u32, byte: &u8| sum.rotate_left(5) ^ u32::from(*byte);
            checksum = block.bytes[..block.len].iter().fold(checksum, digest);
            // The block goes back to the pool here, from this thread.
        }
        (bytes, checksum)
    });

    let mut input = stdin().lock();
    loop {
        let mut block = pool.get_owned();
        block.len = input.read(&mut block.bytes)?;
        if block.len == 0 || sender.send(block).is_err() {
            break;
        }
    }
    drop(sender);

    let (bytes, checksum) = digest.join().expect("the digest does not panic");
    let stats = pool.stats();
    println!("{bytes} bytes, checksum {checksum:08x}");
    println!("{} blocks made, {} times one was used again", stats.created, stats.reused);
    Ok(())
}
