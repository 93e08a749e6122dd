//@ error: lifetime may not live long enough
//@ error: invariant
use ringbuf_spsc::Consumer;

fn shorten<'r, 'a>(half: Consumer<'r, &'static u8>) -> Consumer<'r, &'a u8> {
    half
}

fn main() {
    let _ = shorten;
}
