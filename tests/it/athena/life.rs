//! The life of a query: how it is started, polled, and stopped when it is dropped.

use std::time::{Duration, Instant};

use quilt_athena::{
    Engine, ErrorKind, ObjectKind,
    athena::{Athena, QueryState, ResultMode, RunningQuery},
    testing::{
        Answer,
        Operation::{
            BatchGetQueryExecution, GetQueryExecution, GetQueryResults, StartQueryExecution, StopQueryExecution,
        },
        Request, State, TestServer,
    },
};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::{
    QUERY, RESULT, Stage, builder, connected, endless, query, requests, settled, short, shown, spawn, tokens, until,
    within,
};

#[tokio::test(flavor = "multi_thread")]
async fn all_attempts_of_a_start_have_one_token() {
    within(async {
        let (server, athena) = connected(|builder| builder).await;
        short(&server);
        server.once(StartQueryExecution, Answer::throttled());
        // It has its effect, and the answer is lost.
        server.once(StartQueryExecution, Answer::scripted().reset_after(5));
        let execution = athena.execute(&query()).await.expect("a result");
        assert_eq!(shown(execution).await.expect("rows"), RESULT);
        assert_eq!(server.count(StartQueryExecution), 3, "attempts");
        assert_eq!(tokens(&server).len(), 1, "tokens: {:?}", tokens(&server));
        assert_eq!(server.started_ids().len(), 1, "a lost answer starts nothing twice");
        settled(&server, athena, 0).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_query_twice_is_two_queries() {
    within(async {
        let (server, athena) = connected(|builder| builder).await;
        short(&server).times(2);
        for _ in 0..2 {
            athena.execute(&query()).await.expect("a result").collect().await.expect("rows");
        }
        assert_eq!(tokens(&server).len(), 2, "tokens: {:?}", tokens(&server));
        settled(&server, athena, 0).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_set_is_not_sent() {
    // Unsafe to unset for other threads: where they are set, there is nothing to see.
    if ["AWS_ATHENA_S3_STAGING_DIR", "AWS_ATHENA_WORK_GROUP"].iter().any(|name| std::env::var_os(name).is_some()) {
        return;
    }
    within(async {
        let server = TestServer::start().await.expect("a port");
        short(&server);
        let url = server.url_encoded();
        let url = format!(
            "awsathena+rest://x:y@athena.us-east-1.amazonaws.com:443/?endpoint_url={url}&s3_endpoint_url={url}"
        );
        let builder = Athena::from_url(&url).expect("a URL").poll_interval(Duration::from_millis(20));
        let athena = builder.connect().await.expect("a connection");
        athena.execute(&query()).await.expect("a result").collect().await.expect("rows");
        let start = requests(&server, StartQueryExecution)[0].body().clone();
        let mut sent: Vec<&String> = start.as_object().expect("an object").keys().collect();
        sent.sort();
        assert_eq!(sent, ["ClientRequestToken", "QueryExecutionContext", "QueryString"]);
        assert_eq!(start["QueryExecutionContext"], json!({"Database": "default"}));
        settled(&server, athena, 0).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_set_is_sent() {
    within(async {
        let set = |builder: quilt_athena::athena::AthenaBuilder| {
            builder.catalog("c").schema("s").work_group("w").result_reuse(Duration::from_secs(1800))
        };
        let (server, athena) = connected(set).await;
        short(&server);
        athena.execute(&query()).await.expect("a result").collect().await.expect("rows");
        let start = requests(&server, StartQueryExecution)[0].body().clone();
        assert_eq!(start["QueryExecutionContext"], json!({"Catalog": "c", "Database": "s"}));
        assert_eq!(start["WorkGroup"], "w");
        assert_eq!(start["ResultConfiguration"], json!({"OutputLocation": "s3://res/out/"}));
        let by_age = &start["ResultReuseConfiguration"]["ResultReuseByAgeConfiguration"];
        assert_eq!(*by_age, json!({"Enabled": true, "MaxAgeInMinutes": 30}));
        settled(&server, athena, 0).await;
    })
    .await;
}

/// When the polls of the only query came, counted from its start.
fn polls(server: &TestServer) -> Vec<Duration> {
    let start = requests(server, StartQueryExecution)[0].received_at();
    requests(server, GetQueryExecution).iter().map(|poll| poll.received_at() - start).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_poll_is_soon_however_long_the_longest_pause_is() {
    within(async {
        let hours = Duration::from_secs(36_000);
        let (server, athena) = connected(|builder| builder.poll_interval(hours)).await;
        server.query(QUERY).column("a", "integer");
        athena.execute(&query()).await.expect("a result");
        settled(&server, athena, 0).await;
    })
    .await;
}

/// A busy machine makes pauses longer, never shorter: each has only a least length, and the longest pause is there if the test ends.
#[tokio::test(flavor = "multi_thread")]
async fn polls_become_rarer_up_to_the_longest_pause() {
    within(async {
        let (server, athena) = connected(|builder| builder.poll_interval(Duration::from_millis(150))).await;
        // Half as long again each time, the last pause would be two minutes, and all together six.
        let mut states = vec![State::Running; 18];
        states.push(State::Succeeded);
        server.query(QUERY).column("a", "integer").states(states);
        athena.execute(&query()).await.expect("a result");
        let polls = polls(&server);
        assert!(polls[0] >= Duration::from_millis(70), "the first poll came after {polls:?}");
        let pauses: Vec<Duration> = polls.windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert!(pauses[0] >= Duration::from_millis(105), "pauses between polls: {pauses:?}");
        assert!(
            pauses[1..].iter().all(|pause| *pause >= Duration::from_millis(130)),
            "pauses between polls: {pauses:?}"
        );
        settled(&server, athena, 0).await;
    })
    .await;
}

/// A connection with twenty queries that run until they are dropped, so that they run at once however busy the machine is.
async fn twenty_at_once(server: &TestServer) -> (Athena, Vec<RunningQuery>) {
    let athena = builder(server).poll_interval(Duration::from_millis(50)).connect().await.expect("a connection");
    endless(server).times(20);
    let mut queries = Vec::new();
    for _ in 0..20 {
        queries.push(athena.start(&query()).await.expect("it starts"));
    }
    (athena, queries)
}

/// The ids that a request for the states of many queries names.
fn batched(request: &Request) -> Vec<&str> {
    request.body()["QueryExecutionIds"].as_array().expect("ids").iter().filter_map(Value::as_str).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn queries_that_run_at_once_share_their_polls() {
    within(async {
        let server = TestServer::start().await.expect("a port");
        let (athena, queries) = twenty_at_once(&server).await;
        // What is due within a quarter of the pause shares a request: of twenty in one pause, some have to.
        let shared = || requests(&server, BatchGetQueryExecution).iter().any(|request| batched(request).len() >= 4);
        until("a request for the states of four queries or more", shared).await;
        drop(queries);
        settled(&server, athena, 20).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn queries_whose_looks_are_shared_give_their_rows() {
    within(async {
        let (server, athena) = connected(|builder| builder.poll_interval(Duration::from_millis(50))).await;
        let states = [State::Running, State::Running, State::Running, State::Succeeded];
        server.query(QUERY).times(20).states(states).column("a", "integer").row([Some("7")]);
        let mut queries = JoinSet::new();
        for _ in 0..20 {
            let athena = athena.clone();
            queries.spawn(async move { shown(athena.execute(&query()).await?).await });
        }
        while let Some(result) = queries.join_next().await {
            assert_eq!(result.expect("no panic").expect("rows"), "a Int32\n\"7\"");
        }
        settled(&server, athena, 0).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_permission_to_poll_many_each_is_polled() {
    within(async {
        let server = TestServer::start().await.expect("a port");
        server.once(BatchGetQueryExecution, Answer::access_denied("athena:BatchGetQueryExecution"));
        let (athena, queries) = twenty_at_once(&server).await;
        until("a request for the states of many", || server.count(BatchGetQueryExecution) > 0).await;
        // Others may have been on their way.
        let only_singles = || {
            let all = server.requests();
            let last =
                all.iter().rev().map(Request::operation).take_while(|operation| *operation != BatchGetQueryExecution);
            last.filter(|operation| *operation == GetQueryExecution).count() >= 60
        };
        until("sixty requests in a row for the state of one", only_singles).await;
        drop(queries);
        settled(&server, athena, 20).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_that_an_answer_for_many_leaves_out_is_polled_again() {
    within(async {
        let server = TestServer::start().await.expect("a port");
        let nothing = json!({"QueryExecutions": [], "UnprocessedQueryExecutionIds": []});
        server.once(BatchGetQueryExecution, Answer::json(nothing));
        let (athena, queries) = twenty_at_once(&server).await;
        let each_again = || {
            let all = server.requests();
            let Some(first) = all.iter().position(|request| request.operation() == BatchGetQueryExecution) else {
                return false;
            };
            let asked_again = |id: &str| {
                all[first + 1..].iter().any(|request| match request.operation() {
                    GetQueryExecution => request.body()["QueryExecutionId"] == id,
                    BatchGetQueryExecution => batched(request).contains(&id),
                    _ => false,
                })
            };
            batched(&all[first]).into_iter().all(asked_again)
        };
        until("another request for the state of each query that was left out", each_again).await;
        drop(queries);
        settled(&server, athena, 20).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_future_stops_its_query() {
    within(async {
        let (server, athena) = connected(|builder| builder).await;
        endless(&server);
        let task = spawn(&athena);
        until("a second poll", || server.count(GetQueryExecution) > 1).await;
        task.abort();
        assert!(task.await.expect_err("it was aborted").is_cancelled());
        let stopped = server.started_ids();
        athena.flush().await.expect("stopped");
        assert_eq!(
            requests(&server, StopQueryExecution)[0].body()["QueryExecutionId"],
            Value::from(stopped[0].as_str())
        );
        settled(&server, athena, 1).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_future_dropped_before_the_start_is_answered_stops_its_query() {
    within(async {
        let (server, athena) = connected(|builder| builder).await;
        // Several times, since `flush` has to wait for a stop that is only ordered while it waits.
        for round in 1..=5 {
            endless(&server);
            server.once(StartQueryExecution, Answer::scripted().after(Duration::from_millis(150)));
            let task = spawn(&athena);
            until("the start", || server.count(StartQueryExecution) == round).await;
            task.abort();
            assert!(task.await.expect_err("it was aborted").is_cancelled());
            athena.flush().await.expect("stopped");
            assert_eq!(server.count(StopQueryExecution), round, "stops that have reached Athena after `flush`");
        }
        settled(&server, athena, 5).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_handle_may_go_before_the_start_is_answered() {
    within(async {
        let (server, athena) = connected(|builder| builder).await;
        endless(&server);
        server.once(StartQueryExecution, Answer::scripted().after(Duration::from_millis(150)));
        let running = async move { athena.execute(&query()).await.map(drop) };
        // The future, and the connection inside it, go together.
        tokio::select! {
            result = running => panic!("it has no end: {result:?}"),
            () = until("the start", || server.count(StartQueryExecution) == 1) => {}
        }
        until("the stop", || server.count(StopQueryExecution) == 1).await;
        assert!(server.running_ids().is_empty(), "still running in Athena: {:?}", server.running_ids());
        server.verify();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_handle_stops_its_query_and_a_detached_one_does_not() {
    within(async {
        let (server, athena) = connected(|builder| builder).await;
        endless(&server).times(2);
        drop(athena.start(&query()).await.expect("it starts"));
        athena.flush().await.expect("stopped");
        assert_eq!(server.count(StopQueryExecution), 1, "stops after a drop");
        let id = athena.start(&query()).await.expect("it starts").detach();
        athena.flush().await.expect("nothing to stop");
        assert_eq!(server.count(StopQueryExecution), 1, "stops after a detach");
        assert_eq!(server.running_ids(), [id.as_str()]);
        athena.status(&id).await.expect("it is there");
        athena.stop(&id).await.expect("it can be stopped by its id");
        settled(&server, athena, 2).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handle_that_outlives_its_connection_waits_for_its_stop() {
    within(async {
        let (server, athena) = connected(|builder| builder).await;
        endless(&server);
        let running = athena.start(&query()).await.expect("it starts");
        drop(athena);
        drop(running);
        assert_eq!(server.count(StopQueryExecution), 1, "stops that have reached Athena when the last handle is gone");
        server.verify();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_runtime_that_shuts_down_stops_its_queries() {
    within(async {
        let server = TestServer::start().await.expect("a port");
        endless(&server);
        let seen = server.clone();
        let program = tokio::task::spawn_blocking(move || {
            let runtime =
                tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
            let athena = runtime.block_on(within(builder(&seen).connect())).expect("a connection");
            // The task has the last handle.
            runtime.spawn(async move { athena.execute(&query()).await.map(drop) });
            runtime.block_on(until("a poll", || seen.count(GetQueryExecution) > 0));
            runtime.shutdown_background();
        });
        program.await.expect("no panic");
        until("a stop", || server.count(StopQueryExecution) == 1).await;
        assert!(server.running_ids().is_empty(), "still running: {:?}", server.running_ids());
        server.verify();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_of_an_unload_are_removed_when_a_runtime_of_one_thread_ends() {
    within(async {
        let stage = Stage::new("unload").await;
        stage.answers();
        let seen = stage.server.clone();
        let program = tokio::task::spawn_blocking(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(within(async move {
                let athena = builder(&seen).result_mode(ResultMode::Unload).connect().await.expect("a connection");
                let rows = shown(athena.execute(&query()).await.expect("a result")).await.expect("rows");
                assert_eq!(rows, RESULT);
                let began = Instant::now();
                drop(athena);
                // After ten seconds it gives up.
                assert!(began.elapsed() < Duration::from_secs(9), "the last handle took {:?}", began.elapsed());
            }));
        });
        program.await.expect("no panic");
        assert_eq!(stage.server.object_keys("res"), Vec::<String>::new(), "left when the last handle was gone");
        stage.server.verify();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_stop_on_drop_a_query_goes_on() {
    within(async {
        let (server, athena) = connected(|builder| builder.stop_on_drop(false)).await;
        endless(&server);
        let running = athena.start(&query()).await.expect("it starts");
        let id = running.id().to_owned();
        drop(running);
        athena.flush().await.expect("nothing to stop");
        assert_eq!(server.count(StopQueryExecution), 0, "stops");
        athena.stop(&id).await.expect("it can be stopped by its id");
        settled(&server, athena, 1).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_stop_on_drop_a_query_goes_on_even_if_its_start_was_not_answered_yet() {
    within(async {
        let (server, athena) = connected(|builder| builder.stop_on_drop(false)).await;
        endless(&server);
        server.once(StartQueryExecution, Answer::scripted().after(Duration::from_millis(150)));
        let task = spawn(&athena);
        until("the start", || server.count(StartQueryExecution) == 1).await;
        task.abort();
        assert!(task.await.expect_err("it was aborted").is_cancelled());
        // This waits for the answer.
        athena.flush().await.expect("nothing to stop");
        assert_eq!(server.count(StopQueryExecution), 0, "stops");
        athena.stop(&server.started_ids()[0]).await.expect("it can be stopped by its id");
        settled(&server, athena, 1).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_for_a_query_that_is_stopped_by_its_id_hears_that_it_was_cancelled() {
    within(async {
        let (server, athena) = connected(|builder| builder).await;
        endless(&server);
        let running = athena.start(&query()).await.expect("it starts");
        let id = running.id().to_owned();
        let waiter = tokio::spawn(running.results());
        until("a poll", || server.count(GetQueryExecution) > 0).await;
        athena.stop(&id).await.expect("it can be stopped");
        let error = waiter.await.expect("no panic").expect_err("it was stopped");
        assert!(matches!(error.kind(), ErrorKind::Cancelled { .. }), "expected Cancelled, found {error:?}");
        assert_eq!(error.query_execution_id(), Some(id.as_str()));
        let status = athena.status(&id).await.expect("it is known");
        assert_eq!((status.state, status.sql.as_str()), (QueryState::Cancelled, QUERY));
        settled(&server, athena, 1).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attached_query_gives_its_rows_and_is_not_stopped_by_a_drop() {
    within(async {
        let (server, athena) = connected(|builder| builder).await;
        short(&server).states([State::Queued, State::Running, State::Running, State::Running, State::Succeeded]);
        let id = athena.start(&query()).await.expect("it starts").detach();
        drop(athena.attach(&id).await.expect("it is known"));
        athena.flush().await.expect("nothing to stop");
        let attached = athena.attach(&id).await.expect("it is known");
        assert_eq!(attached.id(), id);
        assert_eq!(shown(attached.results().await.expect("a result")).await.expect("rows"), RESULT);
        settled(&server, athena, 0).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_can_wait_for_one_query() {
    within(async {
        let (server, athena) = connected(|builder| builder).await;
        short(&server).states([State::Queued, State::Running, State::Running, State::Running, State::Succeeded]);
        let running = athena.start(&query()).await.expect("it starts");
        let attached = athena.attach(running.id()).await.expect("it is known");
        let (one, other) = tokio::join!(running.results(), attached.results());
        for (who, result) in [("its owner", one), ("who attached to it", other)] {
            let result = result.unwrap_or_else(|error| panic!("{who} has no result: {error:?}"));
            assert_eq!(shown(result).await.expect("rows"), RESULT, "of {who}");
        }
        settled(&server, athena, 0).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_that_athena_does_not_know_is_not_found() {
    within(async {
        let (server, athena) = connected(|builder| builder).await;
        let unknown =
            || Answer::error("InvalidRequestException", "QUERY_EXECUTION_NOT_FOUND", "QueryExecution x was not found");
        server.once(GetQueryExecution, unknown());
        server.once(GetQueryExecution, unknown());
        server.once(StopQueryExecution, unknown());
        let errors = [
            athena.status("x").await.map(drop).expect_err("status"),
            athena.attach("x").await.map(drop).expect_err("attach"),
            athena.stop("x").await.expect_err("stop"),
        ];
        for error in errors {
            let not_found = matches!(error.kind(), ErrorKind::NotFound { object: ObjectKind::QueryExecution, name, .. } if name == "x");
            assert!(not_found, "expected NotFound, found {error:?}");
        }
        assert_eq!(server.count(GetQueryResults), 0);
        settled(&server, athena, 1).await;
    })
    .await;
}
