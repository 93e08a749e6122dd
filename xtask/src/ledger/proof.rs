//! Finds the proof of a use of `unsafe`, or the contract that it states, and the invariants named.

use std::collections::BTreeSet;

use super::scan::Use;

/// What a proof begins with.
pub(crate) const PROOF: &str = concat!("// ", "SAFETY:"); // in one piece, clippy takes it for one

/// The comment with [`PROOF`] that stands above a use, from that word on, or the documentation of a
/// function or trait from `# Safety` on. `previous` is the line of the use before it in the file:
/// a comment above that one is that one's, unless both begin on one line.
pub(crate) fn of(found: &Use, previous: usize, lines: &[&str]) -> Option<String> {
    let (first, last) = range(found, lines);
    let first = if previous < found.start.line { first.max(previous + 1) } else { first };
    let within = (first..=last).rev();
    let line = |number: usize| lines.get(number - 1).copied().unwrap_or_default();
    if found.kind.is_a_contract() {
        let is_head =
            |number: &usize| comment(line(*number)).is_some_and(|text| text == "# Safety");
        if let Some(head) = within.clone().find(is_head) {
            let docs = (head + 1..=last).map_while(|number| comment(line(number)));
            return Some(joined(docs.take_while(|text| !text.starts_with("# ")).collect()));
        }
    }
    let marked = within.clone().find_map(|number| {
        let (_, proof) = line(number).split_once(PROOF)?;
        Some((number, proof))
    });
    let (number, proof) = marked?;
    let rest = (number + 1..=last).map_while(|number| comment(line(number)));
    let rest = rest.take_while(|text| !text.starts_with("PINNED:"));
    Some(joined(std::iter::once(proof.trim()).chain(rest).collect()))
}

/// The tests that a comment above a use says pin it: `// PINNED: tests/it/auto_traits.rs::name`.
pub(crate) fn pins(found: &Use, lines: &[&str]) -> Vec<String> {
    let (first, last) = range(found, lines);
    listed(&lines[first - 1..last])
}

/// Those of such a comment at the head of a file, before its first item.
pub(crate) fn file_pins(lines: &[&str]) -> Vec<String> {
    let is_head =
        |line: &&&str| line.is_empty() || line.starts_with("//") || line.starts_with("#!");
    listed(&lines[..lines.iter().take_while(is_head).count()])
}

fn listed(lines: &[&str]) -> Vec<String> {
    let pins = lines.iter().filter_map(|line| line.split_once("// PINNED:"));
    pins.flat_map(|(_, pins)| pins.split(',')).map(|pin| pin.trim().to_string()).collect()
}

/// From the first comment or attribute above the statement to the use itself.
fn range(found: &Use, lines: &[&str]) -> (usize, usize) {
    let is_above = |line: &str| line.starts_with("//") || line.starts_with("#[");
    let mut first = found.statement.min(found.start.line);
    while first > 1 && lines.get(first - 2).is_some_and(|line| is_above(line.trim_start())) {
        first -= 1;
    }
    (first, found.start.line)
}

/// What a line that is nothing but a comment says.
fn comment(line: &str) -> Option<&str> {
    let text = line.trim().strip_prefix("//")?;
    Some(text.strip_prefix(['/', '!']).unwrap_or(text).trim())
}

fn joined(mut lines: Vec<&str>) -> String {
    lines.retain(|line| !line.is_empty());
    lines.join(" ")
}

/// The names of invariants in a text: two capital letters, a hyphen and a number.
pub(crate) fn names(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    words.filter(|word| is_name(word)).map(Into::into).collect()
}

fn is_name(word: &str) -> bool {
    let Some((letters, number)) = word.split_once('-') else { return false };
    letters.len() == 2
        && letters.chars().all(|c| c.is_ascii_uppercase())
        && !number.is_empty()
        && number.chars().all(|c| c.is_ascii_digit())
}

/// The names that stand in brackets, `[XX-1, XX-2]`, in comments other than the header, with their
/// lines: in proofs, and at the calls of macros whose bodies are unsafe.
pub(crate) fn named(lines: &[&str]) -> impl Iterator<Item = (String, usize)> {
    lines.iter().enumerate().flat_map(|(at, line)| {
        let text = line.split_once("//").map_or("", |(_, text)| text);
        let brackets = text.split('[').skip(1).filter_map(|part| part.split_once(']'));
        let brackets = brackets.filter(|_| !text.starts_with('!'));
        brackets.flat_map(|(inside, _)| names(inside)).map(move |name| (name, at + 1))
    })
}

/// The invariants that a file's header defines, `**XX-1, …**` or `**XX-1** …`, with their lines.
pub(crate) fn defined(lines: &[&str]) -> Vec<(String, usize)> {
    let header = lines.iter().enumerate().filter(|(_, line)| line.trim_start().starts_with("//!"));
    let names = header.flat_map(|(at, line)| {
        let bold = line.split("**").skip(1).step_by(2);
        bold.filter_map(move |text| Some((first_word(text)?, at + 1)))
    });
    names.collect()
}

fn first_word(text: &str) -> Option<String> {
    let word = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next()?;
    is_name(word).then(|| word.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::scan::uses;

    /// The proofs of a text's uses.
    fn proofs(text: &str) -> Vec<Option<String>> {
        let lines: Vec<_> = text.lines().collect();
        let uses = uses(text).expect("tokens");
        let mut previous = 0;
        uses.iter()
            .map(|found| {
                let proof = of(found, previous, &lines);
                previous = found.start.line;
                proof
            })
            .collect()
    }

    #[test]
    fn a_proof_stands_above_its_statement() {
        let text = "
fn f() {
    // Why.
    // SAFETY: [AB-1] one
    // and two.
    let x = g(
        1,
        unsafe { h() },
    );
    unsafe { h() };
    let y = unsafe { h() }; // SAFETY: three
    // SAFETY: four
    #[cfg(unix)]
    unsafe { h() };

    // SAFETY: of nothing

    let z = 1;
    unsafe { h() };
}";
        let some = |text: &str| Some(text.to_string());
        assert_eq!(
            proofs(text),
            [some("[AB-1] one and two."), None, some("three"), some("four"), None]
        );
    }

    #[test]
    fn two_in_one_statement_need_two_unless_they_share_a_line() {
        let one = "fn f() {
    // SAFETY: both
    g(unsafe { 1 }, unsafe { 2 });
}";
        assert_eq!(proofs(one), [Some("both".into()), Some("both".into())]);
        let two = "fn f() {
    // SAFETY: the first
    g(unsafe { 1 },
        unsafe { 2 });
}";
        assert_eq!(proofs(two), [Some("the first".into()), None]);
    }

    #[test]
    fn a_contract_is_documentation() {
        let text = "
/// Does it.
///
/// # Safety
///
/// As [AB-2] asks.
///
/// # Panics
///
/// Never.
#[inline]
pub unsafe fn f() {}
/// Does it.
unsafe trait T {}
";
        assert_eq!(proofs(text), [Some("As [AB-2] asks.".into()), None]);
    }

    #[test]
    fn pins_stand_above_a_use_or_at_the_head_of_its_file() {
        let text = "//! A room.

// PINNED: tests/it/all.rs

use core::ptr;

// SAFETY: so
// PINNED: tests/it/one.rs::name, tests/ui/two.rs
unsafe impl T for U {}
";
        let lines: Vec<_> = text.lines().collect();
        let found = uses(text).expect("tokens").remove(0);
        assert_eq!(pins(&found, &lines), ["tests/it/one.rs::name", "tests/ui/two.rs"]);
        assert_eq!(file_pins(&lines), ["tests/it/all.rs"]);
        assert_eq!(of(&found, 0, &lines), Some("so".into()));
    }

    #[test]
    fn names_are_two_letters_and_a_number() {
        let found = names("[RB-1, RB-12] is not UTF-8, nor AB-x; see (OP-3).");
        assert_eq!(found.into_iter().collect::<Vec<_>>(), ["OP-3", "RB-1", "RB-12"]);
        let header =
            ["//! - **AB-1, first.** See AB-9.", "//! - **AB-2** and **bold**", "// **AB-3**"];
        let defined: Vec<_> = defined(&header).into_iter().map(|(name, _)| name).collect();
        assert_eq!(defined, ["AB-1", "AB-2"]);
    }
}
