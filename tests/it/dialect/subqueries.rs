//! Subqueries in conditions and as values. The rows are worked out from Trino's "SELECT", "Subqueries" and "Comparison functions and
//! operators", "Quantified comparison predicates".

use super::{answers, fails, refused};

const VALUES: &[(&str, &str)] = &[
    // A count over no rows is 0, a sum is NULL.
    (
        "SELECT a, (SELECT sum(b) FROM (VALUES (1, 10), (1, 5)) u(k, b) WHERE k = a), \
         (SELECT count(*) FROM (VALUES (1, 10), (1, 5)) u(k, b) WHERE k = a) FROM (VALUES (1), (2)) t(a) ORDER BY a",
        "1|15|2\n2|NULL|0",
    ),
    (
        "SELECT a, (SELECT count(*) + 1 FROM (VALUES (1), (2)) u(k) WHERE k = a + 1), \
         (SELECT coalesce(sum(k), 0) FROM (VALUES (1), (2)) u(k) WHERE k = a + 1) FROM (VALUES (1), (2)) t(a) ORDER BY a",
        "1|2|2\n2|1|0",
    ),
    ("SELECT a FROM (VALUES (1), (2)) t(a) WHERE (SELECT count(*) FROM (VALUES (1)) u(k) WHERE k = a) = 0", "2"),
    ("SELECT (SELECT 1 WHERE false)", "NULL"),
    (
        "SELECT a FROM (VALUES (1), (2)) t(a) WHERE a > (SELECT avg(b) FROM (VALUES (1, 1), (2, 1)) u(k, b) WHERE k = a)",
        "2",
    ),
    ("SELECT a FROM (VALUES (1), (2)) t(a) GROUP BY a HAVING a > (SELECT min(b) FROM (VALUES (1)) u(b))", "2"),
];

const CONDITIONS: &[(&str, &str)] = &[
    (
        "SELECT a FROM (VALUES (1), (2)) t(a) WHERE EXISTS (SELECT 1 FROM (VALUES (2)) u(b) WHERE b = a) OR a = 1 ORDER BY a",
        "1\n2",
    ),
    (
        "SELECT a FROM (VALUES (1), (2)) t(a) WHERE EXISTS (SELECT 1 FROM (VALUES (2), (3)) u(b) WHERE b > a AND b < 3)",
        "1",
    ),
    (
        "SELECT a FROM (VALUES (1), (NULL)) t(a) WHERE NOT EXISTS (SELECT 1 FROM (VALUES (2), (NULL)) u(b) WHERE b = a) ORDER BY a",
        "1\nNULL",
    ),
    ("SELECT a FROM (VALUES (1), (2)) t(a) WHERE a IN (SELECT b FROM (VALUES (2, 2)) u(b, k) WHERE k = a)", "2"),
    (
        "SELECT a FROM (VALUES (1), (2)) t(a) WHERE a = 2 OR a IN (SELECT b FROM (VALUES (1), (NULL)) u(b)) ORDER BY a",
        "1\n2",
    ),
    // Nothing is in, or outside of, a list that is empty.
    (
        "SELECT a FROM (VALUES (1), (NULL)) t(a) WHERE a NOT IN (SELECT b FROM (VALUES (1)) u(b) WHERE false) ORDER BY a",
        "1\nNULL",
    ),
];

const QUANTIFIED: &[(&str, &str)] = &[
    ("SELECT a FROM (VALUES (1), (2), (3)) t(a) WHERE a > ALL (SELECT b FROM (VALUES (1), (2)) u(b))", "3"),
    // What is decided without the NULL is known.
    (
        "SELECT 3 > ALL (SELECT b FROM (VALUES (1), (NULL)) u(b)), 0 > ALL (SELECT b FROM (VALUES (1), (NULL)) u(b)), \
         3 > ALL (SELECT 1 WHERE false), NULL > ALL (SELECT 1 WHERE false), NULL > ALL (SELECT 1)",
        "NULL|false|true|true|NULL",
    ),
    (
        "SELECT 3 < ANY (SELECT b FROM (VALUES (1), (NULL)) u(b)), 0 < ANY (SELECT b FROM (VALUES (1), (NULL)) u(b)), \
         3 < ANY (SELECT 1 WHERE false), NULL < SOME (SELECT 1)",
        "NULL|true|false|NULL",
    ),
    (
        "SELECT 1 = ALL (SELECT b FROM (VALUES (1), (1)) u(b)), 1 = ALL (SELECT b FROM (VALUES (1), (2)) u(b)), \
         1 <> ANY (SELECT b FROM (VALUES (1), (2)) u(b)), 1 = ALL (SELECT b FROM (VALUES (1), (NULL)) u(b))",
        "true|false|true|NULL",
    ),
    ("SELECT a FROM (VALUES (1), (2)) t(a) WHERE a = ANY (SELECT 2)", "2"),
    ("SELECT a FROM (VALUES (1), (2)) t(a) WHERE a <> ALL (SELECT 2)", "1"),
    // A row of one value is compared with a query of one column.
    (
        "SELECT ROW(1) = ALL (SELECT 1), ROW(2) > ALL (VALUES 1), ROW(2) > ALL (SELECT 0 WHERE false), \
         ROW(2) > ALL (VALUES 0, 1, NULL), ROW(BIGINT '1') = ALL (SELECT 1), ROW(2) = ANY (VALUES 2, NULL), ROW(3) = ANY (VALUES 2, NULL)",
        "true|true|true|NULL|true|true|NULL",
    ),
    ("SELECT 1 = ALL (SELECT 1 WHERE 2 > ALL (SELECT 1 WHERE 3 > ALL (SELECT 1)))", "true"),
];

const FAILURES: &[(&str, &str)] = &[
    ("SELECT (SELECT b FROM (VALUES (1), (2)) u(b))", "SUBQUERY_MULTIPLE_ROWS"),
    ("SELECT 1 > ALL (SELECT 'a')", "TYPE_MISMATCH"),
];

/// Once these were refused.
const UNKNOWN: &[(&str, &str)] = &[
    ("SELECT 1 > ALL (VALUES 1)", "false"),
    ("SELECT a FROM (VALUES (1), (2)) t(a) WHERE (a IN (SELECT b FROM (VALUES (1), (NULL)) u(b))) IS NULL", "2"),
    ("SELECT a FROM (VALUES (1), (2)) t(a) WHERE NOT (a IN (SELECT b FROM (VALUES (1), (NULL)) u(b)))", ""),
    ("SELECT a FROM (VALUES (1), (2)) t(a) WHERE a = 5 OR a NOT IN (SELECT b FROM (VALUES (1), (NULL)) u(b))", ""),
    (
        "SELECT a FROM (VALUES (1), (2)) t(a) WHERE a >= ALL (SELECT b FROM (VALUES (1, 1), (2, 3)) u(k, b) WHERE k = a)",
        "1",
    ),
    (
        "SELECT a, (SELECT count(*) FROM (VALUES (1), (2)) u(k) WHERE k < a) FROM (VALUES (1), (2)) t(a) ORDER BY a",
        "1|0\n2|1",
    ),
    (
        "SELECT a, (SELECT k FROM (VALUES (1), (2)) u(k) WHERE k = a LIMIT 1) FROM (VALUES (1), (2)) t(a) ORDER BY a",
        "1|1\n2|2",
    ),
    ("SELECT a, (SELECT max(k) + a FROM (VALUES (1), (2)) u(k)) FROM (VALUES (1), (2)) t(a) ORDER BY a", "1|3\n2|4"),
];

#[tokio::test]
async fn a_subquery_is_a_value() {
    answers(VALUES).await;
}

#[tokio::test]
async fn a_subquery_is_a_condition() {
    answers(CONDITIONS).await;
}

#[tokio::test]
async fn quantified_comparisons_know_null_and_nothing() {
    answers(QUANTIFIED).await;
}

#[tokio::test]
async fn wrong_subqueries_fail() {
    fails(FAILURES).await;
    answers(UNKNOWN).await;
}

#[tokio::test]
async fn quantified_comparisons_in_each_other_are_refused_before_they_are_written_out_too_often() {
    let deep = (0..12).fold("SELECT 1".to_owned(), |inner, _| format!("SELECT 1 WHERE 1 = ALL ({inner})"));
    refused(&[(&deep, "ALL and ANY that stand so deeply in each other")]).await;
}

#[tokio::test]
async fn subqueries_that_would_be_planned_for_minutes_are_refused() {
    let nested = |depth| (0..depth).fold("SELECT 1".to_owned(), |inner, _| format!("SELECT 1 WHERE 1 = ({inner})"));
    answers(&[(&nested(6), "1")]).await;
    refused(&[(&nested(13), "subqueries of expressions nested more than 12 deep")]).await;
}
