//! The scan itself: list the keys, filter them, read what is left.

use std::{fmt, iter::repeat_n, sync::Arc};

use arrow_array::{
    ArrayRef, BooleanArray, Int64Array, RecordBatch, RecordBatchOptions, StringArray, TimestampMillisecondArray,
    cast::AsArray,
};
use arrow_schema::SchemaRef;
use datafusion::{
    common::{Result, ScalarValue, Statistics, config::ConfigOptions, stats::Precision, tree_node::TreeNodeRecursion},
    execution::{SendableRecordBatchStream, TaskContext},
    logical_expr::ColumnarValue,
    physical_expr::{
        EquivalenceProperties, PhysicalExpr,
        utils::{collect_columns, reassign_expr_columns},
    },
    physical_expr_common::physical_expr::snapshot_physical_expr,
    physical_plan::{
        DisplayAs, DisplayFormatType, ExecutionPlan, Partitioning, PlanProperties, ReplaceChildrenOptions,
        execution_plan::{Boundedness, EmissionType},
        filter_pushdown::{ChildPushdownResult, FilterPushdownPhase, FilterPushdownPropagation, PushedDown},
        statistics::StatisticsArgs,
        stream::RecordBatchStreamAdapter,
    },
};
use futures::{StreamExt, TryStreamExt};

use super::{
    paths::Prefixes,
    table_files::{TableFiles, path_schema},
};
use crate::{
    error::{Error, Result as OurResult},
    local::{
        serde::{FileProjection, RowBuffer},
        sql::{FILE_MODIFIED_TIME, FILE_SIZE, PATH},
    },
};

/// Files read by one task, which become one batch.
const FILES_PER_TASK: usize = 64;
/// Tasks that run ahead of the reader of the rows.
const TASKS: usize = 4;

/// Reads the files of one table.
#[derive(Clone)]
pub(super) struct FileScan {
    files: Arc<TableFiles>,
    projection: Vec<usize>,
    /// The columns of the projection that the files have, hidden ones aside.
    needed: FileProjection,
    prefixes: Prefixes,
    /// Known when the query is planned.
    predicate: Option<Arc<dyn PhysicalExpr>>,
    /// Known while the query runs: what the other side of a join has.
    dynamic: Vec<Arc<dyn PhysicalExpr>>,
    limit: Option<usize>,
    properties: Arc<PlanProperties>,
}

impl FileScan {
    pub(super) fn new(
        files: Arc<TableFiles>,
        projection: Vec<usize>,
        needed: FileProjection,
        prefixes: Prefixes,
        predicate: Option<Arc<dyn PhysicalExpr>>,
        limit: Option<usize>,
    ) -> Result<Self> {
        let schema = Arc::new(files.all.project(&projection)?);
        let properties = Arc::new(PlanProperties::new(
            EquivalenceProperties::new(schema),
            Partitioning::UnknownPartitioning(1),
            EmissionType::Incremental,
            Boundedness::Bounded,
        ));
        Ok(Self { files, projection, needed, prefixes, predicate, dynamic: Vec::new(), limit, properties })
    }

    /// The keys to read.
    fn keys(&self) -> OurResult<Vec<String>> {
        let mut keys = Vec::new();
        for prefix in self.prefixes.list() {
            keys.extend(self.files.buckets.list(&self.files.bucket, &prefix)?);
        }
        Ok(keys)
    }

    fn uri(&self, key: &str) -> String {
        format!("s3://{}/{key}", self.files.bucket)
    }

    /// Leaves out the keys for which a predicate on `$path` is not true, before anything is read.
    fn filter_keys(&self, keys: Vec<String>) -> Result<Vec<String>> {
        let dynamic = self.dynamic.iter().map(|filter| snapshot_physical_expr(Arc::clone(filter)));
        let predicates = self.predicate.iter().cloned().map(Ok).chain(dynamic).collect::<Result<Vec<_>>>()?;
        if predicates.is_empty() || keys.is_empty() {
            return Ok(keys);
        }
        let uris: ArrayRef = Arc::new(keys.iter().map(|key| Some(self.uri(key))).collect::<StringArray>());
        let batch = RecordBatch::try_new(path_schema(), vec![uris])?;
        let mut keep = vec![true; keys.len()];
        for predicate in predicates {
            let predicate = reassign_expr_columns(predicate, batch.schema_ref())?;
            let holds = predicate.evaluate(&batch)?;
            keep_where(&holds, &mut keep)?;
        }
        Ok(keys.into_iter().zip(keep).filter_map(|(key, keep)| keep.then_some(key)).collect())
    }

    /// Reads some files into one batch.
    fn read(&self, keys: &[String]) -> OurResult<RecordBatch> {
        let mut rows = RowBuffer::new(&self.needed);
        let mut files: Vec<(&str, usize)> = Vec::with_capacity(keys.len());
        let only_first_line = self.only_first_lines();
        let mut bytes_left = 1 << 30;
        for key in keys {
            let (uri, before) = (self.uri(key), rows.rows());
            // Arrow counts the bytes of a string column in 31 bits.
            if self.files.buckets.exceeds(&self.files.bucket, key, &mut bytes_left)? {
                return Err(Error::unsupported("more than 1 GiB of data in a few files of a table"));
            }
            if let Some(bytes) = self.files.buckets.read(&self.files.bucket, key, only_first_line)? {
                self.files.serde.read(&uri, &bytes, &self.needed, &mut rows)?;
            }
            files.push((key, rows.rows() - before));
        }
        let arrays = rows.arrays(&self.needed)?;
        let columns = self.projection.iter().map(|column| match self.needed.columns.iter().position(|i| i == column) {
            Some(position) => Ok(Arc::clone(&arrays[position])),
            None => self.hidden_column(self.files.all.field(*column).name(), &files),
        });
        let columns = columns.collect::<OurResult<Vec<_>>>()?;
        let options = RecordBatchOptions::new().with_row_count(Some(rows.rows()));
        let batch = RecordBatch::try_new_with_options(self.schema(), columns, &options);
        batch.map_err(|cause| Error::storage("read", self.uri(&self.files.prefix), cause))
    }

    /// A hidden column, for files with so many rows each.
    fn hidden_column(&self, name: &str, files: &[(&str, usize)]) -> OurResult<ArrayRef> {
        Ok(match name {
            FILE_SIZE => {
                let files = self.sizes_and_times(files)?;
                let sizes = files.into_iter().flat_map(|((size, _), rows)| repeat_n(size, rows));
                Arc::new(Int64Array::from_iter_values(sizes))
            }
            FILE_MODIFIED_TIME => {
                let files = self.sizes_and_times(files)?;
                let times = files.into_iter().flat_map(|((_, at), rows)| repeat_n(at, rows));
                Arc::new(TimestampMillisecondArray::from_iter_values(times).with_timezone("UTC"))
            }
            _ => {
                let uris: Vec<(String, usize)> = files.iter().map(|(key, rows)| (self.uri(key), *rows)).collect();
                let per_row = uris.iter().flat_map(|(uri, rows)| repeat_n(Some(uri.as_str()), *rows));
                Arc::new(per_row.collect::<StringArray>())
            }
        })
    }

    /// The bytes, the time in milliseconds and the number of rows of each file that has rows.
    fn sizes_and_times(&self, files: &[(&str, usize)]) -> OurResult<Vec<((i64, i64), usize)>> {
        let buckets = &self.files.buckets;
        let of_file = |(key, rows): &(&str, usize)| Ok((buckets.size_and_time(&self.files.bucket, key)?, *rows));
        files.iter().filter(|(_, rows)| *rows > 0).map(of_file).collect()
    }

    /// Whether only the first line of a file can have a row that the query needs.
    fn only_first_lines(&self) -> bool {
        let without_key = |i: &usize| self.files.columns.field(*i).name() == "logical_key";
        self.files.headers_first && self.needed.null_columns.iter().any(without_key)
    }

    /// Every file is read for its number of rows, even when only `$path` is projected.
    fn batches(self) -> Result<SendableRecordBatchStream> {
        let schema = self.schema();
        // Evaluated when the first row is requested: then the other side of a join is known.
        let opened = futures::stream::once(async move {
            let limit = self.limit;
            let scan = Arc::new(self);
            let keys = {
                let scan = Arc::clone(&scan);
                blocking(move || scan.keys()).await?
            };
            let keys = scan.filter_keys(keys)?;
            // A small limit needs few files.
            let per_task = limit.map_or(FILES_PER_TASK, |rows| rows.clamp(1, FILES_PER_TASK));
            let tasks: Vec<Vec<String>> = keys.chunks(per_task).map(<[String]>::to_vec).collect();
            let ahead = if limit.is_some() { 1 } else { TASKS };
            let batches = futures::stream::iter(tasks).map(move |keys| {
                let scan = Arc::clone(&scan);
                blocking(move || scan.read(&keys))
            });
            Ok::<_, datafusion::common::DataFusionError>(at_most(batches.buffered(ahead), limit))
        });
        Ok(Box::pin(RecordBatchStreamAdapter::new(schema, opened.try_flatten())))
    }
}

/// Ends after a number of rows.
fn at_most(
    batches: impl futures::Stream<Item = Result<RecordBatch>> + Send,
    limit: Option<usize>,
) -> impl futures::Stream<Item = Result<RecordBatch>> + Send {
    let mut left = limit.unwrap_or(usize::MAX);
    batches.try_take_while(move |_| futures::future::ready(Ok(left > 0))).map_ok(move |batch| {
        let batch = batch.slice(0, batch.num_rows().min(left));
        left -= batch.num_rows();
        batch
    })
}

/// Runs work on files on a thread that may block.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> OurResult<T> + Send + 'static) -> Result<T> {
    let done = tokio::task::spawn_blocking(work).await;
    let external =
        |cause: Box<dyn std::error::Error + Send + Sync>| datafusion::common::DataFusionError::External(cause);
    match done {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(external(Box::new(error))),
        Err(panicked) => Err(external(Box::new(panicked))),
    }
}

/// Keeps what a predicate is true for. NULL counts as FALSE.
fn keep_where(holds: &ColumnarValue, keep: &mut [bool]) -> Result<()> {
    match holds {
        ColumnarValue::Scalar(ScalarValue::Boolean(Some(true))) => {}
        ColumnarValue::Scalar(_) => keep.fill(false),
        ColumnarValue::Array(array) => {
            let holds: &BooleanArray = array.as_boolean();
            for (keep, holds) in keep.iter_mut().zip(holds) {
                *keep &= holds == Some(true);
            }
        }
    }
    Ok(())
}

impl fmt::Debug for FileScan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileScan")
            .field("bucket", &self.files.bucket)
            .field("prefixes", &self.prefixes.list())
            .finish_non_exhaustive()
    }
}

impl DisplayAs for FileScan {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FileScan: s3://{} {}", self.files.bucket, self.prefixes)?;
        if let Some(predicate) = &self.predicate {
            write!(f, ", keys: {predicate}")?;
        }
        for filter in &self.dynamic {
            write!(f, ", from the join: {filter}")?;
        }
        Ok(())
    }
}

impl ExecutionPlan for FileScan {
    fn name(&self) -> &'static str {
        "FileScan"
    }

    fn schema(&self) -> SchemaRef {
        Arc::clone(self.properties.equivalence_properties().schema())
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        Vec::new()
    }

    fn apply_expressions(
        &self,
        visit: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        for expr in self.dynamic.iter().chain(&self.predicate) {
            if visit(expr)? == TreeNodeRecursion::Stop {
                return Ok(TreeNodeRecursion::Stop);
            }
        }
        Ok(TreeNodeRecursion::Continue)
    }

    fn replace_children(
        self: Arc<Self>,
        _: Vec<Arc<dyn ExecutionPlan>>,
        _: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self)
    }

    fn with_new_children(self: Arc<Self>, _: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self)
    }

    /// An estimate that makes the optimizer build a join from the small side: a narrowed scan is small, pointer files are smaller than
    /// manifests.
    fn statistics_from_inputs(&self, _: &[Arc<Statistics>], _: &StatisticsArgs) -> Result<Arc<Statistics>> {
        let wide = if self.files.columns.fields().len() > 1 { 1_000_000 } else { 10_000 };
        let narrowed = self.prefixes.list() != [self.files.prefix.as_str()] || self.predicate.is_some();
        let mut statistics = Statistics::new_unknown(&self.schema());
        statistics.num_rows = Precision::Inexact(if narrowed { wide / 100 } else { wide });
        Ok(Arc::new(statistics))
    }

    /// Takes over the dynamic filters on `$path` that a join makes while it runs.
    fn handle_child_pushdown_result(
        &self,
        _: FilterPushdownPhase,
        filters: ChildPushdownResult,
        _: &ConfigOptions,
    ) -> Result<FilterPushdownPropagation<Arc<dyn ExecutionPlan>>> {
        let mut scan = self.clone();
        let mut verdicts = Vec::new();
        for parent in &filters.parent_filters {
            let columns = collect_columns(&parent.filter);
            let ours = !columns.is_empty() && columns.iter().all(|column| column.name() == PATH);
            if ours {
                scan.dynamic.push(Arc::clone(&parent.filter));
            }
            verdicts.push(if ours { PushedDown::Yes } else { PushedDown::No });
        }
        let mut result = FilterPushdownPropagation::with_parent_pushdown_result(verdicts);
        if scan.dynamic.len() > self.dynamic.len() {
            result = result.with_updated_node(Arc::new(scan) as Arc<dyn ExecutionPlan>);
        }
        Ok(result)
    }

    fn execute(&self, _: usize, _: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        self.clone().batches()
    }
}
