//! A value alone on its cache lines.

use core::ops::Deref;

/// Keeps what one thread writes off the lines that the other reads.
///
/// Two 64-byte lines on x86-64, whose prefetcher fetches lines in pairs, and on aarch64 and
/// powerpc64, some of which have lines of 128 bytes. A bare-metal 32-bit chip has no second core
/// and no RAM to waste.
#[cfg_attr(
    any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "powerpc64"),
    repr(align(128))
)]
#[cfg_attr(target_arch = "s390x", repr(align(256)))]
#[cfg_attr(
    not(any(
        target_arch = "x86_64",
        target_arch = "aarch64",
        target_arch = "powerpc64",
        target_arch = "s390x",
        all(target_os = "none", not(target_pointer_width = "64"))
    )),
    repr(align(64))
)]
pub(crate) struct Padded<T>(pub(crate) T);

impl<T> Deref for Padded<T> {
    type Target = T;

    #[inline(always)]
    fn deref(&self) -> &T {
        &self.0
    }
}
