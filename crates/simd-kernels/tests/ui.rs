//! What must not compile: see `ui/`.
#![cfg(not(miri))]

#[test]
fn ui() {
    testkit::ui!();
}
