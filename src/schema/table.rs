//! Tables whose columns are only known at run time.

use super::TableName;
use crate::{
    error::{ErrorKind, ObjectKind, Result, nearest},
    types::AthenaType,
};

/// A column as a catalog describes it: what an engine returns for the columns of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CatalogColumn {
    /// Its name.
    pub name: String,
    /// The name of its data type, in Hive's syntax (`array<string>`) or in that of SELECT (`array(varchar)`).
    pub type_name: String,
    /// Whether the table is partitioned by it.
    pub partition: bool,
    /// Its comment in the catalog.
    pub comment: Option<String>,
}

impl CatalogColumn {
    /// A column that is not a partition column and has no comment.
    pub fn new(name: impl Into<String>, type_name: impl Into<String>) -> Self {
        Self { name: name.into(), type_name: type_name.into(), partition: false, comment: None }
    }

    /// Sets whether the table is partitioned by it.
    #[must_use]
    pub fn with_partition(self, partition: bool) -> Self {
        Self { partition, ..self }
    }

    /// Sets its comment; an empty one is dropped.
    #[must_use]
    pub fn with_comment(self, comment: Option<String>) -> Self {
        let comment = comment.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        Self { comment, ..self }
    }
}

/// A column of a [`Table`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ColumnInfo {
    /// Its name.
    pub name: String,
    /// Its data type.
    pub data_type: AthenaType,
    /// Whether the table is partitioned by it: a condition on it decides which files are read.
    pub partition: bool,
    /// Its comment in the catalog.
    pub comment: Option<String>,
}

/// A table or view whose columns are known at run time and not to the compiler. [`Table::reflect`] gets them from an engine.
///
/// ```
/// use quilt_athena::{AthenaType, schema::{CatalogColumn, Table, TableName}};
///
/// let columns = [CatalogColumn::new("user", "string"), CatalogColumn::new("size", "bigint")];
/// let table = Table::new(TableName::new("entries")?, columns);
/// assert_eq!(table.column("SIZE")?.data_type, AthenaType::Bigint);
/// let error = table.column("usr").unwrap_err().to_string();
/// assert_eq!(error, "column `usr` does not exist; did you mean `user`? It was looked for in \"entries\"");
/// # Ok::<(), quilt_athena::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    name: TableName,
    columns: Vec<ColumnInfo>,
    unknown: Vec<CatalogColumn>,
}

impl Table {
    /// A table of that name and columns.
    pub fn new(name: TableName, columns: impl IntoIterator<Item = CatalogColumn>) -> Self {
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
        for column in columns {
            match column.type_name.parse() {
                Ok(data_type) => {
                    let CatalogColumn { name, partition, comment, .. } = column;
                    known.push(ColumnInfo { name, data_type, partition, comment });
                }
                Err(_) => unknown.push(column),
            }
        }
        Self { name, columns: known, unknown }
    }

    /// Where it is.
    pub fn name(&self) -> &TableName {
        &self.name
    }

    /// Its columns, in order; those that it is partitioned by are the last.
    pub fn columns(&self) -> &[ColumnInfo] {
        &self.columns
    }

    /// The columns whose types [`AthenaType`] does not have, such as Hive's unions. No query can be checked against them.
    pub fn unknown(&self) -> &[CatalogColumn] {
        &self.unknown
    }

    /// A column by its name; names are compared without regard to case, as Athena does.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] with the nearest name; [`ErrorKind::Definition`] for one of the [`unknown`](Self::unknown) columns.
    pub fn column(&self, name: &str) -> Result<&ColumnInfo> {
        if let Some(column) = self.columns.iter().find(|column| column.name.eq_ignore_ascii_case(name)) {
            return Ok(column);
        }
        if let Some(column) = self.unknown.iter().find(|column| column.name.eq_ignore_ascii_case(name)) {
            let CatalogColumn { name, type_name, .. } = column;
            let message = format!(
                "column `{name}` of {} is of type `{type_name}`, which is not supported: CAST it in SQL",
                self.name
            );
            return Err(ErrorKind::Definition(message).into());
        }
        let nearest = nearest(&name.to_lowercase(), self.columns.iter().map(|column| column.name.clone()));
        let advice = Some(format!("it was looked for in {}", self.name));
        Err(ErrorKind::NotFound { object: ObjectKind::Column, name: name.to_owned(), nearest, position: None, advice }
            .into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unsupported_type_affects_its_own_column_only() {
        let columns =
            [CatalogColumn::new("u", "uniontype<int,string>"), CatalogColumn::new("a", "array<struct<b-c:int>>")];
        let table = Table::new(TableName::new("t").expect("a name"), columns);
        assert_eq!(table.columns().len(), 1);
        assert_eq!(table.unknown()[0].name, "u");
        let error = table.column("U").expect_err("no type").to_string();
        assert_eq!(
            error,
            "column `u` of \"t\" is of type `uniontype<int,string>`, which is not supported: CAST it in SQL"
        );
    }

    #[test]
    fn an_empty_comment_is_dropped() {
        let column = |comment: &str| CatalogColumn::new("a", "int").with_comment(Some(comment.to_owned())).comment;
        assert_eq!((column("  "), column(" x ")), (None, Some("x".to_owned())));
    }
}
