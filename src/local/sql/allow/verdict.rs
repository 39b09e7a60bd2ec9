//! How a query is let through or refused.

use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::Spanned;

use crate::error::{Error, ErrorKind};

/// Whether to go on, or why the query is refused.
pub(super) type Verdict = ControlFlow<Error>;

/// Athena has it, and this engine does not run it.
pub(super) fn unsupported(what: impl Into<String>) -> Verdict {
    ControlFlow::Break(Error::unsupported(what))
}

/// Not in Athena's grammar.
pub(super) fn not_athena(at: &impl Spanned, message: impl Into<String>) -> Verdict {
    let start = at.span().start;
    let (line, column) = if start.line == 0 { (1, 1) } else { (start.line, start.column) };
    ControlFlow::Break(ErrorKind::Syntax { line, column, message: message.into() }.into())
}

/// Refuses the first of the extras that is present.
pub(super) fn no_extras(at: &impl Spanned, extras: &[(bool, &str)]) -> Verdict {
    match extras.iter().find(|(present, _)| *present) {
        Some((_, what)) => not_athena(at, format!("Athena has no {what}")),
        None => ControlFlow::Continue(()),
    }
}

/// Not in Athena's grammar, at a place that is not known.
pub(super) fn syntax_error(message: &str) -> Error {
    ErrorKind::Syntax { line: 1, column: 1, message: message.to_owned() }.into()
}

/// The beginning of what is quoted in a message.
pub(super) fn shortened(sql: &str) -> String {
    sql.chars().take(60).collect()
}
