//! Instants of a capture, to the nanosecond.

use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

/// Nanoseconds since the epoch. A capture's 32-bit seconds and any fraction, even a nonsensical
/// one, fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Time(pub(crate) u64);

impl Time {
    pub(crate) fn new(seconds: u32, nanoseconds: u64) -> Self {
        Self(u64::from(seconds) * 1_000_000_000 + nanoseconds)
    }

    /// Seconds from `earlier` to here; negative where the capture runs backwards.
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_wrap,
        reason = "a difference; f64 keeps 53 bits of it"
    )]
    pub(crate) fn seconds_since(self, earlier: Self) -> f64 {
        (self.0.wrapping_sub(earlier.0) as i64) as f64 / 1e9
    }
}

impl fmt::Display for Time {
    /// Seconds, with exactly nine decimals.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:09}", self.0 / 1_000_000_000, self.0 % 1_000_000_000)
    }
}

impl Serialize for Time {
    /// A JSON number with all nine decimals, which a detour over `f64` would lose.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RawValue::from_string(self.to_string())
            .map_err(serde::ser::Error::custom)?
            .serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nine_decimals_survive_text_and_json() {
        let time = Time::new(1_700_000_000, 7);
        assert_eq!(time.to_string(), "1700000000.000000007");
        assert_eq!(serde_json::to_string(&time).unwrap(), "1700000000.000000007");
        assert_eq!(Time::new(0, 0).to_string(), "0.000000000");
        let last = Time::new(u32::MAX, u64::from(u32::MAX) * 1_000);
        assert_eq!(last.to_string(), "4294971589.967295000");
    }

    #[test]
    fn differences_have_a_sign() {
        let (early, late) = (Time::new(1, 0), Time::new(2, 500_000_000));
        assert!((late.seconds_since(early) - 1.5).abs() < 1e-12);
        assert!((early.seconds_since(late) + 1.5).abs() < 1e-12);
    }
}
