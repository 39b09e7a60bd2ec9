//! The state and the status of a query.

use std::{fmt, time::Duration};

use aws_sdk_athena::types::{EncryptionOption, QueryExecution, QueryExecutionState, StatementType};

use crate::error::FailedQuery;

/// The state of a query, by Athena's names. A running query can go back to the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum QueryState {
    /// Waiting for capacity.
    Queued,
    /// Running.
    Running,
    /// Ended, with a result.
    Succeeded,
    /// Ended with an error.
    Failed,
    /// Stopped before it ended.
    Cancelled,
}

impl QueryState {
    /// True when the query has ended: the state will not change any more.
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Queued | Self::Running)
    }
}

impl fmt::Display for QueryState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        })
    }
}

/// The status of a query, as `GetQueryExecution` returns it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct QueryStatus {
    /// The query execution ID.
    pub id: String,
    /// The SQL of the statement.
    pub sql: String,
    /// The state.
    pub state: QueryState,
    /// Why it is in that state, where Athena gives a reason.
    pub reason: Option<String>,
    /// The workgroup.
    pub work_group: Option<String>,
    /// `DML`, `DDL` or `UTILITY`.
    pub statement_type: Option<String>,
    /// The kind of statement, such as `SELECT` or `CREATE_VIEW`.
    pub substatement_type: Option<String>,
    /// The URI of the result object; `None` where Athena manages results itself.
    pub output_location: Option<String>,
    /// True when the result is encrypted client-side, so that only Athena can read it.
    pub encrypted_by_client: bool,
    /// The URI of the manifest: the list of the files that the query wrote.
    pub manifest_location: Option<String>,
    /// Bytes scanned so far.
    pub bytes_scanned: u64,
    /// Time in the engine.
    pub engine_time: Duration,
    /// Time in the queue.
    pub queue_time: Duration,
    /// Time from submission to the end, as Athena counts it.
    pub total_time: Duration,
    /// True when Athena answered with an earlier result.
    pub reused_result: bool,
    /// When it was submitted, in seconds since the Unix epoch.
    pub submitted: Option<f64>,
    /// Details of the failure, when it failed or was cancelled.
    pub failure: Option<FailedQuery>,
}

impl QueryStatus {
    /// Whether it is a query, so that its result is rows. UPDATE, DELETE and MERGE are DML as well, and name a CSV object that is never written.
    pub(super) fn is_query(&self) -> bool {
        self.statement_type.as_deref() == Some("DML")
            && self.substatement_type.as_deref().is_none_or(|kind| kind.eq_ignore_ascii_case("SELECT"))
    }

    pub(super) fn new(query: &QueryExecution) -> Option<Self> {
        let status = query.status()?;
        let state = match status.state()? {
            QueryExecutionState::Queued => QueryState::Queued,
            QueryExecutionState::Running => QueryState::Running,
            QueryExecutionState::Succeeded => QueryState::Succeeded,
            QueryExecutionState::Failed => QueryState::Failed,
            QueryExecutionState::Cancelled => QueryState::Cancelled,
            // A state that this version does not know counts as not ended: the deadline still applies.
            _ => QueryState::Running,
        };
        let statistics = query.statistics();
        let millis = |get: fn(&aws_sdk_athena::types::QueryExecutionStatistics) -> Option<i64>| {
            Duration::from_millis(statistics.and_then(get).and_then(|n| u64::try_from(n).ok()).unwrap_or_default())
        };
        let id = query.query_execution_id()?.to_owned();
        let reason = status.state_change_reason().map(str::to_owned);
        let failed = matches!(state, QueryState::Failed | QueryState::Cancelled).then(|| {
            let error = status.athena_error();
            FailedQuery {
                id: id.clone(),
                category: error.and_then(|error| error.error_category()),
                error_type: error.and_then(|error| error.error_type()),
                retryable: error.is_some_and(aws_sdk_athena::types::AthenaError::retryable),
                reason: reason.clone().or_else(|| error.and_then(|error| error.error_message()).map(str::to_owned)),
            }
        });
        Some(Self {
            id,
            sql: query.query().unwrap_or_default().to_owned(),
            state,
            reason,
            work_group: query.work_group().map(str::to_owned),
            statement_type: query.statement_type().map(StatementType::as_str).map(str::to_owned),
            substatement_type: query.substatement_type().map(str::to_owned),
            output_location: query
                .result_configuration()
                .and_then(|result| result.output_location())
                .map(str::to_owned),
            encrypted_by_client: query
                .result_configuration()
                .and_then(|result| result.encryption_configuration())
                .is_some_and(|encryption| *encryption.encryption_option() == EncryptionOption::CseKms),
            manifest_location: statistics.and_then(|s| s.data_manifest_location()).map(str::to_owned),
            bytes_scanned: statistics
                .and_then(|s| s.data_scanned_in_bytes())
                .and_then(|n| n.try_into().ok())
                .unwrap_or(0),
            engine_time: millis(|s| s.engine_execution_time_in_millis()),
            queue_time: millis(|s| s.query_queue_time_in_millis()),
            total_time: millis(|s| s.total_execution_time_in_millis()),
            reused_result: statistics
                .and_then(|s| s.result_reuse_information())
                .is_some_and(|reuse| reuse.reused_previous_result()),
            submitted: status.submission_date_time().map(|at| at.as_secs_f64()),
            failure: failed,
        })
    }
}
