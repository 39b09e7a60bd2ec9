//! Scripts: what becomes of a query, written before it starts.

use std::sync::Arc;

use bytes::Bytes;

use super::{sql, state::SharedState};

/// The state of a query that has been started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum State {
    /// It waits for capacity.
    Queued,
    /// It runs.
    Running,
    /// It has succeeded, and its result can be read.
    Succeeded,
    /// It has failed.
    Failed,
    /// It was stopped.
    Cancelled,
}

impl State {
    /// The name in Athena's API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Queued => "QUEUED",
            Self::Running => "RUNNING",
            Self::Succeeded => "SUCCEEDED",
            Self::Failed => "FAILED",
            Self::Cancelled => "CANCELLED",
        }
    }

    /// Whether the query stays in this state.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::Cancelled)
    }
}

/// Which statements a script is for.
#[derive(Debug, Clone)]
pub(super) enum StatementPattern {
    /// One statement, normalized.
    Sql(String),
    /// An UNLOAD of one query, normalized.
    UnloadOf(String),
    Any,
}

/// How a query ends without a result.
#[derive(Debug, Clone)]
pub(super) struct QueryEnding {
    pub(super) state: State,
    pub(super) reason: String,
    /// Category, type and whether a retry may help.
    pub(super) error: Option<(u8, u16, bool)>,
}

/// What becomes of the queries of one script.
#[derive(Debug, Clone)]
pub(super) struct ScriptedQuery {
    pub(super) pattern: StatementPattern,
    states: Vec<State>,
    pub(super) ending: Option<QueryEnding>,
    /// Names and SQL types.
    pub(super) columns: Vec<(String, String)>,
    pub(super) rows: Vec<Vec<Option<String>>>,
    pub(super) page_rows: usize,
    pub(super) empty_pages: usize,
    pub(super) statement: Option<(String, String)>,
    pub(super) no_header: bool,
    pub(super) bytes_scanned: u64,
    pub(super) engine_millis: u64,
    pub(super) queue_millis: u64,
    pub(super) update_count: Option<i64>,
    pub(super) csv: bool,
    pub(super) manifest: Option<Vec<String>>,
    pub(super) data_manifest: Option<String>,
    pub(super) unloads: Option<Vec<(String, Bytes)>>,
    pub(super) managed_results: bool,
    pub(super) reused_result: bool,
    pub(super) output_location: Option<String>,
    /// The number of starts; `None` for any number.
    pub(super) times: Option<usize>,
    pub(super) started: usize,
    pub(super) require_full_read: bool,
    pub(super) ignores_stop: bool,
}

impl ScriptedQuery {
    fn new(pattern: StatementPattern) -> Self {
        Self {
            pattern,
            states: vec![State::Succeeded],
            ending: None,
            columns: Vec::new(),
            rows: Vec::new(),
            page_rows: 1000,
            empty_pages: 0,
            statement: None,
            no_header: false,
            bytes_scanned: 0,
            engine_millis: 1,
            queue_millis: 1,
            update_count: None,
            csv: false,
            manifest: None,
            data_manifest: None,
            unloads: None,
            managed_results: false,
            reused_result: false,
            output_location: None,
            times: Some(1),
            started: 0,
            require_full_read: false,
            ignores_stop: false,
        }
    }

    /// The states in order, the last of them replaced by the scripted ending.
    pub(super) fn states(&self) -> Vec<State> {
        let mut states = self.states.clone();
        if let Some(ending) = &self.ending {
            states.pop_if(|state| state.is_final());
            states.push(ending.state);
        }
        states
    }

    /// Whether this script is for a statement, however many times it was started.
    pub(super) fn matches(&self, sql: &str) -> bool {
        match &self.pattern {
            StatementPattern::Sql(own) => own == sql,
            StatementPattern::UnloadOf(own) => sql::unload(sql).is_some_and(|(query, _)| query == own),
            StatementPattern::Any => true,
        }
    }

    pub(super) fn is_spent(&self) -> bool {
        self.times.is_some_and(|times| self.started >= times)
    }

    /// How reports name it.
    pub(super) fn title(&self) -> String {
        match &self.pattern {
            StatementPattern::Sql(sql) => format!("query `{sql}`"),
            StatementPattern::UnloadOf(sql) => format!("UNLOAD of `{sql}`"),
            StatementPattern::Any => "any query".to_owned(),
        }
    }
}

/// A script, from [`TestServer::query`](super::TestServer::query) and its like. It states what becomes of a query: its states, its
/// result or its failure, its statistics and its files.
///
/// A script needs no call at its end: it exists from the first one, and each method changes it at once. So write all of it
/// before the program starts the query. Without any method, the query succeeds at the first poll, with no columns and no rows.
#[derive(Debug)]
pub struct QueryScript {
    server: Arc<SharedState>,
    index: usize,
}

impl QueryScript {
    pub(super) fn register(server: &Arc<SharedState>, pattern: StatementPattern) -> Self {
        let mut state = server.lock();
        state.scripts.push(ScriptedQuery::new(pattern));
        Self { server: Arc::clone(server), index: state.scripts.len() - 1 }
    }

    fn change(self, change: impl FnOnce(&mut ScriptedQuery)) -> Self {
        change(&mut self.server.lock().scripts[self.index]);
        self
    }

    /// The states that clients get, one for each poll (GetQueryExecution or BatchGetQueryExecution); the last one is
    /// repeated. The default is [`State::Succeeded`] at each poll.
    ///
    /// # Panics
    /// If there is no state.
    #[track_caller]
    pub fn states(self, states: impl IntoIterator<Item = State>) -> Self {
        let states: Vec<_> = states.into_iter().collect();
        assert!(!states.is_empty(), "a query needs at least one state");
        self.change(|script| script.states = states)
    }

    /// Adds a column: its name and its SQL type, such as `decimal(38,10)`.
    pub fn column(self, name: &str, sql_type: &str) -> Self {
        self.change(|script| script.columns.push((name.to_owned(), sql_type.to_owned())))
    }

    /// Adds a row. Its values are strings as Athena writes them in results, such as `"2024-01-31 12:00:00.000"`; `None` is NULL.
    pub fn row<S: Into<String>>(self, cells: impl IntoIterator<Item = Option<S>>) -> Self {
        self.rows([cells])
    }

    /// Adds rows, each as in [`row`](Self::row).
    pub fn rows<R, S>(self, rows: impl IntoIterator<Item = R>) -> Self
    where
        R: IntoIterator<Item = Option<S>>,
        S: Into<String>,
    {
        let rows = rows.into_iter().map(|row| row.into_iter().map(|cell| cell.map(Into::into)).collect());
        // Collected first, since the caller's iterator may call the server, which would wait for its own lock.
        let rows: Vec<_> = rows.collect();
        self.change(|script| script.rows.extend(rows))
    }

    /// The maximum number of rows in a page of GetQueryResults, the header row included. A smaller `MaxResults` of the client
    /// wins. The default is 1000.
    ///
    /// # Panics
    /// If it is 0.
    #[track_caller]
    pub fn page_rows(self, rows: usize) -> Self {
        assert!(rows > 0, "a page has at least one row");
        self.change(|script| script.page_rows = rows)
    }

    /// The number of pages after the first one that have no rows, but a token for the next page. The default is 0.
    pub fn empty_pages(self, pages: usize) -> Self {
        self.change(|script| script.empty_pages = pages)
    }

    /// `StatementType` and `SubstatementType`. By default they follow from the first words of the statement.
    pub fn statement_type(self, statement: &str, substatement: &str) -> Self {
        self.change(|script| script.statement = Some((statement.to_owned(), substatement.to_owned())))
    }

    /// Leaves the header row out. By default there is one for SELECT, WITH, VALUES, TABLE, EXPLAIN and SHOW FUNCTIONS.
    pub fn no_header(self) -> Self {
        self.change(|script| script.no_header = true)
    }

    /// The number of bytes that the query has scanned, in its statistics. The default is 0.
    pub fn bytes_scanned(self, bytes: u64) -> Self {
        self.change(|script| script.bytes_scanned = bytes)
    }

    /// The time in milliseconds that the query ran, in its statistics. The default is 1.
    pub fn engine_millis(self, millis: u64) -> Self {
        self.change(|script| script.engine_millis = millis)
    }

    /// The time in milliseconds that the query was queued, in its statistics. The default is 1.
    pub fn queue_millis(self, millis: u64) -> Self {
        self.change(|script| script.queue_millis = millis)
    }

    /// The statistics report that the result is that of an earlier query.
    pub fn reused_result(self) -> Self {
        self.change(|script| script.reused_result = true)
    }

    /// The number of rows that the statement has changed. The default is 0 for statements that change or read rows; others
    /// have no number.
    pub fn update_count(self, rows: i64) -> Self {
        self.change(|script| script.update_count = Some(rows))
    }

    /// The query ends as FAILED: with the category of AthenaError (1 system, 2 user, 3 other), its type, whether it is
    /// retryable, and a reason such as `TABLE_NOT_FOUND: line 1:15: …`. A final state in [`states`](Self::states) is
    /// replaced. The numbers are those of the
    /// [error catalog](https://docs.aws.amazon.com/athena/latest/ug/error-reference.html).
    pub fn failed(self, category: u8, error_type: u16, retryable: bool, reason: &str) -> Self {
        let error = Some((category, error_type, retryable));
        self.change(|script| {
            script.ending = Some(QueryEnding { state: State::Failed, reason: reason.to_owned(), error })
        })
    }

    /// The query ends as CANCELLED for this reason, although no client has stopped it. A final state in
    /// [`states`](Self::states) is replaced.
    pub fn cancelled(self, reason: &str) -> Self {
        self.change(|script| {
            script.ending = Some(QueryEnding { state: State::Cancelled, reason: reason.to_owned(), error: None })
        })
    }

    /// Stopping the query has no effect, as if it was about to end anyway.
    pub fn ignores_stop(self) -> Self {
        self.change(|script| script.ignores_stop = true)
    }

    /// Writes the result to S3 as well, to the OutputLocation, when a client gets the state SUCCEEDED: as
    /// Athena's CSV, or as tab-separated lines where the location ends in `.txt`.
    pub fn csv(self) -> Self {
        self.change(|script| script.csv = true)
    }

    /// Writes a manifest with these lines, `<id>-manifest.csv` beside the result, when the query succeeds, and names it in
    /// the statistics. `GetQueryResults` returns it as well, when asked for the `DATA_MANIFEST`. For an UNLOAD it replaces the manifest of [`unloads`](Self::unloads).
    pub fn manifest<S: Into<String>>(self, uris: impl IntoIterator<Item = S>) -> Self {
        let uris: Vec<String> = uris.into_iter().map(Into::into).collect();
        self.change(|script| script.manifest = Some(uris))
    }

    /// The `DataManifestLocation` in the statistics, instead of the usual one.
    pub fn data_manifest(self, uri: &str) -> Self {
        self.change(|script| script.data_manifest = Some(uri.to_owned()))
    }

    /// The files that an UNLOAD writes, by name: when it starts, these objects appear under the URI in its `TO` clause, and
    /// when it succeeds, a manifest that names them appears at its OutputLocation.
    pub fn unloads<N, B>(self, files: impl IntoIterator<Item = (N, B)>) -> Self
    where
        N: Into<String>,
        B: Into<Vec<u8>>,
    {
        let files: Vec<_> = files.into_iter().map(|(name, bytes)| (name.into(), Bytes::from(bytes.into()))).collect();
        self.change(|script| script.unloads = Some(files))
    }

    /// Athena manages the result: there is no OutputLocation, and nothing in S3.
    pub fn managed_results(self) -> Self {
        self.change(|script| script.managed_results = true)
    }

    /// The OutputLocation, whatever the client requests, as in a workgroup that enforces its configuration. Under a URI that
    /// ends in `/`, the object has its usual name.
    pub fn output_location(self, uri: &str) -> Self {
        self.change(|script| script.output_location = Some(uri.to_owned()))
    }

    /// The number of times that the query is started. The default is once.
    pub fn times(self, times: usize) -> Self {
        self.change(|script| script.times = Some(times))
    }

    /// The query may be started any number of times, or never.
    pub fn any_times(self) -> Self {
        self.change(|script| script.times = None)
    }

    /// [`TestServer::verify`](super::TestServer::verify) also requires that the result was read to its last page by
    /// GetQueryResults.
    pub fn require_full_read(self) -> Self {
        self.change(|script| script.require_full_read = true)
    }

    /// The IDs of the queries that were started by this script, in order.
    pub fn ids(&self) -> Vec<String> {
        let state = self.server.lock();
        let own = state.executions.iter().filter(|execution| execution.script == self.index);
        own.map(|execution| execution.id.clone()).collect()
    }
}
