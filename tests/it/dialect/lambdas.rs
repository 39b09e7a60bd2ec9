//! Functions with lambdas, and `try`. The values are Trino's.

use super::{answers, fails};

const ANSWERS: &[(&str, &str)] = &[
    // A parameter's field is what it is where a relation has the parameter's name.
    ("SELECT transform(ARRAY[CAST(ROW(5) AS row(x int))], r -> r.x)", "[5]"),
    ("SELECT transform(ARRAY[CAST(ROW(5) AS row(x int))], t -> t.x) FROM (VALUES 1) t(x)", "[5]"),
    ("WITH t AS (SELECT 1 AS x) SELECT transform(ARRAY[CAST(ROW(5) AS row(x int))], t -> t.x) FROM t", "[5]"),
    ("SELECT count(*) FROM (VALUES 1, 2) t(x) WHERE any_match(ARRAY[CAST(ROW(2) AS row(x int))], t -> t.x = 2)", "2"),
    ("SELECT reduce(ARRAY[CAST(ROW(5) AS row(x int))], 0, (s, t) -> s + t.x, s -> s) FROM (VALUES 1) t(x)", "5"),
    (
        "SELECT map_filter(MAP(ARRAY[1], ARRAY[CAST(ROW(2) AS row(x int))]), (k, t) -> t.x = 2) FROM (VALUES 1) t(x)",
        "{1={x=2}}",
    ),
    (
        "SELECT array_sort(ARRAY[CAST(ROW(5) AS row(x int)), CAST(ROW(3) AS row(x int))], (t, u) -> IF(t.x < u.x, -1, 1)) \
         FROM (VALUES 9) t(x), (VALUES 9) u(x)",
        "[{x=3}, {x=5}]",
    ),
    (
        "SELECT transform(ARRAY[CAST(ROW(CAST(ROW(7) AS row(y int))) AS row(x row(y int)))], r -> r.x.y), \
         transform(ARRAY[CAST(ROW(1) AS row(x int))], r -> transform(ARRAY[2], y -> r.x + y))",
        "[7]|[[3]]",
    ),
    (
        "SELECT transform(ARRAY[1], t -> t + x), transform(ARRAY[1], t -> transform(ARRAY[2], t -> t + 1)) FROM (VALUES 1) t(x)",
        "[2]|[[3]]",
    ),
    ("SELECT try(1/0), try(CAST('x' AS integer)), try(1), try(NULL)", "NULL|NULL|1|NULL"),
    (
        "SELECT reduce(ARRAY[5,20,50], 0, (s,x) -> s + x, s -> s), reduce(ARRAY[5,20,NULL,50], 0, (s,x) -> s + x, s -> s), \
         reduce(ARRAY[], 0, (s,x) -> s, s -> s), reduce(CAST(NULL AS array(integer)), 0, (s,x) -> s+x, s -> s), reduce(ARRAY[5,6,10], \
         row(0e0, 0), (s,x) -> row(x + s[1], s[2] + 1), s -> if(s[2]=0, NULL, s[1]/s[2])), reduce(ARRAY[2147483647, 1], BIGINT '0', \
         (s,x) -> s + x, s -> s), reduce(ARRAY['a','b'], '', (s,x) -> s || x, s -> length(s))",
        "75|NULL|0|NULL|7.0|2147483648|2",
    ),
    (
        "SELECT reduce(ARRAY[2147483647, 1], CAST(0 AS bigint), (s,x) -> s + x, s -> s), reduce(ARRAY[1,2], 0, (s,x) -> s + x, \
         s -> s > 2), reduce(ARRAY[1,2], NULL, (s,x) -> coalesce(s,0) + x, s -> s)",
        "2147483648|true|3",
    ),
    ("SELECT reduce(ARRAY[1,2], 0, (s,x) -> s + x + 0.5e0, s -> s)", "4.0"),
    (
        "SELECT reduce(ARRAY[1, 2], TINYINT '0', (s, x) -> s + x, s -> s), reduce(ARRAY[TINYINT '1'], TINYINT '0', (s, x) -> s + x, \
         s -> typeof(s))",
        "3|tinyint",
    ),
    ("SELECT reduce(ARRAY[1,2], 0, (s,x) -> CAST(s + x AS bigint), s -> s)", "3"),
    (
        "SELECT transform_values(MAP(ARRAY['a','b'],ARRAY[1,NULL]), (k,v) -> k || CAST(v AS varchar)), \
         transform_keys(MAP(ARRAY['a','b'],ARRAY[1,2]), (k,v) -> k || CAST(v AS varchar)), map_filter(MAP(ARRAY['a','b'],ARRAY[1,2]), \
         (k,v) -> v > 1), map_filter(MAP(ARRAY['a','b'],ARRAY[1,NULL]), (k,v) -> v > 0), zip_with(ARRAY[1,3,5], ARRAY['a','b'], \
         (x,y) -> (y,x)), zip_with(ARRAY[1,2],ARRAY[3,4],(x,y)->x+y), transform_values(CAST(NULL AS map(varchar,integer)), (k,v)->v), \
         transform_values(MAP(), (k,v) -> v)",
        "{a=a1, b=null}|{a1=1, b2=2}|{b=2}|{a=1}|[{a, 1}, {b, 3}, {null, 5}]|[4, 6]|NULL|{}",
    ),
    (
        "SELECT map_zip_with(MAP(ARRAY[1,2,3],ARRAY['a','b','c']), MAP(ARRAY[2,1,4],ARRAY['x','y','z']), (k,a,b) -> concat(a,b)), \
         map_zip_with(MAP(ARRAY['a','b','c'],ARRAY[1,8,27]),MAP(ARRAY['a','b','c'],ARRAY[1,2,3]),(k,v1,v2)->k || CAST(v1/v2 AS varchar))",
        "{1=ay, 2=bx, 3=null, 4=null}|{a=a1, b=b4, c=c9}",
    ),
    (
        "SELECT array_sort(ARRAY[3,2,5,1,2], (x,y) -> if(x<y,1,if(x=y,0,-1))), array_sort(ARRAY['bc','ab','dc'], \
         (x,y) -> if(x<y,1,if(x=y,0,-1))), array_sort(ARRAY[3,2,NULL,5,NULL,1,2], \
         (x,y) -> CASE WHEN x IS NULL THEN -1 WHEN y IS NULL THEN 1 WHEN x < y THEN 1 WHEN x = y THEN 0 ELSE -1 END)",
        "[5, 3, 2, 2, 1]|[dc, bc, ab]|[null, null, 5, 3, 2, 2, 1]",
    ),
    (
        "SELECT transform(ARRAY[ARRAY[1],ARRAY[2,3]], x -> transform(x, x -> x + 1)), transform(ARRAY[1,2], \
         x -> transform(ARRAY[10,20], y -> x + y)), transform(ARRAY[1,2], x -> transform(ARRAY[10,20], y -> transform(ARRAY[100], \
         z -> x+y+z))), filter(ARRAY[1,2,3], x -> any_match(ARRAY[2,3], y -> y = x)), any_match(ARRAY[1], \
         x -> CAST(NULL AS boolean)), transform(ARRAY[1,2], x -> 1), transform(ARRAY[1,NULL], x -> x IS NULL)",
        "[[2], [3, 4]]|[[11, 21], [12, 22]]|[[[111], [121]], [[112], [122]]]|[2, 3]|NULL|[1, 1]|[false, true]",
    ),
    (
        "SELECT regexp_replace('new york', '(\\w)(\\w*)', x -> upper(x[1]) || lower(x[2])), regexp_replace('abc', '[ac]', x -> 'x'), \
         regexp_replace('abc', 'x', y -> 'z'), regexp_replace('abc','(b)|(z)', x -> coalesce(x[2], 'N')), regexp_replace('abc', '', \
         x -> '-'), regexp_replace('abc','(b)', x -> CAST(NULL AS varchar)), regexp_replace('abc','z', x -> CAST(NULL AS varchar))",
        "New York|xbx|abc|aNc|-a-b-c-|NULL|abc",
    ),
    (
        "SELECT a, try(10/a), try(CAST(b AS integer)) FROM (VALUES (0,'1'), (2,'x'), (5,NULL)) t(a,b) ORDER BY a",
        "0|NULL|1\n2|5|NULL\n5|2|NULL",
    ),
    (
        "SELECT a, sum(b), try(sum(b) / count(c)) FROM (VALUES (1, 2, 3), (2, 4, NULL)) t(a, b, c) GROUP BY a ORDER BY a",
        "1|2|2\n2|4|NULL",
    ),
    (
        "SELECT x, reduce(b, a, (s, y) -> s + y * x, s -> s - a), transform(b, y -> reduce(b, 0, (s, z) -> s + z, \
         s -> s + y)) FROM (VALUES (1, 2, ARRAY[3,4]), (10, 5, ARRAY[]), (7, 1, NULL)) t(x, a, b) ORDER BY x",
        "1|7|[10, 11]\n7|NULL|NULL\n10|0|[]",
    ),
    (
        "SELECT a, zip_with(b, c, (x, y) -> x + y + a), map_filter(m, (k, v) -> v > a), transform_values(m, (k, \
         v) -> v * a) FROM (VALUES (1, ARRAY[1], ARRAY[2,3], MAP(ARRAY['x','y'], ARRAY[1,2])), (2, NULL, ARRAY[1], NULL)) t(a, b, c, \
         m) ORDER BY a",
        "1|[4, null]|{y=2}|{x=1, y=2}\n2|NULL|NULL|NULL",
    ),
    (
        "SELECT a, regexp_replace(a, '([a-z])([0-9])', x -> x[2] || x[1] || b) FROM (VALUES ('a1b2', '-'), ('zz', '+'), (NULL, \
         '+')) t(a, b) ORDER BY b, a",
        "zz|zz\nNULL|NULL\na1b2|1a-2b-",
    ),
    (
        "SELECT transform(ARRAY[row(1,'a'), row(2,'b')], r -> r[2] || CAST(r[1] AS varchar)), filter(ARRAY[row(1,'a')], r -> r[1] = 1)",
        "[a1, b2]|[{1, a}]",
    ),
    (
        "SELECT a || b, b || a, concat(a, b), transform(a, x -> x + b) FROM (VALUES (ARRAY[1], 2), (ARRAY[3], NULL), (NULL, 4)) t(a, \
         b) ORDER BY b",
        "[1, 2]|[2, 1]|[1, 2]|[3]\nNULL|NULL|NULL|NULL\nNULL|NULL|NULL|[null]",
    ),
    ("SELECT if(a = 0, NULL, try(10 / a)) FROM (VALUES (0), (5)) t(a)", "NULL\n2"),
    ("SELECT a FROM (VALUES (1), (0)) t(a) WHERE try(10 / a) = 10", "1"),
    ("SELECT array_agg(try(10/a) ORDER BY a) FROM (VALUES (1), (0)) t(a)", "[null, 10]"),
];

const FAILURES: &[(&str, &str)] = &[
    ("SELECT transform(ARRAY[1], t -> t.x) FROM (VALUES 1) t(x)", "TYPE_MISMATCH"),
    ("SELECT transform_keys(MAP(ARRAY[1,2],ARRAY[1,2]), (k,v) -> 5)", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT transform_keys(MAP(ARRAY[1,2],ARRAY[1,2]), (k,v) -> CAST(NULL AS integer))", "INVALID_FUNCTION_ARGUMENT"),
    (
        "SELECT regexp_replace('new york', '(\\w)(\\w*)', x -> upper(x[1]) || lower(x[2])), regexp_replace('abc', '[ac]', x -> 'x'), \
     regexp_replace('abc', 'x', y -> 'z'), regexp_replace('abc','(b)|(z)', x -> coalesce(x[2], 'N')), regexp_replace('abc','(b)', \
     x -> NULL), regexp_replace('abc', '', x -> '-')",
        "FUNCTION_NOT_FOUND",
    ),
    ("SELECT array_sort(ARRAY[1,2], (x,y) -> 5)", "INVALID_FUNCTION_ARGUMENT"),
];

#[tokio::test]
async fn lambdas_give_trinos_values() {
    answers(ANSWERS).await;
}

#[tokio::test]
async fn lambdas_that_fail_fail() {
    fails(FAILURES).await;
}
