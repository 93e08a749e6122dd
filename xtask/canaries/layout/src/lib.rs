//! An assumption on layout, and a broken precondition that the compiler can check.

#[test]
fn order_of_fields() {
    use std::mem::offset_of;

    struct Fields {
        a: u32,
        b: u32,
        c: u32,
        d: u32,
        e: u32,
        f: u32,
        g: u32,
        h: u32,
    }

    let found = [
        offset_of!(Fields, a),
        offset_of!(Fields, b),
        offset_of!(Fields, c),
        offset_of!(Fields, d),
        offset_of!(Fields, e),
        offset_of!(Fields, f),
        offset_of!(Fields, g),
        offset_of!(Fields, h),
    ];
    // The bug: nothing promises this order. One random layout in 40,320 has it.
    assert_eq!(found, [0, 4, 8, 12, 16, 20, 24, 28], "canary: the fields are in another order");
}

#[test]
fn unchecked_index() {
    let items = std::hint::black_box(vec![1_u8, 2, 3]);
    // The bug: there is no fourth item.
    let item = unsafe { items.get_unchecked(3) };
    std::hint::black_box(item);
}
