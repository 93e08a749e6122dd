//! Numbers as people read them.

/// `1234567` as `1,234,567`.
pub(super) fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number with a prefix and a unit, to three digits: `1.23 MB`.
pub(super) fn scaled(value: f64, unit: &str) -> String {
    let mut value = value;
    for prefix in ["", "k", "M", "G", "T", "P", "E"] {
        // 999.5 would be shown as 1000.
        if value < 999.5 {
            let digits =
                if prefix.is_empty() && value.fract() == 0.0 { 0 } else { decimals(value) };
            return format!("{value:.digits$} {prefix}{unit}");
        }
        value /= 1e3;
    }
    format!("{value:.0} Z{unit}")
}

/// A time span to three digits: `12.3 ms`, `4 min 05 s`, `2 h 03 min`.
pub(super) fn span(seconds: f64) -> String {
    if seconds < 0.0 {
        return format!("-{}", span(-seconds));
    }
    if seconds >= 3_599.5 {
        let minutes = (seconds / 60.0).round() as u64;
        return format!("{} h {:02} min", grouped(minutes / 60), minutes % 60);
    }
    if seconds >= 99.95 {
        let seconds = seconds.round() as u64;
        return format!("{} min {:02} s", seconds / 60, seconds % 60);
    }
    for (scale, unit) in [(1.0, "s"), (1e3, "ms"), (1e6, "µs")] {
        let value = seconds * scale;
        if value >= 0.9995 {
            return format!("{value:.*} {unit}", decimals(value));
        }
    }
    format!("{:.0} ns", seconds * 1e9)
}

/// So many that three digits are shown.
fn decimals(value: f64) -> usize {
    if value >= 99.95 {
        0
    } else if value >= 9.995 {
        1
    } else {
        2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        let texts = [0, 7, 999, 1_000, 123_456, 1_234_567, u64::MAX].map(grouped);
        assert_eq!(
            texts,
            ["0", "7", "999", "1,000", "123,456", "1,234,567", "18,446,744,073,709,551,615"]
        );
    }

    #[test]
    fn scaled_numbers_have_three_digits() {
        let texts = [0.0, 0.25, 999.0, 999.6, 1_000.0, 12_345.0, 999_600.0, 8_319_710.0, 1e30]
            .map(|n| scaled(n, "B"));
        assert_eq!(
            texts,
            [
                "0 B",
                "0.25 B",
                "999 B",
                "1.00 kB",
                "1.00 kB",
                "12.3 kB",
                "1.00 MB",
                "8.32 MB",
                "1000000000 ZB"
            ]
        );
    }

    #[test]
    fn spans_change_their_unit_where_people_do() {
        let texts = [0.0, 2e-9, 1.5e-6, 0.012_34, 1.0, 99.9, 100.0, 245.4, 3_600.0, 90_061.0, -0.5]
            .map(span);
        assert_eq!(
            texts,
            [
                "0 ns",
                "2 ns",
                "1.50 µs",
                "12.3 ms",
                "1.00 s",
                "99.9 s",
                "1 min 40 s",
                "4 min 05 s",
                "1 h 00 min",
                "25 h 01 min",
                "-500 ms"
            ]
        );
    }
}
