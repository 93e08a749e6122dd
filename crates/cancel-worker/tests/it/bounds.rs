//! Sinks that dawdle, hang, fail and panic at random, under every mix of lanes, linger, limits and ends:
//! no attempt is cut off before its limit or long after it, no linger is late, no shutdown outlasts its
//! deadline, and every item is settled once. Time is paused; in some worlds it also jumps, and there nothing
//! is said of what is late.

use std::collections::HashMap;
use std::future::pending;
use std::panic::resume_unwind;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use cancel_worker::testing::Refused;
use cancel_worker::{
    Batch, BatchSink, CancellationToken, Exhausted, FlushCtx, InFlight, InboxSender, Linger,
    MessageProcessor, RetryPolicy, Settled, Shutdown,
};
use tokio::time::{Instant, advance, sleep, timeout};

use crate::ledger::{Ledger, Token, paused};
use crate::seeded::Dice;

const MS: Duration = Duration::from_millis(1);
/// Timers have steps of 1 ms, and one may follow upon another.
const SLACK: Duration = Duration::from_millis(2);

#[derive(Debug, Clone, Copy)]
struct Call {
    attempt: u32,
    /// Its oldest item.
    first: u64,
    began: Instant,
    ended: Instant,
    /// Its future was dropped before it had ended.
    cut: bool,
}

#[derive(Debug)]
struct Moody {
    ledger: Ledger,
    dead: bool,
    dice: Mutex<Dice>,
    calls: Mutex<Vec<Call>>,
}

struct Noted<'a>(&'a Moody, Call);

impl Drop for Noted<'_> {
    fn drop(&mut self) {
        self.1.ended = Instant::now();
        self.0.calls.lock().unwrap().push(self.1);
    }
}

impl Moody {
    fn new(ledger: &Ledger, seed: u64, dead: bool) -> Arc<Self> {
        let (ledger, dice) = (ledger.clone(), Mutex::new(Dice(seed)));
        Arc::new(Self { ledger, dead, dice, calls: Mutex::default() })
    }

    fn below(&self, n: usize) -> usize {
        self.dice.lock().unwrap().below(n)
    }

    fn settle(&self, token: &mut Token) {
        token.mark_settled();
        if self.dead { self.ledger.bury(token.id()) } else { self.ledger.flush(token.id()) }
    }
}

impl BatchSink<Token> for Moody {
    type Error = Refused;

    async fn flush_batch(&self, batch: &mut Batch<Token>, ctx: &FlushCtx) -> Result<(), Refused> {
        let now = Instant::now();
        let call = Call {
            attempt: ctx.attempt,
            first: batch.items()[0].id().1,
            began: now,
            ended: now,
            cut: true,
        };
        let mut noted = Noted(self, call);
        match self.below(4) {
            0 => sleep(MS * u32::try_from(self.below(20)).unwrap()).await,
            1 => {
                for _ in 0..self.below(12) {
                    sleep(MS).await;
                }
            }
            2 if self.below(3) == 0 => pending().await,
            _ => {}
        }
        noted.1.cut = false;
        let mood = self.below(6);
        if mood < 3 {
            for mut token in batch.drain_front(self.below(3)) {
                self.settle(&mut token);
            }
        }
        match mood {
            0 | 1 => return Err(Refused { transient: self.below(4) > 0 }),
            2 => resume_unwind(Box::new("as told")),
            _ => {}
        }
        for token in batch.items_mut() {
            self.settle(token);
        }
        Ok(())
    }

    fn is_transient(&self, error: &Refused) -> bool {
        error.transient
    }
}

#[derive(Debug, Clone, Copy)]
struct World {
    seed: u64,
    lanes: usize,
    by_key: bool,
    linger: Linger,
    close_every: Option<u64>,
    retry: RetryPolicy,
    burial: Option<Duration>,
    shutdown: Shutdown,
    grace: Duration,
    /// The run is dropped now and then, and goes on later.
    drops: bool,
    jumps: bool,
}

impl World {
    fn new(seed: u64) -> Self {
        let mut dice = Dice(seed);
        let mut one_of = |of: &[u32]| of[dice.below(of.len())];
        let ms = |n: u32| if n == 0 { Duration::MAX } else { MS * n };
        let lingers = [Linger::Idle, Linger::FromFirst(4 * MS), Linger::Never];
        let then = [Exhausted::Stop, Exhausted::DeadLetter, Exhausted::Return];
        let shutdown = [Shutdown::Drain, Shutdown::FlushBuffered, Shutdown::Return];
        Self {
            seed,
            lanes: one_of(&[1, 1, 3]) as usize,
            by_key: one_of(&[0, 1]) == 1,
            linger: lingers[one_of(&[0, 1, 1, 2]) as usize],
            close_every: [None, Some(4)][one_of(&[0, 0, 1]) as usize],
            retry: RetryPolicy {
                max_attempts: one_of(&[1, 2, 4]),
                attempt_timeout: ms(one_of(&[0, 1, 8, 8, 16])),
                total: ms(one_of(&[0, 0, 12, 24])),
                base: MS * one_of(&[0, 2]),
                max: 4 * MS,
                jitter: 0.5,
                then: then[one_of(&[0, 1, 1, 2]) as usize],
            },
            burial: [None, Some(6 * MS), Some(Duration::MAX)][one_of(&[0, 1, 2]) as usize],
            shutdown: shutdown[one_of(&[0, 0, 1, 2]) as usize],
            grace: MS * one_of(&[0, 5, 30]),
            drops: one_of(&[0, 0, 1]) == 1,
            jumps: one_of(&[0, 0, 1]) == 1,
        }
    }

    fn build(
        self,
        sinks: &[Arc<Moody>; 2],
        ledger: &Ledger,
        stop: &CancellationToken,
    ) -> (InboxSender<Token>, MessageProcessor<Token, Arc<Moody>>) {
        let book = ledger.clone();
        let mut builder = MessageProcessor::builder(sinks[0].clone())
            .capacity(8)
            .max_batch_size(3)
            .linger(self.linger)
            .retry(self.retry)
            .dead_letter(sinks[1].clone())
            .cancel(stop.clone())
            .shutdown(self.shutdown, self.grace)
            .on_settled(move |settled| {
                if let Settled::Returned(tokens) = settled {
                    book.give_back(tokens);
                }
            });
        if self.by_key {
            builder = builder.in_flight(InFlight::per_key(self.lanes, |t: &Token| t.id().1 % 5));
        } else {
            builder = builder.in_flight(InFlight::Any(self.lanes));
        }
        if let Some(n) = self.close_every {
            builder = builder.close_when(move |_, next| next.id().1 % n == 0);
        }
        if let Some(limit) = self.burial {
            builder = builder.dead_letter_timeout(limit);
        }
        builder.build().unwrap()
    }

    /// Sends, pauses, jumps, and cancels. When was that?
    async fn feed(
        self,
        tx: InboxSender<Token>,
        ledger: Ledger,
        stop: CancellationToken,
    ) -> (Instant, HashMap<u64, Instant>) {
        let mut dice = Dice(!self.seed);
        let mut accepted = HashMap::new();
        for n in 0..30 {
            let sent = timeout(20 * MS, tx.reserve()).await;
            if let Ok(Ok(permit)) = sent {
                let sent = permit.send(ledger.token(0, n));
                accepted.insert(n, Instant::now());
                ledger.sent((0, n), sent);
            }
            match dice.below(6) {
                0 => sleep(5 * MS).await,
                1 => sleep(MS).await,
                2 if self.jumps => advance(Duration::from_secs(3)).await,
                _ => {}
            }
        }
        stop.cancel();
        (Instant::now(), accepted)
    }

    async fn play(self) -> [usize; 5] {
        let (ledger, stop) = (Ledger::default(), CancellationToken::new());
        let sinks = [false, true].map(|dead| Moody::new(&ledger, self.seed, dead));
        let (tx, mut worker) = self.build(&sinks, &ledger, &stop);
        let feeding = tokio::spawn(self.feed(tx, ledger.clone(), stop.clone()));
        let mut dice = Dice(self.seed ^ 1);
        // Each run from when to when; what is dropped then was no matter of limits.
        let mut runs = Vec::new();
        let report = loop {
            let from = Instant::now();
            let until = if self.drops { 1 + dice.below(30) } else { 1 << 30 };
            let ran = timeout(MS * u32::try_from(until).unwrap(), worker.run()).await;
            runs.push((from, Instant::now()));
            match ran {
                Ok(Ok(report)) => break report,
                Ok(Err(error)) => ledger.give_back(error.returned),
                Err(_) => sleep(MS * u32::try_from(dice.below(20)).unwrap()).await,
            }
        };
        ledger.give_back(report.returned);
        let (cancelled, accepted) = feeding.await.unwrap();
        ledger.balance();
        let ends = self.check_end(cancelled, &runs);
        let burial = self.burial.unwrap_or(match self.retry.attempt_timeout {
            Duration::MAX => Duration::from_secs(30),
            limit => limit,
        });
        let flushes = sinks[0].calls.lock().unwrap();
        let cut = self.check_limit(&flushes, self.retry.attempt_timeout, &runs);
        let cut_dead = self.check_limit(&sinks[1].calls.lock().unwrap(), burial, &runs);
        let (mut lingers, mut retried) = (0, 0);
        if self.lanes == 1 && !self.drops && !self.jumps {
            lingers = self.check_linger(&flushes, &sinks[1].calls.lock().unwrap(), &accepted);
            retried = self.check_total(&flushes);
        }
        [ends, cut, cut_dead, lingers, retried]
    }

    /// The first run that must know of the cancellation sets the deadline.
    fn check_end(self, cancelled: Instant, runs: &[(Instant, Instant)]) -> usize {
        let mut after = runs.iter().filter(|run| run.1 > cancelled).peekable();
        let Some(known) = after.peek().map(|run| run.0.max(cancelled)) else { return 0 };
        let mut checked = 0;
        for &(from, to) in after {
            let over = from.max(known + self.grace);
            assert!(to <= over + SLACK || self.jumps, "{:?} too long, {self:?}", to - over);
            checked += 1;
        }
        checked
    }

    /// The only lane takes an item up once its linger is over, or what was before it.
    fn check_linger(
        self,
        calls: &[Call],
        buried: &[Call],
        accepted: &HashMap<u64, Instant>,
    ) -> usize {
        let Linger::FromFirst(linger) = self.linger else { return 0 };
        for (n, call) in calls.iter().enumerate().filter(|(_, call)| call.attempt == 1) {
            let due = accepted[&call.first] + linger;
            let before = calls[..n].iter().chain(buried).map(|call| call.ended);
            let free = before.filter(|&ended| ended <= call.began).max();
            let late = call.began.saturating_duration_since(due.max(free.unwrap_or(due)));
            assert!(late <= SLACK, "{late:?} {call:?}, {self:?}");
        }
        calls.len()
    }

    fn check_limit(self, calls: &[Call], limit: Duration, runs: &[(Instant, Instant)]) -> usize {
        let mut cut = 0;
        for call in calls {
            let took = call.ended - call.began;
            if call.cut && runs.iter().all(|run| run.1 != call.ended) {
                assert!(took >= limit, "{took:?} of {limit:?}, {self:?}");
                cut += 1;
            }
            let late = limit.saturating_add(limit / 8).saturating_add(SLACK);
            assert!(self.jumps || took <= late, "{took:?} of {limit:?}, {self:?}");
        }
        cut
    }

    fn check_total(self, calls: &[Call]) -> usize {
        let mut first = None;
        for call in calls {
            if call.attempt == 1 {
                first = Some(call.began);
            }
            let since = call.began - first.unwrap();
            let eighth = self.retry.total.min(self.retry.attempt_timeout) / 8;
            let late = self.retry.total.saturating_add(eighth).saturating_add(SLACK);
            assert!(since <= late, "attempt {} at {since:?}, {self:?}", call.attempt);
        }
        calls.iter().filter(|call| call.attempt > 1).count()
    }
}

#[test]
fn no_attempt_is_cut_early_and_no_shutdown_ends_late() {
    let worlds = if cfg!(miri) { 3 } else { 3_000 };
    let mut checked = [0; 5];
    for seed in 0..worlds {
        let of_this = paused(World::new(seed).play());
        checked.iter_mut().zip(of_this).for_each(|(all, of_this)| *all += of_this);
    }
    assert!(cfg!(miri) || checked.iter().all(|checks| *checks > 100), "{checked:?}");
}
