use core::{error::Error, fmt};

/// 2³² - 1 entries of a slab are in use, and there is no key for another value, which is in here.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SlabFull<T>(pub T);

impl<T> fmt::Debug for SlabFull<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SlabFull").finish_non_exhaustive()
    }
}

impl<T> fmt::Display for SlabFull<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "all of the slab's 4294967295 entries are in use: remove some, or use two slabs",
        )
    }
}

impl<T> Error for SlabFull<T> {}
