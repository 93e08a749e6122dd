//! Whether a function can come to a panic: followed through everything that it calls or takes the
//! address of, in the program as linked, std's code included.

use std::collections::{BTreeMap, VecDeque};

use super::listing::{Function, Line, Listing, name, words};

/// A way to a panic, or to where it cannot be followed: from the function on, a name each.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Way(pub(crate) Vec<String>);

/// Where panics begin, and where they go on unwinding.
const PANICS: &[&str] = &[
    "core::panicking::",
    "std::panicking::",
    "std::panic::",
    "core::option::expect_failed",
    "core::option::unwrap_failed",
    "core::result::unwrap_failed",
    "alloc::alloc::handle_alloc_error",
    "alloc::raw_vec::handle_error",
    "rust_panic",
    "__rust_start_panic",
    "_Unwind_",
];

/// The shortest way from the function of this symbol to a panic.
pub(crate) fn way(listing: &Listing, symbol: &str) -> Option<Way> {
    let mut from = BTreeMap::<&str, &str>::new();
    let mut queue = VecDeque::from([symbol]);
    while let Some(at) = queue.pop_front() {
        // What is not in the listing is C, which does not panic.
        let Some(function) = listing.functions.get(at) else { continue };
        if let Some(line) = function.lines.iter().find(|line| is_unknown_call(line, function)) {
            let Line::Instruction { mnemonic, operands } = line else { continue };
            return Some(back(
                &from,
                symbol,
                at,
                format!("a function that is not known here: {mnemonic} {operands}"),
            ));
        }
        for word in function.words() {
            let target = word.split('@').next().unwrap_or(word);
            let called = name(target);
            if PANICS.iter().any(|panic| called.starts_with(panic)) {
                return Some(back(&from, symbol, at, called));
            }
            let Some((target, _)) = listing.functions.get_key_value(target) else { continue };
            if target != symbol && !from.contains_key(target.as_str()) {
                from.insert(target, at);
                queue.push_back(target);
            }
        }
    }
    None
}

/// The way from the function `first` through `last` to `end`, by what led to each.
fn back(from: &BTreeMap<&str, &str>, first: &str, last: &str, end: String) -> Way {
    let mut names = vec![end, name(last)];
    let mut here = last;
    while here != first {
        here = from[here];
        names.push(name(here));
    }
    names.reverse();
    Way(names)
}

/// A call, or a jump out of the function, to what a pointer holds.
fn is_unknown_call(line: &Line, function: &Function) -> bool {
    let Line::Instruction { mnemonic, operands } = line else { return false };
    let from_memory = operands.contains('[');
    let linked = words(operands).any(|word| word.ends_with("@GOTPCREL"));
    // A `match` jumps by a table of places in the function itself.
    let by_table = || function.words().any(|word| word.starts_with(".LJTI"));
    match mnemonic.as_str() {
        "call" | "jmp" if linked => false,
        "call" if from_memory => true,
        "call" => is_register(operands) && !always_loaded_with_a_symbol(operands, function),
        "jmp" => (from_memory || is_register(operands)) && !by_table(),
        _ => false,
    }
}

fn is_register(operand: &str) -> bool {
    let digits = operand
        .strip_prefix('r')
        .is_some_and(|rest| rest.trim_end_matches('d').chars().all(|c| c.is_ascii_digit()));
    digits || ["rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp", "rsp"].contains(&operand)
}

/// Whether whatever the function puts into a register, but for what it restores at its end, is a
/// symbol's address. That symbol is followed, as each that a function names.
fn always_loaded_with_a_symbol(register: &str, function: &Function) -> bool {
    let mut loads = 0;
    let all = function.lines.iter().all(|line| {
        let Line::Instruction { mnemonic, operands } = line else { return true };
        let writes = operands.split_once(", ").filter(|(to, _)| *to == register);
        match (mnemonic.as_str(), writes) {
            ("cmp" | "test", _) | (_, None) => true,
            ("mov" | "lea", Some((_, value))) => {
                loads += 1;
                words(value).any(|word| {
                    word.ends_with("@GOTPCREL") || word.starts_with("_R") || word.starts_with("_ZN")
                })
            }
            _ => false,
        }
    });
    is_register(register) && all && loads > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(functions: &[(&str, &str)]) -> Listing {
        let text: Vec<_> = (functions.iter())
            .map(|(name, body)| format!("\t.type {name},@function\n{name}:\n{body}\n.Lfunc_end0:"))
            .collect();
        Listing::parse(&text.join("\n"))
    }

    fn way_of(functions: &[(&str, &str)]) -> Option<Vec<String>> {
        way(&listing(functions), "f").map(|way| way.0)
    }

    const PANIC: &str = "_RNvNtCsgEmfK2I1SDS_4core9panicking18panic_bounds_check";

    #[test]
    fn it_follows_calls_jumps_and_addresses() {
        for reference in ["\tcall g", "\tjmp g", "\tjae g", "\tlea rdi, [rip + g]\n\tcall puts@PLT"]
        {
            let panics = format!("\tcall {PANIC}");
            let found = way_of(&[("f", reference), ("g", "\tcall h"), ("h", &panics)]);
            let want = ["f", "g", "h", "core::panicking::panic_bounds_check"].map(String::from);
            assert_eq!(found, Some(want.to_vec()), "{reference}");
            assert_eq!(way_of(&[("f", reference), ("g", "\tret")]), None, "{reference}");
        }
        assert_eq!(way_of(&[("f", "\tcall f\n\tcall g"), ("g", "\tcall f")]), None, "a cycle ends");
        let unwinds = "\tcall qword ptr [rip + _Unwind_Resume@GOTPCREL]";
        assert_eq!(way_of(&[("f", unwinds)]), Some(vec!["f".into(), "_Unwind_Resume".into()]));
    }

    #[test]
    fn what_it_cannot_follow_is_no_proof() {
        for unknown in [
            "\tcall rax",
            "\tcall qword ptr [rax + 24]",
            "\tcall qword ptr [rip + _ZN1a6STATIC17h0123456789abcdefE]",
            "\tjmp rcx",
            "\tjmp qword ptr [rdi + 8]",
            "\tmov r12, qword ptr [rip + memcpy@GOTPCREL]\n\tmov r12, qword ptr [rdi]\n\tcall r12",
        ] {
            let found = way_of(&[("f", unknown)]).expect(unknown);
            assert!(found[1].starts_with("a function that is not known here"), "{found:?}");
        }
        for known in [
            "\tcall qword ptr [rip + memcpy@GOTPCREL]",
            "\tmov r12, qword ptr [rip + memcpy@GOTPCREL]\n\tcall r12\n\tcall r12\n\tpop r12",
            "\tlea rcx, [rip + .LJTI0_0]\n\tmovsxd rax, dword ptr [rcx + 4*rax]\n\tadd rax, rcx\n\tjmp rax",
            "\tjmp .LBB0_1",
        ] {
            assert_eq!(way_of(&[("f", known)]), None, "{known}");
        }
    }
}
