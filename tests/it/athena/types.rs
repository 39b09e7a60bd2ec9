//! Every data type, from the string that Athena writes to the value in Rust, in every text mode.

use std::net::IpAddr;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use quilt_athena::{
    AthenaRow, Engine, ErrorKind, Statement,
    athena::{Athena, ResultMode},
    testing::TestServer,
    types::Months,
};

const SQL: &str = "SELECT * FROM everything";

async fn connect(server: &TestServer, mode: ResultMode) -> Athena {
    let builder = Athena::from_url(&server.connection_url()).expect("a URL");
    builder.result_mode(mode).connect().await.expect("a connection")
}

#[derive(AthenaRow, Debug, PartialEq)]
struct Everything {
    boolean: Option<bool>,
    tinyint: Option<i8>,
    smallint: Option<i16>,
    integer: Option<i32>,
    bigint: Option<i64>,
    real: Option<f32>,
    double: Option<f64>,
    decimal: Option<rust_decimal::Decimal>,
    varchar: Option<String>,
    char: Option<String>,
    varbinary: Option<Vec<u8>>,
    date: Option<NaiveDate>,
    time: Option<NaiveTime>,
    timestamp: Option<NaiveDateTime>,
    micros: Option<NaiveDateTime>,
    zoned: Option<DateTime<Utc>>,
    months: Option<Months>,
    days: Option<TimeDelta>,
    json: Option<serde_json::Value>,
    uuid: Option<uuid::Uuid>,
    ip: Option<IpAddr>,
    items: Option<Vec<Option<i64>>>,
}

/// Label, type, text.
const COLUMNS: [(&str, &str, &str); 22] = [
    ("boolean", "boolean", "true"),
    ("tinyint", "tinyint", "-128"),
    ("smallint", "smallint", "32767"),
    ("integer", "integer", "-2147483648"),
    ("bigint", "bigint", "9223372036854775807"),
    ("real", "float", "0.1"),
    ("double", "double", "-Infinity"),
    ("decimal", "decimal(28,10)", "-123456789012345678.0123456789"),
    ("varchar", "varchar", "it's, \"quoted\"\n and é"),
    ("char", "char(3)", "a  "),
    ("varbinary", "varbinary", "00 ff 0a"),
    ("date", "date", "2024-02-29"),
    ("time", "time", "23:59:59.999"),
    ("timestamp", "timestamp", "2017-01-02 01:02:03.004"),
    ("micros", "timestamp", "2017-01-02 01:02:03.000004"),
    ("zoned", "timestamp with time zone", "2024-07-01 12:00:00.000 America/New_York"),
    ("months", "interval year to month", "-1-2"),
    ("days", "interval day to second", "-1 00:00:01.500"),
    ("json", "json", "{\"a\": [1, null]}"),
    ("uuid", "uuid", "12151fd2-7586-11e9-8f9e-2a86e4085a59"),
    ("ip", "ipaddress", "2001:db8::1"),
    ("items", "array", "[1, null, -3]"),
];

fn expected() -> Everything {
    let day = NaiveDate::from_ymd_opt(2017, 1, 2).expect("a day");
    Everything {
        boolean: Some(true),
        tinyint: Some(-128),
        smallint: Some(32767),
        integer: Some(i32::MIN),
        bigint: Some(i64::MAX),
        real: Some(0.1),
        double: Some(f64::NEG_INFINITY),
        decimal: Some("-123456789012345678.0123456789".parse().expect("a decimal")),
        varchar: Some("it's, \"quoted\"\n and é".to_owned()),
        char: Some("a  ".to_owned()),
        varbinary: Some(vec![0, 255, 10]),
        date: NaiveDate::from_ymd_opt(2024, 2, 29),
        time: NaiveTime::from_hms_milli_opt(23, 59, 59, 999),
        timestamp: day.and_hms_milli_opt(1, 2, 3, 4),
        micros: day.and_hms_micro_opt(1, 2, 3, 4),
        zoned: Some("2024-07-01T16:00:00Z".parse().expect("an instant")),
        months: Some(Months(-14)),
        days: Some(TimeDelta::milliseconds(-86_401_500)),
        json: Some(serde_json::json!({"a": [1, null]})),
        uuid: Some("12151fd2-7586-11e9-8f9e-2a86e4085a59".parse().expect("a UUID")),
        ip: Some("2001:db8::1".parse().expect("an address")),
        items: Some(vec![Some(1), None, Some(-3)]),
    }
}

fn script(server: &TestServer) {
    let mut script = server.query(SQL).csv();
    for (label, of, _) in COLUMNS {
        script = script.column(label, of);
    }
    script.row(COLUMNS.map(|(_, _, text)| Some(text))).row([None::<&str>; 22]);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_type_is_read_exactly_and_the_batches_of_all_text_modes_are_equal() {
    let statement = Statement::query(SQL).with_column_type("items", "array(bigint)".parse().expect("a type"));
    let mut results = Vec::new();
    for mode in [ResultMode::Api, ResultMode::Csv, ResultMode::Auto] {
        let server = TestServer::start().await.expect("a server");
        script(&server);
        script(&server);
        let athena = connect(&server, mode).await;
        let rows: Vec<Everything> = athena.execute(&statement).await.expect("a result").fetch().await.expect("rows");
        assert_eq!(rows[0], expected(), "{mode:?}");
        assert!(rows[1].boolean.is_none() && rows[1].varchar.is_none() && rows[1].items.is_none());
        results.push(athena.execute(&statement).await.expect("a result").collect().await.expect("batches"));
        server.verify();
    }
    assert_eq!(results[0], results[1]);
    assert_eq!(results[0], results[2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_struct_that_knows_only_serde_is_fetched_as_well() {
    #[derive(serde::Deserialize, Debug, PartialEq)]
    struct Plain {
        integer: Option<i32>,
        varchar: Option<String>,
        double: Option<f64>,
        date: Option<NaiveDate>,
        timestamp: Option<NaiveDateTime>,
        decimal: Option<String>,
        items: Option<Vec<Option<i64>>>,
    }

    let server = TestServer::start().await.expect("a server");
    script(&server);
    let statement = Statement::query(SQL).with_column_type("items", "array(bigint)".parse().expect("a type"));
    let execution = connect(&server, ResultMode::Api).await.execute(&statement).await.expect("a result");
    let rows: Vec<Plain> = execution.deserialize().await.expect("rows");
    let all = expected();
    assert_eq!(
        rows[0],
        Plain {
            integer: all.integer,
            varchar: all.varchar,
            double: all.double,
            date: all.date,
            timestamp: all.timestamp,
            decimal: Some("-123456789012345678.0123456789".to_owned()),
            items: all.items,
        }
    );
    assert_eq!(rows[1].integer, None);
    server.verify();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ambiguous_array_is_an_error_that_says_what_to_do() {
    let server = TestServer::start().await.expect("a server");
    server.query(SQL).column("keys", "array").row([Some("[a, b]")]);
    let statement = Statement::query(SQL).with_column_type("keys", "array(varchar)".parse().expect("a type"));
    let execution = connect(&server, ResultMode::Api).await.execute(&statement).await.expect("a result");
    let error = execution.fetch::<Vec<String>>().await.expect_err("two readings");
    assert!(matches!(error.kind(), ErrorKind::Decode { .. }), "{error}");
    assert!(error.to_string().contains("json_format(CAST("), "{error}");
    server.verify();
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_declared_type_nested_values_are_the_string_that_athena_prints() {
    let server = TestServer::start().await.expect("a server");
    server.query(SQL).column("keys", "array").column("m", "map").row([Some("[a, b]"), Some("{k=v}")]);
    let execution = connect(&server, ResultMode::Api).await.execute(&Statement::query(SQL)).await.expect("a result");
    let field = execution.schema().field(0).clone();
    assert_eq!(field.metadata().get("athena:type").map(String::as_str), Some("array"));
    let rows: Vec<(String, String)> = execution.fetch().await.expect("rows");
    assert_eq!(rows, [("[a, b]".to_owned(), "{k=v}".to_owned())]);
    server.verify();
}
