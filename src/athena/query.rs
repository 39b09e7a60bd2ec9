//! A running query.

use std::{fmt, sync::Arc, time::Duration};

use tokio::{
    sync::{OwnedSemaphorePermit, watch},
    time::Instant,
};
use tracing::{
    Span,
    field::{Empty, display},
};

use super::{
    background::{PollResult, QueryGuard, query_status},
    config::Progress,
    failure, results,
    session::Session,
    status::QueryStatus,
};
use crate::{
    engine::Execution,
    error::{DeadlineOutcome, Error, ErrorKind, FailedQuery, Result},
    statement::Statement,
    types::AthenaType,
};

/// A query that Athena has accepted. Dropping it before it has ended stops it.
pub struct RunningQuery {
    watcher: QueryWatcher,
    statement: Statement,
}

impl fmt::Debug for RunningQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunningQuery").field("id", &self.id()).finish_non_exhaustive()
    }
}

impl RunningQuery {
    pub(super) fn new(watcher: QueryWatcher, statement: Statement) -> Self {
        Self { watcher, statement }
    }

    /// A query that was started elsewhere, if Athena knows its ID.
    pub(super) async fn attach(session: &Arc<Session>, id: &str) -> Result<Self> {
        let status = query_status(&session.clients.athena, id).await?;
        Ok(Self::new(QueryWatcher::attached(session, status.id), Statement::query(status.sql)))
    }

    /// The query execution ID.
    pub fn id(&self) -> &str {
        self.watcher.guard.id()
    }

    /// Waits until the query has succeeded.
    ///
    /// # Errors
    /// Why it failed or was cancelled; [`ErrorKind::Deadline`] and [`ErrorKind::Budget`], after which it has been stopped.
    pub async fn wait(&mut self) -> Result<Arc<QueryStatus>> {
        self.watcher.wait().await
    }

    /// States the data type of a result column, as [`Statement::with_column_type`] does: for queries that were attached to.
    #[must_use]
    pub fn with_column_type(mut self, column: impl Into<String>, data_type: AthenaType) -> Self {
        self.statement = self.statement.with_column_type(column, data_type);
        self
    }

    /// Waits until the query has succeeded, and opens its result.
    ///
    /// # Errors
    /// As [`wait`](Self::wait); [`ErrorKind::MalformedResult`] when the result is not what Athena writes.
    pub async fn results(self) -> Result<Execution> {
        let statement = self.statement.clone();
        self.raw_results().await?.with_type_hints(&statement)
    }

    /// The same, before type hints are applied.
    pub(super) async fn raw_results(mut self) -> Result<Execution> {
        let status = self.watcher.wait().await?;
        results::open(&self.watcher.session, &self.statement, &status).await
    }

    /// Stops the query, and waits until Athena has answered.
    ///
    /// # Errors
    /// AWS's errors about permissions.
    pub async fn stop(mut self) -> Result<()> {
        self.watcher.guard.release();
        let id = self.id().to_owned();
        self.watcher.session.background.stop_and_wait(&id).await
    }

    /// Lets the query keep running without this handle, and returns its ID. [`Athena::attach`](super::Athena::attach) takes that ID.
    pub fn detach(mut self) -> String {
        self.watcher.guard.release();
        self.id().to_owned()
    }
}

/// Follows a query to its end, under the deadline and the budgets of the connection.
pub(super) struct QueryWatcher {
    // Before `session`: the last handle to that waits for the stop that this sends.
    guard: QueryGuard,
    /// Started by this connection: its bytes count towards the budget, and the deadline stops it.
    ours: bool,
    polls: watch::Receiver<PollResult>,
    /// The final result, once there is one.
    ended: Option<Result<Arc<QueryStatus>>>,
    began: Instant,
    /// The bytes that the budget already includes.
    counted: u64,
    span: Span,
    session: Arc<Session>,
}

impl QueryWatcher {
    pub(super) fn new(
        session: &Arc<Session>,
        guard: QueryGuard,
        began: Instant,
        permit: Option<OwnedSemaphorePermit>,
    ) -> Self {
        let (polls, ours) = (session.background.poll(guard.id(), permit), true);
        let span = tracing::info_span!(
            "athena_query",
            query_execution_id = guard.id(),
            state = Empty,
            bytes_scanned = Empty,
            queue_ms = Empty,
            engine_ms = Empty,
            total_ms = Empty,
        );
        Self { guard, ours, polls, ended: None, began, counted: 0, span, session: Arc::clone(session) }
    }

    /// For a query that another connection or program started.
    fn attached(session: &Arc<Session>, id: String) -> Self {
        Self { ours: false, ..Self::new(session, QueryGuard::detached(id), Instant::now(), None) }
    }

    async fn wait(&mut self) -> Result<Arc<QueryStatus>> {
        if let Some(ended) = &self.ended {
            return ended.clone();
        }
        let ended = self.watch().await;
        self.ended = Some(ended.clone());
        ended
    }

    async fn watch(&mut self) -> Result<Arc<QueryStatus>> {
        loop {
            let status = self.next_poll().await?;
            self.record(&status);
            if self.ours && !status.reused_result {
                self.session.budget.count(&mut self.counted, status.bytes_scanned);
            }
            if let Some(on_progress) = &self.session.config.on_progress {
                on_progress(&Progress {
                    id: status.id.clone(),
                    state: status.state,
                    bytes_scanned: status.bytes_scanned,
                    elapsed: self.began.elapsed(),
                });
            }
            if status.state.is_final() {
                self.guard.release();
                return if status.failure.is_some() { Err(failure::query_error(&status)) } else { Ok(status) };
            }
            if let Err(error) = self.session.budget.allows(self.counted) {
                self.stop();
                return Err(self.with_query_id(&error));
            }
        }
    }

    /// Records in the span what is known of the query by now.
    fn record(&self, status: &QueryStatus) {
        let millis = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        self.span.record("state", display(status.state));
        self.span.record("bytes_scanned", status.bytes_scanned);
        self.span.record("queue_ms", millis(status.queue_time));
        self.span.record("engine_ms", millis(status.engine_time));
        self.span.record("total_ms", millis(status.total_time));
        tracing::debug!(parent: &self.span, state = %status.state, "polled");
    }

    async fn next_poll(&mut self) -> Result<Arc<QueryStatus>> {
        let after = self.session.config.timeouts.deadline;
        let changed = match after.and_then(|after| self.began.checked_add(after)) {
            Some(end) => tokio::time::timeout_at(end, self.polls.changed()).await,
            None => Ok(self.polls.changed().await),
        };
        match changed {
            Err(_) => {
                self.stop();
                let outcome = if self.ours { DeadlineOutcome::Stopped } else { DeadlineOutcome::StillRunning };
                let error = ErrorKind::Deadline { after: after.unwrap_or(Duration::ZERO), outcome };
                Err(self.with_query_id(&error.into()))
            }
            Ok(Err(_)) => {
                let message = "the driver's thread has ended".to_owned();
                Err(ErrorKind::Service { operation: "GetQueryExecution", message }.into())
            }
            Ok(Ok(())) => {
                let result = self.polls.borrow_and_update().clone();
                let result = result.unwrap_or_else(|| Err(Error::invalid_query("it has not been polled")));
                result.map_err(|error| self.with_query_id(&error))
            }
        }
    }

    /// Stops the query, even if other handles to it exist.
    fn stop(&mut self) {
        self.guard.release();
        if self.ours {
            self.session.background.stop(self.guard.id());
        }
    }

    fn with_query_id(&self, error: &Error) -> Error {
        error.of_query(FailedQuery { id: self.guard.id().to_owned(), ..FailedQuery::default() })
    }
}
