//@ error: E0624
use simd_kernels::Level;

fn main() {
    let _ = Level::detect().token();
}
