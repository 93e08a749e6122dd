use core::any::Any;
use core::fmt;

use crate::child::Remains;
use crate::report::Counts;
use crate::worker_error::WorkerError;

/// How a [`Supervisor`](crate::Supervisor) ended.
#[derive(Debug)]
#[non_exhaustive]
#[must_use = "it may hold returned items"]
pub struct SupervisorReport {
    /// One report a child, in the order in which they were added.
    pub children: Vec<ChildReport>,
}

/// How a child ended.
#[non_exhaustive]
pub struct ChildReport {
    /// Its name.
    pub name: String,
    /// Why it is not running any more.
    pub ended: ChildEnd,
    /// How often it was started again.
    pub restarts: u64,
    /// Of a processor: what became of its items.
    pub counts: Option<Counts>,
    /// Of a processor: how many items came back, and are here to be taken.
    pub returned: usize,
    /// Of a supervisor: its own report, where what came back from its children is to be taken.
    pub nested: Option<SupervisorReport>,
    items: Option<Box<dyn Any + Send>>,
}

/// Why a child is not running any more.
#[derive(Debug)]
#[non_exhaustive]
pub enum ChildEnd {
    /// It ended well, by itself or because it was told to stop.
    Completed,
    /// It failed or panicked, and was not to be started again.
    Failed(WorkerError),
    /// It had to be started too often, last after this failure, and so the supervisor stopped all.
    /// Or it is a supervisor that ended so itself.
    GaveUp(Option<WorkerError>),
    /// It did not stop in time, and was dropped.
    CutOff,
}

impl SupervisorReport {
    /// The child of that name; the first, if several have it.
    #[must_use]
    pub fn child(&self, name: &str) -> Option<&ChildReport> {
        self.children.iter().find(|child| child.name == name)
    }

    /// Takes the items that came back from the processor of that name.
    ///
    /// `None` if there is no such child, if nothing came back, or if its items are not `T`s: then
    /// they stay.
    pub fn take_returned<T: 'static>(&mut self, name: &str) -> Option<Vec<T>> {
        self.children.iter_mut().find(|child| child.name == name)?.take_returned()
    }

    /// Whether all children ended well and nothing came back, nor from a supervisor among them.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.children.iter().all(|child| {
            matches!(child.ended, ChildEnd::Completed)
                && child.returned == 0
                && child.nested.as_ref().is_none_or(Self::is_clean)
        })
    }

    /// Whether a child had to be started too often.
    pub(crate) fn gave_up(&self) -> bool {
        self.children.iter().any(|child| matches!(child.ended, ChildEnd::GaveUp(_)))
    }
}

impl ChildReport {
    pub(crate) fn new(name: String, ended: ChildEnd, restarts: u64, remains: Remains) -> Self {
        let Remains { counts, returned, left, nested } = remains;
        Self { name, ended, restarts, counts, returned: left, nested, items: returned }
    }

    /// Takes the items that came back; `None` if there are none, or if they are not `T`s.
    pub fn take_returned<T: 'static>(&mut self) -> Option<Vec<T>> {
        match self.items.take()?.downcast::<Vec<T>>() {
            Ok(items) => Some(*items),
            Err(items) => {
                self.items = Some(items);
                None
            }
        }
    }
}

impl fmt::Debug for ChildReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChildReport")
            .field("name", &self.name)
            .field("ended", &self.ended)
            .field("restarts", &self.restarts)
            .field("counts", &self.counts)
            .field("returned", &self.returned)
            .field("nested", &self.nested)
            .finish_non_exhaustive()
    }
}
