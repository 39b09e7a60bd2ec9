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
];

const REFUSED: &[(&str, &str)] = &[
    ("SELECT xxhash64(X'00')", "the function `xxhash64`"),
    ("SELECT json_array_get('[1]', 0)", "the function `json_array_get` (supported here: `json_array_length`)"),
    ("SELECT normalize('a')", "the function `normalize`"),
    ("SELECT CAST(json_parse('1') AS bigint)", "CAST of json to bigint"),
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
