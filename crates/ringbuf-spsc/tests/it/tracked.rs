//! Items that know whether they were dropped once.

use std::cell::RefCell;

/// What happened to the items that were made from it. They borrow it, so that an item may leak
/// without leaking memory.
#[derive(Default)]
pub(crate) struct Log(RefCell<Vec<u32>>);

impl Log {
    /// An item whose drop is logged.
    pub(crate) fn item(&self, id: u32) -> Tracked<'_> {
        Tracked { id, log: self, panics: false }
    }

    /// An item whose drop is logged, and then panics.
    pub(crate) fn bomb(&self, id: u32) -> Tracked<'_> {
        Tracked { id, log: self, panics: true }
    }

    /// The items dropped so far, in order.
    pub(crate) fn dropped(&self) -> Vec<u32> {
        self.0.borrow().clone()
    }
}

pub(crate) struct Tracked<'l> {
    pub(crate) id: u32,
    log: &'l Log,
    panics: bool,
}

impl Drop for Tracked<'_> {
    fn drop(&mut self) {
        self.log.0.borrow_mut().push(self.id);
        assert!(!self.panics, "bomb {}", self.id);
    }
}

impl std::fmt::Debug for Tracked<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Tracked({})", self.id)
    }
}
