//! Integration tests: tokio without I/O, paused time where a clock is in it. Miri runs them too.

mod auto_traits;
mod barrier;
mod batch;
mod calls;
mod chaos;
mod config;
mod extremes;
mod fuzz;
mod handle;
mod inbox;
mod interrupted;
mod lanes;
mod ledger;
mod model;
mod panics;
mod promises;
mod retries;
mod retry_fn;
mod rude_wakers;
mod rules;
mod seeded;
mod shutdown;
mod streams;
mod supervisor;
mod timing;
mod worker;
