//! Bytes to types and back, proved by the compiler.
