//! The way of rows from Athena to Arrow batches.

mod api;
mod columns;
mod csv;
mod object;
mod task;
pub(super) mod unload;

use std::sync::{Arc, atomic::Ordering};

use arrow_schema::Schema;
use futures::StreamExt;
use tokio::time::Instant;

use super::{Encryption, QueryStatus, ResultMode, cost, failure, session::Athena};
use crate::{
    engine::{Execution, Statistics},
    error::{Error, ErrorKind, FailedQuery, Result},
    statement::Statement,
};

/// The result of a query that has succeeded.
pub(super) async fn open(
    athena: &Athena,
    statement: &Statement,
    status: &Arc<QueryStatus>,
    unload: Option<unload::Target>,
    began: Instant,
) -> Result<Execution> {
    let opened = match unload {
        Some(target) => unload::open(athena, statement, status, target, began).await,
        None => by_text(athena, statement, status).await,
    };
    let query = FailedQuery { id: status.id.clone(), ..FailedQuery::default() };
    match opened {
        Err(error) => Err(of_query(&error, &query)),
        Ok(execution) => {
            let (schema, statistics) = (Arc::clone(execution.schema()), execution.statistics().cloned());
            let batches = execution.into_batches().map(move |batch| batch.map_err(|error| of_query(&error, &query)));
            let execution = Execution::new(schema, batches.boxed());
            Ok(match statistics {
                Some(statistics) => execution.with_statistics(statistics),
                None => execution,
            })
        }
    }
}

fn of_query(error: &Error, query: &FailedQuery) -> Error {
    if error.query().is_some() { error.clone() } else { error.of_query(query.clone()) }
}

/// Athena's text forms: pages and the CSV object.
async fn by_text(athena: &Athena, statement: &Statement, status: &QueryStatus) -> Result<Execution> {
    let first = api::Page::first(athena, status).await?;
    let columns = columns::Columns::new(&first.infos, statement.type_hints(), &first.rows)?;
    let rows_written = first.update_count.and_then(|n| u64::try_from(n).ok()).filter(|_| changes(status));
    if rows_written.is_some() {
        // The count is all there is, though Athena names a column `rows` for it.
        let nothing = Execution::new(Arc::new(Schema::empty()), futures::stream::empty().boxed());
        return Ok(nothing.with_statistics(statistics(athena, status, rows_written, "GetQueryResults")));
    }
    let statistics = |read_from| statistics(athena, status, rows_written, read_from);
    match csv_object(athena, status, &first) {
        Some(uri) => match csv::open(athena, &uri, columns.clone()).await {
            Ok(batches) => {
                return Ok(Execution::new(columns.schema().clone(), batches).with_statistics(statistics("S3 CSV")));
            }
            Err(error) if athena.0.config.result_mode == ResultMode::Csv => return Err(error),
            // The way is closed, or the object is not what it should be: the pages are the same rows.
            Err(error) => {
                if matches!(error.kind(), ErrorKind::AccessDenied { .. }) {
                    athena.0.s3_closed.store(true, Ordering::Relaxed);
                }
                tracing::debug!(query_execution_id = status.id, %error, "the result is read page by page");
            }
        },
        None if athena.0.config.result_mode == ResultMode::Csv
            && has_rows(status)
            && status.output_location.is_none() =>
        {
            tracing::debug!(query_execution_id = status.id, "Athena manages this result: it is read page by page");
        }
        None => {}
    }
    let schema = columns.schema().clone();
    let batches = api::batches(athena, status, first, columns);
    Ok(Execution::new(schema, batches).with_statistics(statistics("GetQueryResults")))
}

/// The CSV object, where it is there and worth asking for.
fn csv_object(athena: &Athena, status: &QueryStatus, first: &api::Page) -> Option<String> {
    let uri = status.output_location.as_ref().filter(|uri| uri.ends_with(".csv"))?;
    let by_client = status.encrypted_by_client || athena.0.config.encryption == Some(Encryption::CseKms);
    if !has_rows(status) || first.infos.is_empty() || by_client {
        return None;
    }
    match athena.0.config.result_mode {
        ResultMode::Csv => Some(uri.clone()),
        // One page is here already.
        ResultMode::Auto if first.next.is_some() && !athena.0.s3_closed.load(Ordering::Relaxed) => Some(uri.clone()),
        _ => None,
    }
}

/// UPDATE, DELETE and MERGE name a CSV object that is never written.
fn has_rows(status: &QueryStatus) -> bool {
    status.statement_type.as_deref() == Some("DML")
        && status.substatement_type.as_deref().is_none_or(|kind| kind.eq_ignore_ascii_case("SELECT"))
}

fn changes(status: &QueryStatus) -> bool {
    let kinds = ["INSERT", "UPDATE", "DELETE", "MERGE", "CREATE_TABLE_AS_SELECT"];
    status.substatement_type.as_deref().is_some_and(|kind| kinds.contains(&kind))
}

fn statistics(athena: &Athena, status: &QueryStatus, rows_written: Option<u64>, read_from: &'static str) -> Statistics {
    let billed = if status.reused_result { 0 } else { status.bytes_scanned };
    Statistics::of(status, cost::dollars(billed, athena.0.config.limits.price_per_tb), rows_written, read_from)
}

impl Statistics {
    fn of(status: &QueryStatus, dollars: f64, rows_written: Option<u64>, read_from: &'static str) -> Self {
        Self {
            query_execution_id: status.id.clone(),
            bytes_scanned: status.bytes_scanned,
            dollars,
            engine_time: status.engine_time,
            queue_time: status.queue_time,
            total_time: status.total_time,
            rows_written,
            reused_result: status.reused_result,
            read_from,
        }
    }
}

fn unreadable(reason: impl Into<String>) -> Error {
    ErrorKind::Unreadable { reason: reason.into() }.into()
}
