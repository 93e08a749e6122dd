use core::{fmt, num::NonZeroU32};

/// The name of a value in a [`Slab`](crate::Slab): the number of its entry, and which of the values
/// that were ever there it is.
///
/// Eight bytes, and so is an `Option<Key>`. A key of a value that was removed finds nothing, for ever:
/// an entry whose generations are spent is not used again. A key means something in the slab that gave
/// it, and in no other.
///
/// ```
/// use obj_pool::{Key, Slab};
///
/// let mut slab = Slab::new();
/// let key = slab.insert("a");
/// let bits: u64 = key.to_bits(); // for an operating system's user data, say
/// assert_eq!(Key::from_bits(bits), Some(key));
/// assert_eq!(size_of::<Option<Key>>(), 8);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    index: u32,
    /// Even [OP-7].
    generation: NonZeroU32,
}

impl Key {
    /// The generation of an entry's first value.
    pub(super) const FIRST: NonZeroU32 = NonZeroU32::new(2).unwrap();

    /// Of the value that an entry has now. `None` if it has none.
    #[inline]
    pub(super) fn new(index: u32, generation: u32) -> Option<Self> {
        // No value that is seen has 0; to ask for it would make an iteration half as slow again.
        let known = NonZeroU32::new(generation).unwrap_or(Self::FIRST);
        (generation % 2 == 0).then_some(Self { index, generation: known })
    }

    /// With this generation, if a key can have it.
    #[inline]
    pub(super) fn checked(index: u32, generation: u32) -> Option<Self> {
        let generation = NonZeroU32::new(generation)?;
        (generation.get() % 2 == 0).then_some(Self { index, generation })
    }

    /// Which entry of the slab it is: small numbers, used again. Good as an index into an array that
    /// goes along with the slab.
    #[must_use]
    #[inline]
    pub fn index(self) -> u32 {
        self.index
    }

    /// Which of the values that were in the entry: even, and larger for a later one.
    #[must_use]
    #[inline]
    pub fn generation(self) -> NonZeroU32 {
        self.generation
    }

    /// The whole key: the generation in the upper half, the index in the lower. It is never 0.
    #[must_use]
    #[inline]
    pub fn to_bits(self) -> u64 {
        u64::from(self.generation.get()) << 32 | u64::from(self.index)
    }

    /// The key with these [bits](Self::to_bits). `None` if no key has them. Bits that a slab did not
    /// give make a key that finds nothing, or another value.
    #[must_use]
    #[inline]
    #[allow(clippy::cast_possible_truncation, reason = "each half is taken by itself")]
    pub fn from_bits(bits: u64) -> Option<Self> {
        Self::checked(bits as u32, (bits >> 32) as u32)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({}v{})", self.index, self.generation)
    }
}
