//! Values in a row are what each of them is alone, whatever conditions their words have: of one range or
//! of several, of any width, at places that a vector's lanes meet or do not meet.

use core::num::NonZero;

use proptest::{collection::vec, prelude::*};
use safe_transmute::{Immutable, TryFromBytes, Unalign, layout, try_cast_slice};

macro_rules! enums {
    ($($name:ident as $repr:ident { $($variant:ident = $value:expr),* $(,)? })*) => {$(
        #[repr($repr)]
        enum $name {
            $($variant = $value),*
        }
        layout! { enum $name as $repr { $($variant),* }: TryFromBytes, Immutable }
    )*};
}

enums! {
    Two as u8 { _A = 1, _B = 6 }
    Three as u8 { _A = 0, _B = 1, _C = 6, _D = 255 }
    Four as i8 { _A = -128, _B = -1, _C = 0, _D = 1, _E = 9, _F = 127 }
    Five as u8 { _A = 3, _B = 5, _C = 7, _D = 9, _E = 11 }
    Half as u16 { _A = 0xff, _B = 0x100, _C = 0xff00 }
    SignedHalf as i16 { _A = -1, _B = 0, _C = 1 }
    Word as u32 { _A = 0x00ff_00ff, _B = 0xff00_ff00, _C = 0xffff_ffff }
    Double as u64 { _A = 1, _B = 1 << 63, _C = (1 << 63) + 1 }
    SignedDouble as i64 { _A = i64::MIN, _B = -1, _C = 0, _D = i64::MAX }
}

/// Every byte is a variant.
#[rustfmt::skip]
#[repr(u8)]
enum Full {
    X00, X01, X02, X03, X04, X05, X06, X07, X08, X09, X0a, X0b, X0c, X0d, X0e, X0f,
    X10, X11, X12, X13, X14, X15, X16, X17, X18, X19, X1a, X1b, X1c, X1d, X1e, X1f,
    X20, X21, X22, X23, X24, X25, X26, X27, X28, X29, X2a, X2b, X2c, X2d, X2e, X2f,
    X30, X31, X32, X33, X34, X35, X36, X37, X38, X39, X3a, X3b, X3c, X3d, X3e, X3f,
    X40, X41, X42, X43, X44, X45, X46, X47, X48, X49, X4a, X4b, X4c, X4d, X4e, X4f,
    X50, X51, X52, X53, X54, X55, X56, X57, X58, X59, X5a, X5b, X5c, X5d, X5e, X5f,
    X60, X61, X62, X63, X64, X65, X66, X67, X68, X69, X6a, X6b, X6c, X6d, X6e, X6f,
    X70, X71, X72, X73, X74, X75, X76, X77, X78, X79, X7a, X7b, X7c, X7d, X7e, X7f,
    X80, X81, X82, X83, X84, X85, X86, X87, X88, X89, X8a, X8b, X8c, X8d, X8e, X8f,
    X90, X91, X92, X93, X94, X95, X96, X97, X98, X99, X9a, X9b, X9c, X9d, X9e, X9f,
    Xa0, Xa1, Xa2, Xa3, Xa4, Xa5, Xa6, Xa7, Xa8, Xa9, Xaa, Xab, Xac, Xad, Xae, Xaf,
    Xb0, Xb1, Xb2, Xb3, Xb4, Xb5, Xb6, Xb7, Xb8, Xb9, Xba, Xbb, Xbc, Xbd, Xbe, Xbf,
    Xc0, Xc1, Xc2, Xc3, Xc4, Xc5, Xc6, Xc7, Xc8, Xc9, Xca, Xcb, Xcc, Xcd, Xce, Xcf,
    Xd0, Xd1, Xd2, Xd3, Xd4, Xd5, Xd6, Xd7, Xd8, Xd9, Xda, Xdb, Xdc, Xdd, Xde, Xdf,
    Xe0, Xe1, Xe2, Xe3, Xe4, Xe5, Xe6, Xe7, Xe8, Xe9, Xea, Xeb, Xec, Xed, Xee, Xef,
    Xf0, Xf1, Xf2, Xf3, Xf4, Xf5, Xf6, Xf7, Xf8, Xf9, Xfa, Xfb, Xfc, Xfd, Xfe, Xff,
}

#[rustfmt::skip]
layout! {
    enum Full as u8 {
    X00, X01, X02, X03, X04, X05, X06, X07, X08, X09, X0a, X0b, X0c, X0d, X0e, X0f,
    X10, X11, X12, X13, X14, X15, X16, X17, X18, X19, X1a, X1b, X1c, X1d, X1e, X1f,
    X20, X21, X22, X23, X24, X25, X26, X27, X28, X29, X2a, X2b, X2c, X2d, X2e, X2f,
    X30, X31, X32, X33, X34, X35, X36, X37, X38, X39, X3a, X3b, X3c, X3d, X3e, X3f,
    X40, X41, X42, X43, X44, X45, X46, X47, X48, X49, X4a, X4b, X4c, X4d, X4e, X4f,
    X50, X51, X52, X53, X54, X55, X56, X57, X58, X59, X5a, X5b, X5c, X5d, X5e, X5f,
    X60, X61, X62, X63, X64, X65, X66, X67, X68, X69, X6a, X6b, X6c, X6d, X6e, X6f,
    X70, X71, X72, X73, X74, X75, X76, X77, X78, X79, X7a, X7b, X7c, X7d, X7e, X7f,
    X80, X81, X82, X83, X84, X85, X86, X87, X88, X89, X8a, X8b, X8c, X8d, X8e, X8f,
    X90, X91, X92, X93, X94, X95, X96, X97, X98, X99, X9a, X9b, X9c, X9d, X9e, X9f,
    Xa0, Xa1, Xa2, Xa3, Xa4, Xa5, Xa6, Xa7, Xa8, Xa9, Xaa, Xab, Xac, Xad, Xae, Xaf,
    Xb0, Xb1, Xb2, Xb3, Xb4, Xb5, Xb6, Xb7, Xb8, Xb9, Xba, Xbb, Xbc, Xbd, Xbe, Xbf,
    Xc0, Xc1, Xc2, Xc3, Xc4, Xc5, Xc6, Xc7, Xc8, Xc9, Xca, Xcb, Xcc, Xcd, Xce, Xcf,
    Xd0, Xd1, Xd2, Xd3, Xd4, Xd5, Xd6, Xd7, Xd8, Xd9, Xda, Xdb, Xdc, Xdd, Xde, Xdf,
    Xe0, Xe1, Xe2, Xe3, Xe4, Xe5, Xe6, Xe7, Xe8, Xe9, Xea, Xeb, Xec, Xed, Xee, Xef,
    Xf0, Xf1, Xf2, Xf3, Xf4, Xf5, Xf6, Xf7, Xf8, Xf9, Xfa, Xfb, Xfc, Xfd, Xfe, Xff,
    }: TryFromBytes, Immutable
}

macro_rules! structs {
    ($($(#[$attribute:meta])* $name:ident { $($field:ident: $type:ty),* })*) => {$(
        $(#[$attribute])*
        struct $name {
            $($field: $type),*
        }
        layout! { struct $name { $($field),* }: TryFromBytes, Immutable }
    )*};
}

structs! {
    #[repr(C)] Letters { letter: char, id: u32 }
    #[repr(C)] Counted { count: NonZero<u32>, urgent: bool, rest: [u8; 3] }
    #[repr(C)] Halved { half: NonZero<u16>, flag: bool, any: u8 }
    #[repr(C)] Doubled { double: NonZero<u64>, flag: bool, any: [u8; 7] }
    #[repr(C)] Masked { four: Four, full: Full, any: [u8; 2], word: Word, free: [u32; 2] }
    #[repr(C)] Every { half: Half, two: Two, flag: bool, letter: char, double: NonZero<u64> }
    #[repr(C)] Twelve { three: Three, four: Four, half: NonZero<u16>, word: Word, letter: char }
    #[repr(C)] Forty { first: Double, any: [u64; 3], last: SignedDouble }
    #[repr(C)] Long { letters: [char; 17], flag: bool }
    #[repr(C)] Listed { five: Five, flag: bool }
    #[repr(C, packed)] Shifted { flag: bool, half: NonZero<u16> }
    #[repr(C, packed)] Three3 { half: NonZero<u16>, flag: bool }
    #[repr(C, packed(2))] Halves { flag: bool, word: Word, letter: char }
}

/// All of the row is valid if each value is; and where it is told from, too.
fn row<T: TryFromBytes + Immutable>(bytes: &[u8]) {
    let size = size_of::<T>();
    let first = bytes.chunks_exact(size).position(|value| !T::is_valid(value));
    assert_eq!(T::all_valid(bytes), first.is_none());
    let got = try_cast_slice::<u8, Unalign<T>>(bytes);
    assert_eq!(got.map(<[_]>::len).ok(), first.map_or(Some(bytes.len() / size), |_| None));
}

/// Rows of `value`s around the size of a block, with each word of one of them spoilt in turn.
pub(crate) fn spoilt<T: TryFromBytes + Immutable>(value: &[u8]) {
    assert_eq!(value.len(), size_of::<T>());
    assert!(T::is_valid(value));
    let size = value.len();
    let counts =
        if cfg!(miri) { vec![64 / size + 2] } else { vec![1, 64 / size + 2, 4200 / size + 3] };
    for count in counts {
        let good = value.repeat(count);
        row::<T>(&good);
        for of in [0, 1, count / 2, 64 / size, 4096 / size, count - 1] {
            for at in 0..size {
                for (spoilt, byte) in [0_u8, 1, 6, 0x7f, 0x80, 0xd8, 0xff].into_iter().enumerate() {
                    // All of them in short rows; in turn in a long one.
                    let some = if count > 66 || cfg!(miri) { 7 } else { 1 };
                    if of >= count || (at + of + spoilt) % some != 0 {
                        continue;
                    }
                    let mut bytes = good.clone();
                    bytes[of * size + at] = byte;
                    row::<T>(&bytes);
                    bytes[of * size..][..size].fill(byte);
                    row::<T>(&bytes);
                }
            }
        }
    }
}

fn bytes(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_ne_bytes()).collect()
}

#[test]
fn numbers_and_letters() {
    spoilt::<char>(&u32::from('ß').to_ne_bytes());
    spoilt::<NonZero<u8>>(&[1]);
    spoilt::<NonZero<i16>>(&[1, 0]);
    spoilt::<NonZero<u32>>(&[0, 0, 0, 7]);
    spoilt::<NonZero<i64>>(&[0, 0, 0, 0, 0, 0, 0, 0x80]);
    spoilt::<NonZero<u128>>(&[1; 16]);
    spoilt::<[char; 3]>(&bytes(&[0x41, 0xe000, 0x10_ffff]));
    spoilt::<[NonZero<u16>; 5]>(&[1; 10]);
}

#[test]
fn enums_of_several_ranges() {
    spoilt::<Two>(&[6]);
    spoilt::<Three>(&[255]);
    spoilt::<Four>(&[0x80]);
    spoilt::<Five>(&[11]);
    spoilt::<Full>(&[200]);
    spoilt::<Half>(&0xff00_u16.to_ne_bytes());
    spoilt::<SignedHalf>(&[255, 255]);
    spoilt::<Word>(&0xff00_ff00_u32.to_ne_bytes());
    spoilt::<Double>(&(1_u64 << 63).to_ne_bytes());
    spoilt::<SignedDouble>(&i64::MIN.to_ne_bytes());
}

#[test]
fn records() {
    spoilt::<Letters>(&bytes(&[0x41, 0xffff_ffff]));
    spoilt::<Counted>(&[0, 1, 0, 0, 1, 2, 3, 4]);
    spoilt::<Halved>(&[0, 1, 1, 9]);
    spoilt::<Doubled>(&[0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8]);
    spoilt::<Masked>(&[&[9, 200, 3, 4][..], &bytes(&[0xff00_ff00, 7, u32::MAX])].concat());
    let half = 0x100_u16.to_ne_bytes();
    spoilt::<Every>(&[&half[..], &[6, 1], &bytes(&[0x41]), &[0; 7], &[1]].concat());
    spoilt::<Twelve>(&[&[6, 0xff, 0, 1][..], &bytes(&[0x00ff_00ff, 0x10_ffff])].concat());
    let (first, last) = (1_u64.to_ne_bytes(), (-1_i64).to_ne_bytes());
    spoilt::<Forty>(&[&first[..], &[0xd8; 24], &last].concat());
    spoilt::<Long>(&bytes(&[0; 18]));
    spoilt::<Listed>(&[7, 1]);
    spoilt::<Shifted>(&[1, 0, 1]);
    spoilt::<Three3>(&[1, 0, 1]);
    let (word, letter) = (0xffff_ffff_u32.to_ne_bytes(), 0x41_u32.to_ne_bytes());
    spoilt::<Halves>(&[&[1, 9][..], &word, &letter].concat());
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: if cfg!(miri) { 4 } else { 128 },
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// Words that are likely at the edges of what is valid.
    #[test]
    fn any_row(words in vec(prop_oneof![
        8 => Just(0x41_u32),
        1 => 0_u32..3,
        1 => 0xd7fe_u32..0xe002,
        1 => 0x10_fffe_u32..0x11_0002,
        1 => Just(u32::MAX),
        1 => any::<u32>(),
    ], 0..if cfg!(miri) { 40 } else { 1200 })) {
        let bytes = &bytes(&words)[..];
        let whole = |size: usize| &bytes[..bytes.len() / size * size];
        row::<char>(bytes);
        row::<NonZero<u32>>(bytes);
        row::<Word>(bytes);
        row::<Letters>(whole(8));
        row::<Counted>(whole(8));
        row::<Halved>(whole(4));
        row::<Doubled>(whole(16));
        row::<Masked>(whole(16));
        row::<Every>(whole(16));
        row::<Twelve>(whole(12));
        row::<Forty>(whole(40));
        row::<Long>(whole(72));
        row::<Three3>(whole(3));
    }
}
