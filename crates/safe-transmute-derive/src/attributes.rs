//! What is read of a type's attributes.

use proc_macro::{Delimiter, Ident, TokenStream, TokenTree, token_stream::IntoIter};

use crate::input::{Complaint, Read, is, is_mark, split, stream};

/// What `#[repr(…)]` and `#[layout(…)]` say.
#[derive(Default)]
pub(crate) struct Attributes {
    pub(crate) root: Option<TokenStream>,
    /// The integer, or `c_int` for `C`.
    pub(crate) repr: Option<Ident>,
    pub(crate) traits: Vec<Ident>,
}

impl Attributes {
    /// Reads what follows a `#`: a group, of which `repr(…)` and `layout(…)` are of interest.
    pub(crate) fn read(&mut self, tokens: &mut IntoIter) -> Read<()> {
        let Some(TokenTree::Group(attribute)) = tokens.next() else { return Ok(()) };
        match &opened(attribute.stream())[..] {
            [TokenTree::Ident(name), TokenTree::Group(list)] if is(name, "layout") => {
                let list = opened(list.stream());
                for item in split(&list, ',') {
                    self.layout(item)?;
                }
                Ok(())
            }
            [TokenTree::Ident(name), TokenTree::Group(list)] if is(name, "repr") => {
                self.repr(opened(list.stream()));
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// One item of `layout(…)`: a trait, or where the crate is.
    fn layout(&mut self, item: &[TokenTree]) -> Read<()> {
        match item {
            [TokenTree::Ident(word), equals, path @ ..]
                if is(word, "crate") && is_mark(equals, '=') =>
            {
                let is_path =
                    |token: &TokenTree| matches!(token, TokenTree::Ident(_)) || is_mark(token, ':');
                if path.is_empty() || !path.iter().all(is_path) {
                    let what = "a path is needed, as in `crate = ::hardpan::transmute`";
                    return Err(Complaint::new(what, word.span()));
                }
                self.root = Some(stream(path));
            }
            [TokenTree::Ident(word)] => self.traits.push(word.clone()),
            [first, rest @ ..] => {
                let what = "`#[layout(…)]` holds names of traits, without a path";
                let span = rest.first().map_or_else(|| first.span(), TokenTree::span);
                return Err(Complaint::new(what, span));
            }
            [] => {}
        }
        Ok(())
    }

    /// The integer of a `repr(…)`; C's is its `int`, which an `u8` and the like beside it replaces.
    fn repr(&mut self, list: Vec<TokenTree>) {
        for token in list {
            let TokenTree::Ident(word) = token else { continue };
            let text = word.to_string();
            if text.starts_with(['u', 'i']) {
                self.repr = Some(word);
            } else if text == "C" && self.repr.is_none() {
                self.repr = Some(Ident::new("c_int", word.span()));
            }
        }
    }
}

/// The tokens, also those that a macro was given as one, as its `meta` say.
fn opened(tokens: TokenStream) -> Vec<TokenTree> {
    let mut all = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
                all.append(&mut opened(group.stream()));
            }
            other => all.push(other),
        }
    }
    all
}
