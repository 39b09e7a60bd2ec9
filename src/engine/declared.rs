//! Columns of JSON text as the values they stand for, where the engine has not made them so already.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, cast::AsArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use futures::StreamExt;

use super::Execution;
use crate::{
    error::{ErrorKind, Result},
    statement::Statement,
    text::read::{Encoding, TextColumn},
    types::AthenaType,
};

pub(super) fn decode(execution: Execution, statement: &Statement) -> Result<Execution> {
    let columns: Vec<(usize, AthenaType)> = execution
        .schema()
        .fields()
        .iter()
        .enumerate()
        .filter(|(_, field)| *field.data_type() == DataType::Utf8)
        .filter_map(|(i, field)| {
            let declared =
                statement.declared().iter().find(|declared| declared.json && declared.is_of(i, field.name()))?;
            Some((i, declared.of.clone()))
        })
        .collect();
    if columns.is_empty() {
        return Ok(execution);
    }
    let mut fields: Vec<_> = execution.schema().fields().iter().cloned().collect();
    for (i, of) in &columns {
        fields[*i] = Arc::new(Field::new(fields[*i].name(), of.arrow(), true));
    }
    let schema: SchemaRef = Arc::new(Schema::new(fields));
    let statistics = execution.statistics().cloned();
    let made = Arc::clone(&schema);
    let batches = execution.into_batches().map(move |batch| decode_batch(&batch?, &columns, &made));
    let decoded = Execution::new(schema, batches.boxed());
    Ok(match statistics {
        Some(statistics) => decoded.with_statistics(statistics),
        None => decoded,
    })
}

fn decode_batch(batch: &RecordBatch, columns: &[(usize, AthenaType)], schema: &SchemaRef) -> Result<RecordBatch> {
    let mut arrays: Vec<ArrayRef> = batch.columns().to_vec();
    for (i, of) in columns {
        let wrong = |row: usize, reason: String| {
            crate::Error::from(ErrorKind::Decode { column: schema.field(*i).name().clone(), row, reason })
        };
        let mut column = TextColumn::new(of, batch.num_rows(), Encoding::Json);
        for (row, text) in batch.column(*i).as_string::<i32>().iter().enumerate() {
            column.push(text).map_err(|reason| wrong(row, reason))?;
        }
        arrays[*i] = column.finish().map_err(|(row, reason)| wrong(row, reason))?;
    }
    let unreadable = |cause: arrow_schema::ArrowError| ErrorKind::Unreadable { reason: cause.to_string() };
    Ok(RecordBatch::try_new(Arc::clone(schema), arrays).map_err(unreadable)?)
}
