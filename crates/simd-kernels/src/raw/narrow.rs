//! Registers of 128 bits: a row is sixteen of them. Written once, over a handful of functions of
//! registers that SSE2 and NEON both have.

/// Trait methods whose bodies run with the instructions enabled.
macro_rules! enabled {
    ($features:literal $(fn $name:ident($($arg:ident: $of:ty),*) -> $out:ty $body:block)*) => {$(
        #[inline(always)]
        fn $name(self, $($arg: $of),*) -> $out {
            #[inline]
            #[target_feature(enable = $features)]
            fn body($($arg: $of),*) -> $out $body
            // SAFETY: [SK-2] there is a `self`, so the CPU has the features that `body` enables,
            // which is all that a call of it asks.
            unsafe { body($($arg),*) }
        }
    )*};
}

/// Functions of registers, with the instructions enabled.
macro_rules! registers {
    ($features:literal $(fn $name:ident($($arg:ident: $of:ty),*) -> $out:ty $body:block)*) => {$(
        #[inline]
        #[target_feature(enable = $features)]
        pub(super) fn $name($($arg: $of),*) -> $out $body
    )*};
}

/// The same function on each register of one row, or of two.
macro_rules! each {
    ($f:ident($a:ident)) => {
        [
            $f($a[0]),
            $f($a[1]),
            $f($a[2]),
            $f($a[3]),
            $f($a[4]),
            $f($a[5]),
            $f($a[6]),
            $f($a[7]),
            $f($a[8]),
            $f($a[9]),
            $f($a[10]),
            $f($a[11]),
            $f($a[12]),
            $f($a[13]),
            $f($a[14]),
            $f($a[15]),
        ]
    };
    ($f:ident($a:ident, $b:ident)) => {
        [
            $f($a[0], $b[0]),
            $f($a[1], $b[1]),
            $f($a[2], $b[2]),
            $f($a[3], $b[3]),
            $f($a[4], $b[4]),
            $f($a[5], $b[5]),
            $f($a[6], $b[6]),
            $f($a[7], $b[7]),
            $f($a[8], $b[8]),
            $f($a[9], $b[9]),
            $f($a[10], $b[10]),
            $f($a[11], $b[11]),
            $f($a[12], $b[12]),
            $f($a[13], $b[13]),
            $f($a[14], $b[14]),
            $f($a[15], $b[15]),
        ]
    };
    ($f:ident($a:ident, $b:ident, $c:ident)) => {
        [
            $f($a[0], $b[0], $c[0]),
            $f($a[1], $b[1], $c[1]),
            $f($a[2], $b[2], $c[2]),
            $f($a[3], $b[3], $c[3]),
            $f($a[4], $b[4], $c[4]),
            $f($a[5], $b[5], $c[5]),
            $f($a[6], $b[6], $c[6]),
            $f($a[7], $b[7], $c[7]),
            $f($a[8], $b[8], $c[8]),
            $f($a[9], $b[9], $c[9]),
            $f($a[10], $b[10], $c[10]),
            $f($a[11], $b[11], $c[11]),
            $f($a[12], $b[12], $c[12]),
            $f($a[13], $b[13], $c[13]),
            $f($a[14], $b[14], $c[14]),
            $f($a[15], $b[15], $c[15]),
        ]
    };
}

/// `pick` on each register of two rows, with the bits of its own `$width` lanes lowest.
macro_rules! picked {
    ($pick:ident($bits:ident, $a:ident, $b:ident), $width:literal) => {
        [
            $pick($bits, $a[0], $b[0]),
            $pick($bits >> $width, $a[1], $b[1]),
            $pick($bits >> (2 * $width), $a[2], $b[2]),
            $pick($bits >> (3 * $width), $a[3], $b[3]),
            $pick($bits >> (4 * $width), $a[4], $b[4]),
            $pick($bits >> (5 * $width), $a[5], $b[5]),
            $pick($bits >> (6 * $width), $a[6], $b[6]),
            $pick($bits >> (7 * $width), $a[7], $b[7]),
            $pick($bits >> (8 * $width), $a[8], $b[8]),
            $pick($bits >> (9 * $width), $a[9], $b[9]),
            $pick($bits >> (10 * $width), $a[10], $b[10]),
            $pick($bits >> (11 * $width), $a[11], $b[11]),
            $pick($bits >> (12 * $width), $a[12], $b[12]),
            $pick($bits >> (13 * $width), $a[13], $b[13]),
            $pick($bits >> (14 * $width), $a[14], $b[14]),
            $pick($bits >> (15 * $width), $a[15], $b[15]),
        ]
    };
}

/// Folds a row by halves.
macro_rules! fold {
    ($r:ident, $f:ident, $rest:ident) => {{
        let (a, b) = ($f($r[0], $r[8]), $f($r[1], $r[9]));
        let (c, d) = ($f($r[2], $r[10]), $f($r[3], $r[11]));
        let (e, f) = ($f($r[4], $r[12]), $f($r[5], $r[13]));
        let (g, h) = ($f($r[6], $r[14]), $f($r[7], $r[15]));
        $rest($f($f($f(a, e), $f(c, g)), $f($f(b, f), $f(d, h))))
    }};
}

/// Whether there is a NaN in a row.
macro_rules! nan {
    ($r:ident) => {{
        let (a, b) = (unordered($r[0], $r[1]), unordered($r[2], $r[3]));
        let (c, d) = (unordered($r[4], $r[5]), unordered($r[6], $r[7]));
        let (e, f) = (unordered($r[8], $r[9]), unordered($r[10], $r[11]));
        let (g, h) = (unordered($r[12], $r[13]), unordered($r[14], $r[15]));
        let low = either(either(a, b), either(c, d));
        either(low, either(either(e, f), either(g, h)))
    }};
}

/// The extremes of pairs of registers in the first quarter of `$best`, and what `$see` sees in the pairs, of
/// which it is told the number of a register modulo 8. A pair at a time, or the compiler would need more
/// registers than there are.
macro_rules! quartered {
    ($f:ident, $see:ident, $best:ident, $seen:ident, $row:ident) => {{
        let ([mut a, mut b, mut c, mut d, ..], mut seen) = ($best, $seen);
        a = $f(a, $f($row[0], $row[1]));
        $see!(seen, 0, $row[0], $row[1]);
        b = $f(b, $f($row[2], $row[3]));
        $see!(seen, 2, $row[2], $row[3]);
        c = $f(c, $f($row[4], $row[5]));
        $see!(seen, 4, $row[4], $row[5]);
        d = $f(d, $f($row[6], $row[7]));
        $see!(seen, 6, $row[6], $row[7]);
        a = $f(a, $f($row[8], $row[9]));
        $see!(seen, 0, $row[8], $row[9]);
        b = $f(b, $f($row[10], $row[11]));
        $see!(seen, 2, $row[10], $row[11]);
        c = $f(c, $f($row[12], $row[13]));
        $see!(seen, 4, $row[12], $row[13]);
        d = $f(d, $f($row[14], $row[15]));
        $see!(seen, 6, $row[14], $row[15]);
        let [.., e, f, g, h, i, j, k, l, m, n, o, p] = $best;
        ([a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p], seen)
    }};
}

/// Implements `Lanes` for one type of element, over the functions of a module; `$nans` is the macro of the
/// methods that tell whether there is a NaN.
macro_rules! lanes {
    ($Isa:ident, $features:literal, $T:ident, $functions:ident, $lanes:literal / $width:literal; $nans:ident) => {
        const _: () = {
            use $functions::*;
            type Row = [Reg; 16];

            #[inline]
            #[target_feature(enable = $features)]
            fn whole(row: &[$T; $lanes]) -> Row {
                // SAFETY: [SK-4] both are 256 bytes of plain data: any bits of one are a value of the other.
                unsafe { core::mem::transmute::<[$T; $lanes], Row>(*row) }
            }

            /// Columns of so many rows at a time, so that memory is read nearly in order.
            const FEW: usize = 8;

            /// `Lanes::take_rows`, by columns: the sums of a quarter of a row, their squares and what they come
            /// from are all there are registers for. Out of line, or the compiler would keep other sums in
            /// registers, and those that are at work in memory.
            #[inline(never)]
            #[target_feature(enable = $features)]
            fn take_quarters(to: &mut $crate::mean_var::Running<Row>, rows: &[[$T; $lanes]]) {
                let pivot = to.pivot[0];
                let (sums, _) = to.sums.as_chunks_mut::<4>();
                let (squares, _) = to.squares.as_chunks_mut::<4>();
                for rows in rows.chunks(FEW) {
                    for (i, (sums, squares)) in sums.iter_mut().zip(&mut *squares).enumerate() {
                        let (mut all, mut all_squares) = (*sums, *squares);
                        for row in rows {
                            let (quarters, _) = row.as_chunks::<{ $lanes / 4 }>();
                            // SAFETY: [SK-4] both are 64 bytes of plain data: any bits of one are a value of the other.
                            let four = unsafe {
                                core::mem::transmute::<[$T; $lanes / 4], [Reg; 4]>(quarters[i])
                            };
                            for i in 0..4 {
                                let difference = sub(pivot, four[i]);
                                all[i] = add(all[i], difference);
                                all_squares[i] = add(all_squares[i], mul(difference, difference));
                            }
                        }
                        (*sums, *squares) = (all, all_squares);
                    }
                }
            }

            /// `Lanes::add_rows`, in the same way.
            #[inline(never)]
            #[target_feature(enable = $features)]
            fn add_halves(to: &mut Row, rows: &[[$T; $lanes]]) {
                let (to, _) = to.as_chunks_mut::<8>();
                for rows in rows.chunks(FEW) {
                    for (i, to) in to.iter_mut().enumerate() {
                        let mut all = *to;
                        for row in rows {
                            let (halves, _) = row.as_chunks::<{ $lanes / 2 }>();
                            // SAFETY: [SK-4] both are 128 bytes of plain data: any bits of one are a value of the other.
                            let eight = unsafe {
                                core::mem::transmute::<[$T; $lanes / 2], [Reg; 8]>(halves[i])
                            };
                            for i in 0..8 {
                                all[i] = add(all[i], eight[i]);
                            }
                        }
                        *to = all;
                    }
                }
            }

            impl $crate::lanes::Lanes<$T> for $Isa {
                type Row = Row;

                $nans!();
                #[inline(always)]
                fn head(self, part: &[$T], fill: $T) -> Row {
                    $crate::lanes::Lanes::<$T>::load(self, &$crate::lanes::padded(part, fill))
                }

                $crate::raw::narrow::enabled! { $features
                    fn splat(x: $T) -> Row { [splat(x); 16] }
                    fn load(row: &[$T; $lanes]) -> Row { whole(row) }
                    fn store(row: Row) -> [$T; $lanes] {
                        // SAFETY: [SK-4] both are 256 bytes of plain data: any bits of one are a value of the other.
                        unsafe { core::mem::transmute::<Row, [$T; $lanes]>(row) }
                    }
                    fn add(a: Row, b: Row) -> Row { $crate::raw::narrow::each!(add(a, b)) }
                    fn sub(a: Row, b: Row) -> Row { $crate::raw::narrow::each!(sub(a, b)) }
                    fn mul(a: Row, b: Row) -> Row { $crate::raw::narrow::each!(mul(a, b)) }
                    fn mul_add(a: Row, b: Row, c: Row) -> Row {
                        $crate::raw::narrow::each!(mul_add(a, b, c))
                    }
                    fn add_rows(to: Row, rows: &[[$T; $lanes]]) -> Row {
                        let mut to = to;
                        if rows.len() < FEW {
                            for row in rows {
                                let row = whole(row);
                                to = $crate::raw::narrow::each!(add(to, row));
                            }
                        } else {
                            add_halves(&mut to, rows);
                        }
                        to
                    }
                    fn take_rows(
                        to: $crate::mean_var::Running<Row>,
                        rows: &[[$T; $lanes]],
                        _later: &[[$T; $lanes]]
                    ) -> $crate::mean_var::Running<Row> {
                        let mut to = to;
                        take_quarters(&mut to, rows);
                        to
                    }
                    fn abs(row: Row) -> Row { $crate::raw::narrow::each!(abs(row)) }
                    fn select(bits: u64, row: Row, other: Row) -> Row {
                        $crate::raw::narrow::picked!(pick(bits, row, other), $width)
                    }
                    fn min(a: Row, b: Row) -> Row { $crate::raw::narrow::each!(min(a, b)) }
                    fn max(a: Row, b: Row) -> Row { $crate::raw::narrow::each!(max(a, b)) }
                    fn sum(row: Row) -> $T { $crate::raw::narrow::fold!(row, add, sum) }
                    fn least(row: Row) -> $T { $crate::raw::narrow::fold!(row, min, least) }
                    fn greatest(row: Row) -> $T { $crate::raw::narrow::fold!(row, max, greatest) }
                }
            }
        };
    };
}

pub(super) use {each, enabled, fold, lanes, nan, picked, quartered, registers};
