use core::time::Duration;

/// How long a batch that is not full waits for more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Linger {
    /// Not at all: flush as soon as the inbox is empty. Batches grow by themselves under load.
    #[default]
    Idle,
    /// Until this long after its first item was accepted, wherever that item waited. The timer
    /// never restarts. Where an item had to wait behind several full batches, or a rule of yours
    /// closed the one before it, it may count from an item in front of it, and so wait less.
    ///
    /// A batch's first item reads the clock. With [`InFlight::PerKey`](crate::InFlight::PerKey) only the
    /// processor can tell which that is, and reads it when it sees the item, which is at once unless all
    /// lanes are busy.
    FromFirst(Duration),
    /// For ever: only full batches, and the last one at shutdown.
    Never,
}
