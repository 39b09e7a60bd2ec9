//! Dates, times and intervals. The values are worked out from Trino's "Date and time functions and operators".

use super::{answers, fails, refused};

const OPERATORS: &[(&str, &str)] = &[
    (
        "SELECT TIME '01:02:03 ' = TIME '01:02:03', CAST('01:02:03 ' AS time) = TIME '01:02:03', TIMESTAMP '2020-01-01 ' = \
         CAST(' 2020-01-01' AS timestamp)",
        "true|true|true",
    ),
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

/// Parts of intervals, and intervals times and divided by numbers.
const INTERVALS: &[(&str, &str)] = &[
    (
        "SELECT extract(hour FROM INTERVAL '27' HOUR), extract(hour FROM INTERVAL '-27' HOUR), extract(day FROM INTERVAL '-27' HOUR), \
         extract(month FROM INTERVAL '-14' MONTH), extract(year FROM INTERVAL '-14' MONTH), extract(second FROM INTERVAL '-65.5' SECOND), \
         millisecond(INTERVAL '90061.234' SECOND), minute(INTERVAL '247' SECOND), hour(DATE '2020-01-01')",
        "3|-3|-1|-2|-1|-5|234|4|0",
    ),
    (
        "SELECT INTERVAL '1' DAY / 2, INTERVAL '3' MONTH / 2, INTERVAL '1' DAY / 2.5e0, INTERVAL '-3' MONTH / 2e0, INTERVAL '7' DAY * 1.3e0, \
         INTERVAL '3' MONTH * 0.5e0, INTERVAL '1' DAY * infinity(), INTERVAL '1' DAY * DECIMAL '1.5', INTERVAL '1' DAY / DECIMAL '1.5'",
        "0 12:00:00.000|0-1|0 09:36:00.000|-0-1|9 02:24:00.000|0-1|106751991167 07:12:55.807|1 12:00:00.000|0 16:00:00.000",
    ),
    // The smaller units may be left out, and digits after the third are.
    (
        "SELECT INTERVAL '12' DAY TO SECOND, INTERVAL '12' DAY TO HOUR, INTERVAL '12 10' DAY TO SECOND, INTERVAL '1' HOUR TO SECOND, \
         INTERVAL '1' YEAR TO MONTH, INTERVAL '1-' YEAR TO MONTH, INTERVAL '1:2' HOUR TO SECOND, INTERVAL '12 10:45' DAY TO SECOND, \
         INTERVAL '1:2.5' MINUTE TO SECOND, INTERVAL '1.2345' SECOND, INTERVAL '+1' DAY, INTERVAL '124-30' YEAR TO MONTH",
        "12 00:00:00.000|12 00:00:00.000|12 10:00:00.000|0 01:00:00.000|1-0|1-0|0 01:02:00.000|12 10:45:00.000|0 00:01:02.500|\
         0 00:00:01.234|1 00:00:00.000|126-6",
    ),
    (
        "SELECT CAST(INTERVAL '1' DAY AS varchar), CAST(INTERVAL '14' MONTH AS varchar), typeof(INTERVAL '1' DAY)",
        "1 00:00:00.000|1-2|interval day to second",
    ),
    (
        "SELECT human_readable_seconds(-96), human_readable_seconds(1.5e0), human_readable_seconds(0.4e0), \
         human_readable_seconds(1e10), human_readable_seconds(604801)",
        "1 minute, 36 seconds|2 seconds|0 seconds|16534 weeks, 2 days, 17 hours, 46 minutes, 40 seconds|1 week, 1 second",
    ),
];

/// Joda-Time's patterns.
const PATTERNS: &[(&str, &str)] = &[
    (
        "SELECT format_datetime(TIMESTAMP '2001-01-09 13:04:05.321', 'G C Y x w e E EEE EEEE y yy yyy yyyy D DDD M MM MMM MMMM d dd a K h H k \
         m s S SS SSS SSSS'), format_datetime(TIMESTAMP '2001-01-09 03:04:05.321', 'hh KK kk HH mm ss YY YYYY xx xxxx ww'), \
         format_datetime(TIMESTAMP '2001-01-09 00:04:05.321', 'k K h H')",
        "AD 20 2001 2001 2 2 Tue Tue Tuesday 2001 01 2001 2001 9 009 1 01 Jan January 9 09 PM 1 1 13 13 4 5 3 32 321 3210|\
         03 03 03 03 04 05 01 2001 01 2001 02|24 0 12 0",
    ),
    (
        "SELECT format_datetime(TIMESTAMP '2001-01-09 03:04:05.321', '''it''''s'' yyyy!'), \
         format_datetime(TIMESTAMP '2001-01-09 13:04:05.321', 'yyyy ''open'), \
         format_datetime(TIMESTAMP '2001-01-09 13:04:05.321', 'yyyyy MMMMM EEEEEEE ddd eee e aaaa'), \
         format_datetime(DATE '2001-01-09', 'yyyy MM dd HH'), format_datetime(TIMESTAMP '-0001-01-09 13:04:05.321', 'y yy yyyy G YYYY C'), \
         format_datetime(TIMESTAMP '2020-05-10 12:34:56.5555555', 'yyyy-MM-dd HH:mm:ss.SSS')",
        "it's 2001!|2001 open|02001 January Tuesday 009 002 2 PM|2001 01 09 00|-1 01 -0001 BC 0002 0|2020-05-10 12:34:56.556",
    ),
    (
        "SELECT parse_datetime('2020-08-18 03:04:05.678', 'yyyy-MM-dd HH:mm:ss.SSS'), parse_datetime('2020', 'yyyy'), parse_datetime('5', 'd'), \
         parse_datetime('12 PM', 'hh a'), parse_datetime('03:04', 'HH:mm'), parse_datetime('1/2/3', 'M/d/y'), \
         parse_datetime('Aug 5 2020', 'MMM d yyyy')",
        "2020-08-18 03:04:05.678 UTC|2020-01-01 00:00:00.000 UTC|2000-01-05 00:00:00.000 UTC|1970-01-01 12:00:00.000 UTC|\
         1970-01-01 03:04:00.000 UTC|0003-01-02 00:00:00.000 UTC|2020-08-05 00:00:00.000 UTC",
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
    ("SELECT nan() * INTERVAL '1' DAY", "INVALID_FUNCTION_ARGUMENT: Cannot multiply by double NaN"),
    ("SELECT INTERVAL '1' DAY / 0", "INVALID_FUNCTION_ARGUMENT: Cannot divide by double 0.0"),
    ("SELECT INTERVAL '3' MONTH / nan()", "INVALID_FUNCTION_ARGUMENT: Cannot divide by double NaN"),
    ("SELECT 2 / INTERVAL '1' DAY", "TYPE_MISMATCH: Cannot apply operator: integer / interval day to second"),
    ("SELECT INTERVAL '10:45' DAY TO MINUTE", "INVALID_LITERAL"),
    ("SELECT INTERVAL '1 2' HOUR TO SECOND", "INVALID_LITERAL"),
    ("SELECT INTERVAL '1.5' MINUTE TO SECOND", "INVALID_LITERAL"),
    ("SELECT human_readable_seconds(nan())", "INVALID_FUNCTION_ARGUMENT: Invalid argument found: NaN"),
    ("SELECT quarter(INTERVAL '1' MONTH)", "FUNCTION_NOT_FOUND"),
    (
        "SELECT format_datetime(TIMESTAMP '2001-01-09 13:04:05.321', '')",
        "INVALID_FUNCTION_ARGUMENT: Invalid pattern specification",
    ),
    (
        "SELECT format_datetime(TIMESTAMP '2001-01-09 13:04:05.321', 'J')",
        "INVALID_FUNCTION_ARGUMENT: Illegal pattern component: J",
    ),
    (
        "SELECT format_datetime(TIMESTAMP '2001-01-09 13:04:05.321', 'Z')",
        "INVALID_FUNCTION_ARGUMENT: format_datetime for TIMESTAMP type",
    ),
    ("SELECT parse_datetime('2020-08-18x', 'yyyy-MM-dd')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT parse_datetime('2020-13-18', 'yyyy-MM-dd')", "INVALID_FUNCTION_ARGUMENT"),
];

const REFUSED: &[(&str, &str)] = &[
    ("SELECT current_time", "`current_time`"),
    ("SELECT parse_datetime('20', 'yy')", "`yy` in parse_datetime"),
    (
        "SELECT format_datetime(TIMESTAMP '2020-01-01 00:00:00.000 UTC', 'zzzz')",
        "the name of a time zone (`z`) in format_datetime",
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
async fn intervals_have_parts_and_are_multiplied_and_divided() {
    answers(INTERVALS).await;
}

#[tokio::test]
async fn patterns_are_joda_times() {
    answers(PATTERNS).await;
}

#[tokio::test]
async fn wrong_times_fail_and_the_rest_is_refused() {
    fails(FAILURES).await;
    refused(REFUSED).await;
}
