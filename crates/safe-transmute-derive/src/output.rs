//! What is written: `::safe_transmute::layout! { … }`, or the path to it that was given.

use proc_macro::{Delimiter, Group, Ident, Spacing, Span, TokenStream, TokenTree};

use crate::input::{Input, Param, path, punct};

/// One invocation for all traits; of a generic struct, one for each, as each asks another bound.
pub(crate) fn invocations(input: &Input) -> TokenStream {
    if input.params.is_empty() && input.bounds.is_empty() {
        return invocation(input, &input.traits, None);
    }
    spelt_out(&input.traits)
        .into_iter()
        .map(|derived| invocation(input, std::slice::from_ref(&derived), Some(&derived)))
        .collect()
}

/// The traits, each once: without those that are short for others, or that others bring with them.
fn spelt_out(traits: &[Ident]) -> Vec<Ident> {
    let mut all: Vec<Ident> = Vec::new();
    let short = traits.iter().flat_map(|derived| match derived.to_string().as_str() {
        "Pod" => ["FromBytes", "IntoBytes", "Immutable"]
            .map(|name| Ident::new(name, derived.span()))
            .to_vec(),
        _ => vec![derived.clone()],
    });
    for derived in short {
        if all.iter().all(|known| known.to_string() != derived.to_string()) {
            all.push(derived);
        }
    }
    if all.iter().any(|derived| derived.to_string() == "FromBytes") {
        all.retain(|derived| !matches!(derived.to_string().as_str(), "FromZeros" | "TryFromBytes"));
    }
    all
}

fn word(text: &str) -> TokenTree {
    Ident::new(text, Span::call_site()).into()
}

/// The crate's path and what is in it.
fn ours(input: &Input, item: &str) -> TokenStream {
    let mut tokens = input.root.clone().unwrap_or_else(|| path(&["safe_transmute"]));
    tokens.extend(path(&[item]));
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
        inside.extend([word("as")]);
        inside.extend(repr.clone());
    }
    let names = listed(input.names.iter().cloned().map(TokenStream::from));
    inside
        .extend([TokenTree::from(Group::new(Delimiter::Brace, names)), punct(':', Spacing::Alone)]);
    inside.extend(listed(traits.iter().cloned().map(|name| TokenTree::from(name).into())));

    let mut tokens = ours(input, "layout");
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
        all.push((name, ours(input, &derived.to_string())));
    }
    listed(all.into_iter().map(|(of, by)| bound(of, by)))
}
