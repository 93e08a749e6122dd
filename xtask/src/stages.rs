//! One stage a file: its row of the table, its plan, its judge. A new one is a file in `stages/` and a
//! line in the table below.

use crate::stage::Stage;

/// Declares each file as a module and lines up what they hold.
macro_rules! table {
    ($($stage:ident)*) => {
        $(pub(crate) mod $stage;)*

        /// The stages, in the order in which they run.
        pub(crate) const TABLE: &[Stage] = &[$($stage::STAGE),*];

        /// Their files: rustfmt expands no macro, and so does not find them by itself.
        pub(crate) const FILES: &[&str] =
            &[$(concat!("xtask/src/stages/", stringify!($stage), ".rs")),*];
    };
}

// The quick ones first.
table! {
    fmt
    clippy
    ledger
    test
    features
    examples
    benches
    doc
    docsrs
    msrv
    msrv_newer
    no_std
    asm
    panic
    instr
    alloc
    build_time
    deny
    advisories
    semver
    package
    oracle
    layout
    loom
    shuttle
    asan
    tsan
    msan
    valgrind
    cross
    miri
    reach
    fuzz
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;

    #[test]
    fn every_file_is_in_the_table() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let found = fs::read_dir(root.join("xtask/src/stages")).expect("it is there").flatten();
        let mut found: Vec<_> = found.map(|entry| entry.path()).collect();
        let mut listed: Vec<_> = FILES.iter().map(|file| root.join(file)).collect();
        found.sort();
        listed.sort();
        assert_eq!(found, listed);
    }
}
