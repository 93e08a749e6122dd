//! What is read of a type: its names.

use proc_macro::{Delimiter, Ident, Literal, Spacing, TokenStream, TokenTree};

use crate::tokens::{
    Complaint, Read, Tokens, add, is, lifetime, mark, mark_of, opened, part, word,
};

pub(crate) struct Input {
    /// Where `safe_transmute` is, if that was said.
    pub(crate) root: Tokens,
    pub(crate) name: Tokens,
    /// The integer of an enum's `repr`; of a struct none.
    pub(crate) repr: Option<Ident>,
    /// The parameters as they are declared, without defaults and the bounds of types, and as they are
    /// named, each with a comma.
    pub(crate) declared: Tokens,
    pub(crate) named: Tokens,
    /// The names of the types among them.
    pub(crate) types: Tokens,
    /// Their bounds and those from the `where`, as a `where` of one bound each.
    pub(crate) bounds: Tokens,
    /// Names of fields or of variants, or numbers of a tuple's fields, each with a comma.
    pub(crate) names: Tokens,
    pub(crate) traits: Tokens,
}

impl Input {
    pub(crate) fn new() -> Self {
        Self {
            root: Tokens::new(),
            name: Tokens::new(),
            repr: None,
            declared: Tokens::new(),
            named: Tokens::new(),
            types: Tokens::new(),
            bounds: Tokens::new(),
            names: Tokens::new(),
            traits: Tokens::new(),
        }
    }

    pub(crate) fn read(&mut self, input: TokenStream) -> Read {
        let mut tokens = Tokens::new();
        opened(input, true, &mut tokens);
        let mut rest = &tokens[..];
        loop {
            match rest {
                [hash, TokenTree::Group(attribute), after @ ..] if mark_of(hash) == '#' => {
                    self.attribute(attribute)?;
                    rest = after;
                }
                [TokenTree::Group(_), after @ ..] => rest = after,
                [TokenTree::Ident(word), after @ ..] if is(word, "pub") => rest = after,
                [TokenTree::Ident(kind), name @ TokenTree::Ident(_), after @ ..] => {
                    self.name.push(name.clone());
                    return self.read_type(kind, after);
                }
                _ => return Err(Complaint::at("a struct or an enum is needed", rest)),
            }
        }
    }

    /// What follows the name.
    fn read_type(&mut self, kind: &Ident, mut rest: &[TokenTree]) -> Read {
        let is_enum = is(kind, "enum");
        if !is_enum && !is(kind, "struct") {
            let what = "only structs, and enums without data, have a layout";
            return Err(Complaint::new(what, kind.span()));
        }
        if self.traits.is_empty() {
            let what = "say which traits: `#[layout(FromBytes, Immutable)]`";
            return Err(Complaint::at(what, &self.name));
        }
        if !is_enum {
            self.repr = None;
        } else if self.repr.is_none() {
            let what = "give the enum an integer, as in `#[repr(u8)]`";
            return Err(Complaint::at(what, &self.name));
        }
        let mut params: &[TokenTree] = &[];
        if let [open, after @ ..] = rest {
            if mark_of(open) == '<' {
                rest = after;
                if let Some(found) = part(&mut rest, '>', false) {
                    params = found;
                }
            }
        }
        // Groups before the last are a bound's: `where T: Fn(u8) -> u8`.
        let mut bounds = match rest {
            // `struct Pair<T>(T, T) where T: Copy;`
            [TokenTree::Group(fields), bounds @ ..]
                if fields.delimiter() == Delimiter::Parenthesis =>
            {
                self.numbers(fields.stream());
                bounds
            }
            [bounds @ .., TokenTree::Group(inside)] => {
                self.names(inside.stream(), is_enum)?;
                bounds
            }
            // A unit struct.
            _ => rest,
        };
        let clauses = match part(&mut bounds, ';', false) {
            Some([_where, clauses @ ..]) => clauses,
            _ => &[],
        };
        while let Some(param) = part(&mut params, ',', false) {
            self.param(param, clauses)?;
            mark(&mut self.declared, ',');
            mark(&mut self.named, ',');
        }
        let mut rest = clauses;
        while let Some(clause) = part(&mut rest, ',', false) {
            let (of, by) = clause.split_at(lone_colon(clause));
            if !matches!(of, [tick, _] if mark_of(tick) == '\'') {
                self.bounds(of, by)?;
            }
        }
        Ok(())
    }

    /// One parameter, without its default.
    fn param(&mut self, mut param: &[TokenTree], clauses: &[TokenTree]) -> Read {
        let Some(tokens) = part(&mut param, '=', false) else { return Ok(()) };
        match tokens {
            [tick, TokenTree::Ident(name), bounds @ ..] if mark_of(tick) == '\'' => {
                lifetime(&mut self.declared, name);
                lifetime(&mut self.named, name);
                let mut first = true;
                self.outlives(bounds, &mut first);
                // What the `where` says of it.
                let mut rest = clauses;
                while let Some(clause) = part(&mut rest, ',', false) {
                    let (of, by) = clause.split_at(lone_colon(clause));
                    if let [tick, TokenTree::Ident(of)] = of {
                        if mark_of(tick) == '\'' && is(of, &name.to_string()) {
                            self.outlives(by, &mut first);
                        }
                    }
                }
            }
            [TokenTree::Ident(keyword), name @ TokenTree::Ident(_), of @ ..]
                if is(keyword, "const") =>
            {
                word(&mut self.declared, "const");
                self.declared.push(name.clone());
                add(&mut self.declared, of);
                self.named.push(name.clone());
            }
            [name @ TokenTree::Ident(_), bounds @ ..] => {
                self.declared.push(name.clone());
                self.named.push(name.clone());
                self.types.push(name.clone());
                self.bounds(core::slice::from_ref(name), bounds)?;
            }
            other => {
                let what = "this parameter is not understood: write `layout!` by hand";
                return Err(Complaint::at(what, other));
            }
        }
        Ok(())
    }

    /// Adds `: 'a + 'b` to the lifetime that was declared last.
    fn outlives(&mut self, bounds: &[TokenTree], first: &mut bool) {
        let mut rest = behind_the_first(bounds);
        while let Some(bound) = part(&mut rest, '+', false) {
            mark(&mut self.declared, if *first { ':' } else { '+' });
            *first = false;
            add(&mut self.declared, bound);
        }
    }

    /// Adds `: A + B` of a type. Each bound must be a path or a lifetime.
    fn bounds(&mut self, of: &[TokenTree], bounds: &[TokenTree]) -> Read {
        let mut rest = behind_the_first(bounds);
        while let Some(bound) = part(&mut rest, '+', false) {
            match bound {
                [] => continue,
                [first, ..] if mark_of(first) == '?' => {
                    return Err(Complaint::at("`layout!` takes no `?Sized`", bound));
                }
                _ => {}
            }
            add(&mut self.bounds, of);
            mark(&mut self.bounds, ':');
            add(&mut self.bounds, bound);
            mark(&mut self.bounds, ',');
        }
        Ok(())
    }

    /// The numbers of a tuple's fields.
    fn numbers(&mut self, fields: TokenStream) {
        let mut tokens = Tokens::new();
        opened(fields, true, &mut tokens);
        let (mut rest, mut at) = (&tokens[..], 0);
        while part(&mut rest, ',', false).is_some() {
            self.names.push(TokenTree::Literal(Literal::usize_unsuffixed(at)));
            mark(&mut self.names, ',');
            at += 1;
        }
    }

    /// The names of fields, or of variants.
    fn names(&mut self, items: TokenStream, is_enum: bool) -> Read {
        let mut tokens = Tokens::new();
        opened(items, true, &mut tokens);
        let mut rest = &tokens[..];
        while let Some(item) = part(&mut rest, ',', is_enum) {
            self.name(item, is_enum)?;
            mark(&mut self.names, ',');
        }
        Ok(())
    }

    /// The name behind attributes and visibility.
    fn name(&mut self, mut item: &[TokenTree], is_enum: bool) -> Read {
        loop {
            item = match item {
                [hash, _, after @ ..] if mark_of(hash) == '#' => after,
                // A visibility that a macro was given as such.
                [TokenTree::Group(group), after @ ..] if group.delimiter() == Delimiter::None => {
                    after
                }
                [TokenTree::Ident(word), after @ ..] if is(word, "pub") => match after {
                    [TokenTree::Group(_), after @ ..] => after,
                    _ => after,
                },
                [TokenTree::Ident(_), TokenTree::Group(data), ..]
                    if is_enum && !data.stream().is_empty() =>
                {
                    let what = "an enum with data has no layout that is proved";
                    return Err(Complaint::at(what, item));
                }
                [name @ TokenTree::Ident(_), ..] => {
                    self.names.push(name.clone());
                    return Ok(());
                }
                _ => return Err(Complaint::at("a name is needed here", item)),
            }
        }
    }
}

/// What is behind the `:`.
fn behind_the_first(tokens: &[TokenTree]) -> &[TokenTree] {
    match tokens {
        [_, after @ ..] => after,
        [] => tokens,
    }
}

/// Where the first lone `:` is; those of `::` come in pairs.
fn lone_colon(tokens: &[TokenTree]) -> usize {
    let mut at = 0;
    loop {
        match tokens.split_at(at).1 {
            [TokenTree::Punct(first), second, ..]
                if first.as_char() == ':'
                    && first.spacing() == Spacing::Joint
                    && mark_of(second) == ':' =>
            {
                at += 2;
            }
            [token, ..] if mark_of(token) != ':' => at += 1,
            _ => return at,
        }
    }
}
