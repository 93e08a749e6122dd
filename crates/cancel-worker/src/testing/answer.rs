/// How a [`ScriptedSink`](super::ScriptedSink) answers a flush.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Answer {
    /// Settles the batch.
    Ok,
    /// Fails, after removing so many from the front.
    Err(usize),
    /// Fails with an error that is not transient, after removing so many from the front.
    Fatal(usize),
    /// Panics, after removing so many from the front.
    Panic(usize),
    /// Never ends, after removing so many from the front.
    Hang(usize),
    /// Settles the batch after so many milliseconds.
    Slow(u64),
    /// Removes every other item by `retain`, then fails.
    Odd,
}
