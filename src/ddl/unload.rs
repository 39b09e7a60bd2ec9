//! `UNLOAD`: the rows of a query as files.

use super::{
    create_table_as::{last_of, unique},
    format::{Compression, FileFormat, FileOptions, file_setters},
    location::checked_location,
    properties::Properties,
    source::{RowSource, SourceQuery},
};
use crate::{
    error::Result,
    sql::{self, classify::without_end, trino},
    statement::{Statement, StatementKind},
};

/// `UNLOAD (query) TO 's3://…' WITH (…)`: Athena runs the query and writes its rows under an empty prefix. No table is made. See
/// [UNLOAD](https://docs.aws.amazon.com/athena/latest/ug/unload.html) for what it refuses: columns without a name, two of the same name,
/// types that the format does not have, more than 100 partitions.
///
/// ```
/// use quilt_athena::{Statement, ddl::{FileFormat, Unload}};
///
/// let query = Statement::query("SELECT name, user FROM t");
/// let unload = Unload::new(&query, "s3://my-bucket/out").format(FileFormat::TextFile).field_delimiter('|').partitioned_by(["user"]);
/// assert_eq!(
///     unload.statement()?.sql(),
///     "UNLOAD (SELECT name, user FROM t\n) TO 's3://my-bucket/out/' \
///      WITH (format = 'TEXTFILE', field_delimiter = '|', partitioned_by = ARRAY['user'])"
/// );
/// # Ok::<(), quilt_athena::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "a statement does nothing until it is executed"]
pub struct Unload {
    rows: Result<SourceQuery>,
    to: String,
    files: FileOptions,
    partitioned_by: Vec<String>,
}

impl Unload {
    /// The rows of a query, as Parquet files under a prefix.
    pub fn new(rows: &impl RowSource, to: impl Into<String>) -> Self {
        let files = FileOptions { format: Some(FileFormat::Parquet), ..FileOptions::default() };
        Self { rows: rows.source_query(), to: to.into(), files, partitioned_by: Vec::new() }
    }

    file_setters!(
        format: "`format`; Parquet by default.",
        compression: "`compression`, of ORC and Parquet. By default Athena takes ZLIB for ORC and GZIP for Parquet.",
        field_delimiter
    );

    /// `partitioned_by`: a prefix for each value of these columns, which are the last of the query.
    pub fn partitioned_by<C: Into<String>>(mut self, columns: impl IntoIterator<Item = C>) -> Self {
        self.partitioned_by = columns.into_iter().map(Into::into).collect();
        self
    }

    /// The statement.
    ///
    /// # Errors
    /// What is wrong with the query; [`ErrorKind::InvalidQuery`](crate::ErrorKind::InvalidQuery) for a target that is not a prefix, properties that contradict
    /// each other, partition columns that are not the last of the query (where its columns are known), and a statement that is too long.
    pub fn statement(&self) -> Result<Statement> {
        let query = self.rows.clone()?;
        self.files.fit_unload()?;
        unique("partitioned by", &self.partitioned_by)?;
        if let Some(column_names) = query.column_names.as_ref().filter(|_| !self.partitioned_by.is_empty()) {
            last_of("UNLOAD", &self.partitioned_by, column_names)?;
        }
        let mut properties = Properties::default();
        properties.files("compression", self.files);
        properties.strings("partitioned_by", &self.partitioned_by);
        written(&query, &checked_location(&self.to)?, &properties)
    }
}

/// `UNLOAD (query) TO 's3://…' WITH (format = 'PARQUET', compression = 'SNAPPY')`, which is how the driver unloads. The target is
/// written as it is given, and the query is not checked; [`Unload`] checks both.
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
/// [`ErrorKind::InvalidQuery`](crate::ErrorKind::InvalidQuery) when the statement is longer than Athena takes.
pub fn unload(query: &Statement, to: &str) -> Result<Statement> {
    let mut properties = Properties::default();
    properties.string("format", FileFormat::Parquet.name());
    properties.string("compression", Compression::Snappy.name());
    written(&SourceQuery { sql: without_end(query.sql()).to_owned(), column_names: None }, to, &properties)
}

fn written(query: &SourceQuery, to: &str, properties: &Properties) -> Result<Statement> {
    let mut text = format!("UNLOAD {} TO ", query.in_parentheses());
    trino::write_string(&mut text, to);
    text.push_str(&properties.to_string());
    sql::fits(&text)?;
    Ok(Statement::new(text, StatementKind::Query))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_semicolon_at_the_end_is_left_out() {
        let statement = unload(&Statement::query("SELECT 1;\n"), "s3://my-bucket/out/").expect("a statement");
        assert!(statement.sql().starts_with("UNLOAD (SELECT 1\n) TO 's3://"), "{statement}");
    }
}
