//! What stands in the user's scope is not called in place of what the macros mean.

use core::ops::Deref;

use safe_transmute::{CastErrorKind, layout, try_read_from_bytes, try_slice_from_prefix};

/// Its methods take each value, so that they come before those that borrow it; and it has a function
/// of each name of ours. Implemented for all.
trait Everything: Sized {
    const BYTES: bool = true;
    fn contain(self, _: &[u8]) -> bool {
        true
    }
    fn is_valid(_: &[u8]) -> bool {
        true
    }
    fn all_valid(_: &[u8]) -> bool {
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

/// With names of ours as its own, a field's name a method's, and another type behind it.
#[repr(C)]
struct Record {
    flag: bool,
    byte: u8,
}

layout! { struct Record { flag, byte }: TryFromBytes, Immutable }

impl Record {
    const BYTES: bool = true;
    fn is_valid(_: &[u8]) -> bool {
        Self::BYTES
    }
    fn flag(&self) -> bool {
        self.flag
    }
}

impl Deref for Record {
    type Target = u8;
    fn deref(&self) -> &u8 {
        &self.byte
    }
}

#[test]
fn names_of_a_struct_and_of_every_type_say_nothing_of_its_fields() {
    assert!(Record::is_valid(&[]) && <Record as Everything>::all_valid(&[]));
    assert!(<Record as Everything>::BYTES && <bool as Everything>::is_valid(&[2]));
    let record = try_read_from_bytes::<Record>(&[1, 2]).unwrap();
    assert_eq!((record.flag(), *record), (true, 2));
    assert!(try_read_from_bytes::<Record>(&[2, 0]).is_err());
    assert!(try_slice_from_prefix::<Record>(&[1, 2, 2, 0], 2).is_err());
}

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
