//! Windows. The rows are worked out from Trino's "Window functions" and "SELECT", "WINDOW clause".

use super::{answers, fails, refused};

const FRAMES: &[(&str, &str)] = &[
    (
        "SELECT a, sum(a) OVER (ORDER BY a ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING), avg(a) OVER (ORDER BY a ROWS 1 PRECEDING), \
         count(*) OVER (ORDER BY a ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING), \
         min(a) OVER (ORDER BY a ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) \
         FROM (VALUES (1), (2), (4), (5)) t(a) ORDER BY a",
        "1|3|1.0|2|1\n2|7|1.5|2|2\n4|11|3.0|1|4\n5|9|4.5|0|5",
    ),
    // A key that is NULL has its peers for a frame, whatever the offset.
    (
        "SELECT a, sum(a) OVER (ORDER BY a RANGE BETWEEN 1 PRECEDING AND CURRENT ROW), \
         sum(a) OVER (ORDER BY a GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW) \
         FROM (VALUES (1), (2), (2), (4), (NULL), (NULL)) t(a) ORDER BY a",
        "1|1|1\n2|5|5\n2|5|5\n4|4|8\nNULL|NULL|4\nNULL|NULL|4",
    ),
    (
        "SELECT a, sum(a) OVER (ORDER BY a DESC RANGE BETWEEN 1 PRECEDING AND CURRENT ROW), \
         count(*) OVER (ORDER BY a DESC RANGE BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING) \
         FROM (VALUES (1), (2), (2), (4), (NULL)) t(a) ORDER BY a",
        "1|5|4\n2|4|4\n2|4|4\n4|4|1\nNULL|NULL|5",
    ),
    (
        "SELECT d, count(*) OVER (ORDER BY d RANGE BETWEEN INTERVAL '1' DAY PRECEDING AND CURRENT ROW) \
         FROM (VALUES (DATE '2020-01-01'), (DATE '2020-01-02'), (DATE '2020-01-04')) t(d) ORDER BY d",
        "2020-01-01|1\n2020-01-02|2\n2020-01-04|1",
    ),
    // A frame without rows.
    (
        "SELECT a, max(a) OVER (PARTITION BY b ORDER BY a ROWS BETWEEN 1 PRECEDING AND 1 PRECEDING), \
         sum(a) OVER (PARTITION BY b ORDER BY a ROWS BETWEEN 1 PRECEDING AND 1 PRECEDING) \
         FROM (VALUES (1, 'x'), (2, 'x'), (3, 'y')) t(a, b) ORDER BY a",
        "1|NULL|NULL\n2|1|1\n3|NULL|NULL",
    ),
    // A sum that left a large double behind is taken anew.
    (
        "SELECT sum(x) OVER (ORDER BY n ROWS 1 PRECEDING) FROM (VALUES (1, 1e17), (2, 0.1), (3, 0.2)) t(n, x) ORDER BY n",
        "1.0E17\n1.0E17\n0.30000000000000004",
    ),
    (
        "SELECT array_agg(a) OVER w, max_by(a, -a) OVER w, bool_or(a > 1) OVER w, count_if(a > 1) OVER w \
         FROM (VALUES (1), (2), (3)) t(a) WINDOW w AS (ORDER BY a ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) ORDER BY a",
        "[1]|1|false|0\n[1, 2]|1|true|1\n[2, 3]|2|true|2",
    ),
    (
        "SELECT lag(a, 1) OVER w, row_number() OVER w FROM (VALUES (1, 3), (2, 1)) t(a, b) WINDOW w AS (ORDER BY a + b)",
        "NULL|1\n2|2",
    ),
    ("SELECT sum(a) OVER () + 1 FROM (VALUES (1), (2)) t(a)", "4\n4"),
];

const NAMED: &[(&str, &str)] = &[
    (
        "SELECT a, sum(a) OVER \"w\", count(*) OVER (\"w\" ROWS UNBOUNDED PRECEDING) FROM (VALUES (1), (2), (2)) t(a) \
         WINDOW \"w\" AS (ORDER BY a) ORDER BY rank() OVER \"w\", 3",
        "1|1|1\n2|5|2\n2|5|3",
    ),
    (
        "SELECT a, row_number() OVER v FROM (VALUES ('x', 2), ('x', 1), ('y', 3)) t(b, a) \
         WINDOW w AS (PARTITION BY b), v AS (w ORDER BY a) ORDER BY a",
        "1|1\n2|2\n3|1",
    ),
    // A query inside has names of its own.
    (
        "SELECT a, (SELECT max(r) FROM (SELECT rank() OVER w AS r FROM (VALUES (1), (2)) u(k) WINDOW w AS (ORDER BY k)) q), \
         rank() OVER w FROM (VALUES (1), (2)) t(a) WINDOW w AS (ORDER BY a DESC) ORDER BY a",
        "1|2|2\n2|2|1",
    ),
];

const FUNCTIONS: &[(&str, &str)] = &[
    (
        "SELECT a, ntile(3) OVER w, percent_rank() OVER w, cume_dist() OVER w, row_number() OVER w, rank() OVER w, \
         dense_rank() OVER w FROM (VALUES (1), (2), (2), (4)) t(a) WINDOW w AS (ORDER BY a) ORDER BY a, 5",
        "1|1|0.0|0.25|1|1|1\n2|1|0.3333333333333333|0.75|2|2|2\n2|2|0.3333333333333333|0.75|3|2|2\n4|3|1.0|1.0|4|4|3",
    ),
    (
        "SELECT a, lag(a) OVER w, lead(a, 2, 9) OVER w, lag(a, 0) OVER w, lag(a, a) OVER w FROM (VALUES (1), (2), (3)) t(a) \
         WINDOW w AS (ORDER BY a) ORDER BY a",
        "1|NULL|3|1|NULL\n2|1|9|2|NULL\n3|2|9|3|NULL",
    ),
    (
        "SELECT n, lag(v) IGNORE NULLS OVER w, lead(v) IGNORE NULLS OVER w, \
         first_value(v) IGNORE NULLS OVER (w ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING), last_value(v) OVER w, \
         nth_value(v, 2) OVER (w ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING), \
         nth_value(v, 2) IGNORE NULLS OVER (w ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING), \
         last_value(v) RESPECT NULLS OVER w \
         FROM (VALUES (1, 'a'), (2, NULL), (3, 'c'), (4, NULL)) t(n, v) WINDOW w AS (ORDER BY n) ORDER BY n",
        "1|NULL|c|a|a|NULL|c|a\n2|a|c|a|NULL|NULL|c|NULL\n3|a|NULL|c|c|NULL|c|c\n4|c|NULL|c|NULL|NULL|c|NULL",
    ),
    ("SELECT rank() OVER (), percent_rank() OVER () FROM (VALUES (1), (2)) t(a)", "1|0.0\n1|0.0"),
    ("SELECT lag(a, 1, BIGINT '7') OVER (ORDER BY a) FROM (VALUES (1)) t(a)", "7"),
];

const FAILURES: &[(&str, &str)] = &[
    ("SELECT lag(a, -1) OVER (ORDER BY a) FROM (VALUES (1)) t(a)", "Offset must be at least 0"),
    ("SELECT ntile(0) OVER (ORDER BY a) FROM (VALUES (1)) t(a)", "Buckets must be greater than 0"),
    ("SELECT nth_value(a, 0) OVER (ORDER BY a) FROM (VALUES (1)) t(a)", "Offset must be at least 1"),
    ("SELECT lag(a) OVER () FROM (VALUES (1)) t(a)", "MISSING_ORDER_BY: lag function requires an ORDER BY"),
    (
        "SELECT lead(a) OVER (ORDER BY a ROWS 1 PRECEDING) FROM (VALUES (1)) t(a)",
        "INVALID_WINDOW_FRAME: Cannot specify window frame for lead function",
    ),
    (
        "SELECT sum(a) OVER (ORDER BY a ROWS BETWEEN CURRENT ROW AND 1 PRECEDING) FROM (VALUES (1)) t(a)",
        "INVALID_WINDOW_FRAME: Window frame starting from CURRENT ROW cannot end with PRECEDING",
    ),
    (
        "SELECT sum(a) OVER (ORDER BY a ROWS 1 FOLLOWING) FROM (VALUES (1)) t(a)",
        "INVALID_WINDOW_FRAME: Window frame starting from FOLLOWING cannot end with CURRENT ROW",
    ),
    ("SELECT sum(a) OVER (GROUPS 1 PRECEDING) FROM (VALUES (1)) t(a)", "MISSING_ORDER_BY"),
    ("SELECT sum(a) OVER (ORDER BY a, b RANGE 1 PRECEDING) FROM (VALUES (1, 2)) t(a, b)", "requires single sort item"),
    (
        "SELECT sum(1) OVER (ORDER BY a RANGE 1 PRECEDING) FROM (VALUES ('x')) t(a)",
        "TYPE_MISMATCH: Window frame of type RANGE",
    ),
    (
        "SELECT sum(1) OVER (ORDER BY a RANGE INTERVAL '1' HOUR PRECEDING) FROM (VALUES (DATE '2020-01-01')) t(a)",
        "INVALID_FUNCTION_ARGUMENT",
    ),
    ("SELECT sum(a) OVER w FROM (VALUES (1)) t(a)", "Cannot resolve WINDOW name `w`"),
    ("SELECT sum(a) OVER w FROM (VALUES (1)) t(a) WINDOW w AS (), w AS ()", "specified more than once"),
    ("SELECT sum(a) OVER (w PARTITION BY a) FROM (VALUES (1)) t(a) WINDOW w AS ()", "cannot specify PARTITION BY"),
    ("SELECT first_value(a) FROM (VALUES (1)) t(a)", "requires an OVER clause"),
    ("SELECT sum(a) IGNORE NULLS OVER () FROM (VALUES (1)) t(a)", "NULL_TREATMENT_NOT_ALLOWED"),
    (
        "SELECT count(DISTINCT a) OVER () FROM (VALUES (1)) t(a)",
        "DISTINCT in window function parameters not yet supported",
    ),
    (
        "SELECT count(*) FILTER (WHERE a > 1) OVER (ORDER BY a) FROM (VALUES (1)) t(a)",
        "NOT_SUPPORTED: FILTER is not yet supported for window functions",
    ),
    ("SELECT lower('a') OVER () FROM (VALUES (1)) t(a)", "FUNCTION_NOT_WINDOW"),
];

const REFUSED: &[(&str, &str)] = &[
    (
        "SELECT count(*) OVER (ORDER BY a RANGE INTERVAL '1' YEAR PRECEDING) FROM (VALUES INTERVAL '2' MONTH) t(a)",
        "RANGE over interval year to month",
    ),
    // With NULLs it would hold those.
    (
        "SELECT array_agg(a) OVER (ORDER BY a RANGE BETWEEN 10 FOLLOWING AND 1 FOLLOWING) FROM (VALUES 1, NULL) t(a)",
        "a RANGE frame that ends before it begins",
    ),
    (
        "SELECT array_agg(a) OVER (ORDER BY a RANGE BETWEEN 1 PRECEDING AND 10 PRECEDING) FROM (VALUES 1, NULL) t(a)",
        "a RANGE frame that ends before it begins",
    ),
    ("SELECT sum(a) OVER (ORDER BY a ROWS a PRECEDING) FROM (VALUES (1)) t(a)", "the bound `a` of a window frame"),
    (
        "SELECT nth_value(a, a) OVER (ORDER BY a DESC) FROM (VALUES (1), (2)) t(a)",
        "nth_value at a position that is not constant",
    ),
];

#[tokio::test]
async fn frames_hold_the_rows_that_trino_says() {
    answers(FRAMES).await;
}

#[tokio::test]
async fn a_named_window_means_its_specification() {
    answers(NAMED).await;
}

#[tokio::test]
async fn window_functions_count_as_trinos_do() {
    answers(FUNCTIONS).await;
}

#[tokio::test]
async fn windows_that_trino_refuses_are_refused() {
    fails(FAILURES).await;
    refused(REFUSED).await;
}
