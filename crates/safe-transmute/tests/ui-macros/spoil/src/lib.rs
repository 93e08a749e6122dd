//! Attributes that change a struct between its author and the compiler.

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
