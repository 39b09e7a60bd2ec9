//! The main job: what quilt3 lists is what we read.

use futures::TryStreamExt;
use quilt_athena::{
    ErrorKind,
    prelude::*,
    quilt::{NamedPackage, PackageRow, Revision, packages},
};

use crate::support::{bundled, repository};

/// What quilt3 itself lists for the bundled registry, recorded by `tests/registry/make.py`.
fn recorded() -> Vec<PackageRow> {
    let text = std::fs::read_to_string(repository("tests/registry/packages.json")).expect("the record");
    let rows: Vec<serde_json::Value> = serde_json::from_str(&text).expect("JSON");
    let text = |row: &serde_json::Value, key: &str| row[key].as_str().map(str::to_owned);
    let mut rows: Vec<PackageRow> = rows
        .iter()
        .map(|row| PackageRow {
            user: text(row, "user").expect("a user"),
            name: text(row, "name").expect("a name"),
            timestamp: text(row, "timestamp").expect("a timestamp"),
            hash: text(row, "hash").expect("a hash"),
            message: text(row, "message"),
        })
        .collect();
    rows.sort_by(|a, b| (&a.user, &a.name, &a.timestamp).cmp(&(&b.user, &b.name, &b.timestamp)));
    rows
}

#[tokio::test]
async fn every_package_that_quilt3_lists_is_a_row() {
    let p = NamedPackage::view("example-packages");
    let query = packages("example-packages").order_by(p.user).order_by(p.name).order_by(p.timestamp);
    let rows: Vec<PackageRow> = query.fetch(&bundled().await).await.expect("rows");
    assert_eq!(rows, recorded());
    assert!(rows.iter().any(|row| row.message.is_none()) && rows.iter().any(|row| row.message.as_deref() == Some("")));
}

#[tokio::test]
async fn filters_sorting_and_limits_choose_among_them() {
    let engine = bundled().await;
    let p = NamedPackage::view("example-packages");
    let query = packages("example-packages").filter(p.user.eq("alice").and(p.timestamp.ne("latest")));
    let rows: Vec<PackageRow> =
        query.order_by(p.timestamp.desc()).offset(1).limit(2).fetch(&engine).await.expect("rows");
    let mut expected: Vec<_> =
        recorded().into_iter().filter(|row| row.user == "alice" && row.timestamp != "latest").collect();
    expected.sort_by(|a, b| b.timestamp.cmp(&a.timestamp));
    assert_eq!(rows, expected[1..3]);
}

#[tokio::test]
async fn rows_come_as_a_stream_as_an_option_or_one_by_one() {
    let engine = bundled().await;
    let p = NamedPackage::view("example-packages");
    let names = || select().from(&p).filter(p.timestamp.eq("latest")).select((p.user, p.name));
    let streamed: Vec<(String, String)> =
        names().stream(&engine).await.expect("a stream").try_collect().await.expect("rows");
    assert_eq!(streamed.len(), 17);
    let none: Option<(String, String)> =
        names().filter(p.user.eq("nobody")).fetch_optional(&engine).await.expect("no row");
    assert_eq!(none, None);
    let one: (String, String) = names().limit(1).fetch_one(&engine).await.expect("one row");
    assert_eq!(one, streamed[0]);
    let many = names().fetch_one(&engine).await.expect_err("many rows");
    assert!(matches!(many.kind(), ErrorKind::TooManyRows));
    let no = names().filter(p.user.eq("nobody")).fetch_one(&engine).await.expect_err("no row");
    assert!(matches!(no.kind(), ErrorKind::NoRows));
}

#[tokio::test]
async fn timestamps_are_read_as_latest_or_as_an_instant() {
    let p = NamedPackage::view("example-packages");
    let query = packages("example-packages").filter(p.user.eq("alice").and(p.name.eq("rna-seq"))).order_by(p.timestamp);
    let rows: Vec<PackageRow> = query.fetch(&bundled().await).await.expect("rows");
    let revisions: Vec<Revision> = rows.iter().map(|row| row.revision().expect("a revision")).collect();
    assert_eq!(revisions[0].to_string(), "2023-11-14T22:13:20Z");
    assert_eq!(revisions.last(), Some(&Revision::Latest));
    assert!(revisions.is_sorted());
    let wrong = "README.txt".parse::<Revision>().expect_err("no timestamp");
    assert!(wrong.to_string().contains("neither `latest` nor seconds"));
}

#[tokio::test]
async fn null_in_a_column_that_cannot_hold_it_is_an_error_that_says_so() {
    #[derive(AthenaRow, Debug)]
    struct Strict {
        #[expect(dead_code, reason = "only read")]
        message: String,
    }
    let engine = bundled().await;
    let sql = "SELECT message FROM \"quilt_manifests_example-packages_view\"";
    let rows = engine.execute(&quilt_athena::Statement::query(sql)).await.expect("it runs").fetch::<Strict>().await;
    let error = rows.expect_err("NULL").to_string();
    assert!(error.contains("column `message`, row ") && error.contains("make it `Option<"), "{error}");
}

#[tokio::test]
async fn a_result_of_other_columns_is_an_error_before_any_row() {
    let engine = bundled().await;
    let run = async |sql: &str| engine.execute(&quilt_athena::Statement::query(sql)).await.expect("it runs");
    let missing = run("SELECT 'x' AS usr").await.fetch::<PackageRow>().await.expect_err("no such column").to_string();
    assert!(missing.contains("it has no column `user`; there are `usr`"), "{missing}");
    let other = run("SELECT 1 AS n").await.fetch::<String>().await.expect_err("another type").to_string();
    assert!(other.contains("column `n` is integer, and `alloc::string::String` reads varchar"), "{other}");
    let wide: Vec<i64> = run("SELECT 1 AS n").await.fetch().await.expect("an integer fits an i64");
    assert_eq!(wide, [1]);
}
