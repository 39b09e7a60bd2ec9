//! Columns whose data type the author of the statement knows: decoded here, once, whichever engine the rows come from.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, RecordBatchOptions, cast::AsArray};
use arrow_cast::{CastOptions, can_cast_types, cast_with_options};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use futures::StreamExt;

use super::Execution;
use crate::{
    error::{Error, ErrorKind, FailedQuery, Result},
    statement::{Statement, TypeHint},
    text::read::{Encoding, TextColumn},
    types::AthenaType,
};

/// A column that comes in another form than its hint's.
struct HintedColumn {
    index: usize,
    data_type: AthenaType,
    conversion: Conversion,
}

enum Conversion {
    /// Strings are read as values.
    Decode(Encoding),
    /// Values are cast, where nothing is lost.
    Cast,
}

#[cfg(feature = "athena")]
impl Execution {
    /// With type hints applied, as [`Engine::execute`](super::Engine::execute) does.
    pub(crate) fn with_type_hints(self, statement: &Statement) -> Result<Self> {
        apply(self, statement)
    }
}

pub(super) fn apply(execution: Execution, statement: &Statement) -> Result<Execution> {
    let mut fields: Vec<_> = execution.schema().fields().iter().cloned().collect();
    let mut columns = Vec::new();
    for (index, field) in execution.schema().fields().iter().enumerate() {
        let Some(hint) = statement.type_hints().iter().find(|hint| hint.applies_to(index, field.name())) else {
            continue;
        };
        if let Some(column) = hinted(index, field, hint)? {
            fields[index] = Arc::new(column.data_type.field(field.name()));
            columns.push(column);
        }
    }
    if columns.is_empty() {
        return Ok(execution);
    }
    let schema: SchemaRef = Arc::new(Schema::new(fields));
    let statistics = execution.statistics().cloned();
    let query = statistics
        .as_ref()
        .map(|statistics| FailedQuery { id: statistics.query_execution_id.clone(), ..FailedQuery::default() });
    let (converted, mut first_row) = (Arc::clone(&schema), 0);
    let batches = execution.into_batches().map(move |batch| {
        let batch = batch?;
        let result = convert_batch(&batch, &columns, &converted, first_row);
        first_row += batch.num_rows();
        result.map_err(|error| match &query {
            Some(query) => error.of_query(query.clone()),
            None => error,
        })
    });
    let execution = Execution::new(schema, batches.boxed());
    Ok(match statistics {
        Some(statistics) => execution.with_statistics(statistics),
        None => execution,
    })
}

/// How a column gets its hint's type; `None` where it has that already.
fn hinted(index: usize, field: &Field, hint: &TypeHint) -> Result<Option<HintedColumn>> {
    let (from, to) = (field.data_type(), hint.data_type().arrow());
    let conversion = match from {
        _ if *from == to => return Ok(None),
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => {
            Conversion::Decode(if hint.is_json() { Encoding::Json } else { Encoding::Plain })
        }
        _ if can_cast_types(from, &to) => Conversion::Cast,
        _ => {
            let reason = format!(
                "column `{}` has the Arrow type {from}, and the statement's type hint says {}: change the hint",
                field.name(),
                hint.data_type()
            );
            return Err(ErrorKind::Schema { row: "TypeHint", reason }.into());
        }
    };
    Ok(Some(HintedColumn { index, data_type: hint.data_type().clone(), conversion }))
}

fn convert_batch(
    batch: &RecordBatch,
    columns: &[HintedColumn],
    schema: &SchemaRef,
    first_row: usize,
) -> Result<RecordBatch> {
    let mut arrays: Vec<ArrayRef> = batch.columns().to_vec();
    for HintedColumn { index, data_type, conversion } in columns {
        let array = &arrays[*index];
        let wrong = |row: usize, reason: String| {
            let column = schema.field(*index).name().clone();
            Error::from(ErrorKind::Decode { column, row: first_row + row, reason })
        };
        arrays[*index] = match conversion {
            Conversion::Cast => {
                exact(array, &data_type.arrow()).map_err(|cause| wrong(0, format!("{cause}; change the type hint")))?
            }
            Conversion::Decode(form) => {
                let strings = exact(array, &DataType::Utf8).map_err(|cause| wrong(0, cause.to_string()))?;
                let mut values = TextColumn::new(data_type, batch.num_rows(), *form);
                for (row, string) in strings.as_string::<i32>().iter().enumerate() {
                    values.push(string).map_err(|reason| wrong(row, reason))?;
                }
                values.finish().map_err(|(row, reason)| wrong(row, reason))?
            }
        };
    }
    let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    RecordBatch::try_new_with_options(Arc::clone(schema), arrays, &options)
        .map_err(|cause| ErrorKind::MalformedResult { reason: cause.to_string() }.into())
}

/// A cast that fails where a value does not fit, instead of making it NULL or cutting it off.
fn exact(array: &ArrayRef, to: &DataType) -> Result<ArrayRef, ArrowError> {
    let options = CastOptions { safe: false, ..CastOptions::default() };
    let (from, cast) = (array.data_type(), cast_with_options(array, to, &options)?);
    if from.is_temporal() && cast_with_options(&cast, from, &options)? != Arc::clone(array) {
        return Err(ArrowError::CastError("a time has more fractional digits than its type hint".to_owned()));
    }
    Ok(cast)
}
