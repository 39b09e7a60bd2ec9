//! What Athena runs and the embedded engine does not: each statement is refused by name, and CI asks the real Trino whether it takes it.
//!
//! `src/local/unsupported.md` is this table for users.

use std::fmt::Write as _;

use expect_test::expect_file;
use quilt_athena::{Error, ErrorKind};

use crate::{
    golden::accepted,
    support::{ask, empty},
};

/// Something that is refused, and statements that need it; the first is the example for users.
struct Row {
    what: &'static str,
    statements: &'static [&'static str],
}

/// Rows about one part of the language.
struct Group {
    title: &'static str,
    rows: &'static [Row],
}

const fn row(what: &'static str, statements: &'static [&'static str]) -> Row {
    Row { what, statements }
}

const GROUPS: &[Group] = &[
    Group {
        title: "Relations",
        rows: &[
            row("samples", &["SELECT a FROM (VALUES 1) t(a) TABLESAMPLE BERNOULLI (100)"]),
            row(
                "row pattern recognition, of relations and in windows",
                &[
                    "SELECT * FROM (VALUES 1, 2) t(a) MATCH_RECOGNIZE (ORDER BY a MEASURES a AS m PATTERN (A) DEFINE A AS true)",
                    "SELECT m OVER w FROM (VALUES 1) t(a) WINDOW w AS (ORDER BY a MEASURES a AS m ROWS BETWEEN CURRENT ROW AND \
                     UNBOUNDED FOLLOWING PATTERN (A) DEFINE A AS true)",
                ],
            ),
            row("`JSON_TABLE`", &["SELECT * FROM JSON_TABLE('[1]', 'lax $[*]' COLUMNS (a integer PATH 'lax $'))"]),
            row(
                "a recursion in the step of another",
                &[
                    "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 2 FROM t WHERE n < 6), u(m) AS (SELECT 1 UNION ALL SELECT m + t.n \
                   FROM u, t WHERE m < 4 AND t.n < 3) SELECT * FROM u",
                ],
            ),
            row("functions that a query defines", &["WITH FUNCTION f() RETURNS integer RETURN 1 SELECT f()"]),
            row(
                "RIGHT and FULL joins with UNNEST",
                &["SELECT * FROM (VALUES 1) t(a) RIGHT JOIN UNNEST(ARRAY[1]) u(b) ON true"],
            ),
            row("`IN (SELECT …)` over arrays, maps and rows", &["SELECT ARRAY[1] IN (SELECT ARRAY[1])"]),
            row(
                "`.*` of a column that is a row",
                &["SELECT t.r.* FROM (SELECT CAST(ROW(1) AS row(a integer)) AS r) t"],
            ),
        ],
    },
    Group {
        title: "Grouping and windows",
        rows: &[
            row(
                "an expression in GROUP BY beside GROUPING SETS, CUBE or ROLLUP",
                &["SELECT count(*) FROM (VALUES (1, 2)) t(a, b) GROUP BY a + 1, CUBE(b)"],
            ),
            row(
                "RANGE with an offset over times",
                &[
                    "SELECT count(*) OVER (ORDER BY a RANGE INTERVAL '1' HOUR PRECEDING) FROM (VALUES TIME '01:00:00') t(a)",
                ],
            ),
            row(
                "a bound of a frame that is not a literal",
                &["SELECT count(*) OVER (ORDER BY a ROWS a PRECEDING) FROM (VALUES 1) t(a)"],
            ),
            row("groups of maps", &["SELECT count(*) FROM (VALUES MAP(ARRAY[1], ARRAY[1])) t(m) GROUP BY m"]),
        ],
    },
    Group {
        title: "Dates and times",
        rows: &[
            row(
                "`time with time zone`",
                &[
                    "SELECT TIME '01:00:00 +01:00'",
                    "SELECT TIME '01:00:00' AT TIME ZONE 'UTC'",
                    "SELECT current_time",
                    "SELECT CAST(TIME '01:00:00' AS time with time zone)",
                ],
            ),
            row(
                "more than nine digits of a second",
                &["SELECT TIMESTAMP '2020-01-01 00:00:00.0000000001'", "SELECT CAST('2020-01-01' AS timestamp(12))"],
            ),
            row(
                "more than six digits of a second before 1677 and after 2262",
                &["SELECT TIMESTAMP '1600-01-01 00:00:00.123456789'"],
            ),
            row(
                "zones with names before 1970 and after 2098",
                &["SELECT TIMESTAMP '1969-01-01 00:00:00.000 Europe/Paris'"],
            ),
            row(
                "several time zones in one column",
                &[
                    "SELECT a FROM (VALUES TIMESTAMP '2020-01-01 00:00:00.000 Europe/Paris', TIMESTAMP '2020-01-01 00:00:00.000 Asia/Tokyo') t(a)",
                ],
            ),
            row(
                "a time zone that another column names",
                &["SELECT at_timezone(TIMESTAMP '2020-01-01 00:00:00.000 UTC', z) FROM (VALUES 'UTC') t(z)"],
            ),
            row("`sequence` of dates and times", &["SELECT sequence(DATE '2020-01-01', DATE '2020-01-03')"]),
        ],
    },
    Group {
        title: "Other types",
        rows: &[
            row("the types `ipaddress` and `uuid`", &["SELECT CAST('10.0.0.1' AS ipaddress)", "SELECT uuid()"]),
            row(
                "sketches (HyperLogLog, digests)",
                &["SELECT approx_set(a) FROM (VALUES 1) t(a)", "SELECT CAST(NULL AS HyperLogLog)"],
            ),
            row("comparisons of `char(n)` with varchar", &["SELECT CAST('a' AS char(2)) = lower('A')"]),
            row(
                "casts of double and real to varchar",
                &["SELECT CAST(1e0 AS varchar)", "SELECT CAST(REAL '1' AS varchar)"],
            ),
            row(
                "`array_join` of doubles, which Trino spells otherwise than Athena",
                &["SELECT array_join(ARRAY[1e0], ',')"],
            ),
        ],
    },
    Group {
        title: "Expressions and functions",
        rows: &[
            row(
                "random values where a condition would take them twice",
                &["SELECT random() BETWEEN 0e0 AND 1e0", "SELECT CASE random() WHEN 1e0 THEN 1 END"],
            ),
            row(
                "regular expressions that need backtracking",
                &[r"SELECT regexp_like('aa', '(a)\1')", "SELECT regexp_like('ab', 'a(?=b)')"],
            ),
            row(
                "numbers with a fraction of a JSON document as varchar",
                &["SELECT json_value('1.5', 'lax $')", "SELECT CAST(JSON '1.5' AS varchar)"],
            ),
            row("`approx_percentile` with weights", &["SELECT approx_percentile(a, 1, 0.5e0) FROM (VALUES 1) t(a)"]),
        ],
    },
];

/// What CI cannot ask Trino: a part of an engine, without Athena's DDL.
const NOT_ASKED: Group = Group {
    title: "Statements",
    rows: &[
        row("table functions", &["SELECT * FROM TABLE(sequence(1, 3))"]),
        row("`EXPLAIN ANALYZE`", &["EXPLAIN ANALYZE SELECT 1"]),
        row("CTAS, Iceberg tables", &["CREATE TABLE t AS SELECT 1 AS a"]),
        row(
            "`INSERT`, `UNLOAD`, `PREPARE` and what else writes",
            &["INSERT INTO t SELECT 1", "UNLOAD (SELECT 1) TO 's3://b/p/' WITH (format = 'PARQUET')"],
        ),
        row(
            "partitions and buckets",
            &["CREATE EXTERNAL TABLE t (a int) PARTITIONED BY (d string) LOCATION 's3://b/p/'"],
        ),
        row(
            "files other than JSON and delimited text",
            &["CREATE EXTERNAL TABLE t (a int) STORED AS PARQUET LOCATION 's3://b/p/'"],
        ),
        row(
            "columns of the types timestamp, date, map, decimal, binary, `varchar(n)`",
            &["CREATE EXTERNAL TABLE t (a timestamp) LOCATION 's3://b/p/'"],
        ),
    ],
};

/// `SHOW FUNCTIONS` of Trino 435, as the engine has it: the name, the kind, and the least and the most number of arguments.
const FUNCTIONS: &str = include_str!("../../../src/local/known_functions.txt");

fn is_unsupported(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Unsupported { .. })
}

#[tokio::test]
async fn what_only_athena_runs_is_refused_by_name() {
    let (_folder, engine) = empty();
    let mut wrong = Vec::new();
    let of = |group: &Group| group.rows.iter().flat_map(|row| row.statements.iter().copied());
    GROUPS.iter().flat_map(of).for_each(accepted);
    for sql in GROUPS.iter().chain([&NOT_ASKED]).flat_map(of) {
        match ask(&engine, sql).await {
            Err(error) if is_unsupported(&error) => {}
            Err(error) => wrong.push(format!("{sql}\n  fails: {error}")),
            Ok(found) => wrong.push(format!("{sql}\n  gives {found:?}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The functions that are refused whatever their arguments.
async fn functions() -> Vec<&'static str> {
    let (_folder, engine) = empty();
    let mut refused = Vec::new();
    for line in FUNCTIONS.lines() {
        let mut words = line.split(' ');
        let (name, kind, least) = (words.next(), words.next(), words.next());
        let (Some(name), Some(kind), Some(least)) = (name, kind, least) else { panic!("{line} has another form") };
        let least = least.parse().expect("a number of arguments");
        let over = if kind == "window" { " OVER (ORDER BY 1)" } else { "" };
        let sql = format!("SELECT {name}({}){over}", vec!["NULL"; least].join(", "));
        let by_name = |error: &Error| matches!(error.kind(), ErrorKind::Unsupported { what } if *what == format!("the function `{name}`"));
        if ask(&engine, &sql).await.is_err_and(|error| by_name(&error)) {
            refused.push(name);
        }
    }
    refused
}

#[tokio::test]
async fn the_page_of_what_is_not_run_here_is_this_table() {
    let cell = |text: &str| text.replace('|', "\\|");
    let mut page = String::new();
    for group in GROUPS.iter().chain([&NOT_ASKED]) {
        let _ = write!(page, "| {} | for example |\n|---|---|\n", group.title);
        for row in group.rows {
            let example = row.statements.first().map(|sql| cell(sql)).unwrap_or_default();
            let _ = writeln!(page, "| {} | `{example}` |", cell(row.what));
        }
        page.push('\n');
    }
    let functions: Vec<String> = functions().await.iter().map(|name| format!("`{name}`")).collect();
    let _ = writeln!(
        page,
        "Functions of Trino 435 that are not run here, {} of {}: {}.",
        functions.len(),
        FUNCTIONS.lines().count(),
        functions.join(", ")
    );
    expect_file!["../../../src/local/unsupported.md"].assert_eq(&page);
}
