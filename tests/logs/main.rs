//! What the driver logs. This is a test binary of its own, since a subscriber can only be relied on when the whole process has it.
//!
//! `tracing` keeps for each callsite, process-wide, whether a subscriber is interested in it. While a single subscriber is registered, a
//! callsite that is reached for the first time asks the default of the thread that reaches it. So beside tests without a subscriber, one
//! that is set for a thread misses whatever another thread happens to reach first. Here each test installs the same global subscriber
//! before anything else, and finds its own lines by the id of its query.

use std::{
    io,
    sync::{Mutex, MutexGuard, OnceLock, PoisonError},
    time::Duration,
};

use quilt_athena::{
    Engine, Statement,
    athena::Athena,
    testing::{Operation, State, TestServer},
};
use tracing_subscriber::fmt::{MakeWriter, format::FmtSpan};

/// Everything that this process has logged.
#[derive(Default)]
struct Log(Mutex<Vec<u8>>);

impl Log {
    /// The log, which is written from now on. Each test calls this first.
    fn install() -> &'static Self {
        static LOG: OnceLock<&'static Log> = OnceLock::new();
        LOG.get_or_init(|| {
            let log: &'static Self = Box::leak(Box::default());
            let subscriber = tracing_subscriber::fmt()
                .with_max_level(tracing::Level::DEBUG)
                .with_span_events(FmtSpan::CLOSE)
                .with_writer(log)
                .with_ansi(false)
                .finish();
            tracing::subscriber::set_global_default(subscriber).expect("the first subscriber of this process");
            log
        })
    }

    fn bytes(&self) -> MutexGuard<'_, Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The lines of this crate that name a query.
    fn lines_about(&self, id: &str) -> Vec<String> {
        let text = String::from_utf8(self.bytes().clone()).expect("UTF-8");
        text.lines().filter(|line| line.contains("quilt_athena") && line.contains(id)).map(str::to_owned).collect()
    }
}

impl<'a> MakeWriter<'a> for &'static Log {
    type Writer = LineWriter<'a>;

    fn make_writer(&'a self) -> LineWriter<'a> {
        LineWriter(self.bytes())
    }
}

/// Holds the log for one line.
struct LineWriter<'a>(MutexGuard<'a, Vec<u8>>);

impl io::Write for LineWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

async fn connected() -> (TestServer, Athena) {
    let server = TestServer::start().await.expect("a port");
    let builder = Athena::from_url(&server.connection_url()).expect("the server's URL");
    let athena = builder.poll_interval(Duration::from_millis(20)).connect().await.expect("a connection");
    (server, athena)
}

#[tokio::test]
async fn a_span_names_the_query_its_state_its_bytes_and_its_times_and_no_sql() {
    let log = Log::install();
    let (server, athena) = connected().await;
    let sql = "SELECT 'private'";
    server.query(sql).column("_col0", "varchar").row([Some("x")]).bytes_scanned(123_456).engine_millis(78);
    let execution = athena.execute(&Statement::query(sql)).await.expect("a result");
    let rows: Vec<String> = execution.fetch().await.expect("rows");
    assert_eq!(rows, ["x"]);
    let id = server.started_ids().remove(0);
    let lines = log.lines_about(&id);
    let closed: Vec<_> = lines.iter().filter(|line| line.contains("close") && line.contains("athena_query")).collect();
    assert_eq!(closed.len(), 1, "spans that have closed, in {lines:#?}");
    for field in [
        &format!("query_execution_id=\"{id}\""),
        "state=succeeded",
        "bytes_scanned=123456",
        "engine_ms=78",
        "queue_ms=1",
    ] {
        assert!(closed[0].contains(field), "{field} is not in {}", closed[0]);
    }
    assert!(!lines.iter().any(|line| line.contains("private")), "{lines:#?}");
    server.verify();
}

/// The stop is sent by the driver's own thread, which a subscriber of the test's thread would not hear.
#[tokio::test]
async fn the_stop_of_an_abandoned_query_is_logged_with_its_id() {
    let log = Log::install();
    let (server, athena) = connected().await;
    server.query("SELECT 1").states([State::Running]);
    let running = athena.start(&Statement::query("SELECT 1")).await.expect("it starts");
    let id = running.id().to_owned();
    drop(running);
    athena.flush().await.expect("it could be stopped");
    assert_eq!(server.count(Operation::StopQueryExecution), 1);
    let lines = log.lines_about(&id);
    assert!(lines.iter().any(|line| line.contains("stopped")), "{lines:#?}");
    server.verify();
}
