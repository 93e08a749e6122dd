//! The body of the fuzz target `pool_ops`: bytes are calls, checked against a model. It uses nothing
//! but the crate, for it is compiled into the fuzzer too.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
    ops::{Deref, DerefMut},
    rc::Rc,
    sync::Arc,
};

use obj_pool::{Guard, Manage, OwnedGuard, Pool};

/// All objects there are: what `validate` will say of each.
type Living = Rc<RefCell<BTreeMap<usize, bool>>>;

struct Object {
    id: usize,
    fit: bool,
    living: Living,
}

impl Drop for Object {
    fn drop(&mut self) {
        assert!(self.living.borrow_mut().remove(&self.id).is_some(), "dropped twice");
    }
}

#[derive(Default)]
struct Maker {
    made: Cell<usize>,
    living: Living,
}

impl Manage for Maker {
    type Item = Object;

    fn create(&self) -> Object {
        let id = self.made.get();
        self.made.set(id + 1);
        self.living.borrow_mut().insert(id, true);
        Object { id, fit: true, living: Rc::clone(&self.living) }
    }

    fn reset(&self, object: &mut Object) -> bool {
        object.fit
    }

    fn validate(&self, object: &mut Object) -> bool {
        self.living.borrow()[&object.id]
    }
}

enum Lent<'p> {
    Borrowed(Guard<'p, Maker>),
    Owned(OwnedGuard<Maker>),
}

impl Deref for Lent<'_> {
    type Target = Object;

    fn deref(&self) -> &Object {
        match self {
            Self::Borrowed(guard) => guard,
            Self::Owned(guard) => guard,
        }
    }
}

impl DerefMut for Lent<'_> {
    fn deref_mut(&mut self) -> &mut Object {
        match self {
            Self::Borrowed(guard) => guard,
            Self::Owned(guard) => guard,
        }
    }
}

#[derive(Default)]
struct Model {
    counts: [u64; 4],
    in_use: usize,
    idle: BTreeSet<usize>,
}

impl Model {
    fn took(&mut self, id: usize, over: bool, living: &Living) {
        if over {
            self.counts[3] += 1;
            return;
        }
        self.in_use += 1;
        if self.idle.remove(&id) {
            assert!(living.borrow()[&id], "a bad object was lent");
            self.counts[1] += 1;
            return;
        }
        // A new one. Objects that are gone from the idle were refused, each for its reason.
        self.counts[0] += 1;
        let before = self.idle.len();
        self.idle.retain(|id| living.borrow().contains_key(id));
        assert!(before - self.idle.len() <= 1, "one bad object, one new one");
        self.counts[2] += (before - self.idle.len()) as u64;
    }
}

/// Runs the calls that `data` says.
#[expect(unreachable_pub, reason = "the fuzz target includes this file")]
pub fn pool_ops(data: &[u8]) {
    let [max, prewarm, calls @ ..] = data else { return };
    let max = usize::from(max % 6) + 1;
    let prewarm = usize::from(*prewarm) % (max + 1);
    let maker = Maker::default();
    let living = Rc::clone(&maker.living);
    let pool = Pool::builder(maker).max(max).prewarm(prewarm).build().expect("it fits");
    #[allow(
        clippy::arc_with_non_send_sync,
        reason = "an owned guard needs an `Arc`, one thread or not"
    )]
    let pool = Arc::new(pool);
    let mut model = Model::default();
    model.counts[0] = prewarm as u64;
    model.idle = (0..prewarm).collect();

    let mut guards: Vec<(Lent<'_>, bool)> = Vec::new();
    for call in calls {
        let which = usize::from(call >> 4);
        let full = model.in_use == max;
        let got = match call & 15 {
            0 | 1 => pool.try_get().map(Lent::Borrowed),
            2 => pool.try_get_owned().map(Lent::Owned),
            3 => Some(Lent::Borrowed(pool.get())),
            4 => Some(Lent::Owned(pool.get_owned())),
            5 => {
                // An idle object goes bad.
                let mut living = living.borrow_mut();
                if let Some(id) = model.idle.iter().nth(which) {
                    living.insert(*id, false);
                }
                continue;
            }
            _ if guards.is_empty() => continue,
            how => {
                let (guard, over) = guards.swap_remove(which % guards.len());
                end(guard, over, how, &mut model);
                None
            }
        };
        assert!(got.is_some() || full || call & 15 > 2, "a free slot was not found");
        if let Some(guard) = got {
            assert!(guards.iter().all(|(other, _)| other.id != guard.id), "lent twice");
            model.took(guard.id, full, &living);
            guards.push((guard, full));
        }
        let stats = pool.stats();
        let counts = [stats.created, stats.reused, stats.discarded, stats.overflowed];
        assert_eq!(
            (counts, stats.in_use, stats.idle),
            (model.counts, model.in_use, model.idle.len())
        );
        assert_eq!(living.borrow().len(), model.idle.len() + guards.len());
    }

    // Borrowed guards first, then the pool, and owned ones after it.
    let owned = |(guard, _)| if let Lent::Owned(guard) = guard { Some(guard) } else { None };
    let left: Vec<_> = guards.into_iter().filter_map(owned).collect();
    drop(pool);
    drop(left);
    assert!(living.borrow().is_empty());
}

fn end(mut guard: Lent<'_>, over: bool, how: u8, model: &mut Model) {
    let id = guard.id;
    if !over {
        model.in_use -= 1;
    }
    let pooled = u64::from(!over);
    match how {
        12 => {
            guard.fit = false;
            drop(guard);
            model.counts[2] += pooled;
        }
        13 => {
            match guard {
                Lent::Borrowed(guard) => Guard::discard(guard),
                Lent::Owned(guard) => OwnedGuard::discard(guard),
            }
            model.counts[2] += pooled;
        }
        14 => {
            let object = match guard {
                Lent::Borrowed(guard) => Guard::detach(guard),
                Lent::Owned(guard) => OwnedGuard::detach(guard),
            };
            assert_eq!(object.id, id);
        }
        _ => {
            drop(guard);
            if !over {
                model.idle.insert(id);
            }
        }
    }
}

#[cfg(test)]
mod replay {
    use super::pool_ops;

    #[test]
    fn inline_inputs() {
        let inputs: [&[u8]; 5] = [
            b"",
            // Fill a pool of two and past it, end each guard another way.
            &[1, 1, 0, 2, 3, 4, 0x0c, 0x1d, 0x0e, 0x06, 0x00],
            // Idle objects go bad, and are replaced.
            &[2, 3, 5, 0x15, 0x25, 0, 0, 0, 0, 6, 6, 6],
            // Past a bound of one, with both kinds of guard.
            &[0, 0, 0, 4, 0x0f, 0x0f, 0, 3, 6],
            // Owned guards outlive the pool.
            &[1, 0, 2, 4, 2, 4],
        ];
        for input in inputs {
            pool_ops(input);
        }
    }

    #[test]
    #[cfg(not(miri))]
    fn regressions() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/regressions/pool_ops");
        // A packaged crate has no such folder.
        let Ok(entries) = std::fs::read_dir(folder) else { return };
        for entry in entries {
            pool_ops(&std::fs::read(entry.unwrap().path()).unwrap());
        }
    }
}
