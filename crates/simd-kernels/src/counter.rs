/// Joins equal blocks by a binary counter: a tree, however many there are, in the space of its
/// height.
///
/// ```text
/// push(p):    i = 0
///             while bit i of `blocks` is 1:    p = join(at[i], p);  i += 1
///             at[i] = p;  blocks += 1
/// finish(p):  for each bit i of `blocks` that is 1, from the lowest:    p = join(at[i], p)
/// ```
///
/// `at[i]` holds the joined value of 2^i blocks where bit i of `blocks` is 1. Older blocks are
/// always the left operand.
#[derive(Clone, Debug)]
pub(crate) struct Counter<P> {
    at: [P; 64],
    blocks: u64,
}

impl<P: Copy> Counter<P> {
    /// Of no blocks. `filler` is never read.
    #[inline]
    pub(crate) const fn new(filler: P) -> Self {
        Self { at: [filler; 64], blocks: 0 }
    }

    /// How many blocks were pushed.
    pub(crate) const fn blocks(&self) -> u64 {
        self.blocks
    }

    /// Adds a block.
    #[inline(always)]
    pub(crate) fn push(&mut self, mut block: P, join: impl Fn(P, P) -> P) {
        let height = self.blocks.trailing_ones();
        for level in 0..height {
            block = join(self.at[level as usize & 63], block);
        }
        self.at[height as usize & 63] = block;
        // 2^64 blocks of 2^11 elements and more do not come.
        self.blocks = self.blocks.wrapping_add(1);
    }

    /// The join of all blocks and of what came after them, if anything.
    #[inline(always)]
    pub(crate) fn finish(&self, last: Option<P>, join: impl Fn(P, P) -> P) -> Option<P> {
        let mut all = last;
        let mut left = self.blocks;
        while left != 0 {
            let older = self.at[left.trailing_zeros() as usize & 63];
            all = Some(match all {
                Some(newer) => join(older, newer),
                None => older,
            });
            left &= left - 1;
        }
        all
    }
}
