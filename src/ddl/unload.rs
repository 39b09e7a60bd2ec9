//! `UNLOAD`: the rows of a query as files.

use crate::{
    error::Result,
    sql::{self, trino},
    statement::{Statement, StatementKind},
};

/// `UNLOAD (query) TO 's3://…' WITH (format = 'PARQUET', compression = 'SNAPPY')`: Athena runs the query and writes its rows below an
/// empty prefix. See [UNLOAD](https://docs.aws.amazon.com/athena/latest/ug/unload.html) for what it refuses: columns without a name, two
/// of the same name, types that Parquet does not have.
///
/// ```
/// use quilt_athena::{Statement, ddl};
///
/// let statement = ddl::unload(&Statement::query("SELECT 1 AS n"), "s3://my-bucket/out/")?;
/// assert_eq!(
///     statement.sql(),
///     "UNLOAD (SELECT 1 AS n\n) TO 's3://my-bucket/out/' WITH (format = 'PARQUET', compression = 'SNAPPY')"
/// );
/// # Ok::<(), quilt_athena::Error>(())
/// ```
///
/// # Errors
/// [`ErrorKind::Query`](crate::ErrorKind::Query) when the text is longer than Athena takes.
pub fn unload(query: &Statement, to: &str) -> Result<Statement> {
    // The newline ends a comment that may stand last.
    let mut text = format!("UNLOAD ({}\n) TO ", query.sql());
    trino::write_string(&mut text, to);
    text.push_str(" WITH (format = 'PARQUET', compression = 'SNAPPY')");
    sql::fits(&text)?;
    Ok(Statement::new(text, StatementKind::Query))
}
