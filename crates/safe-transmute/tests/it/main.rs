//! Everything that runs; what must not compile is in `tests/ui`.

mod auto_traits;
mod casts;
#[cfg(feature = "derive")]
mod derive;
mod endian;
mod fuzz;
mod layouts;
mod model;
#[cfg(feature = "alloc")]
mod owned;
mod parse;
mod validity;
