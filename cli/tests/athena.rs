//! The command on an Athena URL, as a user runs it: against a scripted server.

use std::{
    process::{Command, Output, Stdio},
    time::{Duration, Instant},
};

use quilt_athena::testing::{Operation, State, TestServer};

const URL: &str = "awsathena+rest://@athena.us-east-1.amazonaws.com:443/default?s3_staging_dir=s3%3A%2F%2Fres%2Fout%2F";

/// The command as a user's shell would run it: keys and address in the environment.
fn command(server: &TestServer, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_quilt-athena"));
    command.args(["--url", URL]).args(args);
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("AWS_")) {
        command.env_remove(name);
    }
    command.env("AWS_ACCESS_KEY_ID", "x").env("AWS_SECRET_ACCESS_KEY", "TOPSECRET");
    command.env("AWS_ENDPOINT_URL_ATHENA", server.url()).env("AWS_ENDPOINT_URL_S3", server.url());
    command
}

fn run(server: &TestServer, args: &[&str]) -> Output {
    command(server, args).output().expect("it runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_prints_its_rows_and_what_it_took() {
    let server = TestServer::start().await.expect("a server");
    server.query("SELECT 1").column("_col0", "integer").row([Some("1")]).bytes_scanned(2_500_000).engine_millis(700);
    let output = run(&server, &["query", "SELECT 1", "--format", "csv"]);
    assert_eq!(text(&output.stdout), "\"_col0\"\n\"1\"\n");
    let said = text(&output.stderr);
    assert!(
        said.starts_with("1 row; 2.5 MB scanned, about $0.000048; 0.7 s in the engine, 0.0 s queued (query "),
        "{said}"
    );
    assert_eq!(output.status.code(), Some(0));
    server.verify();
}

#[tokio::test(flavor = "multi_thread")]
async fn quiet_prints_rows_only() {
    let server = TestServer::start().await.expect("a server");
    server.query("SELECT 1").column("_col0", "integer").row([Some("1")]);
    let output = run(&server, &["--quiet", "query", "SELECT 1", "--format", "jsonl"]);
    assert_eq!((text(&output.stdout).as_str(), text(&output.stderr).as_str()), ("{\"_col0\":1}\n", ""));
    server.verify();
}

#[tokio::test(flavor = "multi_thread")]
async fn times_are_printed_with_the_digits_that_athena_printed() {
    let server = TestServer::start().await.expect("a server");
    let sql = "SELECT * FROM times";
    let columns =
        [("hive", "timestamp"), ("iceberg", "timestamp"), ("zoned", "timestamp with time zone"), ("c", "time")];
    let rows = [
        ["2024-05-24 18:00:00.000", "2024-05-24 18:00:00.120000", "2024-05-24 18:00:00 UTC", "18:00:00.000"],
        ["9999-12-31 23:59:59.999", "2024-05-24 18:00:00.123456", "2024-05-24 18:00:01 UTC", "18:00:00.001"],
    ];
    let mut script = server.query(sql).times(2);
    for (name, of) in columns {
        script = script.column(name, of);
    }
    script.rows(rows.map(|row| row.map(Some)));
    let output = run(&server, &["--quiet", "query", sql, "--format", "csv"]);
    let lines = rows.map(|row| row.map(|cell| format!("\"{cell}\"")).join(","));
    assert_eq!(text(&output.stdout), format!("\"hive\",\"iceberg\",\"zoned\",\"c\"\n{}\n", lines.join("\n")));
    let table = text(&run(&server, &["--quiet", "query", sql]).stdout);
    for row in rows {
        assert!(table.contains(&row.join(" ┆ ")), "{table}");
    }
    server.verify();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_query_says_where_and_names_the_query() {
    let server = TestServer::start().await.expect("a server");
    let reason = "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.default.nosuch' does not exist";
    server.query("SELECT * FROM nosuch").failed(2, 1301, false, reason);
    server.once(Operation::Other, quilt_athena::testing::Answer::access_denied("athena:ListTableMetadata"));
    let output = run(&server, &["query", "SELECT * FROM nosuch"]);
    let said = text(&output.stderr);
    assert!(said.contains("line 1:15: table or view `awsdatacatalog.default.nosuch` does not exist (query "), "{said}");
    assert!(!said.contains("TOPSECRET"));
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
    server.verify();
}

#[tokio::test(flavor = "multi_thread")]
async fn status_and_stop_take_an_id() {
    let server = TestServer::start().await.expect("a server");
    server.query("SELECT 'slow'").states([State::Running]);
    let athena =
        quilt_athena::athena::Athena::from_url(&server.connection_url()).expect("a URL").connect().await.expect("it");
    let id = athena.start(&quilt_athena::Statement::query("SELECT 'slow'")).await.expect("a query").detach();

    let status = run(&server, &["status", &id]);
    let shown = text(&status.stdout);
    assert!(shown.contains(&format!("id         {id}\nstate      running\nsql        SELECT 'slow'\n")), "{shown}");

    let stop = run(&server, &["stop", &id]);
    assert_eq!(text(&stop.stderr), format!("asked Athena to stop {id}; it is cancelled\n"));
    assert_eq!((stop.status.code(), server.running_ids().len()), (Some(0), 0));
    server.skip_verification();
}

#[tokio::test(flavor = "multi_thread")]
async fn interrupting_stops_the_query_and_says_so() {
    let server = TestServer::start().await.expect("a server");
    server.query("SELECT 'slow'").states([State::Running]);
    let mut command = command(&server, &["query", "SELECT 'slow'"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    let start = Instant::now();
    while server.count(Operation::GetQueryExecution) < 2 {
        assert!(start.elapsed() < Duration::from_secs(120), "the query was never looked at");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let signalled = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill");
    assert!(signalled.success());
    let output = child.wait_with_output().expect("it ends");
    let id = server.started_ids().remove(0);
    assert_eq!(text(&output.stderr), format!("quilt-athena: interrupted; query {id} has been stopped\n"));
    assert_eq!(output.status.code(), Some(130));
    assert_eq!((server.count(Operation::StopQueryExecution), server.running_ids().len()), (1, 0));
    server.verify();
}

#[test]
fn a_mistake_in_the_url_is_wrong_usage_and_shows_no_secret() {
    let url = "awsathena+rest://KEY:TOPSECRET@athena.us-east-1.amazonaws.com:443/default?work_grup=x";
    let output = Command::new(env!("CARGO_BIN_EXE_quilt-athena")).args(["--url", url, "query", "SELECT 1"]).output();
    let output = output.expect("it runs");
    let said = text(&output.stderr);
    assert!(said.contains("there is no parameter `work_grup`; did you mean `work_group`?"), "{said}");
    assert!(!said.contains("TOPSECRET"), "{said}");
    assert_eq!(output.status.code(), Some(2));
}

/// A terminal by way of `script`, which gives the command one.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn progress_is_a_line_on_a_terminal_that_goes_when_the_rows_come() {
    let server = TestServer::start().await.expect("a server");
    server
        .query("SELECT 1")
        // Each state for more than one poll: a command that is late shows the last one only.
        .states([State::Queued, State::Queued, State::Queued, State::Running, State::Running, State::Succeeded])
        .column("_col0", "integer")
        .row([Some("1")])
        .bytes_scanned(1_500_000);
    let url = format!("{URL}&endpoint_url={}", server.url_encoded());
    let line = format!("'{}' --url '{url}' query 'SELECT 1' --format csv", env!("CARGO_BIN_EXE_quilt-athena"));
    let output = Command::new("script")
        .args(["-qec", &line, "/dev/null"])
        .env("AWS_ACCESS_KEY_ID", "x")
        .env("AWS_SECRET_ACCESS_KEY", "y")
        .stdin(Stdio::null())
        .output()
        .expect("`script` of util-linux");
    let shown = text(&output.stdout);
    assert!(shown.contains("\r\u{1b}[Kqueued for "), "{shown:?}");
    assert!(shown.contains("\r\u{1b}[Krunning for "), "{shown:?}");
    let (_, after) = shown.rsplit_once("\r\u{1b}[K").expect("the line goes");
    assert!(after.starts_with("\"_col0\"\r\n\"1\"\r\n1 row; 1.5 MB scanned"), "{shown:?}");
    server.verify();
}
