//! The only place that spells SQL.
//!
//! Athena reads two grammars: Trino's for SELECT, CREATE VIEW, DROP VIEW and friends, Hive's for CREATE EXTERNAL TABLE,
//! DROP TABLE, SHOW and DESCRIBE. Names and strings are quoted differently in each, so each has its own pair of writers:
//! [`trino`] and [`hive`]. The kind of statement picks the pair; no other code puts a quote around anything.

mod backend;
pub(crate) mod hive;
mod precedence;
pub(crate) mod trino;

use sea_query::{Expr, QueryBuilder, SelectStatement};

use crate::error::{Error, ErrorKind, Result};

/// What Athena takes in one statement: "Service quotas" of the Athena user guide, `QueryString` of StartQueryExecution.
pub(crate) const MAX_BYTES: usize = 262_144;

/// A SELECT in Athena's SQL.
pub(crate) fn select(select: &SelectStatement) -> Result<String> {
    let backend = backend::Athena::default();
    let mut text = String::with_capacity(256);
    backend.prepare_select_statement(select, &mut text);
    backend.finish()?;
    fits(&text)?;
    Ok(text)
}

/// Refuses a text that Athena would refuse for its length.
pub(crate) fn fits(text: &str) -> Result<()> {
    if text.len() <= MAX_BYTES {
        return Ok(());
    }
    Err(ErrorKind::Query {
        reason: format!(
            "its SQL is {} bytes long and Athena takes {MAX_BYTES}; split it, or put long lists of values into a table",
            text.len()
        ),
    }
    .into())
}

/// Begins the text of an expression that is a mistake: no SQL can begin with it.
const MISTAKE: char = '\0';

/// An expression for a place that has room for nothing else: rendering it gives the error.
pub(crate) fn mistake(error: &Error) -> Expr {
    Expr::cust(format!("{MISTAKE}{error}"))
}
