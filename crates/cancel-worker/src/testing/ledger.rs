use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::rejected::Rejected;

/// Who made an item, and the how-manieth it was.
pub type Id = (usize, u64);

/// What became of all items made from it. Clones share one book.
#[derive(Debug, Default, Clone)]
pub struct Ledger(Arc<Mutex<Book>>);

/// The entries of a [`Ledger`], in the order in which they were made.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Book {
    /// Their send returned `Ok`.
    pub accepted: Vec<Id>,
    /// Their send handed them back.
    pub rejected: Vec<Id>,
    /// A sink settled them.
    pub flushed: Vec<Id>,
    /// A dead-letter sink settled them.
    pub dead: Vec<Id>,
    /// They came back from the processor.
    pub returned: Vec<Id>,
    /// They were dropped by somebody who had not settled them.
    pub lost: Vec<Id>,
}

/// An item that knows whether it was settled, and tells its ledger if it is dropped before that.
#[derive(Debug)]
pub struct Token {
    id: Id,
    settled: bool,
    ledger: Ledger,
}

impl Drop for Token {
    fn drop(&mut self) {
        if !self.settled {
            self.ledger.book().lost.push(self.id);
        }
    }
}

impl Token {
    /// Who made it, and the how-manieth it is.
    #[must_use]
    pub fn id(&self) -> Id {
        self.id
    }

    /// Its drop is no loss any more. The ledger does not learn where it went.
    pub fn mark_settled(&mut self) {
        self.settled = true;
    }

    fn settle(mut self) -> Id {
        self.settled = true;
        self.id
    }
}

impl Ledger {
    /// The entries, to read and to change, under a lock.
    ///
    /// # Panics
    /// Not, even if another thread panicked with the lock.
    pub fn book(&self) -> MutexGuard<'_, Book> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new item.
    #[must_use]
    pub fn token(&self, producer: usize, n: u64) -> Token {
        Token { id: (producer, n), settled: false, ledger: self.clone() }
    }

    /// Notes how a send ended. An item that came back is settled thereby.
    pub fn sent(&self, id: Id, sent: Result<(), Rejected<Token>>) {
        match sent {
            Ok(()) => self.accept(id),
            Err(rejected) => self.reject(rejected.into_inner()),
        }
    }

    /// Notes that an item was accepted.
    pub fn accept(&self, id: Id) {
        self.book().accepted.push(id);
    }

    /// Takes an item that was not accepted.
    pub fn reject(&self, token: Token) {
        let id = token.settle();
        self.book().rejected.push(id);
    }

    /// Takes items that came back from the processor.
    pub fn give_back(&self, tokens: Vec<Token>) {
        for token in tokens {
            let id = token.settle();
            self.book().returned.push(id);
        }
    }

    /// Notes that an item was flushed.
    pub fn flush(&self, id: Id) {
        self.book().flushed.push(id);
    }

    /// Notes that an item was dead-lettered.
    pub fn bury(&self, id: Id) {
        self.book().dead.push(id);
    }

    /// Asserts that every accepted item was settled once, and that nothing else was.
    ///
    /// # Panics
    /// If not.
    #[track_caller]
    pub fn balance(&self) {
        let book = self.book();
        assert_eq!(book.lost, [], "items dropped unsettled");
        let mut accepted = book.accepted.clone();
        let mut settled = [&book.flushed[..], &book.dead, &book.returned].concat();
        accepted.sort_unstable();
        settled.sort_unstable();
        assert_eq!(accepted, settled, "accepted = flushed + dead-lettered + returned");
    }

    /// As [`balance`](Self::balance), and each kind of end in order per producer.
    ///
    /// # Panics
    /// If not.
    #[track_caller]
    pub fn balance_per_producer(&self) {
        self.balance();
        let book = self.book();
        for list in [&book.flushed, &book.dead, &book.returned] {
            let mut last = HashMap::new();
            for &(producer, n) in list {
                let before = last.insert(producer, n);
                assert!(before < Some(n), "out of order: {before:?} {n} of {producer}");
            }
        }
    }

    /// As [`balance`](Self::balance), and each kind of end in the order in which the items were
    /// accepted. For one thread.
    ///
    /// # Panics
    /// If not.
    #[track_caller]
    pub fn balance_in_order(&self) {
        self.balance();
        let book = self.book();
        let place: HashMap<Id, usize> =
            book.accepted.iter().enumerate().map(|(place, &id)| (id, place)).collect();
        for list in [&book.flushed, &book.dead, &book.returned] {
            assert!(list.is_sorted_by_key(|id| place[id]), "{list:?} of {:?}", book.accepted);
        }
    }
}
