//! GROUPING SETS, CUBE and ROLLUP. The rows are worked out from Trino's "SELECT", "Complex grouping operations".

use super::{answers, fails, refused};

const ANSWERS: &[(&str, &str)] = &[
    // A NULL of the data is not the NULL of a total.
    (
        "SELECT a, b, sum(c), grouping(a, b), grouping(b) FROM (VALUES ('x', 1, 10), ('x', 2, 20), (NULL, 1, 5)) t(a, b, c) \
         GROUP BY ROLLUP (a, b) ORDER BY 4, a, b",
        "x|1|10|0|0\nx|2|20|0|0\nNULL|1|5|0|0\nx|NULL|30|1|1\nNULL|NULL|5|1|1\nNULL|NULL|35|3|1",
    ),
    (
        "SELECT a, b, count(*) FROM (VALUES ('x', 1), ('y', 1)) t(a, b) GROUP BY CUBE (a, b) ORDER BY 1, 2",
        "x|1|1\nx|NULL|1\ny|1|1\ny|NULL|1\nNULL|1|2\nNULL|NULL|2",
    ),
    (
        "SELECT a, b, count(*) FROM (VALUES ('x', 1), ('y', 1)) t(a, b) GROUP BY GROUPING SETS ((a, b), (a), ()) ORDER BY 1, 2",
        "x|1|1\nx|NULL|1\ny|1|1\ny|NULL|1\nNULL|NULL|2",
    ),
    (
        "SELECT a, b, count(*) FROM (VALUES ('x', 1), ('y', 1)) t(a, b) GROUP BY a, ROLLUP (b) ORDER BY 1, 2",
        "x|1|1\nx|NULL|1\ny|1|1\ny|NULL|1",
    ),
    // The same set twice gives its rows twice.
    (
        "SELECT a, count(*) FROM (VALUES ('x'), ('y')) t(a) GROUP BY GROUPING SETS ((a), (a), ()) ORDER BY 1",
        "x|1\nx|1\ny|1\ny|1\nNULL|2",
    ),
    // The total is there even when no row is.
    ("SELECT count(*), a FROM (VALUES ('x')) t(a) WHERE a = 'z' GROUP BY GROUPING SETS ((a), ())", "0|NULL"),
    ("SELECT a, grouping(a) FROM (VALUES ('x')) t(a) GROUP BY a", "x|0"),
    ("SELECT a + 1, sum(a) FROM (VALUES (1), (2)) t(a) GROUP BY ROLLUP (a) ORDER BY 1", "2|1\n3|2\nNULL|3"),
    ("SELECT count(*) FROM (VALUES (1), (2)) t(a) GROUP BY ROLLUP (a) HAVING grouping(a) = 1", "2"),
    // Sets beside a position.
    (
        "SELECT c, a, grouping(a), count(*) FROM (VALUES ('h', 11), ('k', 7)) t(a, c) GROUP BY GROUPING SETS (a, ()), 1 ORDER BY 1, 2, 3",
        "7|k|0|1\n7|NULL|1|1\n11|h|0|1\n11|NULL|1|1",
    ),
    // `t.a` is `a`.
    ("SELECT a FROM (VALUES 1) t(a) GROUP BY DISTINCT a, GROUPING SETS ((), (t.a))", "1"),
    ("SELECT a FROM (VALUES 1) t(a) GROUP BY DISTINCT GROUPING SETS ((a), (t.a))", "1"),
    ("SELECT a FROM (VALUES 1) t(a) GROUP BY DISTINCT ROLLUP (a, t.a) ORDER BY a", "1\nNULL"),
    ("SELECT a FROM (VALUES 1) t(a) GROUP BY DISTINCT CUBE (t.a), CUBE (a) ORDER BY a", "1\nNULL"),
    // A key twice is a key.
    ("SELECT a, sum(b) FROM (VALUES ('x', 1), ('x', 2), ('y', 3)) t(a, b) GROUP BY a, a ORDER BY a", "x|3\ny|3"),
    ("SELECT sum(b) FROM (VALUES ('x', 1), ('x', 2), ('y', 3)) t(a, b) GROUP BY a, t.a, 'z' ORDER BY 1", "3\n3"),
];

const FAILURES: &[(&str, &str)] = &[
    (
        "SELECT count(*) FROM (VALUES (1)) t(a) GROUP BY ROLLUP (a + 1)",
        "GROUP BY expression must be a column reference: a + 1",
    ),
    ("SELECT a + 1 AS b FROM (VALUES (1)) t(a) GROUP BY CUBE (b)", "`b` is an alias"),
];

const REFUSED: &[(&str, &str)] = &[
    (
        "SELECT grouping(a) FROM (VALUES ('h', 'j', 11), ('k', 'l', 7)) AS t (a, b, c) GROUP BY GROUPING SETS (a, c), c * 2",
        "GROUP BY of an expression beside GROUPING SETS, CUBE or ROLLUP",
    ),
    (
        "SELECT a + 1, count(*) FROM (VALUES (1, 2)) AS t (a, b) GROUP BY 1, ROLLUP (b)",
        "GROUP BY of an expression beside GROUPING SETS, CUBE or ROLLUP",
    ),
];

#[tokio::test]
async fn an_expression_beside_grouping_sets_is_refused() {
    refused(REFUSED).await;
}

#[tokio::test]
async fn each_grouping_set_has_its_rows() {
    answers(ANSWERS).await;
}

#[tokio::test]
async fn grouping_sets_take_columns() {
    fails(FAILURES).await;
}
