//! What callgrind counted: instructions a function, with all that it called.

use std::collections::BTreeMap;

/// Calls of a function, and the instructions that they took together.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Calls {
    pub(crate) count: u64,
    pub(crate) instructions: u64,
}

/// Reads a file written with `--compress-strings=no --compress-pos=no --demangle=no`, in which a
/// call is `cfn=SYMBOL`, then `calls=COUNT …`, then `LINE INSTRUCTIONS`. By name in the source.
pub(crate) fn parse(text: &str) -> BTreeMap<String, Calls> {
    let mut all = BTreeMap::<String, Calls>::new();
    let mut lines = text.lines();
    let mut callee = String::new();
    while let Some(line) = lines.next() {
        if let Some(symbol) = line.strip_prefix("cfn=") {
            callee = super::listing::name(symbol);
        } else if let Some(call) = line.strip_prefix("calls=") {
            let number = |word: Option<&str>| word.and_then(|word| word.parse::<u64>().ok());
            let count = number(call.split_whitespace().next()).unwrap_or(0);
            let cost = lines.next().unwrap_or_default();
            let calls = all.entry(callee.clone()).or_default();
            calls.count += count;
            calls.instructions += number(cost.split_whitespace().nth(1)).unwrap_or(0);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_added_up_by_function() {
        let text = "fn=main\n1 5\ncfn=_ZN1a1b1f17h0123456789abcdefE\ncalls=1 0 \n0 21\n0 30\n\
                    cfi=x.c\ncfn=g\ncalls=2 7\n7 10\nfn=h\ncfn=g\ncalls=3 7\n8 15\n";
        let all = parse(text);
        assert_eq!(all["a::b::f"], Calls { count: 1, instructions: 21 });
        assert_eq!(all["g"], Calls { count: 5, instructions: 25 });
        assert_eq!(all.len(), 2);
    }
}
