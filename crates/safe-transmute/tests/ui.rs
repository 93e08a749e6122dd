//! What must not compile, and what must.
#![cfg(not(miri))]

use std::{env, path::Path, process::Command};

#[test]
fn ui() {
    testkit::ui!("derive");
    check();
}

/// `cargo check` is enough to hear of a layout that is wrong; a size that a cast's two types differ in
/// is told by `cargo build`, which the cases above are run with.
fn check() {
    let tmp = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let check = |case: &str| {
        let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(["check", "--offline", "--bin", case, "--target-dir"])
            .arg(tmp.join("ui-check"))
            .current_dir(tmp.join("ui/safe-transmute"))
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .output()
            .expect("cargo runs");
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    for (case, words) in [
        ("bool_from_bytes", "not every pattern of bytes is known to be a valid `bool`"),
        ("padding_in_two_gaps", "`Padded` has 5 bytes of padding"),
        ("derive_padding", "has 3 bytes of padding"),
        ("over_aligned", "the alignment of `Line` is 16"),
        ("compilers_order", "the order in which `layout!` names them"),
        ("self_discriminant", "error"),
        ("assert_layout_wrong", "error"),
        ("transmute_size", "Finished"),
    ] {
        let said = check(case);
        assert!(said.contains(words), "{case}: `{words}` is not in:\n{said}");
    }
}
