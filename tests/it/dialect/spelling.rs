//! What Trino's parser makes one expression of, and names that are also words of clauses. The rows are those of Trino 435.

use super::{answers, refused};
use crate::support::{ask, empty};

#[tokio::test]
async fn order_by_with_distinct_takes_an_expression_in_another_spelling() {
    answers(&[
        ("SELECT DISTINCT x + 1 FROM (VALUES 2, 1) t(x) ORDER BY (x) + 1", "2\n3"),
        ("SELECT DISTINCT concat(a, b) FROM (VALUES ('a', 'b')) t(a, b) ORDER BY a || b", "ab"),
        ("SELECT DISTINCT substr(a, 2) FROM (VALUES 'ab') t(a) ORDER BY substring(a FROM 2)", "b"),
        ("SELECT DISTINCT trim(a) FROM (VALUES 'a') t(a) ORDER BY trim(BOTH FROM a)", "a"),
        ("SELECT DISTINCT lower(a) FROM (VALUES 'a') t(a) ORDER BY \"lower\"(a)", "a"),
        ("SELECT DISTINCT a NOT IN ('a') FROM (VALUES 'a') t(a) ORDER BY NOT a IN ('a')", "false"),
        ("SELECT DISTINCT a NOT LIKE 'a' FROM (VALUES 'a') t(a) ORDER BY NOT a LIKE 'a'", "false"),
        (
            "SELECT DISTINCT a NOT BETWEEN 'a' AND 'b' FROM (VALUES 'a') t(a) ORDER BY NOT a BETWEEN 'a' AND 'b'",
            "false",
        ),
        ("SELECT DISTINCT position('a' IN a) FROM (VALUES 'a') t(a) ORDER BY strpos(a, 'a')", "1"),
        ("SELECT DISTINCT x + 1e0 FROM (VALUES 2, 1) t(x) ORDER BY x + 1.0e0", "2.0\n3.0"),
        ("SELECT DISTINCT x + 01 FROM (VALUES 1) t(x) ORDER BY x + 1", "2"),
        ("SELECT DISTINCT t.* FROM (VALUES 2, 1) t(x) ORDER BY x", "1\n2"),
        ("SELECT DISTINCT t.* FROM (VALUES 2, 1) t(x) ORDER BY t.x", "1\n2"),
        ("SELECT DISTINCT x, x + 1 FROM (VALUES 1) t(x) ORDER BY t.x + 1", "1|2"),
        ("SELECT DISTINCT lower(a) AS a FROM (VALUES 'a') t(a) ORDER BY (a)", "a"),
        ("SELECT array_agg(DISTINCT x ORDER BY (x)) FROM (VALUES 2, 1) t(x)", "[1, 2]"),
        ("SELECT array_agg(DISTINCT a || b ORDER BY concat(a, b)) FROM (VALUES ('1', '2')) t(a, b)", "[12]"),
        ("SELECT array_agg(DISTINCT t.x ORDER BY x) FROM (VALUES 2, 1) t(x)", "[1, 2]"),
    ])
    .await;
}

#[tokio::test]
async fn order_by_with_distinct_by_other_names_of_a_field_is_refused() {
    let what = "ORDER BY of SELECT DISTINCT by an expression in another spelling";
    refused(&[("SELECT DISTINCT x[1] FROM (VALUES ARRAY[1]) t(x) ORDER BY t.x[1]", what)]).await;
}

#[tokio::test]
async fn a_qualified_column_takes_a_subscript() {
    answers(&[
        ("SELECT t.x[1] FROM (VALUES ARRAY[1]) t(x)", "1"),
        ("SELECT t.r.b[1] FROM (SELECT CAST(ROW(ARRAY[5]) AS ROW(b array(int))) r) t", "5"),
        ("SELECT r.b[1] FROM (SELECT CAST(ROW(ARRAY[5]) AS ROW(b array(int))) r) t", "5"),
        ("SELECT t.x[1].y FROM (SELECT ARRAY[CAST(ROW(3) AS ROW(y int))] x) t", "3"),
        ("SELECT transform(ARRAY[CAST(ROW(ARRAY[5]) AS ROW(b array(int)))], x -> x.b[1])", "[5]"),
    ])
    .await;
}

#[tokio::test]
async fn words_of_clauses_are_names_elsewhere() {
    answers(&[
        ("SELECT count(match_recognize) FROM (VALUES 1) t(match_recognize)", "1"),
        ("SELECT * FROM (VALUES 1) match_recognize(x)", "1"),
        ("SELECT 1 FROM (VALUES 1) match_recognize", "1"),
        ("SELECT pattern FROM (VALUES 1) t(pattern)", "1"),
        ("SELECT define FROM (VALUES 1) define(define)", "1"),
        ("WITH function AS (SELECT 1 x) SELECT * FROM function", "1"),
        ("WITH function(x) AS (SELECT 1 x) SELECT * FROM function", "1"),
    ])
    .await;
}

#[tokio::test]
async fn a_window_of_groups_takes_keys_and_subqueries() {
    answers(&[
        ("SELECT max(x), rank() OVER w FROM (VALUES 1) t(x) WINDOW w AS (ORDER BY (SELECT max(z) FROM (VALUES 1) u(z)))", "1|1"),
        (
            "SELECT max(y), rank() OVER w FROM (VALUES (1, 2)) t(x, y) GROUP BY x + 1 WINDOW w AS (ORDER BY (x + 1) * 2)",
            "2|1",
        ),
    ])
    .await;
}

#[tokio::test]
async fn a_set_operation_has_the_names_of_its_left_side() {
    answers(&[("SELECT x FROM (VALUES 1) t(x) UNION SELECT y FROM (VALUES (1, 2)) u(y, z)", "1")]).await;
}

#[tokio::test]
async fn types_that_only_trino_has_are_refused_by_name() {
    answers(&[
        ("SELECT CAST(NULL AS varchar(2147483647))", "NULL"),
        ("SELECT CAST('abc' AS varchar(2147483647))", "abc"),
        ("SELECT CAST(NULL AS row(\"a\"\"b\" int))", "NULL"),
    ])
    .await;
    refused(&[
        ("SELECT CAST(NULL AS color)", "CAST to `color`"),
        ("SELECT CAST(NULL AS array(unknown))", "CAST to `array ( unknown )`"),
        ("SELECT localtime(3)", "`localtime(3)`"),
        ("SELECT current_time(3)", "`current_time(3)`"),
    ])
    .await;
}

#[tokio::test]
async fn messages_have_no_internal_names() {
    let (_folder, engine) = empty();
    let cases = [
        ("SELECT 1 FROM (VALUES 1) t(x) WHERE sum(CAST(x AS bigint)) > 1", "[sum(CAST(x AS bigint))]"),
        ("SELECT 1 FROM (VALUES 1) t(x, y)", "has 1 column available"),
        ("CREATE DATABASE \"x\" COMMENT 'y'", "line 1:17: a name is between backticks"),
        ("CREATE DATABASE ``", "it is empty"),
        ("CREATE DATABASE information_schema", "already exists"),
    ];
    for (sql, expected) in cases {
        let error = ask(&engine, sql).await.expect_err(sql).to_string();
        assert!(error.contains(expected), "{sql}: {error}");
    }
}
