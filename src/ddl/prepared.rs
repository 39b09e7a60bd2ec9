//! Prepared statements: PREPARE, EXECUTE, DEALLOCATE PREPARE.

use super::{Cell, source::names};
use crate::{
    error::{Error, ErrorKind, Result},
    sql::{self, classify::without_end},
    statement::{Statement, StatementKind},
};

/// `PREPARE name FROM query`: kept in the workgroup, with a `?` for each parameter. Athena prepares SELECT, INSERT, UNLOAD and CREATE TABLE
/// AS, and takes parameters in WHERE (user guide, "Use parameterized queries").
///
/// A typed query has a `?` for each value of its WHERE after [`with_parameters`](crate::query::Query::with_parameters); the statement's
/// [`parameters`](Statement::parameters) are then these values, and [`execute`] takes others.
///
/// ```
/// use quilt_athena::{Statement, ddl::prepare};
///
/// let statement = prepare("by_user", &Statement::query("SELECT name FROM t WHERE user = ?"))?;
/// assert_eq!(statement.sql(), "PREPARE \"by_user\" FROM SELECT name FROM t WHERE user = ?");
/// # Ok::<(), quilt_athena::Error>(())
/// ```
///
/// # Errors
/// [`ErrorKind::Identifier`] for a name that is not letters, digits and `_`, or longer than 256; [`ErrorKind::InvalidQuery`] for DDL and for a statement
/// that is too long.
pub fn prepare(name: &str, query: &Statement) -> Result<Statement> {
    let name = checked(name)?;
    let planned = match query.kind() {
        StatementKind::Query => true,
        StatementKind::TrinoDdl => query.sql().starts_with("CREATE TABLE "),
        StatementKind::HiveDdl => false,
    };
    if !planned {
        return Err(Error::invalid_query("PREPARE is for SELECT, INSERT, UNLOAD and CREATE TABLE AS"));
    }
    // A semicolon would end PREPARE.
    let text = format!("PREPARE {name} FROM {}", without_end(query.sql()));
    sql::fits(&text)?;
    Ok(Statement::new(text, StatementKind::TrinoDdl))
}

/// `EXECUTE name USING values`
///
/// ```
/// use quilt_athena::ddl::{Cell, execute};
///
/// assert_eq!(execute("by_user", [Cell::from("alice"), 3.into()])?.sql(), "EXECUTE \"by_user\" USING 'alice', 3");
/// assert_eq!(execute("all", [] as [Cell; 0])?.sql(), "EXECUTE \"all\"");
/// # Ok::<(), quilt_athena::Error>(())
/// ```
///
/// # Errors
/// As [`prepare`] for the name; [`ErrorKind::Literal`] for a value that cannot be written as a literal.
pub fn execute<C: Into<Cell>>(name: &str, values: impl IntoIterator<Item = C>) -> Result<Statement> {
    let values = values.into_iter().map(|value| value.into().trino()).collect::<Result<Vec<_>>>()?;
    let using = if values.is_empty() { "" } else { " USING " };
    let text = format!("EXECUTE {}{using}{}", checked(name)?, values.join(", "));
    sql::fits(&text)?;
    Ok(Statement::new(text, StatementKind::Query))
}

/// `DEALLOCATE PREPARE name`
///
/// ```
/// assert_eq!(quilt_athena::ddl::deallocate("by_user")?.sql(), "DEALLOCATE PREPARE \"by_user\"");
/// # Ok::<(), quilt_athena::Error>(())
/// ```
///
/// # Errors
/// As [`prepare`] for the name.
pub fn deallocate(name: &str) -> Result<Statement> {
    Ok(Statement::new(format!("DEALLOCATE PREPARE {}", checked(name)?), StatementKind::TrinoDdl))
}

/// A name as Athena's API takes it for a prepared statement.
fn checked(name: &str) -> Result<String> {
    let reason = if !name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
        "the name of a prepared statement begins with a letter or `_`"
    } else if name.contains(|c: char| !(c.is_ascii_alphanumeric() || c == '_')) {
        "the name of a prepared statement has letters, digits and `_`"
    } else if name.len() > 256 {
        "the name of a prepared statement has at most 256 characters"
    } else {
        return Ok(names(&[name]));
    };
    Err(ErrorKind::Identifier { name: name.to_owned(), reason }.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_prepared_is_run_and_read_as_it_was_asked_for() {
        let query = Statement::query("SELECT json_format(CAST(k AS JSON)) AS k FROM t WHERE a = ?;")
            .with_json_column("k", "array(varchar)".parse().expect("a type"))
            .with_parameters(vec!["1".to_owned()]);
        let prepared = prepare("p", &query).expect("a statement");
        assert_eq!(prepared.sql(), "PREPARE \"p\" FROM SELECT json_format(CAST(k AS JSON)) AS k FROM t WHERE a = ?");
        let table = crate::schema::TableName::new("t").expect("a name");
        assert!(prepare("p", &crate::ddl::drop_view(&table)).is_err());
        assert!(prepare("p", &crate::ddl::describe(&table).expect("a statement")).is_err());
    }

    #[test]
    fn names_are_checked() {
        for name in ["", "1a", "a-b", "a b", "a\"; DROP", &"a".repeat(257)] {
            assert!(deallocate(name).is_err(), "{name}");
        }
    }
}
