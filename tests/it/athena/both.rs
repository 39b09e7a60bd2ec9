//! One program, two engines: what the embedded engine answers is scripted as Athena's answer, and the same code must give the same.

use std::{collections::BTreeMap, process::Command};

use quilt_athena::{
    Engine, Statement, connect, ddl,
    engine::Execution,
    prelude::*,
    quilt::{NamedPackage, PackageRow, PackageTables, packages},
    row::Json,
    testing::TestServer,
    text,
    types::AthenaType,
};

use crate::{
    examples::binary,
    support::{bundled, repository},
};

/// Answers a statement with these rows, as Athena writes them.
async fn script(server: &TestServer, sql: &str, execution: Execution) {
    let schema = execution.schema().clone();
    let mut script = server.query(sql).csv();
    for field in schema.fields() {
        let data_type = AthenaType::from_arrow(field.data_type()).expect("a type of Athena's").to_string();
        // For nested columns, `ColumnInfo` has no more than this.
        script = script.column(
            field.name(),
            data_type.split('(').next().filter(|_| field.data_type().is_nested()).unwrap_or(&data_type),
        );
    }
    for batch in execution.collect().await.expect("rows") {
        for row in 0..batch.num_rows() {
            script = script.row(batch.columns().iter().map(|column| text::format_value(column, row)));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_of_the_readme_runs_on_athena_with_only_the_url_changed() {
    let run = |url: &str| {
        let output = Command::new(binary("packages")).env("QUILT_ATHENA_URL", url).output().expect("it runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let local_url = format!("local:{}", repository("tests/buckets").display());
    let local = run(&local_url);
    assert_eq!(local.lines().count(), 3);

    // The program's own SQL is what the first run on the scripted server asks for.
    let server = TestServer::start().await.expect("a server");
    server.any_query();
    let _ = Command::new(binary("packages")).env("QUILT_ATHENA_URL", server.connection_url()).output();
    let start = server.requests().into_iter().find(|request| request.operation().name() == "StartQueryExecution");
    let sql = start.expect("a start").body()["QueryString"].as_str().expect("a text").to_owned();
    server.skip_verification();

    let server = TestServer::start().await.expect("a server");
    let engine = connect(&local_url).await.expect("the embedded engine");
    script(&server, &sql, engine.execute(&Statement::query(&sql)).await.expect("an answer")).await;
    assert_eq!(run(&server.connection_url()), local);
    server.verify();
}

#[tokio::test(flavor = "multi_thread")]
async fn typed_rows_are_the_same_from_both_engines() {
    let (local, server) = (bundled().await, TestServer::start().await.expect("a server"));
    let p = NamedPackage::view("example-packages");
    let query =
        packages("example-packages").order_by(p.user).order_by(p.name).order_by(p.timestamp).rows::<PackageRow, _>();
    let statement = query.statement().expect("a statement");
    script(&server, statement.sql(), local.execute(&statement).await.expect("an answer")).await;

    let athena = connect(&server.connection_url()).await.expect("a connection");
    let theirs = query.clone().fetch(&athena).await.expect("rows");
    assert_eq!(theirs, query.fetch(&local).await.expect("rows"));
    assert_eq!(theirs.len(), 87);
    server.verify();
}

/// The table of manifest lines, with its nested column.
#[derive(AthenaView)]
#[athena(view = "quilt_manifests_{bucket}")]
struct Entry {
    logical_key: Option<String>,
    physical_keys: Option<Vec<String>>,
}

#[tokio::test(flavor = "multi_thread")]
async fn physical_keys_with_a_version_are_exact_on_both_engines() {
    let (local, server) = (bundled().await, TestServer::start().await.expect("a server"));
    let e = Entry::view("example-packages");
    let query = select()
        .from(&e)
        .filter(e.logical_key.is_not_null())
        .select((e.logical_key, e.physical_keys))
        .order_by(e.logical_key)
        .distinct()
        .limit(20)
        .rows();
    let statement = query.statement().expect("a statement");
    assert_eq!(
        statement.sql(),
        "SELECT DISTINCT \"entry\".\"logical_key\", json_format(CAST(\"entry\".\"physical_keys\" AS JSON)) AS \"physical_keys\" \
         FROM \"quilt_manifests_example-packages\" AS \"entry\" WHERE \"entry\".\"logical_key\" IS NOT NULL \
         ORDER BY \"entry\".\"logical_key\" ASC LIMIT 20"
    );
    let rows: Vec<(Option<String>, Option<Vec<String>>)> = query.clone().fetch(&local).await.expect("rows");
    assert!(rows.iter().flat_map(|row| row.1.iter().flatten()).any(|key| key.starts_with("s3://")), "{rows:?}");

    script(&server, statement.sql(), local.run(&statement).await.expect("an answer")).await;
    let athena = connect(&server.connection_url()).await.expect("a connection");
    assert_eq!(query.fetch(&athena).await.expect("rows"), rows);
    server.verify();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_array_of_any_strings_comes_back_as_it_was() {
    let server = TestServer::start().await.expect("a server");
    let keys = ["s3://b/a, b?versionId=x", "null", "", "[\"q\"]", "é{k=v}"];
    let e = Entry::view("my-bucket");
    let query = select().from(&e).select(e.physical_keys).rows();
    let json = serde_json::to_string(&keys).expect("JSON");
    server.query(&query.sql().expect("SQL")).column("physical_keys", "varchar").row([Some(json)]).row([None::<&str>]);
    let athena = connect(&server.connection_url()).await.expect("a connection");
    let rows: Vec<Option<Vec<String>>> = query.fetch(&athena).await.expect("rows");
    assert_eq!(rows, [Some(keys.map(str::to_owned).to_vec()), None]);
    server.verify();
}

#[derive(serde::Deserialize, Debug, PartialEq)]
struct Hash {
    r#type: String,
    value: String,
}

#[derive(AthenaView)]
#[athena(view = "quilt_manifests_{bucket}")]
struct Hashed {
    logical_key: Option<String>,
    hash: Option<Json<Hash>>,
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_is_read_by_serde_on_both_engines() {
    let (local, server) = (bundled().await, TestServer::start().await.expect("a server"));
    let e = Hashed::view("example-packages");
    let query = select()
        .from(&e)
        .filter(e.logical_key.is_not_null())
        .order_by(e.logical_key)
        .select((e.logical_key, e.hash))
        .limit(5)
        .rows();
    let rows: Vec<(Option<String>, Option<Json<Hash>>)> = query.clone().fetch(&local).await.expect("rows");
    assert!(rows.iter().any(|row| row.1.as_ref().is_some_and(|hash| hash.0.r#type == "sha2-256-chunked")), "{rows:?}");

    let statement = query.statement().expect("a statement");
    script(&server, statement.sql(), local.run(&statement).await.expect("an answer")).await;
    let athena = connect(&server.connection_url()).await.expect("a connection");
    assert_eq!(query.fetch(&athena).await.expect("rows"), rows);
    server.verify();
}

#[derive(AthenaView)]
#[athena(view = "counts")]
struct Counts {
    by_kind: BTreeMap<String, Option<i64>>,
}

#[tokio::test(flavor = "multi_thread")]
async fn a_map_comes_back_whatever_its_keys_hold() {
    let server = TestServer::start().await.expect("a server");
    let c = Counts::view();
    let query = select().from(&c).select(c.by_kind).rows();
    let json = r#"{"a=1, b": 2, "null": null}"#;
    server.query(&query.sql().expect("SQL")).column("by_kind", "varchar").row([Some(json)]);
    let athena = connect(&server.connection_url()).await.expect("a connection");
    let rows: Vec<BTreeMap<String, Option<i64>>> = query.fetch(&athena).await.expect("rows");
    assert_eq!(rows, [BTreeMap::from([("a=1, b".to_owned(), Some(2)), ("null".to_owned(), None)])]);
    server.verify();
}

#[derive(AthenaView, AthenaRow)]
#[athena(view = "keys_of_entries", from = Entry)]
struct KeysOf {
    logical_key: Option<String>,
    physical_keys: Option<Vec<String>>,
}

#[tokio::test]
async fn nested_columns_become_json_where_they_leave_the_query_and_not_before() {
    let e = Entry::view("example-packages");
    let inner: View<KeysOf> = select().from(&e).filter(e.logical_key.is_not_null()).into_view::<KeysOf, _>();
    let k = KeysOf::view();
    let query = select().from(&inner).order_by(k.logical_key).select(k.physical_keys).limit(3).rows();
    let sql = query.sql().expect("SQL");
    assert_eq!(sql.matches("json_format").count(), 1, "{sql}");
    assert!(sql.starts_with("SELECT json_format(CAST(\"keys_of\".\"physical_keys\" AS JSON))"), "{sql}");
    let rows: Vec<Option<Vec<String>>> = query.fetch(&bundled().await).await.expect("rows");
    assert!(rows.iter().flatten().flatten().all(|key| key.starts_with("s3://")), "{rows:?}");
}

#[derive(AthenaView)]
#[athena(view = "clocks")]
struct Clocks {
    times: Vec<chrono::NaiveTime>,
}

#[test]
fn what_athena_cannot_cast_to_json_is_refused_before_it_is_sent() {
    let c = Clocks::view();
    let error = select().from(&c).select(c.times).rows().sql().expect_err("no json of times");
    assert!(error.to_string().contains("Athena cannot return `array(time)` as JSON"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_map_of_another_type_is_an_error_and_not_a_panic() {
    let server = TestServer::start().await.expect("a server");
    server.query("SELECT m FROM t").column("m", "map").row([Some("{a=1}")]);
    let athena = connect(&server.connection_url()).await.expect("a connection");
    let statement =
        Statement::query("SELECT m FROM t").with_column_type("m", "map(varchar,integer)".parse().expect("a type"));
    let execution = athena.execute(&statement).await.expect("a result");
    let error = execution.fetch::<BTreeMap<String, i64>>().await.expect_err("integers are not bigints");
    assert!(matches!(error.kind(), quilt_athena::ErrorKind::Schema { .. }), "{error}");
    server.verify();
}

/// DESCRIBE of a table gives one string per column: padded name, type and comment with tabs between them. Of a view it is `name`, tab, `type`.
#[tokio::test(flavor = "multi_thread")]
async fn package_tables_are_verified_in_the_forms_in_which_athena_shows_them() {
    let server = TestServer::start().await.expect("a server");
    let tables = PackageTables::new(&"my-bucket".parse().expect("a bucket"));
    let names = tables.names().expect("names");
    let show = ddl::show_tables(None).expect("a statement");
    let mut script = server.query(show.sql()).column("tab_name", "string");
    for name in &names {
        script = script.row([Some(name.name())]);
    }
    for table in tables.tables().expect("tables") {
        let describe = ddl::describe(table.name()).expect("a statement");
        let mut script = server.query(describe.sql());
        for column in ["col_name", "data_type", "comment"] {
            script = script.column(column, "string");
        }
        for column in table.columns() {
            let (name, of) = (&column.name, column.data_type.hive().expect("a Hive type"));
            script = script.row([Some(format!("{name:<20}\t{of:<20}\t{:<20}", "from deserializer"))]);
        }
        let create = ddl::show_create_table(table.name()).expect("a statement");
        let mut script = server.query(create.sql()).column("createtab_stmt", "string");
        for line in
            ["CREATE EXTERNAL TABLE `t`(", "LOCATION", &format!("  '{}'", table.location().trim_end_matches('/'))]
        {
            script = script.row([Some(line)]);
        }
    }
    for (view, columns) in
        names[2..].iter().zip([&["path", "user", "name", "timestamp", "hash"][..], &["tophash", "massage"]])
    {
        let describe = ddl::describe(view).expect("a statement");
        let mut script = server.query(describe.sql()).column("column", "varchar").column("type", "varchar");
        for column in columns {
            script = script.row([Some(format!("{column}\tvarchar"))]);
        }
    }
    let athena = connect(&server.connection_url()).await.expect("a connection");
    let differences: Vec<String> =
        tables.verify(&athena).await.expect("an answer").iter().map(ToString::to_string).collect();
    assert_eq!(
        differences,
        [
            "quilt_manifests_my-bucket_view: its columns are (tophash varchar, massage varchar) and should be (tophash varchar, message varchar)"
        ]
    );
    server.verify();
}

/// With `with_parameters`, the values of WHERE are sent beside the SQL.
#[tokio::test(flavor = "multi_thread")]
async fn execution_parameters_are_sent_beside_the_sql() {
    let p = NamedPackage::view("my-bucket");
    let query = select().from(&p).filter(p.user.eq("it's").and(p.timestamp.ne("latest"))).select(p.name).rows();
    let query = query.with_parameters();
    let server = TestServer::start().await.expect("a server");
    server.query(&query.sql().expect("SQL")).column("name", "varchar").row([Some("rna-seq")]);
    let engine = connect(&server.connection_url()).await.expect("a connection");
    assert_eq!(query.fetch(&engine).await.expect("rows"), ["rna-seq"]);
    let start = server.requests().into_iter().find(|request| request.operation().name() == "StartQueryExecution");
    let start = start.expect("a start").body().clone();
    assert!(
        start["QueryString"].as_str().is_some_and(|sql| sql.ends_with("= ? AND \"named_package\".\"timestamp\" <> ?")),
        "{start}"
    );
    assert_eq!(start["ExecutionParameters"], serde_json::json!(["'it''s'", "'latest'"]));
    server.verify();
}
