//! The arena in memory that the caller lends.

use core::{alloc::Layout, fmt, mem::MaybeUninit, ptr::NonNull};

use crate::{
    AllocError, ArenaBox, FormatError, Rejected,
    bodies::{self, refuse_drop},
    methods::fallible,
    raw::{Fixed, Host},
};

/// An arena in a buffer of yours: an array on the stack, a `static`, a region of a linker script. It
/// needs no allocator, and does not grow.
///
/// Its methods return an error when the buffer is full, which harms nothing.
///
/// Cost: as for [`Arena`](crate::Arena), without chunks: a block takes its size rounded up to 8
/// bytes, and padding if it is aligned to more than 8. A buffer that does not begin and end at
/// multiples of 8 loses up to 14 bytes.
///
/// # Example
///
/// ```
/// use arena_alloc::BufArena;
/// use core::mem::MaybeUninit;
///
/// let mut memory = [MaybeUninit::uninit(); 256];
/// let mut arena = BufArena::new(&mut memory);
/// let primes = arena.try_alloc_slice_copy(&[2_u32, 3, 5])?;
/// let name = arena.try_alloc_fmt(format_args!("{} primes", primes.len())).unwrap();
/// assert_eq!(name, "3 primes");
/// assert!(arena.try_alloc([0_u8; 256]).is_err());
/// arena.reset();
/// # Ok::<(), arena_alloc::AllocError>(())
/// ```
pub struct BufArena<'b> {
    body: Fixed<'b>,
}

impl<'b> BufArena<'b> {
    /// An arena in `memory`, which it has to itself until it is dropped.
    ///
    /// Initialised memory is given as `MaybeUninit<u8>`, too, as an arena uninitialises it.
    #[inline]
    #[must_use]
    pub fn new(memory: &'b mut [MaybeUninit<u8>]) -> Self {
        Self { body: Fixed::new(memory) }
    }

    #[inline(always)]
    pub(crate) fn host(&self) -> &Fixed<'b> {
        &self.body
    }

    fallible! { borrowed 'a, "```", "let mut memory = [core::mem::MaybeUninit::uninit(); 1 << 13]; let arena = arena_alloc::BufArena::new(&mut memory);", "" }

    /// The bytes that blocks take since the last reset, rounding and padding included.
    #[must_use]
    pub fn used(&self) -> usize {
        self.body.used()
    }

    /// The bytes that blocks can still take.
    #[must_use]
    pub fn left(&self) -> usize {
        self.body.left()
    }

    /// Takes back every block. No destructor runs.
    ///
    /// Cost: one write.
    pub fn reset(&mut self) {
        self.body.reset();
    }
}

impl fmt::Debug for BufArena<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BufArena")
            .field("used", &self.used())
            .field("left", &self.left())
            .finish_non_exhaustive()
    }
}
