//! Lists of tokens, and what is asked of one.
//!
//! All is one kind of list, in plain loops: each other kind, and each adaptor of an iterator, would be
//! compiled anew in every program that derives.

use proc_macro::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};

pub(crate) type Tokens = Vec<TokenTree>;

/// Why a type cannot be derived for, and where that is.
pub(crate) struct Complaint {
    what: &'static str,
    span: Span,
}

/// What is read goes to where the reader is told.
pub(crate) type Read = Result<(), Complaint>;

impl Complaint {
    pub(crate) fn new(what: &'static str, span: Span) -> Self {
        Self { what, span }
    }

    /// At the first of these tokens, if there is one.
    pub(crate) fn at(what: &'static str, tokens: &[TokenTree]) -> Self {
        let span = match tokens {
            [first, ..] => first.span(),
            [] => Span::call_site(),
        };
        Self::new(what, span)
    }

    /// A `compile_error!` at the place.
    pub(crate) fn into_tokens(self) -> TokenStream {
        let mut text = Literal::string(self.what);
        text.set_span(self.span);
        let mut tokens = Tokens::new();
        path(&mut tokens, "core");
        path(&mut tokens, "compile_error");
        mark(&mut tokens, '!');
        braced(&mut tokens, vec![TokenTree::Literal(text)]);
        stream(tokens)
    }
}

pub(crate) fn stream(tokens: Tokens) -> TokenStream {
    tokens.into_iter().collect()
}

/// Writes a mark that stands alone.
pub(crate) fn mark(tokens: &mut Tokens, mark: char) {
    tokens.push(TokenTree::Punct(Punct::new(mark, Spacing::Alone)));
}

pub(crate) fn word(tokens: &mut Tokens, text: &str) {
    tokens.push(TokenTree::Ident(Ident::new(text, Span::call_site())));
}

/// Writes `::segment`.
pub(crate) fn path(tokens: &mut Tokens, segment: &str) {
    tokens.push(TokenTree::Punct(Punct::new(':', Spacing::Joint)));
    mark(tokens, ':');
    word(tokens, segment);
}

/// Writes a lifetime. Its mark is ours: with the user's own, the compiler's lints of lifetimes would look at
/// what is written here.
pub(crate) fn lifetime(tokens: &mut Tokens, name: &Ident) {
    tokens.push(TokenTree::Punct(Punct::new('\'', Spacing::Joint)));
    tokens.push(TokenTree::Ident(name.clone()));
}

pub(crate) fn add(tokens: &mut Tokens, more: &[TokenTree]) {
    for token in more {
        tokens.push(token.clone());
    }
}

/// Writes `{ … }`.
pub(crate) fn braced(tokens: &mut Tokens, inside: Tokens) {
    tokens.push(TokenTree::Group(Group::new(Delimiter::Brace, stream(inside))));
}

pub(crate) fn is(word: &Ident, text: &str) -> bool {
    word.to_string() == text
}

/// The mark that a token is, or a space.
pub(crate) fn mark_of(token: &TokenTree) -> char {
    match token {
        TokenTree::Punct(punct) => punct.as_char(),
        _ => ' ',
    }
}

/// Takes what is before the next `mark` at which no `<` is open, and the mark, or all that is left. `->`
/// and `=>` close none.
///
/// Between the variants of an `enum`, in a discriminant, a `<` behind a value compares or shifts; one that
/// begins generics stands behind `::`, or where a value would begin.
pub(crate) fn part<'a>(
    rest: &mut &'a [TokenTree],
    mark: char,
    is_enum: bool,
) -> Option<&'a [TokenTree]> {
    let tokens = *rest;
    if tokens.is_empty() {
        return None;
    }
    let (mut depth, mut before, mut at) = (0, ' ', 0);
    for token in tokens {
        let now = mark_of(token);
        match now {
            '<' if !is_enum || depth > 0 || (before != ' ' && before != '<') => depth += 1,
            '>' if before == '-' || before == '=' => {}
            _ if now == mark && depth == 0 => break,
            '>' if depth > 0 => depth -= 1,
            _ => {}
        }
        before = now;
        at += 1;
    }
    let (part, after) = tokens.split_at(at);
    *rest = match after {
        [_, after @ ..] => after,
        [] => after,
    };
    Some(part)
}

/// Reads tokens; those that a macro was given as one, as its `meta` say, as those that they are: all, or of
/// `lifetimes` alone.
pub(crate) fn opened(tokens: TokenStream, lifetimes: bool, all: &mut Tokens) {
    for token in tokens {
        if let TokenTree::Group(group) = &token {
            if group.delimiter() == Delimiter::None {
                let before = all.len();
                opened(group.stream(), lifetimes, all);
                if !lifetimes || matches!(&all[before..], [first, ..] if mark_of(first) == '\'') {
                    continue;
                }
                all.truncate(before);
            }
        }
        all.push(token);
    }
}
