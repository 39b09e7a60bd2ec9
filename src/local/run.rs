//! Runs one statement.

use std::sync::Arc;

use arrow_array::RecordBatch;
use futures::{StreamExt, TryStreamExt};

use super::{
    Local,
    command::{self, Command},
    ddl, errors,
    functions::functions,
    planner::Planner,
    stack::WithGrownStack,
};
use crate::{
    engine::Execution,
    error::{ErrorKind, Result},
};

/// Runs a statement.
///
/// # Errors
/// What was wrong with it.
pub(super) async fn run(engine: &Local, text: &str) -> Result<Execution> {
    match command::parse(text)? {
        Command::Query => query(engine, text).await,
        command => ddl::run(engine, command, text),
    }
}

async fn query(engine: &Local, text: &str) -> Result<Execution> {
    let (plan, labels) = Planner::new(engine).plan(text)?;
    let failed = |error| errors::from_datafusion(error, functions());
    let context = &engine.context.0;
    let frame = context.execute_logical_plan(plan).await.map_err(failed)?;
    let batches = frame.execute_stream().await.map_err(failed)?;
    let schema = labels.apply(&batches.schema());
    let labelled = Arc::clone(&schema);
    let batches = batches.map_err(failed).and_then(move |batch| futures::future::ready(relabelled(&batch, &labelled)));
    Ok(Execution::new(schema, WithGrownStack(batches.boxed()).boxed()))
}

fn relabelled(batch: &RecordBatch, schema: &arrow_schema::SchemaRef) -> Result<RecordBatch> {
    let options = arrow_array::RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    let columns = batch.columns().iter().zip(schema.fields()).map(|(column, field)| match column.data_type() {
        of if of == field.data_type() => Ok(Arc::clone(column)),
        _ => arrow_cast::cast(column, field.data_type()),
    });
    let columns = columns.collect::<std::result::Result<Vec<_>, _>>();
    columns
        .and_then(|columns| RecordBatch::try_new_with_options(Arc::clone(schema), columns, &options))
        .map_err(|cause| ErrorKind::Execution { message: cause.to_string(), source: None }.into())
}
