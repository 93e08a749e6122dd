//! What must not compile.
#![cfg(not(miri))]

#[test]
fn ui() {
    testkit::ui!();
}
