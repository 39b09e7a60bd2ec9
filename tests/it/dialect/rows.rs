//! Rows, and comparisons of arrays, maps and rows. The values are Trino's.

use super::{answers, fails, refused};

const ANSWERS: &[(&str, &str)] = &[
    (
        "SELECT ARRAY[1,NULL] = ARRAY[1,NULL], ARRAY[1,NULL] = ARRAY[2,NULL], ARRAY[1,NULL] = ARRAY[1], \
         ARRAY[1,NULL] <> ARRAY[1,NULL], ARRAY[1,NULL] <> ARRAY[2,NULL], ARRAY[1,NULL] IS DISTINCT FROM ARRAY[1,NULL], \
         ARRAY[nan()] = ARRAY[nan()], ARRAY[nan()] IS DISTINCT FROM ARRAY[nan()], ARRAY[0e0] IS DISTINCT FROM ARRAY[-0e0], \
         0e0 IS DISTINCT FROM -0e0, nan() IS DISTINCT FROM nan()",
        "NULL|false|false|NULL|true|false|false|false|false|false|false",
    ),
    (
        "SELECT ARRAY[1,2] < ARRAY[1,3], ARRAY[1] < ARRAY[1,0], ARRAY[2] < ARRAY[1,0], ARRAY[1,2] <= ARRAY[1,2], \
         ARRAY[nan()] < ARRAY[1e0], ARRAY[1e0] < ARRAY[nan()], ARRAY[nan()] > ARRAY[1e0], ARRAY[nan()] <= ARRAY[nan()], ARRAY[nan(), \
         1e0] < ARRAY[nan(), 2e0]",
        "true|true|false|true|false|true|true|true|true",
    ),
    ("SELECT ARRAY[1,NULL] < ARRAY[2,3]", "true"),
    ("SELECT ARRAY[1] < ARRAY[1,NULL]", "true"),
    ("SELECT row(1,NULL) < row(2,3)", "true"),
    (
        "SELECT row(1, 2) = row(1, 2), row(1, NULL) = row(1, NULL), row(1,NULL) = row(2,NULL), row(1,2) < row(1,3), row(1, \
         'a') <> row(1,'b'), row(1,NULL) IS DISTINCT FROM row(1,NULL), row(1, 2) >= row(1,2), row(1,2) = row(BIGINT '1', 2e0), \
         row(nan()) = row(nan()), row(nan()) <> row(nan()), row(nan()) < row(1e0)",
        "true|NULL|false|true|true|false|true|true|false|true|false",
    ),
    (
        "SELECT MAP(ARRAY[1,2],ARRAY[1,2]) = MAP(ARRAY[2,1],ARRAY[2,1]), MAP(ARRAY[1],ARRAY[NULL]) = MAP(ARRAY[1],ARRAY[NULL]), \
         MAP(ARRAY[1],ARRAY[1]) <> MAP(ARRAY[1],ARRAY[2]), MAP(ARRAY[1],ARRAY[1]) IS DISTINCT FROM MAP(ARRAY[1],ARRAY[1]), \
         MAP(ARRAY[1],ARRAY[CAST(NULL AS integer)]) IS DISTINCT FROM MAP(ARRAY[1],ARRAY[CAST(NULL AS integer)]), \
         MAP(ARRAY[1,2],ARRAY[NULL,1]) = MAP(ARRAY[1,2],ARRAY[1,2]), MAP(ARRAY[1,2],ARRAY[1,1])=MAP(ARRAY[1,3],ARRAY[1,1])",
        "true|NULL|true|false|false|false|false",
    ),
    (
        "SELECT ARRAY[1] IN (ARRAY[1], ARRAY[2]), ARRAY[1, NULL] IN (ARRAY[1,2]), ARRAY[1] IN (ARRAY[2], NULL), \
         row(1,2) IN (row(1,3), row(1,2)), 1e0 IN (nan(), 1e0), nan() IN (nan()), nan() IN (nan(), NULL), 0e0 IN (-0e0), 1 IN (1e0, \
         2e0)",
        "true|NULL|NULL|true|true|false|NULL|true|true",
    ),
    ("SELECT TRY_CAST(row(1,'x') AS row(a integer, b bigint))", "NULL"),
    ("SELECT CAST(NULL AS row(a integer)), CAST(row(NULL) AS row(a integer)), row(1,2) IS NULL", "NULL|{a=null}|false"),
    (
        "SELECT a FROM (VALUES row(ARRAY[2]), row(NULL), row(ARRAY[1,3]), row(ARRAY[1])) t(a) ORDER BY a DESC",
        "[2]\n[1, 3]\n[1]\nNULL",
    ),
    ("SELECT max(a), min(a) FROM (VALUES row(row(2,NULL)), row(row(1,3))) t(a)", "{2, null}|{1, 3}"),
    ("SELECT max(a), min(a) FROM (VALUES row(ARRAY[1,2]), row(ARRAY[1])) t(a)", "[1, 2]|[1]"),
    ("SELECT max(a) FROM (VALUES row(ARRAY[1,NULL])) t(a)", "[1, null]"),
    (
        "SELECT max_by(1, row(1,2)), array_max(ARRAY[row(1,2),row(1,3)]), array_min(ARRAY[ARRAY[1],ARRAY[0]]), \
         greatest(row(1,2),row(1,3)), least(ARRAY[1],ARRAY[0]), array_distinct(ARRAY[row(1,2),row(1,2)]), contains(ARRAY[row(1,2)], \
         row(1,2)), array_position(ARRAY[row(1,2)], row(1,2))",
        "1|{1, 3}|[0]|{1, 3}|[0]|[{1, 2}]|true|1",
    ),
    ("SELECT contains(ARRAY[row(1,NULL)], row(2,NULL))", "false"),
    ("SELECT greatest(row(1,NULL),row(2,3))", "{2, 3}"),
    ("SELECT a.x FROM (VALUES row(CAST(row(1,2) AS row(x integer, y integer)))) t(a)", "1"),
    ("SELECT t.a.x, a.X, a.\"y\" FROM (VALUES row(CAST(row(1,2) AS row(x integer, y integer)))) t(a)", "1|1|2"),
    (
        "SELECT CASE row(1,2) WHEN row(1,2) THEN 'y' ELSE 'n' END, CASE nan() WHEN nan() THEN 1 ELSE 0 END, nullif(row(1,2), \
         row(1,2)), coalesce(NULL, row(1,2)), CASE WHEN true THEN row(1,2) ELSE row(BIGINT '3', 4e0) END, if(true, row(1), row(2.5e0))",
        "y|0|NULL|{1, 2}|{1, 2.0}|{1.0}",
    ),
    (
        "SELECT ARRAY[row(1,2), row(BIGINT '3', NULL)], MAP(ARRAY[row(1,2)], ARRAY[3]), MAP(ARRAY[row(1,2)], ARRAY[3])[row(1,2)], \
         MAP(ARRAY[ARRAY[1]], ARRAY[3])",
        "[{1, 2}, {3, null}]|{{1, 2}=3}|3|{[1]=3}",
    ),
    (
        "SELECT row(1e0, 'a', DATE '2020-01-01', NULL, true, ARRAY[1], X'00'), row(row(1)), row('a b', 'c,d')",
        "{1.0, a, 2020-01-01, null, true, [1], 00}|{{1}}|{a b, c,d}",
    ),
    ("SELECT count(DISTINCT a), max(b) FROM (VALUES (row(1, 2), 3), (row(1,2), 4), (row(NULL, 2), 5)) t(a, b)", "2|5"),
    ("SELECT a, b FROM (VALUES (row(1,'x'), 1), (row(1,'y'), 2)) t(a,b) WHERE a = row(1,'y')", "{1, y}|2"),
    (
        "SELECT t.a, u.b FROM (VALUES (row(1,2), 1), (row(3,4), 2)) t(r,a) JOIN (VALUES (row(3,4), 7)) u(r,b) ON t.r = u.r",
        "2|7",
    ),
    ("SELECT a FROM (VALUES (ARRAY[2]), (ARRAY[1, 5]), (NULL), (ARRAY[1])) t(a) ORDER BY a", "[1]\n[1, 5]\n[2]\nNULL"),
    ("SELECT row(1,2) UNION ALL SELECT row(3,4)", "{1, 2}\n{3, 4}"),
    (
        "SELECT a IS DISTINCT FROM b, a = b FROM (VALUES (ARRAY[1,NULL], ARRAY[1,NULL]), (NULL, ARRAY[1]), (ARRAY[1], \
         ARRAY[2])) t(a,b)",
        "false|NULL\ntrue|NULL\ntrue|false",
    ),
    (
        "SELECT max(a) OVER (ORDER BY b ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM (VALUES (row(1,2), 1), (row(0,2), 2), \
         (row(0,1), 3)) t(a,b) ORDER BY b",
        "{1, 2}\n{1, 2}\n{0, 2}",
    ),
    (
        "SELECT element_at(MAP(ARRAY[row(1,2)], ARRAY['x']), row(1,2)), contains(ARRAY[ARRAY[1],ARRAY[2]], ARRAY[2]), \
         array_sort(ARRAY[row(2,1),row(1,2)]), array_union(ARRAY[row(1,2)],ARRAY[row(1,2),row(2,2)]), \
         array_intersect(ARRAY[row(1,2)],ARRAY[row(1,2)]), array_except(ARRAY[row(1,2)],ARRAY[row(2,2)]), \
         arrays_overlap(ARRAY[row(1,2)],ARRAY[row(1,2)]), array_position(ARRAY[ARRAY[1]], ARRAY[1]), \
         array_remove(ARRAY[ARRAY[1],ARRAY[2]], ARRAY[1]), cardinality(array_distinct(ARRAY[row(1,NULL),row(1,NULL)]))",
        "x|true|[{1, 2}, {2, 1}]|[{1, 2}, {2, 2}]|[{1, 2}]|[{1, 2}]|true|1|[[2]]|1",
    ),
    (
        "SELECT a.x, a.y.z, a[2].z FROM (VALUES (CAST(row(1, row(2)) AS row(x integer, y row(z bigint))), 1)) t(a, b)",
        "1|2|2",
    ),
    (
        "SELECT concat_ws(',', a, b), concat_ws(a, 'x', b), concat_ws(',', ARRAY[a, b]) FROM (VALUES ('a', NULL), (NULL, 'b')) t(a, \
         b) ORDER BY a",
        "a|x|a\nb|NULL|b",
    ),
    (
        "SELECT a = b, a IN (b, 2e0), a IS DISTINCT FROM b, CASE a WHEN b THEN 'same' ELSE 'other' END FROM (VALUES (nan(), nan()), \
         (0e0, -0e0), (1e0, 2e0), (NULL, nan()), (2e0, NULL)) t(a, b) ORDER BY a, b",
        "true|true|false|same\nfalse|false|true|other\nNULL|true|true|other\nfalse|false|false|other\nNULL|NULL|true|other",
    ),
    (
        "SELECT a, count(*) FROM (VALUES row(row(2, NULL)), row(row(2, NULL)), row(row(1, 2))) t(a) GROUP BY a ORDER BY 2",
        "{1, 2}|1\n{2, null}|2",
    ),
    (
        "SELECT max(a), min(a), count(DISTINCT a) FROM (VALUES row(row(2, 1)), row(row(2, 3)), row(row(1, 2)), row(NULL)) t(a)",
        "{2, 3}|{1, 2}|3",
    ),
    ("SELECT max(a), min(a) FROM (VALUES row(row(2, NULL)), row(row(1, 3))) t(a)", "{2, null}|{1, 3}"),
    (
        "SELECT a FROM (VALUES row(row(2, 'b')), row(row(1, 'z')), row(row(1, 'a'))) t(a) ORDER BY a DESC",
        "{2, b}\n{1, z}\n{1, a}",
    ),
    ("SELECT * FROM (VALUES (row(1, 2)), (row(3, 4)), ((5, 6))) t(a, b) ORDER BY a", "1|2\n3|4\n5|6"),
];

const FAILURES: &[(&str, &str)] = &[
    ("SELECT ARRAY[1,NULL] < ARRAY[1,3]", "NOT_SUPPORTED"),
    ("SELECT row(1,NULL) < row(1,3)", "NOT_SUPPORTED"),
    ("SELECT MAP(ARRAY[1,2],ARRAY[1,2]) < MAP(ARRAY[2,1],ARRAY[2,1])", "TYPE_MISMATCH"),
    ("SELECT ARRAY[1] = ARRAY['a']", "TYPE_MISMATCH"),
    ("SELECT ARRAY[1] = 1", "TYPE_MISMATCH"),
    ("SELECT row(1,2) = row(1,2,3)", "TYPE_MISMATCH"),
    ("SELECT row(1,2) = row(1,'a')", "TYPE_MISMATCH"),
    ("SELECT row(1) < row(MAP(ARRAY[1],ARRAY[1]))", "TYPE_MISMATCH"),
    ("SELECT row(MAP(ARRAY[1],ARRAY[1])) < row(MAP(ARRAY[1],ARRAY[1]))", "TYPE_MISMATCH"),
    ("SELECT CAST(row(1,'x') AS row(a integer, b bigint))", "INVALID_CAST_ARGUMENT"),
    ("SELECT CAST(row(1,2) AS row(integer, integer, integer))", "TYPE_MISMATCH"),
    ("SELECT row(1,2)[2], row(1,2)[0]", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT row(1,2)[3]", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT row(1,2)[-1]", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT contains(ARRAY[row(1,NULL)], row(1,NULL))", "NOT_SUPPORTED"),
    ("SELECT MAP(ARRAY[row(1,NULL)], ARRAY[3])", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT MAP(ARRAY[ARRAY[1,NULL]], ARRAY[3])", "INVALID_FUNCTION_ARGUMENT"),
];

/// In VALUES, a row has its fields as columns.
const SPREAD: &[(&str, &str)] = &[
    ("VALUES (CAST(row(1, 2) AS row(a integer, b integer)))", "1|2"),
    ("VALUES CAST(row(1, '2') AS row(bigint, integer))", "1|2"),
    ("SELECT v + 1 FROM (VALUES CAST(row(NULL) AS row(tinyint)), CAST(row(1) AS row(tinyint))) t(v)", "NULL\n2"),
    (
        "SELECT r.a, r.b FROM (VALUES CAST(row(row(1, ARRAY[NULL])) AS row(row(a integer, b array(integer))))) t(r)",
        "1|[null]",
    ),
    (
        "SELECT typeof(a), typeof(b) FROM (VALUES (CAST(row(1, 2) AS row(x smallint, y double)))) t(a, b)",
        "smallint|double",
    ),
];

/// A name in quotes inside `row(..)` is no field.
const QUOTED: &[(&str, &str)] = &[
    ("SELECT row(\"A\", \"B\") FROM (VALUES (1, 2)) t(a, b)", "{1, 2}"),
    ("SELECT row(\"A\" IS NULL, \"B\" BETWEEN 1 AND 2) FROM (VALUES (1, 2)) t(a, b)", "{false, true}"),
    ("SELECT CAST(row(1) AS row(\"a\" integer))", "{a=1}"),
];

/// What DataFusion would answer in another way.
const REFUSED: &[(&str, &str)] = &[
    ("SELECT DISTINCT a FROM (VALUES (ARRAY[0e0]), (ARRAY[-0e0])) t(a)", "groups of array(double)"),
    ("SELECT a FROM (VALUES (MAP(ARRAY[1], ARRAY[1]))) t(a) GROUP BY a", "groups of map(integer, integer)"),
    ("SELECT count(DISTINCT a) FROM (VALUES (MAP(ARRAY[1], ARRAY[1]))) t(a)", "groups of map(integer, integer)"),
    ("SELECT row_number() OVER (PARTITION BY a) FROM (VALUES (ARRAY[1e0])) t(a)", "groups of array(double)"),
    (
        "SELECT row(1, 2) UNION ALL SELECT row(3e0, 4)",
        "row(integer, integer) with row(double, integer): CAST one of them",
    ),
    ("SELECT * FROM (SELECT row(1, 2) AS r) t, LATERAL (VALUES (t.r)) u", "VALUES of a row in parentheses"),
    ("SELECT DECIMAL '1.5' UNION ALL SELECT 2e0", "UNION over decimal(2,1) and double"),
    ("VALUES (DECIMAL '1.5'), (2e0)", "double and decimal(30,15) in one column of VALUES"),
    ("SELECT CAST(row(1) AS row(\"A\" integer))", "a field of a row in upper case, `\"A\"`"),
    (
        "SELECT x.b FROM (SELECT TRY_CAST(row(1, 2) AS row(a integer, \"B\" integer)) AS x) t",
        "a field of a row in upper case, `\"B\"`",
    ),
    ("SELECT random() BETWEEN 0 AND 1", "BETWEEN over a random value"),
    ("SELECT nullif(random(), 0e0)", "nullif of a random value"),
];

#[tokio::test]
async fn what_would_be_answered_in_another_way_is_refused() {
    refused(REFUSED).await;
}

#[tokio::test]
async fn a_row_in_values_has_its_fields_as_columns() {
    answers(SPREAD).await;
}

#[tokio::test]
async fn a_name_in_quotes_is_no_field_of_a_row_value() {
    answers(QUOTED).await;
}

#[tokio::test]
async fn rows_are_made_read_and_compared() {
    answers(ANSWERS).await;
}

#[tokio::test]
async fn what_has_no_order_or_common_type_fails() {
    fails(FAILURES).await;
}
