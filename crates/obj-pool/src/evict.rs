//! How idle objects go, for pools with shared slots.

use crate::{
    Manage, Meta, Stats,
    raw::{Keeper, Shared, claim_idle},
};

pub(crate) fn shrink_to<M: Manage, H: Shared<M>, P: Keeper<H>>(keeper: &P, n: usize) -> usize {
    let slots = keeper.home().slots();
    let mut stats = Stats::default();
    slots.add_to(&mut stats);
    let excess = (stats.in_use + stats.idle).saturating_sub(n);
    let idle = (0..slots.len()).rev().filter_map(|index| claim_idle(keeper, index));
    idle.take(excess).map(drop).count()
}

pub(crate) fn retain<M: Manage, H: Shared<M>, P: Keeper<H>>(
    keeper: &P,
    mut keep: impl FnMut(&mut M::Item, Meta) -> bool,
) -> usize {
    let idle = (0..keeper.home().slots().len()).filter_map(|index| claim_idle(keeper, index));
    idle.filter_map(|mut full| {
        let meta = full.visit();
        // If `keep` panics, `full` is dropped.
        if keep(full.item_mut(), meta) {
            full.put_back();
            return None;
        }
        drop(full);
        Some(())
    })
    .count()
}
