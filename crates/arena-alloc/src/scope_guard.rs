//! A scope in an arena, as a value.

use core::{alloc::Layout, fmt, mem::MaybeUninit, ptr::NonNull};

use crate::{
    AllocError, ArenaBox, FormatError, Rejected, Scope, ScopeGuard,
    bodies::{self, refuse_drop},
    methods::{fallible, panicking},
    raw::Host,
};

impl ScopeGuard<'_> {
    panicking! { borrowed 'a, "let mut arena = arena_alloc::Arena::new(); let arena = arena.guard();", "" }
    fallible! { borrowed 'a, with_alloc!(), "let mut arena = arena_alloc::Arena::new(); let arena = arena.guard();", "" }

    /// A scope in this one, as [`Arena::scope`](crate::Arena::scope).
    #[inline(always)]
    pub fn scope<R>(&mut self, f: impl for<'t> FnOnce(&mut Scope<'t>) -> R) -> R {
        self.guard().run(f)
    }

    /// A scope in this one without a closure, as [`Arena::guard`](crate::Arena::guard).
    #[inline(always)]
    pub fn guard(&mut self) -> ScopeGuard<'_> {
        ScopeGuard::within_guard(self)
    }
}

impl fmt::Debug for ScopeGuard<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScopeGuard").field("used", &self.host().used()).finish_non_exhaustive()
    }
}
