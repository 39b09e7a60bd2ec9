//! Paths as they are written, to be read back in a test.

use std::fmt;

use super::{Expression, Path, Predicate, Primary, Step, Subscript};

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
