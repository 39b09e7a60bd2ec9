//! How a query is let through or refused.

use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::Spanned;

use crate::error::{Error, ErrorKind};

/// Whether to go on, or why the query is refused.
pub(in crate::local::sql) type Verdict = ControlFlow<Error>;

/// Athena has it, and this engine does not run it.
pub(super) fn unsupported(what: impl Into<String>) -> Verdict {
    ControlFlow::Break(Error::unsupported(what))
}

/// Not in Athena's grammar.
pub(in crate::local::sql) fn not_athena(at: &impl Spanned, message: impl Into<String>) -> Verdict {
    let start = at.span().start;
    let (line, column) = if start.line == 0 { (1, 1) } else { (start.line, start.column) };
    ControlFlow::Break(ErrorKind::Syntax { line, column, message: message.into() }.into())
}

/// A `?`, or what sqlparser takes for one in other dialects: `$path`, `:x`, `@x`.
pub(super) fn parameter(at: &impl Spanned, name: &str) -> Verdict {
    match name.chars().next() {
        Some('?') => {
            let message =
                "a `?` parameter has no value: give its value by `.with_parameters()`, or write it in its place";
            ControlFlow::Break(Error::refused("INVALID_PARAMETER_USAGE", message))
        }
        Some('$') => not_athena(at, format!("mismatched input '$': a name with `$` is in double quotes: \"{name}\"")),
        _ => not_athena(at, format!("`{name}`: Athena has no named parameters or variables, only `?`")),
    }
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
