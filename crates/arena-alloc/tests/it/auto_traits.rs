//! Auto traits and sizes, decided on purpose.

use std::{cell::Cell, panic::UnwindSafe, rc::Rc};

use arena_alloc::{
    AllocError, Arena, ArenaBox, BufArena, Checkpoint, FormatError, Global, InlineArena, Rejected,
    Scope, ScopeGuard, TypedArena,
};
use static_assertions::{assert_impl_all, assert_not_impl_any};

use crate::fuzz::Source;

assert_impl_all!(Arena: Send, Unpin, UnwindSafe);
assert_not_impl_any!(Arena: Sync, Clone);
// A source that must stay in its thread keeps the arena there.
assert_not_impl_any!(Arena<&'static Source>: Send, Sync);

assert_impl_all!(ArenaBox<'static, u8>: Send, Sync);
assert_impl_all!(ArenaBox<'static, Cell<u8>>: Send);
assert_not_impl_any!(ArenaBox<'static, Cell<u8>>: Sync);
assert_not_impl_any!(ArenaBox<'static, Rc<u8>>: Send, Sync);
assert_not_impl_any!(ArenaBox<'static, u8>: Clone);

// A scope's chunks are its arena's, which is not to be shared; its source may be bound to a thread.
assert_not_impl_any!(Scope<'static>: Send, Sync, Clone);
assert_not_impl_any!(ScopeGuard<'static>: Send, Sync, Clone);
assert_not_impl_any!(Checkpoint: Send, Sync);
assert_impl_all!(BufArena<'static>: Send);
assert_not_impl_any!(BufArena<'static>: Sync, Clone);
assert_impl_all!(InlineArena<8>: Send);
assert_not_impl_any!(InlineArena<8>: Sync, Clone);
assert_impl_all!(TypedArena<u8>: Send);
assert_not_impl_any!(TypedArena<u8>: Sync, Clone);
assert_not_impl_any!(TypedArena<Rc<u8>>: Send);
assert_impl_all!(FormatError: Send, Sync, std::error::Error);

assert_impl_all!(Global: Send, Sync, Copy);
assert_impl_all!(AllocError: Send, Sync, std::error::Error);
assert_impl_all!(Rejected<Rc<u8>>: std::error::Error);

const _: () =
    assert!(size_of::<ArenaBox<'static, u8>>() == size_of::<Option<ArenaBox<'static, u8>>>());

/// Both parameters of a box are covariant, like `Box`'s.
#[expect(dead_code, reason = "it compiles, and that is all")]
fn covariant<'short>(long: ArenaBox<'static, &'static str>) -> ArenaBox<'short, &'short str> {
    long
}

/// So are what lends its memory, and an arena in its source.
#[expect(dead_code, reason = "it compiles, and that is all")]
fn shorter<'short>(
    guard: ScopeGuard<'static>,
    buffer: BufArena<'static>,
    arena: Arena<&'static Source>,
) -> (ScopeGuard<'short>, BufArena<'short>, Arena<&'short Source>) {
    (guard, buffer, arena)
}
