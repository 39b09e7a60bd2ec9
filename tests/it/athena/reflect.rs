//! The columns of tables, by each of the three ways to read them.

use quilt_athena::{
    ErrorKind, ObjectKind, Result, Statement,
    athena::ResultMode,
    prelude::*,
    schema::{Table, TableName},
    testing::{Answer, Operation, Request, TestServer},
};
use serde_json::{Value, json};

use super::{connected, within};
use crate::golden::golden;

const COLUMNS: &str = "SELECT column_name, data_type, comment, extra_info FROM \"information_schema\".\"columns\" \
                       WHERE table_schema = 'default' AND table_name = 'events' ORDER BY ordinal_position";

#[derive(AthenaView)]
#[athena(view = "events")]
struct Event {
    id: i64,
    tags: Option<Vec<Option<String>>>,
    day: chrono::NaiveDate,
}

fn metadata() -> Answer {
    Answer::json(json!({"TableMetadata": {
        "Name": "events",
        "TableType": "EXTERNAL_TABLE",
        "Columns": [
            {"Name": "id", "Type": "int", "Comment": "the key"},
            {"Name": "tags", "Type": "array<string>"},
            {"Name": "odd", "Type": "uniontype<int,string>"},
        ],
        "PartitionKeys": [{"Name": "day", "Type": "date", "Comment": ""}],
    }}))
}

fn denied() -> Answer {
    Answer::access_denied("athena:GetTableMetadata")
}

/// The rows of a query where the API would return [`metadata`].
fn scripted(server: &TestServer, sql: &str) {
    let mut script = server.query(sql);
    for column in ["column_name", "data_type", "comment", "extra_info"] {
        script = script.column(column, "varchar");
    }
    script.rows([
        [Some("id"), Some("integer"), Some("the key"), None],
        [Some("tags"), Some("array(varchar)"), None, None],
        [Some("odd"), Some("unknown"), None, None],
        [Some("day"), Some("date"), None, Some("partition key")],
    ]);
}

async fn reflect(athena: &impl Engine, name: &str) -> Result<Table> {
    Table::reflect(athena, &TableName::new(name)?).await
}

#[track_caller]
fn check(table: Result<Table>) {
    let table = table.expect("a table");
    let columns: Vec<String> = table
        .columns()
        .iter()
        .map(|column| format!("{} {} {}", column.name, column.data_type, column.partition))
        .collect();
    assert_eq!(columns, ["id integer false", "tags array(varchar) false", "day date true"]);
    assert_eq!(table.columns()[0].comment.as_deref(), Some("the key"));
    assert_eq!(table.columns()[2].comment, None);
    assert_eq!(table.unknown()[0].name, "odd");
}

/// The requests that the server has no script for: target and body.
fn others(server: &TestServer) -> Vec<(String, Value)> {
    let other = |request: &Request| (request.target().unwrap_or_default().to_owned(), request.body().clone());
    server.requests().iter().filter(|request| request.operation() == Operation::Other).map(other).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn metadata_that_is_allowed_takes_one_request_and_no_query() {
    within(async {
        let (server, athena) = connected(|athena| athena.work_group("analysts")).await;
        server.once(Operation::Other, metadata());
        check(reflect(&athena, "Events").await);
        let asked = json!({
            "CatalogName": "AwsDataCatalog", "DatabaseName": "default", "TableName": "events", "WorkGroup": "analysts",
        });
        assert_eq!(others(&server), [("GetTableMetadata".to_owned(), asked)]);
        assert_eq!(server.started_ids(), Vec::<String>::new());

        server.once(Operation::Other, metadata());
        let name = TableName::new("Events").expect("a name").in_catalog("lake", "Logs").expect("a name");
        check(Table::reflect(&athena, &name).await);
        let (_, asked) = others(&server).remove(1);
        assert_eq!((&asked["CatalogName"], &asked["DatabaseName"]), (&json!("lake"), &json!("logs")));
        server.verify();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn metadata_that_is_denied_is_read_by_a_query_from_then_on() {
    within(async {
        // A result of rows about columns is never unloaded.
        for mode in [ResultMode::Auto, ResultMode::Unload] {
            let (server, athena) = connected(|athena| athena.result_mode(mode).read_only()).await;
            server.once(Operation::Other, denied());
            scripted(&server, COLUMNS);
            scripted(&server, COLUMNS);
            check(reflect(&athena, "events").await);
            check(reflect(&athena.clone(), "EVENTS").await);
            assert_eq!(others(&server).len(), 1, "denied once is not asked again");
            server.verify();
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn names_reach_information_schema_through_the_writers() {
    within(async {
        let (server, athena) = connected(|athena| athena).await;
        server.once(Operation::Other, denied());
        let sql = "SELECT column_name, data_type, comment, extra_info FROM \"my lake\".\"information_schema\".\"columns\" \
                   WHERE table_schema = 'it''s' AND table_name = 'a''b' ORDER BY ordinal_position";
        scripted(&server, sql);
        golden("columns by information_schema", &Statement::query(sql));
        let name = TableName::new("A'b").expect("a name").in_catalog("my lake", "it's").expect("a name");
        check(Table::reflect(&athena, &name).await);
        server.verify();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_catalog_that_the_api_cannot_read_is_read_by_a_query() {
    within(async {
        for answer in [
            Answer::error("MetadataException", "", "Insufficient Lake Formation permission(s) on events"),
            Answer::error(
                "InvalidRequestException",
                "INVALID_INPUT",
                "GetTableMetadata is not supported for this catalog",
            ),
        ] {
            let (server, athena) = connected(|athena| athena).await;
            server.once(Operation::Other, answer);
            scripted(&server, COLUMNS);
            check(reflect(&athena, "events").await);
            server.verify();
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn columns_that_were_dropped_from_an_iceberg_table_do_not_come_back() {
    within(async {
        let (server, athena) = connected(|athena| athena).await;
        server.once(
            Operation::Other,
            Answer::json(json!({"TableMetadata": {
                "Name": "events",
                "Columns": [{"Name": "dropped", "Type": "string"}],
                "Parameters": {"table_type": "ICEBERG"},
            }})),
        );
        scripted(&server, COLUMNS);
        check(reflect(&athena, "events").await);
        server.verify();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn describe_is_the_last_way() {
    within(async {
        let (server, athena) = connected(|athena| athena).await;
        server.once(Operation::Other, denied());
        let reason = "COLUMN_NOT_FOUND: line 1:41: Column 'extra_info' cannot be resolved";
        server.query(COLUMNS).failed(2, 1006, false, reason);
        let mut describe = server.query("DESCRIBE `events`");
        for column in ["col_name", "data_type", "comment"] {
            describe = describe.column(column, "string");
        }
        let row = |name: &str, of: &str, comment: &str| [Some(format!("{name:<20}\t{of:<20}\t{comment:<20}"))];
        describe.rows([
            row("id", "int", "the key"),
            row("tags", "array<string>", ""),
            row("odd", "uniontype<int,string>", ""),
            row("day", "date", ""),
            [Some("\t \t ".to_owned())],
            [Some("# Partition Information\t \t ".to_owned())],
            row("# col_name", "data_type", "comment"),
            [Some("\t \t ".to_owned())],
            row("day", "date", ""),
        ]);
        check(reflect(&athena, "events").await);
        server.verify();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_table_has_a_nearest_name_by_the_way_that_is_allowed() {
    within(async {
        let (server, athena) = connected(|athena| athena).await;
        let gone =
            "Entity Not Found (Service: AmazonDataCatalog; Status Code: 400; Error Code: EntityNotFoundException)";
        server.once(Operation::Other, Answer::error("MetadataException", "", gone));
        server.once(Operation::Other, Answer::json(json!({"TableMetadataList": [{"Name": "events"}]})));
        let error = reflect(&athena, "event").await.expect_err("no table");
        assert_eq!(error.to_string(), "table or view `default.event` does not exist; did you mean `events`?");
        server.verify();

        let (server, athena) = connected(|athena| athena).await;
        server.once(Operation::Other, denied());
        server
            .query(&COLUMNS.replace("'events'", "'event'"))
            .column("column_name", "varchar")
            .column("data_type", "varchar")
            .column("comment", "varchar")
            .column("extra_info", "varchar");
        let tables = "SELECT table_name FROM \"information_schema\".\"tables\" WHERE table_schema = 'default'";
        server.query(tables).column("table_name", "varchar").row([Some("events")]);
        let error = reflect(&athena, "event").await.expect_err("no table");
        assert!(matches!(error.kind(), ErrorKind::NotFound { object: ObjectKind::Table, .. }), "{error:?}");
        assert_eq!(error.to_string(), "table or view `default.event` does not exist; did you mean `events`?");
        server.verify();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_is_returned_and_no_other_way_is_tried() {
    within(async {
        let (server, athena) = connected(|athena| athena.max_attempts(1)).await;
        server.once(Operation::Other, Answer::throttled());
        let error = reflect(&athena, "events").await.expect_err("throttled");
        assert!(matches!(error.kind(), ErrorKind::Throttled { .. }), "{error:?}");
        server.once(Operation::Other, Answer::expired_token());
        let error = reflect(&athena, "events").await.expect_err("expired");
        assert!(matches!(error.kind(), ErrorKind::Credentials { .. }), "{error:?}");
        assert_eq!(server.started_ids(), Vec::<String>::new());
        server.verify();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_struct_is_compared_with_what_athena_has() {
    within(async {
        let (server, athena) = connected(|athena| athena).await;
        server.once(Operation::Other, metadata());
        let found = Event::view().verify(&athena).await.expect("it fits");
        assert_eq!(found.extra(), []);
        server.once(Operation::Other, Answer::json(json!({"TableMetadata": {"Name": "events", "Columns": [
            {"Name": "id", "Type": "string"}, {"Name": "tag", "Type": "array<string>"}, {"Name": "day", "Type": "uniontype<int>"},
        ]}})));
        let error = Event::view().verify(&athena).await.expect_err("differences").to_string();
        assert_eq!(
            error,
            "\"events\" does not fit `Event`: column `id` is varchar, which a field of bigint cannot be read from; \
             column `tags` does not exist (did you mean `tag`?); column `day` is uniontype<int>, which a field of date cannot be read from"
        );
        server.verify();
    })
    .await;
}
