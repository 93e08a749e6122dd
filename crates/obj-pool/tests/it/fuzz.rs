//! The body of the fuzz target `pool_ops`: bytes are calls, checked against a model. It uses nothing
//! but the crate, for it is compiled into the fuzzer too.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
    ops::{Deref, DerefMut},
    rc::Rc,
    sync::Arc,
};

use obj_pool::{
    CachedPool, Guard, Home, Lease, LocalPool, Manage, Meta, OwnedGuard, Pool, Stats, WaitPool,
};

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

/// A kind of pool, for the calls that not all have.
trait Subject: Home<Maker> + Sized {
    fn build(maker: Maker, max: usize, prewarm: usize) -> Self;
    fn stats(&self) -> Stats;
    fn try_get(&self) -> Option<Guard<'_, Maker, Self>>;
    fn try_get_or_vacant(&self) -> Option<Lease<'_, Maker, Self>>;
    fn retain(&self, keep: impl FnMut(&mut Object, Meta) -> bool) -> usize;
    fn shrink_to(&self, n: usize) -> usize;

    fn get(&self) -> Option<Guard<'_, Maker, Self>> {
        self.try_get()
    }

    fn try_get_owned(self: &Arc<Self>) -> Option<Lent<'_, Self>> {
        self.try_get().map(Lent::Borrowed)
    }

    fn get_owned(self: &Arc<Self>) -> Option<Lent<'_, Self>> {
        self.get().map(Lent::Borrowed)
    }
}

macro_rules! subject {
    ($pool:ident { $($more:tt)* }) => {
        impl Subject for $pool<Maker> {
            fn build(maker: Maker, max: usize, prewarm: usize) -> Self {
                $pool::builder(maker).max(max).prewarm(prewarm).build().expect("it fits")
            }
            fn stats(&self) -> Stats {
                self.stats()
            }
            fn try_get(&self) -> Option<Guard<'_, Maker, Self>> {
                self.try_get()
            }
            fn try_get_or_vacant(&self) -> Option<Lease<'_, Maker, Self>> {
                self.try_get_or_vacant()
            }
            fn retain(&self, keep: impl FnMut(&mut Object, Meta) -> bool) -> usize {
                self.retain(keep)
            }
            fn shrink_to(&self, n: usize) -> usize {
                self.shrink_to(n)
            }
            $($more)*
        }
    };
}

subject! { Pool {
    fn get(&self) -> Option<Guard<'_, Maker, Self>> {
        Some(self.get())
    }
    fn try_get_owned(self: &Arc<Self>) -> Option<Lent<'_, Self>> {
        Pool::try_get_owned(self).map(Lent::Owned)
    }
    fn get_owned(self: &Arc<Self>) -> Option<Lent<'_, Self>> {
        Some(Lent::Owned(Pool::get_owned(self)))
    }
} }

subject! { WaitPool {
    fn try_get_owned(self: &Arc<Self>) -> Option<Lent<'_, Self>> {
        WaitPool::try_get_owned(self).map(Lent::Owned)
    }
} }

subject! { CachedPool {
    fn get(&self) -> Option<Guard<'_, Maker, Self>> {
        Some(self.get())
    }
    fn try_get_owned(self: &Arc<Self>) -> Option<Lent<'_, Self>> {
        CachedPool::try_get_owned(self).map(Lent::Owned)
    }
    fn get_owned(self: &Arc<Self>) -> Option<Lent<'_, Self>> {
        Some(Lent::Owned(CachedPool::get_owned(self)))
    }
} }

subject! { LocalPool {
    fn get(&self) -> Option<Guard<'_, Maker, Self>> {
        Some(self.get())
    }
} }

enum Lent<'p, P: Subject> {
    Borrowed(Guard<'p, Maker, P>),
    Owned(OwnedGuard<Maker, P>),
}

impl<P: Subject> Deref for Lent<'_, P> {
    type Target = Object;

    fn deref(&self) -> &Object {
        match self {
            Self::Borrowed(guard) => guard,
            Self::Owned(guard) => guard,
        }
    }
}

impl<P: Subject> DerefMut for Lent<'_, P> {
    fn deref_mut(&mut self) -> &mut Object {
        match self {
            Self::Borrowed(guard) => guard,
            Self::Owned(guard) => guard,
        }
    }
}

/// What `retain` should say of an idle object: its uses, and in how many rounds it was seen idle.
#[derive(Default, Clone, Copy)]
struct Past {
    uses: u64,
    rounds: Option<u32>,
}

#[derive(Default)]
struct Model {
    counts: [u64; 4],
    in_use: usize,
    idle: BTreeSet<usize>,
    past: BTreeMap<usize, Past>,
}

impl Model {
    fn took(&mut self, id: usize, over: bool, living: &Living) {
        if over {
            self.counts[3] += 1;
            return;
        }
        self.in_use += 1;
        let past = self.past.entry(id).or_default();
        *past = Past { uses: past.uses + 1, rounds: None };
        if self.idle.remove(&id) {
            assert!(living.borrow()[&id], "a bad object was lent");
            self.counts[1] += 1;
            return;
        }
        // A new one. Objects that are gone from the idle were refused, each for its reason.
        self.counts[0] += 1;
        assert!(self.bury(living) <= 1, "one bad object, one new one");
    }

    /// Idle objects that are gone were discarded. Says how many.
    fn bury(&mut self, living: &Living) -> usize {
        let before = self.idle.len();
        self.idle.retain(|id| living.borrow().contains_key(id));
        let gone = before - self.idle.len();
        self.counts[2] += gone as u64;
        gone
    }

    fn retain<P: Subject>(&mut self, pool: &P, limit: u32, living: &Living) {
        let (mut seen, mut refused) = (BTreeSet::new(), 0);
        let gone = pool.retain(|object, meta| {
            assert!(self.idle.contains(&object.id) && seen.insert(object.id));
            let past = self.past.entry(object.id).or_default();
            let rounds = past.rounds.map_or(0, |rounds| rounds + 1);
            past.rounds = Some(rounds);
            assert_eq!((meta.uses, meta.rounds_idle), (past.uses, rounds));
            let keep = rounds < limit;
            refused += usize::from(!keep);
            keep
        });
        assert_eq!((gone, seen.len()), (refused, self.idle.len()), "each idle object is seen");
        assert_eq!(self.bury(living), gone);
    }

    fn shrink_to<P: Subject>(&mut self, pool: &P, n: usize, living: &Living) {
        let excess = (self.in_use + self.idle.len()).saturating_sub(n).min(self.idle.len());
        assert_eq!(pool.shrink_to(n), excess);
        assert_eq!(self.bury(living), excess);
    }
}

/// Runs the calls that `data` says.
#[expect(unreachable_pub, reason = "the fuzz target includes this file")]
pub fn pool_ops(data: &[u8]) {
    let [kind, rest @ ..] = data else { return };
    match kind % 4 {
        0 => run::<Pool<Maker>>(rest),
        1 => run::<WaitPool<Maker>>(rest),
        2 => run::<CachedPool<Maker>>(rest),
        _ => run::<LocalPool<Maker>>(rest),
    }
}

fn run<P: Subject>(data: &[u8]) {
    let [max, prewarm, calls @ ..] = data else { return };
    let max = usize::from(max % 6) + 1;
    let prewarm = usize::from(*prewarm) % (max + 1);
    let maker = Maker::default();
    let living = Rc::clone(&maker.living);
    #[allow(
        clippy::arc_with_non_send_sync,
        reason = "an owned guard needs an `Arc`, one thread or not"
    )]
    let pool = Arc::new(P::build(maker, max, prewarm));
    let mut model = Model::default();
    model.counts[0] = prewarm as u64;
    model.idle = (0..prewarm).collect();

    let mut guards: Vec<(Lent<'_, P>, bool)> = Vec::new();
    for call in calls {
        let which = usize::from(call >> 4);
        let full = model.in_use == max;
        let got = match call & 15 {
            0 => pool.try_get().map(Lent::Borrowed),
            1 => lease(&*pool, which % 2 == 0, &mut model, &living),
            2 => pool.try_get_owned(),
            3 => pool.get().map(Lent::Borrowed),
            4 => pool.get_owned(),
            5 => {
                // An idle object goes bad.
                let mut living = living.borrow_mut();
                if let Some(id) = model.idle.iter().nth(which) {
                    living.insert(*id, false);
                }
                continue;
            }
            6 => {
                model.retain(&*pool, (call >> 4).into(), &living);
                None
            }
            7 => {
                model.shrink_to(&*pool, which, &living);
                None
            }
            _ if guards.is_empty() => continue,
            how => {
                let (guard, over) = guards.swap_remove(which % guards.len());
                end(guard, over, how, &mut model);
                None
            }
        };
        assert!(
            got.is_some() || full || call & 15 > 4 || call & 31 == 17,
            "a free slot was not found"
        );
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

/// Takes an object, or a vacant slot, which it fills or drops.
fn lease<'p, P: Subject>(
    pool: &'p P,
    fill: bool,
    model: &mut Model,
    living: &Living,
) -> Option<Lent<'p, P>> {
    match pool.try_get_or_vacant()? {
        Lease::Idle(guard) => Some(Lent::Borrowed(guard)),
        Lease::Vacant(vacant) if fill => Some(Lent::Borrowed(vacant.fill(pool.manager().create()))),
        Lease::Vacant(vacant) => {
            assert_eq!(pool.stats().in_use, model.in_use + 1);
            drop(vacant);
            model.bury(living);
            None
        }
    }
}

fn end<P: Subject>(mut guard: Lent<'_, P>, over: bool, how: u8, model: &mut Model) {
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
        let inputs: [&[u8]; 7] = [
            b"",
            // Vacant slots are filled, and dropped.
            &[3, 0, 0x01, 0x11, 0x01, 0x08, 0x11, 0x11, 0x01],
            // Rounds, uses, and what `retain` and `shrink_to` leave.
            &[4, 3, 0x26, 0, 8, 0x26, 0x26, 0, 0x26, 0x27, 8, 0x16, 0x07, 0],
            // Fill a pool of two and past it, end each guard another way.
            &[1, 1, 0, 2, 3, 4, 0x0c, 0x1d, 0x0e, 0x08, 0x00],
            // Idle objects go bad, and are replaced.
            &[2, 3, 5, 0x15, 0x25, 0, 0, 0, 0, 8, 8, 8],
            // Past a bound of one, with both kinds of guard.
            &[0, 0, 0, 4, 0x0f, 0x0f, 0, 3, 8],
            // Owned guards outlive the pool.
            &[1, 0, 2, 4, 2, 4],
        ];
        for input in inputs {
            for kind in 0..4 {
                pool_ops(&[&[kind], input].concat());
            }
        }
    }

    #[test]
    #[cfg(not(miri))]
    fn regressions() {
        // What the fuzzer starts from, and what it found. A packaged crate has neither.
        for kind in ["corpus", "regressions"] {
            let folder = format!("{}/../../fuzz/{kind}/pool_ops", env!("CARGO_MANIFEST_DIR"));
            for file in std::fs::read_dir(folder).into_iter().flatten() {
                let path = file.expect("the folder can be read").path();
                pool_ops(&std::fs::read(path).expect("a file"));
            }
        }
    }
}
