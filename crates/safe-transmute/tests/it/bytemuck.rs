//! Our types under bytemuck's traits.

use bytemuck::{AnyBitPattern, NoUninit, Pod, Zeroable};
use safe_transmute::{Be, Le, Unalign, as_bytes};
use static_assertions::{assert_impl_all, assert_not_impl_any};

assert_impl_all!(Le<u16>: Pod, Zeroable, AnyBitPattern, NoUninit);
assert_impl_all!(Be<f64>: Pod, Zeroable, AnyBitPattern, NoUninit);
assert_impl_all!(Unalign<u64>: Pod, Zeroable);
assert_impl_all!(Unalign<bool>: Zeroable);
assert_not_impl_any!(Unalign<bool>: Pod);
assert_not_impl_any!(Unalign<&u8>: Pod, Zeroable);

#[test]
fn both_see_the_same_bytes() {
    let bytes = *b"\x01\x02\x03\x04\x05";
    let numbers: &[Be<u16>] = bytemuck::cast_slice(&bytes[1..]);
    assert_eq!(numbers, [Be::new(0x0203), Be::new(0x0405)]);
    assert_eq!(bytemuck::bytes_of(&Le::new(7_u64)), as_bytes(&Le::new(7_u64)));
    assert_eq!(
        bytemuck::pod_read_unaligned::<Unalign<u32>>(&bytes[1..]).get().to_ne_bytes(),
        [2, 3, 4, 5]
    );
    assert_eq!(<Unalign<u32> as Zeroable>::zeroed().get(), 0);
}
