//! Subqueries whose truth is used anywhere, and subqueries that read columns of the queries around them. The rows are those of Trino 435,
//! which also refuses the same ones.

use super::{answers, fails, fails_here, refused};

const EVERYWHERE: &[(&str, &str)] = &[
    (
        "SELECT a, a IN (SELECT b FROM (VALUES 1, NULL) u(b)) FROM (VALUES 1, 2, NULL) t(a) ORDER BY 1, 2",
        "1|true\n2|NULL\nNULL|NULL",
    ),
    (
        "SELECT a, a NOT IN (SELECT b FROM (VALUES 1, NULL) u(b)) FROM (VALUES 1, 2, NULL) t(a) ORDER BY 1, 2",
        "1|false\n2|NULL\nNULL|NULL",
    ),
    (
        "SELECT a, a IN (SELECT b FROM (VALUES 1) u(b)), a NOT IN (SELECT b FROM (VALUES 1) u(b)) FROM (VALUES 1, 2, \
         NULL) t(a) ORDER BY 1, 2, 3",
        "1|true|false\n2|false|true\nNULL|NULL|NULL",
    ),
    (
        "SELECT a, a IN (SELECT b FROM (VALUES 1) u(b) WHERE false) FROM (VALUES 1, NULL) t(a) ORDER BY 1, 2",
        "1|false\nNULL|false",
    ),
    (
        "SELECT a, EXISTS (SELECT 1 FROM (VALUES 2) u(b) WHERE b = a) FROM (VALUES 1, 2, NULL) t(a) ORDER BY 1, 2",
        "1|false\n2|true\nNULL|false",
    ),
    (
        "SELECT a, NOT EXISTS (SELECT 1 FROM (VALUES 2) u(b) WHERE b > a) FROM (VALUES 1, 2, NULL) t(a) ORDER BY 1, 2",
        "1|false\n2|true\nNULL|true",
    ),
    ("SELECT EXISTS (SELECT 1), EXISTS (SELECT 1 WHERE false)", "true|false"),
    (
        "SELECT a, a IN (SELECT b FROM (VALUES (1, 1), (2, NULL), (3, 4)) u(k, b) WHERE k = a) FROM (VALUES 1, 2, 3, 4, \
         NULL) t(a) ORDER BY 1, 2",
        "1|true\n2|NULL\n3|false\n4|false\nNULL|false",
    ),
    (
        "SELECT a, a NOT IN (SELECT b FROM (VALUES (1, 1), (2, NULL), (3, 4)) u(k, b) WHERE k = a) FROM (VALUES 1, 2, \
         3, 4, NULL) t(a) ORDER BY 1, 2",
        "1|false\n2|NULL\n3|true\n4|true\nNULL|true",
    ),
    (
        "SELECT a FROM (VALUES 1, 2, 3, 4, NULL) t(a) WHERE a NOT IN (SELECT b FROM (VALUES (1, 1), (2, NULL), (3, 4)) \
         u(k, b) WHERE k = a) ORDER BY 1",
        "3\n4\nNULL",
    ),
    ("SELECT CASE WHEN a IN (SELECT 1) THEN 'x' ELSE 'y' END FROM (VALUES 1, 2) t(a) ORDER BY 1", "x\ny"),
    ("SELECT a FROM (VALUES 1, 2) t(a) ORDER BY a IN (SELECT 1)", "2\n1"),
    ("SELECT a FROM (VALUES 1, 2) t(a) ORDER BY EXISTS (SELECT 1 WHERE t.a = 1) DESC", "1\n2"),
    ("SELECT a FROM (VALUES 1, 2) t(a) ORDER BY (SELECT b FROM (VALUES (1, 5), (2, 4)) u(k, b) WHERE k = a)", "2\n1"),
    ("SELECT a, count(*) FROM (VALUES 1, 2, 2) t(a) GROUP BY a HAVING a IN (SELECT 2)", "2|2"),
    ("SELECT a, count(*) FROM (VALUES 1, 2, 2) t(a) GROUP BY a HAVING count(*) NOT IN (SELECT 2)", "1|1"),
    (
        "SELECT a, EXISTS (SELECT 1 FROM (VALUES 2) u(b) WHERE b = t.a), count(*) FROM (VALUES 1, 2, 2) t(a) GROUP BY a \
         ORDER BY 1, 2, 3",
        "1|false|1\n2|true|2",
    ),
    ("SELECT count(*) FILTER (WHERE a IN (SELECT 2)) FROM (VALUES 1, 2, 2) t(a)", "2"),
    (
        "SELECT sum(CASE WHEN EXISTS (SELECT 1 FROM (VALUES 2) u(b) WHERE b = a) THEN 1 ELSE 0 END) FROM (VALUES 1, 2, 2) t(a)",
        "2",
    ),
    (
        "SELECT a IN (SELECT 2) AS x, count(*) FROM (VALUES 1, 2, 2) t(a) GROUP BY a IN (SELECT 2) ORDER BY 1, 2",
        "false|1\ntrue|2",
    ),
    ("SELECT a IN (SELECT 2) AS x, count(*) FROM (VALUES 1, 2, 2) t(a) GROUP BY 1 ORDER BY 1, 2", "false|1\ntrue|2"),
    (
        "SELECT t.a, u.b FROM (VALUES 1, 2) t(a) JOIN (VALUES 1, 2) u(b) ON t.a = u.b AND EXISTS (SELECT 1 FROM (VALUES \
         2) v(c) WHERE c = u.b)",
        "2|2",
    ),
    ("SELECT t.a, u.b FROM (VALUES 1, 2) t(a) JOIN (VALUES 1, 2) u(b) ON t.a = u.b AND u.b IN (SELECT 2)", "2|2"),
    (
        "SELECT t.a, u.b FROM (VALUES 1, 2) t(a) LEFT JOIN (VALUES 1, 2) u(b) ON t.a = u.b AND u.b IN (SELECT 2) ORDER BY 1, 2",
        "1|NULL\n2|2",
    ),
    (
        "SELECT t.a, u.b FROM (VALUES 1, 2) t(a) LEFT JOIN (VALUES 1, 2) u(b) ON t.a = u.b AND t.a IN (SELECT 2) ORDER BY 1, 2",
        "1|NULL\n2|2",
    ),
    (
        "SELECT t.a, u.b FROM (VALUES 1, 2) t(a) RIGHT JOIN (VALUES 1, 2) u(b) ON t.a = u.b AND u.b IN (SELECT 2) ORDER BY 1, 2",
        "2|2\nNULL|1",
    ),
    (
        "SELECT t.a, u.b FROM (VALUES 1, 2) t(a) FULL JOIN (VALUES 1, 2) u(b) ON t.a = u.b AND u.b IN (SELECT 2) ORDER BY 1, 2",
        "1|NULL\n2|2\nNULL|1",
    ),
    ("SELECT t.a, u.b FROM (VALUES 1, 2) t(a) JOIN (VALUES 1, 2) u(b) ON t.a = (SELECT u.b) ORDER BY 1, 2", "1|1\n2|2"),
    (
        "SELECT a, (SELECT b FROM (VALUES (1, 5), (2, 4)) u(k, b) WHERE k = a) FROM (VALUES 1, 2, 3) t(a) ORDER BY 1, 2",
        "1|5\n2|4\n3|NULL",
    ),
    (
        "SELECT a, (SELECT b FROM (VALUES (1, 5), (1, 4)) u(k, b) WHERE k = a) FROM (VALUES 2, 3) t(a) ORDER BY 1, 2",
        "2|NULL\n3|NULL",
    ),
    ("SELECT (SELECT count(*) WHERE a = 1) FROM (VALUES 1, 2) t(a) ORDER BY 1", "0\n1"),
    ("SELECT (SELECT a) FROM (VALUES 1, 2) t(a) ORDER BY 1", "1\n2"),
    ("SELECT (SELECT count(*) FROM (VALUES 1, 2, 3) u(b) WHERE b > a) FROM (VALUES 1, 2) t(a) ORDER BY 1", "1\n2"),
    (
        "SELECT (SELECT sum(b) FROM (VALUES 1, 2, 3) u(b) WHERE b > a OR b = 1) FROM (VALUES 1, 2) t(a) ORDER BY 1",
        "4\n6",
    ),
    ("SELECT (SELECT b FROM (VALUES 1, 2, 3) u(b) WHERE b = a LIMIT 1) FROM (VALUES 1, 5) t(a) ORDER BY 1", "1\nNULL"),
    (
        "SELECT a FROM (VALUES 1, 2, 3) t(a) WHERE EXISTS (SELECT count(*) FROM (VALUES 1) u(b) WHERE b = a) ORDER BY 1",
        "1\n2\n3",
    ),
    ("SELECT a FROM (VALUES 1, 2, 3) t(a) WHERE EXISTS (SELECT 1 FROM (VALUES 1) u(b) WHERE b = a LIMIT 1)", "1"),
    (
        "SELECT a FROM (VALUES 1, 2, 3) t(a) WHERE EXISTS (SELECT 1 FROM (VALUES 1) u(b) WHERE b = a GROUP BY b HAVING count(*) > 0)",
        "1",
    ),
    ("SELECT a FROM (VALUES 1, 2, 3) t(a) WHERE EXISTS (SELECT 1 FROM (VALUES 1) u(b) WHERE b = a) IS NULL", ""),
    (
        "SELECT a FROM (VALUES 1, 2, NULL) t(a) WHERE (a IN (SELECT b FROM (VALUES 1, NULL) u(b))) IS NULL ORDER BY 1",
        "2\nNULL",
    ),
    ("SELECT a FROM (VALUES 1, 2, NULL) t(a) WHERE NOT (a IN (SELECT b FROM (VALUES 1, NULL) u(b)))", ""),
    ("SELECT a FROM (VALUES 1, 2, 5) t(a) WHERE a = 5 OR a NOT IN (SELECT b FROM (VALUES 1, NULL) u(b))", "5"),
    (
        "SELECT a FROM (VALUES 1, 2, 5) t(a) WHERE a = 5 OR EXISTS (SELECT 1 FROM (VALUES 1) u(b) WHERE a = b) ORDER BY 1",
        "1\n5",
    ),
    ("SELECT 1 IN (SELECT 1), 1 IN (SELECT 2), NULL IN (SELECT 1), 1 NOT IN (SELECT NULL)", "true|false|NULL|NULL"),
    ("SELECT CAST(1 AS bigint) IN (SELECT 1), 'a' IN (SELECT 'a')", "true|true"),
    ("SELECT (SELECT (SELECT t.a + u.b) FROM (VALUES 10) u(b)) FROM (VALUES 1, 2) t(a) ORDER BY 1", "11\n12"),
    ("SELECT (SELECT (SELECT t.a) FROM (VALUES 10) u(b)) FROM (VALUES 1, 2) t(a) ORDER BY 1", "1\n2"),
    (
        "SELECT a, (SELECT array_agg(b ORDER BY b) FROM (VALUES 1, 2, 3) u(b) WHERE b > a) FROM (VALUES 1, 3) t(a) ORDER BY 1",
        "1|[2, 3]\n3|NULL",
    ),
    (
        "SELECT a, (SELECT count(DISTINCT b) FROM (VALUES 1, 2, 2, 3) u(b) WHERE b > a) FROM (VALUES 1, 3) t(a) ORDER BY 1, 2",
        "1|2\n3|0",
    ),
    (
        "SELECT a.x FROM (VALUES 1, 2) a(x) JOIN (VALUES 1, 2) b(x) ON a.x = b.x AND EXISTS (SELECT * FROM (VALUES 2) \
         c(x) WHERE b.x = c.x)",
        "2",
    ),
    ("SELECT if(EXISTS (SELECT 1), 1, 2), coalesce((SELECT 1 WHERE false), 3)", "1|3"),
    (
        "WITH company AS (SELECT * FROM (VALUES (1, 10), (2, 20)) t(dep_id, salary)), department AS (SELECT 1 id) \
         SELECT dep_id, sum(salary) FROM company GROUP BY dep_id HAVING EXISTS (SELECT 1 FROM department WHERE id = \
         dep_id)",
        "1|10",
    ),
    ("SELECT sum(a) OVER (ORDER BY a IN (SELECT 1), a) FROM (VALUES 1, 2, 3) t(a) ORDER BY 1", "2\n5\n6"),
    ("SELECT 1 = (SELECT 1), (SELECT 1) + (SELECT 2)", "true|3"),
    ("SELECT (1, 2) = (SELECT 1, 2), ROW(1, 3) = (SELECT 1, b FROM (VALUES 2) u(b))", "true|false"),
    ("SELECT x = (SELECT 1, 2) FROM (VALUES ROW(ROW(1, 2))) t(x)", "true"),
];

const QUANTIFIED: &[(&str, &str)] = &[
    (
        "SELECT a > ALL (SELECT b FROM (VALUES 1, 2) u(b) WHERE b <> a), a = ANY (SELECT b FROM (VALUES 1, 2) u(b) \
         WHERE b <> a) FROM (VALUES 1, 2, 3, NULL) t(a) ORDER BY 1, 2",
        "false|false\ntrue|false\ntrue|false\ntrue|false",
    ),
    (
        "SELECT a >= ALL (VALUES 1, 2), a < ANY (VALUES 1, NULL), a <> ALL (VALUES 5), a = SOME (VALUES 1) FROM (VALUES \
         1, 2, NULL) t(a) ORDER BY 1, 2, 3",
        "false|NULL|true|true\ntrue|NULL|true|false\nNULL|NULL|NULL|NULL",
    ),
    (
        "SELECT a = ALL (VALUES 1, 1), a <> ANY (VALUES 1, 2), a <> ANY (VALUES 1) FROM (VALUES 1, 2, NULL) t(a) ORDER \
         BY 1, 2, 3",
        "false|true|true\ntrue|true|false\nNULL|true|NULL",
    ),
];

const FAILURES: &[(&str, &str)] = &[
    (
        "SELECT t.a, u.b FROM (VALUES 1, 2) t(a) LEFT JOIN (VALUES 1, 2) u(b) ON t.a = u.b AND EXISTS (SELECT 1 FROM \
         (VALUES 2) v(c) WHERE c = u.b)",
        "NOT_SUPPORTED",
    ),
    (
        "SELECT t.a, u.b FROM (VALUES 1, 2) t(a) LEFT JOIN (VALUES 1, 2) u(b) ON t.a = u.b AND EXISTS (SELECT 1 FROM \
         (VALUES 2) v(c) WHERE c = t.a)",
        "NOT_SUPPORTED",
    ),
    ("SELECT t.a, u.b FROM (VALUES 1, 2) t(a) LEFT JOIN (VALUES 1, 2) u(b) ON t.a = (SELECT u.b)", "NOT_SUPPORTED"),
    (
        "SELECT a, (SELECT b FROM (VALUES (1, 5), (1, 4)) u(k, b) WHERE k = a) FROM (VALUES 1, 2, 3) t(a)",
        "SUBQUERY_MULTIPLE_ROWS",
    ),
    ("SELECT (SELECT a + 1 WHERE a > 1) FROM (VALUES 1, 2) t(a)", "NOT_SUPPORTED"),
    ("SELECT (SELECT max(b + a) FROM (VALUES 1, 2, 3) u(b)) FROM (VALUES 1, 2) t(a)", "NOT_SUPPORTED"),
    (
        "SELECT (SELECT b FROM (VALUES 1, 2, 3) u(b) WHERE b > a ORDER BY b LIMIT 1) FROM (VALUES 1, 2) t(a)",
        "NOT_SUPPORTED",
    ),
    ("SELECT x FROM (VALUES 1) t(x) WHERE x IN (SELECT 1 FROM (VALUES 1) u(y) WHERE x IN (SELECT y))", "NOT_SUPPORTED"),
    ("SELECT a FROM (VALUES (1), (2)) t(a) WHERE a IN (SELECT 1 UNION ALL SELECT t.a WHERE t.a = 2)", "NOT_SUPPORTED"),
    ("SELECT (SELECT 1 UNION ALL SELECT 2)", "SUBQUERY_MULTIPLE_ROWS"),
];

const REFUSED: &[(&str, &str)] = &[("SELECT (SELECT 1, 2)", "a subquery of more than one column as a value")];

#[tokio::test]
async fn in_and_exists_have_values_of_three_truths_everywhere() {
    answers(EVERYWHERE).await;
}

#[tokio::test]
async fn quantified_comparisons_take_values_and_outer_columns() {
    answers(QUANTIFIED).await;
}

#[tokio::test]
async fn what_trino_does_not_correlate_is_refused() {
    fails(FAILURES).await;
    refused(REFUSED).await;
}

/// What a subquery is used for.
const USES: &[&str] = &[
    "SELECT a, ({q}) FROM {t}",
    "SELECT a, EXISTS ({q}) FROM {t}",
    "SELECT a FROM {t} WHERE EXISTS ({q})",
    "SELECT a, 10 IN ({q}) FROM {t}",
    "SELECT a FROM {t} WHERE a IN ({q})",
    "SELECT a FROM {t} WHERE a NOT IN ({q})",
    "SELECT a, v1.x FROM {t} CROSS JOIN LATERAL ({q}) v1(x)",
    "SELECT a, v1.x FROM {t} LEFT JOIN LATERAL ({q}) v1(x) ON true",
];

/// A subquery, and what Trino does in each of the uses: it answers (`y`), refuses the correlation (`n`), finds several rows (`m`), or
/// refuses the outer reference (`o`).
const TABLE: &[(&str, &str)] = &[
    ("SELECT b FROM {u} WHERE b = a", "myyyyyyy"),
    ("SELECT c FROM {u} WHERE c = a * 10", "yyyyyyyy"),
    ("SELECT c FROM {u} WHERE b > a + 1", "yyyyyyyy"),
    ("SELECT c FROM {u} WHERE b = a LIMIT 1", "nyynnnnn"),
    ("SELECT b FROM {u} WHERE b = a LIMIT 2", "myynnnyy"),
    ("SELECT 1 FROM {u} WHERE b > a LIMIT 1", "nnnnnnnn"),
    ("SELECT c FROM {u} WHERE b = a ORDER BY c LIMIT 1", "yyynnnyy"),
    ("SELECT c FROM {u} WHERE b = a ORDER BY c DESC LIMIT 1", "yyynnnyy"),
    ("SELECT c FROM {u} WHERE b > a ORDER BY c LIMIT 1", "nnnnnnnn"),
    ("SELECT c FROM {u} WHERE b = a ORDER BY c OFFSET 1", "nnnnnnnn"),
    ("SELECT c FROM {u} WHERE b + 1 = a ORDER BY c LIMIT 1", "nnnnnnnn"),
    ("SELECT sum(c) FROM {u} WHERE b = a", "yyynnnyy"),
    ("SELECT sum(c) FROM {u} WHERE b > a", "yyynnnyy"),
    ("SELECT count(*) FROM {u} WHERE b > a", "yyynnnyy"),
    ("SELECT count(DISTINCT c) FROM {u} WHERE b > a", "yyynnnyy"),
    ("SELECT max(b + a) FROM {u}", "nyynnnnn"),
    ("SELECT max(b + a) FROM {u} WHERE b = a", "nyynnnnn"),
    ("SELECT sum(c) + 1 FROM {u} WHERE b = a", "yyynnnyy"),
    ("SELECT sum(c) + a FROM {u} WHERE b = a", "yyynnnyy"),
    ("SELECT sum(c) + a FROM {u}", "yyynnnyy"),
    ("SELECT sum(c) FILTER (WHERE b = a) FROM {u}", "nyynnnnn"),
    ("SELECT sum(CASE WHEN b = a THEN c END) FROM {u}", "nyynnnnn"),
    ("SELECT sum(c) FROM {u} WHERE b = a HAVING count(*) > 1", "nnnnnnnn"),
    ("SELECT sum(c) FROM {u} WHERE b = a HAVING count(*) = a + 1", "nnnnnnnn"),
    ("SELECT sum(c) FROM {u} WHERE b = a GROUP BY b", "yyynnnyy"),
    ("SELECT sum(c) FROM {u} WHERE b > a + 1 GROUP BY b", "yyynnnyy"),
    ("SELECT sum(c) FROM {u} WHERE b = a GROUP BY c", "myynnnyy"),
    ("SELECT b FROM {u} WHERE b = a GROUP BY b HAVING count(*) > 1", "yyynnnyy"),
    ("SELECT DISTINCT b FROM {u} WHERE b = a", "yyynnnyy"),
    ("SELECT DISTINCT b FROM {u} WHERE b > a + 1", "yyynnnyy"),
    ("SELECT a + b FROM {u} WHERE b = a", "nyynnnnn"),
    ("SELECT a FROM {u} WHERE c = a * 10", "nyynnnnn"),
    ("SELECT a + b FROM {u}", "nyynnnnn"),
    ("SELECT row_number() OVER (ORDER BY c) FROM {u} WHERE b = a", "nyynnnnn"),
    ("SELECT row_number() OVER (ORDER BY c) FROM {u} WHERE b > a", "nyynnnnn"),
    ("SELECT c FROM {u} JOIN (VALUES 2, 3) w(d) ON b = d WHERE d = a", "yyyyyyyy"),
    ("SELECT c FROM {u} JOIN (VALUES 2, 3) w(d) ON b = d AND d = a", "yyyyyyyy"),
    ("SELECT c FROM {u} LEFT JOIN (VALUES 2, 3) w(d) ON b = d WHERE b = a AND c <> 11", "yyyyyyyy"),
    ("SELECT c FROM {u} LEFT JOIN (VALUES 2, 3) w(d) ON b = d AND c = a", "oooooooo"),
    ("SELECT c FROM {u}, (VALUES 2, 3) w(d) WHERE b = d AND d = a", "yyyyyyyy"),
    ("SELECT c FROM (SELECT c FROM {u} WHERE b = a AND c <> 11) v", "yyyyyyyy"),
    ("SELECT s FROM (SELECT sum(c) s FROM {u} WHERE b = a) v", "yyynnnyy"),
    ("SELECT s FROM (SELECT sum(c) s FROM {u} WHERE b = a) v WHERE s > 0", "nnnnnnnn"),
    ("SELECT s FROM (SELECT b, sum(c) s FROM {u} GROUP BY b) v WHERE b = a", "yyyyyyyy"),
    ("SELECT max(s) FROM (SELECT b, sum(c) s FROM {u} WHERE b = a GROUP BY b) v", "yyynnnyy"),
    ("SELECT c FROM {u} WHERE b = a INTERSECT SELECT 10", "nnnnnnnn"),
    ("SELECT a", "yyynnnyy"),
    ("SELECT a + 1", "yyynnnyy"),
    ("SELECT 1 WHERE a = 1", "yyyyyyyy"),
    ("SELECT a WHERE a = 1", "nyynnnnn"),
    ("SELECT count(*) WHERE a = 1", "yyynnnyy"),
    ("SELECT max(a)", "nyynnnnn"),
    ("VALUES a", "yyynnnyy"),
    ("SELECT x FROM (VALUES a) v(x)", "yyynnnyy"),
    ("SELECT x FROM (VALUES a, a + 1) v(x) WHERE x = 2", "nnnnnnnn"),
    ("SELECT x FROM (SELECT a + 1 AS x) v", "yyynnnyy"),
    ("SELECT x FROM (SELECT a + 1 AS x) v WHERE x = 2", "nnnnnnnn"),
    ("SELECT e FROM UNNEST(ARRAY[a]) v(e)", "yyynnnyy"),
    ("SELECT e FROM UNNEST(ARRAY[a, 5]) v(e) WHERE e = 5", "nnnnnnnn"),
    ("SELECT e FROM UNNEST(ARRAY[a, 5]) v(e) WHERE e = a AND a <> 5", "nnnnnnnn"),
    ("SELECT sum(e) FROM UNNEST(ARRAY[a, 5]) v(e)", "yyynnnyy"),
    ("SELECT sum(e) FROM UNNEST(ARRAY[a, 5]) v(e) WHERE e > 1", "nyynnnnn"),
    ("SELECT sum(e) FROM UNNEST(ARRAY[a, 5]) v(e) GROUP BY e", "nyynnnnn"),
    ("SELECT e FROM UNNEST(ARRAY[a, 5]) v(e) LIMIT 1", "ynnnnnyy"),
    ("SELECT e FROM UNNEST(ARRAY[a, 5]) v(e) ORDER BY e DESC LIMIT 1", "ynnnnnyy"),
    ("SELECT e + 1 FROM UNNEST(ARRAY[a]) v(e)", "yyynnnyy"),
    ("SELECT e + a FROM UNNEST(ARRAY[a]) v(e)", "yyynnnyy"),
    ("SELECT DISTINCT e FROM UNNEST(ARRAY[a, a]) v(e)", "nyynnnnn"),
    ("SELECT sum(e * o) FROM UNNEST(ARRAY[a, 5]) WITH ORDINALITY v(e, o)", "yyynnnyy"),
    ("SELECT e FROM UNNEST(ARRAY[a]) v(e) JOIN (VALUES 1, 2) w(d) ON e = d", "nnnnnnnn"),
    ("SELECT b FROM {u} WHERE EXISTS (SELECT 1 FROM (VALUES 1, 2) w(d) WHERE d = a) AND c = 20", "nnnnnnnn"),
    ("SELECT b FROM {u} WHERE EXISTS (SELECT 1 FROM (VALUES 1, 2) w(d) WHERE d = a AND d = b) AND c <> 10", "nnnnnnnn"),
    ("SELECT b FROM {u} WHERE c = (SELECT max(d) FROM (VALUES 10, 20) w(d) WHERE d = a * 10)", "nnnnnnnn"),
    ("SELECT b FROM {u} WHERE b = a AND c IN (SELECT 10 UNION ALL SELECT 20)", "yyyyyyyy"),
    ("SELECT c FROM {u} WHERE c = a * 10 OR (c = 40 AND a IS NULL)", "yyyyyyyy"),
    ("SELECT c FROM {u} WHERE a IS NULL AND c = 10", "yyyyyyyy"),
    ("SELECT c FROM {u} WHERE a = 2 AND c = 10", "yyyyyyyy"),
    ("SELECT DISTINCT c FROM {u} WHERE b > a", "nnnnnnyy"),
    ("SELECT c FROM {u} WHERE b > a GROUP BY c", "nnnnnnyy"),
    ("SELECT 1 FROM {u} WHERE b > a GROUP BY c", "nnnnnnyy"),
    ("SELECT 1 FROM {u} WHERE b > a GROUP BY c HAVING count(*) > 1", "nnnnnnnn"),
    ("SELECT 1 FROM {u} WHERE b = a GROUP BY c HAVING count(*) > 0", "myynnnyy"),
    ("SELECT 1 FROM {u} WHERE b > a GROUP BY c HAVING c > 1", "nnnnnnnn"),
    ("SELECT sum(b) FROM {u} WHERE b > a GROUP BY c", "nnnnnnyn"),
    ("SELECT b FROM {u} WHERE b > a GROUP BY b HAVING count(*) > 1", "yyynnnyy"),
    ("SELECT b FROM {u} WHERE b > a GROUP BY b", "myynnnyy"),
    ("SELECT 1 FROM {u} WHERE b > a GROUP BY b", "myynnnyy"),
    ("SELECT DISTINCT 1 FROM {u} WHERE b > a", "nnnnnnyy"),
    ("SELECT DISTINCT 1 FROM {u} WHERE b = a", "yyynnnyy"),
    ("SELECT DISTINCT c FROM {u} WHERE b = a", "myynnnyy"),
    ("SELECT DISTINCT c + 1 FROM {u} WHERE b > a", "nnnnnnyy"),
    ("SELECT DISTINCT c + 1 FROM {u} WHERE b = a", "myynnnyy"),
    ("SELECT DISTINCT b + 1 FROM {u} WHERE b > a", "nnnnnnyy"),
    ("SELECT DISTINCT s FROM (SELECT b, sum(c) s FROM {u} WHERE b > a GROUP BY b) v", "nnnnnnyy"),
    ("SELECT DISTINCT s FROM (SELECT b, sum(c) s FROM {u} WHERE b = a GROUP BY b) v", "yyynnnyy"),
    ("SELECT c FROM (SELECT DISTINCT c FROM {u} WHERE b > a) v", "nnnnnnyy"),
    ("SELECT c FROM (SELECT DISTINCT b, c FROM {u}) v WHERE b > a", "myyyyyyy"),
    ("SELECT count(*) FROM (SELECT DISTINCT c FROM {u} WHERE b > a) v", "nyynnnnn"),
    ("SELECT count(*) FROM (SELECT DISTINCT c FROM {u} WHERE b = a) v", "yyynnnyy"),
    ("SELECT count(*) FROM (SELECT DISTINCT b FROM {u} WHERE b > a) v", "yyynnnyy"),
    ("SELECT max(s) FROM (SELECT c, sum(b) s FROM {u} WHERE b > a GROUP BY c) v", "nyynnnnn"),
    ("SELECT max(s) FROM (SELECT b, sum(c) s FROM {u} WHERE b > a GROUP BY b) v", "yyynnnyy"),
    ("SELECT DISTINCT c FROM (SELECT DISTINCT c FROM {u} WHERE b > a) v", "nnnnnnyy"),
    ("SELECT b FROM {u} WHERE b = a AND c > a GROUP BY b", "nnnnnnyy"),
    ("SELECT b FROM {u} WHERE b = a AND c > a GROUP BY b HAVING count(*) > 0", "nnnnnnnn"),
    ("SELECT b FROM {u} WHERE b = a AND c > a GROUP BY b, c", "myynnnyy"),
    ("SELECT c FROM {u} WHERE b + 1 = a GROUP BY c", "nnnnnnyy"),
    ("SELECT DISTINCT c FROM {u} WHERE b + 1 = a", "nnnnnnyy"),
    ("SELECT sum(c) FROM {u} WHERE b > a GROUP BY b, c", "myynnnyy"),
    ("SELECT sum(c) FROM {u} WHERE b > a GROUP BY b", "myynnnyy"),
    ("SELECT count(DISTINCT c) FROM {u} WHERE b > a GROUP BY b", "myynnnyy"),
    ("SELECT DISTINCT sum(c) FROM {u} WHERE b > a GROUP BY b", "nnnnnnyy"),
    ("SELECT row_number() OVER (ORDER BY c) FROM (SELECT DISTINCT c FROM {u} WHERE b > a) v", "nnnnnnnn"),
    ("SELECT DISTINCT c FROM {u} WHERE b = a LIMIT 1", "nnnnnnnn"),
    ("SELECT DISTINCT b FROM {u} WHERE b > a LIMIT 1", "nnnnnnnn"),
    ("SELECT DISTINCT b FROM {u} WHERE b = a LIMIT 1", "nnnnnnnn"),
    ("SELECT c FROM {u} WHERE b = a GROUP BY c LIMIT 1", "nnnnnnnn"),
    ("SELECT sum(e) FILTER (WHERE e > 1) FROM UNNEST(ARRAY[a, 5]) v(e)", "nyynnnnn"),
    ("SELECT count(*) FILTER (WHERE e > a) FROM UNNEST(ARRAY[a, 5]) v(e)", "nyynnnnn"),
    ("SELECT sum(DISTINCT e) FROM UNNEST(ARRAY[a, 5]) v(e)", "yyynnnyy"),
    ("SELECT max(e + 1) FROM UNNEST(ARRAY[a, 5]) v(e)", "yyynnnyy"),
    ("SELECT max(e + a) FROM UNNEST(ARRAY[a, 5]) v(e)", "yyynnnyy"),
    ("SELECT sum(c) FILTER (WHERE c > 10) FROM {u} WHERE b > a", "yyynnnyy"),
    ("SELECT sum(c) FILTER (WHERE c > 10) FROM {u} WHERE b = a GROUP BY b", "yyynnnyy"),
    ("SELECT sum(c) FILTER (WHERE c > 10) FROM {u} WHERE b > a GROUP BY b", "myynnnyy"),
    ("SELECT c FROM {u} WHERE b > a GROUP BY c, b", "myynnnyy"),
    ("SELECT c FROM {u} WHERE a > 1 GROUP BY c", "myynnnyy"),
    ("SELECT c FROM {u} WHERE b > a OR c = a GROUP BY b, c", "myynnnyy"),
    ("SELECT b FROM {u} WHERE b > a OR c = a GROUP BY b", "nnnnnnyy"),
    ("SELECT DISTINCT c FROM {u} WHERE a > 1", "myynnnyy"),
    ("SELECT c FROM (SELECT c FROM {u} WHERE b > a) v GROUP BY c", "nnnnnnyy"),
    ("SELECT DISTINCT c FROM (SELECT b, c FROM {u} WHERE b > a) v", "nnnnnnyy"),
    ("SELECT max(e) FROM UNNEST(ARRAY[a, 5]) v(e)", "yyynnnyy"),
    ("SELECT max(c) FROM (SELECT count(*) AS c FROM UNNEST(ARRAY[a, 5]) v(e) GROUP BY e) q", "yyynnnyy"),
    ("SELECT count(*) FROM (SELECT DISTINCT e FROM UNNEST(ARRAY[a, 5]) v(e)) q", "yyynnnyy"),
    ("SELECT e FROM UNNEST(ARRAY[a, 5]) v(e) ORDER BY e FETCH FIRST ROW WITH TIES", "ynnnnnyy"),
    ("SELECT max(e) FROM (SELECT e FROM UNNEST(ARRAY[a, 5]) v(e) ORDER BY e LIMIT 1) q", "nyynnnnn"),
    ("SELECT count(*) FROM UNNEST(ARRAY[a, 5]) v(e) GROUP BY e", "nyynnnnn"),
    ("SELECT e FROM (VALUES 1) w(o) LEFT JOIN UNNEST(ARRAY[a, 5]) v(e) ON true LIMIT 1", "ynnnnnyy"),
    ("SELECT max(e) FROM (VALUES 1) w(o) LEFT JOIN UNNEST(ARRAY[a, 5]) v(e) ON true", "yyynnnyy"),
    (
        "SELECT max(c) FROM (SELECT count(*) AS c FROM (VALUES 1) w(o) LEFT JOIN UNNEST(ARRAY[a, 5]) v(e) ON true GROUP BY e) q",
        "yyynnnyy",
    ),
    (
        "SELECT count(*) FROM (SELECT DISTINCT e FROM (VALUES 1) w(o) LEFT JOIN UNNEST(ARRAY[a, 5]) v(e) ON true) q",
        "yyynnnyy",
    ),
    (
        "SELECT e FROM (VALUES 1) w(o) LEFT JOIN UNNEST(ARRAY[a, 5]) v(e) ON true ORDER BY e FETCH FIRST ROW WITH TIES",
        "ynnnnnyy",
    ),
    (
        "SELECT max(e) FROM (SELECT e FROM (VALUES 1) w(o) LEFT JOIN UNNEST(ARRAY[a, 5]) v(e) ON true ORDER BY e LIMIT 1) q",
        "nyynnnnn",
    ),
    ("SELECT count(*) FROM (VALUES 1) w(o) LEFT JOIN UNNEST(ARRAY[a, 5]) v(e) ON true GROUP BY e", "nyynnnnn"),
    ("SELECT e FROM (VALUES 1, 2) w(o) CROSS JOIN UNNEST(ARRAY[a, 5]) v(e) LIMIT 1", "nnnnnnnn"),
    ("SELECT max(e) FROM (VALUES 1, 2) w(o) CROSS JOIN UNNEST(ARRAY[a, 5]) v(e)", "nyynnnnn"),
    (
        "SELECT max(c) FROM (SELECT count(*) AS c FROM (VALUES 1, 2) w(o) CROSS JOIN UNNEST(ARRAY[a, 5]) v(e) GROUP BY e) q",
        "nyynnnnn",
    ),
    (
        "SELECT count(*) FROM (SELECT DISTINCT e FROM (VALUES 1, 2) w(o) CROSS JOIN UNNEST(ARRAY[a, 5]) v(e)) q",
        "nyynnnnn",
    ),
    (
        "SELECT e FROM (VALUES 1, 2) w(o) CROSS JOIN UNNEST(ARRAY[a, 5]) v(e) ORDER BY e FETCH FIRST ROW WITH TIES",
        "nnnnnnnn",
    ),
    (
        "SELECT max(e) FROM (SELECT e FROM (VALUES 1, 2) w(o) CROSS JOIN UNNEST(ARRAY[a, 5]) v(e) ORDER BY e LIMIT 1) q",
        "nyynnnnn",
    ),
    ("SELECT count(*) FROM (VALUES 1, 2) w(o) CROSS JOIN UNNEST(ARRAY[a, 5]) v(e) GROUP BY e", "nnnnnnnn"),
    ("SELECT count(*) FROM {u} WHERE b = a GROUP BY b LIMIT 1", "ynnnnnyy"),
    ("SELECT b FROM {u} WHERE b = a GROUP BY b LIMIT 1", "nnnnnnnn"),
    ("SELECT b FROM {u} WHERE b = a GROUP BY b ORDER BY 1 LIMIT 1", "yyynnnyy"),
    ("SELECT b FROM {u} WHERE b = a GROUP BY b HAVING count(*) > 1 LIMIT 1", "yyynnnyy"),
    ("SELECT b FROM {u} WHERE b = a LIMIT 1", "yyynnnyy"),
    ("SELECT 7 FROM {u} WHERE b = a LIMIT 1", "yyynnnyy"),
    ("SELECT count(*) FROM {u} WHERE b = a * 2 - 1 GROUP BY b LIMIT 1", "ynnnnnyy"),
    ("SELECT b FROM {u} WHERE b = a * 2 - 1 GROUP BY b LIMIT 1", "nnnnnnnn"),
    ("SELECT b FROM {u} WHERE b = a * 2 - 1 GROUP BY b ORDER BY 1 LIMIT 1", "yyynnnyy"),
    ("SELECT b FROM {u} WHERE b = a * 2 - 1 GROUP BY b HAVING count(*) > 1 LIMIT 1", "yyynnnyy"),
    ("SELECT b FROM {u} WHERE b = a * 2 - 1 LIMIT 1", "yyynnnyy"),
    ("SELECT 7 FROM {u} WHERE b = a * 2 - 1 LIMIT 1", "yyynnnyy"),
    ("SELECT c FROM {u} WHERE b = a * 2 - 1 ORDER BY c LIMIT 1", "yyynnnyy"),
    ("SELECT count(*) FROM {u} WHERE CAST(b AS bigint) = a GROUP BY b LIMIT 1", "ynnnnnyy"),
    ("SELECT b FROM {u} WHERE CAST(b AS bigint) = a GROUP BY b LIMIT 1", "nnnnnnnn"),
    ("SELECT b FROM {u} WHERE CAST(b AS bigint) = a GROUP BY b ORDER BY 1 LIMIT 1", "yyynnnyy"),
    ("SELECT b FROM {u} WHERE CAST(b AS bigint) = a GROUP BY b HAVING count(*) > 1 LIMIT 1", "yyynnnyy"),
    ("SELECT b FROM {u} WHERE CAST(b AS bigint) = a LIMIT 1", "yyynnnyy"),
    ("SELECT 7 FROM {u} WHERE CAST(b AS bigint) = a LIMIT 1", "yyynnnyy"),
    ("SELECT c FROM {u} WHERE CAST(b AS bigint) = a ORDER BY c LIMIT 1", "yyynnnyy"),
    ("SELECT count(*) FROM {u} WHERE CAST(b AS real) = a GROUP BY b LIMIT 1", "nnnnnnnn"),
    ("SELECT b FROM {u} WHERE CAST(b AS real) = a GROUP BY b LIMIT 1", "nnnnnnnn"),
    ("SELECT b FROM {u} WHERE CAST(b AS real) = a GROUP BY b ORDER BY 1 LIMIT 1", "nnnnnnnn"),
    ("SELECT b FROM {u} WHERE CAST(b AS real) = a GROUP BY b HAVING count(*) > 1 LIMIT 1", "nnnnnnnn"),
    ("SELECT b FROM {u} WHERE CAST(b AS real) = a LIMIT 1", "nnnnnnnn"),
    ("SELECT 7 FROM {u} WHERE CAST(b AS real) = a LIMIT 1", "nnnnnnnn"),
    ("SELECT c FROM {u} WHERE CAST(b AS real) = a ORDER BY c LIMIT 1", "nnnnnnnn"),
    ("SELECT count(*) FROM {u} WHERE b > a GROUP BY b LIMIT 1", "nnnnnnnn"),
    ("SELECT b FROM {u} WHERE b > a GROUP BY b LIMIT 1", "nnnnnnnn"),
    ("SELECT b FROM {u} WHERE b > a GROUP BY b ORDER BY 1 LIMIT 1", "nnnnnnnn"),
    ("SELECT b FROM {u} WHERE b > a GROUP BY b HAVING count(*) > 1 LIMIT 1", "nnnnnnnn"),
    ("SELECT b FROM {u} WHERE b > a LIMIT 1", "nnnnnnnn"),
    ("SELECT 7 FROM {u} WHERE b > a LIMIT 1", "nnnnnnnn"),
    ("SELECT count(*) FROM {u} WHERE b = a AND a > 1 GROUP BY b LIMIT 1", "ynnnnnyy"),
    ("SELECT b FROM {u} WHERE b = a AND a > 1 GROUP BY b LIMIT 1", "nnnnnnnn"),
    ("SELECT b FROM {u} WHERE b = a AND a > 1 GROUP BY b ORDER BY 1 LIMIT 1", "yyynnnyy"),
    ("SELECT b FROM {u} WHERE b = a AND a > 1 GROUP BY b HAVING count(*) > 1 LIMIT 1", "yyynnnyy"),
    ("SELECT b FROM {u} WHERE b = a AND a > 1 LIMIT 1", "yyynnnyy"),
    ("SELECT 7 FROM {u} WHERE b = a AND a > 1 LIMIT 1", "yyynnnyy"),
    ("SELECT c FROM {u} WHERE b = a AND a > 1 ORDER BY c LIMIT 1", "yyynnnyy"),
    ("SELECT count(*) FROM {u} WHERE a > 1 GROUP BY b LIMIT 1", "nnnnnnnn"),
    ("SELECT b FROM {u} WHERE a > 1 GROUP BY b LIMIT 1", "nnnnnnnn"),
    ("SELECT b FROM {u} WHERE a > 1 GROUP BY b ORDER BY 1 LIMIT 1", "yyynnnyy"),
    ("SELECT b FROM {u} WHERE a > 1 GROUP BY b HAVING count(*) > 1 LIMIT 1", "nnnnnnnn"),
    ("SELECT b FROM {u} WHERE a > 1 LIMIT 1", "nnnnnnnn"),
    ("SELECT 7 FROM {u} WHERE a > 1 LIMIT 1", "nnnnnnnn"),
    ("SELECT c FROM {u} WHERE a > 1 ORDER BY c LIMIT 1", "yyynnnyy"),
    ("SELECT (SELECT max(b) FROM {u} WHERE b = a)", "yyynnnyy"),
    ("SELECT * FROM (SELECT (SELECT count(*) WHERE a = 1)) q", "yyynnnyy"),
    ("SELECT (SELECT max(b) FROM {u} WHERE b > a) FROM (VALUES 7) w(s)", "yyynnnyy"),
    ("SELECT (SELECT max(b) FROM {u} WHERE b > a) FROM (VALUES 7, 8) w(s)", "nyynnnnn"),
    ("SELECT z FROM (SELECT (SELECT max(b) FROM {u} WHERE b < a) AS z) q WHERE z > 0", "nnnnnnnn"),
];

#[tokio::test]
async fn each_construct_in_each_place_is_planned_or_refused_as_trino_does() {
    let outer = "(VALUES 1, 2, 4, NULL) t(a)";
    for (subquery, verdicts) in TABLE {
        let subquery = subquery.replace("{u}", "(VALUES (1, 10), (1, 11), (2, 20), (3, 30), (NULL, 40)) u(b, c)");
        for (statement, verdict) in USES.iter().zip(verdicts.chars()) {
            let sql = statement.replace("{t}", outer).replace("{q}", &subquery);
            let error = match verdict {
                'n' => "NOT_SUPPORTED: Given correlated subquery is not supported",
                'm' => "SUBQUERY_MULTIPLE_ROWS",
                'o' => "NOT_SUPPORTED: Reference to column 'a' from outer scope not allowed in this context",
                _ => {
                    takes(&sql).await;
                    continue;
                }
            };
            fails_here(&[(&sql, error)]).await;
        }
    }
}

/// The statement has an answer.
async fn takes(sql: &str) {
    let (_folder, engine) = crate::support::empty();
    if let Err(error) = crate::support::ask(&engine, sql).await {
        panic!("{sql}\n  fails: {error}");
    }
}
