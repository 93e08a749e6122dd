//! Finds every use of `unsafe` in a source file. The file is cut into tokens and nothing more, so that
//! what stands in the body of a macro is found like everything else.

use std::iter::Peekable;

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree, token_stream};
use serde::{Deserialize, Serialize};

/// What is unsafe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    Block,
    /// A function. Its callers must prove something.
    Function,
    /// Its implementations must.
    Trait,
    Impl,
    /// `unsafe extern`.
    Extern,
    /// `#[unsafe(…)]`.
    Attribute,
    /// A word of a macro, which makes something of it that is not seen here.
    Word,
}

impl Kind {
    pub(crate) fn noun(self) -> &'static str {
        match self {
            Self::Block => "block",
            Self::Function => "function",
            Self::Trait => "trait",
            Self::Impl => "impl",
            Self::Extern => "extern block",
            Self::Attribute => "attribute",
            Self::Word => "word of a macro",
        }
    }

    /// It asks something of its users, and says what under `# Safety`.
    pub(crate) fn is_a_contract(self) -> bool {
        matches!(self, Self::Function | Self::Trait)
    }
}

/// A place in a file, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Place {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

/// One use of `unsafe`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Use {
    pub(crate) kind: Kind,
    /// The items around it, the outermost first.
    pub(crate) within: Vec<String>,
    /// In the body of a macro by example.
    pub(crate) in_macro: bool,
    /// In the implementation of a trait, whose contracts are the trait's.
    pub(crate) in_trait_impl: bool,
    /// In a constant or a function that may run at compile time, where no run sees it.
    pub(crate) in_const: bool,
    /// Where the statement or item that it is in begins.
    pub(crate) statement: usize,
    pub(crate) start: Place,
    pub(crate) end: Place,
    /// The block of code that runs: a block's own, a function's body.
    pub(crate) body: Option<(Place, Place)>,
}

/// The uses of `unsafe` in a file's text, in order.
pub(crate) fn uses(text: &str) -> Result<Vec<Use>, String> {
    let stream: TokenStream = text.parse().map_err(|error: proc_macro2::LexError| {
        let Place { line, column } = start(error.span());
        format!("line {line}, column {column}: {error}")
    })?;
    let mut walk = Walk::default();
    walk.walk(stream, 1, true);
    Ok(walk.uses)
}

/// What is known on the way through the tokens.
#[derive(Debug, Default)]
struct Walk {
    within: Vec<String>,
    in_macro: bool,
    in_trait_impl: bool,
    in_const: bool,
    uses: Vec<Use>,
}

/// An item whose braces are still to come.
#[derive(Debug, Default)]
struct Item {
    name: String,
    is_macro: bool,
    is_impl: bool,
    is_trait_impl: bool,
    /// The use of `unsafe` that the item itself is.
    use_of: Option<usize>,
}

type Tokens = Peekable<token_stream::IntoIter>;

impl Walk {
    /// Walks over the tokens of one pair of delimiters. `statement` is the line where the statement
    /// begins that they are in; in braces each begins its own.
    fn walk(&mut self, stream: TokenStream, mut statement: usize, in_braces: bool) {
        let mut tokens = stream.into_iter().peekable();
        let mut begins = in_braces;
        let mut item = None::<Item>;
        let (mut is_const, mut after_star) = (false, false);
        while let Some(token) = tokens.next() {
            if std::mem::take(&mut begins) {
                statement = start(token.span()).line;
            }
            let is_star = is_punct(Some(&token), "*");
            if let Some(item) = item.as_mut().filter(|item| item.is_impl) {
                item.add(&token, tokens.peek());
            }
            match token {
                TokenTree::Ident(word) if word == "unsafe" => {
                    let saved = self.in_const;
                    self.in_const |= is_const;
                    let item_of = self.found(word.span(), statement, &mut tokens);
                    self.in_const = saved;
                    item = item_of.or(item);
                }
                // Neither a parameter of an item nor a pointer.
                TokenTree::Ident(word)
                    if (word == "const" || word == "static") && item.is_none() && !after_star =>
                {
                    is_const = true;
                }
                TokenTree::Ident(word) => item = item_at(&word.to_string(), &mut tokens).or(item),
                TokenTree::Punct(ref punct) => {
                    let ends = punct.as_char() == ';' || punct.as_char() == ',' && item.is_none();
                    if ends && in_braces {
                        begins = true;
                        item = None;
                        is_const = false;
                    }
                }
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                    // A constant among generic arguments is no body.
                    let is_argument = is_punct(tokens.peek(), ">");
                    let of = if is_argument { None } else { item.take() };
                    let saved = self.in_const;
                    self.in_const |= is_const || is_argument;
                    self.enter(of, group.stream(), group.span(), statement, true);
                    self.in_const = saved;
                    is_const &= !in_braces || goes_on(&mut tokens);
                    begins = in_braces && !goes_on(&mut tokens);
                }
                TokenTree::Group(group) => {
                    let of = item.take_if(|item| item.is_macro);
                    let is_macro = of.is_some();
                    let saved = self.in_const;
                    self.in_const |= is_const && item.is_none();
                    self.enter(of, group.stream(), group.span(), statement, is_macro);
                    self.in_const = saved;
                }
                TokenTree::Literal(_) => {}
            }
            after_star = is_star;
        }
    }

    /// Walks over what stands in delimiters, perhaps an item's.
    fn enter(
        &mut self,
        item: Option<Item>,
        stream: TokenStream,
        span: Span,
        statement: usize,
        in_braces: bool,
    ) {
        let Some(item) = item else { return self.walk(stream, statement, in_braces) };
        if let Some(found) = item.use_of.map(|at| &mut self.uses[at]) {
            found.end = end(span);
            found.body = (found.kind == Kind::Function).then(|| (start(span), end(span)));
        }
        let saved = (self.in_macro, self.in_trait_impl);
        self.in_macro |= item.is_macro;
        // An item in a method's body is not the trait's.
        self.in_trait_impl = item.is_trait_impl;
        self.within.push(item.name);
        self.walk(stream, statement, in_braces);
        self.within.pop();
        (self.in_macro, self.in_trait_impl) = saved;
    }

    /// What the word `unsafe` makes of what follows. An item if it is one.
    fn found(&mut self, word: Span, statement: usize, tokens: &mut Tokens) -> Option<Item> {
        let mut found = Use {
            kind: Kind::Word,
            within: self.within.clone(),
            in_macro: self.in_macro,
            in_trait_impl: self.in_trait_impl,
            in_const: self.in_const,
            statement,
            start: start(word),
            end: end(word),
            body: None,
        };
        if is_word(tokens.peek(), "extern") {
            tokens.next();
            tokens.next_if(|token| matches!(token, TokenTree::Literal(_)));
            found.kind = Kind::Extern;
        }
        match tokens.peek() {
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                if found.kind != Kind::Extern {
                    found.kind = Kind::Block;
                    found.body = Some((start(group.span()), end(group.span())));
                }
                found.end = end(group.span());
                self.uses.push(found);
                None
            }
            Some(TokenTree::Group(_)) if found.kind != Kind::Extern => {
                found.kind = Kind::Attribute;
                self.uses.push(found);
                None
            }
            Some(TokenTree::Ident(next)) => {
                let next = next.to_string();
                found.kind = match next.as_str() {
                    "fn" => Kind::Function,
                    "impl" => Kind::Impl,
                    "trait" | "auto" => Kind::Trait,
                    _ => found.kind,
                };
                tokens.next();
                let item = item_at(&next, tokens);
                if found.kind == Kind::Function && item.is_none() {
                    return None; // the type of a pointer
                }
                self.uses.push(found);
                item.map(|item| Item { use_of: Some(self.uses.len() - 1), ..item })
            }
            _ => {
                self.uses.push(found);
                None
            }
        }
    }
}

impl Item {
    /// Takes what follows `impl` into its name.
    fn add(&mut self, token: &TokenTree, next: Option<&TokenTree>) {
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => return,
            // Not the `for` of `for<'a>`.
            TokenTree::Ident(word) if word == "for" && !is_punct(next, "<") => {
                self.is_trait_impl = true;
            }
            _ => {}
        }
        let text = token.to_string();
        let tight = |c: char| !c.is_alphanumeric() && c != '_';
        if !self.name.ends_with(tight) && !text.starts_with(tight) {
            self.name.push(' ');
        }
        self.name += &text;
    }
}

/// The item that a word begins, with its name taken from the tokens.
fn item_at(word: &str, tokens: &mut Tokens) -> Option<Item> {
    match word {
        "impl" => Some(Item { name: "impl".into(), is_impl: true, ..Item::default() }),
        "fn" | "mod" | "trait" => {
            // In a macro's body the name may be `$name`.
            tokens.next_if(|token| is_punct(Some(token), "$"));
            let name = tokens.next_if(|token| matches!(token, TokenTree::Ident(_)))?;
            Some(Item { name: name.to_string(), ..Item::default() })
        }
        "macro_rules" => {
            tokens.next_if(|token| is_punct(Some(token), "!"))?;
            let name = tokens.next_if(|token| matches!(token, TokenTree::Ident(_)))?;
            Some(Item { name: format!("{name}!"), is_macro: true, ..Item::default() })
        }
        _ => None,
    }
}

/// Whether a statement goes on after a closing brace.
fn goes_on(tokens: &mut Tokens) -> bool {
    is_word(tokens.peek(), "else")
        || is_word(tokens.peek(), "as")
        || is_punct(tokens.peek(), ".?=&|<>+-/,;")
}

fn is_word(token: Option<&TokenTree>, word: &str) -> bool {
    matches!(token, Some(TokenTree::Ident(ident)) if ident == word)
}

/// Whether the token is one of these characters.
fn is_punct(token: Option<&TokenTree>, chars: &str) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if chars.contains(punct.as_char()))
}

fn start(span: Span) -> Place {
    let at = span.start();
    Place { line: at.line, column: at.column + 1 }
}

fn end(span: Span) -> Place {
    let at = span.end();
    Place { line: at.line, column: at.column + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Kind, first line, the statement's line, and what it is within.
    fn seen(text: &str) -> Vec<(Kind, usize, usize, String)> {
        let uses = uses(text).expect("tokens");
        uses.iter().map(|u| (u.kind, u.start.line, u.statement, u.within.join(" > "))).collect()
    }

    #[test]
    fn every_kind_is_found_where_it_is() {
        let text = r#"
/// # Safety
pub unsafe trait Zero {}
unsafe impl<A, B: Fn(A) -> u8> Zero for (A, B) {}
unsafe extern "C" { fn abs(n: i32) -> i32; }
#[unsafe(no_mangle)]
fn plain(f: unsafe fn(u8), g: unsafe extern "C" fn(u8)) {
    if true { return }
    let x = [
        unsafe { f(1) },
    ];
    match x {
        [()] => unsafe { f(2) },
        _ => {}
    }
}
impl Zero2 for u8 { unsafe fn method<const N: usize>(&self) -> A<{ N }> { unsafe { 1 } } }
macro_rules! zero { ($t:ty) => { unsafe impl Zero for $t {} fn $name() { unsafe { 3 } } } }
// unsafe { in a comment } and "unsafe" in a text
"#;
        let at = |kind, line, statement, within: &str| (kind, line, statement, within.to_string());
        assert_eq!(
            seen(text),
            [
                at(Kind::Trait, 3, 2, ""),
                at(Kind::Impl, 4, 4, ""),
                at(Kind::Extern, 5, 5, ""),
                at(Kind::Attribute, 6, 6, ""),
                at(Kind::Block, 10, 9, "plain"),
                at(Kind::Block, 13, 13, "plain"),
                at(Kind::Function, 17, 17, "impl Zero2 for u8"),
                at(Kind::Block, 17, 17, "impl Zero2 for u8 > method"),
                at(Kind::Impl, 18, 18, "zero!"),
                at(Kind::Block, 18, 18, "zero! > name"),
            ]
        );
        let uses = uses(text).expect("tokens");
        assert!(uses[6].in_trait_impl && uses[6].body.is_some_and(|(from, _)| from.column > 60));
        assert!(
            !uses[7].in_trait_impl && uses[8].in_macro && uses[9].in_macro && !uses[5].in_macro
        );
    }

    #[test]
    fn a_word_handed_to_a_macro_is_a_use() {
        assert_eq!(seen("make!(unsafe, f);").first().map(|seen| seen.0), Some(Kind::Word));
    }

    #[test]
    fn what_is_no_rust_is_an_error() {
        assert!(uses("fn f() {").expect_err("an open brace").starts_with("line "));
    }
}
