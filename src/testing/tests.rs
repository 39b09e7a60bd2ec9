//! The server over plain TCP, to see what AWS clients hide.

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::{
    Answer, Operation, State, TestServer,
    sql::{classify, type_info, unload},
};

/// Sends one request on a connection of its own: all that comes back, and whether the connection ended in an error.
async fn send(server: &TestServer, head: &str, body: &str) -> (String, bool) {
    let address = server.url();
    let mut stream = TcpStream::connect(address.trim_start_matches("http://")).await.unwrap();
    let length = body.len();
    let request = format!("{head}\r\nHost: x\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let failed = stream.read_to_end(&mut answer).await.is_err();
    (String::from_utf8(answer).unwrap(), failed)
}

async fn ask(server: &TestServer, operation: &str, body: Value) -> Value {
    let head = format!("POST / HTTP/1.1\r\nX-Amz-Target: AmazonAthena.{operation}");
    let (answer, failed) = send(server, &head, &body.to_string()).await;
    assert!(!failed, "{answer}");
    serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
}

async fn start(server: &TestServer, sql: &str) -> String {
    let token = uuid::Uuid::new_v4().to_string();
    let folder = json!({"OutputLocation": "s3://res/out/"});
    let body = json!({"QueryString": sql, "ClientRequestToken": token, "ResultConfiguration": folder});
    ask(server, "StartQueryExecution", body).await["QueryExecutionId"].as_str().unwrap().to_owned()
}

async fn poll(server: &TestServer, id: &str) -> Value {
    ask(server, "GetQueryExecution", json!({"QueryExecutionId": id})).await["QueryExecution"].clone()
}

/// The first cells of each page.
async fn pages(server: &TestServer, id: &str) -> Vec<Vec<String>> {
    let (mut pages, mut token) = (Vec::new(), Value::Null);
    loop {
        let body = json!({"QueryExecutionId": id, "NextToken": token, "MaxResults": 1000});
        let answer = ask(server, "GetQueryResults", body).await;
        let rows = answer["ResultSet"]["Rows"].as_array().unwrap();
        pages.push(rows.iter().map(|row| row["Data"][0]["VarCharValue"].as_str().unwrap_or("NULL").into()).collect());
        token = answer["NextToken"].clone();
        if token.is_null() {
            return pages;
        }
    }
}

#[tokio::test]
async fn pages_have_one_header_and_empty_ones_between() {
    let server = TestServer::start().await.unwrap();
    let rows = (1..=3).map(|n| [Some(n.to_string())]);
    server.query("SELECT a FROM t;").column("a", "integer").rows(rows).page_rows(2).empty_pages(1).require_full_read();
    server.query("SHOW TABLES").column("tab_name", "string").row([Some("t")]).csv();
    let id = start(&server, " SELECT a FROM t ; ").await;
    poll(&server, &id).await;
    // Four rows fill two pages, and a full page is never the last.
    assert_eq!(pages(&server, &id).await, [vec!["a", "1"], vec![], vec!["2", "3"], vec![]]);
    let id = start(&server, "SHOW TABLES").await;
    assert_eq!(pages(&server, &id).await, [["t"]]);
    assert_eq!(server.object_keys("res"), [format!("out/{id}.txt")]);
    server.query("SELECT b").column("b", "varchar").row([Some("a\"b\n")]).row([None::<&str>]).row([Some("")]).csv();
    let id = start(&server, "SELECT b").await;
    poll(&server, &id).await;
    let csv = server.object_bytes("res", &format!("out/{id}.csv")).unwrap();
    assert_eq!(String::from_utf8(csv).unwrap(), "\"b\"\n\"a\"\"b\n\"\n\n\"\"\n");
    server.verify();
}

#[tokio::test]
async fn states_advance_with_each_poll_and_a_stop_ends_them() {
    let server = TestServer::start().await.unwrap();
    server.query("SELECT 1").states([State::Queued, State::Running]).failed(2, 1301, false, "TABLE_NOT_FOUND: x");
    server.query("SELECT 2").states([State::Running]);
    let id = start(&server, "SELECT 1").await;
    for state in ["QUEUED", "RUNNING"] {
        assert_eq!(poll(&server, &id).await["Status"]["State"], state);
    }
    let early = ask(&server, "GetQueryResults", json!({"QueryExecutionId": id})).await;
    assert_eq!(early["AthenaErrorCode"], "INVALID_QUERY_EXECUTION_STATE");
    assert_eq!(poll(&server, &id).await["Status"]["AthenaError"]["ErrorType"], 1301);
    let id = start(&server, "SELECT 2").await;
    poll(&server, &id).await;
    assert_eq!(server.running_ids(), std::slice::from_ref(&id));
    ask(&server, "StopQueryExecution", json!({"QueryExecutionId": id})).await;
    assert!(server.running_ids().is_empty());
    let batch = ask(&server, "BatchGetQueryExecution", json!({"QueryExecutionIds": [id, "no"]})).await;
    assert_eq!(batch["QueryExecutions"][0]["Status"]["StateChangeReason"], "Query cancelled by user");
    assert_eq!(batch["UnprocessedQueryExecutionIds"][0]["QueryExecutionId"], "no");
    server.verify();
}

#[tokio::test]
async fn an_unload_leaves_its_files_and_a_manifest() {
    let server = TestServer::start().await.unwrap();
    server.unload_of("SELECT ') TO ''x'''").unloads([("part-0", "abc")]);
    let sql = "UNLOAD (SELECT ') TO ''x''') TO 's3://res/data/' WITH (format = 'PARQUET')";
    let id = start(&server, sql).await;
    assert_eq!(server.object_keys("res"), ["data/part-0"]);
    let manifest = poll(&server, &id).await["Statistics"]["DataManifestLocation"].clone();
    assert_eq!(manifest, format!("s3://res/out/{id}-manifest.csv"));
    let written = server.object_bytes("res", &format!("out/{id}-manifest.csv"));
    assert_eq!(written.unwrap(), b"s3://res/data/part-0\n");
}

#[tokio::test]
async fn objects_are_read_in_ranges_and_answers_broken_off() {
    let server = TestServer::start().await.unwrap();
    server.put_object("b", "a key", "0123456789");
    for (range, status, body) in
        [("2-4", "206", "234"), ("-3", "206", "789"), ("8-99", "206", "89"), ("10-", "416", "")]
    {
        let (answer, _) = send(&server, &format!("GET /b/a%20key HTTP/1.1\r\nRange: bytes={range}"), "").await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
        assert!(answer.ends_with(body) || status == "416", "{answer}");
    }
    let get = "GET /b/a%20key HTTP/1.1";
    server.once(Operation::S3Get, Answer::scripted().reset_after(4));
    let (answer, failed) = send(&server, get, "").await;
    assert!(failed && answer.contains("Content-Length: 10\r\n") && answer.ends_with("\r\n\r\n0123"), "{answer}");
    server.once(Operation::S3Get, Answer::scripted().closed_after(4));
    let (answer, failed) = send(&server, get, "").await;
    assert!(!failed && answer.contains("Content-Length: 10\r\n") && answer.ends_with("\r\n\r\n0123"), "{answer}");
    server.once(Operation::S3Get, Answer::scripted().shortened_to(4));
    let (answer, _) = send(&server, get, "").await;
    assert!(answer.contains("Content-Length: 4\r\n") && answer.ends_with("\r\n\r\n0123"), "{answer}");
    let (answer, _) = send(&server, "HEAD /b/a%20key HTTP/1.1", "").await;
    assert!(answer.contains("Content-Length: 10\r\n") && answer.ends_with("\r\n\r\n"), "{answer}");
}

#[tokio::test]
async fn keys_are_listed_in_pages_and_deleted() {
    let server = TestServer::start().await.unwrap();
    for key in ["p/a", "p/b&c", "p/d/1", "p/d/2", "q"] {
        server.put_object("b", key, "x");
    }
    let list = "GET /b?list-type=2&prefix=p%2F&delimiter=%2F&max-keys=2";
    let (answer, _) = send(&server, &format!("{list} HTTP/1.1"), "").await;
    assert!(answer.contains("<NextContinuationToken>p/b&amp;c</NextContinuationToken>"), "{answer}");
    let (answer, _) = send(&server, &format!("{list}&continuation-token=p%2Fb%26c HTTP/1.1"), "").await;
    assert!(answer.contains("<IsTruncated>false</IsTruncated><CommonPrefixes><Prefix>p/d/</Prefix>"), "{answer}");
    let keys = "<Delete><Object><Key>p/b&amp;c</Key></Object><Object><Key>q</Key></Object></Delete>";
    send(&server, "POST /b?delete HTTP/1.1", keys).await;
    send(&server, "DELETE /b/p/a HTTP/1.1", "").await;
    assert_eq!(server.object_keys("b"), ["p/d/1", "p/d/2"]);
    assert_eq!(server.count(Operation::S3Delete), 2);
}

#[tokio::test]
#[should_panic(expected = "query `SELECT 1` was started 0 of 1 times")]
async fn dropping_the_last_handle_reports_scripts_that_were_not_used() {
    let server = TestServer::start().await.unwrap();
    server.query("SELECT 1");
}

#[tokio::test]
async fn the_report_names_all_deviations() {
    let server = TestServer::start().await.unwrap();
    server.once(Operation::S3Head, Answer::access_denied("s3:GetObject"));
    server.query("SELECT 1").states([State::Queued, State::Succeeded]);
    let id = start(&server, "SELECT 1").await;
    poll(&server, &id).await;
    let token = json!({"QueryString": "SELECT 2", "ClientRequestToken": "t".repeat(32)});
    assert_eq!(ask(&server, "StartQueryExecution", token).await["__type"], "InvalidRequestException");
    assert_eq!(ask(&server, "ListWorkGroups", json!({})).await["__type"], "UnknownOperationException");
    let panic = std::panic::catch_unwind(|| server.verify()).unwrap_err();
    let text = panic.downcast_ref::<String>().unwrap();
    for part in [
        "a query that has no script: SELECT 2",
        "a request without a script: ListWorkGroups",
        "query `SELECT 1`: no client has seen SUCCEEDED",
        "HeadObject: 1 of the answers given to `once` were not used",
    ] {
        assert!(text.contains(part), "{text}");
    }
}

#[tokio::test]
async fn a_workgroup_decides_where_results_go() {
    let server = TestServer::start().await.unwrap();
    let results = json!({"OutputLocation": "s3://enforced/x/"});
    let settings = json!({"EnforceWorkGroupConfiguration": true, "ResultConfiguration": results});
    server.work_group(json!({"Name": "primary", "Configuration": settings}));
    server.any_query().any_times();
    server.query("SELECT 2").managed_results();
    let id = start(&server, "SELECT 1").await;
    let location = poll(&server, &id).await["ResultConfiguration"]["OutputLocation"].clone();
    assert_eq!(location, format!("s3://enforced/x/{id}.csv"));
    let id = start(&server, "SELECT 2").await;
    assert!(poll(&server, &id).await.get("ResultConfiguration").is_none());
}

#[tokio::test]
async fn the_address_to_connect_to_names_the_server() {
    let server = TestServer::start().await.unwrap();
    let port = server.url().rsplit_once(':').unwrap().1.to_owned();
    let url = format!("http%3A%2F%2F127.0.0.1%3A{port}");
    let expected = format!(
        "awsathena+rest://x:y@athena.us-east-1.amazonaws.com:443/default?s3_staging_dir=s3%3A%2F%2Fres%2Fout%2F\
         &endpoint_url={url}&s3_endpoint_url={url}"
    );
    assert_eq!(server.connection_url(), expected);
}

#[tokio::test]
async fn connections_end_with_the_last_handle() {
    let server = TestServer::start().await.unwrap();
    let mut stream = TcpStream::connect(server.url().trim_start_matches("http://")).await.unwrap();
    stream.write_all(b"GET /b/k HTTP/1.1\r\n").await.unwrap();
    let clone = server.clone();
    drop(server);
    stream.write_all(b"\r\n").await.unwrap();
    let mut status = [0; 12];
    stream.read_exact(&mut status).await.unwrap();
    assert_eq!(&status, b"HTTP/1.1 404");
    drop(clone);
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).await.unwrap();
}

#[tokio::test]
async fn a_token_is_good_for_one_query() {
    let server = TestServer::start().await.unwrap();
    server.any_query();
    let body = |sql: &str| json!({"QueryString": sql, "ClientRequestToken": "t".repeat(36)});
    let first = ask(&server, "StartQueryExecution", body("SELECT 1")).await;
    assert_eq!(ask(&server, "StartQueryExecution", body("SELECT 1")).await, first);
    let other = ask(&server, "StartQueryExecution", body("SELECT 2")).await;
    assert_eq!(other["AthenaErrorCode"], "IDEMPOTENT_PARAMETER_MISMATCH");
    server.skip_verification();
}

#[tokio::test]
async fn connections_are_kept_and_chunks_read() {
    let server = TestServer::start().await.unwrap();
    let mut stream = TcpStream::connect(server.url().trim_start_matches("http://")).await.unwrap();
    let put = "PUT /b/k HTTP/1.1\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n";
    stream.write_all(put.as_bytes()).await.unwrap();
    let mut buffer = vec![0; 25];
    stream.read_exact(&mut buffer).await.unwrap();
    assert_eq!(buffer, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nt: 1\r\n\r\n").await.unwrap();
    stream.write_all(b"GET /b/k HTTP/1.1\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.ends_with("\r\n\r\nabcde"), "{answer}");
}

#[test]
fn statements_and_types_are_read() {
    assert_eq!(classify("-- x\n(WITH t AS (SELECT 1) SELECT * FROM t)"), ("DML", "SELECT"));
    assert_eq!(classify("create table t with (a = 1) as\nselect 1"), ("DDL", "CREATE_TABLE_AS_SELECT"));
    assert_eq!(classify("/* */ SHOW CREATE VIEW v"), ("UTILITY", "SHOW_CREATE_VIEW"));
    assert_eq!(unload("unload(SELECT 1;) to 's3://b/p/'"), Some(("SELECT 1", "s3://b/p/".to_owned())));
    assert_eq!(unload("UNLOADED"), None);
    let info = |text| {
        let info = type_info(text);
        (info.name, info.precision, info.scale, info.case_sensitive)
    };
    assert_eq!(info("decimal(38,10)"), ("decimal".to_owned(), 38, 10, false));
    assert_eq!(info("varchar(5)"), ("varchar".to_owned(), 5, 0, true));
    assert_eq!(info("timestamp(6) with time zone"), ("timestamp with time zone".to_owned(), 3, 0, false));
    assert_eq!(info("row(a timestamp(3) with time zone, b array(integer))"), ("row".to_owned(), 0, 0, false));
    assert_eq!(info("real"), ("float".to_owned(), 17, 0, false));
    assert_eq!(info("string"), ("string".to_owned(), 0, 0, false));
}
