//! Scalar functions. The values are worked out from Trino's "Functions and operators".

use super::{answers, fails, refused};
use crate::{
    golden::answer,
    support::{ask, empty},
};

const ANSWERS: &[(&str, &str)] = &[
    (
        "SELECT lpad('a', 3, 'xy'), rpad('abc', 2, 'x'), split('a,b,c', ','), split('a,b,c', ',', 2), \
         levenshtein_distance('kitten', 'sitting'), hamming_distance('abc', 'abd'), translate('abcd', 'abc', 'xy'), chr(65), \
         codepoint('A'), trim('xax', 'x'), trim(BOTH 'x' FROM 'xax'), trim(LEADING 'x' FROM 'xa'), \
         rtrim('axx', 'x')",
        "xya|ab|[a, b, c]|[a, b,c]|3|1|xyd|A|65|a|a|a|a",
    ),
    (
        "SELECT regexp_count('a1b2', '[0-9]'), regexp_extract_all('a1b2', '([a-z])([0-9])', 2), regexp_split('a1b2c', '[0-9]'), \
         regexp_position('ab1', '[0-9]')",
        "2|[1, 2]|[a, b, c]|3",
    ),
    (
        "SELECT url_extract_host('https://user@example.com:8080/a%20b?q=1#f'), url_extract_path('https://example.com/a%20b?q=1'), \
         url_extract_protocol('https://example.com'), url_extract_query('https://example.com/?q=1&r=2'), \
         url_extract_parameter('https://example.com/?q=1&r=x+y', 'r'), url_extract_parameter('https://example.com/?q', 'z'), \
         url_extract_port('http://e.com:81'), url_extract_fragment('http://e.com#f'), url_extract_query('http://e.com'), \
         url_extract_host('not a url')",
        "example.com|/a b|https|q=1&r=2|x y|NULL|81|f||NULL",
    ),
    // Characters are code points.
    ("SELECT levenshtein_distance('ä😀', 'a😀x'), hamming_distance('ä😀', 'äb')", "2|1"),
    ("SELECT url_encode('a b/ü*'), url_decode('a+b%2F%C3%BC')", "a+b%2F%C3%BC*|a b/ü"),
    (
        "SELECT to_hex(X'0aFF'), from_hex('0aff'), to_base64(X'00ff'), from_base64('AP8='), to_utf8('é'), from_utf8(X'c3a9'), \
         length(sha512(X'')), X'00' || X'01', concat(X'00', X'01')",
        "0AFF|0a ff|AP8=|00 ff|c3 a9|é|64|00 01|00 01",
    ),
    // A match of nothing counts right behind another match. `\\d`, `\\w` and `\\s` are ASCII, `[[:alpha:]]` is not.
    (
        "SELECT regexp_extract_all('a.b', 'a*'), regexp_replace('a', 'a*', 'x'), regexp_split('a.b', 'a*'), regexp_count('ab', '.*'), \
         regexp_extract('äöü', '\\w+'), regexp_extract('äb', '[^\\w]'), regexp_extract('ä', '[[:alpha:]]'), regexp_position('', '^')",
        "[a, , , ]|xx|[, , ., b, ]|2|NULL|ä|ä|-1",
    ),
    (
        "SELECT round(-0e0), power(1, nan()), power(-1, infinity()), truncate(REAL '1.5'), greatest(1, nan()), greatest(nan(), 2e0, 3), \
         least(nan(), 1), mod(5.5, 2), mod(REAL '5.5', 2), REAL '16777216' = 16777217, REAL '0.1' = DECIMAL '0.1', array_max(ARRAY[1e0, nan()]), \
         array_distinct(ARRAY[0e0, -0e0]), element_at(MAP(ARRAY[nan()], ARRAY[1]), nan()), cardinality(MAP())",
        "0.0|NaN|NaN|1.0|1.0|3.0|1.0|1.5|1.5|true|true|1.0|[0.0]|NULL|0",
    ),
    (
        "SELECT CAST('1d' AS double), CAST('1e3' AS decimal(5,0)), CAST('-1.25E-1' AS decimal(5,2)), CAST('2020-01-02 03:04:05.6785' AS timestamp), \
         CAST('2020-01-02 03:04:05Z' AS timestamp), CAST('2020-01-02 03:04 +01:00' AS timestamp), \
         CAST('2020-01-02' AS timestamp with time zone), DECIMAL '0012'",
        "1.0|1000|-0.13|2020-01-02 03:04:05.679|2020-01-02 03:04:05.000|2020-01-02 03:04:00.000|2020-01-02 00:00:00.000 UTC|12",
    ),
    // What UTF-16 writes as a pair, JSON writes as a pair of escapes.
    (
        "SELECT json_parse('\"😀\"'), json_extract('{\"a\": \"😀\"}', '$.a'), json_extract_scalar('[7, 8]', '$.1'), \
         json_extract_scalar('{\"a\": 1} x', '$.a'), json_parse('1E400'), json_array_contains('[1]', NULL)",
        "\"\\uD83D\\uDE00\"|\"\\uD83D\\uDE00\"|8|1|\"Infinity\"|NULL",
    ),
    (
        "SELECT url_extract_path('mailto:a@b'), url_extract_host('http://'), url_extract_query('http://h?a#b#c')",
        "|NULL|NULL",
    ),
    // RFC 1321, RFC 3174, FIPS 180-4.
    (
        "SELECT to_hex(md5(to_utf8(''))), to_hex(sha1(to_utf8('abc'))), to_hex(sha256(to_utf8('')))",
        "D41D8CD98F00B204E9800998ECF8427E|A9993E364706816ABA3E25717850C26C9CD0D89D|\
         E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
    ),
    (
        "SELECT power(2, 10), sqrt(2), ln(1), log2(8), log10(1000), log(2, 8), exp(0), sign(-5), sign(-2.5), truncate(-2.7), pi(), e(), \
         cbrt(27), is_finite(1e0), is_infinite(infinity()), bitwise_and(6, 3), to_base(255, 16), from_base('ff', 16), degrees(pi())",
        "1024.0|1.4142135623730951|0.0|3.0|3.0|3.0|1.0|-1|-1.0|-2.0|3.141592653589793|2.718281828459045|3.0|true|true|2|ff|255|180.0",
    ),
    (
        "SELECT json_extract('{\"b\": [1.50, 1e2, \"x\"], \"a\": null}', '$.b'), json_extract('{\"a\": {\"b\":1}}', '$.a'), \
         json_parse('{\"b\": 1, \"a\": [1, 2.0]}'), json_format(json_parse(' [1, \"ü\"] ')), JSON '{\"z\":1,\"a\":2}', \
         json_extract_scalar(json_parse('{\"a\": \"x\"}'), '$.a'), json_format(CAST(ARRAY['a'] AS JSON))",
        "[1.5,100.0,\"x\"]|{\"b\":1}|{\"a\":[1,2.0],\"b\":1}|[1,\"ü\"]|{\"a\":2,\"z\":1}|x|[\"a\"]",
    ),
    (
        "SELECT json_array_length('[1, 2]'), json_array_length('1'), json_array_contains('[1, \"a\"]', 'a'), \
         json_array_contains('[1]', 1), json_size('{\"a\": {\"b\": 1, \"c\": 2}}', '$.a'), json_extract('x', '$.a'), \
         json_extract('{\"a\":1}', '$.b'), json_parse('[1]') = json_parse(' [ 1 ]')",
        "2|NULL|true|true|2|NULL|NULL|true",
    ),
    // A step of a path is a name for an object and an index for an array, however it is written.
    (
        "SELECT json_extract(d, '$'), json_extract(d, '$.a.b[1]'), json_extract(d, '$[a][\"b\"].0'), json_extract(d, '$[\"\"]'), json_extract(d, '$[1]'), \
         json_extract(d, '$.a:b'), json_extract(d, '$.ä'), json_extract(d, '$[\"a\\\"b\"]'), json_extract(d, '$[\"a]b\"]'), json_extract(d, '$[_a]'), \
         json_extract(d, '$.a.b[01]'), json_extract(d, '$.a.b[\"+1\"]'), json_extract(d, '$.a.b[\"-1\"]'), json_extract(d, '$.a.b[9999999999]') \
         FROM (VALUES '{\"a\": {\"b\": [1, 2]}, \"\": 4, \"1\": 5, \"a:b\": 7, \"ä\": 8, \"a\\\"b\": 10, \"a]b\": 11, \"_a\": 14}') t(d)",
        "{\"a\":{\"b\":[1,2]},\"\":4,\"1\":5,\"a:b\":7,\"ä\":8,\"a\\\"b\":10,\"a]b\":11,\"_a\":14}|2|1|4|5|7|8|10|11|14|2|2|NULL|NULL",
    ),
    (
        "SELECT map_concat(MAP(ARRAY[1], ARRAY[-1]), MAP()), map_concat(MAP(), MAP()), map_concat(NULL, MAP(ARRAY[1], ARRAY[-1])), \
         map_concat(MAP(ARRAY[1], ARRAY[-1]), MAP(ARRAY[BIGINT '2'], ARRAY[1.5e0])), \
         map_concat(MAP(ARRAY[1, 2], ARRAY[NULL, 3]), MAP(ARRAY[1], ARRAY[-1]))",
        "{1=-1}|{}|NULL|{1=-1.0, 2=1.5}|{1=-1, 2=3}",
    ),
    ("SELECT ARRAY[1] || CAST(NULL AS integer)", "NULL"),
    ("SELECT concat(ARRAY[1], CAST(NULL AS integer))", "NULL"),
    ("SELECT CAST(NULL AS integer) || ARRAY[1]", "NULL"),
    ("SELECT CAST(NULL AS array(integer)) || 1", "NULL"),
    ("SELECT ARRAY[ARRAY[1]] || CAST(NULL AS array(integer))", "NULL"),
    (
        "SELECT array_remove(ARRAY[1e0, nan()], nan()), array_remove(ARRAY[1, NULL, 2], 1), array_remove(ARRAY[0e0,-0e0,1e0], 0e0)",
        "[1.0, NaN]|[null, 2]|[1.0]",
    ),
    (
        "SELECT array_position(ARRAY[1e0, nan()], nan()), contains(ARRAY[1e0, nan()], nan()), array_distinct(ARRAY[nan(), nan()])",
        "0|false|[NaN]",
    ),
    (
        "SELECT array_remove(ARRAY[1,NULL,2], NULL), array_position(ARRAY[1,NULL], NULL), contains(ARRAY[1], NULL)",
        "NULL|NULL|NULL",
    ),
    (
        "SELECT arrays_overlap(ARRAY[nan()], ARRAY[nan()]), array_union(ARRAY[nan()], ARRAY[nan()]), array_intersect(ARRAY[nan()], \
         ARRAY[nan()]), array_except(ARRAY[nan()], ARRAY[nan()])",
        "true|[NaN]|[NaN]|[]",
    ),
    ("SELECT array_intersect(ARRAY[5,7,3,4,10], ARRAY[6,10,1,5,3,4])", "[10, 5, 3, 4]"),
    ("SELECT array_intersect(ARRAY[6,10,1,5,3,4], ARRAY[5,7,3,4,10])", "[10, 5, 3, 4]"),
    ("SELECT array_intersect(ARRAY[1,2,3,4], ARRAY[4,3,2,1])", "[1, 2, 3, 4]"),
    ("SELECT array_intersect(ARRAY[4,3,2,1], ARRAY[1,2,3,4])", "[4, 3, 2, 1]"),
    ("SELECT array_intersect(ARRAY[1,2,3,4,5], ARRAY[4,3,2,1])", "[1, 2, 3, 4]"),
    ("SELECT array_intersect(ARRAY[4,3,2,1], ARRAY[1,2,3,4,5])", "[1, 2, 3, 4]"),
    ("SELECT array_intersect(ARRAY[4,3,NULL,2,1,2,4], ARRAY[1,2,NULL,3,4,5,6,NULL])", "[1, 2, null, 3, 4]"),
    ("SELECT array_intersect(ARRAY[1,2,NULL,3,4,5,6,NULL], ARRAY[4,3,NULL,2,1,2,4])", "[1, 2, null, 3, 4]"),
    ("SELECT array_intersect(ARRAY['b','a','c'], ARRAY['c','b','a'])", "[b, a, c]"),
    ("SELECT array_intersect(ARRAY['b','a','c'], ARRAY['c','b','a','d'])", "[c, b, a]"),
    ("SELECT array_intersect(ARRAY['c','b','a','d'], ARRAY['b','a','c'])", "[c, b, a]"),
    ("SELECT array_intersect(ARRAY[BIGINT '5',7,3,4,10], ARRAY[6,10,1,5,3,4])", "[10, 5, 3, 4]"),
    ("SELECT array_union(ARRAY[5,7,3,4,10], ARRAY[6,10,1,5,3,4])", "[5, 7, 3, 4, 10, 6, 1]"),
    ("SELECT array_union(ARRAY[6,10,1,5,3,4,NULL], ARRAY[NULL,5,7,3,4,10])", "[6, 10, 1, 5, 3, 4, null, 7]"),
    ("SELECT array_except(ARRAY[6,10,1,5,3,4,NULL,6], ARRAY[NULL,5,7,3,4,10])", "[6, 1]"),
    ("SELECT array_distinct(ARRAY[6,10,1,NULL,5,3,4,NULL,6])", "[6, 10, 1, null, 5, 3, 4]"),
    ("SELECT concat(1, ARRAY[2])", "[1, 2]"),
    ("SELECT concat(ARRAY[1], 2)", "[1, 2]"),
    ("SELECT concat(ARRAY[1], ARRAY[2], ARRAY[BIGINT '3'])", "[1, 2, 3]"),
    ("SELECT ARRAY[1] || BIGINT '2'", "[1, 2]"),
    ("SELECT ARRAY[1] || 2.5e0", "[1.0, 2.5]"),
    ("SELECT ARRAY[2, 8] || ARRAY[ARRAY[3, 6]]", "[[2, 8], [3, 6]]"),
    ("SELECT ARRAY[ARRAY[3, 6]] || ARRAY[2,8]", "[[3, 6], [2, 8]]"),
    ("SELECT ARRAY[] || 1", "[1]"),
    (
        "SELECT array_intersect(ARRAY[-0e0, 1e0], ARRAY[0e0]), array_intersect(ARRAY[0e0], ARRAY[-0e0, 1e0]), \
         array_intersect(ARRAY[-0e0], ARRAY[-0e0]), array_except(ARRAY[-0e0], ARRAY[1e0])",
        "[-0.0]|[-0.0]|[-0.0]|[-0.0]",
    ),
    ("SELECT array_except(ARRAY[1], NULL)", "NULL"),
    ("SELECT map(NULL, NULL)", "NULL"),
    (
        "SELECT array_sort(ARRAY[nan(), 1e0, NULL, infinity()]), array_max(ARRAY[nan(), 1e0]), array_min(ARRAY[nan(), 1e0]), \
         array_sort(ARRAY[ARRAY[2],ARRAY[1,2],ARRAY[1]])",
        "[1.0, Infinity, NaN, null]|1.0|1.0|[[1], [1, 2], [2]]",
    ),
    ("SELECT array_sort(ARRAY[ARRAY[2],ARRAY[1,NULL],ARRAY[1]])", "[[1], [1, null], [2]]"),
    (
        "SELECT concat_ws(',', 'a', NULL, 'b'), concat_ws(',', ARRAY['a', NULL, 'b']), concat_ws(NULL, 'a'), concat_ws(',', NULL, \
         NULL), concat_ws('', 'a', ''), concat_ws(',', ARRAY[])",
        "a,b|a,b|NULL||a|",
    ),
    ("SELECT concat_ws(',', CAST(NULL AS array(varchar)))", "NULL"),
    (
        "SELECT strpos('abcabc', 'b', 2), strpos('abcabc', 'b', -1), strpos('abcabc','b',3), strpos('abc','',1), strpos('abc', '', \
         2), strpos('aaa','aa',2), strpos('aaa','aa',-1), strpos('aaa','aa',-2), strpos('äöä','ä',2)",
        "5|5|0|1|1|2|2|1|3",
    ),
    (
        "SELECT combinations(ARRAY[1,2,3],2), combinations(ARRAY['a','b','c','d'],3), combinations(ARRAY[1,1,2],2), \
         combinations(ARRAY[1],2), combinations(ARRAY[1,2],0), combinations(ARRAY[],0), combinations(ARRAY[],1), \
         combinations(ARRAY[1,2,3,4],2), combinations(ARRAY[1,NULL],1)",
        "[[1, 2], [1, 3], [2, 3]]|[[a, b, c], [a, b, d], [a, c, d], [b, c, d]]|[[1, 1], [1, 2], [1, 2]]|[]|[[]]|[[]]|[]|\
         [[1, 2], [1, 3], [2, 3], [1, 4], [2, 4], [3, 4]]|[[1], [null]]",
    ),
    (
        "SELECT parse_duration('1234 ns'), parse_duration('1.5h'), parse_duration('3d'), parse_duration('42.8ms'), \
         parse_duration('1us'), parse_duration('7 m'), parse_duration('3.81 d'), parse_duration('5s')",
        "0 00:00:00.000|0 01:30:00.000|3 00:00:00.000|0 00:00:00.043|0 00:00:00.000|0 00:07:00.000|3 19:26:24.000|0 00:00:05.000",
    ),
    (
        "SELECT date('2020-01-02'), date(TIMESTAMP '2020-01-02 03:04:05.000'), date(TIMESTAMP '2020-01-02 03:04:05.000 UTC')",
        "2020-01-02|2020-01-02|2020-01-02",
    ),
    (
        "SELECT bitwise_right_shift_arithmetic(-1, -1), bitwise_right_shift_arithmetic(-5, 64), bitwise_right_shift(-1, -1), \
         bitwise_left_shift(-1,-1), bitwise_right_shift_arithmetic(TINYINT '-1', -1), bitwise_right_shift_arithmetic(BIGINT '-8',-65)",
        "-1|-1|0|0|-1|-1",
    ),
    (
        "SELECT strpos('abc', '', -1), strpos('', '', 1), strpos('', 'a', 1), strpos('', 'a', -1), strpos('abc',NULL,1), \
         strpos('abc','x',-1)",
        "1|1|0|0|NULL|0",
    ),
    (
        "SELECT parse_duration('1.0000005 s'), parse_duration('0.5ms'), parse_duration('1.5 ms'), parse_duration('  5 s'), \
         parse_duration('5  s '), parse_duration('2.5ms'), parse_duration('0.4999 ms'), parse_duration('100000 d')",
        "0 00:00:01.000|0 00:00:00.001|0 00:00:00.002|0 00:00:05.000|0 00:00:05.000|0 00:00:00.003|0 00:00:00.000|100000 00:00:00.000",
    ),
    ("SELECT bit_count(7, 64), bit_count(-7, 8)", "3|6"),
    ("SELECT to_milliseconds(parse_duration('1h'))", "3600000"),
    ("SELECT max(a), min(a), max_by(b, a) FROM (VALUES (ARRAY[1, 2], 'x'), (ARRAY[1], 'y')) t(a, b)", "[1, 2]|[1]|x"),
];

const FAILURES: &[(&str, &str)] = &[
    ("SELECT lpad('a', 3, '')", "Padding string must not be empty"),
    (
        "SELECT json_format('1')",
        "FUNCTION_NOT_FOUND: Unexpected parameters (varchar) for function json_format. Expected: json_format(json)",
    ),
    ("SELECT json_parse('{')", "Cannot convert value to JSON: '{'"),
    ("SELECT json_extract('{}', '$.a') = 'x'", "TYPE_MISMATCH: Cannot apply operator: json = varchar"),
    ("SELECT max(json_parse('1'))", "FUNCTION_NOT_FOUND"),
    ("SELECT md5('a')", "FUNCTION_NOT_FOUND: Unexpected parameters (varchar) for function md5"),
    ("SELECT hamming_distance('ä', 'ab')", "must have the same length"),
    ("SELECT from_hex('0')", "is not a string of hexadecimal digits"),
    ("SELECT regexp_extract_all('a', 'a', 1)", "Pattern has 0 groups. Cannot access group 1"),
    ("SELECT from_base('z', 2)", "Not a valid base-2 number: z"),
    ("SELECT ARRAY[1] || NULL", "AMBIGUOUS_FUNCTION_CALL"),
    ("SELECT concat(ARRAY[1], NULL)", "AMBIGUOUS_FUNCTION_CALL"),
    ("SELECT concat(ARRAY[1], 2, 3)", "FUNCTION_NOT_FOUND"),
    ("SELECT ARRAY[] || ARRAY[1]", "AMBIGUOUS_FUNCTION_CALL"),
    ("SELECT array_sort(ARRAY[ARRAY[2],ARRAY[1,NULL],ARRAY[1,3]])", "NOT_SUPPORTED"),
    ("SELECT concat_ws(',')", "INVALID_FUNCTION_ARGUMENT"),
    (
        "SELECT format('%--2d', 8)",
        "INVALID_FUNCTION_ARGUMENT: Invalid format string: %--2d (DuplicateFormatFlags: Flags = '-')",
    ),
    ("SELECT format('%5n', 8)", "INVALID_FUNCTION_ARGUMENT: Invalid format string: %5n (IllegalFormatWidth: 5)"),
    ("SELECT json_extract('{}', '$..a')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT json_extract('{}', '$.*')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT json_extract('{}', '$[*]')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT json_extract('{}', '$[-1]')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT json_extract('{}', '$[ 0 ]')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT json_extract('{}', '$.a-b')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT json_extract('{}', '$.\"a\"')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT json_extract('{}', '$[''a'']')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT json_extract('{}', '$[\"a\\nb\"]')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT json_extract('{}', '$[\"a]')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT json_extract('{}', '$[\"a\"b]')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT json_extract('{}', '$.a b')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT json_extract('{}', '$.')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT json_extract('{}', '$a')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT json_extract('{}', 'a')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT json_extract('{}', '')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT json_extract('{}', ' $')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT json_extract('{}', '$[0]a')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT json_extract('{}', '$[a:b]')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT json_extract('{}', 'lax $.a')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT json_extract_scalar('{}', '$..a')", "INVALID_FUNCTION_ARGUMENT: Invalid JSON path: '$..a'"),
    ("SELECT json_size('{}', '$..a')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT CAST('0.1' AS decimal(38, 38)) * CAST('0.1' AS decimal(38, 38))", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT strpos('abc', 'b', 0)", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT combinations(ARRAY[1,2], -1)", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT combinations(sequence(1,6), 6)", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT combinations(sequence(1,100), 4)", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT parse_duration('1x')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT parse_duration('')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT date('2020-01-02'), date(TIMESTAMP '2020-01-02 03:04:05.000'), date('x')", "INVALID_CAST_ARGUMENT"),
    ("SELECT random(0)", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT random(5,5)", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT concat_ws(',', 'a', ''), concat_ws(',', ARRAY['a',''], 'b')", "FUNCTION_NOT_FOUND"),
    ("SELECT concat_ws(',', 1)", "FUNCTION_NOT_FOUND"),
    ("SELECT parse_duration('-5s')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT parse_duration('5')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT parse_duration('5 S')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT parse_duration('.5 s')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT CAST('{\"a\":1}' AS array(integer))", "TYPE_MISMATCH"),
];

const REFUSED: &[(&str, &str)] = &[
    ("SELECT uuid()", "the function `uuid`"),
    ("SELECT typeof('a')", "typeof of varchar"),
    ("SELECT format('%tY', DATE '2020-01-02')", "`%t` in format"),
    ("SELECT format('%s %<s', 'a')", "`%<`, the argument before, in format"),
    ("SELECT normalize('a')", "the function `normalize`"),
    ("SELECT normalize('a', NFKC)", "the function `normalize`"),
    ("SELECT version()", "the function `version`"),
];

#[tokio::test]
async fn functions_give_trinos_values() {
    answers(ANSWERS).await;
}

#[tokio::test]
async fn wrong_arguments_fail_and_the_rest_is_refused() {
    fails(FAILURES).await;
    refused(REFUSED).await;
}

/// sqlglot does not know such a literal, so it is no golden.
#[tokio::test]
async fn a_binary_literal_may_have_spaces() {
    let (_folder, engine) = empty();
    let sql = "SELECT X'AB c d'";
    answer(sql, "ab cd");
    assert_eq!(ask(&engine, sql).await.expect("it runs"), "ab cd");
}
