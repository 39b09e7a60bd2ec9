//! Results by UNLOAD: the query writes Parquet files, which are read and removed.

mod file;

use std::{collections::VecDeque, sync::Arc};

use arrow_array::{Array, ArrayRef, RecordBatch, StringArray, cast::AsArray};
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
        s3::{S3, S3Object, is_missing, storage_error},
        session::Session,
        status::QueryStatus,
    },
    engine::Execution,
    error::{ErrorKind, Result},
    statement::{Declared, Statement},
    text::{
        self,
        read::{Form, Reason, TextColumn},
    },
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
    let files = files(s3, status, &prefix).await?;
    let Some((first, rest)) = files.split_first() else { return Ok(None) };
    let (in_file, first) = file::open(first).await?;
    let columns = columns(&in_file, statement.declared());
    let schema: SchemaRef =
        Arc::new(Schema::new(columns.iter().map(|column| column.field.clone()).collect::<Vec<_>>()));
    let reader = UnloadReader {
        current: Some(first),
        rest: rest.iter().cloned().collect(),
        columns,
        schema: Arc::clone(&schema),
        uri: prefix.uri,
        _target: target,
    };
    Ok(Some(Execution::new(schema, batches(reader)).with_statistics(unload_statistics(session, status))))
}

/// The files that the manifest lists; those below the prefix where there is no manifest.
async fn files(s3: &S3, status: &QueryStatus, prefix: &S3Object) -> Result<Vec<S3Object>> {
    if let Some(uri) = &status.manifest_location {
        match s3.lines(uri).await {
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
    columns: Vec<UnloadedColumn>,
    schema: SchemaRef,
    uri: String,
    // Keeps the files until they have been read.
    _target: UnloadTarget,
}

/// A column of the files, and the column of the result that it becomes.
struct UnloadedColumn {
    field: Field,
    /// The file has JSON text of values of this data type.
    json: Option<AthenaType>,
}

fn batches(reader: UnloadReader) -> BoxStream<'static, Result<RecordBatch>> {
    stream::try_unfold(reader, |mut reader| async move {
        loop {
            let Some(file) = &mut reader.current else { return Ok(None) };
            match file.try_next().await.map_err(|cause| file::file_error(&reader.uri, cause))? {
                Some(batch) if batch.num_rows() == 0 => {}
                Some(batch) => {
                    let batch = conform(&batch, &reader.columns, &reader.schema)?;
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
fn columns(file: &SchemaRef, declared: &[Declared]) -> Vec<UnloadedColumn> {
    let columns = file.fields().iter().enumerate().map(|(i, field)| {
        let declared = declared.iter().find(|declared| declared.is_of(i, field.name()));
        let text = matches!(field.data_type(), DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View);
        let json = declared.filter(|declared| declared.json && text).map(|declared| declared.of.clone());
        let (data_type, type_name) = match (declared, field.data_type()) {
            (Some(declared), _) => (declared.of.arrow(), None),
            // Athena's timestamps have a precision of 3 unless declared, whatever the unit in the files.
            (None, DataType::Timestamp(TimeUnit::Nanosecond | TimeUnit::Millisecond | TimeUnit::Second, None)) => {
                (AthenaType::Timestamp(3).arrow(), None)
            }
            (None, DataType::Utf8View | DataType::LargeUtf8) => (DataType::Utf8, None),
            (None, DataType::BinaryView | DataType::LargeBinary) => (DataType::Binary, None),
            // As in the text formats: nested values are strings unless their data type was declared.
            (None, DataType::List(_) | DataType::LargeList(_)) => (DataType::Utf8, Some("array")),
            (None, DataType::Map(..)) => (DataType::Utf8, Some("map")),
            (None, DataType::Struct(_)) => (DataType::Utf8, Some("row")),
            (None, data_type) => (data_type.clone(), None),
        };
        UnloadedColumn { field: ResultColumns::field(field.name(), data_type, type_name), json }
    });
    columns.collect()
}

fn conform(batch: &RecordBatch, columns: &[UnloadedColumn], schema: &SchemaRef) -> Result<RecordBatch> {
    let mut arrays: Vec<ArrayRef> = Vec::with_capacity(batch.num_columns());
    for (array, column) in batch.columns().iter().zip(columns) {
        let wrong =
            |(row, reason)| crate::Error::from(ErrorKind::Decode { column: column.field.name().clone(), row, reason });
        arrays.push(match &column.json {
            Some(data_type) => from_json(array, data_type).map_err(wrong)?,
            None => cast(array, &column.field).map_err(|cause| {
                wrong((0, format!("{cause}; declare the data type of the column, or CAST it in SQL")))
            })?,
        });
    }
    RecordBatch::try_new(Arc::clone(schema), arrays).map_err(|cause| unreadable(cause.to_string()))
}

fn from_json(array: &ArrayRef, data_type: &AthenaType) -> Result<ArrayRef, (usize, Reason)> {
    let texts = arrow_cast::cast(array, &DataType::Utf8).map_err(|cause| (0, cause.to_string()))?;
    let mut column = TextColumn::new(data_type, texts.len(), Form::Json);
    for (row, text) in texts.as_string::<i32>().iter().enumerate() {
        column.push(text).map_err(|reason| (row, reason))?;
    }
    column.finish()
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
        return Err(ArrowError::CastError("a time has more fractional digits than its column".to_owned()));
    }
    Ok(cast)
}
