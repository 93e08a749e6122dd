use core::fmt;
use core::hash::Hash;
use std::hash::{BuildHasher, RandomState};

/// How many flushes may be under way at once.
///
/// Each lane has its own batch, retries and back-off, so that a batch that fails holds up its own
/// lane only; under [`PerKey`](Self::PerKey) until what waits behind it fills the inbox, whose capacity all
/// lanes share. One lane is the cheapest: with more, each item is moved twice more.
#[derive(Default)]
#[non_exhaustive]
pub enum InFlight<T> {
    /// One. Batches are flushed in the order in which their items were accepted.
    #[default]
    One,
    /// So many lanes, each item in the lane of its key's hash: the order is kept per key. See
    /// [`InFlight::per_key`].
    PerKey(usize, KeyHash<T>),
    /// So many, in whatever order they end.
    Any(usize),
}

/// The hash of an item's key, in [`InFlight::PerKey`].
pub struct KeyHash<T>(Box<dyn Fn(&T) -> u64 + Send>);

impl<T> InFlight<T> {
    /// `lanes` lanes, and `key` to say what belongs together. The hash is seeded anew each time, so
    /// that nobody can send keys that all meet in one lane.
    ///
    /// If `key` panics, the panic is caught and the item goes to the first lane.
    ///
    /// ```
    /// # use cancel_worker::InFlight;
    /// struct Order { customer: u64 }
    /// let lanes = InFlight::per_key(8, |order: &Order| order.customer);
    /// # let _ = lanes;
    /// ```
    pub fn per_key<K: Hash>(lanes: usize, key: impl Fn(&T) -> K + Send + 'static) -> Self {
        let seed = RandomState::new();
        Self::PerKey(lanes, KeyHash(Box::new(move |item| seed.hash_one(key(item)))))
    }

    pub(crate) fn lanes(&self) -> usize {
        match self {
            Self::One => 1,
            Self::PerKey(n, _) | Self::Any(n) => *n,
        }
    }
}

impl<T> KeyHash<T> {
    pub(crate) fn of(&self, item: &T) -> u64 {
        (self.0)(item)
    }
}

impl<T> fmt::Debug for KeyHash<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyHash")
    }
}

impl<T> fmt::Debug for InFlight<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::One => f.write_str("One"),
            Self::PerKey(n, _) => f.debug_tuple("PerKey").field(n).finish_non_exhaustive(),
            Self::Any(n) => f.debug_tuple("Any").field(n).finish(),
        }
    }
}
