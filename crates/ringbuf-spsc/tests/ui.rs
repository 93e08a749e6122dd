//! Programs that must not compile.

#![cfg(not(any(miri, hardpan_loom)))]

#[test]
fn ui() {
    testkit::ui!();
}
