//! What is read of a type: its names.

use proc_macro::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};

use crate::attributes::Attributes;

/// Why a type cannot be derived for, and where that is.
pub(crate) struct Complaint {
    what: &'static str,
    span: Span,
}

impl Complaint {
    pub(crate) fn new(what: &'static str, span: Span) -> Self {
        Self { what, span }
    }

    /// A `compile_error!` at the place.
    pub(crate) fn into_tokens(self) -> TokenStream {
        let mut text = Literal::string(self.what);
        text.set_span(self.span);
        let text = Group::new(Delimiter::Brace, TokenTree::from(text).into());
        let mut tokens: Vec<_> = path(&["core", "compile_error"]).into_iter().collect();
        tokens.push(punct('!', Spacing::Alone));
        tokens.push(text.into());
        tokens.into_iter().collect()
    }
}

pub(crate) fn punct(mark: char, spacing: Spacing) -> TokenTree {
    Punct::new(mark, spacing).into()
}

/// These tokens.
pub(crate) fn stream(tokens: &[TokenTree]) -> TokenStream {
    Vec::from(tokens).into_iter().collect()
}

/// `::segment::segment`.
pub(crate) fn path(segments: &[&str]) -> TokenStream {
    let mut tokens = Vec::new();
    for segment in segments {
        tokens.push(punct(':', Spacing::Joint));
        tokens.push(punct(':', Spacing::Alone));
        tokens.push(Ident::new(segment, Span::call_site()).into());
    }
    tokens.into_iter().collect()
}

pub(crate) type Read<T> = Result<T, Complaint>;

/// A parameter, with its bounds one by one.
pub(crate) enum Param {
    Lifetime { name: Ident, bounds: Vec<TokenStream> },
    Type { name: Ident, bounds: Vec<TokenStream> },
    Const { name: Ident, of: TokenStream },
}

/// A field's or a variant's name, or a tuple field's number.
pub(crate) type Name = TokenTree;

pub(crate) struct Input {
    /// Where `safe_transmute` is, if that was said.
    pub(crate) root: Option<TokenStream>,
    pub(crate) name: Ident,
    /// The integer of an enum's `repr`; none of a struct.
    pub(crate) repr: Option<Ident>,
    pub(crate) params: Vec<Param>,
    /// Bounds from the `where`, each with what it bounds.
    pub(crate) bounds: Vec<(TokenStream, TokenStream)>,
    pub(crate) names: Vec<Name>,
    pub(crate) traits: Vec<Ident>,
}

impl Input {
    pub(crate) fn read(input: TokenStream) -> Read<Self> {
        let mut tokens = input.into_iter();
        let mut attributes = Attributes::default();
        let kind = loop {
            match tokens.next() {
                Some(TokenTree::Punct(mark)) if mark.as_char() == '#' => {
                    attributes.read(&mut tokens)?;
                }
                Some(TokenTree::Ident(word)) if is(&word, "pub") => {}
                Some(TokenTree::Group(_)) => {}
                Some(TokenTree::Ident(word)) => break word,
                _ => {
                    return Err(Complaint::new("a struct or an enum is needed", Span::call_site()));
                }
            }
        };
        let Some(TokenTree::Ident(name)) = tokens.next() else {
            return Err(Complaint::new("the type has no name", kind.span()));
        };
        let is_enum = is(&kind, "enum");
        if !is_enum && !is(&kind, "struct") {
            return Err(Complaint::new(
                "only structs, and enums without data, have a layout",
                kind.span(),
            ));
        }
        if attributes.traits.is_empty() {
            return Err(Complaint::new(
                "say which traits: `#[layout(FromBytes, Immutable)]`",
                name.span(),
            ));
        }
        let repr = attributes.repr.filter(|_| is_enum);
        if is_enum && repr.is_none() {
            return Err(Complaint::new(
                "give the enum an integer, as in `#[repr(u8)]`",
                name.span(),
            ));
        }
        let rest = lifetimes_opened(tokens);
        let (mut params, rest) = params(&rest)?;
        let (bounds, names) = body(rest, &mut params, is_enum)?;
        Ok(Self {
            root: attributes.root,
            name,
            repr,
            params,
            bounds,
            names,
            traits: attributes.traits,
        })
    }
}

/// The tokens, with a lifetime that a macro was given as such as the two that it is.
fn lifetimes_opened(tokens: impl Iterator<Item = TokenTree>) -> Vec<TokenTree> {
    let mut all = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Group(group)
                if group.delimiter() == Delimiter::None
                    && group.stream().into_iter().next().is_some_and(|it| is_mark(&it, '\'')) =>
            {
                all.extend(group.stream());
            }
            other => all.push(other),
        }
    }
    all
}

pub(crate) fn is(word: &Ident, text: &str) -> bool {
    word.to_string() == text
}

pub(crate) fn is_mark(token: &TokenTree, mark: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == mark)
}

/// Splits at a mark where no `<` is open. `->` and `=>` close none.
pub(crate) fn split(tokens: &[TokenTree], mark: char) -> Vec<&[TokenTree]> {
    let (mut parts, mut start, mut depth, mut before) = (Vec::new(), 0, 0_usize, ' ');
    for (at, token) in tokens.iter().enumerate() {
        let TokenTree::Punct(punct) = token else {
            before = ' ';
            continue;
        };
        match punct.as_char() {
            '<' => depth += 1,
            '>' if before != '-' && before != '=' => depth = depth.saturating_sub(1),
            found if found == mark && depth == 0 => {
                parts.push(&tokens[start..at]);
                start = at + 1;
            }
            _ => {}
        }
        before = punct.as_char();
    }
    if start < tokens.len() {
        parts.push(&tokens[start..]);
    }
    parts
}

/// The parameters in `<…>`, if there are any, and what is behind them.
fn params(tokens: &[TokenTree]) -> Read<(Vec<Param>, &[TokenTree])> {
    if !matches!(tokens.first(), Some(TokenTree::Punct(mark)) if mark.as_char() == '<') {
        return Ok((Vec::new(), tokens));
    }
    let (mut depth, mut before, mut end) = (0_usize, ' ', 0);
    for (at, token) in tokens.iter().enumerate() {
        let TokenTree::Punct(mark) = token else {
            before = ' ';
            continue;
        };
        match mark.as_char() {
            '<' => depth += 1,
            '>' if before != '-' && before != '=' => depth -= 1,
            _ => {}
        }
        before = mark.as_char();
        if depth == 0 {
            end = at;
            break;
        }
    }
    let mut params = Vec::new();
    for tokens in split(&tokens[1..end], ',') {
        params.push(param(tokens)?);
    }
    Ok((params, &tokens[end + 1..]))
}

/// One parameter, without its default.
fn param(tokens: &[TokenTree]) -> Read<Param> {
    let tokens = split(tokens, '=').into_iter().next().unwrap_or_default();
    match tokens {
        [TokenTree::Punct(mark), TokenTree::Ident(name), rest @ ..] if mark.as_char() == '\'' => {
            let bounds = paths(rest.get(1..).unwrap_or_default())?;
            Ok(Param::Lifetime { name: name.clone(), bounds })
        }
        [TokenTree::Ident(word), TokenTree::Ident(name), _, of @ ..] if is(word, "const") => {
            Ok(Param::Const { name: name.clone(), of: stream(of) })
        }
        [TokenTree::Ident(name)] => Ok(Param::Type { name: name.clone(), bounds: Vec::new() }),
        [TokenTree::Ident(name), _, bounds @ ..] => {
            Ok(Param::Type { name: name.clone(), bounds: paths(bounds)? })
        }
        other => Err(Complaint::new(
            "this parameter is not understood: write `layout!` by hand",
            other.first().map_or_else(Span::call_site, TokenTree::span),
        )),
    }
}

/// The bounds between `+`s, each of which must be a path or a lifetime.
fn paths(bounds: &[TokenTree]) -> Read<Vec<TokenStream>> {
    let mut paths = Vec::new();
    for bound in split(bounds, '+') {
        match bound {
            [] => {}
            [TokenTree::Punct(mark), ..] if mark.as_char() == '?' => {
                return Err(Complaint::new("`layout!` takes no `?Sized`", mark.span()));
            }
            _ => paths.push(stream(bound)),
        }
    }
    Ok(paths)
}

type Body = (Vec<(TokenStream, TokenStream)>, Vec<Name>);

/// The `where`, before or behind the fields, and the names.
fn body(tokens: &[TokenTree], params: &mut [Param], is_enum: bool) -> Read<Body> {
    // Groups in between are a bound's: `where T: Fn(u8) -> u8`.
    let (bounds, names) = match tokens {
        // `struct Pair<T>(T, T) where T: Copy;`
        [TokenTree::Group(group), bounds @ ..] if group.delimiter() == Delimiter::Parenthesis => {
            (bounds, numbers(group))
        }
        [bounds @ .., TokenTree::Group(group)] => (bounds, names(group, is_enum)?),
        // A unit struct: all up to the `;` is a `where`.
        _ => (tokens, Vec::new()),
    };
    Ok((where_bounds(bounds, params)?, names))
}

/// The bounds behind a `where`, up to a `;`; those of lifetimes go to the parameters.
fn where_bounds(
    tokens: &[TokenTree],
    params: &mut [Param],
) -> Read<Vec<(TokenStream, TokenStream)>> {
    let end = tokens.iter().position(|t| matches!(t, TokenTree::Punct(p) if p.as_char() == ';'));
    let mut bounds = Vec::new();
    let Some((_, clauses)) = tokens[..end.unwrap_or(tokens.len())].split_first() else {
        return Ok(bounds);
    };
    for clause in split(clauses, ',') {
        // The first lone `:`; those of `::` come in pairs.
        let colon = (0..clause.len()).find(|&at| lone_colon(clause, at));
        let Some(colon) = colon else { continue };
        let of = &clause[..colon];
        for bound in paths(&clause[colon + 1..])? {
            match of {
                [mark, TokenTree::Ident(lifetime)] if is_mark(mark, '\'') => {
                    outlives(params, &lifetime.to_string(), bound);
                }
                _ => bounds.push((stream(of), bound)),
            }
        }
    }
    Ok(bounds)
}

/// Adds a bound to that lifetime among the parameters.
fn outlives(params: &mut [Param], lifetime: &str, bound: TokenStream) {
    for param in params {
        if let Param::Lifetime { name, bounds } = param {
            if is(name, lifetime) {
                bounds.push(bound);
                return;
            }
        }
    }
}

fn lone_colon(tokens: &[TokenTree], at: usize) -> bool {
    let colon = |at: usize| match tokens.get(at) {
        Some(TokenTree::Punct(mark)) if mark.as_char() == ':' => Some(mark.spacing()),
        _ => None,
    };
    let after_a_joint = at > 0 && colon(at - 1) == Some(Spacing::Joint);
    colon(at).is_some()
        && !after_a_joint
        && !(colon(at) == Some(Spacing::Joint) && colon(at + 1).is_some())
}

/// The numbers of a tuple's fields.
fn numbers(group: &Group) -> Vec<Name> {
    let fields: Vec<_> = group.stream().into_iter().collect();
    let mut names = Vec::new();
    for at in 0..split(&fields, ',').len() {
        names.push(Literal::usize_unsuffixed(at).into());
    }
    names
}

/// Splits at the commas between variants. In a discriminant a `<` behind a value compares or shifts;
/// one that begins generics stands behind `::`, or where a value would begin.
fn variants(tokens: &[TokenTree]) -> Vec<&[TokenTree]> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0_usize);
    for (at, token) in tokens.iter().enumerate() {
        let before = match at.checked_sub(1).map(|at| &tokens[at]) {
            Some(TokenTree::Punct(mark)) => mark.as_char(),
            _ => ' ',
        };
        let opens = depth > 0 || (before != ' ' && before != '<');
        match token {
            token if is_mark(token, '<') && opens => depth += 1,
            token if is_mark(token, '>') && before != '-' && before != '=' => {
                depth = depth.saturating_sub(1);
            }
            token if is_mark(token, ',') && depth == 0 => {
                parts.push(&tokens[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    if start < tokens.len() {
        parts.push(&tokens[start..]);
    }
    parts
}

/// The names of fields, or of variants.
fn names(group: &Group, is_enum: bool) -> Read<Vec<Name>> {
    let tokens: Vec<_> = group.stream().into_iter().collect();
    let items = if is_enum { variants(&tokens) } else { split(&tokens, ',') };
    let mut names = Vec::new();
    for item in items {
        names.push(name(item, is_enum)?);
    }
    Ok(names)
}

/// The name behind attributes and visibility.
fn name(item: &[TokenTree], is_enum: bool) -> Read<Name> {
    let mut at = 0;
    loop {
        match (item.get(at), item.get(at + 1)) {
            (Some(TokenTree::Punct(mark)), _) if mark.as_char() == '#' => at += 2,
            // A visibility that a macro was given as such.
            (Some(TokenTree::Group(group)), _) if group.delimiter() == Delimiter::None => at += 1,
            (Some(TokenTree::Ident(word)), next) if is(word, "pub") => {
                let inside = matches!(next, Some(TokenTree::Group(_)));
                at += if inside { 2 } else { 1 };
            }
            (Some(TokenTree::Ident(word)), Some(TokenTree::Group(data))) if is_enum => {
                if !data.stream().is_empty() {
                    let what = "an enum with data has no layout that is proved";
                    return Err(Complaint::new(what, word.span()));
                }
                return Ok(word.clone().into());
            }
            (Some(TokenTree::Ident(word)), _) => return Ok(word.clone().into()),
            (other, _) => {
                let span = other.map_or_else(Span::call_site, TokenTree::span);
                return Err(Complaint::new("a name is needed here", span));
            }
        }
    }
}
