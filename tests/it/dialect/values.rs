//! VALUES, with and without parentheses around rows. The rows are those of Trino 435.

use super::{answers, fails, fails_here};

const ROWS: &[(&str, &str)] = &[
    ("VALUES (ROW(1,2))", "1|2"),
    ("VALUES ROW(1, ROW(2, 3))", "1|{2, 3}"),
    ("VALUES ROW(1, 2) UNION ALL VALUES (3, 4) ORDER BY 1", "1|2\n3|4"),
    ("VALUES 1, 2 ORDER BY 1", "1\n2"),
    ("VALUES ROW(1,2), (3,4) ORDER BY 1, 2", "1|2\n3|4"),
    ("VALUES ROW(1), 2 ORDER BY 1", "1\n2"),
    ("VALUES NULL, 1 ORDER BY 1", "1\nNULL"),
    ("VALUES NULL", "NULL"),
    ("VALUES CAST(ROW(1, 2) AS row(a integer, b integer))", "1|2"),
    ("VALUES (CAST(row(1, 2) AS row(a integer, b integer)))", "1|2"),
    ("VALUES 'a', 'b' ORDER BY 1 DESC", "b\na"),
    ("VALUES 1, 2, 3 ORDER BY 1 DESC LIMIT 2", "3\n2"),
    ("VALUES 1 UNION ALL VALUES 2, 3 ORDER BY 1", "1\n2\n3"),
    ("VALUES 1, 1, 2 INTERSECT VALUES 1 EXCEPT VALUES 2", "1"),
    ("SELECT a FROM (VALUES ARRAY[1], ARRAY[2, 3]) t(a) ORDER BY cardinality(a)", "[1]\n[2, 3]"),
    ("VALUES DATE '2020-01-01'", "2020-01-01"),
    ("VALUES CAST(1 AS bigint), 2 ORDER BY 1", "1\n2"),
    ("VALUES -1, +2 ORDER BY 1", "-1\n2"),
    ("VALUES (1) + 2, (3)", "3\n3"),
    ("VALUES (1), 2, (3) ORDER BY 1", "1\n2\n3"),
    ("VALUES CASE WHEN true THEN 1 END, NULL ORDER BY 1", "1\nNULL"),
    ("VALUES upper('a,b(') , concat('x', ')') ORDER BY 1", "A,B(\nx)"),
    ("SELECT (VALUES (4))", "4"),
    ("SELECT (VALUES 4) + 1", "5"),
    ("SELECT a FROM (VALUES 1, 2) t(a) WHERE a IN (VALUES 2, 3)", "2"),
    ("SELECT a FROM (VALUES 1, 2) t(a) WHERE a = ANY (VALUES 2, 3)", "2"),
    ("SELECT a FROM (VALUES 1, 2) t(a) WHERE a > ALL (VALUES 0, 1)", "2"),
    ("SELECT a FROM (VALUES 1, 2) t(a) WHERE EXISTS (VALUES 2, 3) ORDER BY 1", "1\n2"),
    ("SELECT * FROM (VALUES 1, 2) ORDER BY 1", "1\n2"),
    ("SELECT * FROM (VALUES 1, 2) CROSS JOIN (VALUES 3) ORDER BY 1, 2", "1|3\n2|3"),
    (
        "SELECT * FROM (VALUES 'a', 'b') t(x), (VALUES true, false) u(y) ORDER BY 1, 2",
        "a|false\na|true\nb|false\nb|true",
    ),
    ("WITH t(a) AS (VALUES 1, 2, NULL) SELECT count(*), count(a) FROM t", "3|2"),
    ("WITH t AS (VALUES 1, 2) SELECT * FROM t ORDER BY 1", "1\n2"),
    ("SELECT sum(x) FROM (VALUES 1, 2, 3) t(x) GROUP BY x % 2 ORDER BY 1", "2\n4"),
    ("SELECT x FROM (VALUES (1, 'a'), (2, NULL)) t(x, y) ORDER BY 1", "1\n2"),
    ("SELECT \"values\" FROM (VALUES 1) t(\"values\")", "1"),
    ("SELECT * FROM (VALUES 1 LIMIT 1)", "1"),
    ("(VALUES 1, 2) UNION ALL (VALUES 3) ORDER BY 1", "1\n2\n3"),
    ("SELECT * FROM (VALUES 1, 2 OFFSET 1) t(x)", "2"),
    ("SELECT CASE WHEN 1 IN (VALUES 1) THEN (VALUES 'x') END", "x"),
    ("(VALUES (1) EXCEPT ALL VALUES (1)) EXCEPT ALL VALUES (1)", ""),
    ("SELECT ARRAY[(VALUES 1), 2]", "[1, 2]"),
    ("VALUES interval '1' day, interval '2' day ORDER BY 1", "1 00:00:00.000\n2 00:00:00.000"),
    ("VALUES current_date = current_date", "true"),
    ("VALUES X'00'", "00"),
    ("VALUES NOT true", "false"),
    ("VALUES 1 = 1, 1 < 2 AND true", "true\ntrue"),
    ("VALUES 1 IN (1, 2)", "true"),
];

const FAILURES: &[(&str, &str)] = &[("VALUES (1, 2), 3", "TYPE_MISMATCH")];

/// Trino says so in its own parser's words, or fails inside.
const FAILURES_HERE: &[(&str, &str)] = &[
    ("VALUES", "Expected: (, found: EOF"),
    ("VALUES ()", "Expected: an expression"),
    ("VALUES 1,", "Expected: (, found: EOF"),
    ("VALUES (SELECT 1), 2", "GENERIC_INTERNAL_ERROR"),
    ("VALUES 1 IN (SELECT 1)", "GENERIC_INTERNAL_ERROR"),
];

#[tokio::test]
async fn a_row_of_values_can_be_any_expression() {
    answers(ROWS).await;
}

#[tokio::test]
async fn wrong_rows_of_values_fail() {
    fails(FAILURES).await;
    fails_here(FAILURES_HERE).await;
}
