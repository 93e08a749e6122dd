//! The assembly that rustc writes of a whole program (`--emit asm`, ELF, Intel syntax): its functions,
//! in a form that stays the same when something elsewhere changes.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

/// The functions of a program, by symbol.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    pub(crate) functions: BTreeMap<String, Function>,
    /// Symbols by what they are called in the source. Of those that share a name, one.
    names: BTreeMap<String, String>,
}

/// A function's lines without directives.
#[derive(Debug, Default)]
pub(crate) struct Function {
    pub(crate) lines: Vec<Line>,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Line {
    Label(String),
    Instruction { mnemonic: String, operands: String },
}

impl Listing {
    pub(crate) fn parse(text: &str) -> Self {
        let declared: BTreeSet<_> = text.lines().filter_map(declares_function).collect();
        let mut listing = Self::default();
        let mut open = None::<(&str, Function)>;
        for line in text.lines() {
            let line = line.trim_end();
            if let Some((symbol, function)) = &mut open {
                if line.starts_with(".Lfunc_end") {
                    let function = std::mem::take(function);
                    listing.names.insert(name(symbol), (*symbol).into());
                    listing.functions.insert((*symbol).into(), function);
                    open = None;
                } else {
                    function.lines.extend(parse_line(line));
                }
            } else if let Some(symbol) = line.strip_suffix(':').filter(|s| declared.contains(s)) {
                open = Some((symbol, Function::default()));
            }
        }
        listing
    }

    /// The symbol of a function that the source calls `name`.
    pub(crate) fn symbol(&self, name: &str) -> Option<&str> {
        self.names.get(name).map(String::as_str)
    }

    /// The function of this symbol, and those that it comes to whose name begins with `path`, in the
    /// order in which they are come to.
    pub(crate) fn through(&self, symbol: &str, path: Option<&str>) -> Vec<&Function> {
        let mut symbols = vec![symbol];
        let mut at = 0;
        let mut functions = Vec::new();
        while let Some(function) = symbols.get(at).and_then(|symbol| self.functions.get(*symbol)) {
            functions.push(function);
            for word in function.words().filter(|_| path.is_some()) {
                let Some((found, _)) = self.functions.get_key_value(word) else { continue };
                let is_wanted = path.is_some_and(|path| name(found).starts_with(path));
                if is_wanted && !symbols.contains(&found.as_str()) {
                    symbols.push(found);
                }
            }
            at += 1;
        }
        functions
    }

    pub(crate) fn function(&self, name: &str) -> Option<&Function> {
        self.functions.get(self.symbol(name)?)
    }
}

/// The function of a line `.type NAME,@function`.
fn declares_function(line: &str) -> Option<&str> {
    line.trim_start().strip_prefix(".type")?.trim_start().strip_suffix(",@function")
}

fn parse_line(line: &str) -> Option<Line> {
    let Some(code) = line.strip_prefix(['\t', ' ']).map(str::trim_start) else {
        // The places of calls that may unwind and of the function itself say nothing of its code.
        let label = line.strip_suffix(':')?;
        return label.starts_with(".LBB").then(|| Line::Label(label.into()));
    };
    if code.is_empty() || code.starts_with(['.', '#']) {
        return None;
    }
    let (mut mnemonic, mut operands) = code.split_once(char::is_whitespace).unwrap_or((code, ""));
    if ["lock", "rep", "notrack"].contains(&mnemonic) {
        let rest = operands.trim_start();
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        // The prefix and its instruction are one word of ours.
        mnemonic = &code[..code.len() - rest.len() + end];
        operands = &rest[end..];
    }
    let words: Vec<_> = mnemonic.split_whitespace().collect();
    Some(Line::Instruction { mnemonic: words.join(" "), operands: operands.trim().into() })
}

impl Function {
    pub(crate) fn instructions(&self) -> usize {
        self.lines.iter().filter(|line| matches!(line, Line::Instruction { .. })).count()
    }

    /// The text of a snapshot: labels are numbered as they come, the compiler's own constants have no
    /// name, and symbols are those of the source.
    pub(crate) fn snapshot(&self) -> String {
        let used: BTreeSet<_> = self.words().filter(|word| word.starts_with(".LBB")).collect();
        let labels = self.lines.iter().filter_map(|line| match line {
            Line::Label(label) if used.contains(label.as_str()) => Some(label.as_str()),
            _ => None,
        });
        let labels: BTreeMap<_, _> =
            labels.enumerate().map(|(at, label)| (label, at + 1)).collect();
        let mut text = String::new();
        for line in &self.lines {
            match line {
                Line::Label(label) => {
                    if let Some(number) = labels.get(label.as_str()) {
                        let _ = writeln!(text, ".{number}:");
                    }
                }
                Line::Instruction { mnemonic, operands } => {
                    let operands = renamed(operands, |word| match labels.get(word) {
                        Some(number) => format!(".{number}"),
                        None => name(word),
                    });
                    let _ = writeln!(text, "{}", format!("    {mnemonic} {operands}").trim_end());
                }
            }
        }
        text
    }

    /// Every word of every operand.
    pub(crate) fn words(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().flat_map(|line| match line {
            Line::Label(_) => Vec::new(),
            Line::Instruction { operands, .. } => words(operands).collect(),
        })
    }
}

fn is_part_of_a_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_.$@".contains(c)
}

pub(crate) fn words(operands: &str) -> impl Iterator<Item = &str> {
    operands.split(|c| !is_part_of_a_word(c)).filter(|word| !word.is_empty())
}

/// The operands with each word replaced.
fn renamed(operands: &str, mut rename: impl FnMut(&str) -> String) -> String {
    let mut text = String::new();
    let mut rest = operands;
    while !rest.is_empty() {
        let end = rest.find(|c| !is_part_of_a_word(c)).unwrap_or(rest.len());
        if end > 0 {
            text += &rename(&rest[..end]);
        }
        let (gap, tail) =
            rest[end..].split_at(rest[end..].find(is_part_of_a_word).unwrap_or(rest.len() - end));
        text += gap;
        rest = tail;
    }
    text
}

/// What the source calls a symbol, with what the linker is told of it (`@GOTPCREL`).
pub(crate) fn name(word: &str) -> String {
    let (symbol, suffix) = match word.find('@') {
        Some(at) => word.split_at(at),
        None => (word, ""),
    };
    if symbol.starts_with(".L") {
        // `.LCPI3_0`, `.Lanon.0123.4`, `.LJTI3_0`, …
        return if symbol.starts_with(".LJTI") { "TABLE".into() } else { "CONSTANT".into() };
    }
    let symbol = symbol.split(".llvm.").next().unwrap_or(symbol);
    format!("{:#}{suffix}", rustc_demangle::demangle(symbol))
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(crate) const TEXT: &str = "\
\t.text
\t.type\t_ZN1a1f17h0123456789abcdefE,@function
_ZN1a1f17h0123456789abcdefE:
.Lfunc_begin4:
\t.cfi_startproc
\tcmp\trsi, 8
\tjb\t.LBB4_2
.Ltmp3:
\tlock\t\tcmpxchg\tdword ptr [rbx], edi
\tmovsd\txmm0, qword ptr [rip + .LCPI4_0]
\tret
.LBB4_1:
\tnop
.LBB4_2:
\tcall\tqword ptr [rip + memcpy@GOTPCREL]
\tjmp\t_RNvNtCsgEmfK2I1SDS_4core9panicking18panic_bounds_check
.Lfunc_end4:
\t.size\t_ZN1a1f17h0123456789abcdefE, .Lfunc_end4-_ZN1a1f17h0123456789abcdefE
not_a_function:
\t.quad\t5
";

    #[test]
    fn a_function_is_found_by_its_name() {
        let listing = Listing::parse(TEXT);
        assert_eq!(listing.symbol("a::f"), Some("_ZN1a1f17h0123456789abcdefE"));
        assert_eq!(listing.functions.len(), 1);
        assert_eq!(listing.function("a::f").expect("it is there").instructions(), 8);
    }

    #[test]
    fn a_snapshot_may_go_on_through_what_is_called() {
        let text: String =
            [("a", "call b1"), ("b1", "jmp b2\n\tcall c"), ("b2", "jmp a"), ("c", "ret")]
                .map(|(name, code)| {
                    format!("\t.type {name},@function\n{name}:\n\t{code}\n.Lfunc_end0:\n")
                })
                .concat();
        let listing = Listing::parse(&text);
        let code =
            |path| listing.through("a", path).iter().map(|f| f.snapshot()).collect::<String>();
        assert_eq!(code(None), "    call b1\n");
        assert_eq!(code(Some("b")), "    call b1\n    jmp b2\n    call c\n    jmp a\n");
    }

    #[test]
    fn a_snapshot_has_neither_numbers_nor_hashes() {
        let listing = Listing::parse(TEXT);
        assert_eq!(
            listing.function("a::f").expect("it is there").snapshot(),
            "    cmp rsi, 8
    jb .1
    lock cmpxchg dword ptr [rbx], edi
    movsd xmm0, qword ptr [rip + CONSTANT]
    ret
    nop
.1:
    call qword ptr [rip + memcpy@GOTPCREL]
    jmp core::panicking::panic_bounds_check
"
        );
    }
}
