//! Results by UNLOAD: the query writes Parquet files, we read and remove them.

mod file;

use std::{collections::VecDeque, sync::Arc};

use arrow_array::{Array, ArrayRef, RecordBatch, StringArray};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef, TimeUnit};
use futures::{
    StreamExt, TryStreamExt,
    stream::{self, BoxStream},
};
use object_store::{ObjectStore, ObjectStoreExt, path::Path};

use super::{columns::Columns, statistics, unreadable};
use crate::{
    athena::{
        QueryStatus,
        background::Background,
        classify::{Class, without_end},
        s3::{Object, bucket_and_key, storage},
        session::Athena,
    },
    ddl,
    engine::Execution,
    error::{ErrorKind, Result},
    statement::{Declared, Statement},
    text,
    types::AthenaType,
};

/// Where a query unloads to. What is there is removed when this goes.
pub(in crate::athena) struct Target {
    below: Object,
    background: Arc<Background>,
    /// The list of files and what else Athena wrote elsewhere.
    known: Vec<Path>,
}

impl Drop for Target {
    fn drop(&mut self) {
        let store: Arc<dyn ObjectStore> = Arc::clone(&self.below.store) as _;
        self.background.remove(store, self.below.path.clone(), std::mem::take(&mut self.known));
    }
}

/// Runs a query as UNLOAD.
pub(in crate::athena) async fn run(athena: &Athena, statement: &Statement) -> Result<Execution> {
    let staging = athena.0.config.staging_dir.as_deref().unwrap_or_default().trim_end_matches('/');
    let uri = format!("{staging}/unload-{}/", uuid::Uuid::new_v4());
    let target = Target {
        below: athena.0.clients.s3.object(&uri)?,
        background: Arc::clone(&athena.0.background),
        known: Vec::new(),
    };
    let query = Statement::query(without_end(statement.sql()));
    let unload = ddl::unload(&query, &uri)?;
    athena.start_as(statement, unload.sql(), Class::Write, Some(target)).await?.results().await
}

/// The rows of a query that has been unloaded.
pub(super) async fn open(
    athena: &Athena,
    statement: &Statement,
    status: &QueryStatus,
    mut target: Target,
) -> Result<Execution> {
    let files = files(athena, status, &mut target).await?;
    let took = statistics(athena, status, None, "UNLOAD Parquet");
    let Some((first, rest)) = files.split_first() else {
        // Without rows there are no files, and without files no columns: the same query, asked for no rows, has them and scans nothing.
        let sql = format!("SELECT * FROM (\n{}\n) LIMIT 0", without_end(statement.sql()));
        let running = athena.start_as(statement, &sql, Class::Query, None).await?;
        return Ok(Box::pin(running.results()).await?.with_statistics(took));
    };
    let first = file::open(&target.below.store, first).await?;
    let schema = schema(first.schema(), statement.declared());
    let reading = Reading {
        current: Some(first),
        rest: rest.iter().cloned().collect(),
        schema: Arc::clone(&schema),
        target,
    };
    Ok(Execution::new(schema, batches(reading)).with_statistics(took))
}

/// The files, as the manifest lists them; a listing where Athena names no manifest.
async fn files(athena: &Athena, status: &QueryStatus, target: &mut Target) -> Result<Vec<Path>> {
    let Some(uri) = &status.manifest_location else {
        let listed = target.below.store.list(Some(&target.below.path)).map_ok(|object| object.location).try_collect().await;
        return listed.map_err(|cause| storage("list", &target.below.uri, cause));
    };
    let manifest = athena.0.clients.s3.object(uri)?;
    let answer = manifest.store.get(&manifest.path).await.map_err(|cause| storage("read", uri, cause))?;
    let bytes = answer.bytes().await.map_err(|cause| storage("read", uri, cause))?;
    let text = std::str::from_utf8(&bytes).map_err(|_| unreadable(format!("the manifest {uri} is no UTF-8")))?;
    let mut files = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        let (_, key) = bucket_and_key(line).ok_or_else(|| unreadable(format!("`{line}` in {uri} is no s3:// address")))?;
        files.push(Path::parse(key).map_err(|cause| unreadable(cause.to_string()))?);
    }
    if same_bucket(uri, &target.below.uri) {
        target.known.push(manifest.path);
    }
    target.known.extend(files.iter().cloned());
    Ok(files)
}

fn same_bucket(one: &str, other: &str) -> bool {
    bucket_and_key(one).map(|(bucket, _)| bucket) == bucket_and_key(other).map(|(bucket, _)| bucket)
}

struct Reading {
    current: Option<file::Rows>,
    rest: VecDeque<Path>,
    schema: SchemaRef,
    target: Target,
}

fn batches(reading: Reading) -> BoxStream<'static, Result<RecordBatch>> {
    stream::try_unfold(reading, |mut reading| async move {
        loop {
            let Some(file) = &mut reading.current else { return Ok(None) };
            match file.try_next().await.map_err(|cause| unreadable(cause.to_string()))? {
                Some(batch) if batch.num_rows() == 0 => {}
                Some(batch) => {
                    let batch = conform(&batch, &reading.schema)?;
                    return Ok(Some((batch, reading)));
                }
                None => {
                    reading.current = match reading.rest.pop_front() {
                        Some(path) => Some(file::open(&reading.target.below.store, &path).await?),
                        None => None,
                    };
                }
            }
        }
    })
    .boxed()
}

/// The columns as the text forms have them.
fn schema(file: &SchemaRef, declared: &[Declared]) -> SchemaRef {
    let fields = file.fields().iter().enumerate().map(|(i, field)| {
        let declared = declared.iter().find(|declared| declared.is_of(i, field.name()));
        let (of, spelled) = match (declared, field.data_type()) {
            (Some(declared), _) => (declared.of.arrow(), None),
            // Hive's old form counts nanoseconds whatever the column has; Athena's timestamps have three digits unless declared.
            (None, DataType::Timestamp(TimeUnit::Nanosecond | TimeUnit::Millisecond | TimeUnit::Second, None)) => {
                (AthenaType::Timestamp(3).arrow(), None)
            }
            (None, DataType::Utf8View | DataType::LargeUtf8) => (DataType::Utf8, None),
            (None, DataType::BinaryView | DataType::LargeBinary) => (DataType::Binary, None),
            // As in the text forms: nested values are text unless their type was declared.
            (None, DataType::List(_) | DataType::LargeList(_)) => (DataType::Utf8, Some("array")),
            (None, DataType::Map(..)) => (DataType::Utf8, Some("map")),
            (None, DataType::Struct(_)) => (DataType::Utf8, Some("row")),
            (None, of) => (of.clone(), None),
        };
        Columns::field(field.name(), of, spelled)
    });
    Arc::new(Schema::new(fields.collect::<Vec<Field>>()))
}

fn conform(batch: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch> {
    let mut arrays: Vec<ArrayRef> = Vec::with_capacity(batch.num_columns());
    for (array, field) in batch.columns().iter().zip(schema.fields()) {
        arrays.push(column(array, field).map_err(|cause| {
            let reason = format!("{cause}; declare the type of the column");
            crate::Error::from(ErrorKind::Decode { column: field.name().clone(), row: 0, reason })
        })?);
    }
    RecordBatch::try_new(Arc::clone(schema), arrays).map_err(|cause| unreadable(cause.to_string()))
}

fn column(array: &ArrayRef, field: &Field) -> Result<ArrayRef, ArrowError> {
    if array.data_type() == field.data_type() {
        return Ok(Arc::clone(array));
    }
    if array.data_type().is_nested() && *field.data_type() == DataType::Utf8 {
        let texts: StringArray = (0..array.len()).map(|row| text::value(array, row)).collect();
        return Ok(Arc::new(texts));
    }
    let options = arrow_cast::CastOptions { safe: false, ..arrow_cast::CastOptions::default() };
    let cast = arrow_cast::cast_with_options(array, field.data_type(), &options)?;
    if array.data_type().is_temporal() && arrow_cast::cast_with_options(&cast, array.data_type(), &options)? != Arc::clone(array) {
        return Err(ArrowError::CastError("a time has more digits of a second than the column".to_owned()));
    }
    Ok(cast)
}
