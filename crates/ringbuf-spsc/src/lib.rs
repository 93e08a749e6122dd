//! A bounded, wait-free ring buffer for one producer and one consumer.
