//! Sums of integers of 8 and 16 bits on x86: two instructions or three for a register, where the compiler widens
//! each element.

/// Functions that sum slices, of one width of register: `$bytes` of them, of 32 bits `$words`. `$soon` asks memory
/// for a row of `later`.
macro_rules! sums {
    ($features:literal, $Reg:ident, $bytes:literal / $words:literal, $soon:path; $add:ident $xor:ident $sad:ident $madd:ident $zero:ident $set1_8:ident $set1_16:ident) => {
        $crate::raw::sums::sums! { @of $features, $Reg, $words, $soon, $add, $zero;
            // The sums of eight bytes each: of their differences from 0.
            bytes: u8, $bytes, |x| $sad(x, $zero()), 0;
            // Each is raised by 2^7.
            signed_bytes: i8, $bytes, |x| $sad($xor(x, $set1_8(i8::MIN)), $zero()), -0x80;
            // Each is lowered by 2^15, and multiplied by 1: pairs of products come as sums.
            shorts: u16, $bytes / 2, |x| $madd($xor(x, $set1_16(i16::MIN)), $set1_16(1)), 0x8000;
            signed_shorts: i16, $bytes / 2, |x| $madd(x, $set1_16(1)), 0;
        }
    };
    (@of $features:literal, $Reg:ident, $words:literal, $soon:path, $add:ident, $zero:ident; $(
        $name:ident: $T:ident, $lanes:expr, |$x:ident| $narrow:expr, $correction:literal;
    )*) => {$(
        /// The sum of at most 2^15 elements. `later` will be read soon.
        #[inline]
        #[target_feature(enable = $features)]
        fn $name(xs: &[$T], later: &[$T]) -> i64 {
            const LANES: usize = $lanes;
            let ((rows, rest), (later, _)) = (xs.as_chunks::<{ 4 * LANES }>(), later.as_chunks::<{ 4 * LANES }>());
            let (ones, few) = rest.as_chunks::<LANES>();
            let of_few = few.iter().map(|&x| i32::from(x)).sum::<i32>();
            if few.len() == xs.len() {
                return of_few.into();
            }
            let mut all = [$zero(); 4];
            for (i, row) in rows.iter().enumerate() {
                if let Some(later) = later.get(i) {
                    $soon(later);
                }
                // SAFETY: [SK-4] both are plain data of one size: any bits of one are a value of the other.
                let four = unsafe { core::mem::transmute::<[$T; 4 * LANES], [$Reg; 4]>(*row) };
                for (sum, $x) in all.iter_mut().zip(four) {
                    *sum = $add(*sum, $narrow);
                }
            }
            for one in ones {
                // SAFETY: [SK-4] both are plain data of one size: any bits of one are a value of the other.
                let $x = unsafe { core::mem::transmute::<[$T; LANES], $Reg>(*one) };
                all[0] = $add(all[0], $narrow);
            }
            let all = $add($add(all[0], all[1]), $add(all[2], all[3]));
            // SAFETY: [SK-4] both are plain data of one size: any bits of one are a value of the other.
            let words = unsafe { core::mem::transmute::<$Reg, [i32; $words]>(all) };
            // A sum of eight bytes is one of the 64 bits of two words, the upper of which is 0.
            let sum = words.into_iter().sum::<i32>() + of_few;
            #[expect(clippy::cast_possible_wrap, reason = "at most 2^15")]
            let in_registers = (xs.len() - few.len()) as i64;
            i64::from(sum) + $correction * in_registers
        }
    )*};
}

pub(super) use sums;
