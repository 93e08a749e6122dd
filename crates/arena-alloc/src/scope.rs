//! A scope in an arena, as its closure sees it.

use core::{alloc::Layout, fmt, mem::MaybeUninit, ptr::NonNull};

use crate::{
    AllocError, ArenaBox, FormatError, Rejected, Scope, ScopeGuard,
    bodies::{self, refuse_drop},
    methods::{fallible, panicking},
    raw::Host,
};

impl<'s> Scope<'s> {
    panicking! { carried 's, "arena_alloc::Arena::new().scope(|arena| {", "});" }
    fallible! { carried 's, with_alloc!(), "arena_alloc::Arena::new().scope(|arena| {", "});" }

    /// A scope in this one, as [`Arena::scope`](crate::Arena::scope).
    #[inline(always)]
    pub fn scope<R>(&mut self, f: impl for<'t> FnOnce(&mut Scope<'t>) -> R) -> R {
        self.guard().run(f)
    }

    /// A scope in this one without a closure, as [`Arena::guard`](crate::Arena::guard).
    #[inline(always)]
    pub fn guard(&mut self) -> ScopeGuard<'_> {
        ScopeGuard::within(self)
    }
}

impl fmt::Debug for Scope<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope").field("used", &self.host().used()).finish_non_exhaustive()
    }
}
