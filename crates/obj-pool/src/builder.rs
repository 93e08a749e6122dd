use core::{error::Error, fmt, marker::PhantomData};

use crate::{
    Manage, Pool,
    form::{Form, Parts},
    raw::Slots,
};

/// Sets up a pool of the kind `P`; from [`Pool::builder`] and its like.
#[must_use = "a builder does nothing until `build` is called"]
pub struct Builder<M: Manage, P = Pool<M>> {
    manager: M,
    max: usize,
    prewarm: usize,
    #[cfg(feature = "std")]
    magazine: usize,
    kind: PhantomData<fn() -> P>,
}

impl<M: Manage, P: Form<M>> Builder<M, P> {
    pub(crate) fn new(manager: M) -> Self {
        Self {
            manager,
            max: 0,
            prewarm: 0,
            #[cfg(feature = "std")]
            magazine: 8,
            kind: PhantomData,
        }
    }

    /// How many objects the pool may hold, idle and lent together: at least 1. There is no default.
    pub fn max(self, max: usize) -> Self {
        Self { max, ..self }
    }

    /// How many of them `build` makes at once; 0 if it is not set.
    pub fn prewarm(self, prewarm: usize) -> Self {
        Self { prewarm, ..self }
    }

    /// Makes the pool: one allocation for all slots, and `prewarm` objects.
    ///
    /// # Errors
    ///
    /// If `max` is 0 or was not set, if `prewarm` is above `max`, or if there is no memory for so
    /// many slots. No object was created then.
    ///
    /// ```
    /// use obj_pool::{BuildError, Pool};
    ///
    /// let error = Pool::builder(String::new).max(2).prewarm(3).build().unwrap_err();
    /// assert_eq!(error, BuildError::PrewarmAboveMax { prewarm: 3, max: 2 });
    /// assert_eq!(
    ///     error.to_string(),
    ///     "cannot prewarm 3 objects in a pool of at most 2: set `prewarm` to 2 or less, \
    ///      or `max` to 3 or more"
    /// );
    /// ```
    pub fn build(self) -> Result<P, BuildError> {
        let Self {
            manager,
            max,
            prewarm,
            #[cfg(feature = "std")]
            magazine,
            ..
        } = self;
        if max == 0 {
            return Err(BuildError::NoMax);
        }
        if prewarm > max {
            return Err(BuildError::PrewarmAboveMax { prewarm, max });
        }
        let too_large = BuildError::TooLarge { max };
        let number = u32::try_from(max).map_err(|_| too_large)?;
        let slots = Slots::new(number, prewarm, || manager.create()).map_err(|_| too_large)?;
        P::form(Parts {
            slots,
            manager,
            prewarm,
            #[cfg(feature = "std")]
            magazine,
        })
    }
}

#[cfg(feature = "std")]
impl<M: Manage> Builder<M, crate::CachedPool<M>> {
    /// How many objects go to and from a thread's magazine at once: k, half of what it holds. 8 if it is
    /// not set; with 0 nothing is kept in magazines. What is above `max` counts as `max`.
    pub fn magazine(self, k: usize) -> Self {
        Self { magazine: k, ..self }
    }
}

impl<M: Manage, P> fmt::Debug for Builder<M, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("max", &self.max)
            .field("prewarm", &self.prewarm)
            .finish_non_exhaustive()
    }
}

/// Why [`Builder::build`] made no pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum BuildError {
    /// `max` was 0, or was not set.
    NoMax,
    /// More objects to prewarm than the pool may hold.
    PrewarmAboveMax {
        /// What `prewarm` was set to.
        prewarm: usize,
        /// What `max` was set to.
        max: usize,
    },
    /// No memory for so many slots.
    TooLarge {
        /// What `max` was set to.
        max: usize,
    },
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoMax => f.write_str("a pool of no objects: set `max` to 1 or more"),
            Self::PrewarmAboveMax { prewarm, max } => write!(
                f,
                "cannot prewarm {prewarm} objects in a pool of at most {max}: \
                 set `prewarm` to {max} or less, or `max` to {prewarm} or more"
            ),
            Self::TooLarge { max } => {
                write!(f, "no memory for {max} slots, each as large as an object: set `max` lower")
            }
        }
    }
}

impl Error for BuildError {}
