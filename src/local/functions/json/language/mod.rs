//! SQL/JSON paths: `lax $.a[*] ? (@.b > 1).size()` ("JSON functions and operators", "JSON path language").
//!
//! `parse` reads them, `check` has what is wrong with one before it meets a document, `evaluate` follows one through a document.

mod check;
mod evaluate;
mod methods;
mod numbers;
mod parse;
mod predicates;
mod tokens;

use std::fmt;

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

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", if self.strict { "strict" } else { "lax" }, self.expression)
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Operands that are not steps are between parentheses, which are part of the tree.
        match self {
            Self::Steps(primary, steps) => {
                write!(f, "{primary}")?;
                steps.iter().try_for_each(|step| write!(f, "{step}"))
            }
            Self::Signed { minus, operand } => write!(f, "{}{operand}", if *minus { "- " } else { "+ " }),
            Self::Calculated(operator, left, right) => write!(f, "{left} {operator} {right}"),
        }
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

impl fmt::Display for Primary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Document => f.write_str("$"),
            Self::Variable(name) => write!(f, "${name}"),
            Self::Current => f.write_str("@"),
            Self::Last => f.write_str("last"),
            Self::Null => f.write_str("null"),
            Self::Boolean(truth) => write!(f, "{truth}"),
            Self::Text(text) => f.write_str(&quoted(text)),
            // A space keeps the point of a step apart from the number.
            Self::Integer(number) => write!(f, "{number} "),
            Self::Decimal(digits, _, 0) => write!(f, "{digits}. "),
            Self::Decimal(digits, _, scale) => {
                let scale = usize::from(*scale);
                let all = format!("{digits:0>width$}", width = scale);
                let (whole, fraction) = all.split_at(all.len() - scale);
                write!(f, "{whole}.{fraction} ")
            }
            Self::Double(number) => write!(f, "{number:e} "),
            Self::Parenthesized(inner) => write!(f, "({inner})"),
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Member(None) => f.write_str(".*"),
            Self::Member(Some(name)) => write!(f, ".{}", quoted(name)),
            Self::Descendants(name) => write!(f, "..{}", quoted(name)),
            Self::Elements(subscripts) if subscripts.is_empty() => f.write_str("[*]"),
            Self::Elements(subscripts) => {
                let subscripts: Vec<String> = subscripts.iter().map(ToString::to_string).collect();
                write!(f, "[{}]", subscripts.join(", "))
            }
            Self::Filter(predicate) => write!(f, " ? ({predicate})"),
            Self::Call(method) => write!(f, ".{}()", method.name()),
        }
    }
}

impl fmt::Display for Subscript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.to {
            None => write!(f, "{}", self.from),
            Some(to) => write!(f, "{} to {to}", self.from),
        }
    }
}

impl fmt::Display for Predicate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Compared(operator, left, right) => write!(f, "{left} {operator} {right}"),
            Self::And(left, right) => write!(f, "({left}) && ({right})"),
            Self::Or(left, right) => write!(f, "({left}) || ({right})"),
            Self::Not(inner) => write!(f, "!({inner})"),
            Self::Exists(inner) => write!(f, "exists({inner})"),
            Self::IsUnknown(inner) => write!(f, "({inner}) is unknown"),
            Self::StartsWith(whole, start) => write!(f, "{whole} starts with {start}"),
        }
    }
}
