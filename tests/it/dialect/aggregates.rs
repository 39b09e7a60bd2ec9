//! Aggregates. The values are worked out from Trino's "Aggregate functions".

use super::{answers, fails, refused};

const ANSWERS: &[(&str, &str)] = &[
    (
        "SELECT count(*) FILTER (WHERE a > 1), sum(DISTINCT a), avg(DISTINCT a), count(DISTINCT a), array_agg(a ORDER BY a DESC), \
         array_agg(DISTINCT a ORDER BY a), count_if(a > 1) FROM (VALUES (1), (2), (2)) t(a)",
        "2|3|1.5|2|[2, 2, 1]|[1, 2]|2",
    ),
    // Rows without a key do not count.
    ("SELECT max_by(a, b), min_by(a, b), any_value(a) FROM (VALUES ('x', 1), ('y', 2), ('z', NULL)) t(a, b)", "y|x|x"),
    ("SELECT max_by(a, b) FROM (VALUES (NULL, 2), ('x', 1)) t(a, b)", "NULL"),
    ("SELECT arbitrary(a), array_agg(a) FROM (VALUES (NULL), (1)) t(a)", "1|[null, 1]"),
    // The exact number, and what Trino's digest answers while it keeps every value, are approximations too.
    (
        "SELECT approx_distinct(a), approx_percentile(a, 0.5), approx_percentile(a, ARRAY[0.25, 1.0]), \
         approx_percentile(CAST(a AS double), 0.5) FROM (VALUES (1), (2), (3), (4)) t(a)",
        "4|3|[2, 4]|3.0",
    ),
    (
        "SELECT histogram(a), map_agg(a, b), multimap_agg(a, b) FROM (VALUES ('x', 1), ('y', 2), ('x', 3), (NULL, 4)) t(a, b)",
        "{x=2, y=1}|{x=1, y=2}|{x=[1, 3], y=[2]}",
    ),
    (
        "SELECT bool_and(a > 2), bool_or(a > 2), every(a > 0), stddev(a), stddev_samp(a), stddev_pop(a), variance(a), var_samp(a), \
         var_pop(a), geometric_mean(a) FROM (VALUES (2), (4), (6)) t(a)",
        "false|true|true|2.0|2.0|1.632993161855452|4.0|4.0|2.6666666666666665|3.634241185664279",
    ),
    ("SELECT variance(a), var_pop(a) FROM (VALUES (1)) t(a)", "NULL|0.0"),
    (
        "SELECT sum(a), avg(a), array_agg(a), max_by(a, a), histogram(a), map_agg(a, a), stddev(a), bool_and(a > 0), \
         listagg('x') WITHIN GROUP (ORDER BY a), approx_percentile(a, 0.5), count(*), count(a) FROM (VALUES (1)) t(a) WHERE false",
        "NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|0|0",
    ),
    (
        "SELECT listagg(a, ',') WITHIN GROUP (ORDER BY a DESC), listagg(DISTINCT a) WITHIN GROUP (ORDER BY a), \
         listagg(a, '-') WITHIN GROUP (ORDER BY b) FROM (VALUES ('x', 2), ('y', 1), ('x', 3), (NULL, 0)) t(a, b)",
        "y,x,x|xy|y-x-x",
    ),
    // NaN is neither the largest nor the smallest, unless there is nothing else.
    (
        "SELECT max(a), min(a), max_by(b, a) FROM (VALUES (1.5, 'x'), (nan(), 'y'), (2.5, 'z'), (NULL, 'w')) t(a, b)",
        "2.5|1.5|z",
    ),
    ("SELECT max(a) FROM (VALUES (nan()), (nan())) t(a)", "NaN"),
    ("SELECT histogram(a) FROM (VALUES (0e0), (-0e0)) t(a)", "{0.0=2}"),
    (
        "SELECT b, max(a), min(a) FROM (VALUES (nan(), 1), (3e0, 1), (nan(), 2)) t(a, b) GROUP BY b ORDER BY b",
        "1|3.0|3.0\n2|NaN|NaN",
    ),
    (
        "SELECT max(a) OVER (ORDER BY b ROWS 1 PRECEDING) FROM (VALUES (2e0, 1), (nan(), 2), (1e0, 3)) t(a, b)",
        "2.0\n2.0\n1.0",
    ),
    ("SELECT geometric_mean(a) FROM (VALUES (REAL '1.5'), (REAL '2.5')) t(a)", "1.9364917"),
    ("SELECT sum(x), avg(x) FROM (VALUES (REAL '1.5'), (REAL '2')) t(x)", "3.5|1.75"),
    (
        "SELECT a, array_agg(b ORDER BY b), sum(DISTINCT b), max_by(b, b) FROM (VALUES ('x', 2), ('x', 1), ('y', 3)) t(a, b) \
         GROUP BY a ORDER BY a",
        "x|[1, 2]|3|2\ny|[3]|3|3",
    ),
    ("SELECT bitwise_and_agg(a), bitwise_or_agg(a) FROM (VALUES (6), (3)) t(a)", "2|7"),
    (
        "SELECT corr(y, x), covar_pop(y, x), covar_samp(y, x), regr_slope(y, x), regr_intercept(y, x) FROM (VALUES (1.229e0, 2.418e0), \
         (2.952e0, 4.425e0), (2.399e0, 4.223e0), (-4.71e0, -0.344e0), (4.434e0, 1.49e0), (NULL, 3e0), (3e0, NULL), (4.009e0, -3.868e0), \
         (-0.309e0, -2.534e0), (0.438e0, 0.739e0), (-4.869e0, -2.833e0)) t(y, x)",
        "0.3765741944226332|3.498324691358025|3.935615277777778|0.4253580588067207|0.4435966059415806",
    ),
    // Reals, unless there is a double.
    (
        "SELECT corr(y, x), covar_pop(y, x), covar_samp(y, x), regr_slope(y, x), regr_intercept(y, x) FROM (VALUES (1, 2), (2, 5), (5, 6)) t(y, x)",
        "0.84615386|2.4444444|3.6666667|0.84615386|-1.0",
    ),
    (
        "SELECT typeof(corr(DECIMAL '1.5', BIGINT '2')), typeof(corr(NULL, 1)), typeof(covar_pop(REAL '1', 2e0)), corr(DISTINCT a, b) \
         FROM (VALUES (1, 2), (2, 5), (5, 6), (5, 6)) t(a, b)",
        "real|real|double|0.84615386",
    ),
    (
        "SELECT corr(y, x), covar_pop(y, x), covar_samp(y, x), regr_slope(y, x), regr_intercept(y, x) FROM (VALUES (0.1e0, 2.3e0)) t(y, x)",
        "NULL|0.0|NULL|NULL|NULL",
    ),
    (
        "SELECT corr(y, x), covar_pop(y, x), covar_samp(y, x), regr_slope(y, x), regr_intercept(y, x) FROM (VALUES (0.1e0, 2.3e0), (0.1e0, 4e0)) t(y, x)",
        "NULL|0.0|0.0|0.0|0.1",
    ),
    (
        "SELECT corr(y, x), covar_pop(y, x), covar_samp(y, x), regr_slope(y, x), regr_intercept(y, x) FROM (VALUES (nan(), 1e0), (1e0, 2e0)) t(y, x)",
        "NULL|NaN|NaN|NULL|NULL",
    ),
    (
        "SELECT corr(y, x), covar_pop(y, x), regr_intercept(y, x) FROM (VALUES (1e0, 1e0)) t(y, x) WHERE false",
        "NULL|NULL|NULL",
    ),
    (
        "SELECT x, corr(y, x) OVER (ORDER BY x) FROM (VALUES (1e0, 2e0), (2e0, 5e0), (5e0, 6e0)) t(y, x) ORDER BY x",
        "2.0|NULL\n5.0|1.0\n6.0|0.846153846153846",
    ),
    (
        "SELECT map_union(m) FROM (VALUES MAP(ARRAY['a'], ARRAY[1]), MAP(ARRAY['a', 'b'], ARRAY[2, NULL]), NULL) t(m)",
        "{a=1, b=null}",
    ),
    (
        "SELECT map_union(m) FROM (VALUES MAP(ARRAY[ARRAY[1]], ARRAY['x']), MAP(ARRAY[ARRAY[1]], ARRAY['y'])) t(m)",
        "{[1]=x}",
    ),
    ("SELECT map_union(m) FROM (VALUES MAP(ARRAY['a'], ARRAY[1])) t(m) WHERE false", "NULL"),
    ("SELECT map_union(NULL), map_union(MAP())", "NULL|NULL"),
    (
        "SELECT map_union(m) OVER (ORDER BY k) FROM (VALUES (1, MAP(ARRAY[1], ARRAY['x'])), (2, MAP(ARRAY[2], ARRAY['y']))) t(k, m) ORDER BY k",
        "{1=x}\n{1=x, 2=y}",
    ),
    ("SELECT skewness(x), kurtosis(x) FROM (VALUES 1, 2, 4, 9) t(x)", "0.7684172579878226|1.5"),
    ("SELECT skewness(x), kurtosis(x) FROM (VALUES 1, 2, 4) t(x)", "0.3818017741606063|NULL"),
    ("SELECT skewness(x), kurtosis(x) FROM (VALUES 1, 2) t(x)", "NULL|NULL"),
    ("SELECT skewness(x), kurtosis(x) FROM (VALUES 1, 1, 1, 1) t(x)", "NaN|NaN"),
    (
        "SELECT x, skewness(x) OVER (ORDER BY x), kurtosis(x) OVER (ORDER BY x) FROM (VALUES 1, 2, 4, 9) t(x) ORDER BY x",
        "1|NULL|NULL\n2|NULL|NULL\n4|0.3818017741606063|NULL\n9|0.7684172579878226|1.5",
    ),
    // Exact is within any error.
    ("SELECT approx_distinct(x, 0.023), approx_distinct(x, 0.26) FROM (VALUES 1, 1, 2, NULL) t(x)", "2|2"),
    // With a number of values, which the first row that counts has.
    ("SELECT min(x, 2), max(x, 2) FROM (VALUES 1, NULL, 3, 2) t(x)", "[1, 2]|[3, 2]"),
    ("SELECT min(x, NULL) FROM (VALUES 1, NULL, 3, 2) t(x)", "NULL"),
    ("SELECT min(x, 2) FROM (VALUES 1, NULL, 3, 2) t(x) WHERE false", "NULL"),
    ("SELECT min(x, 2) FROM (VALUES CAST(NULL AS integer)) t(x)", "NULL"),
    ("SELECT min(x, n) FROM (VALUES (1, 1), (3, 2)) t(x, n)", "[1]"),
    ("SELECT max_by(x, y, 2) FROM (VALUES (1, 10)) t(x, y) WHERE false", "NULL"),
    ("SELECT max(x, 3) FROM (VALUES nan(), 1e0, infinity(), -infinity()) t(x)", "[Infinity, 1.0, -Infinity]"),
    (
        "SELECT min_by(x, y, 3), max_by(x, y, 3) FROM (VALUES ('n',nan()), ('a',1e0), ('i',infinity())) t(x, y)",
        "[a, i, n]|[i, a, n]",
    ),
    ("SELECT max(x,2) OVER (ORDER BY x ROWS 1 PRECEDING) FROM (VALUES 1,2,3) t(x)", "[1]\n[2, 1]\n[3, 2]"),
    ("SELECT max(DISTINCT x,2) FROM (VALUES 1,3,3) t(x)", "[3, 1]"),
    (
        "SELECT max(x,2), min(x,2), max_by(y,x,2), min_by(y,x,2) FROM (VALUES (1,'a'),(3,'b'),(3,'c'),(1,'d'),(2,'e')) t(x,y)",
        "[3, 3]|[1, 1]|[b, c]|[a, d]",
    ),
    ("SELECT max_by(y,x,n), max(x,n) FROM (VALUES (1,'a',2),(3,'b',1),(3,'c',3),(1,'d',3)) t(x,y,n)", "[b, c]|[3, 3]"),
    ("SELECT max(x,n), max_by(x,x,n) FROM (VALUES (NULL,1),(3,2),(4,2)) t(x,n)", "[4, 3]|[4, 3]"),
    ("SELECT max(x,n) FROM (VALUES (1,NULL),(3,2),(4,2)) t(x,n)", "[4, 3]"),
    ("SELECT max(x, 0) FROM (VALUES 1) t(x) WHERE false", "NULL"),
    (
        "SELECT max(x, 3), min(x,3) FROM (VALUES ROW(ROW(1,'a')), ROW(ROW(2,'b'))) t(x)",
        "[{2, b}, {1, a}]|[{1, a}, {2, b}]",
    ),
    ("SELECT min(x, 3), max(x,3) FROM (VALUES 0e0, -0e0, nan()) t(x)", "[0.0, -0.0, NaN]|[0.0, -0.0, NaN]"),
    ("SELECT g, max(x, 2) FROM (VALUES (1,1),(1,2),(2,5)) t(g,x) GROUP BY g ORDER BY g", "1|[2, 1]\n2|[5]"),
    ("SELECT max(x, TINYINT '2'), max_by(x, x, BIGINT '2') FROM (VALUES 1,2,3) t(x)", "[3, 2]|[3, 2]"),
    ("SELECT max(NULL, 2), max_by(1, NULL, 2), max_by(NULL, 1, 2)", "NULL|NULL|[null]"),
    (
        "SELECT max_by(x, y, 2), min_by(x, y, 2) FROM (VALUES (1, 10), (3, NULL), (2, 5), (9, 6)) t(x, y)",
        "[1, 9]|[2, 9]",
    ),
    ("SELECT min_by(x, y, 3) FROM (VALUES (NULL, 20), (2, 5), (9, 6)) t(x, y)", "[2, 9, null]"),
];

const FAILURES: &[(&str, &str)] = &[
    ("SELECT listagg(a, ',') FROM (VALUES ('x')) t(a)", "listagg needs WITHIN GROUP"),
    ("SELECT approx_percentile(a, 2.0) FROM (VALUES (1)) t(a)", "Percentile must be between 0 and 1"),
    ("SELECT stddev(a) FROM (VALUES ('x')) t(a)", "FUNCTION_NOT_FOUND"),
    ("SELECT kurtosis(a) FROM (VALUES ('x')) t(a)", "FUNCTION_NOT_FOUND"),
    ("SELECT corr('a', 1)", "FUNCTION_NOT_FOUND"),
    ("SELECT regr_slope(1)", "FUNCTION_NOT_FOUND"),
    ("SELECT map_union(1)", "FUNCTION_NOT_FOUND"),
    (
        "SELECT approx_distinct(a, 0.3) FROM (VALUES (1)) t(a)",
        "INVALID_FUNCTION_ARGUMENT: Max standard error must be in",
    ),
    ("SELECT approx_distinct(a, 0.00001) FROM (VALUES (1)) t(a)", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT sum(a) FROM (VALUES ('x')) t(a)", "FUNCTION_NOT_FOUND"),
    ("SELECT sum(a) FILTER (WHERE a) FROM (VALUES (1)) t(a)", "TYPE_MISMATCH: FILTER needs a boolean"),
    ("SELECT min(x, 0) FROM (VALUES 1, NULL, 3, 2) t(x)", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT min(x, -1) FROM (VALUES 1, NULL, 3, 2) t(x)", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT min(x, 10001) FROM (VALUES 1, NULL, 3, 2) t(x)", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT max(x, 2) FROM (VALUES ARRAY[1,NULL], ARRAY[1,2]) t(x)", "NOT_SUPPORTED"),
    ("SELECT max_by(x,x,0) FROM (VALUES 1) t(x)", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT max_by(x,x,10001) FROM (VALUES 1) t(x)", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT max(x, 1.5) FROM (VALUES 1) t(x)", "FUNCTION_NOT_FOUND"),
    ("SELECT max(x, 'a') FROM (VALUES 1) t(x)", "FUNCTION_NOT_FOUND"),
    ("SELECT max(json_parse('1'), 2)", "FUNCTION_NOT_FOUND"),
    ("SELECT max(MAP(ARRAY[1],ARRAY[1]), 2)", "FUNCTION_NOT_FOUND"),
];

const REFUSED: &[(&str, &str)] = &[
    ("SELECT sum(a) FROM (VALUES (INTERVAL '1' DAY)) t(a)", "`sum` of interval day to second"),
    ("SELECT histogram(a) FROM (VALUES (ARRAY[1])) t(a)", "`histogram` of array(integer)"),
    ("SELECT array_agg(a ORDER BY a) FROM (VALUES (ARRAY[1])) t(a)", "ORDER BY over array(integer)"),
    ("SELECT checksum(a) FROM (VALUES (1)) t(a)", "the function `checksum`"),
    (
        "SELECT min_by(x, y, 2) FROM (VALUES (1, 10), (NULL, 20), (2, 5)) t(x, y)",
        "NULL among the values of max_by or min_by with a number of values",
    ),
    ("SELECT approx_percentile(a, 1, 0.5) FROM (VALUES (1)) t(a)", "approx_percentile with weights"),
    ("SELECT approx_distinct(DISTINCT a) FROM (VALUES (1)) t(a)", "DISTINCT or ORDER BY inside `approx_distinct`"),
    (
        "SELECT listagg(a, ',' ON OVERFLOW TRUNCATE WITHOUT COUNT) WITHIN GROUP (ORDER BY a) FROM (VALUES ('x')) t(a)",
        "a clause inside a function call",
    ),
];

#[tokio::test]
async fn aggregates_give_trinos_values() {
    answers(ANSWERS).await;
}

#[tokio::test]
async fn wrong_aggregates_fail_and_the_rest_is_refused() {
    fails(FAILURES).await;
    refused(REFUSED).await;
}
