//! What the catalog holds: the definitions of external tables and of views.

use std::sync::Arc;

use arrow_schema::{Field, Schema, SchemaRef};

use super::serde::SerDe;
use crate::{
    schema::{BucketName, TableName},
    types::AthenaType,
};

/// An entry of the catalog.
#[derive(Debug, Clone)]
pub(super) enum CatalogDefinition {
    Table(Box<TableDefinition>),
    View(ViewDefinition),
}

impl CatalogDefinition {
    pub(super) fn kind(&self) -> RelationKind {
        match self {
            Self::Table(_) => RelationKind::Table,
            Self::View(_) => RelationKind::View,
        }
    }
}

/// Which of the two DROP and SHOW CREATE are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RelationKind {
    Table,
    View,
}

impl RelationKind {
    /// As a message names it; in upper case, the keyword.
    pub(super) fn noun(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::View => "view",
        }
    }
}

/// An external table.
#[derive(Debug, Clone)]
pub(super) struct TableDefinition {
    pub(super) name: TableName,
    pub(super) columns: Vec<ColumnDefinition>,
    pub(super) serde: SerDe,
    pub(super) bucket: BucketName,
    /// Without leading and trailing slashes.
    pub(super) prefix: String,
}

#[derive(Debug, Clone)]
pub(super) struct ColumnDefinition {
    pub(super) name: String,
    pub(super) data_type: AthenaType,
    pub(super) comment: Option<String>,
}

/// A view.
#[derive(Debug, Clone)]
pub(super) struct ViewDefinition {
    pub(super) name: TableName,
    /// The SQL of its query, as it was written.
    pub(super) query: String,
}

impl TableDefinition {
    /// The columns in Arrow's types. Any of them can be NULL.
    pub(super) fn schema(&self) -> SchemaRef {
        let fields = self.columns.iter().map(|column| Field::new(&column.name, column.data_type.arrow(), true));
        Arc::new(Schema::new(fields.collect::<Vec<_>>()))
    }
}
