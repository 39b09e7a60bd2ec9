//! Databases of the embedded engine, and the names that Hive's DDL only takes between backticks.

use crate::support::{ask, empty, write};

async fn refusal(sql: &str) -> String {
    let (folder, engine) = empty();
    write(folder.path(), "a-bucket/t/file", "x\n");
    ask(&engine, sql).await.expect_err(sql).to_string()
}

#[tokio::test]
async fn nothing_is_defined_or_read_in_a_database_that_is_not_there() {
    for sql in [
        "CREATE EXTERNAL TABLE nowhere.t (a string) LOCATION 's3://a-bucket/t/'",
        "CREATE EXTERNAL TABLE IF NOT EXISTS `nowhere`.`t` (a string) LOCATION 's3://a-bucket/t/'",
        "CREATE EXTERNAL TABLE `nowhere.t` (a string) LOCATION 's3://a-bucket/t/'",
        "CREATE EXTERNAL TABLE `NoWhere`.t (a string) LOCATION 's3://a-bucket/t/'",
        "CREATE VIEW nowhere.v AS SELECT 1 AS a",
        "CREATE OR REPLACE VIEW \"nowhere\".v AS SELECT 1 AS a",
        "SELECT * FROM nowhere.t",
        "SELECT * FROM awsdatacatalog.nowhere.t",
        "SHOW TABLES IN nowhere",
        "SHOW VIEWS IN nowhere",
        "SHOW CREATE TABLE nowhere.t",
        "DESCRIBE nowhere.t",
        "DROP TABLE nowhere.t",
        "DROP DATABASE nowhere",
    ] {
        let error = refusal(sql).await;
        assert!(
            error.contains("schema `nowhere` does not exist; make it with CREATE DATABASE `nowhere`"),
            "{sql}: {error}"
        );
    }
}

#[tokio::test]
async fn databases_are_made_and_dropped() {
    let (folder, stored) = empty();
    write(folder.path(), "a-bucket/t/file", "x\n");
    for engine in [&stored, &stored.with_session_catalog()] {
        for sql in [
            "CREATE DATABASE IF NOT EXISTS `my-db` COMMENT 'mine' LOCATION 's3://a-bucket/db/' WITH DBPROPERTIES ('a'='b')",
            "CREATE SCHEMA IF NOT EXISTS `my-db`",
            "CREATE EXTERNAL TABLE `my-db`.t (a string) LOCATION 's3://a-bucket/t/'",
            "CREATE VIEW \"my-db\".v AS SELECT a FROM \"my-db\".t",
        ] {
            ask(engine, sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
        }
        assert_eq!(ask(engine, "SHOW DATABASES").await.expect("a list"), "default\nmy-db");
        assert_eq!(ask(engine, "SELECT a FROM \"my-db\".v").await.expect("a row"), "x");
        let error = ask(engine, "CREATE DATABASE `my-db`").await.expect_err("it is there").to_string();
        assert_eq!(error, "schema `my-db` already exists: use CREATE DATABASE IF NOT EXISTS");
        let error = ask(engine, "DROP DATABASE `my-db`").await.expect_err("it has tables").to_string();
        assert!(error.contains("is not empty: drop its tables first, or use CASCADE"), "{error}");
        ask(engine, "DROP DATABASE `my-db` CASCADE").await.expect("it can be dropped");
        assert_eq!(ask(engine, "SHOW DATABASES").await.expect("a list"), "default");
        ask(engine, "DROP SCHEMA IF EXISTS `my-db`").await.expect("it is not there");
    }
    let error = ask(&stored, "DROP DATABASE default").await.expect_err("it is always there").to_string();
    assert!(error.contains("cannot be dropped"), "{error}");
}

#[tokio::test]
async fn hives_ddl_takes_reserved_words_and_underscores_between_backticks_only() {
    for (sql, name) in [
        ("CREATE EXTERNAL TABLE date (a string) LOCATION 's3://a-bucket/t/'", "date"),
        ("CREATE EXTERNAL TABLE _t (a string) LOCATION 's3://a-bucket/t/'", "_t"),
        ("CREATE EXTERNAL TABLE default._t (a string) LOCATION 's3://a-bucket/t/'", "_t"),
        ("CREATE EXTERNAL TABLE t (date string) LOCATION 's3://a-bucket/t/'", "date"),
        ("CREATE EXTERNAL TABLE t (a string, TimeStamp string) LOCATION 's3://a-bucket/t/'", "TimeStamp"),
        ("CREATE EXTERNAL TABLE t (_a string) LOCATION 's3://a-bucket/t/'", "_a"),
        ("CREATE EXTERNAL TABLE t (user string) LOCATION 's3://a-bucket/t/'", "user"),
        ("CREATE EXTERNAL TABLE t (a struct<order:string>) LOCATION 's3://a-bucket/t/'", "order"),
        ("CREATE EXTERNAL TABLE t (a array<struct<_b:string>>) LOCATION 's3://a-bucket/t/'", "_b"),
        ("DROP TABLE table", "table"),
        ("DROP TABLE IF EXISTS _t", "_t"),
        ("DESCRIBE group", "group"),
        ("DESCRIBE user.t", "user"),
        ("SHOW CREATE TABLE _t", "_t"),
        ("SHOW TABLES IN _db", "_db"),
        ("CREATE DATABASE order", "order"),
        ("DROP DATABASE _db", "_db"),
    ] {
        let error = refusal(sql).await;
        let advice = format!("in DDL write `{name}` between backticks");
        assert!(error.starts_with("line 1:") && error.contains(&advice), "{sql}: {error}");
    }
    let (folder, engine) = empty();
    write(folder.path(), "a-bucket/t/file", "{\"user\":\"u\",\"_a\":\"v\",\"s\":{\"order\":\"w\"}}\n");
    let sql = "CREATE EXTERNAL TABLE `_date` (`user` string, `_a` string, s struct<`order`:string>) ROW FORMAT SERDE \
               'org.openx.data.jsonserde.JsonSerDe' LOCATION 's3://a-bucket/t/'";
    ask(&engine, sql).await.expect("a table");
    assert_eq!(ask(&engine, "SELECT user, _a, s.\"order\" FROM _date").await.expect("a row"), "u|v|w");
}

#[tokio::test]
async fn the_columns_of_a_view_have_names_and_types() {
    for (sql, code) in [
        ("CREATE VIEW v AS SELECT 1", "MISSING_COLUMN_NAME"),
        ("CREATE VIEW v AS SELECT a, a + 1 FROM (VALUES 1) t(a)", "MISSING_COLUMN_NAME"),
        ("CREATE VIEW v AS SELECT 1 AS a, 2 AS a", "DUPLICATE_COLUMN_NAME"),
        ("CREATE VIEW v AS SELECT 1 AS a, 2 AS \"A\"", "DUPLICATE_COLUMN_NAME"),
        ("CREATE VIEW v AS SELECT NULL AS a", "COLUMN_TYPE_UNKNOWN"),
        ("CREATE VIEW v AS SELECT 1 AS a, NULL AS b", "COLUMN_TYPE_UNKNOWN"),
        ("CREATE VIEW v AS SELECT a FROM (VALUES NULL) t(a)", "COLUMN_TYPE_UNKNOWN"),
    ] {
        let error = refusal(sql).await;
        assert!(error.starts_with(code), "{sql}: {error}");
    }
}
