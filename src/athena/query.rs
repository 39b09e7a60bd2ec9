//! A query that runs.

use std::{fmt, sync::Arc, time::Duration};

use tokio::{
    sync::{OwnedSemaphorePermit, watch},
    time::Instant,
};

use super::{
    Progress, QueryStatus,
    background::{Guard, Look},
    failure, results,
    session::Athena,
};
use crate::{
    engine::Execution,
    error::{Error, ErrorKind, FailedQuery, Result},
    statement::Statement,
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

    /// Waits until it has succeeded, and opens its result.
    ///
    /// # Errors
    /// As [`wait`](Self::wait); [`ErrorKind::Unreadable`] when the result is not what Athena writes.
    pub async fn results(mut self) -> Result<Execution> {
        let status = self.watching.wait().await?;
        results::open(&self.watching.athena, &self.statement, &status, self.unload.take()).await
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
    athena: Athena,
    guard: Guard,
    looks: watch::Receiver<Look>,
    began: Instant,
    /// Held until the query has ended.
    slot: Option<OwnedSemaphorePermit>,
    counted: u64,
}

impl Watching {
    pub(super) fn new(athena: &Athena, guard: Guard, began: Instant, slot: Option<OwnedSemaphorePermit>) -> Self {
        let looks = athena.0.background.watch(guard.id());
        Self { athena: athena.clone(), guard, looks, began, slot, counted: 0 }
    }

    async fn wait(&mut self) -> Result<Arc<QueryStatus>> {
        loop {
            let status = self.next_look().await?;
            let span = tracing::Span::current();
            span.record("bytes_scanned", status.bytes_scanned);
            tracing::debug!(query_execution_id = status.id, state = %status.state, bytes_scanned = status.bytes_scanned, "looked");
            self.athena.0.budget.count(&mut self.counted, status.bytes_scanned);
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
                self.slot = None;
                return if status.failure.is_some() { Err(failure::of_query(&status)) } else { Ok(status) };
            }
            self.athena.0.budget.allows(self.counted).map_err(|error| self.stopped(&error))?;
        }
    }

    async fn next_look(&mut self) -> Result<Arc<QueryStatus>> {
        let changed = self.looks.changed();
        let deadline = self.athena.0.config.times.deadline;
        let seen = match deadline {
            Some(after) => tokio::time::timeout_at(self.began + after, changed).await,
            None => Ok(changed.await),
        };
        match seen {
            Err(_) => Err(self.stopped(&ErrorKind::Deadline { after: deadline.unwrap_or(Duration::ZERO) }.into())),
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

    /// Gives the query up: the guard stops it, and the error says which query it was.
    fn stopped(&self, error: &Error) -> Error {
        self.of_this_query(error)
    }

    fn of_this_query(&self, error: &Error) -> Error {
        error.of_query(FailedQuery { id: self.guard.id().to_owned(), ..FailedQuery::default() })
    }
}
