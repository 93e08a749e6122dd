//! That nothing on the hot path can panic, shown by the linker: a program whose panic handler calls
//! a function that does not exist links only if nothing in it can panic.

#![cfg(all(target_os = "linux", not(any(miri, hardpan_loom))))]

use std::{
    env,
    path::PathBuf,
    process::{Command, Output},
};

/// The optimised crate without features, for a program without std; nothing else is built.
fn rustc(arguments: &[&str], out: &str) -> (Output, PathBuf) {
    let out = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(out);
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["--edition=2024", "-O", "-Cpanic=abort", "-Ccodegen-units=1"])
        .args(arguments)
        .arg("-o")
        .arg(&out)
        .output()
        .expect("rustc runs");
    (output, out)
}

/// Links the probe to the crate.
fn link(cfg: &str, out: &str) -> Output {
    let (built, library) = rustc(
        &["--crate-name=ringbuf_spsc", "--crate-type=rlib", "--cap-lints=allow", "src/lib.rs"],
        &format!("lib{out}.rlib"),
    );
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let library = format!("--extern=ringbuf_spsc={}", library.display());
    rustc(&["--cap-lints=allow", &library, cfg, "tests/no_panic/probe.rs"], out).0
}

#[test]
fn the_hot_path_cannot_panic() {
    let linked = link("--cfg=probe", "no_panic");
    assert!(linked.status.success(), "{}", String::from_utf8_lossy(&linked.stderr));
}

/// The check can fail: with an index out of bounds in the program, it does not link.
#[test]
fn a_panic_would_not_link() {
    let linked = link("--cfg=canary", "no_panic_canary");
    let said = String::from_utf8_lossy(&linked.stderr);
    assert!(!linked.status.success(), "the canary was linked");
    assert!(said.contains("ringbuf_spsc_can_panic"), "{said}");
}
