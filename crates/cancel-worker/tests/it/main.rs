//! Integration tests: tokio without I/O, paused time where a clock is in it. Miri runs them too.

mod auto_traits;
mod batch;
mod chaos;
mod config;
mod fuzz;
mod inbox;
mod ledger;
mod model;
mod panics;
mod shutdown;
mod timing;
mod worker;
