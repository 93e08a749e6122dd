//! How a pool with shared slots finds one, and what it does past the bound.

use crate::hint;
#[cfg(feature = "alloc")]
use crate::{
    Manage,
    raw::{Claim, Full, Held, Home, Keeper, Shared, claim, claim_idle},
};

/// Takes a slot, if one is free: one with an idle object if there is any, for to create one is dear.
#[cfg(feature = "alloc")]
#[inline]
pub(crate) fn find<M: Manage, H: Shared<M>, P: Keeper<H>>(keeper: &P) -> Option<Claim<M, H, P>> {
    let slots = keeper.home().slots();
    find_of(
        slots.len(),
        |index| claim_idle(keeper, index).map(Claim::Full),
        |index| slots.is_empty(index),
        |index| claim(keeper, index),
    )
}

/// [`find`] among `len` slots, given how to take one with an idle object, to see whether one is empty, and to
/// take one that is free.
#[inline]
pub(crate) fn find_of<C>(
    len: usize,
    claim_idle: impl Fn(usize) -> Option<C>,
    is_empty: impl Fn(usize) -> bool,
    claim: impl Fn(usize) -> Option<C>,
) -> Option<C> {
    let start = hint::start(len);
    claim_idle(start).or_else(|| search(start, len, claim_idle, is_empty, claim))
}

/// Looks for an idle object in all slots, and then, if it has seen an empty slot, for any that is free.
fn search<C>(
    start: usize,
    len: usize,
    claim_idle: impl Fn(usize) -> Option<C>,
    is_empty: impl Fn(usize) -> bool,
    claim: impl Fn(usize) -> Option<C>,
) -> Option<C> {
    let around = || (start..len).chain(0..start);
    let mut empty = false;
    let idle = around().find_map(|index| {
        empty |= is_empty(index);
        Some((index, claim_idle(index)?))
    });
    let found = match idle {
        // None was empty, and none idle: each was seen taken.
        None if !empty => None,
        None => around().find_map(|index| Some((index, claim(index)?))),
        found => found,
    };
    let (index, claimed) = found?;
    hint::remember(index);
    Some(claimed)
}

/// A new object outside of the slots; `count` says that there is one more.
#[cfg(feature = "alloc")]
#[cold]
pub(crate) fn temporary<M: Manage, H: Home<M>, P: Keeper<H>>(
    keeper: &P,
    count: impl FnOnce(),
) -> Held<M, H, P> {
    let item = keeper.home().manager().create();
    count();
    Held::new(Full::alone(keeper.clone(), item))
}
