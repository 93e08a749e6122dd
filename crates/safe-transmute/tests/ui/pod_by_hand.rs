//@ error: is not known to stay the same
use safe_transmute::Pod;

struct Lie(bool);

unsafe impl Pod for Lie {}

fn main() {}
