//@ error: IntoBytes rests on a size
//@ error: Unaligned rests on an alignment
use safe_transmute::{IntoBytes, Unaligned, layout};

#[repr(C)]
struct Pair<T>(T, T);

layout! { for<T> struct Pair<T> where T: IntoBytes { 0, 1 }: IntoBytes }
layout! { for<T> struct Pair<T> where T: Unaligned { 0, 1 }: Unaligned }

fn main() {}
