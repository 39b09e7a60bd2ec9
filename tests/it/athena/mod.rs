//! The Athena driver against the scripted server: real clients, real sockets, no AWS.
#![cfg(feature = "test-util")]

/// A kind of error, and how a failed assertion names it.
macro_rules! kind {
    ($($pattern:tt)+) => {
        $crate::athena::Kind { text: stringify!($($pattern)+), is: |kind| matches!(kind, $($pattern)+) }
    };
}

mod both;
mod digits;
mod faults;
mod life;
mod limits;
mod reflect;
mod types;

use std::{cell::Cell, collections::BTreeSet, future::Future, sync::Arc, time::Duration};

use arrow_array::{ArrayRef, Int32Array, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use quilt_athena::{
    Engine, Error, ErrorKind, Result, Statement,
    athena::{Athena, AthenaBuilder, ResultMode},
    engine::{Execution, ResultSource},
    testing::{Answer, Operation, QueryScript, Request, State, TestServer},
    text,
};
use tokio::task::JoinHandle;

/// The statement of most tests.
const QUERY: &str = "SELECT a, b FROM t";

/// Its rows: a NULL, an empty string, quotes, a comma and a newline.
const ROWS: [[Option<&str>; 2]; 5] = [
    [Some("1"), Some("plain")],
    [Some("2"), None],
    [Some("3"), Some("")],
    [Some("4"), Some("a \"quoted\",\nline")],
    [None, Some("é;'")],
];

/// The same as [`shown`] writes them.
const RESULT: &str = r#"a Int32|b Utf8
"1"|"plain"
"2"|NULL
"3"|""
"4"|"a \"quoted\",\nline"
NULL|"é;'""#;

struct Kind {
    text: &'static str,
    is: fn(&ErrorKind) -> bool,
}

impl Kind {
    #[track_caller]
    fn check(&self, error: &Error) {
        assert!((self.is)(error.kind()), "expected {}, found {error:?}", self.text);
    }
}

/// What a statement comes to.
enum Outcome {
    /// The usual rows, from the mode's own source.
    Rows,
    /// The usual rows, through `GetQueryResults` whatever the mode.
    RowsByApi,
    /// Another result, as [`shown`] writes it.
    Shows(&'static str),
    /// An error of a query that Athena had accepted.
    Fails(Kind),
    /// An error before there was a query.
    NeverStarts(Kind),
    /// Either is right: the usual rows, or such an error.
    RowsOr(Kind),
}

/// A test that takes longer hangs. It is far more than a busy machine needs: only a test that fails waits for it.
const HANGS: Duration = Duration::from_secs(180);
/// An event that has not come by then never will; below [`HANGS`], so that the failure names the event.
const NEVER: Duration = Duration::from_secs(120);

/// Runs the body of a test, and fails when it hangs.
async fn within<T>(body: impl Future<Output = T>) -> T {
    tokio::time::timeout(HANGS, body)
        .await
        .unwrap_or_else(|_| panic!("the test hangs: it was not done after {HANGS:?}"))
}

/// Polls a condition until it holds; fails with `what` when it never does.
async fn until(what: &str, holds: impl Fn() -> bool) {
    let waiting = async {
        while !holds() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(NEVER, waiting).await.unwrap_or_else(|_| panic!("never seen: {what}"));
}

/// The settings of a connection to the server that polls and retries quickly. Its requests have all the time that a busy machine may need.
fn builder(server: &TestServer) -> AthenaBuilder {
    Athena::from_url(&server.connection_url())
        .expect("the server's URL")
        .retry_delay(Duration::from_millis(5))
        .max_attempts(3)
        .poll_interval(Duration::from_millis(20))
}

/// A server, and a connection to it with the settings of [`builder`] and a change to them.
async fn connected(change: impl FnOnce(AthenaBuilder) -> AthenaBuilder) -> (TestServer, Athena) {
    let server = TestServer::start().await.expect("a port");
    let athena = change(builder(&server)).connect().await.expect("a connection");
    (server, athena)
}

fn query() -> Statement {
    Statement::query(QUERY)
}

/// Executes the usual query in a task of its own, which a test can abort.
fn spawn(athena: &Athena) -> JoinHandle<Result<Execution>> {
    let athena = athena.clone();
    tokio::spawn(async move { athena.execute(&query()).await })
}

/// Scripts the usual query to succeed after two polls, with the usual rows in one page.
fn short(server: &TestServer) -> QueryScript {
    let states = [State::Queued, State::Running, State::Succeeded];
    server.query(QUERY).states(states).column("a", "integer").column("b", "varchar").rows(ROWS)
}

/// Scripts the usual query to run until it is stopped.
fn endless(server: &TestServer) -> QueryScript {
    server.query(QUERY).states([State::Queued, State::Running])
}

/// The requests of one operation.
fn requests(server: &TestServer, operation: Operation) -> Vec<Request> {
    server.requests().into_iter().filter(|request| request.operation() == operation).collect()
}

/// The tokens that queries were started with, each once.
fn tokens(server: &TestServer) -> BTreeSet<String> {
    let starts = requests(server, Operation::StartQueryExecution);
    starts.iter().map(|start| start.body()["ClientRequestToken"].as_str().unwrap_or_default().to_owned()).collect()
}

/// Ends a test: flushes and drops the connection, and checks the number of stops that have reached Athena, that no query is still running
/// and that the script was used up.
async fn settled(server: &TestServer, athena: Athena, stops: usize) {
    athena.flush().await.expect("what was abandoned could be stopped");
    assert_eq!(server.count(Operation::StopQueryExecution), stops, "stops that have reached Athena");
    assert!(server.running_ids().is_empty(), "still running in Athena: {:?}", server.running_ids());
    drop(athena);
    server.verify();
}

/// Reads a result into one string to compare: a line of columns with their Arrow types, then a line for each row, as in [`RESULT`].
async fn shown(execution: Execution) -> Result<String> {
    let schema = Arc::clone(execution.schema());
    let columns: Vec<_> =
        schema.fields().iter().map(|field| format!("{} {}", field.name(), field.data_type())).collect();
    let mut lines = vec![columns.join("|")];
    for batch in execution.collect().await? {
        assert_eq!(batch.schema(), schema, "a batch has another schema than was announced");
        for row in 0..batch.num_rows() {
            let cells = batch.columns().iter().map(|column| match text::format_value(column, row) {
                Some(text) => format!("{text:?}"),
                None => "NULL".to_owned(),
            });
            lines.push(cells.collect::<Vec<_>>().join("|"));
        }
    }
    Ok(lines.join("\n"))
}

/// A Parquet file.
fn parquet<const N: usize>(columns: [(&str, ArrayRef); N]) -> Vec<u8> {
    let columns = columns.map(|(name, values)| (name, values, true));
    let batch = RecordBatch::try_from_iter_with_nullable(columns).expect("columns of one length");
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None).expect("a writer");
    writer.write(&batch).expect("memory takes it");
    writer.close().expect("memory takes it");
    bytes
}

/// The usual rows as UNLOAD writes them.
fn parquet_rows() -> Vec<u8> {
    let a: Int32Array = ROWS.iter().map(|row| row[0].map(|text| text.parse::<i32>().expect("a number"))).collect();
    let b: StringArray = ROWS.iter().map(|row| row[1]).collect();
    parquet([("a", Arc::new(a) as ArrayRef), ("b", Arc::new(b) as ArrayRef)])
}

/// Where one fault meets one result mode.
struct Stage {
    server: TestServer,
    mode: ResultMode,
    sql: Cell<&'static str>,
    /// A fault comes more often than the driver will ask.
    unending: Cell<bool>,
    /// An answer comes too late.
    late: Cell<bool>,
}

impl Stage {
    async fn new(mode: &str) -> Self {
        let mode = match mode {
            "api" => ResultMode::Api,
            "csv" => ResultMode::Csv,
            "auto" => ResultMode::Auto,
            "unload" => ResultMode::Unload,
            other => panic!("no mode: {other}"),
        };
        Self {
            server: TestServer::start().await.expect("a port"),
            mode,
            sql: Cell::new(QUERY),
            unending: Cell::new(false),
            late: Cell::new(false),
        }
    }

    /// The script of the usual query, without a result.
    fn query(&self) -> QueryScript {
        let script = match self.mode {
            ResultMode::Unload => self.server.unload_of(QUERY),
            _ => self.server.query(QUERY),
        };
        script.states([State::Queued, State::Running, State::Succeeded])
    }

    /// The script of another statement, which runs as it is in every mode.
    fn runs(&self, sql: &'static str) -> QueryScript {
        self.sql.set(sql);
        self.server.query(sql)
    }

    /// The usual rows, in pages and as what UNLOAD writes, and no CSV object. There are several pages, so that `Auto` asks for the object.
    fn without_object(&self) -> QueryScript {
        let script = self.query().column("a", "integer").column("b", "varchar").rows(ROWS).page_rows(2);
        if self.mode == ResultMode::Unload { script.unloads([("part-0", parquet_rows())]) } else { script }
    }

    /// The usual rows, from every source.
    fn answers(&self) -> QueryScript {
        let script = self.without_object();
        if self.reads_object() { script.csv() } else { script }
    }

    fn reads_object(&self) -> bool {
        matches!(self.mode, ResultMode::Csv | ResultMode::Auto)
    }

    fn once(&self, operation: Operation, answer: Answer) {
        self.server.once(operation, answer);
    }

    fn times(&self, times: usize, operation: Operation, answer: &Answer) {
        for _ in 0..times {
            self.server.once(operation, answer.clone());
        }
    }

    /// One answer that does not come while anybody waits for it. The other requests of the test need a timeout then, and many attempts,
    /// since on a busy machine each of them may miss it.
    fn late(&self, operation: Operation) {
        self.late.set(true);
        self.server.once(operation, Answer::scripted().after(10 * HANGS));
    }

    fn builder(&self) -> AthenaBuilder {
        let builder = builder(&self.server).result_mode(self.mode);
        if self.late.get() { builder.request_timeout(Duration::from_secs(1)).max_attempts(20) } else { builder }
    }

    /// For as long as the driver asks, where time decides how long that is.
    fn always(&self, operation: Operation, answer: &Answer) {
        self.unending.set(true);
        self.times(1000, operation, answer);
    }
}

/// Runs a statement under a script, and checks its outcome and what was left in Athena and S3.
async fn check(mode: &str, script: impl FnOnce(&Stage), outcome: Outcome) {
    within(async {
        let stage = Stage::new(mode).await;
        script(&stage);
        let (server, mode) = (&stage.server, stage.mode);
        let athena = stage.builder().connect().await.expect("a connection");
        outcome.check(run(&athena, stage.sql.get()).await, &stage);
        athena.flush().await.expect("what was abandoned could be stopped");
        assert!(server.running_ids().is_empty(), "still running in Athena: {:?}", server.running_ids());
        assert_eq!(tokens(server).len(), server.started_ids().len().max(1), "tokens, for {:?}", server.started_ids());
        if mode == ResultMode::Unload {
            assert_eq!(server.object_keys("res"), Vec::<String>::new(), "temporary files are left");
        }
        drop(athena);
        if stage.unending.get() {
            // The answers that nobody asked for are left.
            server.skip_verification();
        }
        server.verify();
    })
    .await;
}

/// The result, and where its rows were read from.
async fn run(athena: &Athena, sql: &str) -> Result<(String, ResultSource)> {
    let execution = athena.execute(&Statement::query(sql)).await?;
    let source = execution.statistics().map(|statistics| statistics.read_from).unwrap_or_default();
    Ok((shown(execution).await?, source))
}

impl Outcome {
    #[track_caller]
    fn check(self, result: Result<(String, ResultSource)>, stage: &Stage) {
        let own = match stage.mode {
            ResultMode::Unload => ResultSource::UnloadParquet,
            _ if stage.reads_object() => ResultSource::S3Csv,
            _ => ResultSource::GetQueryResults,
        };
        match (self, result) {
            (Self::Rows, Ok((rows, source))) => assert_eq!((rows.as_str(), source), (RESULT, own)),
            (Self::RowsByApi, Ok((rows, source))) => {
                assert_eq!((rows.as_str(), source), (RESULT, ResultSource::GetQueryResults));
            }
            (Self::Shows(expected), Ok((rows, _))) => assert_eq!(rows, expected),
            (Self::RowsOr(_), Ok((rows, _))) => assert_eq!(rows, RESULT),
            (Self::RowsOr(kind), Err(error)) => kind.check(&error),
            (Self::NeverStarts(kind), Err(error)) => {
                kind.check(&error);
                assert_eq!(error.query_execution_id(), None, "there was no query: {error}");
                assert!(stage.server.started_ids().is_empty(), "a query was started: {:?}", stage.server.started_ids());
            }
            (Self::Fails(kind), Err(error)) => {
                kind.check(&error);
                let id = stage.server.started_ids().last().cloned();
                assert_eq!(error.query_execution_id(), id.as_deref(), "the query of {error:?}");
            }
            (Self::Fails(kind) | Self::NeverStarts(kind), Ok((rows, _))) => {
                panic!("expected {}, found {rows}", kind.text)
            }
            (_, Err(error)) => panic!("expected rows, found {error:?}"),
        }
    }
}
