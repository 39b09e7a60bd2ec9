//! What a connection may do and cost, what it tells about a query, and what it must not tell.

use std::{
    error::Error as _,
    sync::{Arc, Mutex},
    time::Duration,
};

use quilt_athena::{
    Engine, Error, ErrorKind, ObjectKind, Statement,
    athena::{Progress, QueryState, ResultMode},
    testing::{
        Answer,
        Operation::{GetQueryExecution, Other, S3Get, StartQueryExecution, StopQueryExecution},
        State, TestServer,
    },
};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::{QUERY, RESULT, Stage, builder, connected, endless, query, requests, settled, short, shown, within};

/// A query has to be started before that.
const DEADLINE: Duration = Duration::from_secs(3);

#[track_caller]
fn is_deadline(error: &Error, server: &TestServer) {
    assert!(
        matches!(error.kind(), ErrorKind::Deadline { after, .. } if *after == DEADLINE),
        "expected Deadline, found {error:?}"
    );
    assert_eq!(error.query_execution_id(), server.started_ids().first().map(String::as_str));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_deadline_stops_a_query() {
    within(async {
        let (server, athena) = connected(|builder| builder.deadline(DEADLINE)).await;
        endless(&server);
        is_deadline(&athena.execute(&query()).await.expect_err("it never ends"), &server);
        settled(&server, athena, 1).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_deadline_stops_a_query_whose_handle_is_kept() {
    within(async {
        let (server, athena) = connected(|builder| builder.deadline(DEADLINE)).await;
        endless(&server);
        let mut running = athena.start(&query()).await.expect("it starts");
        is_deadline(&running.wait().await.expect_err("it never ends"), &server);
        athena.flush().await.expect("stopped");
        assert_eq!(server.count(StopQueryExecution), 1, "stops while the handle is still there");
        drop(running);
        settled(&server, athena, 1).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_deadline_stops_a_query_that_a_drop_would_not_stop() {
    within(async {
        let (server, athena) = connected(|builder| builder.deadline(DEADLINE).stop_on_drop(false)).await;
        endless(&server);
        is_deadline(&athena.execute(&query()).await.expect_err("it never ends"), &server);
        settled(&server, athena, 1).await;
    })
    .await;
}

/// A poll of a running query that has scanned this much.
fn has_read(bytes: u64) -> Answer {
    let status = json!({"State": "RUNNING"});
    let statistics = json!({"DataScannedInBytes": bytes});
    Answer::json(json!({"QueryExecution": {"QueryExecutionId": "any", "Status": status, "Statistics": statistics}}))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_that_reads_more_than_its_budget_is_stopped() {
    within(async {
        let (server, athena) = connected(|builder| builder.query_budget(1000)).await;
        endless(&server);
        server.once(GetQueryExecution, has_read(1000));
        server.once(GetQueryExecution, has_read(5000));
        let error = athena.execute(&query()).await.expect_err("too much");
        assert!(matches!(error.kind(), ErrorKind::Budget { .. }), "expected Budget, found {error:?}");
        assert_eq!(error.query_execution_id(), server.started_ids().first().map(String::as_str));
        assert_eq!(athena.bytes_scanned(), 5000);
        settled(&server, athena, 1).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_budget_stops_a_query_whose_handle_is_kept_and_that_a_drop_would_not_stop() {
    within(async {
        let (server, athena) = connected(|builder| builder.query_budget(1000).stop_on_drop(false)).await;
        endless(&server);
        server.once(GetQueryExecution, has_read(5000));
        let mut running = athena.start(&query()).await.expect("it starts");
        let error = running.wait().await.expect_err("too much");
        assert!(matches!(error.kind(), ErrorKind::Budget { .. }), "expected Budget, found {error:?}");
        athena.flush().await.expect("stopped");
        assert_eq!(server.count(StopQueryExecution), 1, "stops while the handle is still there");
        drop(running);
        settled(&server, athena, 1).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_has_used_its_budget_up_starts_nothing_more() {
    within(async {
        let (server, athena) = connected(|builder| builder.session_budget(50)).await;
        short(&server).bytes_scanned(100);
        let rows = shown(athena.execute(&query()).await.expect("a result")).await.expect("rows");
        assert_eq!(rows, RESULT, "it had ended before its budget was known to be used up");
        let error = athena.clone().execute(&query()).await.expect_err("no more");
        assert!(matches!(error.kind(), ErrorKind::Budget { .. }), "expected Budget, found {error:?}");
        assert_eq!((server.count(StartQueryExecution), error.query_execution_id()), (1, None));
        settled(&server, athena, 0).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_only_reads_sends_nothing_else() {
    within(async {
        let (server, athena) = connected(|builder| builder.read_only()).await;
        for sql in ["/* SELECT */ INSERT INTO t SELECT 1", "-- x\nDROP TABLE t", "EXPLAIN ANALYZE DELETE FROM t"] {
            let error = athena.execute(&Statement::query(sql)).await.expect_err(sql);
            assert!(matches!(error.kind(), ErrorKind::ReadOnly { .. }), "{sql}: expected ReadOnly, found {error:?}");
            let error = athena.start(&Statement::query(sql)).await.expect_err(sql);
            assert!(matches!(error.kind(), ErrorKind::ReadOnly { .. }), "{sql}: expected ReadOnly, found {error:?}");
        }
        assert!(server.requests().is_empty(), "something was sent: {:?}", server.requests());
        let sql = "WITH x AS (SELECT 1 AS n) SELECT n FROM x";
        server.query(sql).column("n", "integer").row([Some("1")]);
        let execution = athena.execute(&Statement::query(sql)).await.expect("it only reads");
        assert_eq!(shown(execution).await.expect("rows"), "n Int32\n\"1\"");
        settled(&server, athena, 0).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sql_that_is_longer_than_athena_takes_is_not_sent() {
    within(async {
        let (server, athena) = connected(|builder| builder).await;
        let long = Statement::query(format!("SELECT '{}'", "x".repeat(262_144)));
        let error = athena.execute(&long).await.expect_err("too long");
        assert!(matches!(error.kind(), ErrorKind::StatementTooLong { bytes: 262_153, limit: 262_144 }), "{error}");
        assert_eq!(server.count(StartQueryExecution), 0);
        settled(&server, athena, 0).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_concurrency_limit_of_one_the_second_query_starts_when_the_first_has_ended() {
    within(async {
        let (server, athena) = connected(|builder| builder.max_concurrent_dml(1)).await;
        short(&server).times(2);
        let (first, second) = (query(), query());
        let (one, other) = tokio::join!(athena.execute(&first), athena.execute(&second));
        for result in [one, other] {
            assert_eq!(shown(result.expect("a result")).await.expect("rows"), RESULT);
        }
        let all = server.requests();
        let starts: Vec<usize> =
            (0..all.len()).filter(|place| all[*place].operation() == StartQueryExecution).collect();
        let polls = all[..starts[1]].iter().filter(|request| request.operation() == GetQueryExecution).count();
        assert_eq!(polls, 3, "polls of the first query, which has three states, before the second was started");
        settled(&server, athena, 0).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_throttles_are_waited_out_as_often_as_was_allowed() {
    within(async {
        // Far more retries than the quota that AWS's SDK has for all clients of a region together.
        let (server, athena) =
            connected(|builder| builder.max_attempts(60).retry_delay(Duration::from_millis(1))).await;
        server.query(QUERY).times(100).column("a", "integer");
        for _ in 0..250 {
            server.once(StartQueryExecution, Answer::throttled());
        }
        let mut queries = JoinSet::new();
        for _ in 0..100 {
            let athena = athena.clone();
            queries.spawn(async move { athena.execute(&query()).await.map(drop) });
        }
        let results = queries.join_all().await;
        let failed: Vec<_> = results.iter().filter_map(|result| result.as_ref().err()).collect();
        assert!(failed.is_empty(), "{} of 100 queries failed, the first with {:?}", failed.len(), failed.first());
        settled(&server, athena, 0).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn statistics_tell_what_a_query_took_and_cost() {
    within(async {
        let (server, athena) = connected(|builder| builder).await;
        let script = short(&server).bytes_scanned(1000).engine_millis(250).queue_millis(70);
        let execution = athena.execute(&query()).await.expect("a result");
        let took = execution.statistics().expect("statistics");
        assert_eq!(took.query_execution_id, script.ids()[0]);
        assert_eq!((took.bytes_scanned, took.rows_written, took.reused_result), (1000, None, false));
        assert_eq!((took.engine_time, took.queue_time), (Duration::from_millis(250), Duration::from_millis(70)));
        assert_eq!(took.total_time, Duration::from_millis(320));
        // At least 10 MB are billed, at 5 dollars for 2⁴⁰ bytes.
        let least = 5.0 * (10 << 20) as f64 / (1_u64 << 40) as f64;
        assert!((took.dollars - least).abs() < 1e-12, "{} dollars, expected {least}", took.dollars);
        assert_eq!(athena.bytes_scanned(), 1000);
        settled(&server, athena, 0).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reused_result_costs_nothing_and_an_insert_counts_its_rows() {
    within(async {
        let (server, athena) = connected(|builder| builder.result_reuse(Duration::from_secs(60))).await;
        short(&server).bytes_scanned(1 << 40).reused_result();
        let execution = athena.execute(&query()).await.expect("a result");
        let took = execution.statistics().expect("statistics");
        assert_eq!((took.reused_result, took.dollars), (true, 0.0));
        server.query("INSERT INTO t SELECT 1, 'x'").update_count(3);
        let execution = athena.execute(&Statement::query("INSERT INTO t SELECT 1, 'x'")).await.expect("it is done");
        assert_eq!(execution.statistics().expect("statistics").rows_written, Some(3));
        settled(&server, athena, 0).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn progress_tells_each_state_in_its_order() {
    within(async {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let list = Arc::clone(&seen);
        let note =
            move |progress: &Progress| list.lock().expect("no panic").push((progress.id.clone(), progress.state));
        let (server, athena) =
            connected(|builder| builder.poll_interval(Duration::from_millis(400)).on_progress(note)).await;
        // A program that is late hears of the last look only: each state lasts for several.
        let states = [State::Queued, State::Running].into_iter().flat_map(|state| [state; 5]);
        short(&server).states(states.chain([State::Succeeded]));
        athena.execute(&query()).await.expect("a result");
        let id = server.started_ids().remove(0);
        let expected =
            [QueryState::Queued, QueryState::Running, QueryState::Succeeded].map(|state| (id.clone(), state));
        let mut seen = seen.lock().expect("no panic").clone();
        seen.dedup();
        assert_eq!(seen, expected);
        settled(&server, athena, 0).await;
    })
    .await;
}

/// The error of a query of a table `peple`, where there are `orders` and `people`.
async fn misspelled(mode: &str) {
    within(async {
        let stage = Stage::new(mode).await;
        let reason = "TABLE_NOT_FOUND: line 1:18: Table 'awsdatacatalog.default.peple' does not exist";
        stage.query().failed(2, 1301, false, reason);
        stage.once(Other, Answer::json(json!({"TableMetadataList": [{"Name": "orders"}, {"Name": "people"}]})));
        let athena = builder(&stage.server).result_mode(stage.mode).connect().await.expect("a connection");
        let error = athena.execute(&query()).await.expect_err("there is no such table");
        let ErrorKind::NotFound { object: ObjectKind::Table, name, nearest, .. } = error.kind() else {
            panic!("expected NotFound, found {error:?}");
        };
        assert_eq!((name.as_str(), nearest.as_deref()), ("awsdatacatalog.default.peple", Some("people")));
        assert_eq!(error.query_execution_id(), Some(stage.server.started_ids()[0].as_str()));
        let listing = requests(&stage.server, Other).remove(0);
        assert_eq!(listing.target(), Some("ListTableMetadata"));
        assert_eq!(listing.body()["CatalogName"], Value::from("AwsDataCatalog"));
        assert_eq!(listing.body()["DatabaseName"], Value::from("default"));
        settled(&stage.server, athena, 0).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_table_that_was_probably_meant_is_named() {
    misspelled("api").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_table_that_was_probably_meant_is_named_for_an_unload_too() {
    misspelled("unload").await;
}

/// An error as a log may have it: its message, its Debug form, and its causes in both forms.
fn in_full(error: &Error) -> String {
    let mut text = format!("{error} {error:?}");
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(&format!(" {cause} {cause:?}"));
        next = cause.source();
    }
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_is_in_debug_or_in_errors() {
    within(async {
        let server = TestServer::start().await.expect("a port");
        let builder = builder(&server).credentials("AKIDEXAMPLE", "TOPSECRET", Some("TOPTOKEN".to_owned()));
        let builder = builder.result_mode(ResultMode::Csv).max_attempts(1);
        let mut texts = vec![format!("{builder:?}")];
        let athena = builder.connect().await.expect("a connection");
        texts.push(format!("{athena:?}"));
        // A start that is lost is asked for once more, to stop what it may have started.
        let start = Statement::query("SELECT 'start'");
        server.query(start.sql()).any_times();
        let invalid = "The security token included in the request is invalid.";
        for fault in [
            Answer::access_denied("athena:StartQueryExecution"),
            Answer::expired_token(),
            Answer::error("UnrecognizedClientException", "", invalid),
            Answer::hang_up(),
            Answer::malformed(),
            Answer::server_error(),
            Answer::status(502, "<html>Bad Gateway</html>"),
        ] {
            server.once(StartQueryExecution, fault);
            texts.push(in_full(&athena.execute(&start).await.expect_err("it cannot start")));
            athena.flush().await.expect("what may have been started has been stopped");
        }
        for fault in [Answer::scripted(), Answer::access_denied("s3:GetObject"), Answer::hang_up()] {
            // There is no CSV object.
            server.query(QUERY).column("a", "integer").states([State::Succeeded]);
            server.once(S3Get, fault);
            texts.push(in_full(&athena.execute(&query()).await.expect_err("it cannot be read")));
        }
        for text in &texts {
            assert!(!text.contains("TOPSECRET") && !text.contains("TOPTOKEN"), "a secret is in: {text}");
        }
        let sent = server.requests();
        assert!(sent.iter().all(|request| request.header("x-amz-security-token") == Some("TOPTOKEN")), "{sent:?}");
        athena.flush().await.expect("stopped");
        assert!(server.running_ids().is_empty(), "still running in Athena: {:?}", server.running_ids());
        drop(athena);
        server.verify();
    })
    .await;
}
