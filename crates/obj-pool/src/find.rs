//! How a pool with shared slots finds one, and what it does past the bound.

use crate::{
    Manage, hint,
    raw::{Claim, Full, Held, Home, Keeper, Shared, claim},
};

/// Takes a slot, if one is free.
#[inline]
pub(crate) fn find<M: Manage, H: Shared<M>, P: Keeper<H>>(keeper: &P) -> Option<Claim<M, H, P>> {
    let start = hint::start(keeper.home().slots().len());
    claim(keeper, start).or_else(|| search(keeper, start))
}

/// Looks at all slots but the one that `find` has looked at.
fn search<M: Manage, H: Shared<M>, P: Keeper<H>>(
    keeper: &P,
    start: usize,
) -> Option<Claim<M, H, P>> {
    (start + 1..keeper.home().slots().len()).chain(0..start).find_map(|index| {
        let claimed = claim(keeper, index)?;
        hint::remember(index);
        Some(claimed)
    })
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
