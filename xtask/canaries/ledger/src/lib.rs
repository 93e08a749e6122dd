//! Read by the stage `ledger`, built by none.

pub mod raw;
