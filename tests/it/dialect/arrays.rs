//! Arrays, maps and UNNEST. The values are worked out from Trino's "Array functions and operators", "Map functions and operators" and
//! "SELECT", "UNNEST".

use super::{answers, fails, refused};

const VALUES: &[(&str, &str)] = &[
    (
        "SELECT ARRAY[1, 2, 3][2], ARRAY['a', NULL], ARRAY[1, 2.5], ARRAY[ARRAY[1], ARRAY[2, 3]], cardinality(ARRAY[])",
        "2|[a, null]|[1.0, 2.5]|[[1], [2, 3]]|0",
    ),
    (
        "SELECT MAP(ARRAY['a', 'b'], ARRAY[1, 2]), MAP(ARRAY['a', 'b'], ARRAY[1, 2])['b'], element_at(MAP(ARRAY['a'], ARRAY[1]), 'z'), \
         map_keys(MAP(ARRAY['a', 'b'], ARRAY[1, 2])), map_values(MAP(ARRAY['a', 'b'], ARRAY[1, 2])), cardinality(MAP(ARRAY['a'], ARRAY[1]))",
        "{a=1, b=2}|2|NULL|[a, b]|[1, 2]|1",
    ),
    (
        "SELECT map_entries(MAP(ARRAY['a', 'b'], ARRAY[1, 2])), map_concat(MAP(ARRAY['a'], ARRAY[1]), MAP(ARRAY['a', 'b'], ARRAY[7, 2]))",
        "[{a, 1}, {b, 2}]|{a=7, b=2}",
    ),
    (
        "SELECT contains(ARRAY[1, 2], 2), contains(ARRAY[1, NULL], 2), element_at(ARRAY[1, 2], -1), array_join(ARRAY[1, NULL, 3], '-'), \
         array_join(ARRAY['a', NULL], '-', '?'), array_distinct(ARRAY[1, 1, NULL, NULL]), array_sort(ARRAY[3, NULL, 1])",
        "true|NULL|2|1-3|a-?|[1, null]|[1, 3, null]",
    ),
    (
        "SELECT array_max(ARRAY[1, 3]), array_max(ARRAY[1, NULL]), array_min(ARRAY[2, 1]), array_position(ARRAY['a', 'b'], 'b'), \
         array_position(ARRAY['a'], 'z'), slice(ARRAY[1, 2, 3, 4], 2, 2), slice(ARRAY[1, 2, 3], -2, 5), sequence(1, 3), sequence(3, 1), \
         sequence(0, 10, 5), flatten(ARRAY[ARRAY[1], ARRAY[2, 3], NULL])",
        "3|NULL|1|2|0|[2, 3]|[2, 3]|[1, 2, 3]|[3, 2, 1]|[0, 5, 10]|[1, 2, 3]",
    ),
    (
        "SELECT concat(ARRAY[1], ARRAY[2, 3]), ARRAY[1] || ARRAY[2], ARRAY[1] || 2, 0 || ARRAY[1], ARRAY[ARRAY[1]] || ARRAY[2], \
         reverse(ARRAY[1, 2]), repeat('a', 2), array_remove(ARRAY[1, 2, 1], 1), arrays_overlap(ARRAY[1, 2], ARRAY[2])",
        "[1, 2, 3]|[1, 2]|[1, 2]|[0, 1]|[[1], [2]]|[2, 1]|[a, a]|[2]|true",
    ),
    (
        "SELECT array_union(ARRAY[1, 2], ARRAY[2, 3]), array_intersect(ARRAY[1, 2], ARRAY[2, 3]), array_except(ARRAY[1, 2], ARRAY[2, 3])",
        "[1, 2, 3]|[2]|[1]",
    ),
];

const LAMBDAS: &[(&str, &str)] = &[
    (
        "SELECT filter(ARRAY[1, 2, NULL], x -> x > 1), transform(ARRAY[1, NULL], x -> x + 1), transform(ARRAY['a'], x -> upper(x) || '!'), \
         filter(ARRAY[], x -> true)",
        "[2]|[2, null]|[A!]|[]",
    ),
    // Unknown where a NULL leaves it open.
    (
        "SELECT any_match(ARRAY[1, 2], x -> x > 1), any_match(ARRAY[1, NULL], x -> x > 1), any_match(ARRAY[], x -> true), \
         all_match(ARRAY[1, 2], x -> x > 1), all_match(ARRAY[2, NULL], x -> x > 1), all_match(ARRAY[2, 3], x -> x > 1), \
         none_match(ARRAY[1], x -> x > 1), none_match(ARRAY[2, NULL], x -> x > 1)",
        "true|NULL|false|false|NULL|true|true|false",
    ),
    // A lambda reads the columns around it.
    (
        "SELECT a, filter(b, x -> x > a), transform(b, x -> x * a) FROM (VALUES (1, ARRAY[1, 2]), (5, ARRAY[4, 6]), (7, NULL)) t(a, b) ORDER BY a",
        "1|[2]|[1, 2]\n5|[6]|[20, 30]\n7|NULL|NULL",
    ),
    ("SELECT transform(ARRAY[ARRAY[1], ARRAY[2, 3]], x -> transform(x, y -> y + cardinality(x)))", "[[2], [4, 5]]"),
];

const UNNESTED: &[(&str, &str)] = &[
    ("SELECT x, n FROM UNNEST(ARRAY['a', 'b']) WITH ORDINALITY AS t(x, n) ORDER BY n", "a|1\nb|2"),
    // CROSS JOIN drops rows without elements, LEFT JOIN keeps them.
    (
        "SELECT a, x FROM (VALUES (1, ARRAY[10, 20]), (2, ARRAY[]), (3, NULL)) t(a, b) CROSS JOIN UNNEST(b) AS u(x) ORDER BY 1, 2",
        "1|10\n1|20",
    ),
    (
        "SELECT a, x, n FROM (VALUES (1, ARRAY[10, 20]), (2, ARRAY[]), (3, NULL)) t(a, b) \
         LEFT JOIN UNNEST(b) WITH ORDINALITY AS \"u\" (\"x\", \"n\") ON TRUE ORDER BY a, n",
        "1|10|1\n1|20|2\n2|NULL|NULL\n3|NULL|NULL",
    ),
    ("SELECT * FROM UNNEST(ARRAY[1, 2, 3], ARRAY['a']) AS t(x, y) ORDER BY x", "1|a\n2|NULL\n3|NULL"),
    (
        "SELECT a, x, y, n FROM (VALUES (1, ARRAY[7], NULL), (2, NULL, ARRAY[8, 9])) t(a, b, c) \
         CROSS JOIN UNNEST(b, c) WITH ORDINALITY AS u(x, y, n) ORDER BY a, n",
        "1|7|NULL|1\n2|NULL|8|1\n2|NULL|9|2",
    ),
    (
        "SELECT a, k, v FROM (VALUES (1, MAP(ARRAY['a', 'b'], ARRAY[1, 2]))) t(a, m) CROSS JOIN UNNEST(m) AS u(k, v) ORDER BY k",
        "1|a|1\n1|b|2",
    ),
    // One reads what the one before gives.
    (
        "SELECT x, y FROM (VALUES (ARRAY[ARRAY[1, 2], ARRAY[3]])) t(a) CROSS JOIN UNNEST(a) AS u(x) CROSS JOIN UNNEST(x) AS w(y) ORDER BY y",
        "[1, 2]|1\n[1, 2]|2\n[3]|3",
    ),
    // An array of rows gives a column for each field.
    ("SELECT k, v FROM UNNEST(map_entries(MAP(ARRAY['a', 'b'], ARRAY[1, 2]))) AS t(k, v) ORDER BY 1", "a|1\nb|2"),
    ("SELECT t.x, u.x FROM (VALUES (1, ARRAY[7, 8])) t(x, arr) CROSS JOIN UNNEST(arr) AS u(x) WHERE u.x > 7", "1|8"),
    ("SELECT t.x, u.x FROM (VALUES (1, ARRAY[7, 8])) t(x, arr), UNNEST(arr) AS u(x) WHERE u.x > 7", "1|8"),
    (
        "SELECT a, count(*), sum(x) FROM (VALUES (1, ARRAY[10, 20]), (2, ARRAY[5])) t(a, b) CROSS JOIN UNNEST(b) AS u(x) GROUP BY a ORDER BY a",
        "1|2|30\n2|1|5",
    ),
    ("SELECT a, (SELECT sum(x) FROM UNNEST(ARRAY[1, 2]) AS u(x)) FROM (VALUES (1)) t(a)", "1|3"),
    ("SELECT (SELECT max(x) FROM (VALUES (ARRAY[1, 2])) t(b) CROSS JOIN UNNEST(b) AS u(x))", "2"),
    ("SELECT * FROM UNNEST(ARRAY[5])", "5"),
];

const FAILURES: &[(&str, &str)] = &[
    ("SELECT ARRAY[1, 'a']", "TYPE_MISMATCH: ARRAY mixes integer and varchar"),
    ("SELECT ARRAY[1, 2, 3][5]", "Array subscript must be less than or equal to array length: 5 > 3"),
    ("SELECT MAP(ARRAY['a'], ARRAY[1])['z']", "Key not present in map: z"),
    ("SELECT MAP(ARRAY['a', 'a'], ARRAY[1, 2])", "Duplicate map keys (a) are not allowed"),
    ("SELECT MAP(ARRAY['a'], ARRAY[1, 2])", "Key and value arrays must be the same length"),
    ("SELECT MAP(ARRAY['a', NULL], ARRAY[1, 2])", "map key cannot be null"),
    ("SELECT a FROM (VALUES (1)) t(a) CROSS JOIN UNNEST(5) AS u(x)", "Cannot unnest type: integer"),
    ("SELECT sequence(1, 5, -1)", "sequence stop value should be greater"),
    ("SELECT sequence(1, 100000)", "must not have more than 10000 entries"),
    ("SELECT slice(ARRAY[1], 0, 1)", "SQL array indices start at 1"),
    ("SELECT [1]", "line 1:"),
    (
        "SELECT a, x FROM (VALUES (1, ARRAY[1])) t(a, b) LEFT JOIN UNNEST(b) AS u(x) ON x > 1",
        "NOT_SUPPORTED: LEFT JOIN involving UNNEST is only supported with condition ON TRUE",
    ),
];

const REFUSED: &[(&str, &str)] = &[
    (
        "SELECT a FROM (VALUES (ARRAY[2, NULL]), (ARRAY[1])) t(a) ORDER BY a",
        "ORDER BY over arrays and rows with NULL inside",
    ),
    ("SELECT array_join(ARRAY[1e0], ',')", "array_join of array(double)"),
    (
        "SELECT a, x FROM (VALUES (1)) t(a) RIGHT JOIN UNNEST(ARRAY[1]) AS u(x) ON TRUE",
        "a RIGHT or FULL join with UNNEST",
    ),
];

#[tokio::test]
async fn array_and_map_functions_give_trinos_values() {
    answers(VALUES).await;
}

#[tokio::test]
async fn lambdas_see_elements_and_columns() {
    answers(LAMBDAS).await;
}

#[tokio::test]
async fn unnest_repeats_the_rows_before_it() {
    answers(UNNESTED).await;
}

#[tokio::test]
async fn wrong_arrays_fail_and_the_rest_is_refused() {
    fails(FAILURES).await;
    refused(REFUSED).await;
}
