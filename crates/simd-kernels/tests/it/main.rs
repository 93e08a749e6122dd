//! Each kernel on each level, bit for bit, beside plain code that does what the crate's page says.
#![expect(clippy::float_cmp, reason = "the bits are what is promised")]

mod auto_traits;
mod bytes;
mod cut;
mod dot;
mod elementwise;
mod exact;
mod extremes;
mod fuzz;
mod hash;
mod hash_numbers;
mod histogram;
#[cfg(all(target_arch = "x86_64", not(miri)))]
mod huge;
mod levels;
mod masked;
mod mean_var;
mod oracle;
#[cfg(not(miri))]
mod pages;
mod precise;
mod sum;
mod wide;
