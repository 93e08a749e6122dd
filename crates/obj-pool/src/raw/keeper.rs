use alloc::sync::Arc;
use core::ops::Deref;

use crate::{Manage, Pool};

/// What keeps a right's pool: a borrow, or a share.
///
/// # Safety
///
/// For as long as the keeper or a clone of it lives, wherever it is moved:
/// - `deref` gives the same pool, and
/// - that pool is not dropped, not moved and not reached through `&mut`.
///
/// `clone` and `deref` do not unwind.
pub(crate) unsafe trait Keeper<M: Manage>: Deref<Target = Pool<M>> + Clone {}

// SAFETY: a shared reference points to one pool, which is borrowed, so neither dropped nor moved nor
// borrowed mutably, for its lifetime, and the reference cannot outlive that. Copying it and following
// it do nothing else.
unsafe impl<M: Manage> Keeper<M> for &Pool<M> {}

// SAFETY: an `Arc` points to one pool on the heap, which is not dropped nor moved as long as one
// share lives; and `Arc::get_mut`, `make_mut`, `try_unwrap` and the like give the pool only to the
// one who has the last share, which is not the case while this one lives beside theirs, and this one
// is out of safe code's reach. Its `clone` aborts on overflow and does not unwind; its `deref` is
// plain.
unsafe impl<M: Manage> Keeper<M> for Arc<Pool<M>> {}
