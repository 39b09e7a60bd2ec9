//! What DataFusion alone would answer differently than Athena, in silence: each is right here, or refused by name.
//!
//! The Trino side of each case is from Trino's documentation of the function or clause.

use quilt_athena::Statement;

use crate::{
    golden::{accepted, answer, failure, golden},
    support::{ask, bundled, empty, labels},
};

/// Statements and what Athena answers.
const ANSWERS: &[(&str, &str)] = &[
    // Strings.
    ("SELECT substr('a/b.tiff', -5)", ".tiff"),
    ("SELECT substr('abc', 0), substr('abc', 2, 1), substr('abc', 9)", "|b|"),
    ("SELECT substring('abc' FROM 2 FOR 1)", "b"),
    ("SELECT concat('a', NULL), 'a' || NULL", "NULL|NULL"),
    ("SELECT regexp_replace('aXbXc', 'X', '-'), regexp_replace('a1b2', '([0-9])', '<$1>')", "a-b-c|a<1>b<2>"),
    ("SELECT regexp_replace('aXb', 'X')", "ab"),
    (
        "SELECT regexp_extract('a1', '[0-9]'), regexp_extract('a', '[0-9]'), regexp_extract('ab', '(a)(x)?', 2)",
        "1|NULL|NULL",
    ),
    ("SELECT split_part('a/b', '/', 2), split_part('a/b', '/', 5)", "b|NULL"),
    ("SELECT 'a_b' LIKE 'a\\_b', 'a_b' LIKE 'a#_b' ESCAPE '#', 'axb' LIKE 'a#_b' ESCAPE '#'", "false|true|false"),
    ("SELECT 'a\nb' LIKE 'a%', 'A' LIKE 'a'", "true|false"),
    ("SELECT length('añ'), strpos('añb', 'b'), reverse('añ'), position('b' IN 'abc')", "2|3|ña|2"),
    ("SELECT 'it''s', U&'\\00e9', 'a\\nb'", "it's|é|a\\nb"),
    // NULL.
    ("SELECT greatest(1, NULL), least(2, 1), greatest('a', 'b'), greatest(1, 2.5)", "NULL|1|b|2.5"),
    ("SELECT x FROM (VALUES (1), (NULL), (3)) t(x) ORDER BY x DESC", "3\n1\nNULL"),
    ("SELECT x FROM (VALUES (1), (NULL), (3)) t(x) ORDER BY x", "1\n3\nNULL"),
    ("SELECT x FROM (VALUES (1), (NULL)) t(x) ORDER BY x NULLS FIRST", "NULL\n1"),
    ("SELECT 1 IS DISTINCT FROM 2 AND false, true AND 1 IS NOT DISTINCT FROM 1 AND true", "false|true"),
    ("SELECT NULL = 1, 1 IS DISTINCT FROM NULL, nullif(1, 1), coalesce(NULL, 2)", "NULL|true|NULL|2"),
    // Numbers.
    ("SELECT 5 / 2, -5 / 2, 5 % 3, 5.0 / 2, 1.0 / 3", "2|-2|2|2.5|0.3333333333333333"),
    ("SELECT 1e0 / 0, 0.1 + 0.2, 1e10, 1e-4", "Infinity|0.30000000000000004|1.0E10|1.0E-4"),
    ("SELECT CAST(1.5 AS integer), CAST(2.5 AS bigint), CAST(-2.5 AS integer)", "2|3|-3"),
    ("SELECT CAST('abc' AS varchar(2)), CAST(12 AS varchar), CAST(true AS varchar)", "ab|12|true"),
    ("SELECT TRY_CAST('x' AS integer), TRY_CAST('7' AS integer), TRY_CAST(1e30 AS bigint)", "NULL|7|NULL"),
    (
        "SELECT -9223372036854775808, 9223372036854775807, 2147483648",
        "-9223372036854775808|9223372036854775807|2147483648",
    ),
    ("SELECT DECIMAL '1.20', CAST('1.005' AS decimal(3,2))", "1.20|1.01"),
    (
        "SELECT is_nan(nan()), infinity(), round(2.5), round(-2.5), floor(-1.5), abs(-3)",
        "true|Infinity|3.0|-3.0|-2.0|3",
    ),
    ("SELECT REAL '0.1', DOUBLE '1', BIGINT '5', X'00ff'", "0.1|1.0|5|00 ff"),
    // Dates and times.
    (
        "SELECT CAST(TIMESTAMP '2020-01-02 03:04:05' AS varchar), CAST(DATE '2020-01-02' AS varchar)",
        "2020-01-02 03:04:05.000|2020-01-02",
    ),
    ("SELECT TIMESTAMP '2020-01-02 03:04:05.006 UTC'", "2020-01-02 03:04:05.006 UTC"),
    ("SELECT from_unixtime(1700000000), to_unixtime(from_unixtime(1.5))", "2023-11-14 22:13:20.000 UTC|1.5"),
    ("SELECT DATE '2020-01-02' < TIMESTAMP '2020-01-02 00:00:01'", "true"),
    // Conditions and grouping.
    ("SELECT if(1 = 0, 1 / 0, 5), if(false, 1), CASE 1 WHEN 1 THEN 'x' END", "5|NULL|x"),
    (
        "SELECT count_if(a > 1), count(*) FILTER (WHERE a > 1), sum(a), avg(a), any_value(a) FROM (VALUES (1), (2)) t(a)",
        "1|1|3|1.5|1",
    ),
    ("SELECT max_by(a, b), min_by(a, b) FROM (VALUES ('x', 1), ('y', 2), ('z', NULL)) t(a, b)", "y|x"),
    ("SELECT a, count(*) FROM (VALUES (1), (1), (2)) t(a) GROUP BY 1 HAVING count(*) > 1", "1|2"),
    (
        "SELECT a, row_number() OVER (ORDER BY a DESC), count(*) OVER () FROM (VALUES (1), (2)) t(a) ORDER BY a",
        "1|2|2\n2|1|2",
    ),
    ("SELECT sum(a) OVER (ORDER BY a) FROM (VALUES (1), (2), (2)) t(a)", "1\n5\n5"),
    (
        "SELECT nan() = nan(), nan() > 1e0, nan() <> nan(), nan() BETWEEN 0e0 AND 1e0, 0e0 = -0e0",
        "false|false|true|false|true",
    ),
    ("SELECT 1.5 BETWEEN 1 AND 2, 3 NOT BETWEEN 1 AND 2, NULL BETWEEN 1 AND 2", "true|true|NULL"),
    (
        "SELECT upper('ß'), lower('ΑΣ'), length(lower('İ')), length(trim(U&'\\00A0x')), length(trim(U&'\\001F x'))",
        "ß|ασ|1|2|1",
    ),
    ("SELECT json_extract_scalar('{\"a\": {\"b\": 1.50, \"b\": 2}, \"c\": [1e2, \"x\", null, {}]}', '$.a.b')", "1.50"),
    (
        "SELECT json_extract_scalar('[1e2, \"x\", null, {}]', '$[0]'), json_extract_scalar('[1, \"x\"]', '$[1]'), json_extract_scalar('[null]', '$[0]'), json_extract_scalar('x', '$')",
        "1e2|x|NULL|NULL",
    ),
    ("SELECT a FROM (VALUES (1), (2)) t(a) WHERE EXISTS (SELECT count(*) FROM (VALUES (9)) u(k))", "1\n2"),
    ("SELECT a FROM (VALUES (1), (2), (NULL)) t(a) WHERE a NOT IN (SELECT k FROM (VALUES (2)) u(k))", "1"),
    ("SELECT a FROM (VALUES (2), (1)) t(a) ORDER BY (1)", "1\n2"),
    ("SELECT a FROM (VALUES (1), (2)) t(a) EXCEPT SELECT 1", "2"),
    // Clauses.
    ("SELECT a FROM (VALUES (1), (2), (3)) t(a) ORDER BY a OFFSET 1 LIMIT 1", "2"),
    ("SELECT a FROM (VALUES (1), (2), (3)) t(a) ORDER BY a OFFSET 1 ROW FETCH FIRST 1 ROWS ONLY", "2"),
    ("SELECT a FROM (VALUES (1), (2)) t(a) WHERE a IN (SELECT b FROM (VALUES (2)) s(b))", "2"),
    ("SELECT a FROM (VALUES (1), (2)) t(a) WHERE EXISTS (SELECT 1 FROM (VALUES (2)) s(b) WHERE s.b = t.a)", "2"),
    ("WITH t AS (SELECT 1 a) SELECT (SELECT max(a) FROM t), a FROM t", "1|1"),
    ("SELECT 1 UNION ALL SELECT 2 ORDER BY 1 DESC", "2\n1"),
    ("SELECT 1 INTERSECT SELECT 1; ", "1"),
    ("VALUES (1, 'a'), (2, NULL)", "1|a\n2|NULL"),
    ("SELECT 1 -- a comment", "1"),
];

/// Statements that Athena fails too, and its name for the error.
const FAILURES: &[(&str, &str)] = &[
    ("SELECT 1 / 0", "DIVISION_BY_ZERO"),
    ("SELECT 2147483647 + 1", "NUMERIC_VALUE_OUT_OF_RANGE"),
    ("SELECT 9223372036854775807 + 1", "NUMERIC_VALUE_OUT_OF_RANGE"),
    ("SELECT 4611686018427387904 * 2", "NUMERIC_VALUE_OUT_OF_RANGE"),
    ("SELECT -x FROM (VALUES (-9223372036854775808)) t(x)", "NUMERIC_VALUE_OUT_OF_RANGE"),
    ("SELECT sum(x) FROM (VALUES (9223372036854775807), (1)) t(x)", "NUMERIC_VALUE_OUT_OF_RANGE"),
    ("SELECT CAST('x' AS integer)", "INVALID_CAST_ARGUMENT"),
    ("SELECT CAST(300 AS tinyint)", "NUMERIC_VALUE_OUT_OF_RANGE"),
    ("SELECT CAST(127.5 AS tinyint)", "NUMERIC_VALUE_OUT_OF_RANGE"),
    ("SELECT CAST(nan() AS integer)", "INVALID_CAST_ARGUMENT"),
    ("SELECT CAST(1e20 AS bigint)", "INVALID_CAST_ARGUMENT"),
    ("SELECT CAST(' 1' AS decimal(3,0))", "INVALID_CAST_ARGUMENT"),
    ("SELECT CAST('2020-01-02  03:04:05' AS timestamp)", "INVALID_CAST_ARGUMENT"),
    ("SELECT DATE '2020-13-01'", "INVALID_LITERAL"),
    ("SELECT TINYINT '300'", "INVALID_LITERAL"),
    ("SELECT JSON 'x'", "INVALID_LITERAL"),
    ("SELECT concat('a')", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT 1 WHERE 'a' AND true", "TYPE_MISMATCH"),
    ("SELECT regexp_extract('a', '(a)', 2)", "INVALID_FUNCTION_ARGUMENT: Pattern has 1 groups. Cannot access group 2"),
    ("SELECT split_part('a', '/', 0)", "INVALID_FUNCTION_ARGUMENT"),
    ("SELECT '1' = 1", "TYPE_MISMATCH: Cannot apply operator: varchar = integer"),
    ("SELECT 'a' || 1", "FUNCTION_NOT_FOUND: Unexpected parameters (varchar, integer) for function concat"),
    ("SELECT 'a' + 1", "TYPE_MISMATCH"),
    ("SELECT DATE '2020-01-01' = '2020-01-01'", "TYPE_MISMATCH"),
    ("SELECT true = 1", "TYPE_MISMATCH"),
    ("SELECT 1 WHERE 1", "TYPE_MISMATCH"),
    ("SELECT NOT 1", "TYPE_MISMATCH"),
    ("SELECT 1 IN (1, '2')", "TYPE_MISMATCH"),
    ("SELECT a FROM (VALUES (1)) t(a) WHERE a BETWEEN 0 AND '2'", "TYPE_MISMATCH"),
    ("SELECT CASE WHEN true THEN 1 ELSE 'x' END", "TYPE_MISMATCH"),
    ("SELECT coalesce(1, 'a')", "TYPE_MISMATCH"),
    ("SELECT 1 UNION SELECT 'a'", "TYPE_MISMATCH"),
    ("SELECT 1 INTERSECT SELECT '1'", "TYPE_MISMATCH: column 1 of INTERSECT or EXCEPT"),
    ("CREATE VIEW v AS SELECT 1", "column 1 has no name"),
    ("CREATE VIEW v AS SELECT 1 AS a, 2 AS A", "two columns are named `a`"),
    ("SELECT coalesce(1)", "at least two arguments"),
    ("SELECT _col0 FROM (SELECT 1) t", "column `_col0` does not exist"),
    ("SELECT x / -1 FROM (VALUES (-9223372036854775808)) t(x)", "NUMERIC_VALUE_OUT_OF_RANGE"),
    (
        "SELECT lower(5)",
        "FUNCTION_NOT_FOUND: Unexpected parameters (integer) for function lower. Expected: lower(varchar)",
    ),
    ("SELECT sum(a) FROM (VALUES ('x')) t(a)", "FUNCTION_NOT_FOUND: Unexpected parameters (varchar) for function sum"),
    ("SELECT 99999999999999999999", "SYNTAX_ERROR"),
];

/// Texts that are no SQL to Athena.
const NOT_SQL: &[(&str, &str)] = &[
    ("SELECT 1 LIMIT 1 OFFSET 1", "line 1:25: mismatched input 'OFFSET'"),
    ("SELECT 1::int", "no `::`"),
    ("SELECT 1 FROM (VALUES (1)) t(a) WHERE 'a' ILIKE 'A'", "no ILIKE"),
    ("SELECT a FROM (VALUES (1)) t(a) QUALIFY true", "no QUALIFY"),
    ("SELECT a + 1 AS b FROM (VALUES (1)) t(a) GROUP BY b", "`b` is an alias"),
    ("SELECT count(*) AS n FROM (VALUES (1)) t(a) HAVING n > 1", "`n` is an alias"),
    ("SELECT a FROM (VALUES (1)) t(a) GROUP BY ALL", "no GROUP BY ALL"),
    ("SELECT 2 ^ 3", "no operator"),
    ("SELECT `a` FROM t", "line 1:8"),
    ("SELECT E'x'", "line 1:"),
    ("SELECT 'a' ~ 'b'", "line 1:"),
    ("SELECT DISTINCT ON (a) a FROM (VALUES (1)) t(a)", "no DISTINCT ON"),
    ("SELECT X'0'", "even number"),
    ("SELECT DISTINCT a FROM (VALUES (1)) t(a) ORDER BY a + 1", "must appear in select list"),
    ("SELECT * FROM", "line 1:14"),
    ("SELECT \"a", "line 1:8"),
    ("SELEC 1", "line 1:1: mismatched input 'selec'"),
    ("SELECT 1; SELECT 2", "one statement at a time"),
    ("", "an empty string"),
    ("SELECT a FROM (VALUES (1)) t(a) LIMIT 1 + 1", "LIMIT takes an integer"),
];

/// What Trino reads since its release 420. Athena is older in places.
const NEWER: &[(&str, &str)] = &[("SELECT 1_000", "line 1:9"), ("SELECT 0x10", "must not start with a digit")];

/// What runs on Athena only, and how it is called in the error.
const ELSEWHERE: &[(&str, &str)] = &[
    ("SELECT normal_cdf(0, 1, 0.5e0)", "the function `normal_cdf`"),
    ("SELECT CAST(1e0 AS varchar)", "CAST of double to varchar"),
    ("SELECT CAST(MAP(ARRAY[DATE '2020-01-02'], ARRAY[1]) AS json)", "CAST of map(date, integer) to json"),
    ("SELECT CAST(json_parse('1.5') AS varchar)", "CAST of a json number with a fraction to varchar"),
    (
        "SELECT CAST(TIMESTAMP '2020-01-02 03:04:05.678' AS timestamp(12))",
        "more than nine digits of a second (timestamp(12))",
    ),
    ("SELECT TIMESTAMP '2020-01-02 03:04:05.1234567890'", "more than nine digits of a second"),
    ("SELECT * FROM (VALUES (1)) t(a) TABLESAMPLE BERNOULLI (10)", "TABLESAMPLE"),
    ("SELECT regexp_like('a', '(?=a)')", "look-around"),
    ("SELECT regexp_like('aaa', 'a++a')", "a possessive quantifier"),
    ("SELECT regexp_like(U&'abc\\000A', 'c$')", "ends in a newline"),
    ("SELECT count_if(DISTINCT a > 0) FROM (VALUES (1)) t(a)", "DISTINCT or ORDER BY inside `count_if`"),
    ("SELECT q.* FROM (SELECT 1 AS a, 2 AS a) q", "a subquery with two columns `a`"),
    (
        "SELECT * FROM (SELECT * FROM (VALUES (1)) t(a) JOIN (VALUES (1)) u(a) ON t.a = u.a) q",
        "a subquery with two columns `a`",
    ),
    ("SELECT truncate(5)", "truncate of integer"),
    ("SELECT regexp_like('a', 'a{,2}')", "a brace that is not a quantifier"),
    ("SELECT (SELECT 1, 2)", "a subquery of more than one column"),
    (
        "SELECT TRY_CAST(x AS timestamp with time zone) FROM (VALUES ('2020-01-02 03:04:05 Europe/Berlin')) AS t(x)",
        "a time zone other than UTC",
    ),
    ("INSERT INTO t VALUES (1)", "INSERT"),
    ("CREATE TABLE t AS SELECT 1 AS a", "CREATE TABLE without EXTERNAL"),
    ("SELECT ARRAY[1] IN (SELECT ARRAY[1])", "IN (SELECT …) over arrays, maps and rows"),
];

/// What this engine cannot tell from what runs on Athena.
const UNKNOWN: &[(&str, &str)] = &[("SELECT \"$add_integers\"(1, 2)", "the function \"$add_integers\"")];

/// Functions that Athena does not have either, and what is said about each.
const NO_FUNCTIONS: &[(&str, &str)] = &[
    ("SELECT lenght('a')", "function `lenght` does not exist; did you mean `length`?"),
    ("SELECT json_extract_scaler('{}', '$.a')", "; did you mean `json_extract_scalar`?"),
    ("SELECT approx_distnct(1)", "; did you mean `approx_distinct`?"),
    ("SELECT levenstein_distance(1, 2)", "; did you mean `levenshtein_distance`?"),
    ("SELECT skewnes(1)", "; did you mean `skewness`?"),
    ("SELECT rows(1, 2)", "; did you mean `row`?"),
    ("SELECT nvl(NULL, 1)", "function `nvl` does not exist; Athena has coalesce"),
    ("SELECT datediff('2020-01-01', '2020-01-02')", "; Athena has date_diff('unit', a, b)"),
    ("SELECT get_json_object('{}', '$.a')", "; Athena has json_extract_scalar(…, path)"),
    ("SELECT x FROM (VALUES 1) t(x) WHERE quilt_package(x) = 1", "function `quilt_package` does not exist"),
];

/// What sqlparser takes for parameters.
const PARAMETERS: &[(&str, &str)] = &[
    ("SELECT ?", "INVALID_PARAMETER_USAGE: a `?` parameter has no value"),
    ("SELECT a FROM (VALUES 1) t(a) WHERE a = ?", "INVALID_PARAMETER_USAGE"),
    ("SELECT a FROM (VALUES 1) t(a) LIMIT ?", "INVALID_PARAMETER_USAGE"),
    ("SELECT $path FROM t", "line 1:8: mismatched input '$': a name with `$` is in double quotes: \"$path\""),
    ("SELECT 1 FROM t WHERE\n $partition = 'x'", "line 2:2: mismatched input '$'"),
    ("SELECT :x", "line 1:8: `:x`: Athena has no named parameters or variables, only `?`"),
    ("SELECT @x", "line 1:8: `@x`: Athena has no named parameters"),
    ("SELECT a FROM (VALUES 1) t(a) LIMIT :n", "`:n`: Athena has no named parameters"),
];

/// Names with a hyphen that are not in quotes.
const HYPHENS: &[(&str, &str)] = &[
    (
        "SELECT * FROM my-table",
        "line 1:17: Expected: end of statement, found: -: a name with `-` is in quotes, \"my-table\" in queries",
    ),
    ("SELECT * FROM db.quilt_manifests_my-bucket_view v", "\"quilt_manifests_my-bucket_view\" in queries"),
    ("SELECT 1 AS my-column", "\"my-column\" in queries"),
    ("DESCRIBE my-table", "and `my-table` in DDL of tables"),
    ("SHOW CREATE TABLE my-table", "and `my-table` in DDL of tables"),
    ("DROP TABLE IF EXISTS db.my-table", "and `my-table` in DDL of tables"),
    ("CREATE EXTERNAL TABLE my-table (a string) LOCATION 's3://b/c'", "and `my-table` in DDL of tables"),
];

#[tokio::test]
async fn the_answers_are_athenas() {
    let (_folder, engine) = empty();
    for (sql, expected) in ANSWERS {
        // What is answered here has to be SQL to Trino's own grammar.
        golden("answered", &Statement::query(sql.trim_end_matches([' ', ';'])));
        answer(sql.trim_end_matches([' ', ';']), expected);
        match ask(&engine, sql).await {
            Ok(found) => assert_eq!(&found, expected, "{sql}"),
            Err(error) => panic!("{sql}: {error}"),
        }
    }
}

async fn fails_with(cases: &[(&str, &str)], suffix: &str) {
    let (_folder, engine) = empty();
    for (sql, expected) in cases {
        let error = match ask(&engine, sql).await {
            Err(error) => error.to_string(),
            Ok(rows) => panic!("{sql} gave {rows}"),
        };
        assert!(error.contains(expected) && error.ends_with(suffix), "{sql}: {error}");
        assert!(!error.contains('\n'), "{sql}: more than a paragraph: {error}");
    }
}

#[tokio::test]
async fn what_fails_on_athena_fails_here_by_the_same_name() {
    for (sql, error) in FAILURES {
        failure(sql, error);
    }
    fails_with(FAILURES, "").await;
}

#[tokio::test]
async fn what_athena_cannot_parse_is_a_syntax_error_here() {
    for (sql, error) in NOT_SQL {
        failure(sql, error);
    }
    fails_with(NOT_SQL, "").await;
    fails_with(NEWER, "").await;
}

#[tokio::test]
async fn what_only_athena_runs_is_refused_by_name() {
    for (sql, _) in ELSEWHERE {
        accepted(sql);
    }
    for cases in [ELSEWHERE, UNKNOWN] {
        fails_with(cases, "is not supported by the embedded engine; it runs on Athena").await;
    }
}

#[tokio::test]
async fn a_function_that_athena_lacks_does_not_run_there() {
    for (sql, _) in NO_FUNCTIONS {
        failure(sql, "FUNCTION_NOT_FOUND");
    }
    fails_with(NO_FUNCTIONS, "").await;
}

#[tokio::test]
async fn a_parameter_has_a_value_and_no_other_sigil_is_one() {
    for (sql, error) in PARAMETERS {
        failure(sql, error);
    }
    fails_with(PARAMETERS, "").await;
}

#[tokio::test]
async fn a_name_with_a_hyphen_has_to_be_in_quotes() {
    fails_with(HYPHENS, "").await;
}

#[tokio::test]
async fn columns_are_labelled_as_athena_labels_them() {
    let (_folder, engine) = empty();
    let cases = [
        ("SELECT count(*), 1, 'x' AS y, 1 + 1", "_col0|_col1|y|_col3"),
        ("SELECT Id, t.ID, iD AS MyId FROM (VALUES (1)) t(id)", "Id|ID|MyId"),
        ("SELECT id, id FROM (VALUES (1)) t(id)", "id|id"),
        ("SELECT *, 1 AS Last FROM (VALUES (1, 2)) t(a, B)", "a|b|Last"),
        ("VALUES (1, 2)", "_col0|_col1"),
        ("SELECT * FROM (SELECT 1, 2 AS b) t", "_col0|b"),
        ("SELECT 1 AS A UNION SELECT 2 AS c", "A"),
    ];
    for (sql, expected) in cases {
        assert_eq!(labels(&engine, sql).await.unwrap_or_else(|error| panic!("{sql}: {error}")), expected, "{sql}");
    }
}

#[tokio::test]
async fn names_have_no_case_and_user_is_a_column() {
    let engine = bundled().await;
    let view = "\"QUILT_named_packages_example-packages_VIEW\"";
    let sql = format!(
        "SELECT USER, \"Name\" FROM {view} WHERE user = 'alice' AND \"TIMESTAMP\" = 'latest' ORDER BY 2 LIMIT 1"
    );
    assert_eq!(ask(&engine, &sql).await.expect("it runs"), "alice|empty");
}

#[tokio::test]
async fn the_hidden_column_shows_only_when_it_is_named() {
    let engine = bundled().await;
    let table = "\"quilt_named_packages_example-packages\"";
    for (items, expected) in
        [("*", "hash"), ("*, \"$path\"", "hash|$path"), ("t.*, \"$PATH\" AS p", "hash|p"), ("\"$path\"", "$path")]
    {
        let sql = format!("SELECT {items} FROM {table} t LIMIT 1");
        assert_eq!(labels(&engine, &sql).await.expect("it runs"), expected, "{items}");
    }
    let sorted = format!("SELECT hash FROM {table} ORDER BY \"$path\" LIMIT 1");
    assert_eq!(labels(&engine, &sorted).await.expect("it runs"), "hash");
    let derived = format!("SELECT \"$path\" FROM (SELECT * FROM {table}) x");
    assert!(
        ask(&engine, &derived)
            .await
            .expect_err("not in the subquery")
            .to_string()
            .contains("column `$path` does not exist")
    );
    let joined = format!("SELECT count(*) FROM {table} a JOIN {table} b ON a.\"$path\" = b.\"$path\"");
    assert_eq!(ask(&engine, &joined).await.expect("it runs"), "87");
}

#[tokio::test]
async fn nested_values_are_read_and_subscripts_out_of_range_fail() {
    let engine = bundled().await;
    let of = |items: &str| {
        format!(
            "SELECT {items} FROM \"quilt_manifests_example-packages\" WHERE logical_key IS NOT NULL AND size = '25' LIMIT 1"
        )
    };
    assert_eq!(
        ask(&engine, &of("cardinality(physical_keys), element_at(physical_keys, 9)")).await.expect("it runs"),
        "1|NULL"
    );
    assert!(ask(&engine, &of("physical_keys[1]")).await.expect("it runs").contains("?versionId="));
    assert!(
        ask(&engine, &of("hash.type, element_at(physical_keys, -1)"))
            .await
            .expect("it runs")
            .starts_with("sha2-256-chunked|s3://")
    );
    for outside in ["physical_keys[2]", "physical_keys[0]", "physical_keys[-1]"] {
        let error = ask(&engine, &of(outside)).await.expect_err("out of range").to_string();
        assert!(error.starts_with("INVALID_FUNCTION_ARGUMENT"), "{outside}: {error}");
    }
    let error = ask(&engine, &of("hash.nosuch")).await.expect_err("no such field").to_string();
    assert_eq!(error, "COLUMN_NOT_FOUND: a row(type, value) has no field `nosuch`");
}

#[tokio::test]
async fn deep_statements_are_refused_and_end_no_process() {
    let (_folder, engine) = empty();
    let chains = [
        format!("SELECT 1 WHERE {}", vec!["1 = 1"; 14_000].join(" OR ")),
        format!("SELECT {}", vec!["1"; 60_000].join(" + ")),
        vec!["SELECT 1"; 12_000].join(" UNION ALL "),
        format!("SELECT {}1{}", "(".repeat(50_000), ")".repeat(50_000)),
        format!("SELECT {} true", "NOT ".repeat(50_000)),
        format!("SELECT {}1", "- ".repeat(50_000)),
        format!("SELECT * FROM {}(SELECT 1){}", "(SELECT * FROM ".repeat(5_000), ")".repeat(5_000)),
        format!("SELECT CAST(1 AS {}bigint{})", "array(".repeat(20_000), ")".repeat(20_000)),
    ];
    for sql in chains {
        let start: String = sql.chars().take(40).collect();
        assert!(ask(&engine, &sql).await.is_err(), "{start}");
    }
    // What is just allowed runs, on the small stack of a test's thread.
    for deep in [
        format!("SELECT 1 FROM (VALUES (1)) t(a) WHERE {}", vec!["a + 1 = 2"; 240].join(" OR ")),
        format!("SELECT {}", vec!["a"; 60].join(" + ") + " FROM (VALUES (1)) t(a)"),
        format!("SELECT CASE {} END", (0..400).map(|n| format!("WHEN 1 = {n} THEN {n}")).collect::<Vec<_>>().join(" ")),
        vec!["SELECT 1"; 200].join(" UNION ALL "),
        vec![format!("SELECT {} AS a FROM (VALUES (1)) t(a)", vec!["a"; 60].join(" + ")); 2].join(" UNION ALL ")
            + " ORDER BY 1",
        format!("SELECT a FROM {}(SELECT 1 AS a){}", "(SELECT a FROM ".repeat(100), " t)".repeat(100)),
    ] {
        let start: String = deep.chars().take(40).collect();
        assert!(ask(&engine, &deep).await.is_ok(), "{start}");
    }
    let long = format!("SELECT {}", "x".repeat(300_000));
    assert!(ask(&engine, &long).await.expect_err("too long").to_string().contains("262144"));
    let list = format!("SELECT 7 IN ({})", (0..20_000).map(|n| n.to_string()).collect::<Vec<_>>().join(", "));
    assert_eq!(ask(&engine, &list).await.expect("long lists are flat"), "true");
}
