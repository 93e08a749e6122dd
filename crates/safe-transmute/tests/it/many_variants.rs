//! Enums of many variants: the compiler, which refuses constants that take it long, takes them, in
//! whatever order, and what is valid is what they are.

use safe_transmute::{Immutable, TryFromBytes, layout, try_cast_slice, try_read_from_bytes};

/// The variants numbered from 0 on, and enums that number them by a function of that.
macro_rules! enums {
    ($($variant:ident)*) => {
        #[repr(u16)]
        enum Forwards { $($variant),* }
        layout! { enum Forwards as u16 { $($variant),* }: TryFromBytes, Immutable }

        enums! { @ Wide as u64, wide { $($variant)* } }
        enums! { @ Backwards as i32, backwards { $($variant)* } }
        enums! { @ Shuffled as u16, shuffled { $($variant)* } }
        enums! { @ Gapped as u32, gapped { $($variant)* } }
        enums! { @ Scattered as u64, scattered { $($variant)* } }

        #[rustversion::since(1.89)]
        #[repr(i128)]
        enum Quads { $($variant = quads(Forwards::$variant as i128)),* }
        #[rustversion::since(1.89)]
        const _: () = {
            layout! { enum Quads as i128 { $($variant),* }: TryFromBytes, IntoBytes, Immutable }
        };
    };
    (@ $name:ident as $repr:ident, $number:ident { $($variant:ident)* }) => {
        #[repr($repr)]
        enum $name { $($variant = $number(Forwards::$variant as $repr)),* }
        layout! { enum $name as $repr { $($variant),* }: TryFromBytes, IntoBytes, Immutable }
    };
}

const fn wide(place: u64) -> u64 {
    place + (1 << 40)
}

/// From 211 down to -300.
const fn backwards(place: i32) -> i32 {
    211 - place
}

/// 1000 to 1511.
const fn shuffled(place: u16) -> u16 {
    place * 77 % 512 + 1000
}

/// 0 to 127, 1000 to 1127, 2000 to 2127 and 3000 to 3127, shuffled.
const fn gapped(place: u32) -> u32 {
    let place = place * 77 % 512;
    place / 128 * 1000 + place % 128
}

/// Each third number.
const fn scattered(place: u64) -> u64 {
    place * 3
}

#[rustversion::since(1.89)]
const fn quads(place: i128) -> i128 {
    i128::MAX - place
}

#[rustfmt::skip]
enums! {
    X000 X001 X002 X003 X004 X005 X006 X007 X008 X009 X00a X00b X00c X00d X00e X00f
    X010 X011 X012 X013 X014 X015 X016 X017 X018 X019 X01a X01b X01c X01d X01e X01f
    X020 X021 X022 X023 X024 X025 X026 X027 X028 X029 X02a X02b X02c X02d X02e X02f
    X030 X031 X032 X033 X034 X035 X036 X037 X038 X039 X03a X03b X03c X03d X03e X03f
    X040 X041 X042 X043 X044 X045 X046 X047 X048 X049 X04a X04b X04c X04d X04e X04f
    X050 X051 X052 X053 X054 X055 X056 X057 X058 X059 X05a X05b X05c X05d X05e X05f
    X060 X061 X062 X063 X064 X065 X066 X067 X068 X069 X06a X06b X06c X06d X06e X06f
    X070 X071 X072 X073 X074 X075 X076 X077 X078 X079 X07a X07b X07c X07d X07e X07f
    X080 X081 X082 X083 X084 X085 X086 X087 X088 X089 X08a X08b X08c X08d X08e X08f
    X090 X091 X092 X093 X094 X095 X096 X097 X098 X099 X09a X09b X09c X09d X09e X09f
    X0a0 X0a1 X0a2 X0a3 X0a4 X0a5 X0a6 X0a7 X0a8 X0a9 X0aa X0ab X0ac X0ad X0ae X0af
    X0b0 X0b1 X0b2 X0b3 X0b4 X0b5 X0b6 X0b7 X0b8 X0b9 X0ba X0bb X0bc X0bd X0be X0bf
    X0c0 X0c1 X0c2 X0c3 X0c4 X0c5 X0c6 X0c7 X0c8 X0c9 X0ca X0cb X0cc X0cd X0ce X0cf
    X0d0 X0d1 X0d2 X0d3 X0d4 X0d5 X0d6 X0d7 X0d8 X0d9 X0da X0db X0dc X0dd X0de X0df
    X0e0 X0e1 X0e2 X0e3 X0e4 X0e5 X0e6 X0e7 X0e8 X0e9 X0ea X0eb X0ec X0ed X0ee X0ef
    X0f0 X0f1 X0f2 X0f3 X0f4 X0f5 X0f6 X0f7 X0f8 X0f9 X0fa X0fb X0fc X0fd X0fe X0ff
    X100 X101 X102 X103 X104 X105 X106 X107 X108 X109 X10a X10b X10c X10d X10e X10f
    X110 X111 X112 X113 X114 X115 X116 X117 X118 X119 X11a X11b X11c X11d X11e X11f
    X120 X121 X122 X123 X124 X125 X126 X127 X128 X129 X12a X12b X12c X12d X12e X12f
    X130 X131 X132 X133 X134 X135 X136 X137 X138 X139 X13a X13b X13c X13d X13e X13f
    X140 X141 X142 X143 X144 X145 X146 X147 X148 X149 X14a X14b X14c X14d X14e X14f
    X150 X151 X152 X153 X154 X155 X156 X157 X158 X159 X15a X15b X15c X15d X15e X15f
    X160 X161 X162 X163 X164 X165 X166 X167 X168 X169 X16a X16b X16c X16d X16e X16f
    X170 X171 X172 X173 X174 X175 X176 X177 X178 X179 X17a X17b X17c X17d X17e X17f
    X180 X181 X182 X183 X184 X185 X186 X187 X188 X189 X18a X18b X18c X18d X18e X18f
    X190 X191 X192 X193 X194 X195 X196 X197 X198 X199 X19a X19b X19c X19d X19e X19f
    X1a0 X1a1 X1a2 X1a3 X1a4 X1a5 X1a6 X1a7 X1a8 X1a9 X1aa X1ab X1ac X1ad X1ae X1af
    X1b0 X1b1 X1b2 X1b3 X1b4 X1b5 X1b6 X1b7 X1b8 X1b9 X1ba X1bb X1bc X1bd X1be X1bf
    X1c0 X1c1 X1c2 X1c3 X1c4 X1c5 X1c6 X1c7 X1c8 X1c9 X1ca X1cb X1cc X1cd X1ce X1cf
    X1d0 X1d1 X1d2 X1d3 X1d4 X1d5 X1d6 X1d7 X1d8 X1d9 X1da X1db X1dc X1dd X1de X1df
    X1e0 X1e1 X1e2 X1e3 X1e4 X1e5 X1e6 X1e7 X1e8 X1e9 X1ea X1eb X1ec X1ed X1ee X1ef
    X1f0 X1f1 X1f2 X1f3 X1f4 X1f5 X1f6 X1f7 X1f8 X1f9 X1fa X1fb X1fc X1fd X1fe X1ff
}

/// `word` alone is as valid as `expected`, and so is a row with it in the middle of a block.
fn agree<E: TryFromBytes + Immutable>(good: &[u8], word: &[u8], expected: bool) {
    assert_eq!(try_read_from_bytes::<E>(word).is_ok(), expected, "{word:?}");
    let mut row = good.repeat(70);
    row[40 * word.len()..][..word.len()].copy_from_slice(word);
    assert_eq!(E::all_valid(&row), expected, "{word:?}");
}

#[test]
fn in_their_order() {
    let edges = [511, 512, 999, 1000, 1511, 1512, u16::MAX];
    for word in (0..u16::MAX).step_by(if cfg!(miri) { 997 } else { 31 }).chain(edges) {
        agree::<Forwards>(&[0; 2], &word.to_ne_bytes(), word < 512);
        let good = &1000_u16.to_ne_bytes();
        agree::<Shuffled>(good, &word.to_ne_bytes(), (1000..1512).contains(&word));
    }
    let first = 1_u64 << 40;
    for word in [0, 1, 511, first - 1, first, first + 511, first + 512, first << 1, u64::MAX] {
        let expected = (first..first + 512).contains(&word);
        agree::<Wide>(&first.to_ne_bytes(), &word.to_ne_bytes(), expected);
    }
}

#[test]
fn in_another_order() {
    for word in [i32::MIN, -301, -300, -299, -1, 0, 1, 210, 211, 212, i32::MAX] {
        let expected = (-300..=211).contains(&word);
        agree::<Backwards>(&[0; 4], &word.to_ne_bytes(), expected);
    }
}

/// Of 16 bytes, as enums may be from Rust 1.89 on.
#[rustversion::since(1.89)]
#[test]
fn in_another_order_of_128_bits() {
    for less in [0, 1, 510, 511, 512, i128::MAX] {
        let word = &(i128::MAX - less).to_ne_bytes();
        agree::<Quads>(&i128::MAX.to_ne_bytes(), word, less < 512);
    }
    agree::<Quads>(&i128::MAX.to_ne_bytes(), &i128::MIN.to_ne_bytes(), false);
}

#[test]
fn with_gaps() {
    let edges = [127, 128, 999, 1000, 1127, 1128, 1533, 1536, 2999, 3000, 3127, 3128, u32::MAX];
    for word in (0..5000_u32).step_by(if cfg!(miri) { 331 } else { 17 }).chain(edges) {
        agree::<Gapped>(&[0; 4], &word.to_ne_bytes(), word < 4000 && word % 1000 < 128);
        let word = u64::from(word);
        agree::<Scattered>(&[0; 8], &word.to_ne_bytes(), word < 1536 && word % 3 == 0);
    }
}

/// As many names as there are numbers from the first to the last, but not one for each.
#[test]
fn named_twice() {
    #[repr(u8)]
    enum Twice {
        _Low = 1,
        _High = 3,
    }
    layout! { enum Twice as u8 { _Low, _Low, _High }: TryFromBytes, Immutable }
    for byte in 0..=u8::MAX {
        agree::<Twice>(&[1], &[byte], byte == 1 || byte == 3);
        assert_eq!(try_cast_slice::<u8, Twice>(&[byte]).is_ok(), byte == 1 || byte == 3);
    }
}
