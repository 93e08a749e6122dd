//! How a pool with shared slots finds one, and what it does past the bound.

use crate::{
    Manage, hint,
    raw::{Claim, Full, Held, Home, Keeper, Shared, claim, claim_idle},
};

/// Takes a slot, if one is free: one with an idle object if there is any, for to create one is dear.
#[inline]
pub(crate) fn find<M: Manage, H: Shared<M>, P: Keeper<H>>(keeper: &P) -> Option<Claim<M, H, P>> {
    let start = hint::start(keeper.home().slots().len());
    match claim_idle(keeper, start) {
        Some(full) => Some(Claim::Full(full)),
        None => search(keeper, start),
    }
}

/// Looks for an idle object in all slots, and then, if it has seen an empty slot, for any that is free.
fn search<M: Manage, H: Shared<M>, P: Keeper<H>>(
    keeper: &P,
    start: usize,
) -> Option<Claim<M, H, P>> {
    let around = || (start..keeper.home().slots().len()).chain(0..start);
    let mut empty = false;
    let idle = around().find_map(|index| {
        empty |= keeper.home().slots().is_empty(index);
        Some((index, Claim::Full(claim_idle(keeper, index)?)))
    });
    let found = match idle {
        // None was empty, and none idle: each was seen taken.
        None if !empty => None,
        None => around().find_map(|index| Some((index, claim(keeper, index)?))),
        found => found,
    };
    let (index, claimed) = found?;
    hint::remember(index);
    Some(claimed)
}

/// A new object outside of the slots; `count` says that there is one more.
#[cold]
pub(crate) fn temporary<M: Manage, H: Home<M>, P: Keeper<H>>(
    keeper: &P,
    count: impl FnOnce(),
) -> Held<M, H, P> {
    let item = keeper.home().manager().create();
    count();
    Held::new(Full::alone(keeper.clone(), item))
}
