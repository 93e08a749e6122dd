//! What every judge needs: did the commands succeed, how many tests ran, what is the first error.

/// What one command of a plan did.
#[derive(Debug, Clone)]
pub(crate) struct Output {
    /// The step's subject.
    pub(crate) subject: String,
    pub(crate) end: End,
    /// What it printed to both streams, in order.
    pub(crate) text: String,
}

/// How a command ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum End {
    Code(i32),
    Signal(i32),
    /// Killed because the stage had used up its time.
    TimedOut,
    /// Killed because the gate was told to stop.
    Interrupted,
    NotStarted(String),
}

/// Why a stage did not pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// It found something, or it checked nothing.
    Found(String),
    /// It could not run. The remedy is a command.
    CannotRun { reason: String, remedy: String },
}

pub(crate) fn found<T>(what: impl Into<String>) -> Result<T, Flaw> {
    Err(Flaw::Found(what.into()))
}

/// Fails at the first command that did not exit with 0.
pub(crate) fn succeeded(outputs: &[Output]) -> Result<(), Flaw> {
    let Some(bad) = outputs.iter().find(|output| output.end != End::Code(0)) else {
        return Ok(());
    };
    let how = match &bad.end {
        End::Code(code) => format!("exit code {code}"),
        End::Signal(signal) => format!("ended by signal {signal}"),
        End::TimedOut => "killed: the stage's time was up".into(),
        End::Interrupted => "interrupted".into(),
        End::NotStarted(why) => format!("not started: {why}"),
    };
    let error = first_error(&bad.text).map(|error| format!("\n{error}")).unwrap_or_default();
    found(format!("{}: {how}{error}", bad.subject))
}

/// Fails with all that the gate's own command, the last, had to say against the workspace.
pub(crate) fn no_faults(outputs: &[Output]) -> Result<(), Flaw> {
    let text = outputs.last().map_or("", |output| output.text.as_str());
    // A fault may go on in lines of its own, set in; so are cargo's before the first.
    let from_first = text.lines().skip_while(|line| !line.starts_with("error: "));
    let lines = from_first.filter(|line| line.starts_with("error: ") || line.starts_with("  "));
    let lines: Vec<_> = lines.map(|line| line.strip_prefix("error: ").unwrap_or(line)).collect();
    let faults = text.lines().filter(|line| line.starts_with("error: ")).count();
    match (faults, outputs.last().map(|output| &output.end)) {
        (1.., Some(End::Code(1))) => {
            let more =
                if faults > 1 { format!(" (and {} more)", faults - 1) } else { String::new() };
            let (first, rest) = lines.split_first().unwrap_or((&"", &[]));
            found([&[format!("{first}{more}").as_str()], rest].concat().join("\n"))
        }
        _ => succeeded(outputs),
    }
}

/// One test binary's, or one crate's documentation's, part of what `cargo test` prints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Section {
    /// `unittests src/lib.rs`, `tests/it/main.rs`, `Doc-tests ringbuf_spsc`.
    pub(crate) name: String,
    /// `None` if the binary has a harness of its own, which prints no count.
    pub(crate) counts: Option<Counts>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u64,
    pub(crate) ignored: u64,
}

/// The sections of the output of `cargo test`. Documentation may print several results a crate.
pub(crate) fn sections(text: &str) -> Vec<Section> {
    let mut sections = Vec::<Section>::new();
    for line in text.lines().map(str::trim_start) {
        if let Some(name) = section_name(line) {
            sections.push(Section { name: name.into(), counts: None });
        } else if let Some(result) = line.strip_prefix("test result: ") {
            let Some(section) = sections.last_mut() else { continue };
            let counts = section.counts.get_or_insert_default();
            counts.passed += number_before(result, " passed");
            counts.ignored += number_before(result, " ignored");
        }
    }
    sections
}

fn section_name(line: &str) -> Option<&str> {
    if line.starts_with("Doc-tests ") {
        return Some(line);
    }
    let (name, binary) = line.strip_prefix("Running ")?.rsplit_once(" (")?;
    binary.ends_with(')').then_some(name)
}

/// The number that stands before `word`, 0 if there is none.
fn number_before(text: &str, word: &str) -> u64 {
    let before = text.split(word).next().filter(|before| before.len() < text.len());
    let digits = before.and_then(|before| before.rsplit(|c: char| !c.is_ascii_digit()).next());
    digits.and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

/// Adds up the sections.
pub(crate) fn total(sections: &[Section]) -> Counts {
    let counts = sections.iter().filter_map(|section| section.counts);
    counts.fold(Counts::default(), |sum, counts| Counts {
        passed: sum.passed + counts.passed,
        ignored: sum.ignored + counts.ignored,
    })
}

/// Each output must have run a test; the note says how many ran in all.
pub(crate) fn each_ran_tests(outputs: &[Output], noun: &str) -> Result<String, Flaw> {
    succeeded(outputs)?;
    let mut passed = 0;
    for output in outputs {
        match total(&sections(&output.text)).passed {
            0 => return found(format!("{}: no {noun} was executed", output.subject)),
            some => passed += some,
        }
    }
    if passed == 0 {
        return found(format!("no {noun} was executed"));
    }
    Ok(format!("{} in {}", count(passed, noun), count(outputs.len() as u64, "run")))
}

/// `1 test`, `3 tests`, `2 canaries`.
pub(crate) fn count(number: u64, noun: &str) -> String {
    match noun.strip_suffix('y') {
        _ if number == 1 => format!("1 {noun}"),
        Some(stem) => format!("{number} {stem}ies"),
        None => format!("{number} {noun}s"),
    }
}

/// The first thing in a log that names a cause, with the lines that belong to it.
pub(crate) fn first_error(text: &str) -> Option<String> {
    const LINES: usize = 14;
    let lines: Vec<_> = text.lines().collect();
    let start = lines.iter().position(|line| names_a_cause(line))?;
    // To the end of its paragraph; a headline alone has its story in the next one.
    let mut block = Vec::new();
    for &line in lines[start..].iter().take(LINES) {
        if line.trim().is_empty() && block.len() > 1 {
            break;
        }
        block.push(line);
    }
    Some(block.join("\n"))
}

fn names_a_cause(line: &str) -> bool {
    // These only say that something above failed.
    const HOLLOW: &[&str] = &[
        "error: could not compile",
        "error: could not document",
        "error: test failed",
        "error: doctest failed",
        "error: aborting due to",
    ];
    const STARTS: &[&str] = &["error: ", "error[", "Diff in ", "--- failure "];
    // The sanitizers', valgrind's, a panic's, rustfmt's, a crash's.
    const INSIDE: &[&str] = &[
        "==ERROR: ",
        "WARNING: ThreadSanitizer: ",
        "WARNING: MemorySanitizer: ",
        " lost in loss record ",
        "== Invalid ",
        "== Conditional jump ",
        "== Use of uninitialised ",
        " panicked at ",
        " [ERROR] ",
        " has overflowed its stack",
        "process didn't exit successfully: ",
    ];
    (STARTS.iter().any(|start| line.starts_with(start))
        || INSIDE.iter().any(|inside| line.contains(inside)))
        && !HOLLOW.iter().any(|hollow| line.starts_with(hollow))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A command that succeeded and printed `text`.
    pub(crate) fn ok(subject: &str, text: &str) -> Output {
        Output { subject: subject.into(), end: End::Code(0), text: text.into() }
    }

    /// A command that failed and printed `text`.
    pub(crate) fn failed(subject: &str, text: &str) -> Output {
        Output { subject: subject.into(), end: End::Code(101), text: text.into() }
    }

    /// What a flaw says.
    pub(crate) fn said<T: std::fmt::Debug>(result: Result<T, Flaw>) -> String {
        match result.expect_err("a flaw") {
            Flaw::Found(what) => what,
            Flaw::CannotRun { reason, .. } => reason,
        }
    }

    #[test]
    fn the_first_error_is_the_first_that_names_a_cause() {
        let text = "   Compiling x\nerror: could not compile `x`\nerror[E0308]: mismatched\n --> a\n\nerror: b\n";
        assert_eq!(first_error(text).as_deref(), Some("error[E0308]: mismatched\n --> a"));
        let leak = "==1==ERROR: LeakSanitizer: leaks\n\nDirect leak of 3 bytes\n\nmore\n";
        let shown = "==1==ERROR: LeakSanitizer: leaks\n\nDirect leak of 3 bytes";
        assert_eq!(first_error(leak).as_deref(), Some(shown));
        let crash = "error: test failed, to rerun pass `--test it`\n\nCaused by:\n  process didn't exit \
                     successfully: `/t/it` (signal: 11, SIGSEGV: invalid memory reference)\n";
        assert!(first_error(crash).expect("an error").contains("SIGSEGV"));
        assert_eq!(first_error("all is well\nerrors: 0\n"), None);
    }

    #[test]
    fn all_faults_are_told_the_first_in_one_line() {
        let end = |text: &str| Output { end: End::Code(1), ..ok("x", text) };
        let two = "   Compiling x v1.0.0\nerror: a: 3, not 2\nerror: b: can panic\n  f\n  -> g\n2 functions\n";
        let said = said(no_faults(&[ok("build", ""), end(two)]));
        assert_eq!(said, "a: 3, not 2 (and 1 more)\nb: can panic\n  f\n  -> g");
        assert!(no_faults(&[ok("x", "2 functions\n")]).is_ok());
        assert!(no_faults(&[failed("build", "error: no\n")]).is_err());
    }

    #[test]
    fn numbers_read_well() {
        let counts = [count(1, "canary"), count(2, "canary"), count(0, "test")];
        assert_eq!(counts, ["1 canary", "2 canaries", "0 tests"]);
    }

    #[test]
    fn every_way_to_end_but_success_is_a_flaw() {
        for end in [End::Code(1), End::Signal(9), End::TimedOut, End::NotStarted("gone".into())] {
            let output = Output { end, ..ok("a", "") };
            assert!(said(succeeded(&[ok("b", ""), output])).starts_with("a: "));
        }
        assert_eq!(succeeded(&[ok("a", "error: not really\n")]), Ok(()));
    }
}
