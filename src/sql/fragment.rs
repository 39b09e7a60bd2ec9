//! SQL that sea-query has no node for, kept inside its expressions.
//!
//! sea-query knows no `OVER` of an aggregate, no FILTER, UNNEST, lambda or GROUPS, and its SELECT has no place for most of Athena's
//! clauses. Its `CustomWithExpr` holds SQL and operands, though: a [`SqlFragment`] is such a node, whose SQL has a placeholder for each operand
//! and begins with a mark of its [`FragmentKind`]. Values stay values to the end, so that they still go through the one literal writer.

use std::borrow::Cow;

use sea_query::Expr;

use super::trino;

/// What a fragment is, as a part of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FragmentKind {
    /// `f(a, b)`, `CASE … END`: needs no parentheses anywhere.
    Call,
    /// `a IS DISTINCT FROM b`: takes parentheses beside another operator.
    Operator,
    /// `max(a)`: reads all rows of a group.
    Aggregate,
    /// `OVER "w"`: reads a window that the query declares.
    Window,
    /// A query: its columns are its own.
    Query,
    /// A table without a schema, in FROM: a CTE of its name would hide it.
    Table,
    /// SQL of a program's author, with whatever operators: takes parentheses beside any other.
    Raw,
}

/// The placeholder of an operand.
const HOLE: char = '\u{1}';
/// The placeholder of an operand that takes parentheses unless it needs none anywhere.
const TIGHT: char = '\u{2}';
/// The placeholder of one of sea-query's subqueries, without its parentheses.
const BARE: char = '\u{4}';
/// The placeholder of the condition of WHERE, the only place where Athena takes execution parameters.
const WHERE: char = '\u{3}';

impl FragmentKind {
    /// The first character of a fragment's SQL.
    fn mark(self) -> char {
        match self {
            Self::Call => '\u{10}',
            Self::Operator => '\u{11}',
            Self::Aggregate => '\u{12}',
            Self::Window => '\u{13}',
            Self::Query => '\u{14}',
            Self::Raw => '\u{15}',
            Self::Table => '\u{16}',
        }
    }

    fn of_mark(mark: u8) -> Option<Self> {
        Some(match mark {
            0x10 => Self::Call,
            0x11 => Self::Operator,
            0x12 => Self::Aggregate,
            0x13 => Self::Window,
            0x14 => Self::Query,
            0x15 => Self::Raw,
            0x16 => Self::Table,
            _ => return None,
        })
    }
}

/// A fragment while it is built.
#[derive(Debug, Clone)]
pub(crate) struct SqlFragment {
    text: String,
    operands: Vec<Expr>,
}

/// A piece of a fragment, as it is rendered.
pub(super) enum FragmentPiece<'a> {
    Text(&'a str),
    Operand(&'a Expr),
    TightOperand(&'a Expr),
    Where(&'a Expr),
    Bare(&'a Expr),
}

impl SqlFragment {
    pub(crate) fn new(kind: FragmentKind) -> Self {
        let mut text = String::with_capacity(if kind == FragmentKind::Query { 512 } else { 64 });
        text.push(kind.mark());
        Self { text, operands: Vec::new() }
    }

    /// `name(a, b)`; the name is a keyword or a function of SQL, not a user's name.
    pub(crate) fn call(name: &str, arguments: impl IntoIterator<Item = Expr>) -> Expr {
        Self::new(FragmentKind::Call).put(name).put("(").list(arguments).put(")").done()
    }

    /// SQL as it is: keywords and punctuation, no name and no value.
    pub(crate) fn put(mut self, text: &str) -> Self {
        self.text.push_str(text);
        self
    }

    /// A name, quoted.
    pub(crate) fn name(mut self, name: &str) -> Self {
        // A placeholder in a name would be replaced by an operand.
        if name.bytes().any(|byte| byte.is_ascii_control()) {
            trino::write_identifier(&mut self.text, &name.replace(|c: char| c.is_ascii_control(), " "));
        } else {
            trino::write_identifier(&mut self.text, name);
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

/// The kind of a fragment; `None` for everything else.
pub(crate) fn kind(expr: &Expr) -> Option<FragmentKind> {
    match expr {
        Expr::CustomWithExpr(text, _) => FragmentKind::of_mark(*text.as_bytes().first()?),
        _ => None,
    }
}

/// The operands of any expression that may have fragments in it.
pub(crate) fn operands(expr: &Expr) -> impl Iterator<Item = &Expr> {
    let (list, pair): (&[Expr], [Option<&Expr>; 2]) = match expr {
        Expr::Tuple(items) | Expr::CustomWithExpr(_, items) => (items, [None, None]),
        Expr::Unary(_, operand) | Expr::AsEnum(_, operand) => (&[], [Some(operand), None]),
        Expr::Binary(left, _, right) => (&[], [Some(left), Some(right)]),
        Expr::FunctionCall(call) => (call.get_args(), [None, None]),
        _ => (&[], [None, None]),
    };
    list.iter().chain(pair.into_iter().flatten())
}

/// The pieces of a fragment, in order.
pub(super) fn pieces<'a>(text: &'a str, operands: &'a [Expr], mut each: impl FnMut(FragmentPiece<'a>)) {
    let mut operands = operands.iter();
    // After the mark.
    let mut begin = 1;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        let piece: fn(&'a Expr) -> FragmentPiece<'a> = match byte {
            b'\x01' => FragmentPiece::Operand,
            b'\x02' => FragmentPiece::TightOperand,
            b'\x03' => FragmentPiece::Where,
            b'\x04' => FragmentPiece::Bare,
            _ => continue,
        };
        each(FragmentPiece::Text(&text[begin..at]));
        if let Some(operand) = operands.next() {
            each(piece(operand));
        }
        begin = at + 1;
    }
    each(FragmentPiece::Text(text.get(begin..).unwrap_or_default()));
}
