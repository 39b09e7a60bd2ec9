//! From the result of a query in Athena to Arrow batches.

mod api;
mod columns;
mod csv;
mod object;
mod precision;
mod statistics;
mod task;
mod unload;

use std::sync::{Arc, atomic::Ordering};

use arrow_schema::Schema;
use futures::StreamExt;

use self::statistics::statistics;
pub(super) use self::{statistics::unload_statistics, unload::UnloadTarget};
use super::{
    config::{Encryption, ResultMode},
    session::Session,
    status::QueryStatus,
};
use crate::{
    engine::{Execution, ResultSource},
    error::{Error, ErrorKind, FailedQuery, Result},
    statement::Statement,
};

/// The result of a query that has succeeded.
pub(super) async fn open(session: &Session, statement: &Statement, status: &QueryStatus) -> Result<Execution> {
    with_query_id(open_text(session, statement, status).await, status)
}

/// The result of a query that was run as UNLOAD; `None` when it wrote no files, so that its columns are not known either.
pub(super) async fn open_unloaded(
    session: &Session,
    statement: &Statement,
    status: &QueryStatus,
    target: UnloadTarget,
) -> Result<Option<Execution>> {
    let opened = unload::open(session, statement, status, target).await;
    opened.transpose().map(|opened| with_query_id(opened, status)).transpose()
}

/// A result whose errors name the query.
pub(super) fn with_query_id(opened: Result<Execution>, status: &QueryStatus) -> Result<Execution> {
    let query = FailedQuery { id: status.id.clone(), ..FailedQuery::default() };
    let execution = opened.map_err(|error| naming(&error, &query))?;
    let (schema, statistics) = (Arc::clone(execution.schema()), execution.statistics().cloned());
    let batches = execution.into_batches().map(move |batch| batch.map_err(|error| naming(&error, &query)));
    let execution = Execution::new(schema, batches.boxed());
    Ok(match statistics {
        Some(statistics) => execution.with_statistics(statistics),
        None => execution,
    })
}

fn naming(error: &Error, query: &FailedQuery) -> Error {
    if error.failed_query().is_some() { error.clone() } else { error.of_query(query.clone()) }
}

/// The text formats: the pages of the API and the CSV object.
async fn open_text(session: &Session, statement: &Statement, status: &QueryStatus) -> Result<Execution> {
    let client = &session.clients.athena;
    let first = api::FirstPages::read(client, statement, status).await?;
    let columns = match first.infos.as_slice() {
        [] if first.rows().next().is_some() => columns::ResultColumns::undescribed(),
        infos => columns::ResultColumns::new(infos, statement.type_hints(), first.rows())?,
    };
    let rows_written = first.update_count.and_then(|n| u64::try_from(n).ok()).filter(|_| writes_rows(status));
    let statistics = |source| statistics(session, status, rows_written, source);
    if rows_written.is_some() {
        // The count is the whole result, though Athena describes it as a column `rows`.
        let nothing = Execution::new(Arc::new(Schema::empty()), futures::stream::empty().boxed());
        return Ok(nothing.with_statistics(statistics(ResultSource::GetQueryResults)));
    }
    if let Some(uri) = csv_object(session, status, &first) {
        match csv::open(&session.clients.s3, &uri, columns.clone()).await {
            Ok(batches) => {
                let execution = Execution::new(columns.schema().clone(), batches);
                return Ok(execution.with_statistics(statistics(ResultSource::S3Csv)));
            }
            Err(error) if session.config.result_mode == ResultMode::Csv => return Err(error),
            // Access was denied, or the object is not what it should be: the pages have the same rows.
            Err(error) => {
                if matches!(error.kind(), ErrorKind::AccessDenied { .. }) {
                    session.s3_denied.store(true, Ordering::Relaxed);
                }
                tracing::debug!(query_execution_id = status.id, %error, "the CSV object cannot be read: the result is read by pages");
            }
        }
    } else if session.config.result_mode == ResultMode::Csv && status.is_query() && status.output_location.is_none() {
        tracing::debug!(query_execution_id = status.id, "Athena manages this result: it is read by pages");
    }
    let schema = columns.schema().clone();
    let batches = api::batches(client.clone(), status, first, columns);
    Ok(Execution::new(schema, batches).with_statistics(statistics(ResultSource::GetQueryResults)))
}

/// The URI of the CSV object, where there is one that is worth a request.
fn csv_object(session: &Session, status: &QueryStatus, first: &api::FirstPages) -> Option<String> {
    let uri = status.output_location.as_ref().filter(|uri| uri.ends_with(".csv"))?;
    let by_client = status.encrypted_by_client || session.config.encryption == Some(Encryption::CseKms);
    if !status.is_query() || first.infos.is_empty() || by_client {
        return None;
    }
    match session.config.result_mode {
        ResultMode::Csv => Some(uri.clone()),
        // What has been read may be complete already.
        ResultMode::Auto if !first.are_all() && !session.s3_denied.load(Ordering::Relaxed) => Some(uri.clone()),
        _ => None,
    }
}

fn writes_rows(status: &QueryStatus) -> bool {
    let kinds = ["INSERT", "UPDATE", "DELETE", "MERGE", "CREATE_TABLE_AS_SELECT"];
    status.substatement_type.as_deref().is_some_and(|kind| kinds.contains(&kind))
}
