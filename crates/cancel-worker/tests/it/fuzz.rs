//! The body of the fuzz target `worker_ops`: bytes are operations on a processor, its senders, its
//! clock and its sink. A panic on purpose goes without the hook, which a fuzzer takes for a crash.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use cancel_worker::{
    Builder, CancellationToken, Exhausted, InFlight, InboxSender, Linger, MessageProcessor,
    ProcessorError, RetryPolicy, Settled, Shutdown, ShutdownReport,
};
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::ledger::{Answer, Count, Ledger, Script, Token, paused, poll};

type Outcome = Result<ShutdownReport<Token>, ProcessorError<Token>>;
type Processor = MessageProcessor<Token, Arc<Script>>;

type Sending = Pin<Box<dyn Future<Output = ()>>>;

struct World {
    ledger: Ledger,
    script: Arc<Script>,
    stop: CancellationToken,
    senders: Vec<InboxSender<Token>>,
    /// Sends and reservations under way; true opens the gate of those that hold permits.
    pending: Vec<(Rc<Cell<bool>>, Sending)>,
    processor: Arc<Mutex<Processor>>,
    run: Option<Pin<Box<dyn Future<Output = Outcome>>>>,
    count: Arc<Count>,
    /// What the hook was told: flushed, dead-lettered, returned.
    told: Option<Arc<std::sync::Mutex<[u64; 3]>>>,
    order: Order,
    retries: bool,
    grace: Duration,
    next: usize,
    limit: usize,
}

/// What must come in order.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    All,
    PerKey,
    None,
}

/// The last panics.
const KEYS: usize = 3;

fn key(token: &Token) -> usize {
    let key = token.id().0 % KEYS;
    if key == KEYS - 1 {
        // Without the hook, which would print.
        std::panic::resume_unwind(Box::new("key"));
    }
    key
}

type Building = Builder<Token, Arc<Script>>;

fn lanes(builder: Building, n: u8) -> (Building, Order, usize) {
    match n % 8 {
        5 => (builder.in_flight(InFlight::Any(3)), Order::None, 3),
        6 => (builder.in_flight(InFlight::per_key(2, key)), Order::PerKey, 2),
        7 => (builder.in_flight(InFlight::per_key(4, key)), Order::PerKey, 4),
        _ => (builder, Order::All, 1),
    }
}

/// Rules that panic now and then.
fn rules(mut builder: Building, n: u8) -> Building {
    if n % 4 == 1 || n % 4 == 3 {
        builder = builder.max_weight(5, |token| match token.id().0 % 9 {
            8 => std::panic::resume_unwind(Box::new("weight")),
            weight => weight as u64,
        });
    }
    if n % 4 >= 2 {
        builder = builder.close_when(|batch, next| match next.id().0 % 11 {
            10 => std::panic::resume_unwind(Box::new("close_when")),
            sum => sum + batch.len() > 8,
        });
    }
    builder
}

type Told = Option<Arc<std::sync::Mutex<[u64; 3]>>>;

fn failures(mut builder: Building, ledger: &Ledger, n: u8, m: u8) -> (Building, Told) {
    let then = match n % 4 {
        0 => return (builder, None),
        1 => Exhausted::Stop,
        2 => Exhausted::DeadLetter,
        _ => Exhausted::Return,
    };
    builder = builder.retry(RetryPolicy {
        max_attempts: 1 + u32::from(n / 4 % 3),
        attempt_timeout: Duration::from_millis(4 + u64::from(n / 16)),
        total: if n > 127 { Duration::from_millis(20) } else { Duration::MAX },
        base: Duration::from_millis(2),
        max: Duration::from_millis(5),
        jitter: 0.5,
        then,
    });
    let answers = [Answer::Ok, Answer::Err(1), Answer::Panic(1), Answer::Hang(0), Answer::Fatal(0)];
    let dead = Script::dead_letters(ledger, answers);
    builder = builder.dead_letter(dead);
    if m % 5 == 0 {
        builder = builder.dead_letter_timeout(Duration::from_millis(3));
    }
    if m % 3 == 0 && then != Exhausted::Return {
        return (builder, None);
    }
    let told = Arc::new(std::sync::Mutex::new([0; 3]));
    let (book, ledger, mut calls) = (told.clone(), ledger.clone(), 0);
    builder = builder.on_settled(move |settled| {
        let (kind, n) = match settled {
            Settled::Flushed(n) => (0, n),
            Settled::DeadLettered(n) => (1, n),
            Settled::Returned(tokens) => {
                let n = tokens.len() as u64;
                ledger.give_back(tokens);
                (2, n)
            }
            other => panic!("{other:?}"),
        };
        assert!(n > 0);
        book.lock().unwrap()[kind] += n;
        calls += 1;
        if m % 3 == 2 && calls % 4 == 0 {
            std::panic::resume_unwind(Box::new("on_settled"));
        }
    });
    (builder, Some(told))
}

impl World {
    fn new(config: [u8; 8]) -> Self {
        let ledger = Ledger::default();
        let script = Script::new(&ledger, []);
        let stop = CancellationToken::new();
        let linger = match config[2] % 4 {
            0 => Linger::Idle,
            1 => Linger::Never,
            n => Linger::FromFirst(Duration::from_millis(u64::from(n) * 5)),
        };
        let shutdown = match config[3] % 3 {
            0 => Shutdown::Drain,
            1 => Shutdown::FlushBuffered,
            _ => Shutdown::Return,
        };
        // The larger ones leave room owed, of several batches.
        let mut capacity = [1, 2, 3, 4, 5, 6, 8, 16, 40][usize::from(config[0] % 9)];
        let batch = usize::from(config[1] % 5) + 1;
        if linger == Linger::Never {
            capacity = capacity.max(batch);
        }
        let grace = Duration::from_millis(u64::from(config[3]) * 2);
        let builder = MessageProcessor::builder(script.clone());
        let (builder, order, lanes) = lanes(builder, config[4]);
        let (builder, told) = failures(rules(builder, config[6]), &ledger, config[5], config[7]);
        let (tx, processor) = builder
            .capacity(capacity)
            .max_batch_size(batch)
            .linger(linger)
            .cancel(stop.clone())
            .shutdown(shutdown, grace)
            .build()
            .unwrap();
        Self {
            ledger,
            script,
            stop,
            senders: vec![tx],
            pending: Vec::new(),
            processor: Arc::new(Mutex::new(processor)),
            run: None,
            count: Arc::default(),
            told,
            order,
            retries: config[5] % 4 != 0,
            grace,
            next: 0,
            limit: capacity + lanes * batch,
        }
    }

    fn token(&mut self) -> Token {
        self.next += 1;
        self.ledger.token(self.next, 0)
    }

    fn sender(&self, n: u8) -> Option<InboxSender<Token>> {
        self.senders.get(usize::from(n) % self.senders.len().max(1)).cloned()
    }

    fn start(&mut self, gate: Rc<Cell<bool>>, future: impl Future<Output = ()> + 'static) {
        let mut future: Sending = Box::pin(future);
        if poll(future.as_mut(), &self.count).is_pending() {
            self.pending.push((gate, future));
        }
    }

    fn send(&mut self, n: u8) {
        let Some(tx) = self.sender(n) else { return };
        let (token, ledger) = (self.token(), self.ledger.clone());
        self.start(Rc::default(), async move {
            let id = token.id();
            match tx.send(token).await {
                Ok(()) => ledger.accept(id),
                Err(rejected) => ledger.reject(rejected.into_inner()),
            }
        });
    }

    fn try_send(&mut self, n: u8) {
        let Some(tx) = self.sender(n) else { return };
        let token = self.token();
        let id = token.id();
        match tx.try_send(token) {
            Ok(()) => self.ledger.accept(id),
            Err(rejected) => self.ledger.reject(rejected.into_inner()),
        }
    }

    /// Reserves, holds the permit until the gate opens, and sends.
    fn reserve(&mut self, n: u8) {
        let Some(tx) = self.sender(n) else { return };
        let (token, ledger) = (self.token(), self.ledger.clone());
        let gate = Rc::new(Cell::new(n % 2 == 0));
        let open = gate.clone();
        self.start(gate, async move {
            let Ok(permit) = tx.reserve().await else { return ledger.reject(token) };
            poll_fn(|_| if open.get() { Poll::Ready(()) } else { Poll::Pending }).await;
            let id = token.id();
            match permit.send(token) {
                Ok(()) => ledger.accept(id),
                Err(rejected) => ledger.reject(rejected.into_inner()),
            }
        });
    }

    /// A barrier: when it falls, all that had been accepted is settled.
    fn flush(&mut self, n: u8) {
        let Some(tx) = self.sender(n) else { return };
        let ledger = self.ledger.clone();
        let (before, open) = {
            let book = ledger.book();
            let settled = book.flushed.len() + book.dead.len() + book.returned.len();
            (book.accepted.clone(), (book.accepted.len() - settled) as u64)
        };
        self.start(Rc::default(), async move {
            let outcome = tx.flush().await;
            assert_eq!(outcome.dropped, 0);
            // More if a flush that was under way had removed some already.
            assert!(outcome.flushed + outcome.dead_lettered + outcome.returned >= open);
            let book = ledger.book();
            for id in before {
                let lists = [&book.flushed, &book.dead, &book.returned];
                assert!(lists.iter().any(|list| list.contains(&id)), "{id:?} is not settled");
            }
        });
    }

    fn poll_pending(&mut self, n: u8) {
        if !self.pending.is_empty() {
            let at = usize::from(n) % self.pending.len();
            self.pending[at].0.set(true);
            if poll(self.pending[at].1.as_mut(), &self.count).is_ready() {
                drop(self.pending.remove(at));
            }
        }
    }

    /// A dropped send takes its item along: not accepted, so not lost.
    fn drop_pending(&mut self, n: u8) {
        if !self.pending.is_empty() {
            let at = usize::from(n) % self.pending.len();
            assert_eq!(self.ledger.book().lost, []);
            drop(self.pending.remove(at));
            self.ledger.book().lost.clear();
        }
    }

    fn tick(&mut self) {
        let processor = self.processor.clone();
        let run = self.run.get_or_insert_with(|| {
            Box::pin(async move { processor.try_lock().unwrap().run().await })
        });
        if let Poll::Ready(outcome) = poll(run.as_mut(), &self.count) {
            self.run = None;
            self.settle(outcome);
        }
    }

    fn settle(&mut self, outcome: Outcome) {
        self.ledger.give_back(match outcome {
            Ok(report) => report.returned,
            Err(error) => error.returned,
        });
    }

    fn step(&mut self, op: u8, n: u8) {
        match op % 16 {
            0..3 => self.send(n),
            3 => self.try_send(n),
            4 => self.reserve(n),
            5 => self.poll_pending(n),
            6 => self.drop_pending(n),
            7..10 => self.tick(),
            10 => self.run = None,
            11 if n < 128 => self.senders.extend(self.sender(n)),
            11 => self.flush(n),
            12 if !self.senders.is_empty() && n > 64 => {
                self.senders.remove(usize::from(n) % self.senders.len());
            }
            13 if n > 200 => self.stop.cancel(),
            14 => self.script.then(match n % 9 {
                0 => Answer::Ok,
                8 => Answer::Fatal(usize::from(n / 8) % 6),
                1 => Answer::Err(usize::from(n / 8) % 6),
                2 => Answer::Panic(usize::from(n / 8) % 6),
                3 => Answer::Hang(usize::from(n / 8) % 6),
                4 => {
                    if self.retries {
                        // With retries, what `retain` kept comes behind what it removed.
                        self.order = Order::None;
                    }
                    Answer::Odd
                }
                _ => Answer::Slow(u64::from(n / 8)),
            }),
            _ => {}
        }
        let book = self.ledger.book();
        let settled = book.flushed.len() + book.dead.len() + book.returned.len();
        let inside = book.accepted.len() - settled;
        assert!(inside <= self.limit, "{inside} inside");
    }

    async fn end(mut self) {
        self.stop.cancel();
        let cancelled = Instant::now();
        if let Some(mut run) = self.run.take() {
            // The run that is under way goes on.
            let outcome = poll_fn(|cx| run.as_mut().poll(cx)).await;
            self.settle(outcome);
        }
        let mut processor = self.processor.try_lock().unwrap();
        let report = loop {
            match processor.run().await {
                Ok(report) => break report,
                Err(error) => self.ledger.give_back(error.returned),
            }
        };
        // Of the timer, which has steps of 1 ms.
        let late = Duration::from_millis(1);
        assert!(cancelled.elapsed() <= self.grace + late, "{:?}", cancelled.elapsed());
        let counts = report.counts;
        self.ledger.give_back(report.returned);
        drop(processor);
        assert_eq!(self.ledger.book().lost, []);
        for (gate, mut send) in self.pending.drain(..) {
            gate.set(true);
            let sent = poll(send.as_mut(), &self.count);
            assert!(sent.is_ready(), "nobody waits for a processor that is done");
        }
        self.balance();
        let book = self.ledger.book();
        assert_eq!(counts.accepted, book.accepted.len() as u64);
        assert_eq!(counts.flushed, book.flushed.len() as u64);
        assert_eq!(counts.dead_lettered, book.dead.len() as u64);
        assert_eq!(counts.returned, book.returned.len() as u64);
        if let Some(told) = self.told {
            let told = told.lock().unwrap();
            assert_eq!(told[..2], [counts.flushed, counts.dead_lettered], "what the hook was told");
        }
    }

    fn balance(&self) {
        match self.order {
            Order::All => self.ledger.balance_in_order(),
            Order::None => self.ledger.balance(),
            Order::PerKey => {
                self.ledger.balance();
                let book = self.ledger.book();
                for list in [&book.flushed, &book.dead, &book.returned] {
                    for key in 0..KEYS {
                        let of_key = list.iter().filter(|id| id.0 % KEYS == key);
                        let places = of_key.map(|id| book.accepted.iter().position(|a| a == id));
                        assert!(places.is_sorted(), "{list:?} of {:?}", book.accepted);
                    }
                }
            }
        }
    }
}

/// The promise holds, whatever happens in whatever order.
pub(crate) fn worker_ops(data: &[u8]) {
    let Some((config, ops)) = data.split_first_chunk::<8>() else { return };
    paused(async {
        let mut world = World::new(*config);
        for op in ops.chunks_exact(2) {
            if op[0] % 16 == 15 {
                tokio::time::advance(Duration::from_millis(u64::from(op[1]) / 8)).await;
            }
            world.step(op[0], op[1]);
        }
        world.end().await;
    });
}

#[test]
fn inline_inputs() {
    // Configuration (capacity, batch, linger, shutdown and deadline, lanes, failures, rules, hook), then
    // pairs: operation, argument.
    let all: Vec<u8> = (0..=255).chain((0..=255).rev()).collect();
    worker_ops(&all);
    worker_ops(b"");
    // Fill, wait for room, hang in a flush, drop the run, cancel.
    let config = [1, 1, 0, 9, 0, 0, 0, 0];
    let ops = [0, 0, 0, 0, 0, 0, 14, 12, 7, 0, 10, 0, 7, 0, 13, 255, 5, 0, 7, 0];
    worker_ops(&[&config[..], &ops].concat());
    // A permit held over the shutdown's deadline.
    let config = [1, 1, 2, 30, 0, 0, 0, 0];
    let ops = [4, 1, 0, 0, 7, 0, 13, 255, 7, 0, 15, 255, 7, 0];
    worker_ops(&[&config[..], &ops].concat());
}

#[test]
#[cfg(not(miri))]
fn regressions() {
    // What the fuzzer starts from, and what it found. A packaged crate has neither.
    for kind in ["corpus", "regressions"] {
        let folder = format!("{}/../../fuzz/{kind}/worker_ops", env!("CARGO_MANIFEST_DIR"));
        for file in std::fs::read_dir(folder).into_iter().flatten() {
            worker_ops(&std::fs::read(file.unwrap().path()).unwrap());
        }
    }
}
