//! Results by UNLOAD: the query writes Parquet files, which are read and removed.

mod file;

use std::{collections::VecDeque, sync::Arc};

use arrow_array::{Array, ArrayRef, RecordBatch, StringArray};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef, TimeUnit};
use futures::{
    StreamExt, TryStreamExt,
    stream::{self, BoxStream},
};
use object_store::ObjectStore;

use super::{columns::ResultColumns, statistics::unload_statistics};
use crate::{
    athena::{
        background::Background,
        failure::unreadable,
        manifest::written_files,
        s3::{S3Object, is_missing, storage_error},
        session::Session,
        status::QueryStatus,
    },
    engine::Execution,
    error::{ErrorKind, Result},
    statement::{Statement, TypeHint},
    text,
    types::AthenaType,
};

/// The prefix that a query unloads to. Dropping it removes what the query has written there.
pub(in crate::athena) struct UnloadTarget {
    uri: String,
    query_id: Option<String>,
    background: Arc<Background>,
}

impl UnloadTarget {
    /// A new prefix below the staging directory.
    pub(in crate::athena) fn new(session: &Session) -> Self {
        let staging = session.config.staging_dir.as_deref().unwrap_or_default().trim_end_matches('/');
        let uri = format!("{staging}/unload-{}/", uuid::Uuid::new_v4());
        Self { uri, query_id: None, background: Arc::clone(&session.background) }
    }

    pub(in crate::athena) fn uri(&self) -> &str {
        &self.uri
    }

    /// Sets the query that writes there.
    pub(in crate::athena) fn written_by(&mut self, id: &str) {
        self.query_id = Some(id.to_owned());
    }
}

impl Drop for UnloadTarget {
    fn drop(&mut self) {
        if let Some(id) = self.query_id.take() {
            self.background.remove_unloaded(id, std::mem::take(&mut self.uri));
        }
    }
}

/// The rows of a query that has been unloaded; `None` when there are no files.
pub(super) async fn open(
    session: &Session,
    statement: &Statement,
    status: &QueryStatus,
    target: UnloadTarget,
) -> Result<Option<Execution>> {
    let s3 = &session.clients.s3;
    let prefix = s3.object(&target.uri)?;
    let files = files(session, status, &prefix).await?;
    let Some((first, rest)) = files.split_first() else { return Ok(None) };
    let (in_file, first) = file::open(first).await?;
    let schema: SchemaRef = Arc::new(Schema::new(fields(&in_file, statement.type_hints())));
    let reader = UnloadReader {
        current: Some(first),
        rest: rest.iter().cloned().collect(),
        schema: Arc::clone(&schema),
        uri: prefix.uri,
        _target: target,
    };
    Ok(Some(Execution::new(schema, batches(reader)).with_statistics(unload_statistics(session, status))))
}

/// The files that the manifest lists; those below the prefix where there is no manifest.
async fn files(session: &Session, status: &QueryStatus, prefix: &S3Object) -> Result<Vec<S3Object>> {
    let (client, s3) = (&session.clients.athena, &session.clients.s3);
    if let Some(uri) = &status.manifest_location {
        match written_files(client, s3, &status.id, uri).await {
            Ok(lines) => return lines.iter().map(|line| s3.object(line)).collect(),
            Err(error) if !is_missing(&error) => return Err(error),
            Err(_) => {}
        }
    }
    let listed =
        prefix.store.list(Some(&prefix.path)).map_ok(|object| S3Object { path: object.location, ..prefix.clone() });
    listed.try_collect().await.map_err(|cause| storage_error("list", &prefix.uri, cause))
}

struct UnloadReader {
    current: Option<file::ParquetBatches>,
    rest: VecDeque<S3Object>,
    schema: SchemaRef,
    uri: String,
    // Keeps the files until they have been read.
    _target: UnloadTarget,
}

fn batches(reader: UnloadReader) -> BoxStream<'static, Result<RecordBatch>> {
    stream::try_unfold(reader, |mut reader| async move {
        loop {
            let Some(file) = &mut reader.current else { return Ok(None) };
            match file.try_next().await.map_err(|cause| file::file_error(&reader.uri, cause))? {
                Some(batch) if batch.num_rows() == 0 => {}
                Some(batch) => {
                    let batch = conform(&batch, &reader.schema)?;
                    return Ok(Some((batch, reader)));
                }
                None => {
                    reader.current = match reader.rest.pop_front() {
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
        let (data_type, type_name) = match (hint, field.data_type()) {
            // The file does not say how many digits of a second the column has: INT96 has none, and the others are rounded up.
            (None, DataType::Timestamp(unit, zone)) => timestamp(*unit, zone.is_some()),
            (None, DataType::Time32(_) | DataType::Time64(_)) => (AthenaType::Time(9).arrow(), Some("time")),
            (None, DataType::Utf8View | DataType::LargeUtf8) => (DataType::Utf8, None),
            (None, DataType::BinaryView | DataType::LargeBinary) => (DataType::Binary, None),
            // The hint is applied to the file's own values.
            (Some(_), data_type) => (data_type.clone(), None),
            // As in the text formats: nested values are strings unless there is a type hint.
            (None, DataType::List(_) | DataType::LargeList(_)) => (DataType::Utf8, Some("array")),
            (None, DataType::Map(..)) => (DataType::Utf8, Some("map")),
            (None, DataType::Struct(_)) => (DataType::Utf8, Some("row")),
            (None, data_type) => (data_type.clone(), None),
        };
        ResultColumns::field(field.name(), data_type, type_name)
    });
    fields.collect()
}

/// As `precision` has it for a column whose digits are not known.
fn timestamp(unit: TimeUnit, with_zone: bool) -> (DataType, Option<&'static str>) {
    let digits = if unit == TimeUnit::Nanosecond { 9 } else { 6 };
    match with_zone {
        true => (AthenaType::TimestampTz(digits).arrow(), Some("timestamp with time zone")),
        false => (AthenaType::Timestamp(digits).arrow(), Some("timestamp")),
    }
}

fn conform(batch: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch> {
    let mut arrays: Vec<ArrayRef> = Vec::with_capacity(batch.num_columns());
    for (array, field) in batch.columns().iter().zip(schema.fields()) {
        arrays.push(cast(array, field).map_err(|cause| {
            let reason = format!("{cause}; state the data type of the column with a type hint, or CAST it in SQL");
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
        let texts: StringArray = (0..array.len()).map(|row| text::format_value_of_any_precision(array, row)).collect();
        return Ok(Arc::new(texts));
    }
    if from.is_nested() != to.is_nested() {
        return Err(ArrowError::CastError(format!("the files have {from}")));
    }
    let options = arrow_cast::CastOptions { safe: false, ..arrow_cast::CastOptions::default() };
    let cast = arrow_cast::cast_with_options(array, to, &options)?;
    if from.is_temporal() && arrow_cast::cast_with_options(&cast, from, &options)? != Arc::clone(array) {
        return Err(ArrowError::CastError("a time has more fractional digits than its column".to_owned()));
    }
    Ok(cast)
}
