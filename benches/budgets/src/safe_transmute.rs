use std::hint::black_box;

use safe_transmute::{Le, read_from_prefix};
use zerocopy::{FromBytes, byteorder::little_endian::U64};

use crate::{Meter, budget};

budget! {
    /// An unaligned number.
    fn number(bytes: &[u8]) -> Option<u64> {
        read_from_prefix::<Le<u64>>(bytes).ok().map(|(number, _)| number.get())
    }

    fn number_zerocopy(bytes: &[u8]) -> Option<u64> {
        U64::read_from_prefix(bytes).ok().map(|(number, _)| number.get())
    }
}

pub(crate) fn rows(meter: &mut impl Meter) {
    let bytes = black_box([1_u8; 32]);
    let ours = meter.row("safe_transmute.number", || number(&bytes[1..]));
    let theirs = meter.row("safe_transmute.number_zerocopy", || number_zerocopy(&bytes[1..]));
    assert_eq!(ours, theirs);
}
