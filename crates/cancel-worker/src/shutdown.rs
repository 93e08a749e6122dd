/// What a cancelled processor does with what it has accepted. Whichever it is, nothing new is
/// accepted, a flush that is under way may end, and at the deadline what is left is returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Shutdown {
    /// Flush everything, and wait for permits that are still held.
    #[default]
    Drain,
    /// Flush one more batch, the oldest items, and return the rest.
    FlushBuffered,
    /// Flush nothing more: return everything.
    Return,
}
