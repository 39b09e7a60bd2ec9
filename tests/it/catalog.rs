//! The catalog survives the process, and its statements say what Athena's say.

use quilt_athena::{Engine, Statement, local::Local, quilt::PackageTables};

use crate::support::{ask, empty, labels, repository, write};

/// The DDL of the Quilt example (quiltdata/examples, `athena/`), for a bucket: its form, written anew.
fn seed(bucket: &str) -> [String; 4] {
    let manifests = format!(
        "CREATE EXTERNAL TABLE `quilt_manifests_{bucket}`(\n  `logical_key` string COMMENT 'from deserializer',\n  \
         `physical_keys` array<string> COMMENT 'from deserializer',\n  `size` string,\n  `hash` struct<type:string,value:string>,\n  \
         `meta` string, `user_meta` string, `message` string, `version` string)\n\
         ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'\nWITH SERDEPROPERTIES ('ignore.malformed.json'='true')\n\
         STORED AS INPUTFORMAT 'org.apache.hadoop.mapred.TextInputFormat'\n\
         OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.IgnoreKeyTextOutputFormat'\nLOCATION 's3://{bucket}/.quilt/packages'\n\
         TBLPROPERTIES ('has_encrypted_data'='false', 'transient_lastDdlTime'='1605312102')"
    );
    let pointers = format!(
        "CREATE EXTERNAL TABLE `quilt_named_packages_{bucket}`(`hash` string)\nROW FORMAT DELIMITED FIELDS TERMINATED BY ','\n\
         STORED AS INPUTFORMAT 'org.apache.hadoop.mapred.TextInputFormat'\n\
         OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'\nLOCATION 's3://{bucket}/.quilt/named_packages'"
    );
    let part = r#"regexp_extract("$path", '^s3:\/\/([^\\/]+)\/([^\/]+)\/([^\/]+)\/([^\/]+)"#;
    let packages_view = format!(
        "CREATE VIEW \"quilt_named_packages_{bucket}_view\" AS\nSELECT \"$path\" as path,\n {part}', 4) as user,\n \
         {part}\\/([^\\/]+)', 5) as name,\n regexp_extract(\"$path\", '[^/]+$') as timestamp, \"hash\"\n\
         FROM \"quilt_named_packages_{bucket}\""
    );
    let manifests_view = format!(
        "CREATE VIEW \"quilt_manifests_{bucket}_view\" AS\nSELECT regexp_extract(\"$path\", '[^/]+$') as tophash, message\n\
         FROM \"quilt_manifests_{bucket}\" WHERE \"logical_key\" IS NULL"
    );
    [manifests, pointers, packages_view, manifests_view]
}

#[tokio::test]
async fn ddl_in_the_form_of_quilts_example_runs_and_the_join_prunes() {
    let engine = Local::open(repository("tests/buckets")).expect("it is there").with_session_catalog();
    PackageTables::new(&"example-packages".parse().expect("a bucket"))
        .drop(&engine)
        .await
        .expect("dropped for this session");
    for statement in seed("example-packages") {
        ask(&engine, &statement).await.unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
    let join = "SELECT count(*) FROM \"quilt_named_packages_example-packages_view\" n \
                JOIN \"quilt_manifests_example-packages_view\" m ON n.hash = m.tophash";
    assert_eq!(ask(&engine, join).await.expect("it runs"), "87");
    let before = engine.io_statistics();
    assert_eq!(ask(&engine, &format!("{join} WHERE user = 'alice' AND name = 'empty'")).await.expect("it runs"), "3");
    assert_eq!(engine.io_statistics().reads - before.reads, 5);
}

#[tokio::test]
async fn definitions_survive_the_engine_as_the_texts_that_made_them() {
    let (folder, engine) = empty();
    write(folder.path(), "a-bucket/t/file", "x,1\n");
    let ddl = "CREATE EXTERNAL TABLE IF NOT EXISTS `T-1` (`Name` string COMMENT 'it\\'s', n int)\nROW FORMAT DELIMITED FIELDS TERMINATED BY ','\nLOCATION 's3://a-bucket/t/'";
    ask(&engine, ddl).await.expect("a table");
    ask(&engine, "CREATE VIEW v AS SELECT name, n + 1 AS m\nFROM \"T-1\" -- a comment\n;").await.expect("a view");
    drop(engine);
    let engine = Local::open(folder.path()).expect("it is there");
    assert_eq!(ask(&engine, "SELECT * FROM V").await.expect("it runs"), "x|2");
    assert_eq!(ask(&engine, "SHOW CREATE TABLE `t-1`").await.expect("it runs"), ddl);
    let view = "CREATE VIEW \"v\" AS\nSELECT name, n + 1 AS m\nFROM \"T-1\" -- a comment";
    assert_eq!(ask(&engine, "SHOW CREATE VIEW \"v\"").await.expect("it runs"), view);
    assert_eq!(std::fs::read_to_string(folder.path().join(".athena/catalog/default/t-1.sql")).expect("a file"), ddl);
    assert_eq!(ask(&engine, "DESCRIBE `t-1`").await.expect("it runs"), "name|string|it's\nn|int|");
    assert_eq!(ask(&engine, "DESCRIBE v").await.expect("it runs"), "name|varchar\nm|integer");
}

/// In Hive's grammar both kinds of quotes make a string, wherever one can be.
#[tokio::test]
async fn strings_of_ddl_may_be_in_double_quotes() {
    let (folder, engine) = empty();
    write(folder.path(), "a-bucket/t/file", "it's,1\n");
    let ddl = r#"CREATE EXTERNAL TABLE t (a string COMMENT "it's \"quoted\"", `comment` int comment /* of it */ "x", c string COMMENT 'y "z"')
        COMMENT "of the table" ROW FORMAT SERDE "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe" WITH SERDEPROPERTIES ("field.delim"=",")
        STORED AS INPUTFORMAT "org.apache.hadoop.mapred.TextInputFormat" OUTPUTFORMAT "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"
        LOCATION "s3://a-bucket/t/" TBLPROPERTIES ("classification"="csv")"#;
    ask(&engine, ddl).await.expect("a table");
    let described = "a|string|it's \"quoted\"\ncomment|int|x\nc|string|y \"z\"";
    assert_eq!(ask(&engine, "DESCRIBE t").await.expect("it runs"), described);
    assert_eq!(ask(&engine, "SELECT * FROM t").await.expect("it runs"), "it's|1|NULL");
    let delimited = "CREATE EXTERNAL TABLE d (a string COMMENT \"\", b string) ROW FORMAT DELIMITED FIELDS TERMINATED BY \",\" NULL DEFINED AS \"1\" LOCATION \"s3://a-bucket/t/\"";
    ask(&engine, delimited).await.expect("a table");
    assert_eq!(ask(&engine, "SELECT * FROM d").await.expect("it runs"), "it's|NULL");
}

#[tokio::test]
async fn what_a_table_says_is_never_ignored() {
    let (_folder, engine) = empty();
    let location = "LOCATION 's3://a-bucket/t/'";
    for (wrong, named) in [
        (
            "(a string) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' WITH SERDEPROPERTIES ('field.delim'=';')",
            "WITH SERDEPROPERTIES without ROW FORMAT SERDE",
        ),
        ("(a string) WITH SERDEPROPERTIES ('field.delim'=';')", "WITH SERDEPROPERTIES without ROW FORMAT SERDE"),
        (
            "(a string) STORED AS TEXTFILE WITH SERDEPROPERTIES ('serialization.format'='1')",
            "WITH SERDEPROPERTIES without ROW FORMAT SERDE",
        ),
        (
            "(a string) ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' WITH SERDEPROPERTIES ('paths'='a') WITH SERDEPROPERTIES ('paths'='b')",
            "each clause once",
        ),
        (
            "(a string) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' ROW FORMAT DELIMITED FIELDS TERMINATED BY ';'",
            "each clause once",
        ),
        ("(a string) LOCATION 's3://b-bucket/t/'", "each clause once"),
        ("(a string) STORED AS TEXTFILE STORED AS PARQUET", "each clause once"),
        ("(a string) ROW FORMAT DELIMITED FIELDS TERMINATED BY comma", "a delimiter in quotes"),
        ("(a string) ROW FORMAT DELIMITED FIELDS TERMINATED BY `,`", "a delimiter in quotes"),
        ("(a string NOT NULL)", "mismatched input `NOT NULL`"),
        ("(a string DEFAULT 'x' COMMENT 'y')", "mismatched input `DEFAULT 'x'`"),
        ("(a string COMMENT 'x' COMMENT 'y')", "mismatched input `COMMENT 'y'`"),
        ("(a string PRIMARY KEY)", "mismatched input `PRIMARY KEY`"),
    ] {
        let error =
            ask(&engine, &format!("CREATE EXTERNAL TABLE t {wrong} {location}")).await.expect_err(wrong).to_string();
        assert!(error.contains(named), "{wrong}: {error}");
    }
}

#[tokio::test]
async fn show_lists_what_is_there_under_athenas_labels() {
    let (folder, engine) = empty();
    write(folder.path(), "a-bucket/t/file", "x\n");
    ask(&engine, "CREATE DATABASE other").await.expect("a database");
    for name in ["alpha", "beta", "`other`.gamma"] {
        let ddl = format!("CREATE EXTERNAL TABLE {name} (a string) LOCATION 's3://a-bucket/t/'");
        ask(&engine, &ddl).await.expect("a table");
    }
    ask(&engine, "CREATE VIEW always AS SELECT 1 AS one").await.expect("a view");
    for (sql, label, rows) in [
        ("SHOW TABLES", "tab_name", "alpha\nalways\nbeta"),
        ("SHOW TABLES 'al*'", "tab_name", "alpha\nalways"),
        ("SHOW TABLES LIKE 'a.*|beta'", "tab_name", "alpha\nalways\nbeta"),
        ("SHOW TABLES IN `other`", "tab_name", "gamma"),
        ("SHOW VIEWS", "views", "always"),
        ("show databases", "database_name", "default\nother"),
    ] {
        assert_eq!(ask(&engine, sql).await.expect("it runs"), rows, "{sql}");
        assert_eq!(labels(&engine, sql).await.expect("it runs"), label, "{sql}");
    }
    assert_eq!(ask(&engine, "SELECT count(*) FROM other.gamma").await.expect("it runs"), "1");
    assert_eq!(ask(&engine, "SELECT count(*) FROM awsdatacatalog.\"other\".gamma").await.expect("it runs"), "1");
    ask(&engine, "DROP TABLE `other.gamma`").await.expect("a dot in backticks ends the database's name");
    assert_eq!(ask(&engine, "SHOW TABLES IN `other`").await.expect("it runs"), "");
}

#[tokio::test]
async fn each_parser_takes_its_own_quotes() {
    let (_folder, engine) = empty();
    for wrong in [
        "DROP TABLE \"t\"",
        "SHOW CREATE TABLE \"t\"",
        "CREATE EXTERNAL TABLE \"t\" (a string) LOCATION 's3://a-bucket/t/'",
        "DROP VIEW `v`",
        "SHOW CREATE VIEW `v`",
        "CREATE VIEW `v` AS SELECT 1 AS a",
    ] {
        let error = ask(&engine, wrong).await.expect_err("the other grammar's quotes").to_string();
        assert!(error.starts_with("line 1:"), "{wrong}: {error}");
    }
}

#[tokio::test]
async fn what_exists_is_not_overwritten_and_what_is_missing_is_not_dropped() {
    let (folder, engine) = empty();
    write(folder.path(), "a-bucket/t/file", "x\n");
    let table = "CREATE EXTERNAL TABLE t (a string) LOCATION 's3://a-bucket/t/'";
    ask(&engine, table).await.expect("a table");
    ask(&engine, "CREATE VIEW v AS SELECT a FROM t").await.expect("a view");
    for (sql, expected) in [
        (table, "table or view `t` already exists"),
        ("CREATE VIEW v AS SELECT 1 AS a", "table or view `v` already exists: use CREATE OR REPLACE VIEW"),
        ("CREATE OR REPLACE VIEW t AS SELECT 1 AS a", "table or view `t` already exists"),
        ("DROP VIEW t", "`t` is a table: use DROP TABLE"),
        ("DROP TABLE v", "`v` is a view: use DROP VIEW"),
        ("SHOW CREATE VIEW t", "`t` is a table: use SHOW CREATE TABLE"),
        ("SHOW CREATE TABLE v", "`v` is a view: use SHOW CREATE VIEW"),
        ("DROP TABLE tt", "table or view `tt` does not exist; did you mean `t`?"),
        ("CREATE OR REPLACE VIEW v AS SELECT nosuch FROM t", "column `nosuch` does not exist"),
        ("CREATE OR REPLACE VIEW v AS SELECT a FROM v", "view `v` reads itself"),
    ] {
        let error = ask(&engine, sql).await.expect_err(sql).to_string();
        assert!(error.contains(expected), "{sql}: {error}");
    }
    assert_eq!(ask(&engine, "SELECT a FROM v").await.expect("the view is as it was"), "x");
    ask(&engine, "DROP TABLE IF EXISTS tt").await.expect("nothing to drop");
    ask(&engine, "DROP TABLE t").await.expect("dropped");
    let stale = ask(&engine, "SELECT a FROM v").await.expect_err("its table is gone").to_string();
    assert!(stale.contains("view `v` is stale") && stale.contains("table or view `t` does not exist"), "{stale}");
}

#[tokio::test]
async fn tables_that_would_be_read_wrongly_are_not_made() {
    let (_folder, engine) = empty();
    for (clauses, expected) in [
        ("(a string) PARTITIONED BY (d string) LOCATION 's3://a-bucket/t/'", "partitions"),
        ("(a decimal(5,2)) LOCATION 's3://a-bucket/t/'", "a column of type `decimal(5,2)`"),
        ("(a string) STORED AS PARQUET LOCATION 's3://a-bucket/t/'", "STORED AS PARQUET"),
        ("(a string) ROW FORMAT SERDE 'x.y.Z' LOCATION 's3://a-bucket/t/'", "the SerDe `x.y.Z`"),
        (
            "(a string) LOCATION 's3://a-bucket/t/' TBLPROPERTIES ('skip.header.line.count'='1')",
            "'skip.header.line.count'='1'",
        ),
        (
            "(a string) LOCATION 's3://a-bucket/t/' TBLPROPERTIES ('projection.enabled'='true')",
            "'projection.enabled'='true'",
        ),
        ("(a string, A int) LOCATION 's3://a-bucket/t/'", "two columns have this name"),
        ("(`$path` string) LOCATION 's3://a-bucket/t/'", "hidden columns begin with `$`"),
        ("(a string)", "No location was specified"),
        ("(a string) LOCATION 'file:///etc/'", "is not an S3 location"),
        ("(a string) LOCATION 's3://a-bucket/../../etc/'", "a part that cannot be the name of a directory"),
        ("(a string) LOCATION 's3://Not_A_Bucket/t/'", "S3 allows no upper-case letters"),
    ] {
        let error = ask(&engine, &format!("CREATE EXTERNAL TABLE t {clauses}")).await.expect_err(clauses).to_string();
        assert!(error.contains(expected), "{clauses}: {error}");
    }
    assert_eq!(ask(&engine, "SHOW TABLES").await.expect("it runs"), "");
}

#[tokio::test]
async fn a_session_catalog_is_written_nowhere() {
    let (folder, engine) = empty();
    let session = engine.with_session_catalog();
    ask(&session, "CREATE VIEW v AS SELECT 1 AS one").await.expect("a view");
    assert_eq!(ask(&session, "SELECT * FROM v").await.expect("it runs"), "1");
    assert!(ask(&engine, "SELECT * FROM v").await.is_err());
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0);
}

#[tokio::test]
async fn a_damaged_definition_says_which_file_to_mend() {
    let (folder, engine) = empty();
    write(folder.path(), ".athena/catalog/default/t.sql", "SELECT 1");
    let error = engine.execute(&Statement::query("SELECT * FROM t")).await.expect_err("damaged").to_string();
    assert!(error.contains("default/t.sql cannot be used") && error.contains("correct the file"), "{error}");
    let tables = PackageTables::new(&"a-bucket".parse().expect("a bucket"));
    assert!(tables.show(&engine).await.is_ok(), "other tables are not held up");
}
