//! The cost of a statement: time, bytes and price.

use std::{fmt, time::Duration};

/// The time, the bytes and the estimated price of a statement.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct Statistics {
    /// The query execution ID.
    pub query_execution_id: String,
    /// Bytes scanned.
    pub bytes_scanned: u64,
    /// The estimated price in US dollars: the bytes at the connection's price, at least 10 MB of them; 0 for a result that was reused.
    pub dollars: f64,
    /// Time in the engine.
    pub engine_time: Duration,
    /// Time in the queue.
    pub queue_time: Duration,
    /// Time from submission to the end, as Athena counts it.
    pub total_time: Duration,
    /// The number of rows written, for INSERT and the like.
    pub rows_written: Option<u64>,
    /// True when Athena answered with an earlier result.
    pub reused_result: bool,
    /// Where the rows are read from.
    pub read_from: ResultSource,
}

/// Where the rows of a result are read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum ResultSource {
    /// The engine itself: there is no stored result in between.
    #[default]
    Engine,
    /// The pages of Athena's `GetQueryResults`.
    GetQueryResults,
    /// The CSV object that Athena wrote to S3.
    S3Csv,
    /// The Parquet files of an UNLOAD.
    UnloadParquet,
}

impl fmt::Display for ResultSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Engine => "engine",
            Self::GetQueryResults => "GetQueryResults",
            Self::S3Csv => "S3 CSV",
            Self::UnloadParquet => "UNLOAD Parquet",
        })
    }
}
