//! What stands in the user's scope is not called in place of what the macros mean.

use safe_transmute::{CastErrorKind, layout, try_read_from_bytes, try_slice_from_prefix};

/// Takes each value, so that it comes before the methods that borrow it, and is implemented for all.
trait Everything: Sized {
    fn contain(self, _: &[u8]) -> bool {
        true
    }
}

impl<T> Everything for T {}

#[derive(Debug, PartialEq)]
#[repr(u8)]
enum Gapped {
    First = 1,
    Last = 9,
}

layout! { enum Gapped as u8 { First, Last }: TryFromBytes, IntoBytes, Immutable }

#[repr(u16)]
#[derive(Debug, PartialEq)]
enum Wide {
    First = 1,
    Second,
}

layout! { enum Wide as u16 { First, Second }: TryFromBytes, IntoBytes, Immutable }

#[test]
fn a_method_of_every_type_says_nothing_of_an_enum() {
    assert!(0_u8.contain(&[]));
    assert_eq!(try_read_from_bytes(&[9]), Ok(Gapped::Last));
    let kind = try_read_from_bytes::<Gapped>(&[2]).map_err(|error| error.kind);
    assert_eq!(kind, Err(CastErrorKind::Invalid { offset: 0 }));
    assert!(try_slice_from_prefix::<Gapped>(&[1, 9, 2], 3).is_err());
    assert_eq!(try_read_from_bytes(&2_u16.to_ne_bytes()), Ok(Wide::Second));
    assert!(try_read_from_bytes::<Wide>(&3_u16.to_ne_bytes()).is_err());
}
