//! The futures of a pool that one can wait for. Each is a [`Turn`], and what is made of its end.

use alloc::sync::Arc;
use core::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use crate::{
    Closed, Guard, Lease, Manage, OwnedGuard, OwnedWaitGuard, WaitGuard, WaitPool, ready::ready,
    turn::Turn,
};

macro_rules! future {
    ($(#[$doc:meta])* $name:ident [$($life:lifetime $anon:lifetime)?] $keeper:ty, $output:ty, $end:expr) => {
        $(#[$doc])*
        ///
        /// It can be dropped at any time: what was handed to it goes to the next one who waits. If it
        /// is polled again after its end, it begins again.
        #[must_use = "futures do nothing unless they are polled"]
        pub struct $name<$($life,)? M: Manage>(Turn<M, $keeper>);

        impl<$($life,)? M: Manage> $name<$($life,)? M> {
            pub(crate) fn new(pool: $keeper) -> Self {
                Self(Turn::new(pool))
            }
        }

        impl<$($life,)? M: Manage> Future for $name<$($life,)? M> {
            type Output = Result<$output, Closed>;

            fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
                self.0.poll(context).map(|taken| taken.map($end))
            }
        }

        impl<M: Manage> fmt::Debug for $name<$($anon,)? M> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let waits = self.0.waits();
                f.debug_struct(stringify!($name)).field("waits", &waits).finish_non_exhaustive()
            }
        }
    };
}

future! {
    /// Waits for an object; from [`WaitPool::acquire`].
    Acquire ['p '_] &'p WaitPool<M>, WaitGuard<'p, M>, |claim| Guard::new(ready(claim))
}

future! {
    /// Waits for an object, and keeps the pool alive; from [`WaitPool::acquire_owned`].
    AcquireOwned [] Arc<WaitPool<M>>, OwnedWaitGuard<M>, |claim| OwnedGuard::new(ready(claim))
}

future! {
    /// Waits for an idle object or an empty slot; from [`WaitPool::acquire_or_vacant`].
    AcquireOrVacant ['p '_] &'p WaitPool<M>, Lease<'p, M, WaitPool<M>>, Lease::of
}
