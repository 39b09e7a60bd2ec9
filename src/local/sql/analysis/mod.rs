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
mod types;
mod windows;

pub(super) use self::lambdas::parameters as lambda_parameters;

use std::{cell::Cell, collections::HashMap};

use datafusion::sql::sqlparser::{
    ast::{Expr, Function, Ident, Query, SelectItem, Spanned},
    tokenizer::Location,
};

use self::scope::Columns;
use crate::error::{Error, ErrorKind, Result};

/// The names of a table's columns, by its schema, where there is one, and name.
pub(super) type Tables<'a> = &'a dyn Fn(Option<&str>, &str) -> Columns;

/// Checks a query whose names are folded. Without `tables` it is what does not depend on them.
///
/// # Errors
/// [`ErrorKind::Refused`] with Trino's code, [`ErrorKind::Syntax`], and [`ErrorKind::NotFound`] for a column.
pub(super) fn check(query: &Query, tables: Option<Tables<'_>>) -> Result<Names> {
    let uncertain = Cell::new(false);
    Analyzer { tables, uncertain: &uncertain }.query(query, None, &HashMap::new())?;
    Ok(if uncertain.get() { Names::Uncertain } else { Names::Certain })
}

/// Whether every name of a query was found to mean one column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Names {
    Certain,
    /// There are relations whose columns are not known here.
    Uncertain,
}

/// The columns of the CTEs that a query can name.
type Ctes = HashMap<String, Columns>;

#[derive(Clone, Copy)]
struct Analyzer<'a> {
    tables: Option<Tables<'a>>,
    /// Whether a name could not be looked up.
    uncertain: &'a Cell<bool>,
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
