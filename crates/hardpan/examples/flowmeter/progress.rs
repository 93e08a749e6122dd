//! How far it has got, on one line of a terminal.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// A line on stderr, if that is a terminal, ten times a second.
#[derive(Debug)]
pub(crate) struct Progress {
    is_shown: bool,
    length: Option<u64>,
    begun: Instant,
    told: Duration,
}

impl Progress {
    pub(crate) fn new(length: Option<u64>) -> Self {
        let is_shown = io::stderr().is_terminal();
        Self { is_shown, length, begun: Instant::now(), told: Duration::ZERO }
    }

    /// Tells how many bytes have been metered.
    pub(crate) fn show(&mut self, bytes: u64) {
        let elapsed = self.begun.elapsed();
        if self.is_shown && elapsed > self.told + Duration::from_millis(100) {
            self.told = elapsed;
            let _ = write!(io::stderr(), "\r{}\x1b[K", line(bytes, self.length, elapsed));
        }
    }

    /// Leaves the line empty.
    pub(crate) fn clear(&mut self) {
        if self.told > Duration::ZERO {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}

#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "shown to a few digits"
)]
fn line(bytes: u64, length: Option<u64>, elapsed: Duration) -> String {
    let megabytes = bytes as f64 / 1e6;
    let rate = megabytes / elapsed.as_secs_f64();
    match length {
        Some(length) if length >= bytes && length > 0 => {
            let share = bytes as f64 / length as f64;
            let bar = "#".repeat((share * 30.0) as usize);
            format!("{:3.0} % [{bar:<30}] {megabytes:.0} MB, {rate:.0} MB/s", share * 100.0)
        }
        _ => format!("{megabytes:.0} MB, {rate:.0} MB/s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_length_has_a_bar() {
        let second = Duration::from_secs(1);
        assert_eq!(
            line(50_000_000, Some(100_000_000), second),
            format!(" 50 % [{}{}] 50 MB, 50 MB/s", "#".repeat(15), " ".repeat(15))
        );
        assert_eq!(line(50_000_000, None, second), "50 MB, 50 MB/s");
        // A file that grows while it is read.
        assert_eq!(line(50_000_000, Some(10), second), "50 MB, 50 MB/s");
    }
}
