//! `#[derive(Layout)]` names what `layout!` must be told, whatever stands around the names.

use core::marker::PhantomData;

use safe_transmute::{
    Be, FromBytes, FromZeros, Immutable, IntoBytes, Layout, Le, Pod, TryFromBytes, Unaligned,
    layout, ref_from_bytes, try_ref_from_bytes,
};
use static_assertions::{assert_impl_all, assert_not_impl_any};

/// A header.
#[derive(Debug, Layout)]
#[layout(Pod, Unaligned)]
#[repr(C)]
pub(crate) struct Header {
    /// With attributes,
    #[doc(hidden)]
    pub source: Be<u16>,
    pub(crate) r#type: [Le<u32>; 1 + 1],
    #[allow(dead_code, reason = "a function in a type: its arrow closes no bracket")]
    function: PhantomData<fn(Vec<u8>) -> Vec<u8>>,
    last: u8,
}

assert_impl_all!(Header: Pod, Unaligned, TryFromBytes);

#[derive(Layout)]
#[layout(FromZeros, TryFromBytes, IntoBytes, Immutable, Unaligned)]
#[repr(u8)]
enum Kind {
    #[allow(dead_code, reason = "made of bytes")]
    None,
    Tcp = 1 + 5,
    Udp = if 1 < 2 { 17 } else { 3 },
}

#[derive(Layout)]
#[repr(C)]
#[layout(TryFromBytes, Immutable, Unaligned)]
struct Tuple(pub Kind, pub(crate) [bool; 2], PhantomData<(u8, u16)>);

#[derive(Layout)]
#[layout(FromZeros, Immutable)]
struct Unit;

assert_impl_all!(Unit: FromZeros, Immutable);
assert_not_impl_any!(Unit: FromBytes, IntoBytes);

trait Wire {
    type Header;
}

struct V4;

impl Wire for V4 {
    type Header = [u8; 20];
}

#[derive(Layout)]
#[layout(FromBytes, Immutable)]
#[repr(C)]
struct Generic<'a, T: Copy + core::fmt::Debug, W: Wire, const N: usize = 2>
where
    W::Header: FromBytes + Immutable,
    Option<T>: Copy,
{
    values: [T; N],
    header: W::Header,
    marker: PhantomData<(&'a (), W)>,
}

// A type parameter gets the trait that is derived, as of any derive.
layout! { struct V4 {}: FromBytes, Immutable }
layout! { struct Generic<'static, u8, V4, 4> { values, header, marker }: IntoBytes, Unaligned }

assert_impl_all!(Generic<'static, u8, V4, 3>: FromBytes, Immutable);
assert_impl_all!(Generic<'static, u8, V4, 4>: IntoBytes, Unaligned);
assert_not_impl_any!(Generic<'static, bool, V4, 4>: FromBytes);
assert_not_impl_any!(Generic<'static, u8, V4, 3>: IntoBytes);

#[derive(Layout)]
#[layout(FromBytes)]
struct Pair<T>(T, T)
where
    T: Sized;

assert_impl_all!(Pair<u8>: FromBytes);

/// A bound with a group of its own in front of the fields.
#[derive(Layout)]
#[layout(Immutable)]
pub(crate) struct Called<T>
where
    T: Fn(u8) -> u8,
    (T, u8): Copy,
{
    pub call: T,
}

assert_not_impl_any!(Called<fn(u8) -> u8>: Immutable);

macro_rules! made {
    ($visible:vis struct $name:ident($bounded:ty: $bound:path) {
        $($of_field:vis $field:ident: $type:ty),*
    }) => {
        #[derive(Layout)]
        #[layout(FromBytes, Immutable)]
        #[repr(C)]
        $visible struct $name
        where
            $bounded: $bound,
        {
            $($of_field $field: $type),*
        }
    };
}

made! { pub(crate) struct Made(u8: Copy) { first: u8, pub second: u8, pub(crate) third: [u8; 2] } }

assert_impl_all!(Made: FromBytes, Immutable);

#[test]
fn derived() {
    let bytes = [0, 80, 1, 0, 0, 0, 2, 0, 0, 0, 9];
    let header = ref_from_bytes::<Header>(&bytes).unwrap();
    assert_eq!((header.source.get(), header.r#type[1].get(), header.last), (80, 2, 9));

    let tuple = try_ref_from_bytes::<Tuple>(&[17, 0, 1]).unwrap();
    assert!(matches!(tuple.0, Kind::Udp));
    assert_eq!(tuple.1, [false, true]);
    assert!(matches!(try_ref_from_bytes::<Tuple>(&[6, 0, 0]).unwrap().0, Kind::Tcp));
    assert!(try_ref_from_bytes::<Tuple>(&[5, 0, 1]).is_err());

    let generic = ref_from_bytes::<Generic<'_, u8, V4, 1>>(&[7; 21]).unwrap();
    assert_eq!((generic.values, generic.header), ([7], [7; 20]));
    let pair = safe_transmute::read_from_bytes::<Pair<u8>>(&[1, 2]).unwrap();
    assert_eq!((pair.0, pair.1), (1, 2));
}
