use std::io;

use tokio_util::sync::CancellationToken;

/// Cancels `token` when the process is told to stop: on SIGINT or SIGTERM, on Windows on Ctrl-C
/// (feature `signal`).
///
/// It listens from this call on, with a task of its own that ends when the token is cancelled. From
/// then on the process no longer dies of these signals by itself, as tokio's handlers stay.
///
/// # Errors
/// If the handlers cannot be installed.
///
/// # Panics
/// Outside a tokio runtime with I/O.
///
/// ```no_run
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// let stop = cancel_worker::CancellationToken::new();
/// cancel_worker::cancel_on_signal(&stop)?;
/// # Ok(()) }
/// ```
pub fn cancel_on_signal(token: &CancellationToken) -> io::Result<()> {
    let mut signals = Signals::listen()?;
    let token = token.clone();
    tokio::spawn(async move {
        if token.run_until_cancelled(signals.recv()).await.is_some() {
            event!(info, "told to stop by a signal");
            token.cancel();
        }
    });
    Ok(())
}

#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn recv(&mut self) {
        core::future::poll_fn(|cx| {
            let interrupted = self.interrupt.poll_recv(cx).is_ready();
            let terminated = self.terminate.poll_recv(cx).is_ready();
            if interrupted || terminated {
                core::task::Poll::Ready(())
            } else {
                core::task::Poll::Pending
            }
        })
        .await;
    }
}

#[cfg(windows)]
struct Signals(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl Signals {
    fn listen() -> io::Result<Self> {
        tokio::signal::windows::ctrl_c().map(Self)
    }

    async fn recv(&mut self) {
        self.0.recv().await;
    }
}
