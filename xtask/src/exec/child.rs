//! A command that runs: its end, and that of whatever it started.

use std::{
    io,
    process::{Child, Command, ExitStatus},
    sync::atomic::Ordering,
    thread,
    time::{Duration, Instant},
};

use super::INTERRUPTED;
use crate::judge::End;

/// Waits for the command, at most until the deadline.
pub(super) fn wait(mut child: Child, deadline: Instant, tick: impl Fn()) -> io::Result<End> {
    let end = loop {
        tick();
        if let Some(status) = child.try_wait()? {
            break ended(status);
        }
        if INTERRUPTED.load(Ordering::Relaxed) {
            break End::Interrupted;
        }
        if Instant::now() >= deadline {
            break End::TimedOut;
        }
        thread::sleep(Duration::from_millis(20));
    };
    // The command itself if it still runs, and whatever it left behind.
    kill_group(&mut child);
    child.wait()?;
    Ok(end)
}

fn ended(status: ExitStatus) -> End {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return End::Signal(signal);
    }
    End::Code(status.code().unwrap_or(-1))
}

#[cfg(unix)]
pub(super) fn lead_a_group(command: &mut Command) {
    std::os::unix::process::CommandExt::process_group(command, 0);
}

#[cfg(unix)]
fn kill_group(child: &mut Child) {
    use nix::{
        sys::signal::{Signal, killpg},
        unistd::Pid,
    };
    if let Ok(group) = i32::try_from(child.id()) {
        // The error is that nobody is left.
        let _ = killpg(Pid::from_raw(group), Signal::SIGKILL);
    }
}

#[cfg(not(unix))]
pub(super) fn lead_a_group(_: &mut Command) {}

#[cfg(not(unix))]
fn kill_group(child: &mut Child) {
    // The error is that it has exited.
    let _ = child.kill();
}
