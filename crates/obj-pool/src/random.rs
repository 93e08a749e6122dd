//! Numbers for tests: the same ones each time.

/// The upper bits of a linear congruence (Knuth's MMIX).
pub(crate) fn draw(state: &mut u64) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    usize::try_from(*state >> 40).unwrap_or(0)
}
