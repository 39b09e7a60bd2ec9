//! Casts, json, `format` and `typeof`. The values are Trino's.

use super::{answers, fails};

const ANSWERS: &[(&str, &str)] = &[
    ("SELECT DOUBLE PRECISION '-NaN', CAST('1.5' AS double precision), TRY_CAST('-nan' AS double)", "NaN|1.5|NULL"),
    (
        "SELECT array_union(NULL, ARRAY[1]), cardinality(NULL), map_entries(NULL), json_size('[1]', NULL), map(NULL, ARRAY[1]), \
         array_distinct(NULL), map_keys(NULL)",
        "NULL|NULL|NULL|NULL|NULL|NULL|NULL",
    ),
    (
        "SELECT CAST(row(1,2) AS row(a integer, b bigint)), CAST(row(1,2) AS row(a integer, b bigint)).a, \
         CAST(row(1,'2') AS row(x varchar, y integer)).y, typeof(CAST(row(1,2) AS row(a integer, b bigint)))",
        "{a=1, b=2}|1|2|row(a integer, b bigint)",
    ),
    (
        "SELECT format('%.2f %10.3f %e %,d %,.2f %+d %b %%', 1.5e0, 2.25e0, 12345.678e0, 1234567, 1234567.891e0, 5, true)",
        "1.50      2.250 1.234568e+04 1,234,567 1,234,567.89 +5 true %",
    ),
    (
        "SELECT format_number(123), format_number(1234), format_number(12345), format_number(123456), format_number(1234567), \
         format_number(999999), format_number(1000), format_number(999), format_number(-1234), format_number(1e15), \
         format_number(12345678901), format_number(0), format_number(0.5e0), format_number(999.9e0), format_number(1234.5e0), \
         format_number(1e18), format_number(-999500)",
        "123|1.23K|12.3K|123K|1.23M|1000K|1K|999|-1.23K|1Q|12.3B|0|0|999|1.23K|1000Q|-999.5K",
    ),
    (
        "SELECT format_number(TINYINT '123'), format_number(SMALLINT '999'), format_number(REAL '1.5'), \
         format_number(DECIMAL '1234.5'), format_number(CAST(NULL AS bigint)), format_number(nan()), format_number(infinity()), \
         format_number(999950), format_number(999949), format_number(9995), format_number(9994), format_number(99950), \
         format_number(1234567890123456789), format_number(0.00123e0), format_number(99.995e0), \
         format_number(9.995e0),format_number(9.985e0), format_number(12.345e0), format_number(99949), format_number(10050), \
         format_number(10150)",
        "123|999|1|1.23K|NULL|0|9223Q|1000K|1000K|9.99K|9.99K|100K|1235Q|0|99|9|9|12|99.9K|10.1K|10.2K",
    ),
    (
        "SELECT bitwise_left_shift(1, 2), bitwise_right_shift(-8, 1), bitwise_right_shift_arithmetic(-8, 1), \
         bitwise_left_shift(TINYINT '1', 7), bitwise_right_shift(TINYINT '-8', 1), bitwise_right_shift(BIGINT '-8', 1), \
         bitwise_left_shift(1, 64), bitwise_left_shift(BIGINT '1', 64), bitwise_left_shift(1, 32), bitwise_right_shift(-1, 32), \
         bitwise_right_shift_arithmetic(-1, 64), bitwise_right_shift_arithmetic(-1, 33), bitwise_left_shift(SMALLINT '1', 15), \
         typeof(bitwise_left_shift(TINYINT '1', 7)), typeof(bitwise_right_shift(1,1)), bitwise_left_shift(1, -1), \
         bitwise_right_shift(1, -1), bitwise_right_shift_arithmetic(1, -1), bitwise_right_shift_arithmetic(TINYINT '-8', 1), \
         bitwise_right_shift(TINYINT '-1', 8), bitwise_right_shift(TINYINT '-1', 7), bitwise_right_shift_arithmetic(TINYINT '-8', 9), \
         bitwise_left_shift(TINYINT '127', 1), bitwise_left_shift(1, 31), bitwise_left_shift(TINYINT '1', 8)",
        "4|2147483644|-4|-128|124|9223372036854775804|0|0|0|0|-1|-1|-32768|tinyint|integer|0|0|0|-4|0|1|-1|-2|-2147483648|0",
    ),
    (
        "SELECT json_array_get('[1,\"a\",{\"b\":1}]', 0), json_array_get('[1,\"a\",{\"b\":1}]', 1), json_array_get('[\"a\", [3, 9], \
         \"c\"]', -1), json_array_get('[1]', 5), json_array_get('{}', 0), json_array_get('[null]', 0), json_array_get('x', 0), \
         json_array_get('[1, ', 0), json_array_get('[\"a b\"]',0), json_array_get('[1.50]',0), json_array_get('[true]',0), \
         json_array_get('[[1, 2]]',0), json_array_get('[]', -1), json_array_get(json_parse('[\"x\"]'), 0), \
         json_array_get('[\"\\\"x\"]', 0), json_array_get('[{\"b\": 2, \"a\" : 1}]', 0), json_array_get('[1]', NULL), \
         json_array_get('[1,2]', -2), json_array_get('[1,2]', -3)",
        "1|a|c|NULL|NULL|NULL|NULL|1|a b|1.50|true|[1,2]|NULL|x|\"x|{\"b\":2,\"a\":1}|NULL|1|NULL",
    ),
    (
        "SELECT round(1.25e0, 1), round(-1.25e0, 1), round(1.005e0, 2), round(12345, -2), round(12355, -1), round(DECIMAL '1.255', \
         2), round(DECIMAL '1.255'), round(REAL '1.25', 1), round(nan(), 1), round(infinity(), 2), round(2.5e0), round(-2.5e0), \
         round(BIGINT '155', -1), round(TINYINT '55', -1), round(1e300, 2), round(1.5e0, 400), round(123.456e0, -1), \
         round(DECIMAL '123.456', -1), round(5, 2), typeof(round(DECIMAL '1.255', 2)), typeof(round(DECIMAL '1.255')), \
         typeof(round(5,1))",
        "1.3|-1.3|1.0|12300|12360|1.260|1|1.3|NaN|Infinity|3.0|-3.0|160|60|1.0E300|1.5|120.0|120.000|5|decimal(5,3)|decimal(2,0)|\
         integer",
    ),
    (
        "SELECT round(CAST(NULL AS double), 1), round(1e0, NULL), truncate(DECIMAL '1.55', 1), truncate(DECIMAL '1.55'), \
         truncate(1.55e0), ceil(DECIMAL '1.5'), floor(DECIMAL '-1.5'), abs(DECIMAL '-1.5'), sign(DECIMAL '-1.5'), mod(DECIMAL '5.5', \
         DECIMAL '2'), typeof(ceil(DECIMAL '1.5')), typeof(abs(DECIMAL '-1.5')), typeof(sign(DECIMAL '-1.5')), \
         typeof(mod(DECIMAL '5.5', DECIMAL '2')), typeof(truncate(DECIMAL '1.55', 1)), typeof(truncate(DECIMAL '1.55')), \
         typeof(floor(DECIMAL '99.9')), typeof(ceil(CAST(1 AS decimal(38,2))))",
        "NULL|NULL|1.50|1|1.0|2|-2|1.5|-1|1.5|decimal(2,0)|decimal(2,1)|decimal(1,0)|decimal(2,1)|decimal(3,2)|decimal(1,0)|\
         decimal(3,0)|decimal(37,0)",
    ),
    (
        "SELECT CAST('abc' AS varbinary), CAST('äb' AS varbinary), CAST(NULL AS varbinary), CAST(CAST('x' AS varchar) AS varbinary), \
         typeof(CAST('x' AS varbinary))",
        "61 62 63|c3 a4 62|NULL|78|varbinary",
    ),
    (
        "SELECT json_array_get('[[[[1]]]]', 0), json_array_get('[\"\\u0041\"]',0), json_array_get('[false, 1e3]',1), \
         json_array_get('[12345678901234567890]',0), json_array_get('[ { \"b\" : [ 1 , 2.50 ] } ]',0), json_array_get('[-0]',0), \
         json_array_get('[\"é\"]',0), json_array_get('[[\"\\n\"]]',0)",
        "[[[1]]]|A|1e3|12345678901234567890|{\"b\":[1,2.5]}|-0|é|[\"\\n\"]",
    ),
    (
        "SELECT sum(x), avg(x), typeof(sum(x)), typeof(avg(x)), min(x), max(x), sum(DISTINCT x) FROM (VALUES row(DECIMAL '1.50'), \
         row(DECIMAL '2.25'), row(NULL), row(DECIMAL '1.50')) t(x)",
        "5.25|1.75|decimal(38,2)|decimal(3,2)|1.50|2.25|3.75",
    ),
    (
        "SELECT DECIMAL '1.5' = 1.5e0, DECIMAL '1.5' = DECIMAL '1.50', DECIMAL '1.5' > 1, DECIMAL '1.5' IN (1.5e0), \
         DECIMAL '1.5' IN (DECIMAL '1.50', DECIMAL '2'), greatest(DECIMAL '1.5', 2), greatest(DECIMAL '1.5', DECIMAL '1.55'), \
         coalesce(DECIMAL '1.5', 2), ARRAY[DECIMAL '1.5', 2], nullif(DECIMAL '1.5', 1.5e0), if(true, DECIMAL '1.5', 2e0), \
         CASE WHEN true THEN DECIMAL '1.5' ELSE 2 END, DECIMAL '1.5' BETWEEN 1 AND 2, ARRAY[DECIMAL '1.5'] || DECIMAL '2.25', \
         typeof(coalesce(DECIMAL '1.5', BIGINT '2'))",
        "true|true|true|true|true|2.0|1.55|1.5|[1.5, 2.0]|NULL|1.5|1.5|true|[1.50, 2.25]|decimal(20,1)",
    ),
    (
        "SELECT CAST(1 AS json), CAST('a' AS json), CAST(1.5e0 AS json), CAST(true AS json), CAST(NULL AS json), \
         CAST(ARRAY[1,NULL] AS json), CAST(MAP(ARRAY['b','a'],ARRAY[1,2]) AS json), CAST(row(1,'x') AS json), \
         CAST(CAST(row(1,'x') AS row(a integer, b varchar)) AS json), CAST(DATE '2020-01-02' AS json), \
         CAST(TIMESTAMP '2020-01-02 03:04:05.678' AS json), CAST(DECIMAL '1.50' AS json), CAST(json_parse('[1]') AS json), \
         CAST(MAP(ARRAY[1,2],ARRAY[true,false]) AS json), CAST(ARRAY[json_parse('{\"a\":1}')] AS json), CAST(REAL '1.5' AS json), \
         CAST(1e10 AS json), CAST(nan() AS json), CAST(ARRAY[nan()] AS json), CAST(MAP(ARRAY[1.5e0],ARRAY[1]) AS json)",
        "1|\"a\"|1.5|true|NULL|[1,null]|{\"a\":2,\"b\":1}|{\"\":1,\"\":\"x\"}|{\"a\":1,\"b\":\"x\"}|\"2020-01-02\"|\
         \"2020-01-02 03:04:05.678\"|1.50|[1]|{\"1\":true,\"2\":false}|[{\"a\":1}]|1.5|1.0E10|\"NaN\"|[\"NaN\"]|{\"1.5\":1}",
    ),
    (
        "SELECT CAST(MAP(ARRAY[10,9],ARRAY[1,2]) AS json), CAST(MAP(ARRAY[true],ARRAY[1]) AS json), CAST(row(NULL, ARRAY[]) AS json), \
         CAST('' AS json), CAST('\"q\"' AS json), CAST(infinity() AS json), CAST(0e0 AS json), \
         CAST(BIGINT '9223372036854775807' AS json), CAST(1e-5 AS json)",
        "{\"10\":1,\"9\":2}|{\"true\":1}|{\"\":null,\"\":[]}|\"\"|\"\\\"q\\\"\"|\"Infinity\"|0.0|9223372036854775807|1.0E-5",
    ),
    (
        "SELECT CAST(json_parse('[1,null,\"3\"]') AS array(integer)), \
         CAST(json_parse('{\"a\":1,\"b\":null}') AS map(varchar,integer)), CAST(json_parse('{\"1\":true}') AS map(integer,boolean)), \
         CAST(json_parse('[1,\"x\"]') AS row(a integer, b varchar)), CAST(json_parse('{\"b\":\"x\",\"a\":1}') AS row(a integer, \
         b varchar)), CAST(json_parse('{\"A\":1}') AS row(a integer, b varchar)), \
         CAST(json_parse('[[1],[2,3]]') AS array(array(bigint))), CAST(json_parse('[1,{\"a\":2}]') AS array(json)), \
         CAST(json_parse('{\"a\":[1]}') AS map(varchar,json)), CAST(json_parse('null') AS array(integer)), \
         CAST(json_parse('[null]') AS array(row(a integer))), \
         CAST(json_parse('{\"a\":{\"b\":1}}') AS map(varchar,map(varchar,integer))), CAST(json_parse('[]') AS array(integer)), \
         CAST(json_parse('{}') AS map(varchar,integer)), CAST(json_parse('{\"c\":5}') AS row(a integer)), CAST(json_parse('[null, \
         null]') AS array(json))",
        "[1, null, 3]|{a=1, b=null}|{1=true}|{a=1, b=x}|{a=1, b=x}|{a=1, b=null}|[[1], [2, 3]]|[1, {\"a\":2}]|{a=[1]}|NULL|[null]|\
         {a={b=1}}|[]|{}|{a=null}|[null, null]",
    ),
    ("SELECT TRY_CAST(json_parse('[\"x\"]') AS array(integer)), TRY_CAST(json_parse('\"x\"') AS bigint)", "NULL|NULL"),
    (
        "SELECT json_format(CAST(row(1) AS json)), json_format(CAST('x' AS json)), CAST(1 AS json) = json_parse('1'), \
         json_extract(CAST(MAP(ARRAY['a'],ARRAY[1]) AS json), '$.a'), json_array_length(CAST(ARRAY[1] AS json))",
        "{\"\":1}|\"x\"|true|1|1",
    ),
    (
        "SELECT CAST(ARRAY[TIMESTAMP '2020-01-02 03:04:05.000'] AS json), CAST(ARRAY[ARRAY['a\"b']] AS json), \
         CAST(ARRAY[DECIMAL '1.0'] AS json), CAST(row(row(1)) AS json), CAST(MAP(ARRAY['x'],ARRAY[CAST(NULL AS integer)]) AS json), \
         CAST(CAST(NULL AS integer) AS json), ARRAY[CAST(1 AS json)], CAST(ARRAY[CAST(NULL AS json)] AS json), CAST(ARRAY[] AS json)",
        "[\"2020-01-02 03:04:05.000\"]|[[\"a\\\"b\"]]|[1.0]|{\"\":{\"\":1}}|{\"x\":null}|NULL|[1]|[null]|[]",
    ),
    ("SELECT coalesce(CAST(1 AS json), json_parse('2')), CASE WHEN true THEN CAST('a' AS json) END", "1|\"a\""),
    (
        "SELECT format('%d', NULL), format('%s', TIMESTAMP '2020-01-02 03:04:00.000'), format('%s', \
         TIMESTAMP '2020-01-02 03:04:05.000'), format('%x', -1), format('%.2f', 1.005e0), format('%e', 0e0), format('%s', nan()), \
         format('%5.1f|%-8.2f|%+.1f', 1.25e0, 2.345e0, 3e0), format('%s', REAL '0.1'), format('%.3f', REAL '0.1'), format('%f', \
         DECIMAL '12.345'), format('%,d', -1234567), format('%010d', -5), format('%o', 8), format('%b %b %b', true, NULL, 1), \
         format('%.0e', 15e0), format('%s', BIGINT '5'), format('%10.2e|', 12345e0), format('%X', 255), format('%f', 1e20), \
         format('%f', 1.0e-7), format('%s', 'a%'), format('%-5s|', true), format('%.1f', 0.05e0), format('%.1f',0.15e0), \
         format('%.2f', 123456789.125e0), format('%.15f', 0.1e0), format('%.20f', 0.1e0), format('%.3f', 1e300)",
        "null|2020-01-02T03:04|2020-01-02T03:04:05|ffffffffffffffff|1.01|0.000000e+00|NaN|  1.3|2.35    |+3.0|0.1|0.100|12.345000|\
         -1,234,567|-000000005|10|true false true|2e+01|5|  1.23e+04||FF|100000000000000000000.000000|0.000000|a%|true ||0.1|0.2|\
         123456789.13|0.100000000000000|0.10000000000000000000|\
         1000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000.000",
    ),
    (
        "SELECT format('%2$s %1$s', 'a', 'b'), format('%s', json_parse('[1]')), format('%08.2f', 3.14159e0), \
         format('%10s|%-10s|%.2s', 'ab', 'ab', 'abc'), format('%,d %(d % d %S', 1234, -5, 7, 'abc'), format('%5%|', 1), \
         format('%f %.0f %.0f', 1.5e0, 0.5e0, 1.5e0), format('%s %s', 1e7, 100e0), format('%.3e', 123456e0), format('%(.2f', -1.5e0), \
         format('%s', DATE '2020-01-02')",
        "b a|[1]|00003.14|        ab|ab        |ab|1,234 (5)  7 ABC|    %||1.500000 1 2|1.0E7 100.0|1.235e+05|(1.50)|2020-01-02",
    ),
    (
        "SELECT CAST(json_parse('1') AS bigint), CAST(json_parse('\"5\"') AS integer), CAST(json_parse('1.7') AS bigint), \
         CAST(json_parse('true') AS integer), CAST(json_parse('null') AS integer), CAST(json_parse('\"a\"') AS varchar), \
         CAST(json_parse('true') AS varchar), CAST(json_parse('12') AS varchar), CAST(json_parse('null') AS varchar), \
         CAST(json_parse('1') AS boolean), CAST(json_parse('\"true\"') AS boolean), CAST(json_parse('0.0') AS boolean), \
         CAST(json_parse('1') AS double), CAST(json_parse('\"1.5\"') AS double), CAST(json_parse('true') AS double), \
         CAST(json_parse('1.5') AS real), CAST(json_parse('1.55') AS decimal(3,1)), CAST(json_parse('\"1.5\"') AS decimal(3,1)), \
         CAST(json_parse('\"2020-01-02\"') AS varchar), CAST(json_parse('128') AS smallint), CAST(json_parse('1e2') AS integer), \
         CAST(json_parse('true') AS decimal(3,1))",
        "1|5|2|1|NULL|a|true|12|NULL|true|true|false|1.0|1.5|1.0|1.5|1.6|1.5|2020-01-02|128|100|1.0",
    ),
    (
        "SELECT CAST(json_parse('[1, true, \"x\", null]') AS array(varchar)), CAST(json_parse('[[1]]') AS array(json)), \
         CAST(json_parse('[{\"b\":2,\"a\":1.50}]') AS array(json)), CAST(json_parse('\"ab\"') AS varchar(5)), \
         CAST(json_extract('{\"x\":[{\"b\":2,\"a\":1}]}', '$.x') AS array(json))",
        "[1, true, x, null]|[[1]]|[{\"a\":1.5,\"b\":2}]|ab|[{\"b\":2,\"a\":1}]",
    ),
    (
        "SELECT (1,2), (1,2) = (1,2), (1, 2) IN ((1,2),(3,4)), row(1, 'a')[1], row(1), typeof(row(1,true)), typeof((1,2))",
        "{1, 2}|true|true|1|{1}|row(integer, boolean)|row(integer, integer)",
    ),
    (
        "SELECT typeof(1), typeof(NULL), typeof(1e0), typeof(ARRAY[1]), typeof(MAP(ARRAY[1],ARRAY[2e0])), typeof(DATE '2020-01-01'), \
         typeof(row(1,true)), typeof(CAST(1 AS decimal(5,2))), typeof(X'00'), typeof(INTERVAL '1' DAY), typeof(INTERVAL '1' MONTH), \
         typeof(json_parse('1')), typeof(REAL '1'), typeof(cast(row(1,2) as row(a integer, b integer)))",
        "integer|unknown|double|array(integer)|map(integer, double)|date|row(integer, boolean)|decimal(5,2)|varbinary|\
         interval day to second|interval year to month|json|real|row(a integer, b integer)",
    ),
    (
        "SELECT random() < 1, rand() >= 0, random(5) < 5, random(3,4), typeof(random()), typeof(random(5)), \
         typeof(random(BIGINT '5')), typeof(rand(2,7)), typeof(random(TINYINT '5'))",
        "true|true|true|3|double|integer|bigint|integer|tinyint",
    ),
    ("SELECT CAST(json_parse('{\"a\":[{\"b\":1},{\"b\":2}]}') AS row(a array(row(b integer)))).a[2].b", "2"),
];

const FAILURES: &[(&str, &str)] = &[
    (
        "SELECT try(ARRAY[1][5]), try(element_at(ARRAY[1],0)), try(json_parse('{')), try(CAST(1e300 AS bigint)), \
     try(BIGINT '9223372036854775807' + 1), try(date_parse('x','%Y')), try(ARRAY[1,NULL] < ARRAY[1,3]), \
     try(MAP(ARRAY[1,1],ARRAY[1,2]))",
        "NOT_SUPPORTED",
    ),
    (
        "SELECT format('%s %s %s %s', DATE '2020-01-02', TIMESTAMP '2020-01-02 03:04:05.678', 1.5e0, NULL), format('%s', ARRAY[1,2]), \
     format('%s', true), format('%s', DECIMAL '1.50'), format('%.1f', DECIMAL '1.25'), format('%s', REAL '1.1')",
        "NOT_SUPPORTED",
    ),
    ("SELECT format('%d', 1.5e0)", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT format('%s %s', 'a')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT format('%s', MAP(ARRAY[1],ARRAY[2])), format('%s', row(1,2))", "NOT_SUPPORTED"),
    ("SELECT format('%f', 1)", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT format('%s', X'00')", "NOT_SUPPORTED"),
    ("SELECT format('%d %s', 1)", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT format('%q', 1)", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT format('%-d', 1)", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT format('%d', 'a')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT format('%', 1)", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT format('%5', 1)", "INVALID_FUNCTION_ARGUMENT"),
    (
        "SELECT json_array_get('[\"a\"]', 0) = json_parse('\"a\"'), json_format(json_array_get('[\"a b\"]', 0)), \
     json_extract_scalar(json_array_get('[{\"a\":1}]', 0), '$.a'), json_format(json_array_get('[1.50]', 0)), \
     CAST(json_array_get('[\"a\"]', 0) AS varchar)",
        "INVALID_CAST_ARGUMENT",
    ),
    ("SELECT cast(json_array_get('[\"a\"]', 0) as varchar)", "INVALID_CAST_ARGUMENT"),
    ("SELECT CAST(X'00' AS json)", "TYPE_MISMATCH"),
    ("SELECT CAST(json_parse('[1]') AS varchar)", "INVALID_CAST_ARGUMENT"),
    ("SELECT CAST(json_parse('{}') AS bigint)", "INVALID_CAST_ARGUMENT"),
    ("SELECT CAST(json_parse('\"x\"') AS bigint)", "INVALID_CAST_ARGUMENT"),
    ("SELECT CAST(json_parse('128') AS tinyint)", "INVALID_CAST_ARGUMENT"),
    ("SELECT CAST(json_parse('1e300') AS bigint)", "INVALID_CAST_ARGUMENT"),
    ("SELECT CAST(json_parse('\"2020-01-02\"') AS date)", "TYPE_MISMATCH"),
    ("SELECT CAST(json_parse('\"2020-01-02 01:02:03\"') AS timestamp)", "TYPE_MISMATCH"),
    ("SELECT CAST(json_parse('[1]') AS row(a integer, b varchar))", "INVALID_CAST_ARGUMENT"),
    ("SELECT CAST(json_parse('[1,2,3]') AS row(a integer, b varchar))", "INVALID_CAST_ARGUMENT"),
    ("SELECT CAST(json_parse('{\"a\":1,\"A\":2}') AS row(a integer))", "INVALID_CAST_ARGUMENT"),
    ("SELECT CAST(json_parse('1') AS array(integer))", "INVALID_CAST_ARGUMENT"),
    ("SELECT CAST(json_parse('[\"x\"]') AS array(integer))", "INVALID_CAST_ARGUMENT"),
    ("SELECT CAST(json_parse('{\"a\":1}') AS array(integer))", "INVALID_CAST_ARGUMENT"),
    ("SELECT CAST(json_parse('{\"a\":1}') AS row(integer))", "INVALID_CAST_ARGUMENT"),
    ("SELECT CAST(json_parse('[[1]]') AS array(varchar))", "INVALID_CAST_ARGUMENT"),
];

#[tokio::test]
async fn values_are_converted_as_trino_does() {
    answers(ANSWERS).await;
}

#[tokio::test]
async fn what_cannot_be_converted_fails() {
    fails(FAILURES).await;
}
