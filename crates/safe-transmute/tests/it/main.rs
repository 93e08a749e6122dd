//! Everything that runs; what must not compile is in `tests/ui`.

mod auto_traits;
#[cfg(feature = "bytemuck")]
mod bytemuck;
mod casts;
mod const_views;
mod constants;
#[cfg(feature = "derive")]
mod derive;
mod each_type;
mod endian;
mod ffi;
mod fuzz;
mod layouts;
mod many_variants;
mod model;
mod names_in_scope;
#[cfg(feature = "alloc")]
mod owned;
mod parse;
mod records;
mod rows;
mod validity;
mod wide_enums;
