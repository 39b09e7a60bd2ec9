//! What names mean in GROUP BY, HAVING and ORDER BY, groups of all kinds, and frames without rows. The rows are those of Trino 435.

use super::{answers, fails};

const NAMES: &[(&str, &str)] = &[
    // Two columns of one name, which nobody reads.
    ("SELECT count(*) FROM (SELECT 1 AS a, 2 AS a) q", "1"),
    ("SELECT q.b FROM (SELECT 1 AS a, 2 AS a, 3 AS b) q", "3"),
    ("SELECT count(*) FROM (SELECT * FROM (VALUES 1, 2) n(k) JOIN (VALUES 2, 3) m(k) ON n.k = m.k LIMIT 5) q", "1"),
    ("SELECT n.k FROM (VALUES 1, 2) n(k) JOIN (VALUES 2, 3) m(k) ON NOT NOT n.k = m.k AND NOT NOT NOT n.k > 5", "2"),
    ("SELECT a FROM (VALUES 1, 2) t(a) ORDER BY a LIMIT 0", ""),
    ("SELECT count(*) FROM (SELECT a FROM (VALUES 1, 2) t(a) ORDER BY a LIMIT 0) q", "0"),
    ("SELECT a FROM (VALUES 1, 2) t(a) ORDER BY a OFFSET 1 LIMIT 0", ""),
    ("SELECT sum(a) FROM (VALUES (1, 2)) t(a, b) GROUP BY b, b", "1"),
    ("SELECT max(a) OVER (GROUPS CURRENT ROW) FROM (VALUES 1, 2) t(a)", "2\n2"),
    ("SELECT a FROM (VALUES 1) t(a) ORDER BY 1.5", "1"),
    ("SELECT row_number(*) OVER (ORDER BY x) FROM (VALUES (1, 2)) t(x, y)", "1"),
    ("SELECT a + 1 FROM (VALUES 1) t(a) GROUP BY t.a + 1", "2"),
    ("SELECT x FROM (VALUES 3) t(x) WHERE x IN (3, 5 / 0)", "3"),
    ("SELECT -(a+1) AS a, a+1 FROM (VALUES (1),(2)) t(a) GROUP BY a+1 ORDER BY a+1", "-3|3\n-2|2"),
    ("SELECT -a AS a FROM (VALUES 1, 2) t(a) ORDER BY a + 1", "-2\n-1"),
    ("SELECT -a AS a FROM (VALUES 1, 2) t(a) ORDER BY -a", "-1\n-2"),
    ("SELECT -a AS a FROM (VALUES 1, 2) t(a) ORDER BY t.a", "-1\n-2"),
    ("SELECT -a AS a FROM (VALUES 1, 2) t(a) ORDER BY t.a + 0, a", "-1\n-2"),
    ("SELECT a * -2 AS a FROM (VALUES (1),(2)) t(a) ORDER BY t.a", "-2\n-4"),
    ("SELECT -a AS a FROM (VALUES (1),(2)) t(a) ORDER BY sum(a) OVER (ORDER BY a)", "-1\n-2"),
    ("SELECT -a AS a FROM (VALUES (1),(2), (3)) t(a) ORDER BY row_number() OVER (ORDER BY a DESC)", "-1\n-2\n-3"),
    ("SELECT a FROM (VALUES (1),(2)) t(a) ORDER BY sum(a) OVER (ORDER BY a DESC)", "2\n1"),
    ("SELECT b AS a FROM (VALUES (1, 5),(2, 4)) t(a, b) ORDER BY a", "4\n5"),
    ("SELECT b AS a FROM (VALUES (1, 5),(2, 4)) t(a, b) ORDER BY a + b", "4\n5"),
    ("SELECT b AS a, a AS b FROM (VALUES (1, 5),(2, 4)) t(a, b) ORDER BY a", "4|2\n5|1"),
    ("SELECT a AS b FROM (VALUES (1, 5),(2, 4)) t(a, b) ORDER BY b", "1\n2"),
    ("SELECT sum(b) AS b FROM (VALUES (1, 5),(2, 4)) t(a, b) GROUP BY a ORDER BY b", "4\n5"),
    ("SELECT -a AS a, sum(b) FROM (VALUES (1, 5),(2, 4)) t(a, b) GROUP BY a ORDER BY a", "-2|4\n-1|5"),
    ("SELECT -a AS a, sum(b) FROM (VALUES (1, 5),(2, 4)) t(a, b) GROUP BY t.a ORDER BY t.a", "-1|5\n-2|4"),
    ("SELECT DISTINCT a + b FROM (VALUES (1,2), (0, 1), (1, 2)) t(a,b) ORDER BY a + b", "1\n3"),
    ("SELECT DISTINCT a + b AS c FROM (VALUES (1,2), (0, 1), (1, 2)) t(a,b) ORDER BY a + b", "1\n3"),
    ("SELECT DISTINCT a + b AS c FROM (VALUES (1,2), (0, 1), (1, 2)) t(a,b) ORDER BY c", "1\n3"),
    ("SELECT DISTINCT a + b AS a FROM (VALUES (1,2), (0, 1), (1, 2)) t(a,b) ORDER BY a", "1\n3"),
    ("SELECT DISTINCT a FROM (VALUES (1,2), (0, 1), (1, 2)) t(a,b) ORDER BY t.a", "0\n1"),
    ("SELECT DISTINCT t.a FROM (VALUES (1,2), (0, 1), (1, 2)) t(a,b) ORDER BY a", "0\n1"),
    ("SELECT DISTINCT sum(b) FROM (VALUES (1,2), (0, 1), (1, 2)) t(a,b) GROUP BY a ORDER BY sum(b)", "1\n4"),
    ("SELECT DISTINCT upper(x) FROM (VALUES 'a', 'b') t(x) ORDER BY upper(x) DESC", "B\nA"),
    ("SELECT a FROM (SELECT -a AS a FROM (VALUES 1, 2, 3) t(a) ORDER BY a LIMIT 2) u ORDER BY a DESC", "-2\n-3"),
    (
        "SELECT array_agg(a ORDER BY a) FROM (SELECT -a AS a FROM (VALUES 1, 2, 3) t(a) ORDER BY t.a LIMIT 2) u",
        "[-2, -1]",
    ),
    ("WITH w AS (SELECT -a AS a FROM (VALUES 1, 2, 3) t(a) ORDER BY a FETCH FIRST 1 ROW ONLY) SELECT a FROM w", "-3"),
    ("SELECT -a AS a FROM (VALUES 1, 2, 2, 3) t(a) ORDER BY a DESC FETCH FIRST 2 ROWS WITH TIES", "-1\n-2\n-2"),
    ("SELECT a AS \"x y\", -a AS a FROM (VALUES 1, 2) t(a) ORDER BY \"x y\" DESC", "2|-2\n1|-1"),
    ("SELECT a FROM (VALUES (1, 2), (2, 1)) t(a, b) GROUP BY a ORDER BY sum(b)", "2\n1"),
    ("SELECT a AS x, count(*) FROM (VALUES 1, 2) t(a) GROUP BY a ORDER BY x + 1", "1|1\n2|1"),
    ("SELECT a AS x, count(*) AS n FROM (VALUES 1, 2, 2) t(a) GROUP BY a ORDER BY n + x", "1|1\n2|2"),
    ("SELECT a AS a FROM (VALUES 2, 1) t(a) ORDER BY a", "1\n2"),
    ("SELECT t.a AS a FROM (VALUES 2, 1) t(a) ORDER BY a", "1\n2"),
    ("SELECT a b, b a FROM (VALUES (1, 2), (2, 1)) t(a, b) ORDER BY a, b", "2|1\n1|2"),
    ("SELECT 'x' AS a, count(*) FROM (VALUES 1, 2) t(a) GROUP BY a ORDER BY a", "x|1\nx|1"),
    (
        "SELECT CASE WHEN a > 1 THEN 1 ELSE 0 END AS a, count(*) FROM (VALUES 1, 2, 3) t(a) GROUP BY CASE WHEN a > 1 \
         THEN 1 ELSE 0 END ORDER BY a",
        "0|1\n1|2",
    ),
    ("SELECT substr(x, 1, 1) AS x, count(*) FROM (VALUES 'ab', 'ac') t(x) GROUP BY 1 ORDER BY x", "a|2"),
    (
        "SELECT substr(x, 1, 1) AS x, count(*) AS n FROM (VALUES 'ab', 'ac', 'b') t(x) GROUP BY 1 HAVING count(*) > 1 \
         ORDER BY n DESC, x",
        "a|2",
    ),
    ("SELECT -a AS a, row_number() OVER (ORDER BY a) AS r FROM (VALUES 1, 2) t(a) ORDER BY r", "-1|1\n-2|2"),
    ("SELECT t.a, t.a + 1 AS a FROM (VALUES 1) t(a)", "1|2"),
    ("SELECT sum(a) AS a, b FROM (VALUES (1, 2), (2, 2)) t(a, b) GROUP BY b HAVING sum(a) > 1 ORDER BY a", "3|2"),
    ("SELECT a FROM (VALUES 1, 2) t(a) UNION SELECT 3 ORDER BY a", "1\n2\n3"),
    ("SELECT -a AS a FROM (VALUES 1, 2) t(a) UNION SELECT 3 ORDER BY a", "-2\n-1\n3"),
    ("SELECT a AS x FROM (VALUES 1, 2) t(a) GROUP BY GROUPING SETS ((a), ()) ORDER BY x", "1\n2\nNULL"),
    ("SELECT grouping(a) AS a, count(*) FROM (VALUES 1, 2) t(a) GROUP BY ROLLUP (a) ORDER BY a, 2", "0|1\n0|1\n1|2"),
];

const GROUPS: &[(&str, &str)] = &[
    ("SELECT upper(x) AS x FROM (VALUES 'a', 'A', 'b') t(x) GROUP BY x HAVING x = 'a'", "A"),
    ("SELECT max(x) AS x FROM (VALUES 'a', 'A', 'b') t(x) HAVING max(x) = 'b'", "b"),
    ("SELECT 'x' FROM (VALUES (1)) t(a) HAVING true", "x"),
    ("SELECT 'x' FROM (VALUES (1)) t(a) HAVING false", ""),
    ("SELECT 1 FROM (VALUES 1, 2) t(a) HAVING count(*) > 1", "1"),
    ("SELECT 1 HAVING true", "1"),
    ("SELECT 5 FROM (VALUES 1, 2) t(a) HAVING 1 = 2", ""),
    (
        "SELECT a, b, count(*) FROM (VALUES (1, 2), (1, 3)) t(a, b) GROUP BY ROLLUP (a, (a, b)) ORDER BY 1, 2, 3",
        "1|2|1\n1|3|1\n1|NULL|2\nNULL|NULL|2",
    ),
    (
        "SELECT a, b, count(*) FROM (VALUES (1, 2), (1, 3)) t(a, b) GROUP BY ROLLUP ((a, b)) ORDER BY 1, 2, 3",
        "1|2|1\n1|3|1\nNULL|NULL|2",
    ),
    (
        "SELECT a, b, count(*) FROM (VALUES (1, 2), (1, 3)) t(a, b) GROUP BY CUBE ((a, b), b) ORDER BY 1, 2, 3",
        "1|2|1\n1|2|1\n1|3|1\n1|3|1\nNULL|2|1\nNULL|3|1\nNULL|NULL|2",
    ),
    (
        "SELECT a, b, count(*) FROM (VALUES (1, 2), (1, 3)) t(a, b) GROUP BY DISTINCT ROLLUP (a, b), ROLLUP (a, b) \
         ORDER BY 1, 2, 3",
        "1|2|1\n1|3|1\n1|NULL|2\nNULL|NULL|2",
    ),
    ("SELECT a, count(*) FROM (VALUES 1, 1, 2) t(a) GROUP BY DISTINCT GROUPING SETS ((a), (a)) ORDER BY 1", "1|2\n2|1"),
    (
        "SELECT a, count(*) FROM (VALUES 1, 1, 2) t(a) GROUP BY ALL GROUPING SETS ((a), (a)) ORDER BY 1",
        "1|2\n1|2\n2|1\n2|1",
    ),
    ("SELECT a, count(*) FROM (VALUES 1, 1, 2) t(a) GROUP BY ALL a ORDER BY 1", "1|2\n2|1"),
    ("SELECT a, count(*) FROM (VALUES 1, 1, 2) t(a) GROUP BY DISTINCT a ORDER BY 1", "1|2\n2|1"),
    ("SELECT count(*) FROM (VALUES 1, 1, 2) t(a) GROUP BY ()", "3"),
    ("SELECT count(*) FROM (VALUES 1) t(a) WHERE false GROUP BY ()", "0"),
    ("SELECT 1 FROM (VALUES 1, 2) t(a) GROUP BY ()", "1"),
    ("SELECT a, count(*) FROM (VALUES 1, 1, 2) t(a) GROUP BY a, () ORDER BY 1", "1|2\n2|1"),
    ("SELECT a, count(*) FROM (VALUES 1, 1, 2) t(a) GROUP BY GROUPING SETS ((), (a)) ORDER BY 1", "1|2\n2|1\nNULL|3"),
    ("SELECT a, b, count(*) FROM (VALUES (1, 2), (1, 3)) t(a, b) GROUP BY (a, b) ORDER BY 1, 2", "1|2|1\n1|3|1"),
    ("SELECT a, b, count(*) FROM (VALUES (1, 2), (1, 3)) t(a, b) GROUP BY a, (b) ORDER BY 1, 2", "1|2|1\n1|3|1"),
];

const FRAMES: &[(&str, &str)] = &[
    ("SELECT count() OVER () FROM (VALUES 1, 2) t(a)", "2\n2"),
    ("SELECT count() FROM (VALUES 1, 2) t(a)", "2"),
    ("SELECT count() FILTER (WHERE a > 1) FROM (VALUES 1, 2) t(a)", "1"),
    ("SELECT a, count() OVER (ORDER BY a) FROM (VALUES 1, 2) t(a) ORDER BY 1", "1|1\n2|2"),
    (
        "SELECT a, sum(a) OVER (ORDER BY a ROWS BETWEEN 1 PRECEDING AND 10 PRECEDING), count(*) OVER (ORDER BY a ROWS \
         BETWEEN 1 PRECEDING AND 10 PRECEDING), array_agg(a) OVER (ORDER BY a ROWS BETWEEN 10 FOLLOWING AND 2 \
         FOLLOWING) FROM (VALUES 1, 2, 3) t(a) ORDER BY 1",
        "1|NULL|0|NULL\n2|NULL|0|NULL\n3|NULL|0|NULL",
    ),
    (
        "SELECT a, first_value(a) OVER (ORDER BY a ROWS BETWEEN 1 PRECEDING AND 2 PRECEDING) FROM (VALUES 1, 2, 3) t(a) \
         ORDER BY 1",
        "1|NULL\n2|NULL\n3|NULL",
    ),
    (
        "SELECT a, row_number() OVER (ORDER BY a ROWS BETWEEN 1 PRECEDING AND 2 PRECEDING), count(a) OVER (ORDER BY a \
         ROWS BETWEEN 1 PRECEDING AND 2 PRECEDING) FROM (VALUES 1, 2, 3) t(a) ORDER BY 1",
        "1|1|0\n2|2|0\n3|3|0",
    ),
];

const FAILURES: &[(&str, &str)] = &[
    ("SELECT a, a FROM (VALUES 2, 1) t(a) ORDER BY a", "AMBIGUOUS_NAME"),
    ("SELECT a, t.a FROM (VALUES 2, 1) t(a) ORDER BY a", "AMBIGUOUS_NAME"),
    ("SELECT a, -a AS a FROM (VALUES 2, 1) t(a) ORDER BY a", "AMBIGUOUS_NAME"),
    ("SELECT a, -a AS a FROM (VALUES 2, 1) t(a) ORDER BY a + 1", "AMBIGUOUS_NAME"),
    ("SELECT sum(b) AS b FROM (VALUES (1, 5),(2, 4)) t(a, b) GROUP BY a ORDER BY sum(b)", "COLUMN_NOT_FOUND: Invalid"),
    ("SELECT -sum(b) AS c FROM (VALUES (1, 5),(2, 4)) t(a, b) GROUP BY a ORDER BY sum(c)", "COLUMN_NOT_FOUND: Invalid"),
    (
        "SELECT DISTINCT a + b AS c FROM (VALUES (1,2), (0, 1), (1, 2)) t(a,b) ORDER BY c + 1",
        "For SELECT DISTINCT, ORDER BY expressions",
    ),
    (
        "SELECT DISTINCT a FROM (VALUES (1,2), (0, 1), (1, 2)) t(a,b) ORDER BY b",
        "For SELECT DISTINCT, ORDER BY expressions",
    ),
    (
        "SELECT a, max(b) FROM (VALUES (1, 2), (2, 1)) t(a, b) GROUP BY a ORDER BY max(a) DESC",
        "COLUMN_NOT_FOUND: Invalid",
    ),
    (
        "SELECT a, max(b) AS b FROM (VALUES (1, 2), (2, 1)) t(a, b) GROUP BY a ORDER BY max(a) DESC",
        "COLUMN_NOT_FOUND: Invalid",
    ),
    ("SELECT sum(a) AS a, b FROM (VALUES (1, 2), (2, 2)) t(a, b) GROUP BY b HAVING a > 1", "EXPRESSION_NOT_AGGREGATE"),
    ("SELECT max(x) AS m FROM (VALUES 'a', 'A', 'b') t(x) HAVING m = 'b'", "does not exist"),
    ("SELECT a FROM (VALUES 1) t(a) HAVING true", "EXPRESSION_NOT_AGGREGATE"),
];

#[tokio::test]
async fn order_by_means_the_select_list_first_and_group_by_never() {
    answers(NAMES).await;
}

#[tokio::test]
async fn groups_are_columns_sets_of_columns_or_all_rows() {
    answers(GROUPS).await;
}

#[tokio::test]
async fn a_frame_that_ends_before_it_begins_is_empty() {
    answers(FRAMES).await;
}

#[tokio::test]
async fn names_that_mean_nothing_or_two_things_fail() {
    fails(FAILURES).await;
}
