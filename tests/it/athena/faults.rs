//! What can go wrong, times the result modes: each pair is a test. The outcome is the rows, all of them, or an error of a kind that a
//! program can act on; nothing keeps running in Athena, nothing stays in S3, nothing hangs.

use std::{sync::Arc, time::Duration};

use arrow_array::{ArrayRef, StringArray};
use quilt_athena::{
    ErrorKind, ObjectKind,
    athena::ResultMode,
    testing::{
        Answer,
        Operation::{GetQueryExecution, GetQueryResults, Other, S3Get, StartQueryExecution},
        State,
    },
};
use serde_json::json;

use super::{Outcome::*, QUERY, Stage, builder, check, parquet, spawn, until, within};

const INSERT: &str = "INSERT INTO t SELECT 1, 'x'";
const CREATE: &str = "CREATE EXTERNAL TABLE t (a int) LOCATION 's3://b/t/'";
const MERGE: &str = "MERGE INTO t USING u ON t.a = u.a WHEN MATCHED THEN DELETE";
const CONFLICT: &str = "ICEBERG_COMMIT_ERROR: Failed to commit Iceberg update to table: d.t";
const REPAIR: &str = "MSCK REPAIR TABLE t";
/// How the driver asks for the columns of an UNLOAD that wrote nothing.
const NO_ROWS: &str = "SELECT * FROM (\nSELECT a, b FROM t\n) LIMIT 0";
const INTERNAL: &str = "GENERIC_INTERNAL_ERROR: please try again";
const MISSING: &str = "TABLE_NOT_FOUND: line 1:18: Table 'awsdatacatalog.default.t' does not exist";
const NO_COLUMN: &str = "COLUMN_NOT_FOUND: line 1:8: Column 'a' cannot be resolved or requester is not authorized to access requested resources";
const OLD_NO_COLUMN: &str = "SYNTAX_ERROR: line 1:8: Column 'a' cannot be resolved";
const STALE: &str =
    "VIEW_IS_STALE: line 1:18: View 'awsdatacatalog.default.t' is stale or in invalid state: it must be re-created";
const GLUE: &str = "Insufficient permissions to execute the query. User: arn:aws:iam::123456789012:user/u is not authorized to perform: glue:GetTable on resource: arn:aws:glue:us-east-1:123456789012:catalog";
const GLUE_BY_CODE: &str = "PERMISSION_DENIED: User: arn:aws:iam::123456789012:user/u is not authorized to perform: glue:GetTable on resource: arn:aws:glue:us-east-1:123456789012:catalog";
const SCANNED: &str = "Bytes scanned limit was exceeded";
const EXHAUSTED: &str = "Query exhausted resources at this scale factor";
const STOPPED: &str = "Query cancelled by user";

/// A page that says to go on at a page that says the same.
fn page_of_a_loop() -> Answer {
    let cells = json!([{"VarCharValue": "1"}, {"VarCharValue": "x"}]);
    let columns = json!([{"Name": "a", "Type": "integer"}, {"Name": "b", "Type": "varchar"}]);
    let metadata = json!({"ColumnInfo": columns});
    Answer::json(json!({"ResultSet": {"Rows": [{"Data": cells}], "ResultSetMetadata": metadata}, "NextToken": "again"}))
}

fn denied_listing() -> Answer {
    Answer::access_denied("athena:ListTableMetadata")
}

/// A CSV object whose last row is cut off.
const CUT: &str = "\"a\",\"b\"\n\"1\",\"plain\"\n\"2\",\"br";

macro_rules! faults {
    ($($fault:ident: [$($mode:ident),+] => $script:expr => $outcome:expr;)+) => {$(
        mod $fault {
            use super::*;

            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $mode() {
                    check(stringify!($mode), $script, $outcome).await;
                }
            )+
        }
    )+};
}

faults! {
    nothing_wrong: [api, csv, auto, unload] => |stage| { stage.answers(); } => Rows;

    // Too many requests. A throttle is waited out; one that never ends is an error that says so.
    throttled_start: [api, csv, auto, unload] => |stage| {
        stage.answers();
        stage.once(StartQueryExecution, Answer::throttled());
    } => Rows;
    too_many_queries: [api, unload] => |stage| {
        stage.answers();
        stage.times(2, StartQueryExecution, &Answer::too_many_requests());
    } => Rows;
    throttled_poll: [api, csv, auto, unload] => |stage| {
        stage.answers();
        stage.once(GetQueryExecution, Answer::throttled());
    } => Rows;
    throttled_page: [api, csv, auto] => |stage| {
        stage.answers();
        stage.once(GetQueryResults, Answer::throttled());
    } => Rows;
    throttled_object: [csv, auto, unload] => |stage| {
        stage.answers();
        stage.once(S3Get, Answer::throttled());
    } => Rows;
    throttled_start_forever: [api, csv, auto, unload] => |stage| {
        stage.times(3, StartQueryExecution, &Answer::throttled());
    } => NeverStarts(kind!(ErrorKind::Throttled { .. }));
    throttled_poll_forever: [api, csv, auto, unload] => |stage| {
        stage.answers();
        stage.always(GetQueryExecution, &Answer::throttled());
    } => Fails(kind!(ErrorKind::Throttled { .. }));
    throttled_page_forever: [api, csv, auto] => |stage| {
        stage.answers();
        stage.times(3, GetQueryResults, &Answer::throttled());
    } => Fails(kind!(ErrorKind::Throttled { .. }));
    throttled_second_page_forever: [api] => |stage| {
        stage.answers();
        stage.once(GetQueryResults, Answer::scripted());
        stage.times(3, GetQueryResults, &Answer::throttled());
    } => Fails(kind!(ErrorKind::Throttled { .. }));
    throttled_object_forever: [csv, unload] => |stage| {
        stage.answers();
        stage.times(3, S3Get, &Answer::throttled());
    } => Fails(kind!(ErrorKind::Storage { action: "read", .. } | ErrorKind::Throttled { .. }));
    throttled_object_forever_is_no_matter: [auto] => |stage| {
        stage.answers();
        stage.times(3, S3Get, &Answer::throttled());
    } => RowsByApi;

    // Faults of the service.
    error_500_on_start: [api, csv, auto, unload] => |stage| {
        stage.answers();
        stage.once(StartQueryExecution, Answer::server_error());
    } => Rows;
    error_500_on_poll: [api, csv, auto, unload] => |stage| {
        stage.answers();
        stage.once(GetQueryExecution, Answer::server_error());
    } => Rows;
    error_500_on_page: [api, csv, auto] => |stage| {
        stage.answers();
        stage.once(GetQueryResults, Answer::server_error());
    } => Rows;
    error_500_on_object: [csv, auto, unload] => |stage| {
        stage.answers();
        stage.once(S3Get, Answer::server_error());
    } => Rows;
    error_500_on_start_forever: [api, unload] => |stage| {
        stage.times(3, StartQueryExecution, &Answer::server_error());
    } => NeverStarts(kind!(ErrorKind::Service { operation: "StartQueryExecution", .. }));
    error_500_on_poll_forever: [api, unload] => |stage| {
        stage.answers();
        stage.always(GetQueryExecution, &Answer::server_error());
    } => Fails(kind!(ErrorKind::Service { operation: "GetQueryExecution", .. }));
    error_500_on_page_forever: [api, csv, auto] => |stage| {
        stage.answers();
        stage.times(3, GetQueryResults, &Answer::server_error());
    } => Fails(kind!(ErrorKind::Service { operation: "GetQueryResults", .. }));
    error_500_on_object_forever: [csv, unload] => |stage| {
        stage.answers();
        stage.times(3, S3Get, &Answer::server_error());
    } => Fails(kind!(ErrorKind::Storage { action: "read", .. } | ErrorKind::Service { .. }));
    error_500_on_object_forever_is_no_matter: [auto] => |stage| {
        stage.answers();
        stage.times(3, S3Get, &Answer::server_error());
    } => RowsByApi;

    // Connections that break. A start whose answer was lost has had its effect: the same token finds the same query.
    hang_up_on_each_operation: [api, csv, auto, unload] => |stage| {
        stage.answers();
        stage.once(StartQueryExecution, Answer::hang_up());
        stage.once(GetQueryExecution, Answer::hang_up());
        if stage.mode != ResultMode::Unload {
            stage.once(GetQueryResults, Answer::hang_up());
        }
        if stage.mode != ResultMode::Api {
            stage.once(S3Get, Answer::hang_up());
        }
    } => Rows;
    // The driver asks once more, to stop what it may have started: so they are not counted.
    hang_up_on_start_forever: [api, unload] => |stage| {
        stage.always(StartQueryExecution, &Answer::hang_up());
    } => NeverStarts(kind!(ErrorKind::Service { operation: "StartQueryExecution", .. }));
    lost_answer_of_start: [api, csv, auto, unload] => |stage| {
        stage.answers();
        stage.once(StartQueryExecution, Answer::scripted().reset_after(5));
    } => Rows;
    reset_in_poll: [api, unload] => |stage| {
        stage.answers();
        stage.once(GetQueryExecution, Answer::scripted().reset_after(20));
    } => Rows;
    reset_in_page: [api, csv, auto] => |stage| {
        stage.answers();
        stage.once(GetQueryResults, Answer::scripted().reset_after(20));
    } => Rows;
    reset_in_object: [csv, auto, unload] => |stage| {
        stage.answers();
        stage.once(S3Get, Answer::scripted().reset_after(10));
    } => Rows;
    reset_in_page_forever: [api, csv, auto] => |stage| {
        stage.answers();
        stage.times(3, GetQueryResults, &Answer::scripted().reset_after(20));
    } => Fails(kind!(ErrorKind::Service { operation: "GetQueryResults", .. }));
    reset_in_object_forever: [csv, unload] => |stage| {
        stage.answers();
        stage.times(3, S3Get, &Answer::scripted().reset_after(10));
    } => Fails(kind!(ErrorKind::Storage { action: "read", .. } | ErrorKind::Service { .. }));
    reset_in_object_forever_is_no_matter: [auto] => |stage| {
        stage.answers();
        stage.times(3, S3Get, &Answer::scripted().reset_after(10));
    } => RowsByApi;
    closed_in_page: [api, csv, auto] => |stage| {
        stage.answers();
        stage.once(GetQueryResults, Answer::scripted().closed_after(20));
    } => Rows;
    closed_in_object: [csv, auto, unload] => |stage| {
        stage.answers();
        stage.once(S3Get, Answer::scripted().closed_after(10));
    } => Rows;

    // Answers that are late.
    late_start: [api, csv, auto, unload] => |stage| {
        stage.answers();
        stage.late(StartQueryExecution);
    } => Rows;
    late_poll: [api, unload] => |stage| {
        stage.answers();
        stage.late(GetQueryExecution);
    } => Rows;
    late_page: [api, csv, auto] => |stage| {
        stage.answers();
        stage.late(GetQueryResults);
    } => Rows;
    late_object: [csv, auto, unload] => |stage| {
        stage.answers();
        stage.late(S3Get);
    } => Rows;

    // Answers that are not what they should be.
    malformed_start: [api, unload] => |stage| {
        stage.answers().any_times();
        stage.once(StartQueryExecution, Answer::malformed());
    } => RowsOr(kind!(ErrorKind::Service { operation: "StartQueryExecution", .. }));
    malformed_poll: [api, csv, auto, unload] => |stage| {
        stage.answers();
        stage.once(GetQueryExecution, Answer::malformed());
    } => Rows;
    malformed_page: [api, csv, auto] => |stage| {
        stage.answers();
        stage.once(GetQueryResults, Answer::malformed());
    } => RowsOr(kind!(ErrorKind::Service { operation: "GetQueryResults", .. }));
    malformed_object: [csv, unload] => |stage| {
        stage.answers();
        stage.once(S3Get, Answer::malformed());
    } => Fails(kind!(ErrorKind::Storage { .. } | ErrorKind::MalformedResult { .. }));
    malformed_object_is_no_matter: [auto] => |stage| {
        stage.answers();
        stage.once(S3Get, Answer::malformed());
    } => RowsByApi;
    page_loop: [api, auto] => |stage| {
        stage.without_object();
        stage.times(2, GetQueryResults, &page_of_a_loop());
    } => Fails(kind!(ErrorKind::MalformedResult { .. }));
    wrong_value: [api, csv, auto] => |stage| {
        stage.answers().row([Some("five"), None]);
    } => Fails(kind!(ErrorKind::Decode { column, row: 5, .. } if column == "a"));
    object_answered_short: [csv] => |stage| {
        stage.answers();
        stage.once(S3Get, Answer::scripted().shortened_to(40));
    } => Fails(kind!(ErrorKind::MalformedResult { .. }));
    object_answered_short_is_no_matter: [auto] => |stage| {
        stage.answers();
        stage.once(S3Get, Answer::scripted().shortened_to(40));
    } => RowsByApi;
    // Auto falls back only until the first range has come: what is wrong inside the object comes through the stream.
    object_ends_in_a_row: [csv, auto] => |stage| {
        stage.without_object().output_location("s3://res/fixed/cut.csv");
        stage.server.put_object("res", "fixed/cut.csv", CUT);
    } => Fails(kind!(ErrorKind::MalformedResult { .. }));

    // Access that is denied, and objects that are not there.
    no_object: [csv] => |stage| { stage.without_object(); } => Fails(kind!(ErrorKind::Storage { action: "read", .. }));
    no_object_is_no_matter: [auto] => |stage| { stage.without_object(); } => RowsByApi;
    no_file: [unload] => |stage| {
        stage.answers().manifest(["s3://res/out/nowhere/part-0"]);
    } => Fails(kind!(ErrorKind::Storage { action: "read", .. }));
    denied_object: [csv] => |stage| {
        stage.answers();
        stage.once(S3Get, Answer::access_denied("s3:GetObject"));
    } => Fails(kind!(ErrorKind::AccessDenied { action: Some(action), .. } if action == "s3:GetObject"));
    denied_object_is_no_matter: [auto] => |stage| {
        stage.answers();
        stage.once(S3Get, Answer::access_denied("s3:GetObject"));
    } => RowsByApi;
    // Athena has the manifest that S3 does not give.
    denied_manifest: [unload] => |stage| {
        stage.answers();
        stage.once(S3Get, Answer::access_denied("s3:GetObject"));
        stage.once(GetQueryResults, Answer::throttled());
    } => Rows;
    denied_manifest_with_a_header: [unload] => |stage| {
        stage.answers();
        stage.once(S3Get, Answer::access_denied("s3:GetObject"));
        let rows = json!([{"Data": [{"VarCharValue": "manifest"}]}, {"Data": [{"VarCharValue": "s3://res/out/nowhere/part-0"}]}]);
        stage.once(GetQueryResults, Answer::json(json!({"ResultSet": {"Rows": rows}})));
    } => Fails(kind!(ErrorKind::Storage { action: "read", path, .. } if path.ends_with("out/nowhere/part-0")));
    denied_manifest_that_athena_does_not_give: [unload] => |stage| {
        stage.answers();
        stage.once(S3Get, Answer::access_denied("s3:GetObject"));
        stage.once(GetQueryResults, Answer::access_denied("athena:GetQueryResults"));
    } => Fails(kind!(ErrorKind::AccessDenied { action: Some(action), .. } if action == "s3:GetObject"));
    denied_manifest_without_files: [unload] => |stage| {
        stage.answers();
        stage.once(S3Get, Answer::access_denied("s3:GetObject"));
        stage.once(GetQueryResults, Answer::json(json!({"ResultSet": {"Rows": []}})));
    } => Fails(kind!(ErrorKind::AccessDenied { action: Some(action), .. } if action == "s3:GetObject"));
    denied_manifest_and_file: [unload] => |stage| {
        stage.answers();
        stage.times(2, S3Get, &Answer::access_denied("s3:GetObject"));
    } => Fails(kind!(ErrorKind::AccessDenied { action: Some(action), .. } if action == "s3:GetObject"));
    // Its manifest can be read, the file itself cannot.
    denied_file: [unload] => |stage| {
        stage.answers();
        stage.once(S3Get, Answer::scripted());
        stage.once(S3Get, Answer::access_denied("s3:GetObject"));
    } => Fails(kind!(ErrorKind::AccessDenied { action: Some(action), .. } if action == "s3:GetObject"));
    denied_start: [api, csv, auto, unload] => |stage| {
        stage.once(StartQueryExecution, Answer::access_denied("athena:StartQueryExecution"));
    } => NeverStarts(kind!(ErrorKind::AccessDenied { action: Some(action), .. } if action == "athena:StartQueryExecution"));
    denied_poll: [api, unload] => |stage| {
        stage.answers();
        stage.once(GetQueryExecution, Answer::access_denied("athena:GetQueryExecution"));
    } => Fails(kind!(ErrorKind::AccessDenied { action: Some(action), .. } if action == "athena:GetQueryExecution"));
    denied_page: [api, csv, auto] => |stage| {
        stage.answers();
        stage.once(GetQueryResults, Answer::access_denied("athena:GetQueryResults"));
    } => Fails(kind!(ErrorKind::AccessDenied { action: Some(action), .. } if action == "athena:GetQueryResults"));
    expired_token_before: [api, unload] => |stage| {
        stage.once(StartQueryExecution, Answer::expired_token());
    } => NeverStarts(kind!(ErrorKind::Credentials { .. }));
    expired_token_while_it_runs: [api, csv, auto, unload] => |stage| {
        stage.answers();
        stage.once(GetQueryExecution, Answer::scripted());
        stage.once(GetQueryExecution, Answer::expired_token());
    } => Fails(kind!(ErrorKind::Credentials { .. }));
    managed_results: [api, csv, auto] => |stage| { stage.answers().managed_results(); } => RowsByApi;
    unload_without_a_manifest: [unload] => |stage| { stage.answers().managed_results(); } => Rows;
    enforcing_work_group: [api, csv, auto, unload] => |stage| {
        stage.answers().output_location("s3://enforced/x/");
    } => Rows;

    no_output_location: [api, unload] => |stage| {
        let message = "No output location provided. An output location is required either through the Workgroup result configuration setting or as an API input.";
        stage.once(StartQueryExecution, Answer::error("InvalidRequestException", "INVALID_INPUT", message));
    } => NeverStarts(kind!(ErrorKind::NoOutputLocation));

    // Queries that do not succeed.
    syntax_refused_at_start: [api, unload] => |stage| {
        let message = "line 1:8: mismatched input 'FORM'. Expecting: ','";
        stage.once(StartQueryExecution, Answer::error("InvalidRequestException", "MALFORMED_QUERY", message));
    } => NeverStarts(kind!(ErrorKind::Syntax { line: 1, column: 8, .. }));
    syntax_found_later: [api, unload] => |stage| {
        stage.query().failed(2, 1000, false, "SYNTAX_ERROR: line 2:5: mismatched input ';'");
    } => Fails(kind!(ErrorKind::Syntax { line: 2, column: 5, .. }));
    no_table: [api, csv, auto, unload] => |stage| {
        stage.query().failed(2, 1301, false, MISSING);
        stage.once(Other, denied_listing());
    } => Fails(kind!(ErrorKind::NotFound { object: ObjectKind::Table, name, nearest: None, position: Some((1, 18)), advice: None } if name == "awsdatacatalog.default.t"));
    no_column: [api, unload] => |stage| {
        stage.query().failed(2, 1000, false, NO_COLUMN);
    } => Fails(kind!(ErrorKind::NotFound { object: ObjectKind::Column, name, .. } if name == "a"));
    no_column_in_older_words: [api] => |stage| {
        stage.query().failed(2, 1000, false, OLD_NO_COLUMN);
    } => Fails(kind!(ErrorKind::NotFound { object: ObjectKind::Column, name, .. } if name == "a"));
    glue_denied: [api, unload] => |stage| {
        stage.query().failed(2, 1000, false, GLUE);
    } => Fails(kind!(ErrorKind::AccessDenied { action: Some(action), .. } if action == "glue:GetTable"));
    glue_denied_by_code: [api] => |stage| {
        stage.query().failed(2, 1000, false, GLUE_BY_CODE);
    } => Fails(kind!(ErrorKind::AccessDenied { action: Some(action), .. } if action == "glue:GetTable"));
    stale_view: [api, unload] => |stage| {
        stage.query().failed(2, 1000, false, STALE);
    } => Fails(kind!(ErrorKind::StaleView { .. }));
    scan_limit: [api, unload] => |stage| {
        stage.query().failed(2, 1000, false, SCANNED);
    } => Fails(kind!(ErrorKind::ScanLimit { .. }));
    // The user guide on workgroup limits: a query that exceeds one is cancelled.
    scan_limit_as_a_cancellation: [api, unload] => |stage| {
        stage.query().cancelled(SCANNED);
    } => Fails(kind!(ErrorKind::ScanLimit { .. }));
    exhausted: [api, unload] => |stage| {
        stage.query().failed(2, 1000, false, EXHAUSTED);
    } => Fails(kind!(ErrorKind::ResourcesExhausted { .. }));
    cancelled: [api, csv, auto, unload] => |stage| {
        stage.query().cancelled(STOPPED);
    } => Fails(kind!(ErrorKind::Cancelled { reason: Some(reason) } if reason == STOPPED));

    // Athena calls a failure retryable: a query is run again, as a new one; what changes something is not.
    system_failure: [api, csv, auto, unload] => |stage| {
        stage.query().failed(1, 1, true, INTERNAL);
        stage.answers();
    } => Rows;
    system_failure_forever: [api, csv, auto] => |stage| {
        stage.query().times(3).failed(1, 1, true, INTERNAL);
    } => Fails(kind!(ErrorKind::Execution { message, .. } if message.contains("GENERIC_INTERNAL_ERROR")));
    system_failure_of_an_insert: [api, csv, auto, unload] => |stage| {
        stage.runs(INSERT).failed(1, 1, true, INTERNAL);
    } => Fails(kind!(ErrorKind::Execution { message, .. } if message.contains("GENERIC_INTERNAL_ERROR")));
    // A timeout is not run again, whatever Athena calls it: its bytes would be paid for twice.
    timeout: [api, csv, auto, unload] => |stage| {
        stage.query().failed(2, 1, true, "Query timeout");
    } => Fails(kind!(ErrorKind::ResourcesExhausted { .. }));
    time_limit: [api, unload] => |stage| {
        stage.query().failed(1, 1, true, "EXCEEDED_TIME_LIMIT: Query exceeded maximum time limit of 30.00m");
    } => Fails(kind!(ErrorKind::ResourcesExhausted { .. }));
    // Another writer of an Iceberg table was first: what commits once has changed nothing, and is run again.
    commit_conflict_of_an_insert: [api, csv, auto, unload] => |stage| {
        stage.runs(INSERT).failed(2, 1, false, CONFLICT);
        stage.runs(INSERT).failed(1, 1, false, "ICEBERG_COMMIT_ERROR: Failed to commit during write: Cannot commit d.t: stale table metadata");
        stage.runs(INSERT).update_count(1);
    } => Shows("");
    commit_conflict_of_a_merge: [api] => |stage| {
        stage.runs(MERGE).failed(2, 1, false, CONFLICT);
        stage.runs(MERGE).update_count(1);
    } => Shows("");
    commit_conflict_of_a_delete: [api] => |stage| {
        stage.runs("DELETE FROM t WHERE a = 1").failed(2, 1, false, CONFLICT);
        stage.runs("DELETE FROM t WHERE a = 1").update_count(1);
    } => Shows("");
    commit_conflict_of_an_update: [api] => |stage| {
        stage.runs("UPDATE t SET a = 1").failed(2, 1, false, CONFLICT);
        stage.runs("UPDATE t SET a = 1").update_count(1);
    } => Shows("");
    commit_conflict_forever: [api] => |stage| {
        stage.runs(INSERT).times(3).failed(2, 1, false, CONFLICT);
    } => Fails(kind!(ErrorKind::Refused { code, .. } if code == "ICEBERG_COMMIT_ERROR"));
    // It leaves files where it fails, and its location is not empty then.
    commit_conflict_of_a_create_table_as: [api, csv, auto, unload] => |stage| {
        stage.runs("CREATE TABLE t WITH (table_type = 'ICEBERG') AS SELECT 1 AS a").failed(2, 1, false, CONFLICT);
    } => Fails(kind!(ErrorKind::Refused { code, .. } if code == "ICEBERG_COMMIT_ERROR"));
    commit_conflict_of_a_compaction: [api] => |stage| {
        stage.runs("OPTIMIZE t REWRITE DATA USING BIN_PACK").failed(2, 1, false, CONFLICT);
    } => Fails(kind!(ErrorKind::Refused { code, .. } if code == "ICEBERG_COMMIT_ERROR"));
    // Nobody knows whether it has committed: twice, its rows would be there twice.
    unknown_commit_of_an_insert: [api] => |stage| {
        let unknown = "ICEBERG_COMMIT_ERROR: Failed to commit during write: Cannot determine whether the commit was successful or not";
        stage.runs(INSERT).failed(2, 1, false, unknown);
    } => Fails(kind!(ErrorKind::Refused { code, .. } if code == "ICEBERG_COMMIT_ERROR"));
    cancelled_insert: [api] => |stage| {
        stage.runs(INSERT).cancelled(CONFLICT);
    } => Fails(kind!(ErrorKind::Cancelled { .. }));
    timeout_of_an_insert: [api] => |stage| {
        stage.runs(INSERT).failed(2, 1, true, "Query timeout");
    } => Fails(kind!(ErrorKind::ResourcesExhausted { .. }));
    queued_again: [api, csv, auto, unload] => |stage| {
        stage.answers().states([State::Queued, State::Running, State::Queued, State::Running, State::Succeeded]);
    } => Rows;

    // Results of an odd shape.
    empty_pages: [api] => |stage| { stage.answers().empty_pages(2).require_full_read(); } => Rows;
    empty_pages_after_a_missing_object: [auto] => |stage| {
        stage.without_object().empty_pages(2).require_full_read();
    } => RowsByApi;
    columns_of_one_name: [api, csv, auto] => |stage| {
        let script = stage.query().column("a", "integer").column("a", "varchar").row([Some("1"), Some("x")]).page_rows(1);
        if stage.reads_object() { script.csv(); }
    } => Shows("a Int32|a Utf8\n\"1\"|\"x\"");
    no_rows: [api, csv, auto] => |stage| {
        stage.query().column("a", "integer").column("b", "varchar").csv();
    } => Shows("a Int32|b Utf8");
    no_rows_and_no_files: [unload] => |stage| {
        stage.query().unloads::<&str, &str>([]);
        stage.server.query(NO_ROWS).column("a", "integer").column("b", "varchar");
    } => Shows("a Int32|b Utf8");
    no_columns: [api, csv, auto, unload] => |stage| { stage.runs(CREATE); } => Shows("");
    // Statements about tables: what ran is shown, whatever its output looks like.
    no_column_is_described: [api, csv, auto, unload] => |stage| {
        let lines = ["Partitions not in metastore: t:a=1", "Repair: Added partition to metastore t:a=1"];
        stage.runs(REPAIR).page_rows(1).rows(lines.map(|line| [Some(line)]));
    } => Shows("_col0 Utf8\n\"Partitions not in metastore: t:a=1\"\n\"Repair: Added partition to metastore t:a=1\"");
    no_column_is_described_and_lines_are_odd: [api, csv, auto, unload] => |stage| {
        let script = stage.runs(REPAIR).row::<&str>([]).row([None::<&str>]);
        script.row([Some("a"), None, Some("b")]).row([Some("_col0")]);
    } => Shows("_col0 Utf8\nNULL\nNULL\n\"a\\t\\tb\"\n\"_col0\"");
    no_column_of_a_query_is_described: [api, csv, auto] => |stage| {
        stage.query().no_header().row([Some("1"), Some("x")]);
    } => Shows("_col0 Utf8\n\"1\\tx\"");
    more_values_than_columns: [api, csv, auto, unload] => |stage| {
        stage.runs("SHOW PARTITIONS t").column("partition", "string").row([Some("a=1"), Some("b=2")]).row([Some("a=2")]);
    } => Shows("partition Utf8\n\"a=1\\tb=2\"\n\"a=2\"");
    fewer_values_than_columns: [api, csv, auto, unload] => |stage| {
        let script = stage.runs("DESCRIBE t").column("col_name", "string").column("data_type", "string");
        script.column("comment", "string").row([Some("a"), Some("int")]).row([Some("b \tint \t ")]).row([Some("c")]).row::<&str>([]);
    } => Shows("col_name Utf8|data_type Utf8|comment Utf8\n\"a\"|\"int\"|NULL\n\"b\"|\"int\"|\"\"\n\"c\"|NULL|NULL\nNULL|NULL|NULL");
    lines_without_a_count_of_rows: [api, csv, auto, unload] => |stage| {
        stage.runs("ALTER TABLE t ADD PARTITION (a = 1)").row([Some("OK")]);
    } => Shows("_col0 Utf8\n\"OK\"");
    more_values_than_a_query_has_columns: [api] => |stage| {
        stage.query().column("a", "integer").row([Some("1"), Some("2")]);
    } => Fails(kind!(ErrorKind::MalformedResult { .. }));
    only_null: [api, csv, auto, unload] => |stage| {
        let script = stage.query().column("b", "varchar").rows([[None::<&str>]; 3]).page_rows(2);
        let values: ArrayRef = Arc::new(StringArray::from(vec![None::<&str>; 3]));
        if stage.reads_object() {
            script.csv();
        } else if stage.mode == ResultMode::Unload {
            script.unloads([("part-0", parquet([("b", values)]))]);
        }
    } => Shows("b Utf8\nNULL\nNULL\nNULL");
}

#[test]
fn the_query_that_asks_for_columns_is_of_the_usual_query() {
    assert_eq!(NO_ROWS, format!("SELECT * FROM (\n{QUERY}\n) LIMIT 0"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unload_dropped_before_its_start_is_answered_leaves_no_files() {
    within(async {
        let stage = Stage::new("unload").await;
        stage.answers();
        stage.once(StartQueryExecution, Answer::scripted().after(Duration::from_millis(150)));
        let athena = builder(&stage.server).result_mode(stage.mode).connect().await.expect("a connection");
        let task = spawn(&athena);
        until("the start", || stage.server.count(StartQueryExecution) == 1).await;
        task.abort();
        assert!(task.await.expect_err("it was aborted").is_cancelled());
        athena.flush().await.expect("stopped");
        assert!(stage.server.running_ids().is_empty(), "still running in Athena: {:?}", stage.server.running_ids());
        assert_eq!(stage.server.object_keys("res"), Vec::<String>::new(), "temporary files are left");
        drop(athena);
        stage.server.verify();
    })
    .await;
}
