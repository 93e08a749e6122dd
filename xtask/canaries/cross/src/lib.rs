//! An assumption on the order of bytes, which a big-endian CPU must break.

#[test]
fn order_of_bytes() {
    let number = std::hint::black_box(1_u32);
    // The bug: that is so on little-endian CPUs alone.
    assert_eq!(number.to_ne_bytes()[0], 1, "canary: the low byte is not the first");
}
