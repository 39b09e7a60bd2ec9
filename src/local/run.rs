//! The trait [`Engine`] for [`Local`]: runs one statement.

use std::sync::Arc;

use arrow_array::RecordBatch;
use futures::{FutureExt, StreamExt, TryStreamExt};

use super::{
    ddl,
    engine::Local,
    errors,
    functions::converted,
    parser::{self, ParsedStatement},
    planner::Planner,
    stack::WithGrownStack,
};
use crate::{
    engine::{Engine, Execution},
    error::{Error, ErrorKind, Result},
    schema::{CatalogColumn, TableName},
    statement::Statement,
};

#[async_trait::async_trait]
impl Engine for Local {
    async fn run(&self, statement: &Statement) -> Result<Execution> {
        if !statement.parameters().is_empty() {
            return Err(Error::unsupported("execution parameters: run the query without `.with_parameters()`"));
        }
        WithGrownStack(run(self, statement.sql()).boxed()).await
    }

    async fn table_columns(&self, name: &TableName) -> Result<Option<Vec<CatalogColumn>>> {
        // The query of a view is planned.
        WithGrownStack(async { ddl::columns(self, name).map(Some) }.boxed()).await
    }
}

/// Runs a statement.
///
/// # Errors
/// What is wrong with it.
async fn run(engine: &Local, sql: &str) -> Result<Execution> {
    match parser::parse(sql)? {
        ParsedStatement::Query => query(engine, sql).await,
        ParsedStatement::Ddl(statement) => ddl::run(engine, statement, sql),
    }
}

async fn query(engine: &Local, sql: &str) -> Result<Execution> {
    let (plan, aliases) = Planner::new(engine).plan(sql)?;
    let failed = errors::from_datafusion;
    let context = &engine.context.0;
    let frame = context.execute_logical_plan(plan).await.map_err(failed)?;
    let batches = frame.execute_stream().await.map_err(failed)?;
    let schema = aliases.apply(&batches.schema());
    let renamed = Arc::clone(&schema);
    let batches = batches.map_err(failed).and_then(move |batch| futures::future::ready(with_schema(&batch, &renamed)));
    Ok(Execution::new(schema, WithGrownStack(batches.boxed()).boxed()))
}

/// The same rows under the names and types of the result set.
fn with_schema(batch: &RecordBatch, schema: &arrow_schema::SchemaRef) -> Result<RecordBatch> {
    let options = arrow_array::RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    let columns =
        batch.columns().iter().zip(schema.fields()).map(|(column, field)| converted(column, field.data_type()));
    let columns = columns.collect::<datafusion::common::Result<Vec<_>>>();
    columns
        .and_then(|columns| Ok(RecordBatch::try_new_with_options(Arc::clone(schema), columns, &options)?))
        .map_err(|cause| ErrorKind::Execution { message: cause.to_string(), source: None }.into())
}
