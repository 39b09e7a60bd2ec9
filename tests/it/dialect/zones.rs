//! Time zones: a column has one, and its values are those of Trino, where each value has its own.

use quilt_athena::{Engine, Statement};

use super::{answers, fails, refused};
use crate::support::empty;

const ZONES: &[(&str, &str)] = &[
    (
        "SELECT TIMESTAMP '2001-08-22 03:04:05.321 Asia/Kathmandu', TIMESTAMP '1960-01-22 3:04:05 +06:00', TIMESTAMP '2020-05-01 12:34:56+0730', \
         TIMESTAMP '2020-05-01 12:34:56America/Los_Angeles', TIMESTAMP '2020-05-01 12:34:56 +7', TIMESTAMP '2012-10-31 Asia/Kathmandu', \
         TIMESTAMP '2020-05-01 12:34:56 -00:00'",
        "2001-08-22 03:04:05.321 Asia/Kathmandu|1960-01-22 03:04:05 +06:00|2020-05-01 12:34:56 +07:30|2020-05-01 12:34:56 America/Los_Angeles|\
         2020-05-01 12:34:56 +07:00|2012-10-31 00:00:00 Asia/Kathmandu|2020-05-01 12:34:56 UTC",
    ),
    (
        "SELECT TIMESTAMP '2012-10-31 01:00' AT TIME ZONE 'America/Los_Angeles' AT TIME ZONE 'Asia/Shanghai', \
         TIMESTAMP '2012-10-31 01:00 UTC' AT TIME ZONE 'America/Los_Angeles', \
         TIMESTAMP '2012-10-31 01:00' AT TIME ZONE INTERVAL '07:09' HOUR TO MINUTE, \
         at_timezone(TIMESTAMP '2020-05-01 12:34:56.12 +07:09', 'America/Los_Angeles'), \
         at_timezone(TIMESTAMP '2020-05-01 12:34:56 -14:00', '+14:00'), at_timezone(DATE '2020-01-01', 'Asia/Tokyo'), \
         at_timezone(TIMESTAMP '2020-05-01 12:34:56.1 UTC', INTERVAL '-5' HOUR)",
        "2012-10-31 09:00:00 Asia/Shanghai|2012-10-30 18:00:00 America/Los_Angeles|2012-10-31 08:09:00 +07:09|\
         2020-04-30 22:25:56.12 America/Los_Angeles|2020-05-02 16:34:56 +14:00|2020-01-01 09:00:00 Asia/Tokyo|2020-05-01 07:34:56.1 -05:00",
    ),
    (
        "SELECT with_timezone(TIMESTAMP '2001-06-01 03:04:05.321', 'America/Los_Angeles'), with_timezone(DATE '2020-01-01', 'Asia/Tokyo'), \
         from_unixtime(1, 'Asia/Shanghai'), from_unixtime(1, 5, 30), from_unixtime(1, -5, 30), from_unixtime(1, 0, -30), \
         from_unixtime(1, 0, 0), current_timezone()",
        "2001-06-01 03:04:05.321 America/Los_Angeles|2020-01-01 00:00:00 Asia/Tokyo|1970-01-01 08:00:01.000 Asia/Shanghai|\
         1970-01-01 05:30:01.000 +05:30|1969-12-31 19:30:01.000 -04:30|1969-12-31 23:30:01.000 -00:30|1970-01-01 00:00:01.000 UTC|UTC",
    ),
    (
        "SELECT timezone_hour(TIMESTAMP '2020-05-01 12:34:56 -05:30'), timezone_minute(TIMESTAMP '2020-05-01 12:34:56 -05:30'), \
         EXTRACT(TIMEZONE_HOUR FROM TIMESTAMP '2020-05-01 12:34:56 Asia/Kathmandu'), \
         EXTRACT(TIMEZONE_MINUTE FROM TIMESTAMP '2020-05-10 12:34:56.1 -00:35'), timezone_hour(TIMESTAMP '2020-01-01 00:00:00.000')",
        "-5|-30|5|-35|0",
    ),
];

/// What a value is on its own clock and calendar.
const PARTS: &[(&str, &str)] = &[
    (
        "SELECT hour(x), minute(x), day_of_week(x), year(x), last_day_of_month(x), CAST(x AS date), CAST(x AS timestamp(0)), CAST(x AS time), \
         CAST(x AS varchar), date_format(x, '%H:%i'), format_datetime(x, 'HH Z ZZ ZZZ'), to_iso8601(x), to_unixtime(x), format('%s', x) \
         FROM (VALUES (TIMESTAMP '2020-05-01 22:02:03.5' AT TIME ZONE 'Asia/Kathmandu')) AS t(x)",
        "3|47|6|2020|2020-05-31|2020-05-02|2020-05-02 03:47:04|03:47:03.500|2020-05-02 03:47:03.5 Asia/Kathmandu|03:47|\
         03 +0545 +05:45 Asia/Kathmandu|2020-05-02T03:47:03.5+05:45|1.5883705235E9|2020-05-02T03:47:03.500+05:45[Asia/Kathmandu]",
    ),
    (
        "SELECT to_iso8601(TIMESTAMP '2020-05-01 12:34:56 +07:09'), to_iso8601(TIMESTAMP '2020-05-01 12:34:56.123 UTC'), \
         format('%s', TIMESTAMP '2020-05-01 12:34:00.000 UTC'), format('%s', TIMESTAMP '2020-05-01 12:34:00 +07:09'), \
         CAST('2020-05-01 12:34:56.1 Asia/Kathmandu' AS timestamp(1)), \
         CAST('2020-05-01 12:34:56.1 Asia/Kathmandu' AS timestamp(1) with time zone), \
         CAST(TIMESTAMP '2020-05-01 12:34:56.1234 Asia/Kathmandu' AS timestamp(2) with time zone)",
        "2020-05-01T12:34:56+07:09|2020-05-01T12:34:56.123Z|2020-05-01T12:34Z[UTC]|2020-05-01T12:34+07:09|2020-05-01 12:34:56.1|\
         2020-05-01 12:34:56.1 Asia/Kathmandu|2020-05-01 12:34:56.12 Asia/Kathmandu",
    ),
    (
        "SELECT from_iso8601_timestamp('2001-08-22T03:04:05.321+07:09'), from_iso8601_timestamp('2001-08-22T03:04:05.321-00:00'), \
         from_iso8601_timestamp('2001-08-22T03:04:05.321+0709'), from_iso8601_timestamp('2001-08-22T03:04:05,5Z'), \
         from_iso8601_timestamp('2001-08-22T03:04:05.321456Z'), from_iso8601_timestamp_nanos('2001-08-22T13:34:56.123456789+01:00')",
        "2001-08-22 03:04:05.321 +07:09|2001-08-22 03:04:05.321 UTC|2001-08-22 03:04:05.321 +07:09|2001-08-22 03:04:05.500 UTC|\
         2001-08-22 03:04:05.321 UTC|2001-08-22 13:34:56.123456789 +01:00",
    ),
];

/// Hours are counted in instants, and days on the calendar of the zone, as Joda-Time does.
const CHANGES_OF_CLOCKS: &[(&str, &str)] = &[
    (
        "SELECT date_trunc('hour', at_timezone(TIMESTAMP '2020-11-01 09:45:00 +00:00', 'America/Los_Angeles')), \
         to_unixtime(date_trunc('hour', at_timezone(TIMESTAMP '2020-11-01 09:45:00 +00:00', 'America/Los_Angeles'))), \
         date_trunc('day', at_timezone(TIMESTAMP '2020-11-01 20:45:00 +00:00', 'America/Los_Angeles')), \
         date_trunc('hour', TIMESTAMP '2020-05-10 12:34:56.1234 Asia/Kathmandu'), \
         date_trunc('week', TIMESTAMP '2020-05-10 12:34:56 Asia/Kathmandu')",
        "2020-11-01 01:00:00 America/Los_Angeles|1.6042212E9|2020-11-01 00:00:00 America/Los_Angeles|\
         2020-05-10 12:00:00.0000 Asia/Kathmandu|2020-05-04 00:00:00 Asia/Kathmandu",
    ),
    (
        "SELECT date_add('day', 1, TIMESTAMP '2020-03-07 02:30:00 America/Los_Angeles'), \
         date_add('day', 1, TIMESTAMP '2020-10-31 01:30:00 America/Los_Angeles'), \
         to_unixtime(date_add('day', -1, TIMESTAMP '2020-11-02 01:30:00 America/Los_Angeles')), \
         date_add('hour', 2, TIMESTAMP '2020-11-01 00:30:00 America/Los_Angeles'), \
         TIMESTAMP '2020-02-08 02:30:00 America/Los_Angeles' + INTERVAL '1' MONTH, \
         TIMESTAMP '2020-03-07 02:30:00 America/Los_Angeles' + INTERVAL '1' DAY, \
         with_timezone(TIMESTAMP '2020-03-08 02:30:00.0', 'America/Los_Angeles'), \
         to_unixtime(with_timezone(TIMESTAMP '2020-11-01 01:30:00.0', 'America/Los_Angeles'))",
        "2020-03-08 03:30:00 America/Los_Angeles|2020-11-01 01:30:00 America/Los_Angeles|1.604223E9|\
         2020-11-01 01:30:00 America/Los_Angeles|2020-03-08 03:30:00 America/Los_Angeles|2020-03-08 03:30:00.000 America/Los_Angeles|\
         2020-03-08 03:30:00.0 America/Los_Angeles|1.6042194E9",
    ),
    (
        "SELECT date_diff('day', TIMESTAMP '2020-03-07 12:00:00 America/Los_Angeles', TIMESTAMP '2020-03-08 12:00:00 America/Los_Angeles'), \
         date_diff('hour', TIMESTAMP '2020-03-07 12:00:00 America/Los_Angeles', TIMESTAMP '2020-03-08 12:00:00 America/Los_Angeles'), \
         date_diff('day', TIMESTAMP '2020-03-07 12:00:00 America/Los_Angeles', TIMESTAMP '2020-03-08 18:30:00 +00:00'), \
         date_diff('day', TIMESTAMP '2020-03-07 12:00:00 America/Los_Angeles', TIMESTAMP '2020-03-08 12:00:00.0000 America/Los_Angeles'), \
         date_diff('day', TIMESTAMP '2011-12-29 23:30:00.5 Pacific/Apia', TIMESTAMP '2020-12-31 23:59:59.999 -03:30'), \
         date_diff('day', TIMESTAMP '2020-05-01 00:00:00 Asia/Kathmandu', DATE '2020-05-02'), \
         date_diff('day', DATE '2020-05-02', TIMESTAMP '2020-05-01 00:00:00 Asia/Kathmandu'), \
         TIMESTAMP '2020-05-01 00:00:00 Asia/Kathmandu' - DATE '2020-05-01', \
         TIMESTAMP '2020-11-01 01:30:00.123 America/Los_Angeles' - TIMESTAMP '1969-12-31 23:59:59.9995', \
         TIMESTAMP '1960-02-29 03:04:05.321 +07:09' - TIMESTAMP '1969-12-31 23:59:59.9995'",
        "1|23|0|0|3290|1|-1|-0 05:45:00.000|18567 08:30:00.123|-3594 04:04:54.679",
    ),
];

/// Values of different zones are compared as instants.
const COMPARISONS: &[(&str, &str)] = &[
    (
        "SELECT TIMESTAMP '2020-05-01 11:33:56.1234 +04:44' = TIMESTAMP '2020-05-01 12:34:56.1234 Asia/Kathmandu', \
         DATE '2013-10-27' = TIMESTAMP '2013-10-27 00:00:00 Europe/Berlin', DATE '2013-10-27' > TIMESTAMP '2013-10-26 23:59:59 Europe/Berlin', \
         TIMESTAMP '2020-05-01 12:34:56.1 Asia/Kathmandu' IN (TIMESTAMP '2020-05-01 06:49:56.1', TIMESTAMP '2020-05-01 06:49:56.2 UTC'), \
         TIMESTAMP '2020-05-01 12:34:56 Asia/Kathmandu' IS DISTINCT FROM TIMESTAMP '2020-05-01 06:49:56 +00:00', \
         TIMESTAMP '2020-05-01 12:34:56 Asia/Kathmandu' BETWEEN TIMESTAMP '2020-05-01 06:49:55 +00:00' AND TIMESTAMP '2020-05-01 06:49:57 +00:01'",
        "true|false|true|true|false|false",
    ),
    (
        "SELECT a = b, a < b FROM (VALUES (row(TIMESTAMP '2001-01-02 03:04:05.321 +07:09', 1), row(TIMESTAMP '2001-01-02 03:04:05.321 +07:10', 1))) \
         AS t(a, b)",
        "false|false",
    ),
    (
        "SELECT a.t, b.t FROM (VALUES (TIMESTAMP '2020-05-01 12:34:56.1 Asia/Kathmandu')) AS a(t) \
         JOIN (VALUES (TIMESTAMP '2020-05-01 06:49:56.100 UTC')) AS b(t) ON a.t >= b.t",
        "2020-05-01 12:34:56.1 Asia/Kathmandu|2020-05-01 06:49:56.100 UTC",
    ),
    (
        "SELECT min(t), max(t), count(DISTINCT t) FROM (VALUES (TIMESTAMP '2020-05-01 12:34:56.1 Asia/Kathmandu'), \
         (TIMESTAMP '2020-05-01 12:34:56.2 Asia/Kathmandu')) AS v(t)",
        "2020-05-01 12:34:56.1 Asia/Kathmandu|2020-05-01 12:34:56.2 Asia/Kathmandu|2",
    ),
    (
        "SELECT array_agg(t ORDER BY t DESC), CASE WHEN max(t) > TIMESTAMP '2020-01-01 00:00:00 +00:00' THEN max(t) END FROM \
         (SELECT TIMESTAMP '2020-05-01 12:34:56.1 Asia/Kathmandu' AS t UNION ALL SELECT TIMESTAMP '2020-05-01 12:34:56.25 Asia/Kathmandu')",
        "[2020-05-01 12:34:56.25 Asia/Kathmandu, 2020-05-01 12:34:56.10 Asia/Kathmandu]|2020-05-01 12:34:56.25 Asia/Kathmandu",
    ),
    // Nothing is asked of the zones.
    (
        "SELECT count(*), count(DISTINCT t) FROM (SELECT TIMESTAMP '2020-01-01 00:00:00 +01:00' AS t UNION ALL \
         SELECT TIMESTAMP '2020-01-01 01:00:00 +02:00' UNION ALL SELECT TIMESTAMP '2020-01-01 00:00:00 +02:00')",
        "3|2",
    ),
];

const FAILURES: &[(&str, &str)] = &[
    ("SELECT TIMESTAMP '2020-03-08 02:30:00 America/Los_Angeles'", "INVALID_LITERAL"),
    ("SELECT TIMESTAMP '2020-05-01 12:34:56 Nowhere/City'", "INVALID_LITERAL"),
    ("SELECT TIMESTAMP '2020-05-01 12:34:56 europe/berlin'", "INVALID_LITERAL"),
    ("SELECT TIMESTAMP '2020-05-01 12:34:56+7:30'", "INVALID_LITERAL"),
    ("SELECT TIMESTAMP '2020-05-01 12:34:56 +14:01'", "NOT_SUPPORTED: Time zone not supported: +14:01"),
    (
        "SELECT at_timezone(TIMESTAMP '2020-05-01 12:34:56.0 UTC', 'Nowhere')",
        "INVALID_FUNCTION_ARGUMENT: 'Nowhere' is not a valid time zone",
    ),
    (
        "SELECT at_timezone(TIMESTAMP '2020-05-01 12:34:56.0 UTC', INTERVAL '15' HOUR)",
        "INVALID_FUNCTION_ARGUMENT: Invalid offset minutes 900",
    ),
    (
        "SELECT at_timezone(TIMESTAMP '2020-05-01 12:34:56.0 UTC', INTERVAL '1' SECOND)",
        "INVALID_FUNCTION_ARGUMENT: Invalid time zone offset interval",
    ),
    ("SELECT from_unixtime(1, 14, 1)", "INVALID_FUNCTION_ARGUMENT: Invalid offset minutes 841"),
    ("SELECT DATE '2020-01-01' AT TIME ZONE 'Asia/Tokyo'", "TYPE_MISMATCH: Type of value must be a time or timestamp"),
    ("SELECT with_timezone(TIMESTAMP '2020-01-01 00:00:00.0 UTC', 'Asia/Tokyo')", "FUNCTION_NOT_FOUND"),
    (
        "SELECT CAST(TIMESTAMP '2020-05-01 12:34:56.0 UTC' AS json)",
        "TYPE_MISMATCH: Cannot cast timestamp(1) with time zone to json",
    ),
];

const SEVERAL: &str = "timestamps of several time zones in one column";

/// A column has one zone, and it is one that the query names.
const REFUSED: &[(&str, &str)] = &[
    (
        "SELECT TIMESTAMP '2020-01-01 00:00:00 +01:00' AS t UNION ALL SELECT TIMESTAMP '2020-01-01 00:00:00 +02:00'",
        SEVERAL,
    ),
    (
        "SELECT hour(t) FROM (SELECT TIMESTAMP '2020-01-01 00:00:00 +01:00' AS t UNION ALL SELECT TIMESTAMP '2020-01-01 00:00:00 +02:00')",
        SEVERAL,
    ),
    (
        "SELECT CASE WHEN true THEN TIMESTAMP '2020-01-01 00:00:00 +01:00' ELSE TIMESTAMP '2020-01-01 00:00:00.0' END",
        SEVERAL,
    ),
    ("SELECT ARRAY[TIMESTAMP '2020-01-01 00:00:00 +01:00', TIMESTAMP '2020-01-01 00:00:00 +02:00']", SEVERAL),
    ("SELECT greatest(TIMESTAMP '2020-01-01 00:00:00 +01:00', TIMESTAMP '2020-01-01 00:00:00 +02:00')", SEVERAL),
    (
        "SELECT t FROM (VALUES (TIMESTAMP '2020-01-01 00:00:00 +01:00'), (TIMESTAMP '2020-01-01 00:00:00 +02:00')) AS v(t)",
        "timestamp(0) with time zone and timestamp(0) with time zone in one column of VALUES",
    ),
    (
        "SELECT a.t, b.t FROM (VALUES (TIMESTAMP '2020-05-01 12:34:56.1 Asia/Kathmandu')) AS a(t) \
         JOIN (VALUES (TIMESTAMP '2020-05-01 06:49:56.1 UTC')) AS b(t) ON a.t = b.t",
        "`=` of columns of different time zones in ON and WHERE",
    ),
    (
        "SELECT at_timezone(TIMESTAMP '2020-01-01 00:00:00.0 UTC', z) FROM (VALUES ('Asia/Tokyo')) AS t(z)",
        "at_timezone with a zone that is no constant",
    ),
    (
        "SELECT CAST(x AS timestamp with time zone) FROM (VALUES ('2020-01-01 00:00:00 Asia/Tokyo')) AS t(x)",
        "a time zone other than UTC (2020-01-01 00:00:00 Asia/Tokyo)",
    ),
    (
        "SELECT from_iso8601_timestamp(x) FROM (VALUES ('2020-01-01T00:00:00+01:00')) AS t(x)",
        "a time zone other than UTC (2020-01-01T00:00:00+01:00)",
    ),
    ("SELECT TIMESTAMP '2020-01-01 00:00:00 Asia/Tehran'", "the time zone `Asia/Tehran`"),
    ("SELECT TIMESTAMP '2020-05-01 12:34:56 GMT+8'", "the time zone `GMT+8`"),
    (
        "SELECT TIMESTAMP '1950-05-01 12:34:56 Asia/Kathmandu'",
        "a time before 1970 or after 2098 in the time zone Asia/Kathmandu",
    ),
    (
        "SELECT sum(1) OVER (ORDER BY t RANGE INTERVAL '1' SECOND PRECEDING) FROM (VALUES (TIMESTAMP '2020-01-01 00:00:00 +01:00')) AS v(t)",
        "RANGE over timestamp(0) with time zone",
    ),
];

#[tokio::test]
async fn values_are_shown_in_their_zone() {
    answers(ZONES).await;
}

#[tokio::test]
async fn functions_read_the_clock_of_the_zone() {
    answers(PARTS).await;
}

#[tokio::test]
async fn days_are_those_of_the_zone_and_hours_are_instants() {
    answers(CHANGES_OF_CLOCKS).await;
}

#[tokio::test]
async fn values_of_different_zones_meet_as_instants() {
    answers(COMPARISONS).await;
}

#[tokio::test]
async fn wrong_zones_fail_and_two_zones_in_one_column_are_refused() {
    fails(FAILURES).await;
    refused(REFUSED).await;
}

#[tokio::test]
async fn an_instant_in_another_zone_is_the_same_instant_in_rust() {
    let (_folder, engine) = empty();
    let sql = "SELECT TIMESTAMP '2020-05-01 12:34:56.25 Asia/Kathmandu'";
    let at: chrono::DateTime<chrono::Utc> =
        engine.execute(&Statement::query(sql)).await.expect("it runs").fetch_one().await.expect("a row");
    assert_eq!(at.to_rfc3339(), "2020-05-01T06:49:56.250+00:00");
}
