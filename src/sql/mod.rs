//! The only place that writes SQL.
//!
//! Athena reads two grammars: Trino's for SELECT, CREATE VIEW, DROP VIEW and friends, Hive's for CREATE EXTERNAL TABLE,
//! DROP TABLE, SHOW and DESCRIBE. Names and strings are quoted differently in each, so each has its own pair of writers:
//! [`trino`] and [`hive`]. The kind of statement picks the pair; no other code puts a quote around anything.

mod backend;
pub(crate) mod classify;
pub(crate) mod ctes;
pub(crate) mod fragment;
pub(crate) mod hive;
mod precedence;
pub(crate) mod relation;
pub(crate) mod select;
mod target;
mod tokens;
pub(crate) mod trino;
pub(crate) mod window;
pub(crate) mod write;

use sea_query::{Expr, QueryBuilder};

use self::ctes::QueryWithCtes;
use crate::error::{Error, ErrorKind, Result};

/// What Athena takes in one statement: "Service quotas" of the Athena user guide, `QueryString` of StartQueryExecution.
const MAX_BYTES: usize = 262_144;

/// A query in Athena's SQL.
pub(crate) fn query(query: &QueryWithCtes) -> Result<String> {
    render(&backend::AthenaQueryBuilder::default(), query)
}

/// A query with `?` for the values of its WHERE, and those values.
pub(crate) fn parameterized(query: &QueryWithCtes) -> Result<(String, Vec<String>)> {
    let backend = backend::AthenaQueryBuilder::with_parameters();
    let text = render(&backend, query)?;
    Ok((text, backend.take_parameters()))
}

/// A statement that is not a query.
pub(crate) fn statement(statement: &Expr) -> Result<String> {
    written(&backend::AthenaQueryBuilder::default(), statement, String::new())
}

/// An UPDATE or DELETE of the table that is called `target` in the tree: these give it no alias, so its columns are written without one.
pub(crate) fn writing(statement: &Expr, target: &'static str) -> Result<String> {
    written(&backend::AthenaQueryBuilder::writing(target), statement, String::new())
}

fn render(backend: &backend::AthenaQueryBuilder, query: &QueryWithCtes) -> Result<String> {
    query.check()?;
    let mut text = String::with_capacity(1024);
    let (ctes, query) = query.parts();
    for (i, (name, cte)) in ctes.enumerate() {
        text.push_str(if i > 0 { ", " } else { "WITH " });
        trino::write_identifier(&mut text, name);
        text.push_str(" AS (");
        backend.prepare_expr(cte, &mut text);
        text.push(')');
    }
    if !text.is_empty() {
        text.push(' ');
    }
    written(backend, query, text)
}

fn written(backend: &backend::AthenaQueryBuilder, statement: &Expr, mut text: String) -> Result<String> {
    backend.prepare_expr(statement, &mut text);
    backend.check()?;
    fits(&text)?;
    Ok(text)
}

/// Refuses a statement that Athena would refuse for its length.
pub(crate) fn fits(text: &str) -> Result<()> {
    if text.len() <= MAX_BYTES {
        return Ok(());
    }
    Err(ErrorKind::StatementTooLong { bytes: text.len(), limit: MAX_BYTES }.into())
}

/// The first character of an expression that is a mistake: no SQL can begin with it.
const MISTAKE: char = '\0';

/// An error where only an expression can be returned: rendering it gives the error.
pub(crate) fn mistake(error: &Error) -> Expr {
    let reason = match error.kind() {
        ErrorKind::InvalidQuery { reason } => reason.clone(),
        _ => error.to_string(),
    };
    Expr::cust(format!("{MISTAKE}{reason}"))
}
