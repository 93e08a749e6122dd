//! Each crate beside its rivals, in one run. The benches are in `benches/`.
