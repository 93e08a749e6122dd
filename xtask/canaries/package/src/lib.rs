//! Builds in its tree and nowhere else.

/// The bug: a file that no package of this crate has.
pub const OUTSIDE: &str = include_str!("../../Cargo.toml");
