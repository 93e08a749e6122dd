//! Asks what the benches ask, and is told otherwise. As under criterion, nothing is timed with `--test`.

fn main() {
    assert!(std::env::args().any(|arg| arg == "--test"), "it would time");
    let (ours, rival) = (2, std::hint::black_box(3));
    assert_eq!(ours, rival, "canary: the rival computes something else");
}
