//! The bug is in `tests/loom.rs`.
