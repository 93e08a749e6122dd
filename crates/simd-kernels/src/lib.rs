//! Reductions with run-time SIMD dispatch and the same bits on every machine.
