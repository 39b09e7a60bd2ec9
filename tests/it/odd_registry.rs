//! Files that quilt3 does not write, against the table in `tests/odd-buckets/README.md`, which was made independently of this code.

use std::collections::BTreeMap;

use quilt_athena::{Engine, Statement, local::Local};

use crate::support::{ask, odd, repository, write};

/// The rows of one of the README's tables: its cells, without the heading.
fn table(heading: &str) -> Vec<Vec<String>> {
    let readme = std::fs::read_to_string(repository("tests/odd-buckets/README.md")).expect("the README");
    let section =
        readme.split(heading).nth(1).and_then(|rest| rest.split("\n## ").next()).expect("its section").to_owned();
    let rows = section.lines().filter(|line| line.starts_with("| ")).skip(1);
    rows.map(|line| line.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect()).collect()
}

/// The values between backticks, which are JSON; `HASH` stands for the good manifest.
fn values(cell: &str) -> Vec<Option<String>> {
    let texts = cell.split('`').skip(1).step_by(2);
    let hash = "111febe2803ae56f9d5b759efe839f60762414e13f5f9993861f55b57f5cec78";
    texts.map(|json| serde_json::from_str::<Option<String>>(&json.replace("HASH", hash)).expect("JSON")).collect()
}

#[tokio::test]
async fn pointers_of_every_odd_kind_give_the_rows_of_athenas_reader() {
    let engine = odd().await;
    let mut expected: Vec<Vec<Option<String>>> = Vec::new();
    for row in table("## Pointers") {
        expected.extend(values(&row[2]).chunks(4).map(<[_]>::to_vec));
    }
    let sql = "SELECT \"user\", name, timestamp, hash FROM \"quilt_named_packages_odd-bucket_view\" WHERE \"user\" <> 'odd' OR name IS NULL";
    let found: Vec<(Option<String>, Option<String>, Option<String>, Option<String>)> =
        engine.execute(&Statement::query(sql)).await.expect("it runs").fetch().await.expect("rows");
    let mut found: Vec<_> = found.into_iter().map(|(a, b, c, d)| vec![a, b, c, d]).collect();
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn manifests_of_every_odd_kind_give_the_rows_of_athenas_reader() {
    let engine = odd().await;
    let mut expected: BTreeMap<String, Vec<Option<String>>> = BTreeMap::new();
    for row in table("## Manifests") {
        let file = row[1].trim_matches('`').rsplit('/').next().expect("a name").to_owned();
        let messages = values(&row[3]);
        if !messages.is_empty() {
            expected.insert(file, messages);
        }
    }
    assert!(expected.len() > 25, "the table was read");
    let sql = "SELECT tophash, message FROM \"quilt_manifests_odd-bucket_view\"";
    let rows: Vec<(String, Option<String>)> =
        engine.execute(&Statement::query(sql)).await.expect("it runs").fetch().await.expect("rows");
    let mut found: BTreeMap<String, Vec<Option<String>>> = BTreeMap::new();
    for (hash, message) in rows {
        found.entry(hash).or_default().push(message);
    }
    assert_eq!(found, expected);
}

/// A JSON table over one file.
async fn lines(ignore_malformed: bool, content: &[u8]) -> (tempfile::TempDir, Local) {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "lines/t/file.json", content);
    let engine = Local::open(folder.path()).expect("it is there");
    let ddl = format!(
        "CREATE EXTERNAL TABLE t (a string, n bigint, d double, ok boolean, l array<string>, s struct<x:string,y:int>) \
         ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' WITH SERDEPROPERTIES ('ignore.malformed.json'='{ignore_malformed}') \
         LOCATION 's3://lines/t/'"
    );
    engine.execute(&Statement::query(ddl)).await.expect("a table");
    (folder, engine)
}

#[tokio::test]
async fn values_of_other_types_are_converted_as_trino_converts_them() {
    let content = br#"{"a": {"z": 1, "b": [null]}, "n": "0x1F", "d": "NaN", "ok": "TRUE", "l": "one", "s": {"Y": 7}}
{"a": 1.50, "n": 99999999999999999999, "d": "x", "ok": [], "l": "", "s": ""}
["by", 2, 3.5, true, ["position"], {"x": null}]
"#;
    let (_folder, engine) = lines(true, content).await;
    let expected = "{\"z\":1,\"b\":[null]}|31|NaN|true|[one]|{x=null, y=7}\n1.50|NULL|NULL|false|NULL|{x=null, y=null}\nby|2|3.5|true|[position]|{x=null, y=null}";
    assert_eq!(ask(&engine, "SELECT * FROM t").await.expect("it runs"), expected);
}

#[tokio::test]
async fn a_malformed_line_is_an_error_with_its_place_unless_it_is_to_be_ignored() {
    let content = b"{\"a\": \"fine\"}\n{broken\n";
    let (_folder, engine) = lines(false, content).await;
    let error = ask(&engine, "SELECT a FROM t").await.expect_err("malformed").to_string();
    assert_eq!(
        error,
        "HIVE_CURSOR_ERROR: s3://lines/t/file.json, line 2: malformed JSON; the table lacks 'ignore.malformed.json'='true'"
    );
    let (_folder, engine) = lines(true, content).await;
    assert_eq!(ask(&engine, "SELECT a FROM t").await.expect("ignored"), "fine\nNULL");
}

#[tokio::test]
async fn a_number_column_with_an_object_in_it_is_an_error() {
    let (_folder, engine) = lines(true, b"{\"n\": {}}").await;
    assert!(
        ask(&engine, "SELECT n FROM t")
            .await
            .expect_err("an object")
            .to_string()
            .starts_with("HIVE_CURSOR_ERROR: column `n`")
    );
}
