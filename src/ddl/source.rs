//! The queries whose rows a statement writes.

use crate::{
    error::{Error, Result},
    query::Query,
    schema::{BaseView, Relation, View},
    sql::{
        self,
        classify::{StatementClass, class, without_end},
        trino,
    },
    statement::{ResultColumn, Statement, StatementKind},
};

/// A query whose rows are written: a typed [`Query`], a view made of one by [`into_view`](crate::query::Select::into_view), a view or table
/// as it is, or a [`Statement`] of your own.
///
/// With a view the names of the columns are known before anything is sent, and arrays, maps and rows stay what they are;
/// hidden columns (`"$path"`) of a view or table as it is are left out. A [`Query`] selects
/// these as JSON, to read them; to write them, make it a view.
pub trait RowSource: sealed::Sealed {
    #[doc(hidden)]
    fn source_query(&self) -> Result<SourceQuery>;
}

/// The SQL of a query, and the names of its columns where they are known.
#[derive(Debug, Clone)]
#[doc(hidden)]
pub struct SourceQuery {
    pub(super) sql: String,
    pub(super) column_names: Option<Vec<String>>,
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for crate::statement::Statement {}
    impl<O> Sealed for crate::query::Query<O> {}
    impl<V: crate::schema::BaseView> Sealed for crate::schema::View<V> {}
}

impl SourceQuery {
    /// The query between parentheses. The newline ends a comment that may come last.
    pub(super) fn in_parentheses(&self) -> String {
        format!("({}\n)", self.sql)
    }
}

impl RowSource for Statement {
    fn source_query(&self) -> Result<SourceQuery> {
        if self.kind() != StatementKind::Query || class(self.sql()) != StatementClass::Query {
            return Err(Error::invalid_query(format!("rows come from a query, which this is not: {self}")));
        }
        if let Some(hint) = self.type_hints().iter().find(|hint| hint.is_json()) {
            let column = match hint.column() {
                ResultColumn::Name(name) => format!("column `{name}`"),
                ResultColumn::Index(index) => format!("column {}", index + 1),
            };
            return Err(Error::invalid_query(format!(
                "{column} is selected as JSON text, which is how it is read and not how it should be written: make the query a \
                 view with `into_view`, or write the JSON text with a statement without a type hint for it"
            )));
        }
        if !self.parameters().is_empty() {
            let reason =
                "a query with parameters cannot become part of another statement: leave out `.with_parameters()`";
            return Err(Error::invalid_query(reason));
        }
        Ok(SourceQuery { sql: without_end(self.sql()).to_owned(), column_names: None })
    }
}

impl<O> RowSource for Query<O> {
    fn source_query(&self) -> Result<SourceQuery> {
        self.statement()?.source_query()
    }
}

impl<V: BaseView> RowSource for View<V> {
    fn source_query(&self) -> Result<SourceQuery> {
        let (sql, column_names) = match &self.source {
            Relation::Query(tree) | Relation::Cte(_, tree) => (sql::query(tree)?, V::FIELDS.to_vec()),
            Relation::Table(table) if table.version.is_none() && table.sample.is_none() => {
                let name = &table.name;
                // A hidden column, such as "$path", is nothing that another table could have.
                let column_names: Vec<_> = V::FIELDS.iter().copied().filter(|name| !name.starts_with('$')).collect();
                if column_names.is_empty() {
                    return Err(Error::invalid_query(format!(
                        "{name} has only hidden columns here: select them under other names"
                    )));
                }
                (format!("SELECT {} FROM {name}", names(&column_names)), column_names)
            }
            Relation::Wrong(error) => return Err(error.clone()),
            _ => {
                return Err(Error::invalid_query(
                    "only a query can be written: select from this relation, then `.into_view()`",
                ));
            }
        };
        Ok(SourceQuery { sql, column_names: Some(column_names.into_iter().map(str::to_owned).collect()) })
    }
}

/// Names between double quotes, with commas.
pub(super) fn names(names: &[impl AsRef<str>]) -> String {
    let mut out = String::new();
    for (i, name) in names.iter().enumerate() {
        if i > 0 {
            out.push_str(", ");
        }
        trino::write_identifier(&mut out, name.as_ref());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_from_a_query() {
        for query in [
            "SELECT 1;\n",
            " with a AS (SELECT 1) SELECT 1",
            "VALUES 1",
            "TABLE t",
            "(SELECT 1)",
            "-- a\n/* b */ SELECT(1)",
        ] {
            assert!(Statement::query(query).source_query().is_ok(), "{query}");
        }
        for none in ["", "INSERT INTO t SELECT 1", "-- SELECT", "/* SELECT", "SELECTED"] {
            let error = Statement::query(none).source_query().expect_err(none).to_string();
            assert!(error.contains("rows come from a query, which this is not"), "{error}");
        }
    }
}
