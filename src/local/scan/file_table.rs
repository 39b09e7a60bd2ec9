//! An external table as DataFusion sees it.

use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema, SchemaRef};
use datafusion::{
    catalog::{Session, TableProvider},
    common::{
        Column, DFSchema, Result as PlanResult,
        tree_node::{Transformed, TreeNode},
    },
    logical_expr::{Expr, TableProviderFilterPushDown, TableType, utils::split_conjunction},
    physical_expr::conjunction_opt,
    physical_plan::ExecutionPlan,
};

use super::{
    file_scan::FileScan,
    paths::Prefixes,
    table_files::{TableFiles, path_schema},
};
use crate::{
    local::{
        buckets::Buckets,
        definition::TableDefinition,
        serde::FileProjection,
        sql::{FILE_MODIFIED_TIME, FILE_SIZE, PATH},
    },
    types::AthenaType,
};

/// An external table, without or with its hidden columns.
#[derive(Debug)]
pub(crate) struct FileTable {
    files: Arc<TableFiles>,
    has_hidden: bool,
}

impl FileTable {
    pub(crate) fn new(definition: &TableDefinition, buckets: Arc<Buckets>, headers_first: bool) -> Self {
        let columns = definition.schema();
        let mut fields = columns.fields().to_vec();
        let instant = AthenaType::TimestampTz(3).arrow();
        let hidden = [(PATH, DataType::Utf8), (FILE_SIZE, DataType::Int64), (FILE_MODIFIED_TIME, instant)];
        fields.extend(hidden.map(|(name, data_type)| Arc::new(Field::new(name, data_type, false))));
        let files = TableFiles {
            buckets,
            bucket: definition.bucket.clone(),
            prefix: definition.prefix.clone(),
            serde: definition.serde.clone(),
            headers_first,
            columns,
            all: Arc::new(Schema::new(fields)),
        };
        Self { files: Arc::new(files), has_hidden: false }
    }

    /// The same table with its hidden columns in its schema.
    pub(crate) fn with_hidden(&self) -> Self {
        Self { files: Arc::clone(&self.files), has_hidden: true }
    }

    /// `column IS NULL` of a `string` column, which the reader can decide while it reads.
    fn null_column(&self, filter: &Expr) -> Option<usize> {
        let Expr::IsNull(operand) = filter else { return None };
        let Expr::Column(column) = operand.as_ref() else { return None };
        let index = self.files.columns.index_of(&column.name).ok()?;
        (*self.files.columns.field(index).data_type() == DataType::Utf8).then_some(index)
    }
}

/// Whether a filter can be decided by the keys alone.
fn only_path(filter: &Expr) -> bool {
    let columns = filter.column_refs();
    !columns.is_empty() && columns.iter().all(|column| column.name == PATH) && !filter.is_volatile()
}

#[async_trait::async_trait]
impl TableProvider for FileTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(if self.has_hidden { &self.files.all } else { &self.files.columns })
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> PlanResult<Vec<TableProviderFilterPushDown>> {
        let decide = |filter: &&Expr| match only_path(filter) || self.null_column(filter).is_some() {
            true => TableProviderFilterPushDown::Exact,
            false => TableProviderFilterPushDown::Unsupported,
        };
        Ok(filters.iter().map(decide).collect())
    }

    async fn scan(
        &self,
        session: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> PlanResult<Arc<dyn ExecutionPlan>> {
        let own = || (0..self.schema().fields().len()).collect();
        let projection: Vec<usize> = projection.cloned().unwrap_or_else(own);
        let keys = DFSchema::try_from(path_schema())?;
        let mut prefixes = Prefixes::new(&self.files.bucket, &self.files.prefix);
        let (mut predicates, mut null_columns) = (Vec::new(), Vec::new());
        for filter in filters.iter().flat_map(split_conjunction) {
            match self.null_column(filter) {
                Some(column) => null_columns.push(column),
                None => {
                    prefixes.narrow(filter);
                    predicates.push(session.create_physical_expr(unqualified(filter)?, &keys)?);
                }
            }
        }
        let needed = FileProjection {
            schema: Arc::clone(&self.files.columns),
            columns: projection.iter().copied().filter(|i| *i < self.files.columns.fields().len()).collect(),
            null_columns,
        };
        Ok(Arc::new(FileScan::new(
            Arc::clone(&self.files),
            projection,
            needed,
            prefixes,
            conjunction_opt(predicates),
            limit,
        )?))
    }
}

/// Without the name of the table, which the schema of the keys does not have.
fn unqualified(filter: &Expr) -> PlanResult<Expr> {
    let plain = filter.clone().transform_up(|expr| {
        Ok(match expr {
            Expr::Column(column) => Transformed::yes(Expr::Column(Column::from_name(column.name))),
            other => Transformed::no(other),
        })
    })?;
    Ok(plain.data)
}
