//! Attributes that change a struct between its author and the compiler, and a type that is another
//! one each time.

use std::sync::atomic::{AtomicUsize, Ordering};

use proc_macro::{Group, Ident, TokenStream, TokenTree};

/// Makes every `u8` a `bool`.
#[proc_macro_attribute]
pub fn retype(_: TokenStream, item: TokenStream) -> TokenStream {
    item.into_iter()
        .map(|token| match token {
            TokenTree::Ident(word) if word.to_string() == "u8" => {
                Ident::new("bool", word.span()).into()
            }
            TokenTree::Group(group) => {
                let inside = retype(TokenStream::new(), group.stream());
                Group::new(group.delimiter(), inside).into()
            }
            other => other,
        })
        .collect()
}

/// Adds a field.
#[proc_macro_attribute]
pub fn add_field(_: TokenStream, item: TokenStream) -> TokenStream {
    item.into_iter()
        .map(|token| match token {
            TokenTree::Group(group) if group.delimiter() == proc_macro::Delimiter::Brace => {
                let mut inside = group.stream();
                inside.extend("added: bool,".parse::<TokenStream>().unwrap());
                Group::new(group.delimiter(), inside).into()
            }
            other => other,
        })
        .collect()
}

/// `u16` twice, and `u8` from then on.
#[proc_macro]
pub fn shrinking(_: TokenStream) -> TokenStream {
    static ASKED: AtomicUsize = AtomicUsize::new(0);
    let of = if ASKED.fetch_add(1, Ordering::Relaxed) < 2 { "u16" } else { "u8" };
    of.parse().unwrap()
}

/// `bool` once, and `u8` from then on.
#[proc_macro]
pub fn once_a_bool(_: TokenStream) -> TokenStream {
    static ASKED: AtomicUsize = AtomicUsize::new(0);
    let of = if ASKED.fetch_add(1, Ordering::Relaxed) == 0 { "bool" } else { "u8" };
    of.parse().unwrap()
}

/// Takes the `repr` away, and with it the order of the fields.
#[proc_macro_attribute]
pub fn without_repr(_: TokenStream, item: TokenStream) -> TokenStream {
    let mut kept = TokenStream::new();
    let mut tokens = item.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let repr = matches!(&token, TokenTree::Punct(mark) if mark.as_char() == '#')
            && tokens.peek().is_some_and(|next| next.to_string().starts_with("[repr"));
        if repr {
            tokens.next();
        } else {
            kept.extend([token]);
        }
    }
    kept
}
