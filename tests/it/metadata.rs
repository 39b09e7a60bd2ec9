//! What there is: `information_schema`, SHOW COLUMNS, EXPLAIN, and the hidden columns of tables.

use quilt_athena::local::Local;

use crate::support::{ask, empty, labels, write};

/// A table of two files, and a view of it.
async fn with_table() -> (tempfile::TempDir, Local) {
    let (folder, engine) = empty();
    write(folder.path(), "a-bucket/t/one", "{\"a\":\"x\",\"n\":1}\n{\"a\":\"y\",\"n\":2}\n");
    write(folder.path(), "a-bucket/t/two", "{\"a\":\"z\",\"n\":3}\n");
    let table = "CREATE EXTERNAL TABLE t (a string COMMENT 'first', n bigint) \
                 ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' LOCATION 's3://a-bucket/t/'";
    for sql in [table, "CREATE VIEW v AS SELECT n, n > 1 AS big, ARRAY[a] AS list FROM t"] {
        ask(&engine, sql).await.expect("defined");
    }
    (folder, engine)
}

#[tokio::test]
async fn the_information_schema_has_the_tables_views_and_columns_of_the_catalog() {
    let (_folder, engine) = with_table().await;
    for (sql, rows) in [
        (
            "SELECT * FROM information_schema.tables WHERE table_schema = 'default' ORDER BY table_name",
            "awsdatacatalog|default|t|BASE TABLE\nawsdatacatalog|default|v|VIEW",
        ),
        (
            "SELECT * FROM information_schema.columns WHERE table_name IN ('t', 'v') ORDER BY table_name, ordinal_position",
            "awsdatacatalog|default|t|a|1|NULL|YES|varchar\nawsdatacatalog|default|t|n|2|NULL|YES|bigint\n\
             awsdatacatalog|default|v|n|1|NULL|YES|bigint\nawsdatacatalog|default|v|big|2|NULL|YES|boolean\n\
             awsdatacatalog|default|v|list|3|NULL|YES|array(varchar)",
        ),
        (
            "SELECT table_name, view_definition FROM information_schema.views",
            "v|SELECT n, n > 1 AS big, ARRAY[a] AS list FROM t",
        ),
        (
            "SELECT schema_name FROM awsdatacatalog.information_schema.schemata ORDER BY 1",
            "default\ninformation_schema",
        ),
        (
            "SELECT t.table_type, count(*) FROM information_schema.tables t JOIN information_schema.columns c ON t.table_name = \
             c.table_name WHERE t.table_schema = 'default' GROUP BY t.table_type ORDER BY 1",
            "BASE TABLE|2\nVIEW|3",
        ),
        (
            "SELECT column_name, data_type, comment, extra_info FROM \"information_schema\".\"columns\" WHERE table_name = 't' ORDER BY \
             column_name",
            "a|varchar|first|NULL\nn|bigint|NULL|NULL",
        ),
        (
            "SELECT *, comment FROM information_schema.columns WHERE column_name = 'big'",
            "awsdatacatalog|default|v|big|2|NULL|YES|boolean|NULL",
        ),
        ("SELECT count(*) FROM information_schema.columns WHERE table_schema = 'information_schema'", "18"),
    ] {
        assert_eq!(ask(&engine, sql).await.unwrap_or_else(|error| panic!("{sql}: {error}")), rows, "{sql}");
    }
    let unknown = ask(&engine, "SELECT * FROM information_schema.roles").await.expect_err("not here").to_string();
    assert!(unknown.contains("`roles` does not exist"), "{unknown}");
}

#[tokio::test]
async fn only_views_that_a_query_asks_for_are_planned() {
    let (_folder, engine) = with_table().await;
    ask(&engine, "DROP TABLE t").await.expect("dropped");
    ask(&engine, "CREATE VIEW w AS SELECT 1 AS one").await.expect("a view");
    let columns =
        |name: &str| format!("SELECT column_name FROM information_schema.columns WHERE table_name = '{name}'");
    assert_eq!(ask(&engine, &columns("w")).await.expect("the stale view is not asked for"), "one");
    let stale = ask(&engine, &columns("v")).await.expect_err("its table is gone").to_string();
    assert!(stale.contains("view `v` is stale"), "{stale}");
}

#[tokio::test]
async fn show_columns_has_athenas_form() {
    let (_folder, engine) = with_table().await;
    for (sql, rows) in [
        ("SHOW COLUMNS FROM t", "a                   \nn                   "),
        ("SHOW COLUMNS IN `default`.t", "a                   \nn                   "),
        ("show columns in t from `default`", "a                   \nn                   "),
        ("SHOW COLUMNS IN v", "n\nbig\nlist"),
        ("SHOW COLUMNS IN \"v\"", "n\nbig\nlist"),
    ] {
        assert_eq!(ask(&engine, sql).await.expect("it runs"), rows, "{sql}");
        assert_eq!(labels(&engine, sql).await.expect("it runs"), "field", "{sql}");
    }
    let missing = ask(&engine, "SHOW COLUMNS IN u").await.expect_err("no such table").to_string();
    assert!(missing.contains("`u` does not exist"), "{missing}");
}

#[tokio::test]
async fn explain_shows_a_plan_with_columns_and_types_and_runs_nothing() {
    let (_folder, engine) = with_table().await;
    let sql = "EXPLAIN SELECT a, sum(n) AS total, array_agg(n) FROM t WHERE n > 1 GROUP BY a ORDER BY a LIMIT 3";
    let before = engine.io_statistics();
    let plan = ask(&engine, sql).await.expect("a plan");
    assert_eq!(engine.io_statistics(), before);
    assert_eq!(labels(&engine, sql).await.expect("a plan"), "Query Plan");
    for part in [
        "Output[columnNames = [a, total, _col2]]",
        "Layout: [a:varchar, total:bigint, _col2:array(bigint)]",
        "Limit[]",
        "Sort[]",
        "Aggregate[]",
        "Filter[]",
        "TableScan[table = t]",
        "Layout: [a:varchar, n:bigint]",
    ] {
        assert!(plan.contains(part), "{part} in\n{plan}");
    }
    assert!(!plan.contains(['\u{1}', '$']), "{plan}");
    let same = ask(&engine, "EXPLAIN (TYPE LOGICAL, FORMAT TEXT) (SELECT 1)").await.expect("a plan");
    assert_eq!(same, ask(&engine, "EXPLAIN (SELECT 1)").await.expect("a plan"));
    assert_eq!(ask(&engine, "EXPLAIN (TYPE VALIDATE) SELECT 1 / 0").await.expect("it is valid"), "true");
    assert_eq!(labels(&engine, "EXPLAIN (TYPE VALIDATE) SELECT 1").await.expect("it is valid"), "Valid");
    for (sql, error) in [
        ("EXPLAIN ANALYZE SELECT 1", "EXPLAIN ANALYZE is not supported"),
        ("EXPLAIN (FORMAT JSON) SELECT 1", "EXPLAIN (FORMAT JSON) is not supported"),
        ("EXPLAIN (TYPE IO) SELECT 1", "EXPLAIN (TYPE IO) is not supported"),
        ("EXPLAIN SHOW TABLES", "EXPLAIN of a statement that is no query is not supported"),
        ("EXPLAIN INSERT INTO t SELECT 1", "INSERT is not supported"),
        ("EXPLAIN\nSELECT nosuch FROM t", "column `nosuch` does not exist"),
        ("EXPLAIN\n SELECT 1 +", "line 2:"),
        ("EXPLAIN SELECT a FROM t TABLESAMPLE BERNOULLI (10)", "TABLESAMPLE is not supported"),
        ("EXPLAIN", "an empty string is not a statement"),
    ] {
        let found = ask(&engine, sql).await.expect_err(sql).to_string();
        assert!(found.contains(error), "{sql}: {found}");
    }
}

#[tokio::test]
async fn the_size_and_the_time_of_a_file_are_hidden_columns_beside_its_path() {
    let (folder, engine) = with_table().await;
    let written =
        std::fs::metadata(folder.path().join("a-bucket/t/two")).and_then(|found| found.modified()).expect("a time");
    let written = chrono::DateTime::<chrono::Utc>::from(written).format("%Y-%m-%d %H:%M:%S%.3f UTC");
    for (sql, rows) in [
        ("SELECT a, \"$file_size\" FROM t ORDER BY a", "x|32\ny|32\nz|16".to_owned()),
        ("SELECT *, \"$FILE_SIZE\" FROM t WHERE \"$file_size\" < 20", "z|3|16".to_owned()),
        ("SELECT \"$file_modified_time\" FROM t WHERE a = 'z'", written.to_string()),
        (
            "SELECT \"$path\", count(*), max(\"$file_size\") FROM t GROUP BY \"$path\" ORDER BY 1",
            "s3://a-bucket/t/one|2|32\ns3://a-bucket/t/two|1|16".to_owned(),
        ),
        ("SELECT n FROM t ORDER BY \"$file_size\", n", "3\n1\n2".to_owned()),
        (
            "SELECT t.* FROM t ORDER BY \"$file_modified_time\" > TIMESTAMP '1970-01-01 00:00:00 UTC', n LIMIT 1",
            "x|1".to_owned(),
        ),
    ] {
        assert_eq!(ask(&engine, sql).await.unwrap_or_else(|error| panic!("{sql}: {error}")), rows, "{sql}");
    }
    for (sql, error) in [
        // A view has none.
        ("SELECT \"$file_size\" FROM v", "column `$file_size` does not exist"),
        ("SELECT \"$partition\" FROM t", "column `$partition` does not exist"),
    ] {
        let found = ask(&engine, sql).await.expect_err(sql).to_string();
        assert!(found.contains(error), "{sql}: {found}");
    }
}

/// All columns of FROM, but for the hidden ones that are not named.
#[tokio::test]
async fn hidden_columns_are_found_in_joins_in_parentheses_and_beside_relations_without_a_name() {
    let (_folder, engine) = with_table().await;
    for (sql, rows) in [
        ("SELECT *, \"$file_size\" FROM (t CROSS JOIN (VALUES 1) u(b)) WHERE n = 3", "z|3|1|16"),
        ("SELECT *, \"$file_size\" FROM (t JOIN (VALUES 3) u(n) USING (n))", "3|z|16"),
        ("SELECT *, \"$file_size\" FROM t JOIN (VALUES (3, 'y')) u(n, x) USING (n)", "3|z|y|16"),
        ("SELECT *, \"$file_size\" FROM t, UNNEST(ARRAY[5]) u(x) WHERE n = 3", "z|3|5|16"),
        ("SELECT *, \"$file_size\" FROM t, UNNEST(ARRAY[5]) WHERE n = 3", "z|3|5|16"),
        ("SELECT *, \"$file_size\" FROM t, (SELECT 5 AS x) WHERE n = 3", "z|3|5|16"),
        (
            "SELECT count(*) FROM ((VALUES 1) u(b) CROSS JOIN information_schema.tables) WHERE table_comment IS NULL AND \
             table_name = 't'",
            "1",
        ),
    ] {
        assert_eq!(ask(&engine, sql).await.unwrap_or_else(|error| panic!("{sql}: {error}")), rows, "{sql}");
    }
}
