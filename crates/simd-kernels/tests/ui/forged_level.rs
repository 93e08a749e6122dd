//@ error: E0423
use simd_kernels::{Isa, Level};

fn main() {
    let _ = Level(Isa::Avx512);
}
