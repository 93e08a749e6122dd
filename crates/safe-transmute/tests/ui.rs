//! What must not compile, and what must.
#![cfg(not(miri))]

#[test]
fn ui() {
    testkit::ui!("derive");
}
