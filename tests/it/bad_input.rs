//! Bad input is an error of one paragraph, and leaves nothing behind.

use quilt_athena::{connect, local::Local, quilt};

use crate::support::{ask, bundled, empty, write};

#[tokio::test]
async fn addresses_that_lead_nowhere_say_which_forms_there_are() {
    for (url, expected) in [
        ("buckets", "it has no scheme"),
        ("local:", "the directory is missing"),
        ("postgres://u:hush@h/db", "`postgres` is not the scheme of an engine"),
        (
            "awsathena+rest://KEY:hush@athena.us-east-1.amazonaws.com:443/default?work_grup=x",
            "did you mean `work_group`?",
        ),
        ("awsathena+rest://KEY:hush@localhost:443/default", "add `endpoint_url=…`"),
        ("awsathena+rest://KEY@athena.us-east-1.amazonaws.com/?x=", "there is no parameter `x`"),
        (
            "awsathena+rest://KEY@athena.us-east-1.amazonaws.com/",
            "there is an access key but no secret key: give both, or neither",
        ),
        (
            "awsathena+rest://@athena.us-east-1.amazonaws.com/?kms_key=k",
            "`kms_key` requires `encryption_option=SSE_KMS`",
        ),
        ("awsathena+rest://@athena.us-east-1.amazonaws.com/?s3_staging_dir=bucket", "must be `s3://BUCKET/PREFIX/`"),
        ("local:/nowhere/at/all", "cannot open /nowhere/at/all"),
    ] {
        let error = connect(url).await.expect_err(url).to_string();
        assert!(error.contains(expected), "{url}: {error}");
        assert!(!error.contains("hush"), "{url}: {error}");
    }
    let file = connect(concat!("local:", env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")).await.expect_err("a file");
    assert!(file.to_string().contains("cannot open"), "{file}");
}

#[test]
fn a_root_without_a_registry_says_what_is_missing() {
    let (folder, engine) = empty();
    let none = quilt::registry(&engine, None).expect_err("no registry").to_string();
    assert!(none.contains("contains no Quilt registry: no directory BUCKET/.quilt/named_packages"), "{none}");
    write(folder.path(), "plain-bucket/file", "x");
    let plain = quilt::registry(&engine, Some(&"plain-bucket".parse().expect("a bucket")))
        .expect_err("no registry")
        .to_string();
    assert!(plain.contains("bucket `plain-bucket` contains no Quilt registry"), "{plain}");
    let missing =
        quilt::registry(&engine, Some(&"plane-bucket".parse().expect("a bucket"))).expect_err("no bucket").to_string();
    assert!(missing.contains("bucket `plane-bucket` does not exist; did you mean `plain-bucket`?"), "{missing}");
    for bucket in ["a-registry", "b-registry"] {
        write(folder.path(), &format!("{bucket}/.quilt/named_packages/u/n/latest"), "x");
    }
    let several = quilt::registry(&engine, None).expect_err("two registries").to_string();
    assert!(several.contains("contains several registries, name one: a-registry, b-registry"), "{several}");
}

#[tokio::test]
async fn missing_names_come_with_the_nearest_one() {
    let engine = bundled().await;
    for (sql, expected) in [
        ("SELECT * FROM quilt_named_package", "did you mean `quilt_named_packages_example-packages`?"),
        (
            "SELECT usr FROM \"quilt_named_packages_example-packages_view\"",
            "column `usr` does not exist; did you mean `user`?",
        ),
        (
            "SELECT 1 FROM other.\"quilt_named_packages_example-packages_view\"",
            "schema `other` does not exist; make it with CREATE DATABASE `other`",
        ),
        ("SELECT 1 FROM elsewhere.a.b", "catalog `elsewhere` does not exist"),
    ] {
        let error = ask(&engine, sql).await.expect_err(sql).to_string();
        assert!(error.contains(expected), "{sql}: {error}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_manifest_that_cannot_be_read_is_named() {
    let (folder, engine) = empty();
    // A directory link to nowhere: not readable even for those who may read everything.
    let packages = folder.path().join("a-bucket/.quilt/packages");
    std::fs::create_dir_all(&packages).expect("a folder");
    std::os::unix::fs::symlink("/nowhere/at/all", packages.join("a".repeat(64))).expect("a link");
    write(folder.path(), "a-bucket/.quilt/named_packages/u/n/latest", "a".repeat(64));
    let bucket = "a-bucket".parse().expect("a bucket");
    quilt::PackageTables::new(&bucket).create(&engine).await.expect("tables");
    let error = ask(&engine, "SELECT * FROM \"quilt_manifests_a-bucket_view\"").await.expect_err("not readable");
    assert!(error.to_string().starts_with("cannot "), "{error}");
    assert!(error.to_string().contains("a-bucket/.quilt/packages"), "{error}");
}

#[test]
fn opening_an_engine_writes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    Local::open(folder.path()).expect("it is there");
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0);
}
