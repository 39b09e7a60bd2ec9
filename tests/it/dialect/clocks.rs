//! `time`, and digits of a second: a type has as many as a literal or a cast says.

use quilt_athena::{Engine, Statement, types::AthenaType};

use super::{answers, fails, refused};
use crate::support::empty;

const TIMES: &[(&str, &str)] = &[
    (
        "SELECT TIME '0:04:05', TIME '1:2', TIME '12:34:56.1234567', CAST('12:34' AS time), CAST('1:2:3.4567' AS time), \
         CAST('12:34:56.111111111111' AS time(4)), CAST('23:59:59.999999999999' AS time(4)), CAST(NULL AS time), typeof(TIME '12:34:56.1234')",
        "00:04:05|01:02:00|12:34:56.1234567|12:34:00.000|01:02:03.457|12:34:56.1111|00:00:00.0000|NULL|time(4)",
    ),
    (
        "SELECT TIME '23:00:00' + INTERVAL '25' HOUR, TIME '01:00:00.12' - INTERVAL '0.005' SECOND, INTERVAL '1.123' SECOND + TIME '12:34:56.1234', \
         TIME '00:00:00.123456' - TIME '00:00:00.1', TIME '00:00:00.1' - TIME '00:00:00.1235', TIME '00:00:00.1235' - TIME '00:00:00.1'",
        "00:00:00.000|01:00:00.115|12:34:57.2464|0 00:00:00.023|-0 00:00:00.023|0 00:00:00.024",
    ),
    (
        "SELECT date_trunc('hour', TIME '12:34:56.789'), date_trunc('millisecond', TIME '12:34:56.789123'), date_add('hour', 25, TIME '12:34:56.789'), \
         date_add('millisecond', 1500, TIME '23:59:59'), date_add('millisecond', 1500, TIME '23:59:59.1'), \
         date_diff('minute', TIME '12:34:56', TIME '10:00:00'), date_diff('millisecond', TIME '00:00:00.0005', TIME '00:00:00.0011'), \
         hour(TIME '12:34:56'), minute(TIME '12:34:56'), second(TIME '12:34:56'), millisecond(TIME '12:34:56.7899')",
        "12:00:00.000|12:34:56.789000|13:34:56.789|00:00:01|00:00:00.6|-154|0|12|34|56|789",
    ),
    (
        "SELECT TIME '12:34:56' = TIME '12:34:56.000', TIME '12:34' < TIME '12:34:00.1', TIME '12:34:56' BETWEEN TIME '12:00' AND TIME '13:00', \
         TIME '12:34:56' IN (TIME '12:34:56.000000', NULL), TIME '12:34:56' IS DISTINCT FROM TIME '12:34:56.0', \
         greatest(TIME '01:00', TIME '01:00:00.1'), if(true, TIME '12:34', TIME '12:34:56.1'), nullif(TIME '12:34', TIME '12:34:00.0')",
        "true|true|true|true|false|01:00:00.1|12:34:00.0|NULL",
    ),
    (
        "SELECT CAST(TIME '12:34:56.10' AS varchar), format('%s', TIME '12:34:56.100'), format('%s', TIME '12:34:00'), \
         format('%s', TIME '12:34:56.1111111'), TRY_CAST('x' AS time), TRY_CAST('25:00' AS time(6)), \
         CAST(TIMESTAMP '2020-05-01 23:59:59.9995' AS time), CAST(TIMESTAMP '2020-05-01 12:34:56.5 Asia/Kathmandu' AS time(0)), \
         hour(localtime) = hour(localtimestamp)",
        "12:34:56.10|12:34:56.100|12:34|12:34:56.111111100|NULL|NULL|00:00:00.000|12:34:57|true",
    ),
    (
        "SELECT array_agg(t ORDER BY t), min(t), max(t), count(DISTINCT t) \
         FROM (SELECT TIME '12:34:56.1234' AS t UNION ALL SELECT TIME '12:34:56.12')",
        "[12:34:56.1200, 12:34:56.1234]|12:34:56.1200|12:34:56.1234|2",
    ),
];

const DIGITS: &[(&str, &str)] = &[
    (
        "SELECT TIMESTAMP '2020-05-01 12:34:56.1', TIMESTAMP '2020-05-01 12:34:56.1234', TIMESTAMP '2020-05-01 12:34:56.123456789', \
         TIMESTAMP '2020-05-01 12:34', TIMESTAMP '2020-05-01', typeof(TIMESTAMP '2020-05-01 12:34:56.1234'), \
         typeof(TIMESTAMP '2020-05-01 12:34:56.1 UTC'), typeof(from_unixtime_nanos(1))",
        "2020-05-01 12:34:56.1|2020-05-01 12:34:56.1234|2020-05-01 12:34:56.123456789|2020-05-01 12:34:00|2020-05-01 00:00:00|timestamp(4)|\
         timestamp(1) with time zone|timestamp(9) with time zone",
    ),
    // Half up, before 1970 as well.
    (
        "SELECT CAST(TIMESTAMP '1960-05-01 23:59:59.5' AS timestamp(0)), CAST(TIMESTAMP '1960-05-01 23:59:59.4999' AS timestamp(0)), \
         CAST(TIMESTAMP '1960-05-01 23:59:58.5 UTC' AS timestamp(0) with time zone), CAST(TIMESTAMP '1960-05-01 23:59:58.12345' AS timestamp(4)), \
         CAST(TIMESTAMP '1969-12-31 23:59:59.9995' AS timestamp(3)), CAST(DATE '2020-05-01' AS timestamp(6) with time zone), \
         CAST('1980-05-01 12:34:56.555555555555' AS timestamp(9)), CAST('+123001-05-01 12:34:56.111111111111' AS timestamp(0))",
        "1960-05-02 00:00:00|1960-05-01 23:59:59|1960-05-01 23:59:59 UTC|1960-05-01 23:59:58.1235|1970-01-01 00:00:00.000|\
         2020-05-01 00:00:00.000000 UTC|1980-05-01 12:34:56.555555556|+123001-05-01 12:34:56",
    ),
    (
        "SELECT TIMESTAMP '2020-01-01 00:00:00.1236' - TIMESTAMP '2020-01-01 00:00:00.1', \
         TIMESTAMP '2020-01-01 00:00:00.1' - TIMESTAMP '2020-01-01 00:00:00.1235', \
         TIMESTAMP '2020-01-01 01:00:00.1' + INTERVAL '0.005' SECOND, TIMESTAMP '2020-01-01 01:00:00.1' + INTERVAL '1' MONTH, \
         date_diff('millisecond', TIMESTAMP '2020-01-01 00:00:00.0005', TIMESTAMP '2020-01-01 00:00:00.0011'), \
         date_add('millisecond', 1, TIMESTAMP '2020-05-10 12:34:56.1111'), date_add('millisecond', 1, TIMESTAMP '2020-01-01 00:00:00.12'), \
         date_add('millisecond', 500, TIMESTAMP '2020-01-01 00:00:00 Asia/Kathmandu')",
        "0 00:00:00.024|-0 00:00:00.023|2020-01-01 01:00:00.105|2020-02-01 01:00:00.1|1|2020-05-10 12:34:56.1121|2020-01-01 00:00:00.12|\
         2020-01-01 00:00:01 Asia/Kathmandu",
    ),
    (
        "SELECT date_trunc('second', TIMESTAMP '1969-12-31 23:59:59.9995'), second(TIMESTAMP '1969-12-31 23:59:59.9995'), \
         millisecond(TIMESTAMP '1969-12-31 23:59:59.9995'), date_format(TIMESTAMP '2020-05-10 12:34:56.555555', '%s.%f'), \
         to_unixtime(TIMESTAMP '2020-05-01 12:34:56.123456'), to_unixtime(TIMESTAMP '2020-05-10 12:34:56.1234567'), \
         to_iso8601(TIMESTAMP '2020-05-01 12:34:56.12'), from_unixtime_nanos(-1234567890), from_unixtime_nanos(DECIMAL '1.5')",
        "1969-12-31 23:59:59.0000|59|999|56.556000|1.588336496123456E9|1.5891140961234567E9|2020-05-01T12:34:56.12|\
         1969-12-31 23:59:58.765432110 UTC|1970-01-01 00:00:00.000000002 UTC",
    ),
    // The type of a column has the digits of the value with the most.
    (
        "SELECT CASE WHEN true THEN TIMESTAMP '2020-05-01 12:34:56.1' ELSE TIMESTAMP '2020-05-01 12:34:56.123456' END, \
         coalesce(TIMESTAMP '2020-05-01 12:34:56.1', TIMESTAMP '2020-05-01 12:34:56.123456'), coalesce(NULL, DATE '2020-05-01', \
         TIMESTAMP '2020-05-01 12:34:56.123456'), least(TIMESTAMP '2020-05-01 00:00:00.1', DATE '2020-05-01'), \
         ARRAY[TIMESTAMP '2020-05-01 12:34:56.1', TIMESTAMP '2020-05-01 12:34:56.1234'], row(TIMESTAMP '2020-05-01 12:34:56.1', 1), \
         MAP(ARRAY[TIME '01:00:00.1'], ARRAY[1])",
        "2020-05-01 12:34:56.100000|2020-05-01 12:34:56.100000|2020-05-01 00:00:00.000000|2020-05-01 00:00:00.0|\
         [2020-05-01 12:34:56.1000, 2020-05-01 12:34:56.1234]|{2020-05-01 12:34:56.1, 1}|{01:00:00.1=1}",
    ),
    (
        "SELECT TIMESTAMP '2020-05-01 12:34:56.1' AS t UNION ALL SELECT TIMESTAMP '2020-05-01 12:34:56.123456' UNION ALL SELECT DATE '2020-05-01' \
         ORDER BY t",
        "2020-05-01 00:00:00.000000\n2020-05-01 12:34:56.100000\n2020-05-01 12:34:56.123456",
    ),
    (
        "SELECT t = t, t FROM (VALUES (TIMESTAMP '2020-05-01 12:34:56.1')) AS a(t) \
         JOIN (VALUES (TIMESTAMP '2020-05-01 12:34:56.100000')) AS b(t) USING (t)",
        "true|2020-05-01 12:34:56.100000",
    ),
    (
        "SELECT x FROM (SELECT TIMESTAMP '2020-05-01 12:34:56.1' AS x INTERSECT SELECT TIMESTAMP '2020-05-01 12:34:56.1000')",
        "2020-05-01 12:34:56.1000",
    ),
    (
        "SELECT CAST(ARRAY[TIMESTAMP '1970-01-01 00:00:00.000000001'] AS json), CAST(ARRAY[TIMESTAMP '2020-01-01 00:00:00.1'] AS array(varchar)), \
         CAST(ARRAY['2020-01-01 00:00:00.15'] AS array(timestamp(1))), filter(ARRAY[TIMESTAMP '2020-05-10 12:34:56.1234567'], t -> year(t) = 2020)",
        "[\"1970-01-01 00:00:00.000000001\"]|[2020-01-01 00:00:00.1]|[2020-01-01 00:00:00.2]|[2020-05-10 12:34:56.1234567]",
    ),
];

const FAILURES: &[(&str, &str)] = &[
    ("SELECT TIME '12:34:60'", "INVALID_LITERAL"),
    ("SELECT TIME '12:34:56 UTC'", "INVALID_LITERAL"),
    ("SELECT CAST(' 12:34:56 ' AS time)", "INVALID_CAST_ARGUMENT"),
    ("SELECT CAST('12:34:56+01:00' AS time)", "INVALID_CAST_ARGUMENT"),
    ("SELECT CAST('2020-01-01 12:34:56' AS time)", "INVALID_CAST_ARGUMENT"),
    ("SELECT CAST(DATE '2020-01-01' AS time)", "TYPE_MISMATCH: Cannot cast date to time"),
    ("SELECT CAST(TIME '01:00:00' AS date)", "TYPE_MISMATCH: Cannot cast time(0) to date"),
    ("SELECT CAST(TIME '01:00:00' AS json)", "TYPE_MISMATCH: Cannot cast time(0) to json"),
    (
        "SELECT TIME '01:00:00' + INTERVAL '1' MONTH",
        "TYPE_MISMATCH: Cannot apply operator: time(0) + interval year to month",
    ),
    (
        "SELECT TIME '12:34:56' = TIMESTAMP '2020-01-01 12:34:56.0'",
        "TYPE_MISMATCH: Cannot apply operator: time(0) = timestamp(1)",
    ),
    ("SELECT TIME '12:34:56' IN (TIMESTAMP '2020-01-01 12:34:56.0', TIME '12:34:56')", "TYPE_MISMATCH"),
    ("SELECT TIME '12:34:56' IS DISTINCT FROM TIMESTAMP '2020-01-01 12:34:56.0'", "TYPE_MISMATCH"),
    (
        "SELECT date_add('year', 100000, TIMESTAMP '2020-01-31 10:20:30.5 UTC')",
        "INVALID_FUNCTION_ARGUMENT: Millis overflow",
    ),
    ("SELECT date_trunc('day', TIME '12:34:56')", "INVALID_FUNCTION_ARGUMENT: 'day' is not a valid TIME field"),
    ("SELECT date_add('day', 1, TIME '12:34:56')", "INVALID_FUNCTION_ARGUMENT: 'day' is not a valid TIME field"),
    (
        "SELECT date_diff('day', TIME '12:34:56', TIME '12:34:56')",
        "INVALID_FUNCTION_ARGUMENT: 'day' is not a valid TIME field",
    ),
    ("SELECT date_diff('day', TIME '01:00', TIMESTAMP '2020-05-01 00:00:00.0')", "FUNCTION_NOT_FOUND"),
    ("SELECT year(TIME '12:34:56')", "FUNCTION_NOT_FOUND"),
    ("SELECT to_unixtime(TIME '12:34:56')", "FUNCTION_NOT_FOUND"),
    ("SELECT from_iso8601_timestamp_nanos('2001-08-22')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT from_iso8601_timestamp_nanos('2001-08-22T03:04:05.321456789123Z')", "INVALID_FUNCTION_ARGUMENT"),
];

const REFUSED: &[(&str, &str)] = &[
    ("SELECT TIME '12:34:56+08:35'", "time with time zone"),
    ("SELECT TIME '12:34:56' AT TIME ZONE '+08:35'", "time with time zone"),
    ("SELECT CAST(TIME '12:34:56' AS time with time zone)", "CAST of time(0) to time with time zone"),
    ("SELECT CAST(TIME '12:34:56' AS timestamp)", "CAST of time(0) to timestamp"),
    ("SELECT TIME '12:34:56.1234567890'", "more than nine digits of a second (TIME '12:34:56.1234567890')"),
    (
        "SELECT CAST(TIMESTAMP '2020-01-01 00:00:00.1' AS timestamp(10))",
        "more than nine digits of a second (timestamp(10))",
    ),
    ("SELECT TIMESTAMP '1500-05-10 12:34:56.123456789'", "timestamp(9) before 1677 or after 2262"),
    ("SELECT timezone_hour(TIME '12:34:56')", "timezone_hour of time(0)"),
    (
        "SELECT CAST(TIMESTAMP '1960-07-08 09:10:11.123456' AS time)",
        "the time of a timestamp before 1970 with a fraction of a second",
    ),
    ("SELECT typeof(localtimestamp)", "typeof of timestamp"),
    ("SELECT typeof(localtime)", "typeof of time"),
];

#[tokio::test]
async fn times_go_round_the_clock() {
    answers(TIMES).await;
}

#[tokio::test]
async fn types_have_the_digits_that_are_written() {
    answers(DIGITS).await;
}

#[tokio::test]
async fn wrong_clocks_fail_and_what_arrow_does_not_hold_is_refused() {
    fails(FAILURES).await;
    refused(REFUSED).await;
}

#[tokio::test]
async fn a_result_says_how_many_digits_a_type_has_and_keeps_what_this_engine_alone_knows() {
    let (_folder, engine) = empty();
    let sql = "SELECT TIMESTAMP '2020-05-01 12:34:56.1234', TIMESTAMP '2020-05-01 12:34:56.1 Asia/Kathmandu', TIME '12:34:56.12', \
               CAST(TIME '12:34:56' AS time(6)), CAST(NULL AS timestamp(0)), ARRAY[TIME '12:34:56.1']";
    let execution = engine.execute(&Statement::query(sql)).await.expect("it runs");
    let fields = execution.schema().fields();
    let types: Vec<_> = fields.iter().map(|field| AthenaType::from_field(field).expect("a type").to_string()).collect();
    let expected = ["timestamp(4)", "timestamp(1) with time zone", "time(2)", "time(6)", "timestamp(0)", "array(time)"];
    assert_eq!(types, expected);
    let arrow: Vec<_> = fields.iter().map(|field| field.data_type().to_string()).collect();
    assert!(!arrow.iter().any(|name| name.contains('|')), "{arrow:?}");
}

#[tokio::test]
async fn times_of_any_digits_are_read_as_rust_types() {
    let (_folder, engine) = empty();
    let sql =
        "SELECT TIMESTAMP '2020-05-01 12:34:56.1234', TIMESTAMP '2020-05-01 12:34', TIME '12:34:56.12', TIME '1:2'";
    let row: (chrono::NaiveDateTime, chrono::NaiveDateTime, chrono::NaiveTime, chrono::NaiveTime) =
        engine.execute(&Statement::query(sql)).await.expect("it runs").fetch_one().await.expect("a row");
    let texts = [row.0.to_string(), row.1.to_string(), row.2.to_string(), row.3.to_string()];
    assert_eq!(texts, ["2020-05-01 12:34:56.123400", "2020-05-01 12:34:00", "12:34:56.120", "01:02:00"]);
}
