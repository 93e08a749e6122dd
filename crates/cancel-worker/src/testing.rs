//! For your tests and ours (feature `testing`): items that know whether they were settled, a sink that
//! answers as it is told, and a clock that stands still.
//!
//! ```
//! use cancel_worker::{Exhausted, MessageProcessor, RetryPolicy};
//! use cancel_worker::testing::{Answer, Ledger, ScriptedSink, paused};
//!
//! paused(async {
//!     let ledger = Ledger::default();
//!     let sink = ScriptedSink::new(&ledger, [Answer::Err(1), Answer::Panic(0)]);
//!     let (tx, mut worker) = MessageProcessor::builder(sink.clone())
//!         .retry(RetryPolicy { max_attempts: 2, then: Exhausted::Stop, ..RetryPolicy::default() })
//!         .build()
//!         .unwrap();
//!     for n in 0..3 {
//!         ledger.sent((0, n), tx.try_send(ledger.token(0, n)));
//!     }
//!     let error = worker.run().await.unwrap_err();
//!     assert_eq!(error.returned.len(), 2); // one was done before the first attempt failed
//!     ledger.give_back(error.returned);
//!     assert_eq!(sink.flushes().len(), 2);
//!     ledger.balance_in_order();
//! });
//! ```

mod answer;
mod ledger;
mod scripted_sink;

pub use answer::Answer;
pub use ledger::{Book, Id, Ledger, Token};
pub use scripted_sink::{Flush, Refused, ScriptedSink};

/// Runs on one thread, with a clock that only moves when all tasks wait, and without I/O.
///
/// # Panics
/// If there is a runtime on this thread already.
pub fn paused<F: Future>(future: F) -> F::Output {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    match builder.enable_time().start_paused(true).build() {
        Ok(runtime) => runtime.block_on(future),
        Err(error) => panic!("a runtime without I/O: {error}"),
    }
}
