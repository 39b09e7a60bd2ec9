//! The statistics of a query that has ended.

use crate::{
    athena::{session::Session, status::QueryStatus},
    engine::{ResultSource, Statistics},
};

pub(super) fn statistics(
    session: &Session,
    status: &QueryStatus,
    rows_written: Option<u64>,
    read_from: ResultSource,
) -> Statistics {
    let billed = if status.reused_result { 0 } else { status.bytes_scanned };
    Statistics {
        query_execution_id: status.id.clone(),
        bytes_scanned: status.bytes_scanned,
        dollars: session.dollars(billed),
        engine_time: status.engine_time,
        queue_time: status.queue_time,
        total_time: status.total_time,
        rows_written,
        reused_result: status.reused_result,
        read_from,
    }
}

/// The statistics of a query that was run as UNLOAD.
pub(in crate::athena) fn unload_statistics(session: &Session, status: &QueryStatus) -> Statistics {
    statistics(session, status, None, ResultSource::UnloadParquet)
}
