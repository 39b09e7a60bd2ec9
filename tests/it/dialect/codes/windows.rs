//! Windows.

use super::Row;

pub(super) const ROWS: &[Row] = &[
    Row {
        code: "DUPLICATE_WINDOW_NAME",
        meaning: "a name twice in one WINDOW",
        statements: &["SELECT a FROM (VALUES 1) t(a) WINDOW w AS (), w AS ()"],
    },
    Row {
        code: "MISSING_OVER",
        meaning: "a window function without OVER",
        statements: &[
            "SELECT row_number()",
            "SELECT rank() FROM (VALUES 1) t(a) ORDER BY rank()",
            "SELECT lag(a) FROM (VALUES 1) t(a)",
            "SELECT ntile(2) FROM (VALUES 1) t(a)",
            "SELECT first_value(a) FROM (VALUES 1) t(a)",
        ],
    },
    Row {
        code: "NULL_TREATMENT_NOT_ALLOWED",
        meaning: "IGNORE NULLS of another function than those of values",
        statements: &[
            "SELECT max(a) IGNORE NULLS OVER () FROM (VALUES 1) t(a)",
            "SELECT rank() IGNORE NULLS OVER (ORDER BY a) FROM (VALUES 1) t(a)",
        ],
    },
    Row {
        code: "NESTED_WINDOW",
        meaning: "a window function in a window function, in an aggregate, in a window or in HAVING",
        statements: &[
            "SELECT max(row_number() OVER ()) FROM (VALUES 1) t(a)",
            "SELECT row_number() OVER (ORDER BY row_number() OVER ()) FROM (VALUES 1) t(a)",
            "SELECT max(row_number() OVER ()) OVER () FROM (VALUES 1) t(a)",
            "SELECT max(a) OVER (PARTITION BY rank() OVER (ORDER BY a)) FROM (VALUES 1) t(a)",
            "SELECT 1 FROM (VALUES 1) t(a) HAVING row_number() OVER () = 1",
            "SELECT a FROM (VALUES 1) t(a) WINDOW w AS (ORDER BY max(a) OVER ())",
        ],
    },
    Row {
        code: "MISSING_ORDER_BY",
        meaning: "what needs an order: lag, lead, WITH TIES, RANGE and GROUPS with an offset",
        statements: &[
            "SELECT lag(a) OVER () FROM (VALUES 1) t(a)",
            "SELECT max(a) OVER (RANGE 1 PRECEDING) FROM (VALUES 1) t(a)",
            "SELECT max(a) OVER (GROUPS 1 PRECEDING) FROM (VALUES 1) t(a)",
        ],
    },
    Row {
        code: "INVALID_ORDER_BY",
        meaning: "RANGE with an offset and two keys; an ORDER BY over that of a named window",
        statements: &[
            "SELECT max(a) OVER (w ORDER BY a) FROM (VALUES 1) t(a) WINDOW w AS (ORDER BY a)",
            "SELECT max(a) OVER (ORDER BY a, a RANGE 1 PRECEDING) FROM (VALUES 1) t(a)",
        ],
    },
    Row {
        code: "INVALID_PARTITION_BY",
        meaning: "PARTITION BY over a named window",
        statements: &["SELECT max(a) OVER (w PARTITION BY a) FROM (VALUES 1) t(a) WINDOW w AS (ORDER BY a)"],
    },
    Row {
        code: "INVALID_WINDOW_FRAME",
        meaning: "bounds that do not go together, or are negative; a frame for lag and lead",
        statements: &[
            "SELECT lag(a) OVER (ORDER BY a ROWS 1 PRECEDING) FROM (VALUES 1) t(a)",
            "SELECT max(a) OVER (ROWS -1 PRECEDING) FROM (VALUES 1) t(a)",
            "SELECT max(a) OVER (ORDER BY a GROUPS -1 PRECEDING) FROM (VALUES 1) t(a)",
            "SELECT max(a) OVER (ORDER BY a RANGE -1 PRECEDING) FROM (VALUES 1) t(a)",
            "SELECT max(a) OVER (ROWS BETWEEN UNBOUNDED FOLLOWING AND CURRENT ROW) FROM (VALUES 1) t(a)",
            "SELECT max(a) OVER (ROWS BETWEEN CURRENT ROW AND UNBOUNDED PRECEDING) FROM (VALUES 1) t(a)",
            "SELECT max(a) OVER (ROWS BETWEEN CURRENT ROW AND 1 PRECEDING) FROM (VALUES 1) t(a)",
            "SELECT max(a) OVER (ROWS BETWEEN 1 FOLLOWING AND CURRENT ROW) FROM (VALUES 1) t(a)",
            "SELECT max(a) OVER (ROWS BETWEEN 1 FOLLOWING AND 1 PRECEDING) FROM (VALUES 1) t(a)",
            "SELECT max(a) OVER (ROWS 1 FOLLOWING) FROM (VALUES 1) t(a)",
            "SELECT max(a) OVER (ROWS UNBOUNDED FOLLOWING) FROM (VALUES 1) t(a)",
            "SELECT a FROM (VALUES 1) t(a) WINDOW w AS (ROWS 1 FOLLOWING)",
        ],
    },
    Row {
        code: "INVALID_WINDOW_REFERENCE",
        meaning: "a window name that is not there, or has a frame",
        statements: &[
            "SELECT max(a) OVER w FROM (VALUES 1) t(a)",
            "SELECT max(a) OVER (w) FROM (VALUES 1) t(a)",
            "SELECT a FROM (VALUES 1) t(a) WINDOW w AS (v)",
        ],
    },
];
