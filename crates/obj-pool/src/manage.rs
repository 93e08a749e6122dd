/// Makes a pool's objects, and looks after them.
///
/// A closure `Fn() -> T` is a manager too: it creates, and leaves the other hooks as they are.
///
/// The hooks run on the thread that takes or returns the object, outside any lock, while the slot is
/// this thread's alone. They may panic and they may use the same pool. (A `create` that calls
/// [`Pool::get`](crate::Pool::get) on its own pool recurses without end, as it would in any
/// function: each `get` asks for another object. Use [`Pool::try_get`](crate::Pool::try_get), which
/// ends at the bound.)
///
#[cfg_attr(feature = "alloc", doc = "```")]
#[cfg_attr(not(feature = "alloc"), doc = "```ignore")]
/// use obj_pool::{Manage, Pool};
///
/// /// Buffers that come back empty; one that grew past 1 MiB is not kept.
/// struct Buffers;
///
/// impl Manage for Buffers {
///     type Item = Vec<u8>;
///
///     fn create(&self) -> Vec<u8> {
///         Vec::with_capacity(4096)
///     }
///
///     fn reset(&self, buffer: &mut Vec<u8>) -> bool {
///         buffer.clear();
///         buffer.capacity() <= 1 << 20
///     }
/// }
///
/// let pool = Pool::builder(Buffers).max(4).build()?;
/// pool.get().extend_from_slice(b"secret");
/// assert!(pool.get().is_empty());
/// # Ok::<(), obj_pool::BuildError>(())
/// ```
pub trait Manage {
    /// What is pooled.
    type Item;

    /// Makes an object: for an empty slot, or for a temporary past the bound.
    ///
    /// If it panics, the slot is free again and the panic goes on to the caller.
    fn create(&self) -> Self::Item;

    /// Makes an object ready for the next one, when its guard is dropped. `false` discards it.
    ///
    /// If it panics, the object is discarded and the panic goes on to the one who dropped the guard.
    /// (During another panic that is one too many: the process aborts, as for any drop.)
    /// It is not called for a temporary, nor for an object that is discarded or detached.
    fn reset(&self, _item: &mut Self::Item) -> bool {
        true
    }

    /// Says whether an idle object is still good, when it is taken. `false` replaces it with a new
    /// one.
    ///
    /// If it panics, the object is discarded and the panic goes on to the caller.
    fn validate(&self, _item: &mut Self::Item) -> bool {
        true
    }
}

impl<T, F: Fn() -> T> Manage for F {
    type Item = T;

    #[inline]
    fn create(&self) -> T {
        self()
    }
}
