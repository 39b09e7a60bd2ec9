//! Groups and aggregates.

use super::Row;

pub(super) const ROWS: &[Row] = &[
    Row {
        code: "EXPRESSION_NOT_AGGREGATE",
        meaning: "a column of a grouped query that is neither grouped by nor aggregated",
        statements: &[
            "SELECT a, max(a) FROM (VALUES 1) t(a)",
            "SELECT max(a) FROM (VALUES (1, 2)) t(a, b) GROUP BY b WINDOW w AS (ORDER BY a)",
            "SELECT a FROM (VALUES 1) t(a) GROUP BY a + 1",
            "SELECT a + 2 FROM (VALUES 1) t(a) GROUP BY a + 1",
            "SELECT 1 FROM (VALUES 1) t(a) HAVING a = 1",
            "SELECT max(a) FROM (VALUES 1) t(a) HAVING a = 1",
            "SELECT max(a) FROM (VALUES 1) t(a) ORDER BY a",
            "SELECT transform(array_agg(a), x -> x + a) FROM (VALUES 1) t(a)",
        ],
    },
    Row {
        code: "EXPRESSION_NOT_SCALAR",
        meaning: "aggregates, window functions or `grouping` in WHERE, ON, GROUP BY, UNNEST, lambdas",
        statements: &[
            "SELECT 1 FROM (VALUES 1) t(a) WHERE max(a) = 1",
            "SELECT 1 FROM (VALUES 1) t(a) WHERE row_number() OVER () = 1",
            "SELECT 1 FROM (VALUES 1) t(a) WHERE grouping(a) = 1",
            "SELECT 1 FROM (VALUES 1) t(a) JOIN (VALUES 1) u(b) ON max(a) = 1",
            "SELECT 1 FROM (VALUES 1) t(a) JOIN (VALUES 1) u(b) ON row_number() OVER () = 1",
            "SELECT 1 FROM (VALUES 1) t(a) GROUP BY max(a)",
            "SELECT 1 FROM (VALUES 1) t(a) GROUP BY row_number() OVER ()",
            "SELECT max(a) FROM (VALUES 1) t(a) GROUP BY 1",
            "SELECT row_number() OVER () FROM (VALUES 1) t(a) GROUP BY 1",
            "SELECT 1 FROM (VALUES ARRAY[1]) t(a) CROSS JOIN UNNEST(array_agg(a)) u(b)",
            "SELECT 1 FROM UNNEST(ARRAY[max(1)]) u(b)",
            "SELECT transform(ARRAY[1], x -> max(x)) FROM (VALUES 1) t(a)",
            "SELECT transform(ARRAY[1], x -> row_number() OVER ()) FROM (VALUES 1) t(a)",
        ],
    },
    Row {
        code: "EXPRESSION_NOT_IN_DISTINCT",
        meaning: "ORDER BY of SELECT DISTINCT, or of an aggregate with DISTINCT, by what is not selected",
        statements: &[
            "SELECT DISTINCT a FROM (VALUES (1, 2)) t(a, b) ORDER BY b",
            "SELECT DISTINCT a FROM (VALUES (1, 2)) t(a, b) ORDER BY a + 1",
            "SELECT DISTINCT a FROM (VALUES (1, 2)) t(a, b) ORDER BY 1 + 1",
            "SELECT DISTINCT max(a) FROM (VALUES (1, 2)) t(a, b) GROUP BY b ORDER BY b",
            "SELECT DISTINCT a FROM (VALUES (1, 2)) t(a, b) ORDER BY (SELECT 1)",
            "SELECT DISTINCT random() FROM (VALUES 1) t(a) ORDER BY random()",
            "SELECT DISTINCT * FROM (VALUES (1, 2)) t(a, b) ORDER BY a + b",
            "SELECT array_agg(DISTINCT a ORDER BY b) FROM (VALUES (1, 2)) t(a, b)",
            "SELECT array_agg(DISTINCT a ORDER BY a + 1) FROM (VALUES (1, 2)) t(a, b)",
            "SELECT listagg(DISTINCT CAST(a AS varchar), ',') WITHIN GROUP (ORDER BY b) FROM (VALUES (1, 2)) t(a, b)",
        ],
    },
    Row {
        code: "NESTED_AGGREGATION",
        meaning: "an aggregate in an aggregate",
        statements: &["SELECT max(max(a)) FROM (VALUES 1) t(a)", "SELECT max(a + max(a)) FROM (VALUES 1) t(a)"],
    },
    Row {
        code: "MISSING_GROUP_BY",
        meaning: "`grouping` without GROUP BY",
        statements: &[
            "SELECT grouping(a) FROM (VALUES 1) t(a)",
            "SELECT a FROM (VALUES 1) t(a) ORDER BY grouping(a)",
            "SELECT grouping(k) FROM (VALUES 1) t(k)",
        ],
    },
    Row {
        code: "INVALID_ARGUMENTS",
        meaning: "`grouping` of what is no key; in ORDER BY, of a column of the SELECT list",
        statements: &[
            "SELECT k, count(*) FROM (VALUES 1) t(k) GROUP BY k ORDER BY grouping(k)",
            "SELECT k, count(*) FROM (VALUES 1) t(k) GROUP BY ROLLUP(k) ORDER BY grouping(k)",
            "SELECT k, count(*) FROM (VALUES 1) t(k) GROUP BY ROLLUP(k) ORDER BY grouping(k) + 1",
            "SELECT k, count(*) FROM (VALUES 1) t(k) GROUP BY ROLLUP(k) ORDER BY -grouping(k), k",
            "SELECT grouping(k) AS k, count(*) FROM (VALUES 1) t(k) GROUP BY ROLLUP(k) ORDER BY grouping(k)",
            "SELECT k, m, count(*) FROM (VALUES (1, 2)) t(k, m) GROUP BY CUBE(k, m) ORDER BY grouping(k, m)",
            "SELECT t.k, count(*) FROM (VALUES 1) t(k) GROUP BY k ORDER BY grouping(k)",
            "SELECT 1 AS k, count(*) FROM (VALUES 1) t(k) GROUP BY t.k ORDER BY grouping(k)",
            "SELECT grouping(m) FROM (VALUES (1, 2)) t(k, m) GROUP BY k",
        ],
    },
    Row {
        code: "TOO_MANY_GROUPING_SETS",
        meaning: "more than 2,048 grouping sets",
        statements: &[
            "SELECT count(*) FROM (VALUES (1, 2)) t(a, b) GROUP BY CUBE(a, b), CUBE(a, b), CUBE(a, b), CUBE(a, b), CUBE(a, b), CUBE(a, b)",
            "SELECT count(*) FROM (VALUES (1, 2)) t(a, b) GROUP BY ROLLUP(a, b), ROLLUP(a, b), ROLLUP(a, b), ROLLUP(a, b), ROLLUP(a, b), ROLLUP(a, b), ROLLUP(a, b)",
        ],
    },
];
