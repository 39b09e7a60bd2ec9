//! Where a table's files are, and how they are read.

use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema, SchemaRef};

use crate::{
    local::{buckets::Buckets, serde::SerDe, sql::PATH},
    schema::BucketName,
};

/// Where a table's files are and how they are read.
#[derive(Debug)]
pub(super) struct TableFiles {
    pub(super) buckets: Arc<Buckets>,
    pub(super) bucket: BucketName,
    pub(super) prefix: String,
    pub(super) serde: SerDe,
    /// Whether the one line without a logical key is known to be the first.
    pub(super) headers_first: bool,
    /// The table's own columns.
    pub(super) columns: SchemaRef,
    /// The same and the hidden ones.
    pub(super) all: SchemaRef,
}

/// The one column that predicates on keys see.
pub(super) fn path_schema() -> SchemaRef {
    Arc::new(Schema::new(vec![Field::new(PATH, DataType::Utf8, false)]))
}
