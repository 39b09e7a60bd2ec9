//! What Trino's analyzer refuses and DataFusion does not, or only in words of its own.
//!
//! The query is checked as it was written, before it is rewritten for DataFusion: the errors have Trino's codes and the places in the text.
//! Names of columns are known where the relation's columns are; where they are not, a name may mean anything, and is left to DataFusion.

mod calls;
mod expressions;
mod from;
mod functions;
mod grouping;
mod lambdas;
mod ordering;
mod query;
mod reserved;
mod scope;
mod select;
mod spelling;
mod types;
mod windows;

use std::{cell::Cell, collections::HashMap};

use datafusion::sql::sqlparser::{
    ast::{Expr, Function, Ident, ObjectName, Query, SelectItem, Spanned},
    tokenizer::Location,
};

use self::scope::Columns;
pub(super) use self::{
    lambdas::parameters,
    select::{is_distinct, with_advice},
    spelling::spelled,
};
use crate::error::{Error, ErrorKind, Result};

/// The names of a table's columns, by its schema, where there is one, and name.
pub(super) type Tables<'a> = &'a dyn Fn(Option<&str>, &str) -> Columns;

/// Checks a query whose names are folded. Without `tables` it is what does not depend on them.
///
/// # Errors
/// [`ErrorKind::Refused`] with Trino's code, [`ErrorKind::Syntax`], and [`ErrorKind::NotFound`] for a column.
pub(super) fn check(query: &Query, tables: Option<Tables<'_>>) -> Result<Certain> {
    let (names, widths) = (Cell::new(true), Cell::new(true));
    Analyzer { tables, names: &names, widths: &widths, in_aggregate: false }.query(query, None, &HashMap::new())?;
    Ok(Certain { names: names.get(), widths: widths.get() })
}

/// What was found to be right, so that an error about it is not Trino's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Certain {
    /// Every name means one column.
    pub(super) names: bool,
    /// Every list of names after an alias is as long as its relation is wide.
    pub(super) widths: bool,
}

/// The columns of the CTEs that a query can name.
type Ctes = HashMap<String, Columns>;

#[derive(Clone, Copy)]
struct Analyzer<'a> {
    tables: Option<Tables<'a>>,
    names: &'a Cell<bool>,
    widths: &'a Cell<bool>,
    /// Whether an aggregate is around, in which subqueries may read any column.
    in_aggregate: bool,
}

/// What has a place in the text.
trait Placed {
    /// Line 0 where it is not known.
    fn start(&self) -> Location;
}

impl Placed for Ident {
    fn start(&self) -> Location {
        self.span.start
    }
}

impl Placed for Function {
    fn start(&self) -> Location {
        self.name.span().start
    }
}

impl Placed for Expr {
    fn start(&self) -> Location {
        match self {
            Expr::Function(function) => function.start(),
            expr => expr.span().start,
        }
    }
}

impl Placed for Query {
    fn start(&self) -> Location {
        self.span().start
    }
}

impl Placed for ObjectName {
    fn start(&self) -> Location {
        self.span().start
    }
}

impl Placed for SelectItem {
    fn start(&self) -> Location {
        self.span().start
    }
}

fn refused<T>(code: &'static str, at: &impl Placed, message: impl std::fmt::Display) -> Result<T> {
    let start = at.start();
    let place = if start.line == 0 { String::new() } else { format!("line {}:{}: ", start.line, start.column) };
    Err(Error::refused(code, format!("{place}{message}")))
}

/// Not in Trino's grammar.
fn syntax<T>(at: &impl Placed, message: impl Into<String>) -> Result<T> {
    let start = at.start();
    let (line, column) = if start.line == 0 { (1, 1) } else { (start.line, start.column) };
    Err(ErrorKind::Syntax { line, column, message: message.into() }.into())
}

#[cfg(test)]
mod tests {
    use datafusion::sql::sqlparser::{ast::Statement, parser::Parser};

    use super::super::dialect::AthenaDialect;

    #[test]
    fn nested_subqueries_are_checked_once_at_every_level() {
        let compared = |inner: String| format!("(SELECT 1 WHERE 1 = {inner})");
        let grouped = |inner: String| format!("(SELECT {inner} FROM (VALUES (1)) t(x) GROUP BY 1)");
        for around in [&compared as &dyn Fn(String) -> String, &grouped] {
            let nested = (0..32).fold("1".to_owned(), |inner, _| around(inner));
            let parser = Parser::new(&AthenaDialect).with_recursion_limit(300);
            let parsed = stacker::grow(64 << 20, || {
                parser.try_with_sql(&format!("SELECT {nested}")).and_then(|mut parser| parser.parse_statement())
            });
            let Statement::Query(query) = parsed.expect("it is SQL") else { panic!("it is a query") };
            stacker::grow(64 << 20, || super::check(&query, None)).expect("Trino takes it");
        }
    }
}
