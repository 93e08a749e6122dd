use core::fmt;

use crate::{
    Guard, Manage, Pool, Vacant,
    raw::{Claim, Home},
    ready::good,
};

/// An idle object or an empty slot, from [`Pool::try_get_or_vacant`] and its like.
pub enum Lease<'p, M: Manage, P: Home<M> = Pool<M>> {
    /// An object that was used before, and that `validate` found good.
    Idle(Guard<'p, M, P>),
    /// An empty slot, to be filled by the caller.
    Vacant(Vacant<'p, M, P>),
}

impl<'p, M: Manage, P: Home<M>> Lease<'p, M, P> {
    #[inline]
    pub(crate) fn of(claim: Claim<M, P, &'p P>) -> Self {
        match good(claim) {
            Ok(held) => Self::Idle(Guard::new(held)),
            Err(vacant) => Self::Vacant(Vacant::new(vacant)),
        }
    }

    /// The idle object, or what `create` makes for the empty slot.
    ///
    /// # Errors
    ///
    /// What `create` gives: the slot is free again.
    ///
    /// ```
    /// # use obj_pool::Pool;
    /// let pool = Pool::builder(String::new).max(1).build()?;
    /// let lease = || pool.try_get_or_vacant().expect("nobody has the one slot");
    /// assert!(lease().or_try_fill(|| std::fs::read_to_string("no such file")).is_err());
    /// assert_eq!(pool.stats().in_use, 0);
    /// assert!(lease().or_try_fill(|| Ok::<_, ()>("here".into())).is_ok());
    /// # Ok::<(), obj_pool::BuildError>(())
    /// ```
    pub fn or_try_fill<E>(
        self,
        create: impl FnOnce() -> Result<M::Item, E>,
    ) -> Result<Guard<'p, M, P>, E> {
        // What ends the user's closure, or a slot's right, may unwind: it comes before the result has
        // a place that an unwinding call forgets.
        match self {
            Self::Idle(guard) => {
                drop(create);
                Ok(guard)
            }
            Self::Vacant(vacant) => match create() {
                Ok(item) => Ok(vacant.fill(item)),
                Err(error) => {
                    drop(vacant);
                    Err(error)
                }
            },
        }
    }
}

impl<M: Manage<Item: fmt::Debug>, P: Home<M>> fmt::Debug for Lease<'_, M, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Idle(guard) => f.debug_tuple("Idle").field(guard).finish(),
            Self::Vacant(vacant) => vacant.fmt(f),
        }
    }
}
