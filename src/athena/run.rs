//! Running a statement to its result.

use std::sync::Arc;

use tokio::time::Instant;

use super::{
    config::ResultMode,
    failure, nearest_table,
    results::{self, UnloadTarget},
    session::Session,
    start::{Submission, check_read_only, submit, submit_unbudgeted},
};
use crate::{
    ddl,
    engine::Execution,
    error::{Error, Result},
    sql::classify::{StatementClass, commits_once, without_end},
    statement::Statement,
};

/// Runs a statement, and runs it again after some failures ([`may_run_again`]). One of class [`StatementClass::Utility`] is never unloaded.
pub(super) async fn run(session: &Arc<Session>, statement: &Statement, class: StatementClass) -> Result<Execution> {
    let began = Instant::now();
    let mut attempt = 1;
    loop {
        match run_once(session, statement, class, began).await {
            Err(error)
                if attempt < session.config.retries.max_attempts && may_run_again(&error, statement.sql(), class) =>
            {
                let pause = session.config.retries.delay * (1 << attempt.min(6));
                tracing::warn!(%error, attempt, "the query failed and is run again");
                tokio::time::sleep(pause.mul_f64(0.5 + fastrand::f64())).await;
                attempt += 1;
            }
            Err(error) => return Err(nearest_table::suggested(session, error).await),
            Ok(execution) => return Ok(execution),
        }
    }
}

/// A statement that only reads, when Athena reports that a later attempt may succeed, unless it was the time that had run out: its bytes
/// would be paid for again. One that writes, when another writer was first and nothing has been written.
fn may_run_again(error: &Error, sql: &str, class: StatementClass) -> bool {
    let Some(query) = error.failed_query() else { return false };
    if class.only_reads() {
        return query.retryable && !failure::is_timeout(error);
    }
    failure::is_commit_conflict(error) && commits_once(sql)
}

async fn run_once(
    session: &Arc<Session>,
    statement: &Statement,
    class: StatementClass,
    began: Instant,
) -> Result<Execution> {
    check_read_only(session, statement, class)?;
    if session.config.result_mode == ResultMode::Unload && class == StatementClass::Query {
        return run_as_unload(session, statement, began).await;
    }
    let submission = Submission { sql: statement.sql(), class, unload: None };
    submit(session, statement, submission, began).await?.raw_results().await
}

async fn run_as_unload(session: &Arc<Session>, statement: &Statement, began: Instant) -> Result<Execution> {
    // Declared before `running`, so dropped after it: the query is stopped before its files are removed.
    let mut target = UnloadTarget::new(session);
    let unload = ddl::unload(statement, target.uri())?;
    let submission = Submission { sql: unload.sql(), class: StatementClass::Write, unload: Some(&mut target) };
    let mut running = submit(session, statement, submission, began).await?;
    let status = running.wait().await?;
    if let Some(execution) = results::open_unloaded(session, statement, &status, target).await? {
        return Ok(execution);
    }
    let empty = empty_result(session, statement, began).await;
    let statistics = results::unload_statistics(session, &status);
    results::with_query_id(empty, &status).map(|execution| execution.with_statistics(statistics))
}

/// Without rows there are no files, and without files no columns: the same query, limited to no rows, has them and scans nothing.
async fn empty_result(session: &Arc<Session>, statement: &Statement, began: Instant) -> Result<Execution> {
    let sql = format!("SELECT * FROM (\n{}\n) LIMIT 0", without_end(statement.sql()));
    let submission = Submission { sql: &sql, class: StatementClass::Query, unload: None };
    submit_unbudgeted(session, statement, submission, began).await?.raw_results().await
}
