use core::fmt;
use core::marker::PhantomData;
use core::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::batch_sink::BatchSink;
use crate::build_error::BuildError;
use crate::inbox::Inbox;
use crate::inbox_sender::InboxSender;
use crate::linger::Linger;
use crate::message_processor::MessageProcessor;
use crate::shutdown::Shutdown;
use crate::sync::Arc;

/// Configures a [`MessageProcessor`]; from [`MessageProcessor::builder`].
#[must_use = "nothing happens before build()"]
pub struct Builder<T, S> {
    sink: S,
    config: Config,
    cancel: CancellationToken,
    items: PhantomData<fn(T)>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Config {
    pub(crate) capacity: usize,
    pub(crate) max_batch_size: usize,
    pub(crate) linger: Linger,
    pub(crate) shutdown: Shutdown,
    pub(crate) grace: Duration,
}

impl<T: Send, S: BatchSink<T>> Builder<T, S> {
    pub(crate) fn new(sink: S) -> Self {
        let config = Config {
            capacity: 1024,
            max_batch_size: 64,
            linger: Linger::Idle,
            shutdown: Shutdown::Drain,
            grace: Duration::from_secs(30),
        };
        Self { sink, config, cancel: CancellationToken::new(), items: PhantomData }
    }

    /// How many accepted items may wait to be handed to a flush, wherever they wait. Default: 1024.
    pub fn capacity(mut self, items: usize) -> Self {
        self.config.capacity = items;
        self
    }

    /// The most items in one flush. Default: 64. A batch never holds more than the capacity.
    pub fn max_batch_size(mut self, items: usize) -> Self {
        self.config.max_batch_size = items;
        self
    }

    /// How long a batch that is not full waits. Default: [`Linger::Idle`].
    pub fn linger(mut self, linger: Linger) -> Self {
        self.config.linger = linger;
        self
    }

    /// The token that shuts the processor down. Default: one of its own, that nobody cancels.
    pub fn cancel(mut self, token: CancellationToken) -> Self {
        self.cancel = token;
        self
    }

    /// What to do once cancelled, and how long it may take from then on. Default: drain, 30 s.
    /// `Duration::MAX` sets no deadline.
    pub fn shutdown(mut self, shutdown: Shutdown, deadline: Duration) -> Self {
        self.config.shutdown = shutdown;
        self.config.grace = deadline;
        self
    }

    /// Makes the two ends. Nothing runs before [`MessageProcessor::run`].
    ///
    /// # Errors
    /// A capacity or batch size of 0, and, with [`Linger::Never`], a batch size above the capacity.
    ///
    /// ```
    /// # use cancel_worker::{Batch, BatchSink, BuildError, FlushCtx, MessageProcessor};
    /// # struct Null;
    /// # impl BatchSink<u32> for Null {
    /// #     type Error = std::io::Error;
    /// #     async fn flush_batch(&self, _: &mut Batch<u32>, _: &FlushCtx) -> Result<(), Self::Error> { Ok(()) }
    /// # }
    /// let refused = MessageProcessor::<u32, _>::builder(Null).capacity(0).build();
    /// assert_eq!(refused.unwrap_err(), BuildError::ZeroCapacity);
    /// ```
    pub fn build(self) -> Result<(InboxSender<T>, MessageProcessor<T, S>), BuildError> {
        let Config { capacity, max_batch_size, linger, .. } = self.config;
        if capacity == 0 {
            return Err(BuildError::ZeroCapacity);
        }
        if max_batch_size == 0 {
            return Err(BuildError::ZeroBatchSize);
        }
        if linger == Linger::Never && max_batch_size > capacity {
            return Err(BuildError::BatchAboveCapacity { max_batch_size, capacity });
        }
        let inbox = Arc::new(Inbox::new(capacity, matches!(linger, Linger::FromFirst(_))));
        let sender = InboxSender::new(Arc::clone(&inbox));
        Ok((sender, MessageProcessor::new(self.sink, inbox, self.config, self.cancel)))
    }
}

impl<T, S> fmt::Debug for Builder<T, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder").field("config", &self.config).finish_non_exhaustive()
    }
}
