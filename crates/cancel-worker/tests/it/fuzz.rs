//! Bytes as a sequence of operations on a processor, its senders, its clock and its sink.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use cancel_worker::{
    CancellationToken, InboxSender, Linger, MessageProcessor, ProcessorError, Shutdown,
    ShutdownReport,
};
use tokio::sync::Mutex;

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
    next: usize,
    limit: usize,
}

impl World {
    fn new(config: [u8; 4]) -> Self {
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
        let mut capacity = usize::from(config[0] % 9) + 1;
        let batch = usize::from(config[1] % 5) + 1;
        if linger == Linger::Never {
            capacity = capacity.max(batch);
        }
        let (tx, processor) = MessageProcessor::builder(script.clone())
            .capacity(capacity)
            .max_batch_size(batch)
            .linger(linger)
            .cancel(stop.clone())
            .shutdown(shutdown, Duration::from_millis(u64::from(config[3]) * 2))
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
            next: 0,
            limit: capacity + batch,
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
            let id = token.id;
            match tx.send(token).await {
                Ok(()) => ledger.accept(id),
                Err(rejected) => ledger.reject(rejected.into_inner()),
            }
        });
    }

    fn try_send(&mut self, n: u8) {
        let Some(tx) = self.sender(n) else { return };
        let token = self.token();
        let id = token.id;
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
            let id = token.id;
            match permit.send(token) {
                Ok(()) => ledger.accept(id),
                Err(rejected) => ledger.reject(rejected.into_inner()),
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
            11 => self.senders.extend(self.sender(n)),
            12 if !self.senders.is_empty() && n > 64 => {
                self.senders.remove(usize::from(n) % self.senders.len());
            }
            13 if n > 200 => self.stop.cancel(),
            14 => self.script.then(match n % 8 {
                0 => Answer::Ok,
                1 => Answer::Err(usize::from(n / 8) % 6),
                2 => Answer::Panic(usize::from(n / 8) % 6),
                3 => Answer::Hang(usize::from(n / 8) % 6),
                4 => Answer::Odd,
                _ => Answer::Slow(u64::from(n / 8)),
            }),
            _ => {}
        }
        let book = self.ledger.book();
        let inside = book.accepted.len() - book.flushed.len() - book.returned.len();
        assert!(inside <= self.limit, "{inside} inside");
    }

    async fn end(mut self) {
        self.stop.cancel();
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
        let counts = report.counts;
        self.ledger.give_back(report.returned);
        drop(processor);
        assert_eq!(self.ledger.book().lost, []);
        for (gate, mut send) in self.pending.drain(..) {
            gate.set(true);
            let sent = poll(send.as_mut(), &self.count);
            assert!(sent.is_ready(), "nobody waits for a processor that is done");
        }
        self.ledger.balance_in_order();
        let book = self.ledger.book();
        assert_eq!(counts.accepted, book.accepted.len() as u64);
        assert_eq!(counts.flushed, book.flushed.len() as u64);
        assert_eq!(counts.returned, book.returned.len() as u64);
    }
}

/// The promise holds, whatever happens in whatever order.
#[expect(unreachable_pub, reason = "a fuzz target includes this file and calls it")]
pub fn worker(data: &[u8]) {
    let Some((config, ops)) = data.split_first_chunk::<4>() else { return };
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
fn replays() {
    // Configuration (capacity, batch, linger, shutdown and deadline), then pairs: operation, argument.
    let all: Vec<u8> = (0..=255).chain((0..=255).rev()).collect();
    worker(&all);
    worker(b"");
    // Fill, wait for room, hang in a flush, drop the run, cancel.
    worker(&[1, 1, 0, 9, 0, 0, 0, 0, 0, 0, 14, 11, 7, 0, 10, 0, 7, 0, 13, 255, 5, 0, 7, 0]);
    // A permit held over the shutdown's deadline.
    worker(&[1, 1, 2, 30, 4, 1, 0, 0, 7, 0, 13, 255, 7, 0, 15, 255, 7, 0]);
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/regressions/worker");
    if cfg!(miri) {
        return;
    }
    for file in std::fs::read_dir(folder).into_iter().flatten() {
        worker(&std::fs::read(file.unwrap().path()).unwrap());
    }
}
