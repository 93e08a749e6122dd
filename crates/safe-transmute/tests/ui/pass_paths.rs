//@ pass
// A struct may be named by a path, of whatever beginning.
use safe_transmute::{IntoBytes, layout, read_from_bytes};

mod inner {
    pub mod deep {
        #[repr(C)]
        pub struct Header {
            pub kind: u8,
            pub flags: [u8; 3],
        }
    }

    #[repr(C)]
    pub struct Pair<T>(pub T, pub T);

    #[repr(C)]
    pub struct Other(pub u8);

    pub mod beside {
        safe_transmute::layout! { struct super::Other { 0 }: FromBytes, Unaligned }
    }
}

layout! { struct inner::deep::Header { kind, flags }: Pod, Unaligned }
layout! { struct crate::inner::Other { 0 }: IntoBytes }
layout! { struct self::inner::Pair<u16> { 0, 1 }: FromBytes, IntoBytes }

fn main() {
    let header = read_from_bytes::<inner::deep::Header>(&[1, 2, 3, 4]).unwrap();
    assert_eq!((header.kind, header.flags), (1, [2, 3, 4]));
    fn into<T: IntoBytes>() {}
    into::<inner::Other>();
    into::<inner::Pair<u16>>();
}
