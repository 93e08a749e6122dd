//! The body of the fuzz target `slab_ops`: bytes are calls, checked against a map. It uses nothing
//! but the crate, for it is compiled into the fuzzer too.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use obj_pool::{Key, Slab};

/// Runs the calls that `data` says.
#[expect(unreachable_pub, reason = "the fuzz target includes this file")]
pub fn slab_ops(data: &[u8]) {
    let mut slab = Slab::new();
    let mut model = BTreeMap::<Key, Rc<u8>>::new();
    let mut stale = Vec::new();
    for call in data {
        let which = usize::from(call >> 3);
        let chosen = model.keys().nth(which % model.len().max(1)).copied();
        let value = Rc::new(*call);
        match (call & 7, chosen) {
            (0 | 1, _) => {
                let key = slab.insert(Rc::clone(&value));
                assert!(model.insert(key, value).is_none() && !stale.contains(&key));
            }
            (2, _) => {
                let entry = slab.vacant_entry();
                let key = entry.key();
                if which % 2 == 0 {
                    *entry.insert(Rc::new(0)) = Rc::clone(&value);
                    assert!(model.insert(key, value).is_none() && !stale.contains(&key));
                }
            }
            (3 | 4, Some(key)) => {
                assert_eq!(slab.remove(key), model.remove(&key));
                stale.push(key);
            }
            (5, Some(key)) => {
                *slab.get_mut(key).expect("it is there") = Rc::clone(&value);
                model.insert(key, value);
            }
            (6, _) => {
                let keep = |value: &u8| usize::from(*value >> 3) % 3 != which % 3;
                let mut seen = BTreeSet::new();
                slab.retain(|key, value| {
                    assert!(seen.insert(key), "once each");
                    keep(value)
                });
                assert!(seen.iter().eq(model.keys()));
                stale.extend(model.extract(|value| !keep(value)));
            }
            (7, _) if which < 4 => {
                let taken = slab.drain().take(which).count();
                assert_eq!(taken, which.min(model.len()), "the rest is dropped with the iterator");
                stale.extend(model.extract(|_| true));
            }
            (7, _) => slab = slab.clone(),
            _ => {}
        }
        check(&mut slab, &model, &stale);
    }
    assert!(slab.into_iter().eq(model.iter().map(|(key, value)| (*key, Rc::clone(value)))));
    assert!(model.values().all(|value| Rc::strong_count(value) == 1), "no value was lost");
}

trait Extract {
    /// Takes out the entries of which `gone` says so; gives their keys.
    fn extract(&mut self, gone: impl Fn(&u8) -> bool) -> Vec<Key>;
}

impl Extract for BTreeMap<Key, Rc<u8>> {
    fn extract(&mut self, gone: impl Fn(&u8) -> bool) -> Vec<Key> {
        let keys: Vec<_> =
            self.iter().filter(|(_, value)| gone(value)).map(|(key, _)| *key).collect();
        for key in &keys {
            self.remove(key);
        }
        keys
    }
}

fn check(slab: &mut Slab<Rc<u8>>, model: &BTreeMap<Key, Rc<u8>>, stale: &[Key]) {
    assert_eq!((slab.len(), slab.is_empty()), (model.len(), model.is_empty()));
    // The keys are in the order of their entries, and so are a map's.
    assert!(slab.iter().eq(model.iter().map(|(key, value)| (*key, value))));
    assert!(slab.iter().rev().eq(model.iter().rev().map(|(key, value)| (*key, value))));
    assert!(slab.iter_mut().map(|(key, _)| key).eq(model.keys().copied()));
    assert!(slab.keys().eq(model.keys().copied()));
    assert!(slab.values().eq(model.values()));
    for (key, value) in model {
        assert_eq!(slab.get(*key), Some(value));
        assert_eq!(Key::from_bits(key.to_bits()), Some(*key));
    }
    for key in stale {
        assert!(slab.get(*key).is_none() && slab.get_mut(*key).is_none());
        assert!(slab.remove(*key).is_none() && !slab.contains(*key));
    }
}

#[cfg(test)]
mod replay {
    use super::slab_ops;

    #[test]
    fn inline_inputs() {
        let inputs: [&[u8]; 4] = [
            &[0, 8, 16, 3, 24, 11, 32, 2, 10, 40],
            &[0, 8, 16, 24, 32, 40, 6, 48, 56, 14, 22, 0, 8],
            &[0, 8, 16, 24, 23, 0, 8, 7, 0, 63, 3, 5, 13],
            &[2, 18, 3, 34, 4, 50, 31, 2, 0],
        ];
        inputs.into_iter().for_each(slab_ops);
    }

    #[test]
    #[cfg(not(miri))]
    fn regressions() {
        // What the fuzzer starts from, and what it found. A packaged crate has neither.
        for kind in ["corpus", "regressions"] {
            let folder = format!("{}/../../fuzz/{kind}/slab_ops", env!("CARGO_MANIFEST_DIR"));
            for file in std::fs::read_dir(folder).into_iter().flatten() {
                let path = file.expect("the folder can be read").path();
                slab_ops(&std::fs::read(path).expect("a file"));
            }
        }
    }
}
