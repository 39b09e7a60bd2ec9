//! LATERAL, and UNNEST of outer columns. The rows are those of Trino 435.

use super::{answers, fails, fails_here, refused};

const LATERAL: &[(&str, &str)] = &[
    ("SELECT * FROM (VALUES 1, 2) t(a), LATERAL (SELECT 1 WHERE false)", ""),
    ("SELECT * FROM (VALUES 1, 2) t(a), LATERAL (SELECT a + 1 AS b) ORDER BY 1, 2", "1|2\n2|3"),
    ("SELECT * FROM (VALUES 1, 2) t(a) CROSS JOIN LATERAL (SELECT a + 1 AS b) ORDER BY 1, 2", "1|2\n2|3"),
    (
        "SELECT * FROM (VALUES 1, 2) t(a) LEFT JOIN LATERAL (SELECT b FROM (VALUES 2, 2, 3) u(b) WHERE b = a) v ON true \
         ORDER BY 1, 2",
        "1|NULL\n2|2\n2|2",
    ),
    (
        "SELECT * FROM (VALUES 1, 2) t(a) JOIN LATERAL (SELECT b FROM (VALUES 2, 2, 3) u(b) WHERE b = a) v ON true",
        "2|2\n2|2",
    ),
    (
        "SELECT * FROM (VALUES 1, 2) t(a) JOIN LATERAL (SELECT b FROM (VALUES 2, 2, 3) u(b) WHERE b >= a) v ON v.b = 3 \
         ORDER BY 1, 2",
        "1|3\n2|3",
    ),
    (
        "SELECT * FROM (VALUES 1, 2) t(a) LEFT JOIN LATERAL (SELECT b FROM (VALUES 2, 2, 3) u(b) WHERE b >= a) v ON v.b \
         = 3 ORDER BY 1, 2",
        "1|3\n2|3",
    ),
    (
        "SELECT * FROM (VALUES 1, 2) t(a), LATERAL (SELECT count(*) AS n, sum(b) AS s FROM (VALUES 1, 2, 3) u(b) WHERE \
         b > a + 1) v ORDER BY 1, 2, 3",
        "1|1|3\n2|0|NULL",
    ),
    (
        "SELECT * FROM (VALUES 1, 2) t(a), LATERAL (SELECT b, count(*) AS n FROM (VALUES 1, 2, 2, 3) u(b) WHERE b > a \
         GROUP BY b) v ORDER BY 1, 2, 3",
        "1|2|2\n1|3|1\n2|3|1",
    ),
    (
        "SELECT * FROM (VALUES 1, 2) t(a), LATERAL (SELECT DISTINCT b FROM (VALUES 1, 2, 2, 3) u(b) WHERE b > a) v ORDER BY 1, 2",
        "1|2\n1|3\n2|3",
    ),
    (
        "SELECT * FROM (VALUES 1, 2) t(a), LATERAL (SELECT a + 1 AS b) u, LATERAL (SELECT a + b AS c) v ORDER BY 1, 2, 3",
        "1|2|3\n2|3|5",
    ),
    ("SELECT * FROM (VALUES 1, 2) t(a), LATERAL (SELECT * FROM LATERAL (SELECT a AS b) u) v ORDER BY 1, 2", "1|1\n2|2"),
    ("SELECT * FROM LATERAL (SELECT 1 AS a)", "1"),
    (
        "SELECT * FROM (VALUES (ARRAY[1, 2]), (ARRAY[])) t(x), LATERAL (SELECT sum(e) AS s FROM UNNEST(x) u(e)) v ORDER BY cardinality(x)",
        "[]|NULL\n[1, 2]|3",
    ),
    (
        "SELECT x, (SELECT sum(e) FROM UNNEST(x) u(e)) FROM (VALUES (ARRAY[1, 2]), (ARRAY[]), (NULL)) t(x) ORDER BY cardinality(x)",
        "[]|NULL\n[1, 2]|3\nNULL|NULL",
    ),
    (
        "SELECT x, (SELECT array_agg(e ORDER BY e DESC) FROM UNNEST(x) u(e)) FROM (VALUES (ARRAY[1, 2]), (ARRAY[3])) \
         t(x) ORDER BY cardinality(x)",
        "[3]|[3]\n[1, 2]|[2, 1]",
    ),
    (
        "SELECT x, (SELECT array_agg(e || '!' ORDER BY o) FROM UNNEST(x) WITH ORDINALITY u(e, o)) FROM (VALUES \
         (ARRAY['a', 'b'])) t(x)",
        "[a, b]|[a!, b!]",
    ),
    (
        "WITH array_construct AS (SELECT ARRAY[1, 2, 3] AS array_actual, '[1,2,3]' AS expected UNION ALL SELECT NULL AS \
         array_actual, '[]' AS expected) SELECT expected, (SELECT count(e) FROM UNNEST(array_actual) q(e)) FROM \
         array_construct ORDER BY 1, 2",
        "[1,2,3]|3\n[]|0",
    ),
    ("SELECT * FROM (VALUES 1) t(a), (VALUES 2) u(b), LATERAL (SELECT a + b AS c) v", "1|2|3"),
    (
        "SELECT * FROM (VALUES 1, 2) t(a) JOIN (VALUES 1, 2) u(b) ON a = b CROSS JOIN LATERAL (SELECT a * b AS c) v \
         ORDER BY 1, 2, 3",
        "1|1|1\n2|2|4",
    ),
    ("SELECT (SELECT c FROM LATERAL (SELECT a * 2 AS c) v) FROM (VALUES 1, 2) t(a) ORDER BY 1", "2\n4"),
];

const FAILURES: &[(&str, &str)] = &[
    ("SELECT * FROM (VALUES 1) t(a), LATERAL (SELECT a AS b UNION ALL SELECT a + 1) v", "NOT_SUPPORTED"),
    ("SELECT * FROM (VALUES 1, 2) t(a) CROSS JOIN LATERAL (VALUES a, a * 10) u(b)", "NOT_SUPPORTED"),
    (
        "SELECT * FROM (VALUES 1, 2) t(a), LATERAL (SELECT b FROM (VALUES 1, 2, 3) u(b) WHERE b >= a ORDER BY b DESC LIMIT 1) v",
        "NOT_SUPPORTED",
    ),
    (
        "SELECT * FROM (VALUES 1, 2) t(a), LATERAL (SELECT b, row_number() OVER (ORDER BY b) AS r FROM (VALUES 2, 3) \
         u(b) WHERE b > a) v",
        "NOT_SUPPORTED",
    ),
    (
        "SELECT x, (SELECT max(e) FROM UNNEST(x) u(e) WHERE e < 2) FROM (VALUES (ARRAY[1, 2]), (NULL)) t(x)",
        "NOT_SUPPORTED",
    ),
    (
        "SELECT x, 2 IN (SELECT e FROM UNNEST(x) u(e)) FROM (VALUES (ARRAY[1, 2]), (ARRAY[3, NULL]), (NULL)) t(x)",
        "NOT_SUPPORTED",
    ),
    (
        "SELECT x FROM (VALUES (ARRAY[1, 2]), (ARRAY[3])) t(x) WHERE EXISTS (SELECT 1 FROM UNNEST(x) u(e) WHERE e = 3)",
        "NOT_SUPPORTED",
    ),
    (
        "SELECT x FROM (VALUES (ARRAY[1, 2]), (ARRAY[3])) t(x) WHERE 2 IN (SELECT e FROM UNNEST(x) u(e))",
        "NOT_SUPPORTED",
    ),
    (
        "SELECT a, c FROM (VALUES 1, 2) t(a), LATERAL (SELECT b AS c FROM (VALUES 1, 2) u(b) WHERE b IN (SELECT a)) v",
        "NOT_SUPPORTED",
    ),
    (
        "SELECT * FROM (VALUES 1, 2) t(a), LATERAL (SELECT a AS x, u.b FROM (VALUES 1, 2) u(b) JOIN (VALUES 2) w(c) ON \
         u.b = w.c WHERE u.b > a) v",
        "NOT_SUPPORTED",
    ),
    (
        "SELECT * FROM (VALUES 1, 2) t(a), LATERAL (SELECT b, c FROM (VALUES 1, 2) u(b) LEFT JOIN (VALUES 2) w(c) ON \
         u.b = w.c AND c = a) v",
        "NOT_SUPPORTED",
    ),
    (
        "SELECT * FROM (VALUES 1, 2) t(a), LATERAL (SELECT b, count(*) FROM (VALUES 1, 2) u(b) WHERE b = a GROUP BY \
         ROLLUP (b)) v",
        "NOT_SUPPORTED",
    ),
];

const REFUSED: &[(&str, &str)] = &[(
    "SELECT * FROM (VALUES 1) t(a) RIGHT JOIN LATERAL (SELECT 1 AS b) v ON true",
    "a RIGHT or FULL join with LATERAL",
)];

#[tokio::test]
async fn a_lateral_subquery_reads_the_relations_before_it() {
    answers(LATERAL).await;
}

#[tokio::test]
async fn what_trino_does_not_take_as_lateral_is_refused() {
    fails(FAILURES).await;
    fails_here(&[(
        "SELECT * FROM (VALUES 1) t(a), LATERAL (SELECT b FROM (VALUES 1) u(b) FETCH FIRST a ROWS ONLY) v",
        "Expected: a concrete value",
    )])
    .await;
    refused(REFUSED).await;
}
