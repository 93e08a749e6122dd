//@ error: E0277
#[derive(Clone, Copy)]
struct Mine(f32);

impl simd_kernels::Element for Mine {}

fn main() {
    let _ = simd_kernels::max(&[Mine(1.0)]);
}
