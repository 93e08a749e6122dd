//! What a fuzzer's crash is: where its input is, and which code it was in, so that the same mistake
//! found twice is one.

use std::fmt::Write;

use sha2::{Digest, Sha256};

/// A crash, read from what libFuzzer printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Crash {
    /// The file that holds the input.
    pub(crate) input: String,
    /// Short, and the same for the same stack.
    pub(crate) stack: String,
}

impl Crash {
    pub(crate) fn read(text: &str) -> Option<Self> {
        let input = text.lines().find_map(|line| line.split_once("Test unit written to "))?.1;
        Some(Self { input: input.trim().into(), stack: digest(&story(text)) })
    }
}

/// The functions that were active, the innermost first, as far as they are of no library: up to the
/// fuzzer itself, without the addresses and line numbers that change with every build. Of a crash
/// without such a stack, what it said of itself.
fn story(text: &str) -> String {
    const OURS: usize = 5;
    let frames = text.lines().map(str::trim_start).skip_while(|line| !line.starts_with("#0 "));
    let own = frames
        .take_while(|line| line.starts_with('#') && !line.contains("rust_fuzzer_test_input"))
        .filter(|line| !line.contains("/rustc/") && !line.contains("/registry/"))
        .filter_map(|line| line.split_once(" in ").map(|(_, place)| place))
        // What a runtime that was built elsewhere calls itself is no place of ours.
        .filter(|place| place.contains("::") && place.contains(".rs:"))
        .filter_map(|place| place.split_whitespace().next());
    let own: Vec<_> = own.take(OURS).collect();
    if !own.is_empty() {
        return own.join("\n");
    }
    let told = |line: &&str| line.contains(" panicked at ") || line.starts_with("SUMMARY: ");
    text.lines().find(told).unwrap_or_default().into()
}

fn digest(text: &str) -> String {
    let bytes = Sha256::digest(text.as_bytes());
    bytes.iter().take(6).fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const CRASH: &str = include_str!("../captured/fuzz-crash.txt");
    const WRITTEN: &str = "Test unit written to /repo/target/verify/crashes/ring/crash-0a\n";

    #[test]
    fn the_same_stack_is_the_same_crash() {
        let first = Crash::read(&format!("{CRASH}{WRITTEN}")).expect("a crash");
        assert_eq!(first.input, "/repo/target/verify/crashes/ring/crash-0a");
        assert_eq!(first.stack.len(), 12);
        // Another build: other addresses, another line.
        let moved = CRASH.replace("0x55", "0x56").replace("crash.rs:2:156", "crash.rs:7:1");
        let again = Crash::read(&format!("{moved}{WRITTEN}")).expect("a crash");
        assert_eq!(again.stack, first.stack);
        let elsewhere = CRASH.replace("crash::_::__libfuzzer_sys_run", "crash::other");
        let other = Crash::read(&format!("{elsewhere}{WRITTEN}")).expect("a crash");
        assert_ne!(other.stack, first.stack);
    }

    #[test]
    fn the_story_ends_where_the_fuzzer_begins() {
        assert_eq!(story(CRASH), "crash::_::__libfuzzer_sys_run");
        let panic = "thread '<unnamed>' panicked at src/a.rs:1:2:\nno\n==1== ERROR: libFuzzer\n";
        assert!(story(panic).contains("panicked at src/a.rs"));
    }

    #[test]
    fn without_an_input_there_is_no_crash() {
        assert_eq!(Crash::read("error: could not compile"), None);
    }
}
