//! Functions that are not what `budgets.toml` says of them.

pub mod planted;
