//! What a statement took.

use std::time::Duration;

/// What a statement took and what it may cost.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct Statistics {
    /// Athena's id of it.
    pub query_execution_id: String,
    /// Bytes scanned.
    pub bytes_scanned: u64,
    /// An estimate of the price in US dollars: bytes at the connection's price, at least 10 MB; nothing for a result that was reused.
    pub dollars: f64,
    /// Time in the engine.
    pub engine_time: Duration,
    /// Time in the queue.
    pub queue_time: Duration,
    /// Time from submission to the end, as Athena counts it.
    pub total_time: Duration,
    /// Rows that were written, for INSERT and the like.
    pub rows_written: Option<u64>,
    /// True when Athena answered with an earlier result.
    pub reused_result: bool,
    /// Where the rows come from: `GetQueryResults`, `S3 CSV`, `UNLOAD Parquet`.
    pub read_from: &'static str,
}
