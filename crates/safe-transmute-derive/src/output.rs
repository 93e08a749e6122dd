//! What is written: `::safe_transmute::layout! { … }`, or the path to it that was given.

use core::slice;

use proc_macro::{Ident, TokenStream, TokenTree};

use crate::{
    input::Input,
    tokens::{Tokens, add, braced, is, mark, path, stream, word},
};

/// One invocation for all traits; of a generic struct, one for each, as each asks another bound.
pub(crate) fn invocations(input: &Input) -> TokenStream {
    let mut tokens = Tokens::new();
    if input.declared.is_empty() && input.bounds.is_empty() {
        invocation(&mut tokens, input, &input.traits, None);
    } else {
        for derived in &spelt_out(&input.traits) {
            invocation(&mut tokens, input, slice::from_ref(derived), Some(derived));
        }
    }
    stream(tokens)
}

fn is_among(traits: &[TokenTree], name: &str) -> bool {
    for derived in traits {
        if matches!(derived, TokenTree::Ident(derived) if is(derived, name)) {
            return true;
        }
    }
    false
}

/// The traits, each once: without those that are short for others, or that others bring with them.
fn spelt_out(traits: &[TokenTree]) -> Tokens {
    let any = is_among(traits, "FromBytes") || is_among(traits, "Pod");
    let mut all = Tokens::new();
    for derived in traits {
        let name = derived.to_string();
        let names: &[&str] = match name.as_str() {
            "Pod" => &["FromBytes", "IntoBytes", "Immutable"],
            "FromZeros" | "TryFromBytes" if any => &[],
            name => &[name],
        };
        for name in names {
            if !is_among(&all, name) {
                all.push(TokenTree::Ident(Ident::new(name, derived.span())));
            }
        }
    }
    all
}

/// The crate's path and what is in it.
fn ours(tokens: &mut Tokens, input: &Input, item: &str) {
    if input.root.is_empty() {
        path(tokens, "safe_transmute");
    } else {
        add(tokens, &input.root);
    }
    path(tokens, item);
}

fn angled(tokens: &mut Tokens, params: &[TokenTree]) {
    mark(tokens, '<');
    add(tokens, params);
    mark(tokens, '>');
}

fn invocation(
    tokens: &mut Tokens,
    input: &Input,
    traits: &[TokenTree],
    derived: Option<&TokenTree>,
) {
    let mut inside = Tokens::new();
    if derived.is_some() {
        word(&mut inside, "for");
        angled(&mut inside, &input.declared);
    }
    word(&mut inside, if input.repr.is_some() { "enum" } else { "struct" });
    add(&mut inside, &input.name);
    if let Some(derived) = derived {
        angled(&mut inside, &input.named);
        bounds(&mut inside, input, derived);
    }
    if let Some(repr) = &input.repr {
        word(&mut inside, "as");
        // By a path of ours: the compiler's `repr` knows no type of the user's that is called `u8`.
        ours(&mut inside, input, "__private");
        path(&mut inside, "integer");
        path(&mut inside, &repr.to_string());
    }
    let mut names = Tokens::new();
    add(&mut names, &input.names);
    braced(&mut inside, names);
    mark(&mut inside, ':');
    for name in traits {
        inside.push(name.clone());
        mark(&mut inside, ',');
    }

    ours(tokens, input, "layout");
    mark(tokens, '!');
    braced(tokens, inside);
}

/// `where`, the type's own bounds, and the derived trait for each type parameter, if there are any.
fn bounds(tokens: &mut Tokens, input: &Input, derived: &TokenTree) {
    if input.bounds.is_empty() && input.types.is_empty() {
        return;
    }
    word(tokens, "where");
    add(tokens, &input.bounds);
    for name in &input.types {
        tokens.push(name.clone());
        mark(tokens, ':');
        ours(tokens, input, &derived.to_string());
        mark(tokens, ',');
    }
}
