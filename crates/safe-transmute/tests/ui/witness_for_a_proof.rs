//@ error: Count<3, 0>` is not satisfied
//@ error: Count<4, 1>` is not satisfied
//@ error: Count<8, 1>` is not satisfied
//@ error: Truth<false>` is not satisfied
// zerocopy #3613, #3614: what the proofs ask for cannot be granted by hand.
use safe_transmute::{__private, layout};

#[repr(C)]
struct Padded {
    kind: u8,
    length: u32,
}

impl __private::Padding<3, 3, 1> for Padded {}
impl __private::Alignment<4> for Padded {}

layout! { struct Padded { kind, length }: IntoBytes, Unaligned }

#[repr(u64)]
enum Kind {
    First = 1,
}

impl __private::Zero<false> for Kind {}
impl __private::Tagged<false> for Kind {}
impl __private::Alignment<8> for Kind {}

layout! { enum Kind as u16 { First }: FromZeros, IntoBytes, Unaligned }

fn main() {}
