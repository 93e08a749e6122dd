use core::fmt;
use core::time::Duration;
use std::sync::Mutex;

use tokio_util::sync::CancellationToken;

use crate::batch_sink::BatchSink;
use crate::build_error::BuildError;
use crate::gather::Gather;
use crate::in_flight::InFlight;
use crate::inbox::Inbox;
use crate::inbox_sender::InboxSender;
use crate::linger::Linger;
use crate::message_processor::MessageProcessor;
use crate::office::{DynSink, Hook, Office};
use crate::pulse::Pulse;
use crate::retry_policy::{Exhausted, RetryPolicy};
use crate::rules::Rules;
use crate::settled::Settled;
use crate::shutdown::Shutdown;
use crate::sync::Arc;

/// Where attempts have no limit, a dead-letter sink that hangs still is not to hold up its lane for ever.
const DEAD_LETTER_TIMEOUT: Duration = Duration::from_secs(30);

/// Configures a [`MessageProcessor`]; from [`MessageProcessor::builder`].
///
/// ```
/// use std::time::Duration;
/// use cancel_worker::{
///     Batch, BatchSink, Exhausted, FlushCtx, InFlight, Linger, MessageProcessor, RetryPolicy, Settled,
/// };
///
/// struct Order { customer: u64 }
/// struct Insert;
/// struct ToFile;
/// # impl BatchSink<Order> for Insert {
/// #     type Error = std::io::Error;
/// #     async fn flush_batch(&self, _: &mut Batch<Order>, _: &FlushCtx) -> Result<(), Self::Error> { Ok(()) }
/// # }
/// # impl BatchSink<Order> for ToFile {
/// #     type Error = std::io::Error;
/// #     async fn flush_batch(&self, _: &mut Batch<Order>, _: &FlushCtx) -> Result<(), Self::Error> { Ok(()) }
/// # }
///
/// let (tx, worker) = MessageProcessor::builder(Insert)
///     .capacity(10_000)
///     .max_batch_size(500)
///     .close_when(|batch: &[Order], next| batch[0].customer != next.customer)
///     .linger(Linger::FromFirst(Duration::from_millis(10)))
///     .in_flight(InFlight::per_key(8, |order: &Order| order.customer))
///     .retry(RetryPolicy { then: Exhausted::DeadLetter, ..RetryPolicy::default() })
///     .dead_letter(ToFile)
///     .on_settled(|settled| match settled {
///         Settled::Returned(orders) => eprintln!("{} orders in nobody's hands", orders.len()),
///         settled => println!("{settled:?}"),
///     })
///     .build()?;
/// # drop((tx, worker));
/// # Ok::<(), cancel_worker::BuildError>(())
/// ```
#[must_use = "nothing happens before build()"]
pub struct Builder<T, S> {
    sink: S,
    config: Config,
    cancel: CancellationToken,
    rules: Rules<T>,
    in_flight: InFlight<T>,
    retry: RetryPolicy,
    dead_letter: Option<Box<dyn DynSink<T>>>,
    dead_letter_timeout: Option<Duration>,
    on_settled: Option<Hook<T>>,
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
        Self {
            sink,
            config,
            cancel: CancellationToken::new(),
            rules: Rules::none(),
            in_flight: InFlight::One,
            retry: RetryPolicy::ONCE,
            dead_letter: None,
            dead_letter_timeout: None,
            on_settled: None,
        }
    }

    /// How many accepted items may wait to be handed to a flush, wherever they wait. Default: 1024.
    ///
    /// A batch's room is free before the flush's own code runs, for whoever asks for it and for whoever
    /// has waited longest.
    pub fn capacity(mut self, items: usize) -> Self {
        self.config.capacity = items;
        self
    }

    /// The most items in one flush. Default: 64. A batch never holds more than the capacity.
    pub fn max_batch_size(mut self, items: usize) -> Self {
        self.config.max_batch_size = items;
        self
    }

    /// The most weight in one flush, and how to weigh an item: its length in bytes, say. Default: no
    /// limit. An item above the limit goes alone, at once, and closes the batch before it.
    ///
    /// An item is weighed when it comes to its batch, at most twice. If `weigh` panics, the panic is
    /// caught and the item goes alone.
    ///
    /// ```
    /// # use cancel_worker::{Batch, BatchSink, FlushCtx, MessageProcessor};
    /// # struct Post;
    /// # impl BatchSink<Vec<u8>> for Post {
    /// #     type Error = std::io::Error;
    /// #     async fn flush_batch(&self, _: &mut Batch<Vec<u8>>, _: &FlushCtx) -> Result<(), Self::Error> { Ok(()) }
    /// # }
    /// let (tx, worker) = MessageProcessor::builder(Post)
    ///     .max_weight(1 << 20, |body: &Vec<u8>| body.len() as u64)
    ///     .build()?;
    /// # drop((tx, worker));
    /// # Ok::<(), cancel_worker::BuildError>(())
    /// ```
    pub fn max_weight(mut self, max: u64, weigh: impl Fn(&T) -> u64 + Send + 'static) -> Self {
        self.rules.weight = Some((max, Box::new(weigh)));
        self
    }

    /// A rule of your own: true closes the batch before `next`, for `|batch, next|`. It is not asked
    /// for the first item of a batch, and at most twice for any other. Default: none.
    ///
    /// If it panics, the panic is caught and counts as true.
    pub fn close_when(mut self, rule: impl FnMut(&[T], &T) -> bool + Send + 'static) -> Self {
        self.rules.close_when = Some(Box::new(rule));
        self
    }

    /// How many flushes may be under way at once, and in which order. Default: [`InFlight::One`].
    pub fn in_flight(mut self, in_flight: InFlight<T>) -> Self {
        self.in_flight = in_flight;
        self
    }

    /// What to do about a flush that fails, panics or hangs. Default: try once, however long it
    /// takes, and stop with the error.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Where items go whose attempts are used up, under [`Exhausted::DeadLetter`]. What this sink
    /// removes, or settles by `Ok`, is dead-lettered; the rest is returned, if it fails, panics or hangs.
    /// It gets one attempt, of [`dead_letter_timeout`](Self::dead_letter_timeout).
    pub fn dead_letter(mut self, sink: impl BatchSink<T>) -> Self {
        self.dead_letter = Some(Box::new(sink));
        self
    }

    /// How long the dead-letter sink may take for a batch, from when it first waits; then what it has
    /// not removed is returned. Default: the policy's `attempt_timeout`, or 30 s if that is
    /// `Duration::MAX`. `Duration::MAX` here: until the shutdown's deadline.
    pub fn dead_letter_timeout(mut self, limit: Duration) -> Self {
        self.dead_letter_timeout = Some(limit);
        self
    }

    /// Is told what becomes of the items, after each attempt at a flush: their number, or the items
    /// themselves if they are given back (not those in a [`ShutdownReport`](crate::ShutdownReport)
    /// or a [`ProcessorError`](crate::ProcessorError), which come with that).
    ///
    /// It runs on the processor's task, so it must not block. If it panics, `run` ends with that as
    /// its error; what was handed to it then is its own.
    pub fn on_settled(mut self, hook: impl FnMut(Settled<T>) + Send + 'static) -> Self {
        self.on_settled = Some(Box::new(hook));
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
    /// A number of 0 where one is needed (capacity, batch size, weight, lanes, attempts, timeout),
    /// with [`Linger::Never`] a batch size above the capacity, a jitter that is not from 0 to 1, and
    /// more than 65,536 lanes, an [`Exhausted`] without the sink or the hook that it needs.
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
        self.check()?;
        let Config { capacity, max_batch_size, linger, .. } = self.config;
        let stamps = matches!(linger, Linger::FromFirst(_));
        let inbox = Inbox::new(capacity, stamps.then_some(max_batch_size.min(capacity)));
        let inbox = Arc::new(inbox);
        let pulse = Arc::new(Pulse::default());
        let sender = InboxSender::new(Arc::clone(&inbox));
        let gather = Gather::new(inbox, Arc::clone(&pulse), self.config, self.rules);
        let mut office = Office::new(pulse);
        let burial = self.dead_letter_timeout.unwrap_or(match self.retry.attempt_timeout {
            Duration::MAX => DEAD_LETTER_TIMEOUT,
            limit => limit,
        });
        office.retry = self.retry;
        office.dead_letter = self.dead_letter;
        office.burial.attempt_timeout = burial;
        office.on_settled = self.on_settled.map(Mutex::new);
        let processor =
            MessageProcessor::new(self.sink, gather, office, self.in_flight, self.cancel);
        Ok((sender, processor))
    }

    fn check(&self) -> Result<(), BuildError> {
        let Config { capacity, max_batch_size, linger, .. } = self.config;
        let RetryPolicy { max_attempts, attempt_timeout, jitter, then, .. } = self.retry;
        let never_full = linger == Linger::Never && max_batch_size > capacity;
        let refused = [
            (capacity == 0, BuildError::ZeroCapacity),
            (max_batch_size == 0, BuildError::ZeroBatchSize),
            (never_full, BuildError::BatchAboveCapacity { max_batch_size, capacity }),
            (self.rules.weight.as_ref().is_some_and(|w| w.0 == 0), BuildError::ZeroWeight),
            (self.in_flight.lanes() == 0, BuildError::ZeroLanes),
            (self.in_flight.lanes() > 1 << 16, BuildError::TooManyLanes),
            (max_attempts == 0, BuildError::ZeroAttempts),
            (attempt_timeout.is_zero(), BuildError::ZeroAttemptTimeout),
            (self.dead_letter_timeout == Some(Duration::ZERO), BuildError::ZeroDeadLetterTimeout),
            (!(0.0..=1.0).contains(&jitter), BuildError::JitterOutOfRange),
            (
                then == Exhausted::DeadLetter && self.dead_letter.is_none(),
                BuildError::NoDeadLetterSink,
            ),
            (then == Exhausted::Return && self.on_settled.is_none(), BuildError::NobodyToReturnTo),
        ];
        match refused.into_iter().find(|(refused, _)| *refused) {
            Some((_, error)) => Err(error),
            None => Ok(()),
        }
    }
}

impl<T, S> fmt::Debug for Builder<T, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("config", &self.config)
            .field("rules", &self.rules)
            .field("in_flight", &self.in_flight)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}
