//! Bounded object pools that stay cheap when threads meet.
