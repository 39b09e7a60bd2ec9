//! Type hints mean the same on every engine: what a `Statement` says of its columns is decoded above them.

use std::sync::Arc;

use arrow_array::{ArrayRef, Int64Array, LargeStringArray, RecordBatch, StringArray};
use futures::{StreamExt, stream};
use quilt_athena::{
    AthenaType, Engine, ErrorKind, Result, Statement,
    athena::{Athena, ResultMode},
    engine::Execution,
    local::Local,
    testing::TestServer,
};

/// An engine that somebody else wrote: it answers any statement with the same batches.
#[derive(Debug)]
struct Foreign(Vec<RecordBatch>);

impl Foreign {
    fn new(batches: impl IntoIterator<Item = ArrayRef>) -> Self {
        let batch = |values| RecordBatch::try_from_iter_with_nullable([("c", values, true)]).expect("a batch");
        Self(batches.into_iter().map(batch).collect())
    }
}

#[async_trait::async_trait]
impl Engine for Foreign {
    async fn run(&self, _: &Statement) -> Result<Execution> {
        let batches: Vec<Result<RecordBatch>> = self.0.iter().cloned().map(Ok).collect();
        Ok(Execution::new(self.0[0].schema(), stream::iter(batches).boxed()))
    }
}

fn data_type(name: &str) -> AthenaType {
    name.parse().expect("a type")
}

fn strings(values: &[&str]) -> ArrayRef {
    Arc::new(StringArray::from(values.to_vec()))
}

/// Athena, which answers one statement with one value in each way in which it hands out results.
async fn athena(sql: &str, name: &str, value: &str) -> Vec<(TestServer, Athena)> {
    let mut connections = Vec::new();
    for mode in [ResultMode::Api, ResultMode::Csv] {
        let server = TestServer::start().await.expect("a server");
        server.query(sql).csv().column("c", name).row([Some(value)]);
        let builder = Athena::from_url(&server.connection_url()).expect("the server's URL");
        let connection = builder.result_mode(mode).connect().await.expect("a connection");
        connections.push((server, connection));
    }
    connections
}

async fn fetch<T: quilt_athena::row::FromRow>(engine: &dyn Engine, statement: &Statement) -> Result<Vec<T>> {
    engine.execute(statement).await?.fetch().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_json_column_is_decoded_alike_by_the_embedded_engine_by_athena_and_by_a_foreign_engine() -> Result<()> {
    const SQL: &str = "SELECT json_format(CAST(ARRAY['a, b', 'null', NULL] AS JSON)) AS c";
    const JSON: &str = r#"["a, b","null",null]"#;
    let statement = Statement::query(SQL).with_json_column("c", data_type("array(varchar)"));
    let expected = vec![(vec![Some("a, b".to_owned()), Some("null".to_owned()), None],)];

    assert_eq!(fetch::<(Vec<Option<String>>,)>(&Local::open("tests/buckets")?, &statement).await?, expected);
    for (server, connection) in athena(SQL, "varchar", JSON).await {
        assert_eq!(fetch::<(Vec<Option<String>>,)>(&connection, &statement).await?, expected);
        server.verify();
    }
    assert_eq!(fetch::<(Vec<Option<String>>,)>(&Foreign::new([strings(&[JSON])]), &statement).await?, expected);
    let large: ArrayRef = Arc::new(LargeStringArray::from(vec![JSON]));
    assert_eq!(fetch::<(Vec<Option<String>>,)>(&Foreign::new([large]), &statement).await?, expected);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_schema_is_that_of_the_hints_before_a_row_is_read() -> Result<()> {
    let statement = Statement::query("SELECT 1 AS c").with_column_type("c", data_type("bigint"));
    let bigint = data_type("bigint").arrow();
    let local = Local::open("tests/buckets")?.execute(&statement).await?;
    assert_eq!(*local.schema().field(0).data_type(), bigint);
    for (server, connection) in athena("SELECT 1 AS c", "integer", "1").await {
        assert_eq!(*connection.execute(&statement).await?.schema().field(0).data_type(), bigint);
        server.verify();
    }
    let foreign = Foreign::new([strings(&["1"])]).execute(&statement).await?;
    assert_eq!(*foreign.schema().field(0).data_type(), bigint);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plain_hint_reads_athenas_text_and_casts_the_values_of_other_engines() -> Result<()> {
    const SQL: &str = "SELECT ARRAY[1, 2] AS c";
    let statement = Statement::query(SQL).with_column_type("C", data_type("array(bigint)"));
    let expected = vec![(vec![1_i64, 2],)];

    assert_eq!(fetch::<(Vec<i64>,)>(&Local::open("tests/buckets")?, &statement).await?, expected);
    for (server, connection) in athena(SQL, "array", "[1, 2]").await {
        assert_eq!(fetch::<(Vec<i64>,)>(&connection, &statement).await?, expected);
        server.verify();
    }
    assert_eq!(fetch::<(Vec<i64>,)>(&Foreign::new([strings(&["[1, 2]"])]), &statement).await?, expected);
    Ok(())
}

#[tokio::test]
async fn a_value_that_does_not_fit_its_hint_is_an_error_with_its_row_and_never_a_null() {
    let numbers: ArrayRef = Arc::new(Int64Array::from(vec![1, i64::MAX]));
    let statement = Statement::query("SELECT c").with_column_type("c", data_type("integer"));
    let error = fetch::<(Option<i32>,)>(&Foreign::new([numbers]), &statement).await.expect_err("too large");
    assert!(matches!(error.kind(), ErrorKind::Decode { column, .. } if column == "c"), "{error:?}");

    // Rows are counted over all batches.
    let foreign = Foreign::new([strings(&["1", "2"]), strings(&["3", "x"])]);
    let error = fetch::<(Option<i32>,)>(&foreign, &statement).await.expect_err("not a number");
    assert!(matches!(error.kind(), ErrorKind::Decode { row: 3, .. }), "{error:?}");
}

#[tokio::test]
async fn a_hint_that_no_value_of_the_column_can_have_is_an_error_before_any_row() {
    let numbers: ArrayRef = Arc::new(Int64Array::from(vec![1]));
    let statement = Statement::query("SELECT c").with_column_type("c", data_type("map(varchar,integer)"));
    let error = Foreign::new([numbers]).execute(&statement).await.expect_err("a number is not a map");
    assert!(matches!(error.kind(), ErrorKind::Schema { .. }), "{error:?}");
    assert!(error.to_string().contains("map(varchar, integer)"), "{error}");
}
