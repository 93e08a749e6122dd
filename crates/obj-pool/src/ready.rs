//! How a pool makes sure that there is a good object in the slot that it claimed.

use crate::{
    Manage,
    raw::{Claim, Held, Home, Keeper, Vacant},
};

/// The object that was claimed, if `validate` finds it good, or an empty slot. A bad object is
/// dropped, and its slot stays ours.
#[inline]
pub(crate) fn good<M: Manage, H: Home<M>, P: Keeper<H>>(
    claim: Claim<M, H, P>,
) -> Result<Held<M, H, P>, Vacant<M, H, P>> {
    match claim {
        Claim::Full(mut full) => {
            if full.ask(M::validate) {
                full.count_reuse();
                Ok(Held::new(full))
            } else {
                Err(full.clear())
            }
        }
        Claim::Vacant(vacant) => Err(vacant),
    }
}

/// A good object in the slot that was claimed: the one that is there, or a new one. The hooks run
/// while the slot is ours; if one panics, the right to it is dropped, and that frees the slot.
#[inline]
pub(crate) fn ready<M: Manage, H: Home<M>, P: Keeper<H>>(claim: Claim<M, H, P>) -> Held<M, H, P> {
    good(claim).unwrap_or_else(|vacant| {
        let item = vacant.manager().create();
        Held::new(vacant.fill(item))
    })
}
