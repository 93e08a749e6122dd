//! Where a file lies, whatever names lead there: so that no output empties the input.

use std::fs::{File, Metadata};
use std::path::Path;

/// Device and inode.
#[cfg(unix)]
pub(crate) type Place = (u64, u64);
/// The path without links.
#[cfg(not(unix))]
pub(crate) type Place = std::path::PathBuf;

/// The place of a regular file; pipes and devices have none that writing would empty.
#[cfg(unix)]
pub(crate) fn of(file: &File, _: &Path) -> Option<Place> {
    use std::os::unix::fs::MetadataExt;
    let meta = file.metadata().ok().filter(Metadata::is_file)?;
    Some((meta.dev(), meta.ino()))
}

#[cfg(not(unix))]
pub(crate) fn of(file: &File, path: &Path) -> Option<Place> {
    file.metadata().ok().filter(Metadata::is_file)?;
    path.canonicalize().ok()
}

/// The place of a file that the shell opened as standard input.
#[cfg(unix)]
pub(crate) fn of_stdin() -> Option<Place> {
    use std::os::fd::AsFd;
    let file = std::io::stdin().as_fd().try_clone_to_owned().ok()?;
    of(&file.into(), Path::new(""))
}

#[cfg(not(unix))]
pub(crate) fn of_stdin() -> Option<Place> {
    None
}
