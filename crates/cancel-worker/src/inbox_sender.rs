use core::fmt;
use core::future::{Future, poll_fn};
use core::pin::{Pin, pin};
use core::task::{Context, Poll, Waker};
use std::task::Wake;
use std::thread::{self, Thread};

use futures_core::Stream;
use tokio::task::coop;

use crate::inbox::Inbox;
use crate::inbox_closed::InboxClosed;
use crate::outcome::Outcome;
use crate::permit::Permit;
use crate::rejected::{RejectReason, Rejected};
use crate::sync::Arc;
use crate::waitlist::Key;

/// The way into a [`MessageProcessor`](crate::MessageProcessor). Clone it freely: when the last
/// clone is dropped, the processor flushes what it has and ends.
///
/// **`Ok` from any send means accepted**: from then on the item is the processor's to settle. On
/// `Err` the item comes back. Room is given in the order in which it was asked for.
///
/// A send is one lock and a push; with [`Linger::FromFirst`](crate::Linger::FromFirst) the first
/// item of a batch also reads the clock. It allocates when the queue grows. A clone is one atomic
/// operation, and so is its drop.
pub struct InboxSender<T> {
    door: Arc<Door<T>>,
}

/// What all clones of a sender share. It goes with the last of them, so that nobody counts them under the
/// inbox's lock.
struct Door<T>(Arc<Inbox<T>>);

impl<T> Drop for Door<T> {
    fn drop(&mut self) {
        self.0.no_more_senders();
    }
}

impl<T> InboxSender<T> {
    /// The first sender of this inbox: the others are its clones.
    pub(crate) fn new(inbox: Arc<Inbox<T>>) -> Self {
        Self { door: Arc::new(Door(inbox)) }
    }

    pub(crate) fn inbox(&self) -> &Inbox<T> {
        &self.door.0
    }

    /// Sends, and waits for room if there is none.
    ///
    /// Dropping the future before it is done takes the item with it, and passes room that had been
    /// granted on to the next. Takes part in tokio's cooperative scheduling.
    ///
    /// # Errors
    /// Hands the item back if the processor shuts down or is dropped.
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
    /// tx.send(1).await?;
    /// drop(worker);
    /// assert_eq!(tx.send(2).await.unwrap_err().into_inner(), 2);
    /// # Ok(()) }
    /// ```
    pub async fn send(&self, item: T) -> Result<(), Rejected<T>> {
        proceed().await;
        match self.inbox().push(item) {
            Ok(()) => Ok(()),
            Err(rejected) => self.send_when_free(rejected).await,
        }
    }

    async fn send_when_free(&self, rejected: Rejected<T>) -> Result<(), Rejected<T>> {
        if rejected.reason() != RejectReason::Full {
            return Err(rejected);
        }
        let item = rejected.into_inner();
        match self.acquire().await {
            Ok(permit) => permit.send(item),
            Err(InboxClosed) => Err(Rejected::new(item, RejectReason::Closed)),
        }
    }

    /// Sends if there is room and nobody waits for it.
    ///
    /// # Errors
    /// Hands the item back if the inbox is full or closed.
    ///
    /// ```
    /// # use cancel_worker::{Batch, BatchSink, FlushCtx, MessageProcessor};
    /// # struct Null;
    /// # impl BatchSink<u32> for Null {
    /// #     type Error = std::io::Error;
    /// #     async fn flush_batch(&self, _: &mut Batch<u32>, _: &FlushCtx) -> Result<(), Self::Error> { Ok(()) }
    /// # }
    /// use cancel_worker::RejectReason;
    ///
    /// let (tx, worker) = MessageProcessor::builder(Null).capacity(1).build()?;
    /// assert!(tx.try_send(1).is_ok());
    /// assert_eq!(tx.try_send(2).unwrap_err().reason(), RejectReason::Full);
    /// drop(worker);
    /// assert_eq!(tx.try_send(3).unwrap_err().reason(), RejectReason::Closed);
    /// # Ok::<(), cancel_worker::BuildError>(())
    /// ```
    pub fn try_send(&self, item: T) -> Result<(), Rejected<T>> {
        self.inbox().push(item)
    }

    /// Sends from a thread that is not async, and blocks it until there is room.
    ///
    /// On a runtime's own thread this blocks the runtime; on a current-thread runtime for ever,
    /// since the processor cannot run. Use `spawn_blocking` or a thread of your own.
    ///
    /// # Errors
    /// Hands the item back if the processor shuts down or is dropped.
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
    /// let (tx, mut worker) = MessageProcessor::builder(Null).capacity(2).build()?;
    /// let reading = std::thread::spawn(move || (0..10).try_for_each(|n| tx.blocking_send(n)));
    /// assert_eq!(worker.run().await?.counts.flushed, 10);
    /// assert!(reading.join().unwrap().is_ok());
    /// # Ok(()) }
    /// ```
    pub fn blocking_send(&self, item: T) -> Result<(), Rejected<T>> {
        match self.inbox().push(item) {
            Ok(()) => Ok(()),
            Err(rejected) => block_on(self.send_when_free(rejected)),
        }
    }

    /// Waits for room for one item. The [`Permit`] then sends without waiting.
    ///
    /// # Errors
    /// If the processor shuts down or is dropped.
    pub async fn reserve(&self) -> Result<Permit<'_, T>, InboxClosed> {
        proceed().await;
        self.acquire().await
    }

    /// Waits until everything that was accepted before this call is settled, and says how. What waits
    /// for its batch is flushed at once ([`FlushReason::Barrier`](crate::FlushReason::Barrier)), and
    /// nothing sent later is handed to a flush before that.
    ///
    /// One allocation. It ends when the processor does, but not while nobody runs a processor that
    /// has something left. Dropping the future leaves the barrier standing, and harms nobody.
    ///
    /// ```
    /// # use cancel_worker::{Batch, BatchSink, FlushCtx, Linger, MessageProcessor};
    /// # struct Null;
    /// # impl BatchSink<u32> for Null {
    /// #     type Error = std::io::Error;
    /// #     async fn flush_batch(&self, _: &mut Batch<u32>, _: &FlushCtx) -> Result<(), Self::Error> { Ok(()) }
    /// # }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let (tx, mut worker) = MessageProcessor::builder(Null).linger(Linger::Never).build()?;
    /// tokio::spawn(async move { worker.run().await });
    /// tx.send(1).await?;
    /// let outcome = tx.flush().await;
    /// assert!(outcome.all_flushed());
    /// assert_eq!(outcome.flushed, 1);
    /// # Ok(()) }
    /// ```
    pub async fn flush(&self) -> Outcome {
        // The inbox answers every barrier, at the latest when the processor is dropped; were one
        // forgotten, it must not look like success.
        self.inbox().barrier().await.unwrap_or(Outcome { dropped: 1, ..Outcome::default() })
    }

    /// Sends all that a stream yields, and says how many that were. Each item waits for room.
    ///
    /// Dropping the future takes one item along if it was waiting for room.
    ///
    /// # Errors
    /// Hands the item back that was not accepted, if the processor shuts down or is dropped.
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
    /// let sent = tx.forward(futures::stream::iter(0..10)).await?;
    /// assert_eq!(sent, 10);
    /// # Ok(()) }
    /// ```
    pub async fn forward<S: Stream<Item = T>>(&self, stream: S) -> Result<u64, Rejected<T>> {
        let mut stream = pin!(stream);
        let mut sent = 0;
        while let Some(item) = poll_fn(|cx| stream.as_mut().poll_next(cx)).await {
            self.send(item).await?;
            sent += 1;
        }
        Ok(sent)
    }

    /// As a [`Sink`](futures_sink::Sink), for what wants one (feature `sink`).
    ///
    /// ```
    /// # use cancel_worker::{Batch, BatchSink, FlushCtx, MessageProcessor};
    /// # struct Null;
    /// # impl BatchSink<u32> for Null {
    /// #     type Error = std::io::Error;
    /// #     async fn flush_batch(&self, _: &mut Batch<u32>, _: &FlushCtx) -> Result<(), Self::Error> { Ok(()) }
    /// # }
    /// use futures::{SinkExt, StreamExt, stream};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let (tx, worker) = MessageProcessor::builder(Null).build()?;
    /// let mut sink = tx.into_sink();
    /// sink.send_all(&mut stream::iter(0..3).map(Ok)).await?;
    /// assert_eq!(worker.into_unsettled(), [0, 1, 2]);
    /// # Ok(()) }
    /// ```
    #[cfg(feature = "sink")]
    #[must_use]
    pub fn into_sink(self) -> crate::InboxSink<T> {
        crate::InboxSink::new(self)
    }

    fn acquire(&self) -> Acquire<'_, T> {
        Acquire { inbox: self.inbox(), key: None }
    }

    /// Whether the processor has stopped accepting. It never starts again.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.inbox().is_closed()
    }

    /// The capacity that the inbox was built with.
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.inbox().capacity()
    }
}

impl<T> Clone for InboxSender<T> {
    fn clone(&self) -> Self {
        Self { door: Arc::clone(&self.door) }
    }
}

impl<T> fmt::Debug for InboxSender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InboxSender").field("capacity", &self.capacity()).finish_non_exhaustive()
    }
}

/// Waits for room in line. Dropped, it leaves the line, and passes on what it was granted.
struct Acquire<'a, T> {
    inbox: &'a Inbox<T>,
    key: Option<Key>,
}

impl<'a, T> Future for Acquire<'a, T> {
    type Output = Result<Permit<'a, T>, InboxClosed>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let inbox = self.inbox;
        inbox.poll_room(&mut self.key, cx).map(|granted| match granted {
            Ok(()) => Ok(Permit::new(inbox)),
            Err(()) => Err(InboxClosed),
        })
    }
}

impl<T> Drop for Acquire<'_, T> {
    fn drop(&mut self) {
        if let Some(key) = self.key.take() {
            self.inbox.stop_waiting(key);
        }
    }
}

/// Yields when the task has used its share, so that an inbox with room starves nobody.
async fn proceed() {
    poll_fn(|cx| coop::poll_proceed(cx).map(|share| share.made_progress())).await;
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: std::sync::Arc<Self>) {
        self.0.unpark();
    }
}

pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    let waker = Waker::from(std::sync::Arc::new(Unpark(thread::current())));
    // A task's thread may be what blocks, and the task's budget does not come back meanwhile.
    let mut future = pin!(coop::unconstrained(future));
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return output;
        }
        thread::park();
    }
}
