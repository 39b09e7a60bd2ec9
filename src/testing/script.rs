//! The life of one query, told beforehand.

use std::sync::Arc;

use bytes::Bytes;

use super::{server::Shared, sql};

/// What Athena says about a query that has been started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum State {
    /// It waits.
    Queued,
    /// It runs.
    Running,
    /// It is done, and its result can be read.
    Succeeded,
    /// It has failed.
    Failed,
    /// It was stopped.
    Cancelled,
}

impl State {
    /// Athena's word.
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
pub(super) enum Matches {
    Text(String),
    UnloadOf(String),
    Any,
}

/// How a query ends without a result.
#[derive(Debug, Clone)]
pub(super) struct End {
    pub(super) state: State,
    pub(super) reason: String,
    /// Category, type and whether a retry may help.
    pub(super) error: Option<(u8, u16, bool)>,
}

#[derive(Debug, Clone)]
pub(super) struct Script {
    pub(super) matches: Matches,
    states: Vec<State>,
    pub(super) end: Option<End>,
    /// Names and SQL types.
    pub(super) columns: Vec<(String, String)>,
    pub(super) rows: Vec<Vec<Option<String>>>,
    pub(super) page_rows: usize,
    pub(super) empty_pages: usize,
    pub(super) statement: Option<(String, String)>,
    pub(super) no_header: bool,
    pub(super) scanned: u64,
    pub(super) engine_millis: u64,
    pub(super) queue_millis: u64,
    pub(super) update_count: Option<i64>,
    pub(super) csv: bool,
    pub(super) manifest: Option<Vec<String>>,
    pub(super) data_manifest: Option<String>,
    pub(super) unloads: Option<Vec<(String, Bytes)>>,
    pub(super) managed: bool,
    pub(super) reused: bool,
    pub(super) output_location: Option<String>,
    /// How often it may be started; `None` for any number.
    pub(super) times: Option<usize>,
    pub(super) started: usize,
    pub(super) strict: bool,
    pub(super) ignores_stop: bool,
}

impl Script {
    fn new(matches: Matches) -> Self {
        Self {
            matches,
            states: vec![State::Succeeded],
            end: None,
            columns: Vec::new(),
            rows: Vec::new(),
            page_rows: 1000,
            empty_pages: 0,
            statement: None,
            no_header: false,
            scanned: 0,
            engine_millis: 1,
            queue_millis: 1,
            update_count: None,
            csv: false,
            manifest: None,
            data_manifest: None,
            unloads: None,
            managed: false,
            reused: false,
            output_location: None,
            times: Some(1),
            started: 0,
            strict: false,
            ignores_stop: false,
        }
    }

    /// The states in order, with the scripted end in the place of the last.
    pub(super) fn states(&self) -> Vec<State> {
        let mut states = self.states.clone();
        if let Some(end) = &self.end {
            states.pop_if(|state| state.is_final());
            states.push(end.state);
        }
        states
    }

    /// Whether this script is for a statement, no matter how often it has run.
    pub(super) fn is_for(&self, sql: &str) -> bool {
        match &self.matches {
            Matches::Text(text) => text == sql,
            Matches::UnloadOf(text) => sql::unload(sql).is_some_and(|(inner, _)| inner == text),
            Matches::Any => true,
        }
    }

    pub(super) fn is_spent(&self) -> bool {
        self.times.is_some_and(|times| self.started >= times)
    }

    /// How reports name it.
    pub(super) fn title(&self) -> String {
        match &self.matches {
            Matches::Text(text) => format!("query `{text}`"),
            Matches::UnloadOf(text) => format!("UNLOAD of `{text}`"),
            Matches::Any => "any query".to_owned(),
        }
    }
}

/// The life of one query, being written. The script is in force from the beginning, and each method changes it at once:
/// write all of it before the query starts.
#[derive(Debug)]
pub struct QueryScript {
    shared: Arc<Shared>,
    index: usize,
}

impl QueryScript {
    pub(super) fn register(shared: &Arc<Shared>, matches: Matches) -> Self {
        let mut state = shared.lock();
        state.scripts.push(Script::new(matches));
        Self { shared: Arc::clone(shared), index: state.scripts.len() - 1 }
    }

    fn change(self, change: impl FnOnce(&mut Script)) -> Self {
        change(&mut self.shared.lock().scripts[self.index]);
        self
    }

    /// What the looks of clients see, one state a look; the last one stays. Without this every look sees
    /// [`State::Succeeded`]. GetQueryExecution and BatchGetQueryExecution are looks.
    ///
    /// # Panics
    /// When there is no state.
    #[track_caller]
    pub fn states(self, states: impl IntoIterator<Item = State>) -> Self {
        let states: Vec<_> = states.into_iter().collect();
        assert!(!states.is_empty(), "a query needs at least one state");
        self.change(|script| script.states = states)
    }

    /// One more column: its name and its SQL type, such as `decimal(38,10)`.
    pub fn column(self, name: &str, sql_type: &str) -> Self {
        self.change(|script| script.columns.push((name.to_owned(), sql_type.to_owned())))
    }

    /// One more row of texts. `None` is NULL.
    pub fn row<S: Into<String>>(self, cells: impl IntoIterator<Item = Option<S>>) -> Self {
        self.rows([cells])
    }

    /// More rows of texts.
    pub fn rows<R, S>(self, rows: impl IntoIterator<Item = R>) -> Self
    where
        R: IntoIterator<Item = Option<S>>,
        S: Into<String>,
    {
        let rows = rows.into_iter().map(|row| row.into_iter().map(|cell| cell.map(Into::into)).collect());
        // Collected first, since the caller's iterator may ask the server, which would wait for its own lock.
        let rows: Vec<_> = rows.collect();
        self.change(|script| script.rows.extend(rows))
    }

    /// At most so many rows a page, the header row included. A smaller `MaxResults` of the client wins. The default is
    /// 1000.
    ///
    /// # Panics
    /// For 0.
    #[track_caller]
    pub fn page_rows(self, rows: usize) -> Self {
        assert!(rows > 0, "a page has at least one row");
        self.change(|script| script.page_rows = rows)
    }

    /// After the first page come so many pages that have no rows but say that there is more.
    pub fn empty_pages(self, pages: usize) -> Self {
        self.change(|script| script.empty_pages = pages)
    }

    /// `StatementType` and `SubstatementType`. Without this they follow from the first words of the statement.
    pub fn statement_type(self, statement: &str, substatement: &str) -> Self {
        self.change(|script| script.statement = Some((statement.to_owned(), substatement.to_owned())))
    }

    /// No header row. Without this there is one for SELECT, WITH, VALUES, TABLE, EXPLAIN and SHOW FUNCTIONS.
    pub fn no_header(self) -> Self {
        self.change(|script| script.no_header = true)
    }

    /// The bytes that the query has read, for its statistics.
    pub fn scanned(self, bytes: u64) -> Self {
        self.change(|script| script.scanned = bytes)
    }

    /// The milliseconds that the query ran, for its statistics.
    pub fn engine_millis(self, millis: u64) -> Self {
        self.change(|script| script.engine_millis = millis)
    }

    /// The milliseconds that the query waited, for its statistics.
    pub fn queue_millis(self, millis: u64) -> Self {
        self.change(|script| script.queue_millis = millis)
    }

    /// The statistics say that an older result was used again.
    pub fn reused(self) -> Self {
        self.change(|script| script.reused = true)
    }

    /// The rows that the statement has changed. The default is 0 for what changes or reads rows; other statements have
    /// no count.
    pub fn update_count(self, rows: i64) -> Self {
        self.change(|script| script.update_count = Some(rows))
    }

    /// The query ends as FAILED: with AthenaError's category (1 system, 2 user, 3 other), its type, whether a retry may
    /// help, and a reason such as `TABLE_NOT_FOUND: line 1:15: …`. This replaces the final one of
    /// [`states`](Self::states).
    pub fn failed(self, category: u8, error_type: u16, retryable: bool, reason: &str) -> Self {
        let error = Some((category, error_type, retryable));
        self.change(|script| script.end = Some(End { state: State::Failed, reason: reason.to_owned(), error }))
    }

    /// The query ends as CANCELLED for this reason, though no client stopped it. This replaces the final one of
    /// [`states`](Self::states).
    pub fn cancelled(self, reason: &str) -> Self {
        self.change(|script| script.end = Some(End { state: State::Cancelled, reason: reason.to_owned(), error: None }))
    }

    /// Stopping the query has no effect, as when it was about to end.
    pub fn ignores_stop(self) -> Self {
        self.change(|script| script.ignores_stop = true)
    }

    /// When a client learns that the query has succeeded, the result is there as an object at its OutputLocation:
    /// Athena's CSV, or lines with tabs where the location ends in `.txt`.
    pub fn csv(self) -> Self {
        self.change(|script| script.csv = true)
    }

    /// When the query succeeds, an object `<id>-manifest.csv` with these lines is written next to the result, and the
    /// statistics name it. For an UNLOAD this replaces the manifest of [`unloads`](Self::unloads).
    pub fn manifest<S: Into<String>>(self, uris: impl IntoIterator<Item = S>) -> Self {
        let uris: Vec<String> = uris.into_iter().map(Into::into).collect();
        self.change(|script| script.manifest = Some(uris))
    }

    /// The `DataManifestLocation` of the statistics, as it is, instead of the usual one.
    pub fn data_manifest(self, uri: &str) -> Self {
        self.change(|script| script.data_manifest = Some(uri.to_owned()))
    }

    /// The files that an UNLOAD writes: when it starts, these objects appear below the address in its `TO`, and when it
    /// succeeds, so does the manifest that names them, at its OutputLocation.
    pub fn unloads<N, B>(self, files: impl IntoIterator<Item = (N, B)>) -> Self
    where
        N: Into<String>,
        B: Into<Vec<u8>>,
    {
        let files: Vec<_> = files.into_iter().map(|(name, bytes)| (name.into(), Bytes::from(bytes.into()))).collect();
        self.change(|script| script.unloads = Some(files))
    }

    /// Athena keeps the result itself: the answers name no OutputLocation.
    pub fn managed(self) -> Self {
        self.change(|script| script.managed = true)
    }

    /// The OutputLocation, whatever the client asks for, as in a workgroup that enforces its settings. Below an address
    /// that ends in `/` the file has its usual name.
    pub fn output_location(self, uri: &str) -> Self {
        self.change(|script| script.output_location = Some(uri.to_owned()))
    }

    /// The query is started so many times. Without this it is once.
    pub fn times(self, times: usize) -> Self {
        self.change(|script| script.times = Some(times))
    }

    /// The query may be started any number of times, and need not be.
    pub fn any_number(self) -> Self {
        self.change(|script| script.times = None)
    }

    /// The check at the end also asks that the result was read to its last page by GetQueryResults.
    pub fn strict(self) -> Self {
        self.change(|script| script.strict = true)
    }

    /// The ids of the queries that this script has served, in the order of their starts.
    pub fn ids(&self) -> Vec<String> {
        let state = self.shared.lock();
        let own = state.executions.iter().filter(|execution| execution.script == self.index);
        own.map(|execution| execution.id.clone()).collect()
    }
}
