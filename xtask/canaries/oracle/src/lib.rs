//! Claims that a type with padding is bytes: see `tests/oracle.rs`.
