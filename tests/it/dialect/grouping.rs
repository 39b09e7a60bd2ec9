//! GROUPING SETS, CUBE and ROLLUP. The rows are worked out from Trino's "SELECT", "Complex grouping operations".

use super::{answers, fails};

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
];

const FAILURES: &[(&str, &str)] = &[
    (
        "SELECT count(*) FROM (VALUES (1)) t(a) GROUP BY ROLLUP (a + 1)",
        "GROUP BY expression must be a column reference: a + 1",
    ),
    ("SELECT a + 1 AS b FROM (VALUES (1)) t(a) GROUP BY CUBE (b)", "`b` is an alias"),
];

#[tokio::test]
async fn each_grouping_set_has_its_rows() {
    answers(ANSWERS).await;
}

#[tokio::test]
async fn grouping_sets_take_columns() {
    fails(FAILURES).await;
}
