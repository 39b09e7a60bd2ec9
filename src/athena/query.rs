//! A query that runs.

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
    Progress, QueryStatus,
    background::{Guard, Look},
    failure, results,
    session::Athena,
};
use crate::{
    engine::Execution,
    error::{DeadlineOutcome, Error, ErrorKind, FailedQuery, Result},
    statement::Statement,
    types::AthenaType,
};

/// A query that Athena has accepted. Dropping it before it has ended stops it.
pub struct RunningQuery {
    watching: Watching,
    statement: Statement,
    unload: Option<results::unload::Target>,
}

impl fmt::Debug for RunningQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunningQuery").field("id", &self.id()).finish_non_exhaustive()
    }
}

impl RunningQuery {
    pub(super) fn new(watching: Watching, statement: Statement, unload: Option<results::unload::Target>) -> Self {
        Self { watching, statement, unload }
    }

    /// Athena's id of it.
    pub fn id(&self) -> &str {
        self.watching.guard.id()
    }

    /// Waits until it has succeeded.
    ///
    /// # Errors
    /// Why it failed or was cancelled; [`ErrorKind::Deadline`] and [`ErrorKind::Budget`], after which it has been stopped.
    pub async fn wait(&mut self) -> Result<Arc<QueryStatus>> {
        self.watching.wait().await
    }

    /// States the data type of a result column, as [`Statement::with_column_type`] does: for queries that were attached to.
    #[must_use]
    pub fn with_column_type(mut self, column: impl Into<String>, data_type: AthenaType) -> Self {
        self.statement = self.statement.with_column_type(column, data_type);
        self
    }

    /// Waits until it has succeeded, and opens its result.
    ///
    /// # Errors
    /// As [`wait`](Self::wait); [`ErrorKind::Unreadable`] when the result is not what Athena writes.
    pub async fn results(self) -> Result<Execution> {
        let statement = self.statement.clone();
        self.raw_results().await?.with_type_hints(&statement)
    }

    /// The same, before type hints are applied.
    pub(super) async fn raw_results(mut self) -> Result<Execution> {
        let status = self.watching.wait().await?;
        let Watching { athena, began, .. } = &self.watching;
        results::open(athena, &self.statement, &status, self.unload.take(), *began).await
    }

    /// Stops it, and waits until Athena has answered.
    ///
    /// # Errors
    /// What AWS says of permissions.
    pub async fn stop(mut self) -> Result<()> {
        self.watching.guard.release();
        let id = self.id().to_owned();
        self.watching.athena.stop(&id).await
    }

    /// Lets it go on by itself. [`Athena::attach`] finds it again by its id.
    pub fn detach(mut self) -> String {
        self.watching.guard.release();
        self.id().to_owned()
    }
}

/// The eyes on a query.
pub(super) struct Watching {
    // Before `athena`: the last handle waits for the stop that this sends.
    guard: Guard,
    /// It was started here: its bytes are this connection's, and the deadline stops it.
    ours: bool,
    looks: watch::Receiver<Look>,
    /// The last look, once there is no other.
    ended: Option<Result<Arc<QueryStatus>>>,
    began: Instant,
    counted: u64,
    span: Span,
    athena: Athena,
}

impl Watching {
    pub(super) fn new(athena: &Athena, guard: Guard, began: Instant, slot: Option<OwnedSemaphorePermit>) -> Self {
        let (looks, ours) = (athena.0.background.watch(guard.id(), slot), true);
        let span = tracing::info_span!(
            "athena_query",
            query_execution_id = guard.id(),
            state = Empty,
            bytes_scanned = Empty,
            queue_ms = Empty,
            engine_ms = Empty,
            total_ms = Empty,
        );
        Self { guard, ours, looks, ended: None, began, counted: 0, span, athena: athena.clone() }
    }

    /// A query that somebody else started.
    pub(super) fn other(athena: &Athena, id: String) -> Self {
        Self { ours: false, ..Self::new(athena, Guard::unarmed(id), Instant::now(), None) }
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
            let status = self.next_look().await?;
            self.note(&status);
            if self.ours && !status.reused_result {
                self.athena.0.budget.count(&mut self.counted, status.bytes_scanned);
            }
            if let Some(call) = &self.athena.0.config.on_progress {
                call(&Progress {
                    id: status.id.clone(),
                    state: status.state,
                    bytes_scanned: status.bytes_scanned,
                    elapsed: self.began.elapsed(),
                });
            }
            if status.state.is_final() {
                self.guard.release();
                return if status.failure.is_some() { Err(failure::of_query(&status)) } else { Ok(status) };
            }
            if let Err(error) = self.athena.0.budget.allows(self.counted) {
                self.stop();
                return Err(self.of_this_query(&error));
            }
        }
    }

    /// For whoever collects spans: what is known of the query by now.
    fn note(&self, status: &QueryStatus) {
        let millis = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        self.span.record("state", display(status.state));
        self.span.record("bytes_scanned", status.bytes_scanned);
        self.span.record("queue_ms", millis(status.queue_time));
        self.span.record("engine_ms", millis(status.engine_time));
        self.span.record("total_ms", millis(status.total_time));
        tracing::debug!(parent: &self.span, state = %status.state, "looked");
    }

    async fn next_look(&mut self) -> Result<Arc<QueryStatus>> {
        let after = self.athena.0.config.times.deadline;
        let seen = match after.and_then(|after| self.began.checked_add(after)) {
            Some(end) => tokio::time::timeout_at(end, self.looks.changed()).await,
            None => Ok(self.looks.changed().await),
        };
        match seen {
            Err(_) => {
                self.stop();
                let outcome = if self.ours { DeadlineOutcome::Stopped } else { DeadlineOutcome::StillRunning };
                let error = ErrorKind::Deadline { after: after.unwrap_or(Duration::ZERO), outcome };
                Err(self.of_this_query(&error.into()))
            }
            Ok(Err(_)) => {
                let message = "the driver's thread has ended".to_owned();
                Err(ErrorKind::Service { operation: "GetQueryExecution", message }.into())
            }
            Ok(Ok(())) => {
                let look = self.looks.borrow_and_update().clone();
                let look = look.unwrap_or_else(|| Err(Error::wrong_query("there was no look at it")));
                look.map_err(|error| self.of_this_query(&error))
            }
        }
    }

    /// Gives the query up, whoever still holds it.
    fn stop(&mut self) {
        self.guard.release();
        if self.ours {
            self.athena.0.background.stop(self.guard.id());
        }
    }

    fn of_this_query(&self, error: &Error) -> Error {
        error.of_query(FailedQuery { id: self.guard.id().to_owned(), ..FailedQuery::default() })
    }
}
