//! Results by UNLOAD: the query writes Parquet files, we read and remove them.

mod file;

use std::{collections::VecDeque, sync::Arc};

use arrow_array::{Array, ArrayRef, RecordBatch, StringArray};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef, TimeUnit};
use futures::{
    StreamExt, TryStreamExt,
    stream::{self, BoxStream},
};
use object_store::ObjectStore;
use tokio::time::Instant;

use super::{columns::Columns, statistics, unreadable};
use crate::{
    athena::{
        QueryStatus,
        background::Background,
        s3::{Object, is_missing, storage},
        session::{Athena, Text},
    },
    ddl,
    engine::Execution,
    error::{ErrorKind, Result},
    sql::classify::{StatementClass, without_end},
    statement::{Statement, TypeHint},
    text,
    types::AthenaType,
};

/// Where a query unloads to. What is there is removed when this goes.
pub(in crate::athena) struct Target {
    uri: String,
    query: Option<String>,
    background: Arc<Background>,
}

impl Target {
    pub(in crate::athena) fn uri(&self) -> &str {
        &self.uri
    }

    /// The query that writes there.
    pub(in crate::athena) fn written_by(&mut self, id: &str) {
        self.query = Some(id.to_owned());
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        if let Some(id) = self.query.take() {
            self.background.remove(id, std::mem::take(&mut self.uri));
        }
    }
}

/// Runs a query as UNLOAD.
pub(in crate::athena) async fn run(athena: &Athena, statement: &Statement, began: Instant) -> Result<Execution> {
    let staging = athena.0.config.staging_dir.as_deref().unwrap_or_default().trim_end_matches('/');
    let uri = format!("{staging}/unload-{}/", uuid::Uuid::new_v4());
    let unload = ddl::unload(statement, &uri)?;
    let target = Target { uri, query: None, background: Arc::clone(&athena.0.background) };
    let text = Text { sql: unload.sql(), class: StatementClass::Write, unload: Some(target) };
    athena.start_as(statement, text, began).await?.raw_results().await
}

/// The rows of a query that has been unloaded.
pub(super) async fn open(
    athena: &Athena,
    statement: &Statement,
    status: &QueryStatus,
    target: Target,
    began: Instant,
) -> Result<Execution> {
    let below = athena.0.clients.s3.object(&target.uri)?;
    let files = files(athena, status, &below).await?;
    let took = statistics(athena, status, None, "UNLOAD Parquet");
    let Some((first, rest)) = files.split_first() else {
        // Without rows there are no files, and without files no columns: the same query, asked for no rows, has them and scans nothing.
        let sql = format!("SELECT * FROM (\n{}\n) LIMIT 0", without_end(statement.sql()));
        let text = Text { sql: &sql, class: StatementClass::Query, unload: None };
        let running = athena.start_free(statement, text, began).await?;
        return Ok(Box::pin(running.raw_results()).await?.with_statistics(took));
    };
    let (in_file, first) = file::open(first).await?;
    let schema: SchemaRef = Arc::new(Schema::new(fields(&in_file, statement.type_hints())));
    let reading = Reading {
        current: Some(first),
        rest: rest.iter().cloned().collect(),
        schema: Arc::clone(&schema),
        uri: below.uri,
        _target: target,
    };
    Ok(Execution::new(schema, batches(reading)).with_statistics(took))
}

/// The files, as the manifest lists them; a listing where there is no manifest.
async fn files(athena: &Athena, status: &QueryStatus, below: &Object) -> Result<Vec<Object>> {
    let s3 = &athena.0.clients.s3;
    if let Some(uri) = &status.manifest_location {
        match s3.lines(uri).await {
            Ok(lines) => return lines.iter().map(|line| s3.object(line)).collect(),
            Err(error) if !is_missing(&error) => return Err(error),
            Err(_) => {}
        }
    }
    let listed = below.store.list(Some(&below.path)).map_ok(|object| Object { path: object.location, ..below.clone() });
    listed.try_collect().await.map_err(|cause| storage("list", &below.uri, cause))
}

struct Reading {
    current: Option<file::Rows>,
    rest: VecDeque<Object>,
    schema: SchemaRef,
    uri: String,
    // Its files are there as long as they are read.
    _target: Target,
}

fn batches(reading: Reading) -> BoxStream<'static, Result<RecordBatch>> {
    stream::try_unfold(reading, |mut reading| async move {
        loop {
            let Some(file) = &mut reading.current else { return Ok(None) };
            match file.try_next().await.map_err(|cause| file::wrong(&reading.uri, cause))? {
                Some(batch) if batch.num_rows() == 0 => {}
                Some(batch) => {
                    let batch = conform(&batch, &reading.schema)?;
                    return Ok(Some((batch, reading)));
                }
                None => {
                    reading.current = match reading.rest.pop_front() {
                        Some(object) => Some(file::open(&object).await?.1),
                        None => None,
                    };
                }
            }
        }
    })
    .boxed()
}

/// The columns as the text formats have them.
fn fields(file: &SchemaRef, type_hints: &[TypeHint]) -> Vec<Field> {
    let fields = file.fields().iter().enumerate().map(|(i, field)| {
        let hint = type_hints.iter().find(|hint| hint.applies_to(i, field.name()));
        let (of, spelled) = match (hint, field.data_type()) {
            // Athena's timestamps have three digits unless a type hint says otherwise, whatever the files count in.
            (None, DataType::Timestamp(TimeUnit::Nanosecond | TimeUnit::Millisecond | TimeUnit::Second, None)) => {
                (AthenaType::Timestamp(3).arrow(), None)
            }
            (None, DataType::Utf8View | DataType::LargeUtf8) => (DataType::Utf8, None),
            (None, DataType::BinaryView | DataType::LargeBinary) => (DataType::Binary, None),
            // The hint is applied to the file's own values.
            (Some(_), data_type) => (data_type.clone(), None),
            // As in the text formats: nested values are text unless there is a type hint.
            (None, DataType::List(_) | DataType::LargeList(_)) => (DataType::Utf8, Some("array")),
            (None, DataType::Map(..)) => (DataType::Utf8, Some("map")),
            (None, DataType::Struct(_)) => (DataType::Utf8, Some("row")),
            (None, of) => (of.clone(), None),
        };
        Columns::field(field.name(), of, spelled)
    });
    fields.collect()
}

fn conform(batch: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch> {
    let mut arrays: Vec<ArrayRef> = Vec::with_capacity(batch.num_columns());
    for (array, field) in batch.columns().iter().zip(schema.fields()) {
        arrays.push(cast(array, field).map_err(|cause| {
            let reason = format!("{cause}; state the type of the column with a type hint, or CAST it in SQL");
            ErrorKind::Decode { column: field.name().clone(), row: 0, reason }
        })?);
    }
    RecordBatch::try_new(Arc::clone(schema), arrays).map_err(|cause| unreadable(cause.to_string()))
}

fn cast(array: &ArrayRef, field: &Field) -> Result<ArrayRef, ArrowError> {
    let (from, to) = (array.data_type(), field.data_type());
    if from == to {
        return Ok(Arc::clone(array));
    }
    if from.is_nested() && *to == DataType::Utf8 {
        let texts: StringArray = (0..array.len()).map(|row| text::value(array, row)).collect();
        return Ok(Arc::new(texts));
    }
    if from.is_nested() != to.is_nested() {
        return Err(ArrowError::CastError(format!("the files have {from}")));
    }
    let options = arrow_cast::CastOptions { safe: false, ..arrow_cast::CastOptions::default() };
    let cast = arrow_cast::cast_with_options(array, to, &options)?;
    if from.is_temporal() && arrow_cast::cast_with_options(&cast, from, &options)? != Arc::clone(array) {
        return Err(ArrowError::CastError("a time has more digits of a second than the column".to_owned()));
    }
    Ok(cast)
}
