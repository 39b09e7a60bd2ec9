//! What an optimizer may not conclude: from constants, from NULLs, and from the first branch's type. DataFusion's own rules did, and rows came
//! in another order, too many or too few, without an error. The rows are Trino's.

use super::{answers, refused};

/// What is the same in every row of the padded side is NULL in the padding.
const OUTER_JOINS: &[(&str, &str)] = &[
    (
        "SELECT a.x, b.s FROM (VALUES (1), (2), (3)) AS a(x) LEFT JOIN (VALUES (2, 'p'), (3, 'q')) AS b(x, s) ON a.x = b.x AND b.s = 'p' \
         ORDER BY b.s, a.x LIMIT 1",
        "2|p",
    ),
    (
        "SELECT a.x, row_number() OVER (PARTITION BY b.s ORDER BY a.x) FROM (VALUES (1), (2), (3)) AS a(x) LEFT JOIN (VALUES (2, 'p'), \
         (3, 'q')) AS b(x, s) ON a.x = b.x AND b.s = 'p' ORDER BY 1",
        "1|1\n2|1\n3|2",
    ),
    (
        "SELECT array_agg(a.x ORDER BY b.t, a.x) FROM (VALUES (1), (2), (3)) AS a(x) LEFT JOIN (SELECT x, 't' AS t FROM (VALUES (2)) AS \
         v(x)) AS b ON a.x = b.x",
        "[2, 1, 3]",
    ),
    (
        "SELECT a.x, b.s FROM (SELECT x, 'p' AS s FROM (VALUES (2), (3)) AS v(x)) AS b RIGHT JOIN (VALUES (1), (2), (3)) AS a(x) ON a.x \
         = b.x ORDER BY b.s NULLS FIRST, a.x DESC",
        "1|NULL\n3|p\n2|p",
    ),
    (
        "SELECT a.x, b.x FROM (SELECT x FROM (VALUES (1), (2)) AS v(x) WHERE x = 1) AS a FULL JOIN (SELECT x FROM (VALUES (2), (3)) AS \
         v(x) WHERE x = 3) AS b ON a.x = b.x ORDER BY a.x, b.x",
        "1|NULL\nNULL|3",
    ),
    (
        "SELECT a.x, b.x, b.s FROM (VALUES (1), (2), (3)) AS a(x) LEFT JOIN (VALUES (1, 'p'), (2, 'q')) AS b(x, s) ON a.x = b.x AND b.x \
         = 1 ORDER BY b.x DESC NULLS LAST, a.x DESC LIMIT 2",
        "1|1|p\n3|NULL|NULL",
    ),
    (
        "SELECT s, max(x) FROM (SELECT a.x, b.s FROM (VALUES (1), (2), (3)) AS a(x) LEFT JOIN (VALUES (2, 'p')) AS b(x, s) ON a.x = b.x \
         AND b.s = 'p') GROUP BY s ORDER BY s",
        "p|2\nNULL|3",
    ),
];

/// A key that is the same in every row is NULL in the sets without it.
const GROUPING: &[(&str, &str)] = &[
    (
        "SELECT b, u, count(*) AS n FROM (VALUES ('r1', 'al'), ('r1', 'bo'), ('r2', 'cy')) AS t(b, u) WHERE b = 'r1' GROUP BY GROUPING \
         SETS ((u), (b)) ORDER BY b, u LIMIT 1",
        "r1|NULL|2",
    ),
    ("SELECT id FROM (SELECT 'x' AS id UNION ALL SELECT 'x') GROUP BY ROLLUP (id) ORDER BY id", "x\nNULL"),
    (
        "SELECT b, u, count(*) FROM (VALUES ('r1', 'al'), ('r1', 'bo')) AS t(b, u) WHERE b = 'r1' GROUP BY CUBE (b, u) ORDER BY b NULLS \
         FIRST, u NULLS FIRST",
        "NULL|NULL|2\nNULL|al|1\nNULL|bo|1\nr1|NULL|2\nr1|al|1\nr1|bo|1",
    ),
    (
        "SELECT k, n, row_number() OVER (PARTITION BY k ORDER BY n) FROM (SELECT k, count(*) AS n FROM (SELECT 1 AS k, x FROM (VALUES \
         (1), (2)) AS v(x)) AS t GROUP BY GROUPING SETS ((k), (x), ())) ORDER BY 1, 2, 3",
        "1|2|1\nNULL|1|1\nNULL|1|2\nNULL|2|3",
    ),
    (
        "SELECT DISTINCT k FROM (SELECT k, x FROM (SELECT 1 AS k, x FROM (VALUES (1), (2)) AS v(x)) AS t GROUP BY ROLLUP (k, x)) ORDER \
         BY k",
        "1\nNULL",
    ),
    (
        "SELECT a, b, sum(c) FROM (VALUES (1, 1, 5), (1, 2, 6)) AS t(a, b, c) WHERE a = 1 AND b = 2 GROUP BY ROLLUP (a, b) ORDER BY a \
         DESC, b DESC LIMIT 2",
        "1|2|6\n1|NULL|6",
    ),
];

/// An IN list that misses and has a NULL is NULL, and so is its NOT.
const IN_LISTS: &[(&str, &str)] = &[
    ("SELECT x FROM (VALUES ('a'), ('b'), (NULL)) AS t(x) WHERE x IN ('a', 'b') AND x NOT IN ('b', NULL)", ""),
    ("SELECT x FROM (VALUES ('a'), ('b'), (NULL)) AS t(x) WHERE x NOT IN ('a') OR x NOT IN ('b')", "a\nb"),
    ("SELECT x FROM (VALUES (1), (2), (3), (4), (NULL)) AS t(x) WHERE NOT (x IN (1, NULL) AND x IN (2, 3))", "1\n4"),
    (
        "SELECT x, x IN (1, NULL) AND x IN (1, 2) FROM (VALUES (1), (2), (3), (NULL)) AS t(x) ORDER BY x",
        "1|true\n2|NULL\n3|false\nNULL|NULL",
    ),
    (
        "SELECT x, x IN (1, NULL) OR x NOT IN (1) FROM (VALUES (1), (2), (NULL)) AS t(x) ORDER BY x",
        "1|true\n2|true\nNULL|NULL",
    ),
    (
        "SELECT x, x NOT IN (1, NULL) AND x NOT IN (2) FROM (VALUES (1), (2), (3), (NULL)) AS t(x) ORDER BY x",
        "1|false\n2|false\n3|NULL\nNULL|NULL",
    ),
    ("SELECT x FROM (VALUES (1), (2), (NULL)) AS t(x) WHERE (x = 1 OR x = 2 OR x = NULL) AND NOT (x IN (2, NULL))", ""),
    ("SELECT count(*) FROM (VALUES (1), (2), (NULL)) AS t(x) WHERE x NOT IN (1) OR x IN (1)", "2"),
];

/// An aggregation without groups has a row even of no rows, which HAVING still filters.
const HAVING: &[(&str, &str)] = &[
    ("SELECT count(*) FROM (VALUES (1)) AS t(x) WHERE x = 2 HAVING 1 = 2", ""),
    ("SELECT count(*) FROM (VALUES (1)) AS t(x) WHERE x = 2 GROUP BY ROLLUP (x) HAVING 1 = 2", ""),
    // A condition of a join goes to both sides, and there meets another filter above the aggregation.
    (
        "SELECT n, y FROM (SELECT x, count(*) AS n FROM (VALUES 1) AS t(x) WHERE x > 5 GROUP BY GROUPING SETS ((x), ()) HAVING x IS \
         DISTINCT FROM 0) AS r JOIN (VALUES 2) AS u(y) ON NOT (BIGINT '1' = BIGINT '1')",
        "",
    ),
    (
        "SELECT n FROM (SELECT count(*) AS n FROM (VALUES 1) AS t(x) WHERE x > 5 HAVING count(*) >= 0) AS r CROSS JOIN (VALUES 2) AS \
         u(y) WHERE 1 = 2",
        "",
    ),
    (
        "SELECT n FROM (SELECT n FROM (SELECT count(*) AS n FROM (VALUES 1) AS t(x) WHERE x > 5 HAVING count(*) >= 0) AS q WHERE n < 9) AS \
         r WHERE n IS NOT NULL AND 1 = 2",
        "",
    ),
    (
        "SELECT n, y FROM (SELECT count(*) AS n, 1 AS one FROM (VALUES 1) AS t(x) WHERE x > 5 HAVING count(*) >= 0) AS r JOIN (VALUES 2) AS \
         u(y) ON one = 2",
        "",
    ),
    (
        "SELECT n, y FROM (SELECT count(*) AS n FROM (VALUES 1) AS t(x) WHERE x > 5 HAVING count(*) >= 0) AS r JOIN (VALUES 2) AS u(y) ON \
         1 = 1 WHERE 2 = 2",
        "0|2",
    ),
    ("SELECT n FROM (SELECT 1 AS one, count(*) AS n FROM (VALUES (1)) AS t(x) WHERE x = 2) WHERE one = 2", ""),
    ("SELECT count(*), 'all' FROM (VALUES (1)) AS t(x) WHERE x = 2 HAVING 1 = 1", "0|all"),
    ("SELECT k FROM (SELECT 'k' AS k, max(x) AS m FROM (VALUES (1)) AS t(x)) WHERE k IN ('j', NULL)", ""),
    (
        "SELECT n FROM (SELECT count(*) AS n, CAST(NULL AS integer) AS nothing FROM (VALUES (1)) AS t(x) WHERE x > 1) WHERE nothing IS \
         NOT NULL",
        "",
    ),
];

/// NOT IN a query, whichever join it becomes.
const NOT_IN: &[(&str, &str)] = &[
    ("SELECT x FROM (VALUES (1), (NULL)) AS t(x) WHERE 5 NOT IN (SELECT y FROM (VALUES (1), (NULL)) AS u(y))", ""),
    (
        "SELECT x FROM (VALUES (1), (NULL)) AS t(x) WHERE 5 NOT IN (SELECT y FROM (VALUES (1), (2)) AS u(y)) ORDER BY x",
        "1\nNULL",
    ),
    (
        "SELECT x FROM (VALUES (1), (NULL)) AS t(x) WHERE CAST(NULL AS integer) NOT IN (SELECT y FROM (VALUES (1)) AS u(y) WHERE y > 5) \
         ORDER BY x",
        "1\nNULL",
    ),
    ("SELECT x FROM (VALUES (1), (3), (NULL)) AS t(x) WHERE x NOT IN (SELECT y FROM (VALUES (1), (NULL)) AS u(y))", ""),
    ("SELECT x FROM (VALUES (1), (3), (NULL)) AS t(x) WHERE x NOT IN (SELECT y FROM (VALUES (1), (2)) AS u(y))", "3"),
    (
        "SELECT x FROM (VALUES (1), (3), (NULL)) AS t(x) WHERE x NOT IN (SELECT y FROM (VALUES (1), (2)) AS u(y) WHERE y > 5) ORDER BY x",
        "1\n3\nNULL",
    ),
];

/// NaN is the smallest with NULLS FIRST and the largest with NULLS LAST; DESC turns that round.
const NAN: &[(&str, &str)] = &[
    (
        "SELECT x FROM (VALUES (1e0), (nan()), (NULL), (-infinity())) AS t(x) ORDER BY x NULLS FIRST",
        "NULL\nNaN\n-Infinity\n1.0",
    ),
    (
        "SELECT x FROM (VALUES (1e0), (nan()), (NULL), (infinity())) AS t(x) ORDER BY x DESC NULLS FIRST",
        "NULL\nInfinity\n1.0\nNaN",
    ),
    ("SELECT x FROM (VALUES (1e0), (nan()), (NULL), (infinity())) AS t(x) ORDER BY x", "1.0\nInfinity\nNaN\nNULL"),
    ("SELECT x FROM (VALUES (1e0), (nan()), (NULL), (infinity())) AS t(x) ORDER BY x DESC", "NaN\nInfinity\n1.0\nNULL"),
    (
        "SELECT array_agg(x ORDER BY x NULLS FIRST), array_agg(x ORDER BY x DESC) FROM (VALUES (1e0), (nan()), (-1e0)) AS t(x)",
        "[NaN, -1.0, 1.0]|[NaN, 1.0, -1.0]",
    ),
    (
        "SELECT x, rank() OVER (ORDER BY x NULLS FIRST) FROM (VALUES (REAL '1'), (CAST(nan() AS real)), (CAST(nan() AS real)), (REAL \
         '-1')) AS t(x) ORDER BY 2, 1",
        "NaN|1\nNaN|1\n-1.0|3\n1.0|4",
    ),
    (
        "SELECT x, first_value(x) OVER (ORDER BY x DESC NULLS FIRST) FROM (VALUES (1e0), (nan()), (-0.5e0)) AS t(x) ORDER BY x LIMIT 1",
        "-0.5|1.0",
    ),
];

/// What a branch of other type makes of a column is known before it is used.
const TYPES: &[(&str, &str)] = &[
    ("SELECT x + x FROM (SELECT 3 AS x UNION ALL SELECT 1.5e0) ORDER BY 1", "3.0\n6.0"),
    ("WITH u AS (SELECT 3 AS x UNION SELECT 1.5e0) SELECT x - 1, -x FROM u ORDER BY 1", "0.5|-1.5\n2.0|-3.0"),
    ("SELECT x * x FROM (SELECT 100000 AS x INTERSECT SELECT BIGINT '100000')", "10000000000"),
    ("SELECT x + x FROM (SELECT 1 AS x EXCEPT SELECT 2e0)", "2.0"),
    (
        "SELECT x % 2 FROM (SELECT CASE y WHEN true THEN 1 WHEN false THEN 2.5e0 END AS x FROM (VALUES (true), (false)) AS t(y)) ORDER \
         BY 1",
        "0.5\n1.0",
    ),
    (
        "SELECT x * 2 FROM (SELECT CASE WHEN y THEN 2000000000 ELSE BIGINT '1' END AS x FROM (VALUES (true), (false)) AS t(y)) ORDER BY 1",
        "2\n4000000000",
    ),
    ("SELECT x + 1 FROM (SELECT coalesce(y, 2.5e0) AS x FROM (VALUES (1), (NULL)) AS t(y)) ORDER BY 1", "2.0\n3.5"),
    ("SELECT x || '!' FROM (SELECT 'a' AS x UNION ALL SELECT NULL) ORDER BY 1", "a!\nNULL"),
];

#[tokio::test]
async fn what_is_constant_before_an_outer_join_is_not_after_it() {
    answers(OUTER_JOINS).await;
}

#[tokio::test]
async fn what_is_constant_before_grouping_sets_is_not_after_them() {
    answers(GROUPING).await;
}

#[tokio::test]
async fn lists_with_null_keep_their_three_values() {
    answers(IN_LISTS).await;
}

#[tokio::test]
async fn a_condition_without_columns_is_not_moved_below_an_aggregation() {
    answers(HAVING).await;
}

#[tokio::test]
async fn not_in_of_a_query_is_never_true_beside_null() {
    answers(NOT_IN).await;
}

#[tokio::test]
async fn nan_is_first_or_last_as_the_nulls_are() {
    answers(NAN).await;
}

#[tokio::test]
async fn a_subquery_has_the_types_of_all_its_branches() {
    answers(TYPES).await;
}

/// What a chain of calls would take ages to plan, since each argument is read twice.
#[tokio::test]
async fn coalesce_inside_coalesce_is_one_or_is_refused_where_it_is_too_deep() {
    let nested = |depth: usize, around: &str| {
        (0..depth).fold("x".to_owned(), |inner, n| format!("{around}(coalesce({inner}, {n}))"))
    };
    let query = |value: &str| format!("SELECT {value} FROM (VALUES (-1), (NULL)) AS t(x) ORDER BY 1");
    answers(&[(&query(&nested(30, "")), "-1\n0"), (&query(&nested(5, "abs")), "0\n1")]).await;
    refused(&[(&query(&nested(30, "abs")), "coalesce nested more than 6 deep (compute the inner ones in a subquery)")])
        .await;
}
