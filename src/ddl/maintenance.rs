//! VACUUM and OPTIMIZE, of Iceberg tables.

use super::{Cell, source::names};
use crate::{
    error::Result,
    schema::TableName,
    sql,
    statement::{Statement, StatementKind},
};

/// `VACUUM name`: removes snapshots of an Iceberg table that are too old, and files that belong to none (user guide, "VACUUM").
///
/// ```
/// use quilt_athena::{ddl::vacuum, schema::TableName};
///
/// assert_eq!(vacuum(&TableName::new("t")?.in_schema("db")?).sql(), "VACUUM \"db\".\"t\"");
/// # Ok::<(), quilt_athena::Error>(())
/// ```
pub fn vacuum(table: &TableName) -> Statement {
    Statement::new(format!("VACUUM {table}"), StatementKind::TrinoDdl)
}

/// `OPTIMIZE name REWRITE DATA USING BIN_PACK`: many small files of an Iceberg table become few large ones (user guide, "OPTIMIZE").
///
/// ```
/// use quilt_athena::{ddl::optimize, schema::TableName};
///
/// assert_eq!(optimize(&TableName::new("t")?).sql(), "OPTIMIZE \"t\" REWRITE DATA USING BIN_PACK");
/// # Ok::<(), quilt_athena::Error>(())
/// ```
pub fn optimize(table: &TableName) -> Statement {
    Statement::new(format!("OPTIMIZE {table} REWRITE DATA USING BIN_PACK"), StatementKind::TrinoDdl)
}

/// `OPTIMIZE name REWRITE DATA USING BIN_PACK WHERE column = value AND …`: as [`optimize`], of files that hold rows with these values.
///
/// ```
/// use quilt_athena::{ddl::{Cell, optimize_where}, schema::TableName};
///
/// let statement = optimize_where(&TableName::new("t")?, [("country", Cell::from("CH")), ("year", Cell::null())])?;
/// assert_eq!(
///     statement.sql(),
///     "OPTIMIZE \"t\" REWRITE DATA USING BIN_PACK WHERE \"country\" = 'CH' AND \"year\" IS NULL"
/// );
/// # Ok::<(), quilt_athena::Error>(())
/// ```
///
/// # Errors
/// [`ErrorKind::Literal`](crate::ErrorKind::Literal) for a value that cannot be written as a literal.
pub fn optimize_where<'a>(table: &TableName, values: impl IntoIterator<Item = (&'a str, Cell)>) -> Result<Statement> {
    let equal = |(column, value): (&str, Cell)| {
        let column = names(&[column]);
        Ok(if value.is_null() { format!("{column} IS NULL") } else { format!("{column} = {}", value.trino()?) })
    };
    let conditions = values.into_iter().map(equal).collect::<Result<Vec<_>>>()?;
    if conditions.is_empty() {
        return Ok(optimize(table));
    }
    let text = format!("{} WHERE {}", optimize(table), conditions.join(" AND "));
    sql::fits(&text)?;
    Ok(Statement::new(text, StatementKind::TrinoDdl))
}
