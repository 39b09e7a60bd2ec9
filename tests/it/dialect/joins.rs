//! JOIN … USING, relations of one name, joins in parentheses, and stars. The rows are those of Trino 435.

use super::{answers, fails, refused};

const USING: &[(&str, &str)] = &[
    ("SELECT * FROM (VALUES (1, 'a'), (2, 'b')) t(k, x) JOIN (VALUES (2, 'c'), (3, 'd')) u(k, y) USING (k)", "2|b|c"),
    (
        "SELECT * FROM (VALUES (1, 'a'), (2, 'b')) t(k, x) LEFT JOIN (VALUES (2, 'c'), (3, 'd')) u(k, y) USING (k) ORDER BY 1",
        "1|a|NULL\n2|b|c",
    ),
    (
        "SELECT * FROM (VALUES (1, 'a'), (2, 'b')) t(k, x) RIGHT JOIN (VALUES (2, 'c'), (3, 'd')) u(k, y) USING (k) ORDER BY 1",
        "2|b|c\n3|NULL|d",
    ),
    (
        "SELECT * FROM (VALUES (1, 'a'), (2, 'b')) t(k, x) FULL JOIN (VALUES (2, 'c'), (3, 'd')) u(k, y) USING (k) ORDER BY 1",
        "1|a|NULL\n2|b|c\n3|NULL|d",
    ),
    (
        "SELECT k FROM (VALUES (1, 'a'), (2, 'b')) t(k, x) FULL JOIN (VALUES (2, 'c'), (3, 'd')) u(k, y) USING (k) ORDER BY k",
        "1\n2\n3",
    ),
    (
        "SELECT k, x, y FROM (VALUES (1, 'a'), (2, 'b')) t(k, x) RIGHT JOIN (VALUES (2, 'c'), (3, 'd')) u(k, y) USING \
         (k) WHERE k > 2",
        "3|NULL|d",
    ),
    ("SELECT t.* FROM (VALUES (1, 'a')) t(k, x) JOIN (VALUES (1, 'c')) u(k, y) USING (k)", "a"),
    ("SELECT u.* FROM (VALUES (1, 'a')) t(k, x) JOIN (VALUES (1, 'c')) u(k, y) USING (k)", "c"),
    ("SELECT t.*, u.* FROM (VALUES (1, 'a')) t(k, x) JOIN (VALUES (1, 'c')) u(k, y) USING (k)", "a|c"),
    ("SELECT x, y FROM (VALUES (1, 'a')) t(k, x) JOIN (VALUES (1, 'c')) u(k, y) USING (k)", "a|c"),
    ("SELECT t.x, u.y FROM (VALUES (1, 'a')) t(k, x) JOIN (VALUES (1, 'c')) u(k, y) USING (k)", "a|c"),
    ("SELECT * FROM (VALUES (1, 2, 'a')) t(k, l, x) JOIN (VALUES (2, 1, 'c')) u(l, k, y) USING (k, l)", "1|2|a|c"),
    ("SELECT * FROM (VALUES (1, 2, 'a')) t(k, l, x) JOIN (VALUES (2, 1, 'c')) u(l, k, y) USING (l, k)", "2|1|a|c"),
    (
        "SELECT * FROM (VALUES (1, 'a')) t(k, x) JOIN (VALUES (1, 'b')) u(k, y) USING (k) JOIN (VALUES (1, 'c')) v(k, \
         z) USING (k)",
        "1|a|b|c",
    ),
    (
        "SELECT * FROM (VALUES (1, 'a')) t(k, x) LEFT JOIN (VALUES (2, 'b')) u(k, y) USING (k) FULL JOIN (VALUES (1, \
         'c'), (3, 'd')) v(k, z) USING (k) ORDER BY 1",
        "1|a|NULL|c\n3|NULL|NULL|d",
    ),
    ("SELECT count(*) FROM (VALUES 1, 2, NULL) t(k) JOIN (VALUES 1, NULL) u(k) USING (k)", "1"),
    (
        "SELECT k, count(*) FROM (VALUES 1, 2, 2) t(k) JOIN (VALUES 1, 2) u(k) USING (k) GROUP BY k ORDER BY k",
        "1|1\n2|2",
    ),
    ("SELECT sum(k) FROM (VALUES 1, 2) t(k) FULL JOIN (VALUES 3, 2) u(k) USING (k)", "6"),
    ("SELECT * FROM (VALUES CAST(1 AS bigint)) t(k) JOIN (VALUES 1) u(k) USING (k)", "1"),
    (
        "SELECT q.k FROM (SELECT * FROM (VALUES (1, 'a')) t(k, x) FULL JOIN (VALUES (2, 'c')) u(k, y) USING (k)) q ORDER BY 1",
        "1\n2",
    ),
];

const SAME_NAMES: &[(&str, &str)] = &[
    ("WITH x AS (SELECT 1 AS a) SELECT * FROM x, x", "1|1"),
    ("WITH x AS (SELECT 1 AS a) SELECT * FROM x AS y, x", "1|1"),
    ("SELECT * FROM (VALUES 1) t(a), (VALUES 2) t(a)", "1|2"),
    ("SELECT a FROM (VALUES 1) t(a), (VALUES 2) t(b)", "1"),
    ("SELECT t.b FROM (VALUES 1) t(a), (VALUES 2) t(b)", "2"),
    ("SELECT count(*) FROM ((VALUES 1) t(a) CROSS JOIN (VALUES 2) t(a))", "1"),
    ("SELECT a, b FROM (VALUES 1) t(a), ((VALUES 1) u(c) CROSS JOIN (VALUES 2) t(b))", "1|2"),
    ("SELECT a, b FROM (VALUES 1) t(a), UNNEST(ARRAY[2]) t(b)", "1|2"),
    ("SELECT a, b FROM UNNEST(ARRAY[1]) t(a), UNNEST(ARRAY[2]) t(b)", "1|2"),
    ("SELECT a, b FROM (VALUES 1) t(a), ((VALUES 1) u(c) CROSS JOIN UNNEST(ARRAY[2]) t(b))", "1|2"),
];

const RELATIONS: &[(&str, &str)] = &[
    ("SELECT upper(x) AS x, count(*) FROM (VALUES 'a', 'A', 'b') t(x) GROUP BY x ORDER BY 2, 1", "A|1\nA|1\nB|1"),
    ("SELECT upper(x) AS x, count(*) FROM (VALUES 'a', 'A', 'b') t(x) GROUP BY upper(x) ORDER BY x", "A|2\nB|1"),
    ("SELECT a FROM (VALUES 1) t(a) WHERE EXISTS (SELECT t.* FROM (VALUES 1) u(b))", "1"),
    ("SELECT a FROM UNNEST(ARRAY[1]) t(a) WHERE EXISTS (SELECT t.* FROM (VALUES 2) u(b))", "1"),
    ("SELECT a FROM ((VALUES 1) t(a) CROSS JOIN (VALUES 3) v(c)) WHERE EXISTS (SELECT t.* FROM (VALUES 2) u(b))", "1"),
    ("SELECT a FROM (VALUES 1) t(a) WHERE EXISTS (SELECT t.* FROM UNNEST(ARRAY[1]) t(x))", "1"),
    ("SELECT a FROM (VALUES 1, 2) t(a) WHERE EXISTS (SELECT u.* FROM (VALUES 1) u(b) WHERE u.b = t.a)", "1"),
    ("SELECT a FROM (VALUES 1, 2) t(a) WHERE EXISTS (SELECT t.*, u.b FROM (VALUES 1) u(b) WHERE u.b = t.a)", "1"),
    ("SELECT x.a, y.b FROM ((VALUES 1, 2) x(a) JOIN (VALUES 2, 3) y(b) ON x.a = y.b)", "2|2"),
    ("SELECT * FROM ((VALUES 1, 2) x(a) CROSS JOIN (VALUES 2) y(b)) z(c, d) ORDER BY 1", "1|2\n2|2"),
    ("SELECT z.a, z.b FROM ((VALUES 1, 2) x(a) CROSS JOIN (VALUES 2) y(b)) z ORDER BY 1", "1|2\n2|2"),
    ("SELECT * FROM UNNEST(ARRAY[0]) CROSS JOIN UNNEST(ARRAY[1])", "0|1"),
    ("SELECT * FROM (VALUES (1)) LEFT JOIN UNNEST(ARRAY[2]) ON true", "1|2"),
    ("SELECT * FROM (VALUES 1), (VALUES 2), UNNEST(ARRAY[3])", "1|2|3"),
    ("SELECT *, a FROM (VALUES (1, 2)) t(a, b)", "1|2|1"),
    ("SELECT *, * FROM (VALUES (1, 2)) t(a, b)", "1|2|1|2"),
    ("SELECT a, * FROM (VALUES (1, 2)) t(a, b) ORDER BY b", "1|1|2"),
    ("SELECT t.*, t.a FROM (VALUES (1, 2)) t(a, b)", "1|2|1"),
    ("SELECT *, a + 1 FROM (VALUES (1, 2)) t(a, b)", "1|2|2"),
    ("SELECT *, 1 AS a FROM (VALUES (1, 2)) t(a, b)", "1|2|1"),
    ("SELECT u.* FROM (VALUES 1) t(a) JOIN (VALUES 1) u(a) ON t.a = u.a", "1"),
];

const FAILURES: &[(&str, &str)] = &[
    ("SELECT t.k FROM (VALUES (1, 'a')) t(k, x) JOIN (VALUES (1, 'c')) u(k, y) USING (k)", "does not exist"),
    ("SELECT u.k FROM (VALUES (1, 'a')) t(k, x) JOIN (VALUES (1, 'c')) u(k, y) USING (k)", "does not exist"),
    ("SELECT * FROM (VALUES 1) t(k) JOIN (VALUES 1) u(j) USING (k)", "COLUMN_NOT_FOUND"),
    ("SELECT * FROM (VALUES (1, 'a')) t(k, x) NATURAL JOIN (VALUES (1, 'c')) u(k, y)", "NOT_SUPPORTED"),
    ("SELECT * FROM (VALUES 1) t(k) JOIN (VALUES 'a') u(k) USING (k)", "TYPE_MISMATCH"),
    ("SELECT upper(x) AS y, count(*) FROM (VALUES 'a', 'A', 'b') t(x) GROUP BY y", "does not exist"),
    ("SELECT x.a FROM ((VALUES 1, 2) x(a) CROSS JOIN (VALUES 2) y(b)) z ORDER BY 1", "does not exist"),
    // The name of neither: Trino's error is AMBIGUOUS_NAME.
    ("SELECT t.a FROM (VALUES 1) t(a), (VALUES 2) t(a)", "AMBIGUOUS_NAME"),
];

const REFUSED: &[(&str, &str)] = &[
    ("SELECT b FROM (SELECT *, a FROM (VALUES (1, 2)) t(a, b)) u", "a subquery with two columns of one name"),
    ("SELECT z.* FROM ((VALUES 1, 2) x(a) CROSS JOIN (VALUES 2) y(a)) z", "a subquery with two columns `a`"),
];

#[tokio::test]
async fn the_columns_of_using_come_first_and_belong_to_neither_side() {
    answers(USING).await;
}

#[tokio::test]
async fn relations_of_one_name_stand_beside_each_other() {
    answers(SAME_NAMES).await;
}

#[tokio::test]
async fn a_relation_can_be_a_join_or_have_no_name() {
    answers(RELATIONS).await;
}

#[tokio::test]
async fn a_name_that_no_relation_has_fails() {
    fails(FAILURES).await;
    refused(REFUSED).await;
}
