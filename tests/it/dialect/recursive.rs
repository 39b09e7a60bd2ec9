//! WITH RECURSIVE: what Trino makes of it, and to what depth.

use super::{answers, fails, fails_here, refused};

const ANSWERS: &[(&str, &str)] = &[
    ("WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM t WHERE n < 9) SELECT count(*), max(n) FROM t", "9|9"),
    (
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM t WHERE n < 10) SELECT count(*), max(n) FROM t",
        "10|10",
    ),
    (
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM t WHERE n < 11) SELECT count(*), max(n) FROM t",
        "11|11",
    ),
    ("WITH RECURSIVE t(n) AS (SELECT 1 UNION SELECT n+1 FROM t WHERE n < 3) SELECT * FROM t ORDER BY 1", "1\n2\n3"),
    (
        "WITH RECURSIVE t(n) AS (SELECT 1e0 UNION ALL SELECT 2 FROM t WHERE n < 2) SELECT n, typeof(n) FROM t ORDER BY 1",
        "1.0|double\n2.0|double",
    ),
    (
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT DISTINCT n+1 FROM t WHERE n < 3) SELECT * FROM t ORDER BY 1",
        "1\n2\n3",
    ),
    (
        "WITH RECURSIVE t(n, s) AS (SELECT 1, CAST('a' AS varchar) UNION ALL SELECT n+1, s || 'b' FROM t WHERE n < 4) SELECT * \
         FROM t ORDER BY n",
        "1|a\n2|ab\n3|abb\n4|abbb",
    ),
    ("WITH RECURSIVE t(n) AS (VALUES 1 UNION ALL SELECT n+1 FROM t WHERE n < 3) SELECT sum(n) FROM t", "6"),
    (
        "WITH RECURSIVE t(n) AS ((SELECT 1) UNION ALL (SELECT n+1 FROM t WHERE n < 3)) SELECT * FROM t ORDER BY 1",
        "1\n2\n3",
    ),
    (
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT n+1 FROM t WHERE n < 3) SELECT * FROM t ORDER BY \
         1",
        "1\n2\n2\n3\n3",
    ),
    (
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 3 GROUP BY n) SELECT * FROM t ORDER BY 1",
        "1\n2\n3",
    ),
    (
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t LEFT JOIN (SELECT 10) u(x) ON true WHERE n < 3) SELECT \
         * FROM t ORDER BY 1",
        "1\n2\n3",
    ),
    (
        "WITH RECURSIVE t(n, s) AS (SELECT 1, 'abc' UNION ALL SELECT n + 1, 'ab' FROM t WHERE n < 3) SELECT * FROM t ORDER BY n",
        "1|abc\n2|ab\n3|ab",
    ),
    (
        "WITH RECURSIVE t(n, s) AS (SELECT 1, 'abc' UNION ALL SELECT n + 1, s FROM t WHERE n < 3) SELECT * FROM t ORDER BY n",
        "1|abc\n2|abc\n3|abc",
    ),
    (
        "WITH RECURSIVE t(n, s) AS (SELECT 1, 'abc' UNION ALL SELECT DISTINCT n + 1, s FROM t WHERE n < 3) SELECT * FROM t ORDER BY n",
        "1|abc\n2|abc\n3|abc",
    ),
    (
        "WITH RECURSIVE t(n, s, u) AS (SELECT 1, 'abc', 'de' UNION ALL SELECT n + 1, b.u, NULL FROM (SELECT n, u FROM t WHERE n < 3) b) \
         SELECT * FROM t ORDER BY n",
        "1|abc|de\n2|de|NULL\n3|NULL|NULL",
    ),
    (
        "WITH RECURSIVE t(n, s) AS (VALUES (1, 'a'), (1, 'abc') UNION ALL SELECT DISTINCT n + 1, 'xyz' FROM t WHERE n < 2) SELECT * FROM \
         t ORDER BY n, s",
        "1|a\n1|abc\n2|xyz",
    ),
    ("WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT 2 ORDER BY 1 DESC LIMIT 1) SELECT * FROM t", "2"),
    (
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT 2), u(m) AS (SELECT n FROM t UNION ALL SELECT m + 10 FROM u WHERE m \
         < 10) SELECT * FROM u ORDER BY 1",
        "1\n2\n11\n12",
    ),
    (
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM (SELECT * FROM t WHERE n < 4)) SELECT array_agg(n ORDER BY \
         n) FROM t",
        "[1, 2, 3, 4]",
    ),
    (
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM (SELECT * FROM t LIMIT 1) WHERE n < 3) SELECT * FROM t \
         ORDER BY 1",
        "1\n2\n3",
    ),
    (
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT a.n+1 FROM t a JOIN (VALUES 1, 2) b(m) ON a.n < 3 AND m = a.n) \
         SELECT * FROM t ORDER BY 1",
        "1\n2\n3",
    ),
    (
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM t WHERE n < 3) SELECT a.n, b.n FROM t a JOIN t b ON a.n < \
         b.n ORDER BY 1, 2",
        "1|2\n1|3\n2|3",
    ),
    (
        "SELECT * FROM (VALUES 1, 2) x(a) WHERE a IN (WITH RECURSIVE t(n) AS (SELECT 2 UNION ALL SELECT n+1 FROM t WHERE n < \
         3) SELECT n FROM t)",
        "2",
    ),
];

const FAILS: &[(&str, &str)] = &[
    (
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM t WHERE n < 12) SELECT count(*), max(n) FROM t",
        "NOT_SUPPORTED",
    ),
    (
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM t WHERE n < 20) SELECT n FROM t LIMIT 1",
        "NOT_SUPPORTED",
    ),
    (
        "WITH RECURSIVE t AS (SELECT 1 n UNION ALL SELECT n+1 FROM t WHERE n < 3) SELECT * FROM t",
        "MISSING_COLUMN_ALIASES",
    ),
    ("WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n+1e0 FROM t WHERE n < 3) SELECT * FROM t", "TYPE_MISMATCH"),
    (
        "WITH RECURSIVE t(n, s) AS (SELECT 1, 'a' UNION ALL SELECT n + 1, n FROM t WHERE n < 3) SELECT * FROM t",
        "TYPE_MISMATCH",
    ),
    (
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT a.n+1 FROM t a, t b WHERE a.n < 3) SELECT * FROM t",
        "INVALID_RECURSIVE_REFERENCE",
    ),
    ("WITH RECURSIVE t(n) AS (SELECT n FROM t UNION ALL SELECT 1) SELECT * FROM t", "INVALID_RECURSIVE_REFERENCE"),
    ("WITH RECURSIVE t(n) AS (SELECT n + 1 FROM t) SELECT * FROM t", "INVALID_RECURSIVE_REFERENCE"),
    ("WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT max(n)+1 FROM t WHERE n < 3) SELECT * FROM t", "NOT_SUPPORTED"),
    (
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM t WHERE n < 3 ORDER BY 1) SELECT * FROM t",
        "NOT_SUPPORTED",
    ),
    (
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM t WHERE n < 3 LIMIT 1) SELECT * FROM t",
        "INVALID_LIMIT_CLAUSE",
    ),
    (
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM u LEFT JOIN t ON true WHERE n < 3), u AS (SELECT 1) SELECT \
         * FROM t",
        "INVALID_RECURSIVE_REFERENCE",
    ),
    (
        "WITH RECURSIVE u(x) AS (SELECT 1), t(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM u LEFT JOIN t ON true WHERE n < 3) \
         SELECT * FROM t",
        "INVALID_RECURSIVE_REFERENCE",
    ),
    (
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM t WHERE n < 3 AND EXISTS (SELECT 1 FROM t)) SELECT * FROM t",
        "INVALID_RECURSIVE_REFERENCE",
    ),
    (
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT (SELECT max(n) FROM t) + 1) SELECT * FROM t",
        "INVALID_RECURSIVE_REFERENCE",
    ),
    (
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT row_number() OVER () + n FROM t WHERE n < 3) SELECT * FROM t ORDER \
         BY 1",
        "TYPE_MISMATCH",
    ),
    (
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM (SELECT 10) u(x) LEFT JOIN t ON true WHERE n < 3) SELECT \
         * FROM t ORDER BY 1",
        "INVALID_RECURSIVE_REFERENCE",
    ),
    (
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM (SELECT * FROM t EXCEPT ALL SELECT 1)) SELECT * FROM t",
        "INVALID_RECURSIVE_REFERENCE",
    ),
];

/// The lengths of strings are not known here, and Trino does not make them longer.
const REFUSED: &[(&str, &str)] = &[
    (
        "WITH RECURSIVE t(n, s) AS (SELECT 1, concat('a', '') UNION ALL SELECT n + 1, s || 'b' FROM t WHERE n < 4) SELECT * FROM t",
        "a varchar column of a recursive query that does not begin as CAST(… AS varchar)",
    ),
    (
        "WITH RECURSIVE t(n, s) AS (SELECT 1, concat('a', '') UNION ALL SELECT DISTINCT n + 1, s || 'b' FROM t WHERE n < 4) SELECT * \
         FROM t",
        "a varchar column of a recursive query that does not begin as CAST(… AS varchar)",
    ),
    (
        "WITH RECURSIVE t(n, s) AS (SELECT 1, concat('a', '') UNION ALL SELECT n + 1, s FROM (SELECT n, s || 'b' AS s FROM t WHERE n \
         < 4) u) SELECT * FROM t",
        "a varchar column of a recursive query that does not begin as CAST(… AS varchar)",
    ),
    (
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT * FROM (SELECT * FROM (VALUES 5) t1(m) WHERE 1 IN (SELECT * FROM t WHERE n * 3 < \
         m))) SELECT * FROM t",
        "WITH RECURSIVE that is read in a subquery of an expression",
    ),
];

#[tokio::test]
async fn a_recursive_query_goes_on_until_there_are_no_more_rows() {
    answers(ANSWERS).await;
}

#[tokio::test]
async fn a_recursion_that_trino_does_not_take_or_end_has_its_code() {
    fails(FAILS).await;
}

#[tokio::test]
async fn what_of_recursions_only_athena_does_is_refused_by_name() {
    refused(REFUSED).await;
}

/// Trino has TYPE_MISMATCH for them, this engine does not tell them from strings that fit.
#[tokio::test]
async fn a_step_makes_no_string_longer_whatever_it_is_made_of() {
    let steps = [
        "SELECT n + 1, s || 'b' FROM t WHERE n < 4",
        "SELECT DISTINCT n + 1, s || 'b' FROM t WHERE n < 4",
        "(SELECT n + 1, s || 'b' FROM t WHERE n < 4 UNION ALL SELECT 9, 'c' WHERE false)",
        "SELECT n + 1, s FROM (SELECT n, s || 'b' AS s FROM t WHERE n < 4) u",
        "SELECT DISTINCT n + 1, 'ab' FROM t WHERE n < 4",
    ];
    for step in steps {
        let sql = format!("WITH RECURSIVE t(n, s) AS (SELECT 1, 'a' UNION ALL {step}) SELECT * FROM t");
        let what = "a varchar column of a recursive query that does not begin as CAST(… AS varchar)";
        fails_here(&[(&sql, what)]).await;
    }
    let swapped = "WITH RECURSIVE t(n, s, u) AS (SELECT 1, 'a', 'bcd' UNION ALL SELECT n + 1, u, s FROM t WHERE n < 4) \
                   SELECT * FROM t";
    fails_here(&[(swapped, "a varchar column of a recursive query")]).await;
}

/// Each step reads the recursion before it: every one would be 66 times as large.
#[tokio::test]
async fn recursions_in_steps_of_others_are_refused_before_they_grow_out_of_bounds() {
    let mut ctes = vec!["t0(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t0 WHERE n < 3)".to_owned()];
    for i in 1..8 {
        let before = i - 1;
        ctes.push(format!("t{i}(n) AS (SELECT 1 UNION ALL SELECT a.n + b.n FROM t{i} a, t{before} b WHERE a.n < 3)"));
    }
    let sql = format!("WITH RECURSIVE {} SELECT count(*) FROM t7", ctes.join(", "));
    let two = "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 2 FROM t WHERE n < 6), u(m) AS (SELECT 1 UNION ALL SELECT m + t.n \
               FROM u, t WHERE m < 4 AND t.n < 3) SELECT * FROM u";
    let refusal = "WITH RECURSIVE of more than 10000 plan nodes in 10 levels";
    refused(&[(&sql, refusal), (two, refusal)]).await;
}
