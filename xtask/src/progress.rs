//! What one sees while the gate runs: on a terminal a line that lives, else a line for each stage.

use std::{
    io::{self, IsTerminal, Write},
    sync::Mutex,
    time::{Duration, Instant},
};

/// A stage's own.
#[derive(Debug)]
pub(crate) struct Progress {
    /// `[3/20] asan`; nothing is shown if it is empty.
    stage: String,
    live: bool,
    start: Instant,
    /// When the line was last drawn.
    drawn: Mutex<Option<Instant>>,
}

const PERIOD: Duration = Duration::from_millis(250);

impl Progress {
    /// Begins a stage, the `at`th of `of`.
    pub(crate) fn begin(at: usize, of: usize, id: &str, title: &str) -> Self {
        let live = io::stderr().is_terminal();
        let stage = format!("[{at}/{of}] {id}");
        if !live {
            eprintln!("{stage}: {title}");
        }
        Self { stage, live, start: Instant::now(), drawn: Mutex::new(None) }
    }

    #[cfg(test)]
    pub(crate) fn silent() -> Self {
        let start = Instant::now();
        Self { stage: String::new(), live: false, start, drawn: Mutex::new(None) }
    }

    /// Called often; draws seldom.
    pub(crate) fn show(&self, subject: &str) {
        // Another step that runs beside this one may be drawing.
        let Ok(mut drawn) = self.drawn.try_lock() else { return };
        if !self.live || drawn.is_some_and(|drawn| drawn.elapsed() < PERIOD) {
            return;
        }
        *drawn = Some(Instant::now());
        let line = self.line(subject, self.start.elapsed());
        let mut stderr = io::stderr().lock();
        // A terminal that cannot be written shows nothing; the report will tell.
        let _ = write!(stderr, "\r\x1b[K{line}").and_then(|()| stderr.flush());
    }

    fn line(&self, subject: &str, time: Duration) -> String {
        // A line that wraps would not be overwritten whole.
        const LONGEST: usize = 76;
        let line = format!("{} {}s {subject}", self.stage, time.as_secs());
        line.chars().take(LONGEST).collect()
    }

    /// The stage is over: `pass, 12.3 s, …`.
    pub(crate) fn end(self, said: &str) {
        let clear = if self.live { "\r\x1b[K" } else { "" };
        let said = said.lines().next().unwrap_or_default();
        eprintln!("{clear}{}: {said}", self.stage);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_never_wraps() {
        let progress = Progress { stage: "[1/2] asan".into(), ..Progress::silent() };
        let line = progress.line(&"x".repeat(200), Duration::from_millis(61_900));
        assert!(line.starts_with("[1/2] asan 61s xxx") && line.len() == 76, "{line}");
    }
}
