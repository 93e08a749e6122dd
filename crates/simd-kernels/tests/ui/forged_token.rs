//@ error: E0603
use simd_kernels::raw::Token;

fn main() {
    let _ = Token::best();
}
