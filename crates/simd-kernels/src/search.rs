/// How many elements are looked at without a branch.
const PIECE: usize = 64;

/// The place of the first element that `wanted` accepts. Pieces are looked at as a whole, which the
/// compiler vectorises with what the level enables; the one that has it, again one by one.
#[inline(always)]
pub(crate) fn place<T: Copy>(xs: &[T], wanted: impl Fn(T) -> bool) -> Option<usize> {
    let (pieces, rest) = xs.as_chunks::<PIECE>();
    for (i, piece) in pieces.iter().enumerate() {
        if piece.iter().fold(false, |any, &x| any | wanted(x)) {
            return piece.iter().position(|&x| wanted(x)).map(|at| i * PIECE + at);
        }
    }
    rest.iter().position(|&x| wanted(x)).map(|at| xs.len() - rest.len() + at)
}
