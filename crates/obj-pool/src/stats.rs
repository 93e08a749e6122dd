/// What a pool has done and holds, from [`Pool::stats`](crate::Pool::stats).
///
/// Each figure is true of each slot at some moment of the call; while other threads use the pool,
/// the moments differ. Gets that succeeded = created (less the prewarmed) + reused + overflowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Stats {
    /// Objects that were made for slots, the prewarmed ones included.
    pub created: u64,
    /// Gets that found an object, and found it good.
    pub reused: u64,
    /// Objects of slots that the pool dropped: refused by a hook, lost to a hook's panic, or
    /// discarded by their user.
    pub discarded: u64,
    /// Temporaries that were made because all slots were taken.
    pub overflowed: u64,
    /// Slots that are taken now, those of forgotten guards included.
    pub in_use: usize,
    /// Objects that wait in their slots now.
    pub idle: usize,
}
