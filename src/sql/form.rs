//! Forms of SQL that sea-query's tree has no node for, kept inside that tree.
//!
//! sea-query knows no `OVER` of an aggregate, no FILTER, UNNEST, lambda or GROUPS, and its SELECT has no place for most of Athena's
//! clauses. Its `CustomWithExpr` holds a text and operands, though: a [`Form`] is such a node, whose text has a hole per operand and begins
//! with a mark of its [`Kind`]. Values stay values to the end, so that they still meet the one literal writer.

use std::borrow::Cow;

use sea_query::Expr;

use super::trino;

/// What kind of thing a form is, when it stands in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `f(a, b)`, `CASE … END`: needs no parentheses anywhere.
    Call,
    /// `a IS DISTINCT FROM b`: stands in parentheses beside another operator.
    Operator,
    /// `max(a)`: reads all rows of a group.
    Aggregate,
    /// `OVER "w"`: reads a window that the query declares.
    Window,
    /// A query: its columns are its own.
    Query,
    /// Text of a program's author, with whatever operators: stands in parentheses beside any other.
    Raw,
}

/// A place for an operand.
const HOLE: char = '\u{1}';
/// A place for an operand, which takes parentheses unless it needs none anywhere.
const TIGHT: char = '\u{2}';
/// A place for a subquery of sea-query's, without its parentheses.
const BARE: char = '\u{4}';
/// A place for the condition of WHERE, the only one where Athena takes execution parameters.
const WHERE: char = '\u{3}';

const KINDS: [(char, Kind); 6] = [
    ('\u{10}', Kind::Call),
    ('\u{11}', Kind::Operator),
    ('\u{12}', Kind::Aggregate),
    ('\u{13}', Kind::Window),
    ('\u{14}', Kind::Query),
    ('\u{15}', Kind::Raw),
];

/// A form while it is written.
#[derive(Debug, Clone)]
pub(crate) struct Form {
    text: String,
    operands: Vec<Expr>,
}

/// A piece of a form, as it is rendered.
pub(super) enum Piece<'a> {
    Text(&'a str),
    Operand(&'a Expr),
    TightOperand(&'a Expr),
    Where(&'a Expr),
    Bare(&'a Expr),
}

impl Form {
    pub(crate) fn new(kind: Kind) -> Self {
        let mark = KINDS.iter().find(|(_, of)| *of == kind).map_or(HOLE, |(mark, _)| *mark);
        let mut text = String::with_capacity(64);
        text.push(mark);
        Self { text, operands: Vec::new() }
    }

    /// `name(a, b)`; the name is one of SQL's, not a user's.
    pub(crate) fn call(name: &str, arguments: impl IntoIterator<Item = Expr>) -> Expr {
        Self::new(Kind::Call).put(name).put("(").list(arguments).put(")").done()
    }

    /// Text of SQL: words and punctuation, no name and no value.
    pub(crate) fn put(mut self, text: &str) -> Self {
        self.text.push_str(text);
        self
    }

    /// A name, quoted.
    pub(crate) fn name(mut self, name: &str) -> Self {
        // A hole in a name would be filled with an operand.
        match name.contains(|c: char| c.is_ascii_control()) {
            true => trino::write_identifier(&mut self.text, &name.replace(|c: char| c.is_ascii_control(), " ")),
            false => trino::write_identifier(&mut self.text, name),
        }
        self
    }

    /// `"a", "b"`
    pub(crate) fn names<'a>(mut self, names: impl IntoIterator<Item = &'a str>) -> Self {
        for (i, name) in names.into_iter().enumerate() {
            self = if i > 0 { self.put(", ") } else { self }.name(name);
        }
        self
    }

    pub(crate) fn operand(mut self, operand: Expr) -> Self {
        self.text.push(HOLE);
        self.operands.push(operand);
        self
    }

    pub(crate) fn tight(mut self, operand: Expr) -> Self {
        self.text.push(TIGHT);
        self.operands.push(operand);
        self
    }

    pub(crate) fn bare(mut self, subquery: Expr) -> Self {
        self.text.push(BARE);
        self.operands.push(subquery);
        self
    }

    pub(super) fn condition_of_where(mut self, operand: Expr) -> Self {
        self.text.push(WHERE);
        self.operands.push(operand);
        self
    }

    /// `a, b`
    pub(crate) fn list(mut self, operands: impl IntoIterator<Item = Expr>) -> Self {
        for (i, operand) in operands.into_iter().enumerate() {
            self = if i > 0 { self.put(", ") } else { self }.operand(operand);
        }
        self
    }

    pub(crate) fn done(self) -> Expr {
        Expr::CustomWithExpr(Cow::Owned(self.text), self.operands)
    }
}

/// The kind of a form; `None` for everything else.
pub(crate) fn kind(expr: &Expr) -> Option<Kind> {
    match expr {
        Expr::CustomWithExpr(text, _) => {
            let first = text.chars().next()?;
            KINDS.iter().find(|(mark, _)| *mark == first).map(|(_, kind)| *kind)
        }
        _ => None,
    }
}

/// The pieces of a form, in order.
pub(super) fn pieces<'a>(text: &'a str, operands: &'a [Expr], mut each: impl FnMut(Piece<'a>)) {
    let mut rest = text.get(1..).unwrap_or_default();
    let mut operands = operands.iter();
    while let Some(at) = rest.find([HOLE, TIGHT, WHERE, BARE]) {
        if at > 0 {
            each(Piece::Text(&rest[..at]));
        }
        let hole = rest[at..].chars().next();
        if let Some(operand) = operands.next() {
            each(match hole {
                Some(TIGHT) => Piece::TightOperand(operand),
                Some(WHERE) => Piece::Where(operand),
                Some(BARE) => Piece::Bare(operand),
                _ => Piece::Operand(operand),
            });
        }
        rest = &rest[at + 1..];
    }
    each(Piece::Text(rest));
}
