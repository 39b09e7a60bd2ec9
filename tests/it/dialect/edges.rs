//! Where functions and casts end: results that are long, numbers that are large, strings that are almost what is asked for. The values are
//! Trino's.

use super::{answers, fails, fails_here, refused};

const LONG: &[(&str, &str)] = &[
    (
        "SELECT length(format('%3000000d', 1)), length(format('%.70000f', 1e0)), length(format('%.70000e', 1.5e0)), \
         format('%.2147483647s', 'abc')",
        "3000000|70002|70006|abc",
    ),
    (
        "SELECT length(format_datetime(t, rpad('', 70000, 'H'))), length(format_datetime(t, rpad('', 70000, 'y'))), \
         length(format_datetime(t, rpad('', 70000, 'S'))), substr(format_datetime(t, rpad('', 70000, 'S')), 1, 5) \
         FROM (VALUES TIMESTAMP '2020-01-01 00:00:00.0') v(t)",
        "70000|70000|70000|00000",
    ),
    (
        "SELECT TRY_CAST(rpad('1', 70000, '1') || 'e0' AS decimal(38,0)), \
         TRY_CAST(rpad('0', 70000, '0') || '1e0' AS decimal(38,0)), TRY_CAST('1e-70000' AS decimal(38,0)), \
         TRY_CAST('0e70000' AS decimal(38,0)), TRY_CAST('1e70000' AS decimal(38,0)), \
         TRY_CAST('0.' || rpad('0', 70000, '0') || '1e70001' AS decimal(38,0)), \
         TRY_CAST('1e-99999999999' AS decimal(38,0)), TRY_CAST('0e-99999999999' AS decimal(38,0)), \
         TRY_CAST('1' || rpad('0', 70000, '0') || 'e-70000' AS decimal(38,0))",
        "NULL|1|0|0|NULL|1|NULL|NULL|1",
    ),
    (
        "SELECT levenshtein_distance(rpad('', 1001, 'a'), rpad('', 1000, 'a')), levenshtein_distance(rpad('', 1000, 'a'), \
         rpad('', 1001, 'a')), levenshtein_distance(rpad('', 2000000, 'a'), ''), \
         levenshtein_distance(rpad('', 2000000, 'a'), 'a')",
        "1|1|2000000|1999999",
    ),
    (
        "SELECT width_bucket(-1e0, 10e0, 0e0, 9223372036854775807), width_bucket(5e0, 10e0, 0e0, 9223372036854775807), \
         width_bucket(0e0, 10e0, 0e0, 9223372036854775807)",
        "-9223372036854775808|4611686018427387904|9223372036854775807",
    ),
];

const TOO_LONG: &[(&str, &str)] = &[
    (
        "SELECT format('%99999999999999d', 1)",
        "INVALID_FUNCTION_ARGUMENT: Invalid format string: %99999999999999d (IllegalFormatWidth: -2147483648)",
    ),
    (
        "SELECT format('%.2147483648f', 1e0)",
        "INVALID_FUNCTION_ARGUMENT: Invalid format string: %.2147483648f (IllegalFormatPrecision: -2147483648)",
    ),
    ("SELECT format('%99999999999$s', 'abc')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT format('%0$s', 'abc')", "INVALID_FUNCTION_ARGUMENT"),
    (
        "SELECT levenshtein_distance(rpad('', 1000, 'a'), rpad('', 1002, 'a'))",
        "INVALID_FUNCTION_ARGUMENT: The combined inputs for Levenshtein distance are too large",
    ),
    ("SELECT levenshtein_distance(rpad('', 1001, 'a'), rpad('', 1001, 'a'))", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT width_bucket(11e0, 10e0, 0e0, 9223372036854775807)", "NUMERIC_VALUE_OUT_OF_RANGE"),
    ("SELECT regexp_position('ab', 'b', BIGINT '1')", "FUNCTION_NOT_FOUND"),
    ("SELECT regexp_position('ab', 'b', 1, BIGINT '1')", "FUNCTION_NOT_FOUND"),
    ("SELECT parse_duration('99999999999999999999d')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT parse_duration('106751991168d')", "INVALID_FUNCTION_ARGUMENT"),
];

/// Trino makes these, or runs out of memory; here the process would end.
const TOO_LONG_HERE: &[(&str, &str)] = &[
    ("SELECT format('%2147483647d', 1)", "longer than 64 MiB"),
    ("SELECT format('%.2147483647f', 1e0)", "longer than 64 MiB"),
    ("SELECT length(lpad('', 2147483647, 'a'))", "longer than 64 MiB"),
    ("SELECT length(rpad(x'', 2147483647, x'00'))", "longer than 64 MiB"),
    ("SELECT length(replace(rpad('', 100000, 'a'), 'a', rpad('', 100000, 'b')))", "longer than 64 MiB"),
    ("SELECT length(regexp_replace(rpad('', 100000, 'a'), 'a', rpad('', 100000, 'b')))", "longer than 64 MiB"),
    ("SELECT length(array_join(sequence(1, 10000), rpad('', 100000, 'b')))", "longer than 64 MiB"),
    ("SELECT cardinality(repeat(rpad('', 100000, 'b'), 10000))", "longer than 64 MiB"),
];

const NUMBERS: &[(&str, &str)] = &[
    (
        "SELECT CAST(CAST('16777217.0000000001' AS real) AS double), CAST(CAST('1.00000005960464480' AS real) AS double), \
         TRY_CAST('0x1' AS double), TRY_CAST('0x1p' AS double), TRY_CAST('1e40' AS real), TRY_CAST('-Infinity' AS real), \
         TRY_CAST('+NaN' AS real)",
        "1.6777218E7|1.0000001192092896|NULL|NULL|Infinity|-Infinity|NaN",
    ),
    (
        "SELECT cosh(709.782e0) = 8.982060140103194E307, cosh(709.7800000001e0) = 8.964113972869388E307, \
         sinh(709.7819e0) = 8.981161978997192E307, cosh(709.7827e0) = 8.988349783319008E307, \
         sinh(-709.785e0) = -9.009046780243099E307, cosh(709.7822e0) = 8.983856731783943E307",
        "true|true|true|true|true|true",
    ),
    ("SELECT kurtosis(x) FROM (VALUES 0.1e0, 0.7e0, 1.3e0, 5.9e0, 3.3e0, 17.7e0) t(x)", "3.9116410672708195"),
    (
        "SELECT kurtosis(x) FROM (VALUES 1.1e0, 2.3e0, 7.9e0, 100.7e0, 3.14e0, 2.718e0, 9.99e0) t(x)",
        "6.821956646706386",
    ),
    (
        "SELECT kurtosis(x) FROM (VALUES 10.1e0, 20.3e0, 73.9e0, 1.7e0, 3.14e0, 2.718e0, 9.99e0, 1.234567e0) t(x)",
        "6.368250328760157",
    ),
    ("SELECT kurtosis(x) FROM (SELECT sqrt(x) x FROM UNNEST(sequence(1, 100)) t(x))", "-0.6420454867208405"),
    (
        "SELECT cosine_similarity(MAP(ARRAY['a','b'], ARRAY[1e0, 2e0]), MAP(ARRAY['b','c'], ARRAY[3e0, 2e0])), \
         cosine_similarity(MAP(ARRAY['c','a','b'], ARRAY[0.1e0, 0.7e0, 0.3e0]), MAP(ARRAY['b','a','c'], ARRAY[0.9e0, 0.2e0, 1.3e0]))",
        "0.7442084075352507|0.4411140549814776",
    ),
];

const ZONES: &[(&str, &str)] = &[
    (
        "SELECT CAST(to_unixtime(with_timezone(TIMESTAMP '2020-10-25 02:30:00.0', 'Europe/Berlin')) AS bigint), \
         CAST(to_unixtime(with_timezone(TIMESTAMP '2020-11-01 01:30:00.0', 'America/New_York')) AS bigint), \
         CAST(to_unixtime(with_timezone(TIMESTAMP '2020-03-29 02:30:00.0', 'Europe/Berlin')) AS bigint), \
         CAST(to_unixtime(with_timezone(TIMESTAMP '2020-03-08 02:30:00.0', 'America/New_York')) AS bigint), \
         CAST(to_unixtime(with_timezone(TIMESTAMP '2020-10-25 02:30:00.000000', 'Europe/Berlin')) AS bigint), \
         CAST(to_unixtime(with_timezone(DATE '2020-10-25', 'Europe/Berlin')) AS bigint), \
         CAST(to_unixtime(TIMESTAMP '2020-10-25 02:30:00.0 Europe/Berlin') AS bigint)",
        "1603589400|1604208600|1585445400|1583652600|1603589400|1603576800|1603585800",
    ),
    (
        "SELECT CAST('2020-03-29 02:30:00 Europe/Berlin' AS timestamp), CAST('2020-03-08 02:30:00 America/New_York' AS timestamp), \
         CAST('2020-03-29 02:30:00.1234567 Europe/Berlin' AS timestamp(6)), CAST('2020-01-01 Europe/Berlin' AS timestamp)",
        "2020-03-29 03:30:00.000|2020-03-08 03:30:00.000|2020-03-29 03:30:00.123457|2020-01-01 00:00:00.000",
    ),
    (
        "SELECT z, TRY_CAST('2020-01-01 00:00:00 ' || z AS timestamp) IS NOT NULL FROM (VALUES '+18:00', '-18:00', '+18:01', '+14:01', \
         '+073000', '+07:30:15', '+0730', '+7', '+7:30', '+07:60', 'z', 'GMT+7', 'UTC+07:30', 'UT-7', 'GMT0', 'Europe/Nowhere', \
         'GMT+25', '+18:00:01') t(z)",
        "+18:00|true\n-18:00|true\n+18:01|false\n+14:01|true\n+073000|true\n+07:30:15|true\n+0730|true\n+7|true\n+7:30|false\n\
         +07:60|false\nz|false\nGMT+7|true\nUTC+07:30|true\nUT-7|true\nGMT0|true\nEurope/Nowhere|false\nGMT+25|false\n+18:00:01|false",
    ),
    (
        "SELECT CAST('2020-01-01 00:00:00 +07:30:00' AS timestamp with time zone), TIMESTAMP '2020-01-01 00:00:00 +073000', \
         TIMESTAMP '2020-01-01 00:00:00.0 UTC' AT TIME ZONE '+073000'",
        "2020-01-01 00:00:00.000 +07:30|2020-01-01 00:00:00 +07:30|2020-01-01 07:30:00.0 +07:30",
    ),
];

const YEARS: &[(&str, &str)] = &[
    (
        "SELECT CAST(DATE '12345-01-01' AS varchar), CAST(DATE '-0001-01-01' AS varchar), to_iso8601(DATE '12345-01-01'), \
         to_iso8601(TIMESTAMP '12345-01-01 00:00:00.0'), CAST(TIMESTAMP '12345-01-01 00:00:00.0' AS varchar)",
        "12345-01-01|-0001-01-01|12345-01-01|+12345-01-01T00:00:00.0|+12345-01-01 00:00:00.0",
    ),
    (
        "SELECT date_format(TIMESTAMP '12345-01-01 00:00:00', '%Y %y %x'), date_format(DATE '12345-01-01', '%Y-%m-%d'), \
         date_format(TIMESTAMP '-0001-01-01 00:00:00', '%Y|%y|%x'), date_format(TIMESTAMP '-0123-01-01 00:00:00', '%Y|%y|%x'), \
         date_format(TIMESTAMP '0000-01-01 00:00:00', '%Y|%y|%x'), date_format(TIMESTAMP '0005-01-01 00:00:00', '%Y|%y|%x')",
        "12345 45 12345|12345-01-01|-0001|01|-0002|-0123|23|-0123|0000|00|-0001|0005|05|0004",
    ),
    (
        "SELECT CAST(TRY_CAST(d AS date) AS varchar) FROM (VALUES '12345-01-01', '+12345-01-01', '-0001-01-01', '20-01-01', '1-1-1', \
         ' 2020-01-01 ', '2020-001-01', '02020-01-01', '5881581-07-12', '99999999999-01-01', '2020-1-', '2021-02-29') t(d)",
        "12345-01-01\n12345-01-01\n-0001-01-01\n0020-01-01\n0001-01-01\n2020-01-01\nNULL\n2020-01-01\nNULL\nNULL\nNULL\nNULL",
    ),
    (
        "SELECT CAST(to_unixtime(from_unixtime(2251799813685.247e0)) AS decimal(20,3)), \
         CAST(to_unixtime(from_unixtime(-2251799813685.248e0)) AS decimal(20,3)), CAST(from_unixtime(nan()) AS varchar)",
        "2251799813685.247|-2251799813685.248|1970-01-01 00:00:00.000 UTC",
    ),
    (
        "SELECT CAST('2020-01-01 00:00:00.1234567890123' AS timestamp), CAST('2020-01-01 00:00:00.123456789012345' AS timestamp), \
         CAST('2020-01-01 00:00:00.1234567890123' AS timestamp(9)), CAST('2020-01-01 00:00:00.1235000000000' AS timestamp), \
         CAST('2020-01-01 00:00:00.9999999999999' AS timestamp(9)), TRY_CAST('00:00:00.1234567890123' AS time)",
        "2020-01-01 00:00:00.123|2020-01-01 00:00:00.123|2020-01-01 00:00:00.123456789|2020-01-01 00:00:00.124|\
         2020-01-01 00:00:01.000000000|NULL",
    ),
];

const PARSED: &[(&str, &str)] = &[
    (
        "SELECT date_parse('2020t01', '%YT%m'), date_parse('2020 JAN', '%Y %b'), date_parse('2020 january', '%Y %b'), \
         date_parse('12:00 pm', '%h:%i %p'), date_parse('É2020', 'é%Y'), parse_datetime('2020T01', 'yyyy''t''MM'), \
         parse_datetime('2020 JANUARY', 'yyyy MMM'), parse_datetime('12 am', 'hh a')",
        "2020-01-01 00:00:00.000|2020-01-01 00:00:00.000|2020-01-01 00:00:00.000|1970-01-01 12:00:00.000|2020-01-01 00:00:00.000|\
         2020-01-01 00:00:00.000 UTC|2020-01-01 00:00:00.000 UTC|1970-01-01 00:00:00.000 UTC",
    ),
    (
        "SELECT from_iso8601_date('2020-1-1'), from_iso8601_date('+2020-01-01'), from_iso8601_date('20-01-01'), \
         CAST(from_iso8601_date('12345-01-01') AS varchar)",
        "2020-01-01|2020-01-01|0020-01-01|12345-01-01",
    ),
    (
        "SELECT from_iso8601_timestamp('2020-1-1T1:2:3'), from_iso8601_timestamp('2020-01-01t01:02:03z'), \
         from_iso8601_timestamp('20-1-1T1:2:3,5'), from_iso8601_timestamp('2020-01-01T01:02:03+00')",
        "2020-01-01 01:02:03.000 UTC|2020-01-01 01:02:03.000 UTC|0020-01-01 01:02:03.500 UTC|2020-01-01 01:02:03.000 UTC",
    ),
    (
        "SELECT from_iso8601_timestamp_nanos('2020-01-01T01:02'), from_iso8601_timestamp_nanos('2020-01-01t01:02:03.5z'), \
         from_iso8601_timestamp_nanos('2020-01-01T01:02:03.Z')",
        "2020-01-01 01:02:00.000000000 UTC|2020-01-01 01:02:03.500000000 UTC|2020-01-01 01:02:03.000000000 UTC",
    ),
    (
        "SELECT from_iso8601_timestamp('2020-01-01T01:02:03+02'), from_iso8601_timestamp('2020-01-01t01:02:03+0200'), \
         from_iso8601_timestamp_nanos('2020-01-01T01:02:03+02:00')",
        "2020-01-01 01:02:03.000 +02:00|2020-01-01 01:02:03.000 +02:00|2020-01-01 01:02:03.000000000 +02:00",
    ),
    (
        "SELECT TIMESTAMP '2020-01-01 00:00:00.0 ', TIMESTAMP '2020-01-01 00:00:00.0  UTC', TIME '12:34:56 ', DATE ' 2020-01-01', \
         TRY_CAST(' 2020-01-01 00:00:00 ' AS timestamp), TRY_CAST('12:34:56 ' AS time), TRY_CAST(' 12:34:56' AS time)",
        "2020-01-01 00:00:00.0|2020-01-01 00:00:00.0 UTC|12:34:56|2020-01-01|2020-01-01 00:00:00.000|12:34:56.000|NULL",
    ),
    (
        "SELECT TRY_CAST(chr(160) || '2020-01-01' AS date), TRY_CAST(chr(8195) || '2020-01-01' || chr(28) AS date), \
         TRY_CAST(chr(1) || '2020-01-01' AS date), TRY_CAST(chr(160) || '2020-01-01 00:00:00' AS timestamp), \
         TRY_CAST(chr(8195) || '2020-01-01 00:00:00' || chr(8195) AS timestamp), \
         TRY_CAST('2020-01-01 00:00:00' || chr(160) AS timestamp)",
        "NULL|2020-01-01|NULL|NULL|2020-01-01 00:00:00.000|NULL",
    ),
];

const NOT_PARSED: &[(&str, &str)] = &[
    ("SELECT date_parse('2020 jAN', '%Y %b')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT date_parse('2020 jUnE', '%Y %M')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT date_parse('12:00 aM', '%h:%i %p')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT parse_datetime('2020 jAnuary', 'yyyy MMMM')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT parse_datetime('12 aM', 'hh a')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT from_iso8601_date('2020- 01-01')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT from_iso8601_date('2020-13-01')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT from_iso8601_timestamp('2020-01-01T24:00:00')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT from_iso8601_timestamp_nanos('2020-1-1T1:2:3')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT from_iso8601_timestamp_nanos('2020-01-01T01:02:03+02')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT from_iso8601_timestamp_nanos('2020-01-01T01:02:03+0200')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT from_iso8601_timestamp_nanos('-0000-01-01T01:02:03')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT from_iso8601_timestamp_nanos('2020-01-01T01:02:03.1234567891Z')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT TIMESTAMP ' 2020-01-01 00:00:00'", "INVALID_LITERAL"),
    ("SELECT TIMESTAMP '2020-01-01 00:00:00 Europe/Berlin '", "INVALID_LITERAL"),
    ("SELECT TIME ' 12:34:56'", "INVALID_LITERAL"),
];

/// In Trino the first one is no ISO 8601, and the others are errors without a name.
const NOT_PARSED_HERE: &[(&str, &str)] = &[
    ("SELECT from_iso8601_timestamp('2020-01-01T01:02:03+2')", "is not supported"),
    ("SELECT from_unixtime(3e12)", "Millis overflow: 3000000000000000"),
    ("SELECT from_unixtime(2251799813685.248e0)", "Millis overflow: 2251799813685248"),
    ("SELECT from_unixtime(infinity())", "Millis overflow: 9223372036854775807"),
];

const REFUSED: &[(&str, &str)] = &[
    ("SELECT TRY_CAST('0x1.8p3' AS double)", "CAST of the hexadecimal number `0x1.8p3`"),
    ("SELECT TRY_CAST('-0x.8P+1f' AS real)", "CAST of the hexadecimal number `-0x.8P+1f`"),
    ("SELECT DATE '300000-01-01'", "a date or time before the year -262143 or after 262142"),
    (
        "SELECT CAST(date_add('year', 300000, DATE '2020-01-01') AS varchar)",
        "a date or time before the year -262143 or after 262142",
    ),
    (
        "SELECT TRY_CAST('2020-01-01 00:00:00.1234567890123456' AS timestamp(9))",
        "more than 15 digits of a second (2020-01-01 00:00:00.1234567890123456)",
    ),
];

#[tokio::test]
async fn long_results_are_made_or_refused_and_never_end_the_process() {
    answers(LONG).await;
    fails(TOO_LONG).await;
    fails_here(TOO_LONG_HERE).await;
}

#[tokio::test]
async fn numbers_are_rounded_once_and_to_the_last_digit_of_trinos() {
    answers(NUMBERS).await;
}

#[tokio::test]
async fn local_times_that_clocks_skip_or_show_twice_are_read_as_trino_reads_them() {
    answers(ZONES).await;
}

#[tokio::test]
async fn years_of_any_length_are_read_and_written() {
    answers(YEARS).await;
}

#[tokio::test]
async fn strings_are_read_as_strictly_as_trino_reads_them() {
    answers(PARSED).await;
    fails(NOT_PARSED).await;
    fails_here(NOT_PARSED_HERE).await;
    refused(REFUSED).await;
}
