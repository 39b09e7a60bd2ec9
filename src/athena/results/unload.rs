//! Results by UNLOAD: the query writes Parquet files, we read and remove them.

mod file;

use std::{collections::VecDeque, sync::Arc};

use arrow_array::{Array, ArrayRef, RecordBatch, StringArray, cast::AsArray};
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
    statement::{Declared, Statement},
    text::{
        self,
        read::{Encoding, Reason, TextColumn},
    },
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
    athena.start_as(statement, text, began).await?.results().await
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
        return Ok(Box::pin(running.results()).await?.with_statistics(took));
    };
    let (in_file, first) = file::open(first).await?;
    let columns = columns(&in_file, statement.declared());
    let schema: SchemaRef =
        Arc::new(Schema::new(columns.iter().map(|column| column.field.clone()).collect::<Vec<_>>()));
    let reading = Reading {
        current: Some(first),
        rest: rest.iter().cloned().collect(),
        columns,
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
    columns: Vec<UnloadedColumn>,
    schema: SchemaRef,
    uri: String,
    // Its files are there as long as they are read.
    _target: Target,
}

/// A column of the files, and the column of the result that it becomes.
struct UnloadedColumn {
    field: Field,
    /// The file has JSON text of such values.
    json: Option<AthenaType>,
}

fn batches(reading: Reading) -> BoxStream<'static, Result<RecordBatch>> {
    stream::try_unfold(reading, |mut reading| async move {
        loop {
            let Some(file) = &mut reading.current else { return Ok(None) };
            match file.try_next().await.map_err(|cause| file::wrong(&reading.uri, cause))? {
                Some(batch) if batch.num_rows() == 0 => {}
                Some(batch) => {
                    let batch = conform(&batch, &reading.columns, &reading.schema)?;
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

/// The columns as the text forms have them.
fn columns(file: &SchemaRef, declared: &[Declared]) -> Vec<UnloadedColumn> {
    let columns = file.fields().iter().enumerate().map(|(i, field)| {
        let declared = declared.iter().find(|declared| declared.is_of(i, field.name()));
        let text = matches!(field.data_type(), DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View);
        let json = declared.filter(|declared| declared.json && text).map(|declared| declared.of.clone());
        let (of, spelled) = match (declared, field.data_type()) {
            (Some(declared), _) => (declared.of.arrow(), None),
            // Athena's timestamps have three digits unless declared, whatever the files count in.
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
        UnloadedColumn { field: Columns::field(field.name(), of, spelled), json }
    });
    columns.collect()
}

fn conform(batch: &RecordBatch, columns: &[UnloadedColumn], schema: &SchemaRef) -> Result<RecordBatch> {
    let mut arrays: Vec<ArrayRef> = Vec::with_capacity(batch.num_columns());
    for (array, column) in batch.columns().iter().zip(columns) {
        let wrong =
            |(row, reason)| crate::Error::from(ErrorKind::Decode { column: column.field.name().clone(), row, reason });
        arrays.push(match &column.json {
            Some(of) => from_json(array, of).map_err(wrong)?,
            None => cast(array, &column.field)
                .map_err(|cause| wrong((0, format!("{cause}; declare the type of the column, or CAST it in SQL"))))?,
        });
    }
    RecordBatch::try_new(Arc::clone(schema), arrays).map_err(|cause| unreadable(cause.to_string()))
}

fn from_json(array: &ArrayRef, of: &AthenaType) -> Result<ArrayRef, (usize, Reason)> {
    let texts = arrow_cast::cast(array, &DataType::Utf8).map_err(|cause| (0, cause.to_string()))?;
    let mut column = TextColumn::new(of, texts.len(), Encoding::Json);
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
        return Err(ArrowError::CastError("a time has more digits of a second than the column".to_owned()));
    }
    Ok(cast)
}
