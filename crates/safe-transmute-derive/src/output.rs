//! What is written: `::safe_transmute::layout! { … }`, or the path to it that was given.
//!
//! In plain loops over one kind of list: each adaptor of an iterator would be compiled anew in every
//! program that derives.

use std::slice;

use proc_macro::{Delimiter, Group, Ident, Spacing, Span, TokenStream, TokenTree};

use crate::input::{Input, Param, is, path, punct};

type Tokens = Vec<TokenTree>;

/// One invocation for all traits; of a generic struct, one for each, as each asks another bound.
pub(crate) fn invocations(input: &Input) -> TokenStream {
    let mut tokens = Tokens::new();
    if input.params.is_empty() && input.bounds.is_empty() {
        invocation(&mut tokens, input, &input.traits, None);
    } else {
        for derived in &spelt_out(&input.traits) {
            invocation(&mut tokens, input, slice::from_ref(derived), Some(derived));
        }
    }
    tokens.into_iter().collect()
}

/// The traits, each once: without those that are short for others, or that others bring with them.
fn spelt_out(traits: &[Ident]) -> Vec<Ident> {
    let is_among = |traits: &[Ident], name: &str| traits.iter().any(|derived| is(derived, name));
    let any = is_among(traits, "FromBytes") || is_among(traits, "Pod");
    let mut all = Vec::new();
    for derived in traits {
        let name = derived.to_string();
        let names: &[&str] = match name.as_str() {
            "Pod" => &["FromBytes", "IntoBytes", "Immutable"],
            "FromZeros" | "TryFromBytes" if any => &[],
            name => &[name],
        };
        for name in names {
            if !is_among(&all, name) {
                all.push(Ident::new(name, derived.span()));
            }
        }
    }
    all
}

fn word(text: &str) -> TokenTree {
    Ident::new(text, Span::call_site()).into()
}

/// The crate's path and what is in it.
fn ours(tokens: &mut Tokens, input: &Input, item: &str) {
    tokens.extend(input.root.clone().unwrap_or_else(|| path(&["safe_transmute"])));
    tokens.extend(path(&[item]));
}

fn comma(tokens: &mut Tokens) {
    tokens.push(punct(',', Spacing::Alone));
}

/// `<…>` around the parameters, as they are declared or as they are named.
fn angled(tokens: &mut Tokens, params: &[Param], declared: bool) {
    tokens.push(punct('<', Spacing::Alone));
    for param in params {
        match param {
            Param::Lifetime { name, bounds } => {
                tokens.push(punct('\'', Spacing::Joint));
                tokens.push(name.clone().into());
                if declared {
                    for (at, by) in bounds.iter().enumerate() {
                        tokens.push(punct(if at == 0 { ':' } else { '+' }, Spacing::Alone));
                        tokens.extend(by.clone());
                    }
                }
            }
            Param::Const { name, of } if declared => {
                tokens.push(word("const"));
                bound(tokens, TokenTree::from(name.clone()).into(), of.clone());
            }
            Param::Type { name, .. } | Param::Const { name, .. } => {
                tokens.push(name.clone().into());
            }
        }
        comma(tokens);
    }
    tokens.push(punct('>', Spacing::Alone));
}

fn bound(tokens: &mut Tokens, of: TokenStream, by: TokenStream) {
    tokens.extend(of);
    tokens.push(punct(':', Spacing::Alone));
    tokens.extend(by);
}

fn invocation(tokens: &mut Tokens, input: &Input, traits: &[Ident], derived: Option<&Ident>) {
    let mut inside = Tokens::new();
    if derived.is_some() {
        inside.push(word("for"));
        angled(&mut inside, &input.params, true);
    }
    inside.push(word(if input.repr.is_some() { "enum" } else { "struct" }));
    inside.push(input.name.clone().into());
    if let Some(derived) = derived {
        angled(&mut inside, &input.params, false);
        bounds(&mut inside, input, derived);
    }
    if let Some(repr) = &input.repr {
        inside.push(word("as"));
        // By a path of ours: the compiler's `repr` knows no type of the user's that is called `u8`.
        ours(&mut inside, input, "__private");
        inside.extend(path(&["integer", &repr.to_string()]));
    }
    let mut names = Tokens::new();
    for name in &input.names {
        names.push(name.clone());
        comma(&mut names);
    }
    inside.push(Group::new(Delimiter::Brace, names.into_iter().collect()).into());
    inside.push(punct(':', Spacing::Alone));
    for name in traits {
        inside.push(name.clone().into());
        comma(&mut inside);
    }

    ours(tokens, input, "layout");
    tokens.push(punct('!', Spacing::Alone));
    tokens.push(Group::new(Delimiter::Brace, inside.into_iter().collect()).into());
}

/// `where`, the type's own bounds, and the derived trait for each type parameter, if there are any.
fn bounds(tokens: &mut Tokens, input: &Input, derived: &Ident) {
    let before = tokens.len();
    tokens.push(word("where"));
    for (of, by) in &input.bounds {
        bound(tokens, of.clone(), by.clone());
        comma(tokens);
    }
    for param in &input.params {
        let Param::Type { name, bounds } = param else { continue };
        let name = TokenStream::from(TokenTree::from(name.clone()));
        for by in bounds {
            bound(tokens, name.clone(), by.clone());
            comma(tokens);
        }
        bound(tokens, name, TokenStream::new());
        ours(tokens, input, &derived.to_string());
        comma(tokens);
    }
    if tokens.len() == before + 1 {
        tokens.pop();
    }
}
