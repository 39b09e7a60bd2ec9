//! A connection: the facade, which only delegates.

use std::{fmt, sync::Arc};

use super::{
    background::query_status, config::Config, metadata, query::RunningQuery, run, session::Session, start,
    status::QueryStatus,
};
use crate::{
    engine::{Engine, Execution},
    error::Result,
    schema::{CatalogColumn, TableName},
    sql::classify::class,
    statement::Statement,
};

/// A connection to Athena. Clones share its limits, its budget and the requests that poll running queries.
///
/// Dropping the last clone waits, for at most ten seconds, until abandoned queries have been stopped.
#[derive(Clone)]
pub struct Athena(Arc<Session>);

impl fmt::Debug for Athena {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Athena").field(&self.0.config).finish()
    }
}

impl Athena {
    pub(super) async fn open(config: Config) -> Result<Self> {
        Ok(Self(Arc::new(Session::open(config).await?)))
    }

    /// The schema of names without one.
    pub fn schema(&self) -> &str {
        &self.0.config.schema
    }

    /// The AWS region.
    pub fn region(&self) -> &str {
        &self.0.clients.region
    }

    /// Whether dropping the last handle to a query stops it.
    pub fn stops_on_drop(&self) -> bool {
        self.0.config.stop_on_drop
    }

    /// Bytes that the queries of this connection and its clones have scanned so far.
    pub fn bytes_scanned(&self) -> u64 {
        self.0.budget.spent()
    }

    /// The estimated price in US dollars of one query that scans this number of bytes, with Athena's minimum of 10 MB per query.
    pub fn estimate(&self, bytes_scanned: u64) -> f64 {
        self.0.dollars(bytes_scanned)
    }

    /// Starts a statement and does not wait for it. Dropping the [`RunningQuery`] before it has ended stops it.
    ///
    /// # Errors
    /// [`ErrorKind::Syntax`](crate::ErrorKind::Syntax) for what Athena cannot parse; before anything is sent,
    /// [`ErrorKind::ReadOnly`](crate::ErrorKind::ReadOnly), [`ErrorKind::Budget`](crate::ErrorKind::Budget) and, for SQL of more than
    /// 262,144 bytes, [`ErrorKind::StatementTooLong`](crate::ErrorKind::StatementTooLong); AWS's errors about permissions, credentials and throttling.
    pub async fn start(&self, statement: &Statement) -> Result<RunningQuery> {
        start::start(&self.0, statement).await
    }

    /// A query that was started earlier, by this program or another, by its query execution ID: to wait for it and to read its rows.
    /// Dropping it does not stop the query.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) when Athena does not know the ID.
    pub async fn attach(&self, id: &str) -> Result<RunningQuery> {
        RunningQuery::attach(&self.0, id).await
    }

    /// The status of a query, from `GetQueryExecution`.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) when Athena does not know the ID.
    pub async fn status(&self, id: &str) -> Result<QueryStatus> {
        query_status(&self.0.clients.athena, id).await
    }

    /// Stops a query. One that has already ended stays as it is; that is not an error.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) when Athena does not know the ID; AWS's errors about permissions.
    pub async fn stop(&self, id: &str) -> Result<()> {
        self.0.background.stop_and_wait(id).await
    }

    /// Waits until abandoned queries have been stopped and temporary files removed.
    ///
    /// # Errors
    /// Why a query could not be stopped: it keeps running in Athena.
    pub async fn flush(&self) -> Result<()> {
        self.0.background.flush().await
    }
}

#[async_trait::async_trait]
impl Engine for Athena {
    async fn run(&self, statement: &Statement) -> Result<Execution> {
        run::run(&self.0, statement, class(statement.sql())).await
    }

    async fn table_columns(&self, name: &TableName) -> Result<Option<Vec<CatalogColumn>>> {
        metadata::columns(&self.0, name).await
    }
}
