//@ error: the trait `FromZeros` requires an `unsafe impl` declaration
//@ error: the trait `FromBytes` requires an `unsafe impl` declaration
//@ error: the trait `TryFromBytes` requires an `unsafe impl` declaration
//@ error: the trait `IntoBytes` requires an `unsafe impl` declaration
//@ error: the trait `Immutable` requires an `unsafe impl` declaration
//@ error: Unaligned` requires an `unsafe impl` declaration
//@ error: the trait `Pod` requires an `unsafe impl` declaration
use safe_transmute::{FromBytes, FromZeros, Immutable, IntoBytes, Pod, TryFromBytes, Unaligned};

struct Lie(bool, u32);

impl FromZeros for Lie {}
impl FromBytes for Lie {}
impl TryFromBytes for Lie {
    fn is_valid(_: &[u8]) -> bool {
        true
    }
}
impl IntoBytes for Lie {}
impl Immutable for Lie {}
impl Unaligned for Lie {}
impl Pod for Lie {}

fn main() {}
