//! INSERT INTO.

use super::{
    Cell,
    create_table_as::unique,
    source::{RowSource, SourceQuery},
    split::insert,
};
use crate::{
    error::{Error, Result},
    schema::TableName,
    statement::Statement,
};

/// `INSERT INTO table`: rows of a query, or rows of literals. See
/// [INSERT INTO](https://docs.aws.amazon.com/athena/latest/ug/insert-into.html) for the tables that take it: none with buckets. One
/// statement writes at most 100 partitions; [`split`](Self::split) writes more. The partition columns are the last.
///
/// ```
/// use quilt_athena::{ddl::{Cell, InsertInto}, schema::TableName};
///
/// let insert = InsertInto::values(TableName::new("t")?)
///     .columns(["n", "text"])
///     .row([Cell::from(1), "it's one".into()])
///     .row([Cell::from(2), Cell::null()]);
/// assert_eq!(insert.statement()?.sql(), "INSERT INTO \"t\" (\"n\", \"text\") VALUES (1, 'it''s one'), (2, NULL)");
/// # Ok::<(), quilt_athena::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "a statement does nothing until it is executed"]
pub struct InsertInto {
    pub(super) table: TableName,
    pub(super) columns: Vec<String>,
    rows: InsertRows,
}

#[derive(Debug, Clone)]
enum InsertRows {
    Query(Result<SourceQuery>),
    Values(Vec<Vec<Cell>>),
}

impl InsertInto {
    /// The rows of a query. Athena puts them into the columns by their place, not by their name.
    ///
    /// ```
    /// use quilt_athena::{prelude::*, ddl::InsertInto, quilt::NamedPackage, schema::TableName};
    ///
    /// let p = NamedPackage::view("my-bucket");
    /// let query: Query<(String, String)> = select().from(&p).select((p.user, p.name)).rows();
    /// let insert = InsertInto::from_rows(TableName::new("t")?, &query).columns(["user", "name"]);
    /// assert_eq!(
    ///     insert.statement()?.sql(),
    ///     "INSERT INTO \"t\" (\"user\", \"name\") SELECT \"named_package\".\"user\", \"named_package\".\"name\" \
    ///      FROM \"quilt_named_packages_my-bucket_view\" AS \"named_package\""
    /// );
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn from_rows(table: TableName, rows: &impl RowSource) -> Self {
        Self { table, columns: Vec::new(), rows: InsertRows::Query(rows.source_query()) }
    }

    #[cfg(test)]
    pub(super) fn from_source_query(table: TableName, rows: SourceQuery) -> Self {
        Self { table, columns: Vec::new(), rows: InsertRows::Query(Ok(rows)) }
    }

    /// Rows of literals: add them with [`row`](Self::row).
    pub fn values(table: TableName) -> Self {
        Self { table, columns: Vec::new(), rows: InsertRows::Values(Vec::new()) }
    }

    /// The columns that get the values, in their order; all of the table's by default. The others become NULL.
    pub fn columns<C: Into<String>>(mut self, columns: impl IntoIterator<Item = C>) -> Self {
        self.columns = columns.into_iter().map(Into::into).collect();
        self
    }

    /// One more row of literals. Beside a query it is an error of [`statement`](Self::statement).
    pub fn row<C: Into<Cell>>(mut self, cells: impl IntoIterator<Item = C>) -> Self {
        match &mut self.rows {
            InsertRows::Values(rows) => rows.push(cells.into_iter().map(Into::into).collect()),
            InsertRows::Query(query) => {
                *query = Err(Error::invalid_query(
                    "an INSERT takes the rows of a query or literal rows, not both: use two statements",
                ));
            }
        }
        self
    }

    /// The statement.
    ///
    /// # Errors
    /// What is wrong with the query; [`ErrorKind::InvalidQuery`](crate::ErrorKind::InvalidQuery) without any row, for rows of several lengths or of
    /// another than the columns, and for a statement that is too long; [`ErrorKind::Literal`](crate::ErrorKind::Literal) for a value that
    /// cannot be written as a literal.
    pub fn statement(&self) -> Result<Statement> {
        unique("given", &self.columns)?;
        let query = match &self.rows {
            InsertRows::Values(rows) => values(rows, self.columns.len())?,
            InsertRows::Query(query) => {
                let query = query.clone()?;
                if let Some(column_names) = query
                    .column_names
                    .filter(|column_names| !self.columns.is_empty() && column_names.len() != self.columns.len())
                {
                    return Err(wrong_length("the query", column_names.len(), "INSERT", self.columns.len()));
                }
                query.sql
            }
        };
        insert(&self.table, &self.columns, &query)
    }

    /// The query, of an INSERT that has one.
    pub(super) fn query(&self) -> Result<SourceQuery> {
        match &self.rows {
            InsertRows::Query(query) => query.clone(),
            InsertRows::Values(_) => {
                Err(Error::invalid_query("literal rows cannot be split: only a query can be filtered"))
            }
        }
    }
}

fn values(rows: &[Vec<Cell>], columns: usize) -> Result<String> {
    let Some(first) = rows.first() else {
        return Err(Error::invalid_query("an INSERT of literal rows needs at least one row: add it with `row`"));
    };
    let (wanted, whose) = if columns == 0 { (first.len(), "the first row") } else { (columns, "INSERT") };
    let mut text = "VALUES ".to_owned();
    for (i, row) in rows.iter().enumerate() {
        if row.is_empty() || row.len() != wanted {
            return Err(wrong_length(&format!("row {}", i + 1), row.len(), whose, wanted));
        }
        let cells = row.iter().map(Cell::trino).collect::<Result<Vec<_>>>()?;
        text.push_str(if i == 0 { "(" } else { ", (" });
        text.push_str(&cells.join(", "));
        text.push(')');
    }
    Ok(text)
}

fn wrong_length(what: &str, given: usize, whose: &str, wanted: usize) -> Error {
    Error::invalid_query(format!("{what} has {given} columns and {whose} has {wanted}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_have_the_length_of_the_columns() {
        let table = || TableName::new("t").expect("a name");
        let said = |insert: InsertInto| insert.statement().expect_err("wrong").to_string();
        assert!(said(InsertInto::values(table())).contains("at least one row"));
        assert!(
            said(InsertInto::values(table()).row([1, 2]).row([1]))
                .contains("row 2 has 1 columns and the first row has 2")
        );
        assert!(
            said(InsertInto::values(table()).columns(["a"]).row([1, 2]))
                .contains("row 1 has 2 columns and INSERT has 1")
        );
        assert!(said(InsertInto::values(table()).columns(["a", "A"]).row([1, 2])).contains("`A` is given twice"));
        let query = Statement::query("SELECT 1");
        assert!(said(InsertInto::from_rows(table(), &query).row([1])).contains("use two statements"));
    }
}
