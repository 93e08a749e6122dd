//! What must, and what must not, compile.
#![cfg(not(miri))]

#[test]
fn ui() {
    testkit::ui!();
}
