//! Dates, times and intervals. The values are worked out from Trino's "Date and time functions and operators".

use super::{answers, fails, refused};

const OPERATORS: &[(&str, &str)] = &[
    (
        "SELECT DATE '2020-01-31' + INTERVAL '1' MONTH, DATE '2020-03-01' - INTERVAL '1' DAY, \
         TIMESTAMP '2020-01-01 00:00:00' + INTERVAL '1-1' YEAR TO MONTH, \
         TIMESTAMP '2020-01-03 00:00:00 UTC' - INTERVAL '1 02:03:04.5' DAY TO SECOND",
        "2020-02-29|2020-02-29|2021-02-01 00:00:00.000|2020-01-01 21:56:55.500 UTC",
    ),
    (
        "SELECT INTERVAL '2' DAY, INTERVAL '14' MONTH, INTERVAL '2' DAY * 2, -INTERVAL '1' HOUR, INTERVAL '-1' DAY, \
         INTERVAL '1' DAY + INTERVAL '1' HOUR, INTERVAL '1' DAY > INTERVAL '23' HOUR",
        "2 00:00:00.000|1-2|4 00:00:00.000|-0 01:00:00.000|-1 00:00:00.000|1 01:00:00.000|true",
    ),
    (
        "SELECT DATE '2020-01-03' - DATE '2020-01-01', TIMESTAMP '2020-01-01 01:00:00' - TIMESTAMP '2020-01-01 00:00:00'",
        "2 00:00:00.000|0 01:00:00.000",
    ),
    (
        "SELECT TIMESTAMP '2020-01-01 00:00:00' AT TIME ZONE 'UTC', CAST(TIMESTAMP '2020-01-01 05:00:00 UTC' AS date)",
        "2020-01-01 00:00:00.000 UTC|2020-01-01",
    ),
    (
        "SELECT current_date = CAST(current_timestamp AS date), now() = current_timestamp, \
         localtimestamp = CAST(current_timestamp AS timestamp), current_date > DATE '2020-01-01'",
        "true|true|true|true",
    ),
];

const FUNCTIONS: &[(&str, &str)] = &[
    // A month or day without a year is in 2000; %H says all about the hour; months have both names.
    (
        "SELECT date_parse('31', '%d'), date_parse('Jan', '%M'), date_parse('January 5', '%b %d'), date_parse('5 PM', '%H %p'), \
         date_parse('03:04', '%H:%i'), date_format(DATE '2020-01-02', '%y%')",
        "2000-01-31 00:00:00.000|2000-01-01 00:00:00.000|2000-01-05 00:00:00.000|1970-01-01 05:00:00.000|1970-01-01 03:04:00.000|20",
    ),
    // Dates and times of different types meet, in UTC.
    (
        "SELECT DATE '0001-01-01' < TIMESTAMP '2020-01-01 00:00:00.000', DATE '2020-01-01' = TIMESTAMP '2020-01-01 00:00:00.000 UTC', \
         TIMESTAMP '2020-01-02 00:00:00.000 UTC' - DATE '2020-01-01', date_diff('hour', DATE '2020-01-01', TIMESTAMP '2020-01-01 05:00:00.000 UTC'), \
         greatest(DATE '2020-01-01', TIMESTAMP '2019-01-01 00:00:00.000'), to_unixtime(DATE '1970-01-02'), from_unixtime(-0.0005), \
         INTERVAL -'1' DAY",
        "true|true|1 00:00:00.000|5|2020-01-01 00:00:00.000|86400.0|1970-01-01 00:00:00.000 UTC|-1 00:00:00.000",
    ),
    (
        "SELECT EXTRACT(year FROM DATE '2020-02-03'), EXTRACT(DOW FROM DATE '2020-02-03'), EXTRACT(day_of_year FROM DATE '2020-02-03'), \
         EXTRACT(hour FROM TIMESTAMP '2020-01-01 05:06:07.891'), year(DATE '2020-02-03'), month(DATE '2020-02-03'), \
         day(DATE '2020-02-03'), week(DATE '2021-01-01'), year_of_week(DATE '2021-01-01'), quarter(DATE '2020-05-01'), \
         second(TIMESTAMP '2020-01-01 05:06:07.891'), millisecond(TIMESTAMP '2020-01-01 05:06:07.891')",
        "2020|1|34|5|2020|2|3|53|2020|2|7|891",
    ),
    (
        "SELECT date_trunc('day', TIMESTAMP '2020-05-06 07:08:09.123'), date_trunc('week', DATE '2020-05-06'), \
         date_trunc('quarter', DATE '2020-05-06'), date_trunc('hour', TIMESTAMP '2020-05-06 07:08:09.123 UTC'), \
         date_trunc('year', TIMESTAMP '1960-05-06 07:08:09.123'), date_trunc('minute', TIMESTAMP '1960-05-06 07:08:09.123')",
        "2020-05-06 00:00:00.000|2020-05-04|2020-04-01|2020-05-06 07:00:00.000 UTC|1960-01-01 00:00:00.000|1960-05-06 07:08:00.000",
    ),
    (
        "SELECT date_add('day', -1, DATE '2020-03-01'), date_add('month', 1, TIMESTAMP '2020-01-31 01:00:00'), \
         date_add('hour', 25, TIMESTAMP '2020-01-01 00:00:00'), date_add('quarter', 1, DATE '2020-01-31')",
        "2020-02-29|2020-02-29 01:00:00.000|2020-01-02 01:00:00.000|2020-04-30",
    ),
    // Whole units: the last day of a month is late enough for any day.
    (
        "SELECT date_diff('day', DATE '2020-03-01', DATE '2020-03-02'), \
         date_diff('hour', TIMESTAMP '2020-01-01 00:00:00', TIMESTAMP '2020-01-01 02:59:59'), \
         date_diff('month', DATE '2020-01-31', DATE '2020-02-29'), date_diff('month', DATE '2020-01-15', DATE '2020-03-14'), \
         date_diff('year', DATE '2020-02-29', DATE '2021-02-28'), date_diff('year', DATE '2020-06-02', DATE '2021-06-01'), \
         date_diff('day', TIMESTAMP '2020-01-02 00:00:00', TIMESTAMP '2020-01-01 12:00:00'), \
         date_diff('week', DATE '2020-01-01', DATE '2020-01-15'), date_diff('month', DATE '2020-03-31', DATE '2020-01-01')",
        "1|2|1|1|1|0|0|2|-2",
    ),
    (
        "SELECT date_parse('2020-05-06 07:08', '%Y-%m-%d %H:%i'), date_parse('Jan 5 2020 3 PM', '%b %e %Y %h %p'), \
         date_format(TIMESTAMP '2020-05-06 07:08:09.123', '%Y-%m-%d %H:%i:%s %f %W %M %c %e %k %l %p %j %T %%'), \
         date_format(DATE '2020-05-06', '%a %b %d %y')",
        "2020-05-06 07:08:00.000|2020-01-05 15:00:00.000|2020-05-06 07:08:09 123000 Wednesday May 5 6 7 7 AM 127 07:08:09 %|Wed May 06 20",
    ),
    (
        "SELECT from_iso8601_timestamp('2020-05-11T11:15:05Z'), from_iso8601_date('2020-05-11'), to_iso8601(DATE '2020-05-11'), \
         to_iso8601(TIMESTAMP '2020-01-01 00:00:00 UTC'), last_day_of_month(DATE '2020-02-03'), \
         to_unixtime(TIMESTAMP '2020-01-01 00:00:00 UTC')",
        "2020-05-11 11:15:05.000 UTC|2020-05-11|2020-05-11|2020-01-01T00:00:00.000Z|2020-02-29|1.5778368E9",
    ),
];

const FAILURES: &[(&str, &str)] = &[
    ("SELECT DATE '2020-01-01' + INTERVAL '1' HOUR", "Cannot add hour, minutes or seconds to a date"),
    ("SELECT DATE '2020-01-01' + 1", "TYPE_MISMATCH: Cannot apply operator: date + integer"),
    ("SELECT INTERVAL '1' DAY + INTERVAL '1' MONTH", "TYPE_MISMATCH"),
    ("SELECT date_parse('', '')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT date_add('day', 2147483648, TIMESTAMP '2020-01-01 00:00:00.000')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT from_iso8601_timestamp('2020-01-02Z')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT INTERVAL 'x' DAY", "INVALID_LITERAL"),
    ("SELECT INTERVAL '1' DAY TO MONTH", "INVALID_LITERAL"),
    ("SELECT date_trunc('hour', DATE '2020-01-01')", "'hour' is not a valid DATE field"),
    ("SELECT date_parse('x', '%Y')", "Invalid format: \"x\" for \"%Y\""),
    ("SELECT date_format(DATE '2020-01-01', '%U')", "%U not supported in date format string"),
    ("SELECT EXTRACT(century FROM DATE '2020-01-01')", "Invalid EXTRACT field"),
    ("SELECT from_iso8601_date('x')", "is not an ISO 8601 date"),
];

const REFUSED: &[(&str, &str)] = &[
    ("SELECT TIMESTAMP '2020-01-01 00:00:00 UTC' AT TIME ZONE 'Europe/Berlin'", "AT TIME ZONE 'Europe/Berlin'"),
    ("SELECT current_time", "`current_time`"),
    ("SELECT hour(DATE '2020-01-01')", "hour of a date"),
    ("SELECT day(INTERVAL '1' DAY)", "day of an interval"),
    (
        "SELECT from_iso8601_timestamp('2020-05-11T11:15:05+02:00')",
        "a time zone other than UTC (2020-05-11T11:15:05+02:00)",
    ),
    ("SELECT sequence(DATE '2020-01-01', DATE '2020-01-03')", "sequence of dates and times"),
];

#[tokio::test]
async fn times_move_by_intervals() {
    answers(OPERATORS).await;
}

#[tokio::test]
async fn time_functions_count_as_trinos_do() {
    answers(FUNCTIONS).await;
}

#[tokio::test]
async fn wrong_times_fail_and_the_rest_is_refused() {
    fails(FAILURES).await;
    refused(REFUSED).await;
}
