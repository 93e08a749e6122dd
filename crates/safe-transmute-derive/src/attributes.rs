//! What is read of a type's attributes.

use proc_macro::{Group, Ident, TokenTree};

use crate::{
    input::Input,
    tokens::{Complaint, Read, Tokens, add, is, mark_of, opened, part},
};

impl Input {
    /// Reads what follows a `#`, of which `repr(…)` and `layout(…)` are of interest.
    pub(crate) fn attribute(&mut self, attribute: &Group) -> Read {
        let mut tokens = Tokens::new();
        opened(attribute.stream(), false, &mut tokens);
        let [TokenTree::Ident(name), TokenTree::Group(group)] = &tokens[..] else { return Ok(()) };
        let mut list = Tokens::new();
        opened(group.stream(), false, &mut list);
        if is(name, "layout") {
            let mut rest = &list[..];
            while let Some(item) = part(&mut rest, ',', false) {
                self.layout(item)?;
            }
        } else if is(name, "repr") {
            self.repr(&list);
        }
        Ok(())
    }

    /// One item of `layout(…)`: a trait, or where the crate is.
    fn layout(&mut self, item: &[TokenTree]) -> Read {
        match item {
            [TokenTree::Ident(word), equals, path @ ..]
                if is(word, "crate") && mark_of(equals) == '=' =>
            {
                let mut is_path = !path.is_empty();
                for token in path {
                    is_path &= matches!(token, TokenTree::Ident(_)) || mark_of(token) == ':';
                }
                if !is_path {
                    let what = "a path is needed, as in `crate = ::hardpan::transmute`";
                    return Err(Complaint::new(what, word.span()));
                }
                self.root.clear();
                add(&mut self.root, path);
            }
            [TokenTree::Ident(_)] => add(&mut self.traits, item),
            [first, rest @ ..] => {
                let what = "`#[layout(…)]` holds names of traits, without a path";
                let of = if rest.is_empty() { core::slice::from_ref(first) } else { rest };
                return Err(Complaint::at(what, of));
            }
            [] => {}
        }
        Ok(())
    }

    /// The integer of a `repr(…)`; C's is its `int`, which an `u8` and the like beside it replaces.
    fn repr(&mut self, list: &[TokenTree]) {
        for token in list {
            let TokenTree::Ident(word) = token else { continue };
            let text = word.to_string();
            if matches!(text.as_bytes(), [b'u' | b'i', ..]) {
                self.repr = Some(word.clone());
            } else if text == "C" && self.repr.is_none() {
                self.repr = Some(Ident::new("c_int", word.span()));
            }
        }
    }
}
