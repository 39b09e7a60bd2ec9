//! SQL/JSON paths: `lax $.a[*] ? (@.b > 1).size()` ("JSON functions and operators", "JSON path language").
//!
//! `parse` reads them, `check` has what is wrong with one before it meets a document, `evaluate` follows one through a document.

mod check;
mod evaluate;
mod methods;
mod numbers;
mod parse;
mod predicates;
#[cfg(test)]
mod print;
mod tokens;

pub(super) use self::evaluate::{Failure, Item};

/// A path.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Path {
    /// `strict`: what is not there is an error, and arrays are not unwrapped.
    pub(super) strict: bool,
    expression: Expression,
}

/// What gives a sequence of items.
#[derive(Debug, Clone, PartialEq)]
enum Expression {
    /// A value, and the steps from there on.
    Steps(Primary, Vec<Step>),
    /// `-x`, `+x`
    Signed { minus: bool, operand: Box<Expression> },
    /// `x + y`
    Calculated(char, Box<Expression>, Box<Expression>),
}

#[derive(Debug, Clone, PartialEq)]
enum Primary {
    /// `$`
    Document,
    /// `$name`
    Variable(String),
    /// `@`, in a filter.
    Current,
    /// `last`, in a subscript.
    Last,
    Null,
    Boolean(bool),
    Text(String),
    Integer(i64),
    /// Its digits, and how many of them are behind the point.
    Decimal(i128, u8, u8),
    Double(f64),
    Parenthesized(Box<Expression>),
}

#[derive(Debug, Clone, PartialEq)]
enum Step {
    /// `.name`; `.*` without one.
    Member(Option<String>),
    /// `..name`
    Descendants(String),
    /// `[1, 2 to last]`; `[*]` has none.
    Elements(Vec<Subscript>),
    /// `? (…)`
    Filter(Predicate),
    /// `.type()`
    Call(Method),
}

#[derive(Debug, Clone, PartialEq)]
struct Subscript {
    from: Expression,
    to: Option<Expression>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Method {
    Abs,
    Ceiling,
    Double,
    Floor,
    KeyValue,
    Size,
    Type,
}

#[derive(Debug, Clone, PartialEq)]
enum Predicate {
    Compared(&'static str, Expression, Expression),
    And(Box<Predicate>, Box<Predicate>),
    Or(Box<Predicate>, Box<Predicate>),
    Not(Box<Predicate>),
    Exists(Expression),
    IsUnknown(Box<Predicate>),
    /// With the text or the variable that it begins with.
    StartsWith(Expression, Primary),
}

impl Method {
    const ALL: [(Self, &'static str); 7] = [
        (Self::Abs, "abs"),
        (Self::Ceiling, "ceiling"),
        (Self::Double, "double"),
        (Self::Floor, "floor"),
        (Self::KeyValue, "keyvalue"),
        (Self::Size, "size"),
        (Self::Type, "type"),
    ];

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, known)| *known == name).map(|(method, _)| method)
    }

    fn name(self) -> &'static str {
        Self::ALL.into_iter().find(|(known, _)| *known == self).map_or("", |(_, name)| name)
    }
}
