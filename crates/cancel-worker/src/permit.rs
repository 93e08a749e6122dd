use core::fmt;

use crate::inbox::Inbox;
use crate::rejected::Rejected;

/// Room for one item, from [`InboxSender::reserve`](crate::InboxSender::reserve).
///
/// Dropping it passes the room on. Held through a shutdown it delays a draining processor, but no
/// longer than the shutdown's deadline. Forgotten, it takes its room out of the inbox for good, and a
/// batch as large as the capacity never fills up again.
#[must_use = "dropping a permit gives its room back"]
pub struct Permit<'a, T> {
    /// `None`: used.
    inbox: Option<&'a Inbox<T>>,
}

impl<'a, T> Permit<'a, T> {
    pub(crate) fn new(inbox: &'a Inbox<T>) -> Self {
        Self { inbox: Some(inbox) }
    }

    /// Sends into the reserved room: never waits. One lock, no allocation beyond the queue's growth.
    ///
    /// # Errors
    /// Hands the item back if the processor has stopped accepting in the meantime.
    ///
    /// ```
    /// # use cancel_worker::{Batch, BatchSink, FlushCtx, MessageProcessor};
    /// # struct Null;
    /// # impl BatchSink<u32> for Null {
    /// #     type Error = std::io::Error;
    /// #     async fn flush_batch(&self, _: &mut Batch<u32>, _: &FlushCtx) -> Result<(), Self::Error> { Ok(()) }
    /// # }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let (tx, worker) = MessageProcessor::builder(Null).build()?;
    /// let permit = tx.reserve().await?;
    /// let item = 7; // costly to make, so only made once there is room
    /// permit.send(item)?;
    /// assert_eq!(worker.into_unsettled(), [7]);
    /// # Ok(()) }
    /// ```
    pub fn send(mut self, item: T) -> Result<(), Rejected<T>> {
        match self.inbox.take() {
            Some(inbox) => inbox.push_permitted(item),
            None => unreachable!("a permit is consumed by its send"),
        }
    }
}

impl<T> Drop for Permit<'_, T> {
    fn drop(&mut self) {
        if let Some(inbox) = self.inbox.take() {
            inbox.return_permit();
        }
    }
}

impl<T> fmt::Debug for Permit<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Permit").finish_non_exhaustive()
    }
}
