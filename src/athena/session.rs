//! A connection.

use std::{
    fmt,
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use tokio::time::Instant;

use super::{
    AthenaBuilder, QueryStatus, ResultMode, RunningQuery,
    background::{Background, Start, status},
    client::Clients,
    config::Config,
    cost::{self, Budget},
    metadata,
    query::Watching,
    request,
    results::unload::{self, Target},
    slots::Slots,
    url,
};
use crate::{
    engine::{Engine, Execution},
    error::{DeadlineOutcome, Error, ErrorKind, ObjectKind, Result, nearest},
    schema::{CatalogColumn, TableName},
    sql::{
        self,
        classify::{StatementClass, class},
    },
    statement::Statement,
};

/// A connection to Athena. Clones share its limits, its budget and its looks at running queries.
///
/// When the last clone goes, it waits (at most ten seconds) until the queries that were abandoned have been stopped.
#[derive(Clone)]
pub struct Athena(pub(super) Arc<Session>);

pub(super) struct Session {
    pub(super) config: Config,
    pub(super) clients: Clients,
    pub(super) background: Arc<Background>,
    pub(super) budget: Budget,
    slots: Slots,
    /// S3 turned out to be closed to this role, or out of reach.
    pub(super) s3_closed: AtomicBool,
    /// GetTableMetadata turned out to be closed to this role.
    pub(super) metadata_closed: AtomicBool,
}

impl fmt::Debug for Athena {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Athena").field(&self.0.config).finish()
    }
}

impl Athena {
    /// A connection, step by step.
    pub fn builder() -> AthenaBuilder {
        AthenaBuilder::default()
    }

    /// The connection of a URL, to be changed before it is made.
    ///
    /// # Errors
    /// [`ErrorKind::Url`] for what is wrong with the URL.
    pub fn from_url(url: &str) -> Result<AthenaBuilder> {
        url::parse(url)
    }

    pub(super) async fn open(mut config: Config) -> Result<Self> {
        let variable = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
        config.staging_dir = config.staging_dir.or_else(|| variable("AWS_ATHENA_S3_STAGING_DIR"));
        config.work_group = config.work_group.or_else(|| variable("AWS_ATHENA_WORK_GROUP"));
        request::check(&config)?;
        let (clients, s3) = Clients::new(&config).await?;
        let background = Background::start(clients.background.clone(), s3, config.times.clone())?;
        Ok(Self(Arc::new(Session {
            s3_closed: AtomicBool::new(false),
            metadata_closed: AtomicBool::new(false),
            budget: Budget::new(&config.limits),
            slots: Slots::new(&config.limits),
            background: Arc::new(background),
            clients,
            config,
        })))
    }

    /// The schema of names without one.
    pub fn schema(&self) -> &str {
        &self.0.config.schema
    }

    /// The AWS region.
    pub fn region(&self) -> &str {
        &self.0.clients.region
    }

    /// Whether a query is stopped when nobody waits for it any more.
    pub fn stops_on_drop(&self) -> bool {
        self.0.config.stop_on_drop
    }

    /// Bytes that the queries of this connection and its clones have scanned so far.
    pub fn bytes_scanned(&self) -> u64 {
        self.0.budget.spent()
    }

    /// The price of so many bytes in dollars, as one query: an estimate with Athena's minimum of 10 MB.
    pub fn estimate(&self, bytes_scanned: u64) -> f64 {
        cost::dollars(bytes_scanned, self.0.config.limits.price_per_tb)
    }

    /// Starts a statement and does not wait for it. Whoever drops the [`RunningQuery`] before it has ended stops it.
    ///
    /// # Errors
    /// [`ErrorKind::Syntax`] for what Athena cannot parse; [`ErrorKind::ReadOnly`], [`ErrorKind::Budget`] and, for texts of more than 262,144
    /// bytes, [`ErrorKind::Query`] before anything is sent;
    /// what AWS says of permissions, credentials and throttles.
    pub async fn start(&self, statement: &Statement) -> Result<RunningQuery> {
        let class = class(statement.sql());
        if self.0.config.limits.read_only && !class.only_reads() {
            return Err(ErrorKind::ReadOnly { statement: first_words(statement.sql()) }.into());
        }
        let text = Text { sql: statement.sql(), class, unload: None };
        self.start_as(statement, text, Instant::now()).await
    }

    /// Starts a text for a statement.
    pub(super) async fn start_as(&self, statement: &Statement, text: Text<'_>, began: Instant) -> Result<RunningQuery> {
        self.0.budget.allows_another()?;
        self.start_free(statement, text, began).await
    }

    /// The same for what scans nothing: no budget is asked.
    pub(super) async fn start_free(
        &self,
        statement: &Statement,
        text: Text<'_>,
        began: Instant,
    ) -> Result<RunningQuery> {
        sql::fits(text.sql)?;
        let starting = async {
            let slot = self.0.slots.take(text.class).await?;
            let start = Start {
                request: request::start(&self.0.config, text.sql, statement.parameters())?,
                // What is unloaded can only be read by whoever waits for it.
                stop_on_drop: self.0.config.stop_on_drop || text.unload.is_some(),
                unloads: text.unload.as_ref().map(|target| target.uri().to_owned()),
            };
            let guard = self.0.background.start_query(start).await?;
            Ok::<_, Error>((slot, guard))
        };
        let after = self.0.config.times.deadline;
        let late = || {
            let outcome = DeadlineOutcome::NotStarted;
            Error::from(ErrorKind::Deadline { after: after.unwrap_or(Duration::ZERO), outcome })
        };
        let (slot, mut guard) = match after.and_then(|after| began.checked_add(after)) {
            None => starting.await?,
            Some(end) if end <= Instant::now() => return Err(late()),
            Some(end) => tokio::time::timeout_at(end, starting).await.map_err(|_| late())??,
        };
        let mut unload = text.unload;
        if let Some(target) = &mut unload {
            target.written_by(guard.id());
            guard.keep_files();
        }
        Ok(RunningQuery::new(Watching::new(self, guard, began, Some(slot)), statement.clone(), unload))
    }

    /// A query that was started earlier, here or elsewhere, by its id: to wait for it and read its rows. Dropping it stops nothing.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] when Athena does not know the id.
    pub async fn attach(&self, id: &str) -> Result<RunningQuery> {
        let status = self.status(id).await?;
        let watching = Watching::other(self, status.id);
        Ok(RunningQuery::new(watching, Statement::query(status.sql), None))
    }

    /// What Athena says of a query.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] when Athena does not know the id.
    pub async fn status(&self, id: &str) -> Result<QueryStatus> {
        status(&self.0.clients.athena, id).await
    }

    /// Stops a query. One that has ended stays as it is, which is no error.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] when Athena does not know the id; what AWS says of permissions.
    pub async fn stop(&self, id: &str) -> Result<()> {
        self.0.background.stop_and_wait(id).await
    }

    /// Waits until abandoned queries have been stopped and temporary files removed.
    ///
    /// # Errors
    /// Why a query could not be stopped: it goes on in Athena.
    pub async fn flush(&self) -> Result<()> {
        self.0.background.flush().await
    }

    /// Runs a statement, again if Athena calls its failure retryable. One of class [`StatementClass::Utility`] is never unloaded.
    pub(super) async fn run(&self, statement: &Statement, class: StatementClass) -> Result<Execution> {
        let began = Instant::now();
        let mut attempt = 1;
        loop {
            match self.attempt(statement, class, began).await {
                // Athena itself says that it may go well the next time; what changes something is not tried twice all the same.
                Err(error)
                    if failed_for_now(&error) && class.only_reads() && attempt < self.0.config.times.max_attempts =>
                {
                    let pause = self.0.config.times.retry_delay * (1 << attempt.min(6));
                    tracing::warn!(%error, attempt, "run again");
                    tokio::time::sleep(pause.mul_f64(0.5 + fastrand::f64())).await;
                    attempt += 1;
                }
                Err(error) => return Err(self.with_nearest(error).await),
                Ok(execution) => return Ok(execution),
            }
        }
    }

    async fn attempt(&self, statement: &Statement, class: StatementClass, began: Instant) -> Result<Execution> {
        if self.0.config.limits.read_only && !class.only_reads() {
            return Err(ErrorKind::ReadOnly { statement: first_words(statement.sql()) }.into());
        }
        if self.0.config.result_mode == ResultMode::Unload && class == StatementClass::Query {
            return unload::run(self, statement, began).await;
        }
        let text = Text { sql: statement.sql(), class, unload: None };
        self.start_as(statement, text, began).await?.raw_results().await
    }

    /// Names the table that was probably meant, if this role may list tables.
    pub(super) async fn with_nearest(&self, error: Error) -> Error {
        let ErrorKind::NotFound { object: ObjectKind::Table, name, nearest: None, advice } = error.kind() else {
            return error;
        };
        let mut parts = name.rsplit('.');
        let (Some(table), schema) = (parts.next(), parts.next()) else { return error };
        let mut pages = self
            .0
            .clients
            .athena
            .list_table_metadata()
            .catalog_name(self.0.config.catalog.as_deref().unwrap_or(metadata::DEFAULT_CATALOG))
            .database_name(schema.unwrap_or(&self.0.config.schema))
            .into_paginator()
            .items()
            .send();
        let mut names = Vec::new();
        // A hint is worth a few seconds and a few pages, and never an error of its own.
        let listing = async {
            while let Some(Ok(table)) = pages.next().await {
                names.push(table.name().to_owned());
            }
        };
        let _ = tokio::time::timeout(Duration::from_secs(3), listing).await;
        let Some(nearest) = nearest(table, names) else { return error };
        let kind = ErrorKind::NotFound {
            object: ObjectKind::Table,
            name: name.clone(),
            nearest: Some(nearest),
            advice: advice.clone(),
        };
        match error.query() {
            Some(query) => Error::from(kind).of_query(query.clone()),
            None => kind.into(),
        }
    }
}

/// What is sent for a statement.
pub(super) struct Text<'a> {
    pub(super) sql: &'a str,
    pub(super) class: StatementClass,
    pub(super) unload: Option<Target>,
}

fn failed_for_now(error: &Error) -> bool {
    error.query().is_some_and(|query| query.retryable)
}

#[async_trait::async_trait]
impl Engine for Athena {
    async fn run(&self, statement: &Statement) -> Result<Execution> {
        self.run(statement, class(statement.sql())).await
    }

    async fn table_columns(&self, name: &TableName) -> Result<Option<Vec<CatalogColumn>>> {
        metadata::columns(self, name).await
    }
}

fn first_words(sql: &str) -> String {
    let words: Vec<&str> = sql.split_whitespace().take(3).collect();
    format!("`{} …`", words.join(" "))
}
