//! Set operations, WITH, VALUES, order and limits. The rows are worked out from Trino's "SELECT" and "VALUES".

use super::{answers, fails, refused};
use crate::support::{ask, empty};

const OPERATIONS: &[(&str, &str)] = &[
    // A sort key may be a call: of an aggregate that is not selected, of a function.
    ("SELECT a FROM (VALUES ('x', 1), ('y', 2)) AS t (a, b) GROUP BY a ORDER BY sum(b) DESC", "y\nx"),
    ("SELECT a FROM (VALUES ('b'), ('A'), ('c')) AS t (a) ORDER BY lower(a) DESC", "c\nb\nA"),
    ("SELECT a FROM (VALUES ('b'), ('A'), ('c')) AS t (a) ORDER BY upper(a) FETCH FIRST 2 ROWS WITH TIES", "A\nb"),
    // INTERSECT binds more closely.
    ("SELECT 1 UNION ALL SELECT 1 INTERSECT SELECT 2", "1"),
    ("(SELECT 1 UNION ALL SELECT 2) INTERSECT SELECT 2", "2"),
    (
        "SELECT a FROM (VALUES (1), (1), (1), (2), (NULL), (NULL)) t(a) INTERSECT ALL \
         SELECT a FROM (VALUES (1), (1), (3), (NULL)) u(a) ORDER BY 1",
        "1\n1\nNULL",
    ),
    (
        "SELECT a FROM (VALUES (1), (1), (1), (2), (NULL), (NULL)) t(a) EXCEPT ALL \
         SELECT a FROM (VALUES (1), (1), (3), (NULL)) u(a) ORDER BY 1",
        "1\n2\nNULL",
    ),
    (
        "SELECT a, b FROM (VALUES (1, 'x'), (1, 'x')) t(a, b) EXCEPT ALL SELECT a, b FROM (VALUES (1, 'x')) t(a, b)",
        "1|x",
    ),
    ("SELECT DISTINCT a FROM (VALUES (1), (1)) t(a) EXCEPT ALL SELECT 1", ""),
    ("SELECT 1 INTERSECT SELECT 1e0", "1.0"),
    ("SELECT 1 EXCEPT SELECT BIGINT '1'", ""),
    ("(SELECT 1 LIMIT 1) UNION ALL (SELECT 2 ORDER BY 1 LIMIT 1) ORDER BY 1 DESC LIMIT 1", "2"),
    ("SELECT 1 EXCEPT SELECT 2 EXCEPT SELECT 1", ""),
    ("SELECT 1 EXCEPT (SELECT 2 EXCEPT SELECT 1)", "1"),
];

const WITH: &[(&str, &str)] = &[
    ("WITH a AS (SELECT 1 x), b AS (SELECT x + 1 AS x FROM a) SELECT * FROM a UNION ALL SELECT * FROM b", "1\n2"),
    (
        "WITH a (k) AS (SELECT 1) SELECT * FROM (WITH b AS (SELECT k + 1 AS k FROM a) SELECT b.k FROM b CROSS JOIN a) q",
        "2",
    ),
    // The nearest WITH counts, and a query in WITH does not see itself.
    ("WITH a AS (SELECT 1 x) SELECT (WITH a AS (SELECT 2 x) SELECT a.x FROM a), a.x FROM a", "2|1"),
    (
        "WITH a AS (SELECT 1 x) SELECT x FROM (WITH a AS (SELECT x + 1 AS x FROM a), b AS (SELECT x * 10 AS x FROM a) SELECT x FROM b) q",
        "20",
    ),
    ("WITH a AS (SELECT 1 x) SELECT a.x, b.x FROM a JOIN a AS b ON a.x = b.x", "1|1"),
    (
        "WITH a AS (WITH c AS (SELECT 5 x) SELECT x FROM c) SELECT x FROM a WHERE x IN (WITH d AS (SELECT 5 y) SELECT y FROM d)",
        "5",
    ),
];

const VALUES: &[(&str, &str)] = &[
    ("SELECT \"n\", \"s\" FROM (VALUES (1, 'a'), (2, 'b')) AS \"t\" (\"n\", \"s\") ORDER BY 1", "1|a\n2|b"),
    ("SELECT a FROM (VALUES (1), (2)) t(a) WHERE a IN (SELECT \"v\" FROM (VALUES (2), (3)) AS \"t\" (\"v\"))", "2"),
    // Unknown is not true: nothing is outside a list with a NULL.
    (
        "SELECT a FROM (VALUES (1), (2)) t(a) WHERE a NOT IN (SELECT \"v\" FROM (VALUES (2), (NULL)) AS \"t\" (\"v\"))",
        "",
    ),
    ("VALUES (1), (2.5), (NULL)", "1.0\n2.5\nNULL"),
    ("SELECT * FROM (VALUES (1, DATE '2020-01-01'), (2, NULL)) t(a, b) ORDER BY b NULLS FIRST", "2|NULL\n1|2020-01-01"),
];

const TIES: &[(&str, &str)] = &[
    ("SELECT a FROM (VALUES (3), (1), (2), (2), (2)) t(a) ORDER BY a FETCH FIRST 2 ROWS WITH TIES", "1\n2\n2\n2"),
    (
        "SELECT a, b FROM (VALUES (3, 1), (1, 2), (2, 3), (2, 4), (2, 5)) t(a, b) ORDER BY a OFFSET 1 ROW FETCH NEXT 1 ROW WITH TIES",
        "2|3\n2|4\n2|5",
    ),
    // What is sorted by need not be selected.
    ("SELECT b FROM (VALUES (3, 1), (1, 2), (2, 3)) t(a, b) ORDER BY a DESC FETCH FIRST ROW WITH TIES", "1"),
    ("SELECT count(*) FROM (SELECT a FROM (VALUES (1), (1), (2)) t(a) ORDER BY a FETCH FIRST 1 ROW WITH TIES) q", "2"),
    (
        "SELECT a, count(*) FROM (VALUES (1), (1), (2)) t(a) GROUP BY a ORDER BY count(*) DESC FETCH FIRST 1 ROW WITH TIES",
        "1|2",
    ),
    ("SELECT a FROM (VALUES (1), (2)) t(a) UNION ALL SELECT 1 ORDER BY 1 FETCH FIRST 1 ROW WITH TIES", "1\n1"),
];

const DISTINCT: &[(&str, &str)] = &[(
    "SELECT 1 IS NOT DISTINCT FROM NULL, NULL IS DISTINCT FROM NULL, 'a' IS DISTINCT FROM 'a', nan() IS DISTINCT FROM nan(), \
     1 IS DISTINCT FROM 1e0",
    "false|false|false|false|false",
)];

const FAILURES: &[(&str, &str)] = &[
    ("SELECT 1 INTERSECT ALL SELECT 'a'", "TYPE_MISMATCH: column 1 of INTERSECT or EXCEPT"),
    ("VALUES (1), ('a')", "TYPE_MISMATCH: a column of VALUES"),
    ("SELECT 1 IS DISTINCT FROM '1'", "TYPE_MISMATCH: IS DISTINCT FROM"),
    ("SELECT a FROM (VALUES (1)) t(a) FETCH FIRST 1 ROW WITH TIES", "MISSING_ORDER_BY"),
    ("SELECT a FROM (VALUES (1)) t(a) ORDER BY a FETCH FIRST 0 ROWS ONLY", "must be positive"),
    ("WITH a AS (SELECT 1 x), a AS (SELECT 2 x) SELECT 1", "DUPLICATE_NAMED_QUERY"),
];

const REFUSED: &[(&str, &str)] = &[
    ("SELECT * FROM t FOR TIMESTAMP AS OF TIMESTAMP '2020-01-01 00:00:00 UTC'", "there are no Iceberg tables)"),
    ("SELECT * FROM t FOR VERSION AS OF 1", "there are no Iceberg tables)"),
    ("SELECT * FROM (VALUES (1)) t(a) TABLESAMPLE BERNOULLI (10)", "TABLESAMPLE"),
];

#[tokio::test]
async fn set_operations_count_copies_as_trino_does() {
    answers(OPERATIONS).await;
}

#[tokio::test]
async fn with_can_stand_in_any_query() {
    answers(WITH).await;
}

#[tokio::test]
async fn values_are_a_relation() {
    answers(VALUES).await;
}

#[tokio::test]
async fn ties_with_the_last_row_are_kept() {
    answers(TIES).await;
}

#[tokio::test]
async fn null_is_distinct_from_values_only() {
    answers(DISTINCT).await;
}

#[tokio::test]
async fn what_trino_refuses_here_is_refused() {
    fails(FAILURES).await;
    refused(REFUSED).await;
}

#[tokio::test]
async fn a_name_in_with_hides_a_view_only_where_it_stands() {
    let (_folder, engine) = empty();
    ask(&engine, "CREATE VIEW v AS SELECT 1 AS a").await.expect("it is made");
    let sql = "SELECT q.x, v.a FROM (WITH v AS (SELECT 5 AS x) SELECT x FROM v) q CROSS JOIN v";
    assert_eq!(ask(&engine, sql).await.expect("it runs"), "5|1");
    assert_eq!(ask(&engine, "WITH v AS (SELECT 2 AS a) SELECT a FROM v").await.expect("it runs"), "2");
    assert_eq!(ask(&engine, "WITH w AS (SELECT a FROM v) SELECT a FROM w").await.expect("it runs"), "1");
}
