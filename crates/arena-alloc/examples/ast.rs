//! A syntax tree in an arena: nodes refer to each other by plain references, are made without
//! boxes, and are all freed at once.
//!
//! `cargo run --example ast -- '2 * (3 + 4) - 5'`

use arena_alloc::Arena;

/// An arithmetic expression.
#[derive(Debug)]
enum Expr<'a> {
    Number(i64),
    Binary { operator: char, left: &'a Expr<'a>, right: &'a Expr<'a> },
}

struct Parser<'a, 't> {
    arena: &'a Arena,
    rest: &'t str,
}

impl<'a> Parser<'a, '_> {
    fn peek(&mut self) -> Option<char> {
        self.rest = self.rest.trim_start();
        self.rest.chars().next()
    }

    fn accept(&mut self, accepted: &str) -> Option<char> {
        let found = self.peek().filter(|&c| accepted.contains(c))?;
        self.rest = &self.rest[found.len_utf8()..];
        Some(found)
    }

    /// Terms, or factors, with operators between them.
    fn sequence(
        &mut self,
        operators: &str,
        operand: impl Fn(&mut Self) -> Result<&'a Expr<'a>, String>,
    ) -> Result<&'a Expr<'a>, String> {
        let mut left = operand(self)?;
        while let Some(operator) = self.accept(operators) {
            let right = operand(self)?;
            left = self.arena.alloc(Expr::Binary { operator, left, right });
        }
        Ok(left)
    }

    fn sum(&mut self) -> Result<&'a Expr<'a>, String> {
        self.sequence("+-", |parser| parser.sequence("*/", Self::factor))
    }

    fn factor(&mut self) -> Result<&'a Expr<'a>, String> {
        if self.accept("(").is_some() {
            let inner = self.sum()?;
            return self.accept(")").map(|_| inner).ok_or_else(|| "`)` expected".into());
        }
        self.peek();
        let end = self.rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        self.rest = rest;
        let number = digits.parse().map_err(|error| format!("`{digits}{rest}`: {error}"))?;
        Ok(self.arena.alloc(Expr::Number(number)))
    }
}

fn value(expr: &Expr<'_>) -> Option<i64> {
    match expr {
        Expr::Number(number) => Some(*number),
        Expr::Binary { operator, left, right } => {
            let (left, right) = (value(left)?, value(right)?);
            match operator {
                '+' => left.checked_add(right),
                '-' => left.checked_sub(right),
                '*' => left.checked_mul(right),
                _ => left.checked_div(right),
            }
        }
    }
}

fn main() -> Result<(), String> {
    let text = std::env::args().nth(1).unwrap_or_else(|| "2 * (3 + 4) - 5".into());
    let arena = Arena::new();
    let mut parser = Parser { arena: &arena, rest: &text };
    let tree = parser.sum()?;
    if parser.peek().is_some() {
        return Err(format!("`{}` is too much", parser.rest));
    }
    let value = value(tree).ok_or("the value is too large, or a divisor is 0")?;
    println!("{text} = {value}\n{tree:?}\n{} bytes", arena.used());
    Ok(())
}
