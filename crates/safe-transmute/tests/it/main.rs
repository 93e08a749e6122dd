//! Everything that runs; what must not compile is in `tests/ui`.

mod auto_traits;
mod endian;
mod fuzz;
mod layouts;
mod model;
mod parse;
