//! What is written: `::safe_transmute::layout! { … }`.

use proc_macro::{Delimiter, Group, Ident, Spacing, Span, TokenStream, TokenTree};

use crate::input::{Input, Param, punct};

/// One invocation for all traits; of a generic struct, one for each, as each asks another bound.
pub(crate) fn invocations(input: &Input) -> TokenStream {
    if input.params.is_empty() && input.bounds.is_empty() {
        return invocation(input, &input.traits, None);
    }
    let traits = input.traits.iter().flat_map(parts);
    traits
        .map(|derived| invocation(input, std::slice::from_ref(&derived), Some(&derived)))
        .collect()
}

/// A trait that is short for several, spelt out.
fn parts(derived: &Ident) -> Vec<Ident> {
    let spelt =
        |names: &[&str]| names.iter().map(|name| Ident::new(name, derived.span())).collect();
    match derived.to_string().as_str() {
        "Pod" => spelt(&["FromBytes", "IntoBytes", "Immutable"]),
        _ => vec![derived.clone()],
    }
}

fn word(text: &str) -> TokenTree {
    Ident::new(text, Span::call_site()).into()
}

fn path(segments: &[&str]) -> TokenStream {
    let mut tokens = TokenStream::new();
    for segment in segments {
        tokens.extend([punct(':', Spacing::Joint), punct(':', Spacing::Alone), word(segment)]);
    }
    tokens
}

/// Puts a comma behind each.
fn listed(items: impl IntoIterator<Item = TokenStream>) -> TokenStream {
    let mut tokens = TokenStream::new();
    for item in items {
        tokens.extend(item);
        tokens.extend([punct(',', Spacing::Alone)]);
    }
    tokens
}

fn lifetime(name: &Ident) -> TokenStream {
    [punct('\'', Spacing::Joint), name.clone().into()].into_iter().collect()
}

/// `<…>` around what stands in it.
fn angled(inside: TokenStream) -> TokenStream {
    let mut tokens = TokenStream::from(punct('<', Spacing::Alone));
    tokens.extend(inside);
    tokens.extend([punct('>', Spacing::Alone)]);
    tokens
}

fn bound(of: TokenStream, by: TokenStream) -> TokenStream {
    let mut tokens = of;
    tokens.extend([punct(':', Spacing::Alone)]);
    tokens.extend(by);
    tokens
}

fn invocation(input: &Input, traits: &[Ident], derived: Option<&Ident>) -> TokenStream {
    let mut inside = TokenStream::new();
    if derived.is_some() {
        inside.extend([word("for")]);
        inside.extend(angled(listed(input.params.iter().map(|param| match param {
            Param::Lifetime(name) => lifetime(name),
            Param::Type { name, .. } => TokenTree::from(name.clone()).into(),
            Param::Const { name, of } => {
                let named = [word("const"), name.clone().into()].into_iter().collect();
                bound(named, of.clone())
            }
        }))));
    }
    inside.extend([word(if input.repr.is_some() { "enum" } else { "struct" })]);
    inside.extend([TokenTree::from(input.name.clone())]);
    if let Some(derived) = derived {
        inside.extend(angled(listed(input.params.iter().map(|param| match param {
            Param::Lifetime(name) => lifetime(name),
            Param::Type { name, .. } | Param::Const { name, .. } => {
                TokenTree::from(name.clone()).into()
            }
        }))));
        let bounds = bounds(input, derived);
        if !bounds.is_empty() {
            inside.extend([word("where")]);
            inside.extend(bounds);
        }
    }
    if let Some(repr) = &input.repr {
        inside.extend([word("as"), repr.clone().into()]);
    }
    let names = listed(input.names.iter().cloned().map(TokenStream::from));
    inside
        .extend([TokenTree::from(Group::new(Delimiter::Brace, names)), punct(':', Spacing::Alone)]);
    inside.extend(listed(traits.iter().cloned().map(|name| TokenTree::from(name).into())));

    let mut tokens = path(&["safe_transmute", "layout"]);
    tokens.extend([punct('!', Spacing::Alone)]);
    tokens.extend([TokenTree::from(Group::new(Delimiter::Brace, inside))]);
    tokens
}

/// The type's own bounds, and the derived trait for each type parameter.
fn bounds(input: &Input, derived: &Ident) -> TokenStream {
    let mut all = input.bounds.clone();
    for param in &input.params {
        let Param::Type { name, bounds } = param else { continue };
        let name = TokenStream::from(TokenTree::from(name.clone()));
        all.extend(bounds.iter().map(|path| (name.clone(), path.clone())));
        all.push((name, path(&["safe_transmute", &derived.to_string()])));
    }
    listed(all.into_iter().map(|(of, by)| bound(of, by)))
}
