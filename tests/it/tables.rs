//! `quilt::tables`: the two tables and two views of a bucket.

use expect_test::expect;
use quilt_athena::{
    local::Local,
    quilt::{PackageTables, tables::Outcome},
};

use crate::{
    golden::golden,
    support::{ask, repository},
};

fn tables(bucket: &str) -> PackageTables {
    PackageTables::new(&bucket.parse().expect("a bucket"))
}

fn outcomes(changes: &[quilt_athena::quilt::tables::Change]) -> Vec<Outcome> {
    changes.iter().map(|change| change.outcome).collect()
}

fn session() -> Local {
    Local::open(repository("tests/odd-buckets")).expect("it is there").with_session_catalog()
}

#[test]
fn the_statements_are_those_of_each_grammar() {
    let tables = tables("my.data-bucket").in_schema("quilt");
    for (i, statement) in tables
        .create_statements()
        .expect("statements")
        .iter()
        .chain(&tables.drop_statements().expect("statements"))
        .enumerate()
    {
        golden(&format!("package tables {i}"), statement);
    }
    let drops: Vec<String> = tables.drop_statements().expect("statements").iter().map(ToString::to_string).collect();
    expect![[r#"
        DROP VIEW IF EXISTS "quilt"."quilt_named_packages_my_data-bucket_view"
        DROP VIEW IF EXISTS "quilt"."quilt_manifests_my_data-bucket_view"
        DROP TABLE IF EXISTS `quilt`.`quilt_named_packages_my_data-bucket`
        DROP TABLE IF EXISTS `quilt`.`quilt_manifests_my_data-bucket`"#]]
    .assert_eq(&drops.join("\n"));
    let create = tables.create_statements().expect("statements")[1].to_string();
    assert!(create.contains("LOCATION 's3://my.data-bucket/.quilt/packages/'"), "{create}");
}

#[tokio::test]
async fn create_may_run_again_and_drop_too() {
    let (engine, tables) = (session(), tables("odd-bucket"));
    use Outcome::{Absent, Created, Dropped, Kept, Replaced};
    assert_eq!(outcomes(&tables.create(&engine).await.expect("made")), [Created, Created, Created, Created]);
    assert_eq!(outcomes(&tables.create(&engine).await.expect("made again")), [Kept, Kept, Replaced, Replaced]);
    assert_eq!(tables.verify(&engine).await.expect("verified"), []);
    let texts = tables.show(&engine).await.expect("shown");
    assert!(texts.iter().all(|definition| definition.sql.as_ref().is_some_and(|text| text.starts_with("CREATE "))));
    assert_eq!(outcomes(&tables.drop(&engine).await.expect("dropped")), [Dropped, Dropped, Dropped, Dropped]);
    assert_eq!(outcomes(&tables.drop(&engine).await.expect("dropped again")), [Absent, Absent, Absent, Absent]);
    assert!(tables.show(&engine).await.expect("shown").iter().all(|definition| definition.sql.is_none()));
}

#[tokio::test]
async fn verify_lists_every_difference_and_create_keeps_what_is_not_its_own() {
    let (engine, tables) = (session(), tables("odd-bucket"));
    let other =
        "CREATE EXTERNAL TABLE `quilt_named_packages_odd-bucket` (digest string) LOCATION 's3://other-bucket/x/'";
    ask(&engine, other).await.expect("a table");
    ask(&engine, "CREATE VIEW \"quilt_manifests_odd-bucket_view\" AS SELECT 1 AS tophash").await.expect("a view");
    let found: Vec<String> = tables.verify(&engine).await.expect("verified").iter().map(ToString::to_string).collect();
    expect![[r#"
        quilt_named_packages_odd-bucket: its columns are (digest string) and should be (hash string)
        quilt_named_packages_odd-bucket: its files should be under s3://odd-bucket/.quilt/named_packages/
        quilt_manifests_odd-bucket: it does not exist
        quilt_named_packages_odd-bucket_view: it does not exist
        quilt_manifests_odd-bucket_view: its columns are (tophash integer) and should be (tophash varchar, message varchar)"#]]
    .assert_eq(&found.join("\n"));
    let error = tables.create(&engine).await.expect_err("the table is another one").to_string();
    assert!(error.contains("column"), "{error}");
    assert_eq!(ask(&engine, "SHOW CREATE TABLE `quilt_named_packages_odd-bucket`").await.expect("it runs"), other);
}
