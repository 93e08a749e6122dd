//! For `cargo xtask profile` where perf is missing or refused: loaded into the program (`LD_PRELOAD`), it
//! samples the stacks by the process's own timer and leaves them, folded, as
//! `$HARDPAN_SAMPLER/PID.folded`. The program itself is as it always is.

use std::{
    env,
    fmt::Write,
    fs, process,
    sync::{Mutex, PoisonError},
};

use pprof::{Frames, ProfilerGuard};

/// Samples a second of processor time; a prime number, out of step with what the program repeats.
const RATE: i32 = 997;

static SAMPLER: Mutex<Option<ProfilerGuard<'static>>> = Mutex::new(None);

#[ctor::ctor(unsafe)]
fn begin() {
    if env::var_os("HARDPAN_SAMPLER").is_some() {
        // Whoever looks for the file will miss it.
        *SAMPLER.lock().unwrap_or_else(PoisonError::into_inner) = ProfilerGuard::new(RATE).ok();
    }
}

#[dtor::dtor(unsafe)]
fn end() {
    let sampler = SAMPLER.lock().unwrap_or_else(PoisonError::into_inner).take();
    let (Some(sampler), Some(folder)) = (sampler, env::var_os("HARDPAN_SAMPLER")) else { return };
    let Ok(report) = sampler.report().build() else { return };
    let folded: String = report.data.iter().map(|(frames, count)| line(frames, *count)).collect();
    let path = std::path::Path::new(&folder).join(format!("{}.folded", process::id()));
    // As above.
    let _ = fs::write(path, folded);
}

/// A stack as `inferno` reads it: the caller first, then how often it was seen.
fn line(frames: &Frames, count: isize) -> String {
    let mut line = frames.thread_name.replace([';', '\n'], " ");
    for symbol in frames.frames.iter().rev().flat_map(|inlined| inlined.iter().rev()) {
        // Writing to a string cannot fail.
        let _ = write!(line, ";{symbol}");
    }
    line + &format!(" {count}\n")
}
