//! What Athena's grammar has and sqlparser does not read by itself.

use super::{answers, fails, fails_here, refused};
use crate::support::{ask, empty, labels};

const ANSWERS: &[(&str, &str)] = &[
    ("SELECT (ROW(1, 'a')).*", "1|a"),
    ("SELECT (1, 2).*, 3", "1|2|3"),
    ("SELECT (ROW(random() < 2, 3)).*", "true|3"),
    ("SELECT t.* AS (x) FROM ((VALUES 1) t(a) CROSS JOIN (VALUES 2) u(b))", "1"),
    ("SELECT t.* AS (x) FROM (VALUES 1) u(a), UNNEST(ARRAY[2]) t(b)", "2"),
    ("SELECT t.* AS (x, y) FROM UNNEST(ARRAY[ROW(1, 2)]) t(a, b)", "1|2"),
    ("SELECT (ROW(1, (SELECT 2), (SELECT (SELECT 3)))).*", "1|2|3"),
    ("SELECT (CAST(ROW((SELECT 1), 2) AS row(a integer, b integer))).*", "1|2"),
    ("SELECT (ROW(a, count(*))).* FROM (VALUES 1, 1) t(a) GROUP BY a", "1|2"),
    ("SELECT (ROW(1, 'a')).* AS (x, y)", "1|a"),
    ("SELECT x, y FROM (SELECT (ROW(1, 'a')).* AS (x, y)) t", "1|a"),
    ("SELECT f1, f2 FROM (SELECT CAST((ROW (1, 'a')) AS ROW (f1 bigint, f2 varchar(1))).*) t", "1|a"),
    ("SELECT CAST(ROW(1, 'a') AS ROW(f1 bigint, f2 varchar)).* AS (g, h)", "1|a"),
    ("SELECT (SELECT (1, 'b')).*", "1|b"),
    (
        "SELECT t.r.* AS (a, b) FROM (VALUES ROW(ROW('a', true)), ROW(ROW('b', false))) t(r) ORDER BY a",
        "a|true\nb|false",
    ),
    (
        "SELECT *, t.r.* AS (x, y) FROM (VALUES ROW(ROW('a', true)), ROW(ROW('b', false))) t(r) ORDER BY y",
        "{b, false}|b|false\n{a, true}|a|true",
    ),
    ("SELECT t.* AS (a, b, c) FROM (VALUES (1, 2, 3)) t(x, y, z)", "1|2|3"),
    ("SELECT (ROW(1, NULL)).*, (CAST(NULL AS row(p integer, q varchar))).*", "1|NULL|NULL|NULL"),
    ("SELECT count(*), max((ROW(a, b))) FROM (VALUES (1, 2)) t(a, b)", "1|{1, 2}"),
    (
        "SELECT value FROM (VALUES ('a%b', 'aX%b', 'X'), ('a0b', 'aX%b', 'X'), ('b_', 'aY_', 'Y'), ('c%', 'cZ%', 'Z')) \
         t(value, pattern, esc) WHERE value LIKE pattern ESCAPE esc",
        "a%b\nc%",
    ),
    (
        "SELECT value FROM (VALUES ('a%b', 'aX%b', 'X'), ('a0b', 'aX%b', 'X')) t(value, pattern, esc) WHERE value NOT LIKE \
         pattern ESCAPE esc OR value = 'q'",
        "a0b",
    ),
    ("SELECT TIME, TIMESTAMP, DATE, INTERVAL FROM (SELECT 1 TIME, 2 TIMESTAMP, 3 DATE, 4 INTERVAL)", "1|2|3|4"),
    (
        "SELECT key, value FROM (VALUES CAST(ROW(1, true) AS row(double, boolean)), ROW(2e0, false)) t(key, value) ORDER BY 1",
        "1.0|true\n2.0|false",
    ),
    ("SELECT v FROM (VALUES CAST(ROW(NULL) AS ROW(REAL)), ROW(REAL '1.5')) t(v) ORDER BY v", "1.5\nNULL"),
    (
        "SELECT TRIM(LEADING FROM '  hello '), TRIM(TRAILING FROM ' hello  '), TRIM(BOTH FROM ' hello '), TRIM(' x '), \
         TRIM(LEADING 'x' FROM 'xxa'), TRIM('x' FROM 'xax'), length(TRIM(LEADING FROM '  信念 '))",
        "hello | hello|hello|x|a|a|3",
    ),
    ("WITH t(a) AS (VALUES 2, 1), u AS (TABLE t) TABLE u ORDER BY a", "1\n2"),
    ("WITH t(a) AS (VALUES 2, 1) (TABLE t) UNION ALL TABLE t ORDER BY 1 LIMIT 3", "1\n1\n2"),
    ("WITH t(a) AS (VALUES 2, 1) SELECT count(*) FROM (TABLE t) u", "2"),
];

const FAILS: &[(&str, &str)] = &[
    ("SELECT (ROW(1, 'a')).* AS (x)", "MISMATCHED_COLUMN_ALIASES"),
    ("SELECT t.r.* AS (x) FROM (VALUES ROW(ROW('a', true))) t(r)", "MISMATCHED_COLUMN_ALIASES"),
    (
        "SELECT TRIM(LEADING FROM ' hello '), TRIM(TRAILING FROM ' hello '), TRIM(BOTH FROM ' hello '), TRIM(FROM ' x '), \
         TRIM(' x '), TRIM(LEADING 'x' FROM 'xxa'), TRIM('x' FROM 'xax'), length(TRIM(LEADING FROM ' 信念 '))",
        "line 1:",
    ),
    ("SELECT TRIM(FROM ' x ')", "line 1:"),
];

const REFUSED: &[(&str, &str)] = &[
    (
        "SELECT * FROM (VALUES 1) t(a) MATCH_RECOGNIZE (ORDER BY a MEASURES FIRST(a) AS b PATTERN (A+) DEFINE A AS true)",
        "MATCH_RECOGNIZE",
    ),
    (
        "SELECT * FROM (VALUES 1) t(a) MATCH_RECOGNIZE (ORDER BY a MEASURES A.a AS b PATTERN (^A$) DEFINE A AS true)",
        "MATCH_RECOGNIZE",
    ),
    (
        "SELECT a, m OVER w FROM (VALUES 1) t(a) WINDOW w AS (ORDER BY a MEASURES LAST(a) AS m ROWS BETWEEN CURRENT ROW AND UNBOUNDED \
         FOLLOWING PATTERN (A+) DEFINE A AS true)",
        "row pattern recognition in a window (PATTERN … DEFINE)",
    ),
    ("SELECT * FROM JSON_TABLE('[1]', 'lax $[*]' COLUMNS(a integer PATH 'lax $'))", "JSON_TABLE"),
    ("WITH FUNCTION f(x integer) RETURNS integer RETURN x * 2 SELECT f(1)", "WITH FUNCTION"),
    (
        "SELECT t.r.* FROM (VALUES ROW(ROW('a', true))) t(r)",
        "`.*` of a column that is a row (name its fields: `.* AS (a, b)`)",
    ),
    (
        "SELECT b[1].* FROM (VALUES ROW(ARRAY[ROW(1, 2)])) t(b)",
        "`.*` of a row whose fields the query does not show (name them: `.* AS (a, b)`)",
    ),
    ("SELECT (CAST(ROW(random(), 1) AS row(a double, b integer))).*", "`.*` of a row with a random value"),
    (
        "SELECT (CAST(ROW((SELECT (SELECT 1)), 2) AS row(a integer, b integer))).*",
        "`.*` of a row with a subquery in a subquery",
    ),
    ("SELECT t.* AS (a) FROM (SELECT 1 AS x) t", "`.* AS (…)` of a relation without a list of its columns"),
];

#[tokio::test]
async fn the_rest_of_the_grammar_means_what_it_means_to_trino() {
    answers(ANSWERS).await;
}

#[tokio::test]
async fn what_is_wrong_there_is_wrong_to_trino() {
    fails(FAILS).await;
}

#[tokio::test]
async fn what_is_not_read_is_refused_by_name_and_not_a_syntax_error() {
    refused(REFUSED).await;
    // The check beside Trino registers no table functions.
    fails_here(&[("SELECT * FROM TABLE(sequence(1, 2))", "a table function is not supported by the embedded engine")])
        .await;
}

/// Each row is written out once for each of its fields, but for one that is constructed.
#[tokio::test]
async fn a_star_in_a_star_in_a_star_is_not_doubled_each_time() {
    let (_folder, engine) = empty();
    let nested = (0..5).fold("1".to_owned(), |inner, _| {
        format!("(SELECT a FROM (SELECT (ROW({inner}, 2, 3, 4, 5, 6, 7, 8)).* AS (a, b, c, d, e, f, g, h)) t)")
    });
    assert_eq!(ask(&engine, &format!("SELECT {nested}")).await.expect("it runs"), "1");
    let deep = (0..260).fold("1".to_owned(), |inner, _| format!("(SELECT (ROW({inner})).* AS (x))"));
    let error = ask(&engine, &format!("SELECT {deep}")).await.expect_err("it is too deep").to_string();
    assert!(error.contains("nested") || error.contains("recursion"), "{error}");
}

#[tokio::test]
async fn names_after_a_star_are_in_upper_case_without_quotes() {
    let (_folder, engine) = empty();
    let sql = "SELECT (ROW(1, 2, 3)).* AS (a, \"b\", Cd), (ROW(4)).*";
    assert_eq!(labels(&engine, sql).await.expect("it runs"), "A|b|CD|_col3");
}
