//@ error: E0200
use safe_transmute::{FromBytes, FromZeros, Immutable, IntoBytes, Unaligned};

struct Lie(bool, u32);

impl FromZeros for Lie {}
impl FromBytes for Lie {}
impl IntoBytes for Lie {}
impl Immutable for Lie {}
impl Unaligned for Lie {}

fn main() {}
