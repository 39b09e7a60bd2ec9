//! Starting a statement.

use std::{sync::Arc, time::Duration};

use tokio::time::Instant;

use super::{
    background::StartRequest,
    query::{QueryWatcher, RunningQuery},
    request,
    results::UnloadTarget,
    session::Session,
};
use crate::{
    error::{DeadlineOutcome, Error, ErrorKind, Result},
    sql::{
        self,
        classify::{StatementClass, class},
    },
    statement::Statement,
};

/// The SQL that is sent for a statement.
pub(super) struct Submission<'a> {
    pub(super) sql: &'a str,
    pub(super) class: StatementClass,
    /// Where this SQL unloads to, if it does.
    pub(super) unload: Option<&'a mut UnloadTarget>,
}

/// Starts a statement as it is.
pub(super) async fn start(session: &Arc<Session>, statement: &Statement) -> Result<RunningQuery> {
    let class = class(statement.sql());
    check_read_only(session, statement, class)?;
    let submission = Submission { sql: statement.sql(), class, unload: None };
    submit(session, statement, submission, Instant::now()).await
}

/// Refuses what may change something, on a connection that only reads.
pub(super) fn check_read_only(session: &Session, statement: &Statement, class: StatementClass) -> Result<()> {
    if session.config.limits.read_only && !class.only_reads() {
        return Err(ErrorKind::ReadOnly { statement: first_words(statement.sql()) }.into());
    }
    Ok(())
}

/// Starts a statement, if the connection's budget allows another one.
pub(super) async fn submit(
    session: &Arc<Session>,
    statement: &Statement,
    submission: Submission<'_>,
    began: Instant,
) -> Result<RunningQuery> {
    session.budget.allows_another()?;
    submit_unbudgeted(session, statement, submission, began).await
}

/// The same for SQL that scans nothing, so that it does not count towards the budget.
pub(super) async fn submit_unbudgeted(
    session: &Arc<Session>,
    statement: &Statement,
    submission: Submission<'_>,
    began: Instant,
) -> Result<RunningQuery> {
    sql::fits(submission.sql)?;
    let starting = async {
        let permit = session.concurrency.acquire(submission.class).await?;
        let start = StartRequest {
            request: request::start(&session.config, submission.sql, statement.parameters())?,
            // Unloaded rows have no use without the caller that waits for them.
            stop_on_drop: session.config.stop_on_drop || submission.unload.is_some(),
            unload_prefix: submission.unload.as_ref().map(|target| target.uri().to_owned()),
        };
        let guard = session.background.start_query(start).await?;
        Ok::<_, Error>((permit, guard))
    };
    let after = session.config.timeouts.deadline;
    let late = || {
        let outcome = DeadlineOutcome::NotStarted;
        Error::from(ErrorKind::Deadline { after: after.unwrap_or(Duration::ZERO), outcome })
    };
    let (permit, mut guard) = match after.and_then(|after| began.checked_add(after)) {
        None => starting.await?,
        Some(end) if end <= Instant::now() => return Err(late()),
        Some(end) => tokio::time::timeout_at(end, starting).await.map_err(|_| late())??,
    };
    if let Some(target) = submission.unload {
        target.written_by(guard.id());
        guard.keep_files();
    }
    Ok(RunningQuery::new(QueryWatcher::new(session, guard, began, Some(permit)), statement.clone()))
}

fn first_words(sql: &str) -> String {
    let words: Vec<&str> = sql.split_whitespace().take(3).collect();
    format!("`{} …`", words.join(" "))
}
