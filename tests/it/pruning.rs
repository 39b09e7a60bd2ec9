//! Predicates decide what is listed and read; the rows are those of a full scan.

use quilt_athena::{
    local::{IoStatistics, Local},
    quilt::{Manifest, NamedPackage, PackageRow, packages},
};

use crate::support::{ask, bundled, odd};

/// What running a query listed and read.
async fn cost(engine: &Local, sql: &str) -> (String, u64, u64) {
    let before = engine.io_statistics();
    let rows = ask(engine, sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    let IoStatistics { listings, reads, .. } = engine.io_statistics();
    (rows, listings - before.listings, reads - before.reads)
}

const POINTERS: &str = "\"quilt_named_packages_example-packages_view\"";
const MANIFESTS: &str = "\"quilt_manifests_example-packages_view\"";

#[tokio::test]
async fn a_user_is_one_prefix_and_only_its_pointers_are_read() {
    let engine = bundled().await;
    let all = cost(&engine, &format!("SELECT count(*) FROM {POINTERS}")).await;
    assert_eq!(all, ("87".to_owned(), 1, 87));
    let alice = cost(&engine, &format!("SELECT count(*) FROM {POINTERS} WHERE \"user\" = 'alice'")).await;
    assert_eq!(alice, ("17".to_owned(), 1, 17));
    let names = format!("SELECT count(*) FROM {POINTERS} WHERE \"user\" = 'alice' AND name IN ('empty', 'notes-2023')");
    assert_eq!(cost(&engine, &names).await, ("5".to_owned(), 2, 5));
    let latest = format!("SELECT count(*) FROM {POINTERS} WHERE timestamp = 'latest'");
    assert_eq!(cost(&engine, &latest).await, ("17".to_owned(), 1, 17));
    let nobody = format!("SELECT count(*) FROM {POINTERS} WHERE \"user\" = '../../..'");
    assert_eq!(cost(&engine, &nobody).await, ("0".to_owned(), 0, 0));
}

#[tokio::test]
async fn a_join_reads_only_the_manifests_it_needs_whichever_way_it_is_written() {
    let engine = bundled().await;
    let full = cost(&engine, &format!("SELECT count(*) FROM {MANIFESTS}")).await;
    assert_eq!(full, ("66".to_owned(), 1, 66));
    let filter = "n.\"user\" = 'alice' AND n.name = 'empty'";
    for from in [
        format!("{POINTERS} n JOIN {MANIFESTS} m ON n.hash = m.tophash"),
        format!("{MANIFESTS} m JOIN {POINTERS} n ON m.tophash = n.hash"),
        format!("{POINTERS} n LEFT JOIN {MANIFESTS} m ON n.hash = m.tophash"),
    ] {
        let (rows, listings, reads) =
            cost(&engine, &format!("SELECT count(*), count(m.tophash) FROM {from} WHERE {filter}")).await;
        // 3 pointers, 2 different manifests.
        assert_eq!((rows.as_str(), listings, reads), ("3|3", 2, 5), "{from}");
    }
    let inside =
        format!("SELECT count(*) FROM {MANIFESTS} WHERE tophash IN (SELECT hash FROM {POINTERS} n WHERE {filter})");
    assert_eq!(cost(&engine, &inside).await, ("2".to_owned(), 2, 5));
}

#[tokio::test]
async fn one_manifest_by_its_hash_is_one_read() {
    let engine = bundled().await;
    let hash = ask(&engine, &format!("SELECT hash FROM {POINTERS} LIMIT 1")).await.expect("a hash");
    let (_, _, reads) = cost(&engine, &format!("SELECT message FROM {MANIFESTS} WHERE tophash = '{hash}'")).await;
    assert_eq!(reads, 1);
}

#[tokio::test]
async fn a_limit_reads_no_more_files_than_rows() {
    let (_, _, reads) = cost(&bundled().await, &format!("SELECT hash FROM {POINTERS} LIMIT 3")).await;
    assert_eq!(reads, 3);
}

#[tokio::test]
async fn the_builders_query_is_pruned_as_well() {
    let engine = bundled().await;
    let p = NamedPackage::view("example-packages");
    let before = engine.io_statistics();
    let rows: Vec<PackageRow> = packages("example-packages")
        .filter(p.user.eq("alice").and(p.name.eq("empty")))
        .fetch(&engine)
        .await
        .expect("rows");
    let after = engine.io_statistics();
    assert_eq!((rows.len(), after.listings - before.listings, after.reads - before.reads), (3, 2, 5));
}

/// Filters of many shapes; `NOT (NOT …)` and `||` keep a predicate from being understood, never from being true.
#[tokio::test]
async fn pruned_rows_are_those_of_a_full_scan_odd_files_included() {
    let engine = odd().await;
    let (p, m) = ("\"quilt_named_packages_odd-bucket_view\"", "\"quilt_manifests_odd-bucket_view\"");
    for (pruned, full) in [
        ("\"user\" = 'good'", "\"user\" || '' = 'good'"),
        ("\"user\" = 'README.txt'", "\"user\" || '' = 'README.txt'"),
        ("\"user\" IN ('good', 'odd') AND name = 'one'", "(\"user\" || '') IN ('good', 'odd') AND name || '' = 'one'"),
        ("name = 'notes.txt'", "name || '' = 'notes.txt'"),
        ("timestamp = 'extra'", "timestamp || '' = 'extra'"),
        ("\"user\" = 'odd' AND name LIKE 'message%'", "\"user\" || '' = 'odd' AND name || '' LIKE 'message%'"),
        ("\"user\" = '.hidden'", "\"user\" || '' = '.hidden'"),
        (
            "\"user\" = 'good' AND name = 'one' AND timestamp = '.DS_Store'",
            "\"user\" || '' = 'good' AND timestamp || '' = '.DS_Store'",
        ),
        ("name IS NULL", "name || '' IS NULL"),
        ("NOT (\"user\" = 'odd')", "NOT (\"user\" || '' = 'odd')"),
        ("\"user\" = 'good' OR name = 'crlf'", "\"user\" || '' = 'good' OR name || '' = 'crlf'"),
    ] {
        for from in [
            p.to_owned(),
            format!("{p} n JOIN {m} m ON n.hash = m.tophash"),
            format!("{p} n LEFT JOIN {m} m ON n.hash = m.tophash"),
        ] {
            let items =
                if from == p { "\"user\", name, timestamp, hash" } else { "\"user\", name, timestamp, hash, message" };
            let select = |filter: &str| {
                format!(
                    "SELECT {items} FROM {from} WHERE {filter} ORDER BY 1, 2, 3, 4, {}",
                    if from == p { 4 } else { 5 }
                )
            };
            let (a, b) = (ask(&engine, &select(pruned)).await, ask(&engine, &select(full)).await);
            assert_eq!(a.expect("it runs"), b.expect("it runs"), "{pruned} over {from}");
        }
    }
}

/// The header filter is decided while a file is read; a computed one is decided on every row.
#[tokio::test]
async fn headers_are_found_as_by_reading_every_row() {
    for (engine, bucket) in [(odd().await, "odd-bucket"), (bundled().await, "example-packages")] {
        let select = |filter: &str| {
            format!(
                "SELECT \"$path\", message, user_meta FROM \"quilt_manifests_{bucket}\" WHERE {filter} ORDER BY 1, 2, 3"
            )
        };
        for columns in [&["logical_key"][..], &["message", "logical_key"], &["logical_key", "message", "version"]] {
            let filter = |how: &str| {
                columns.iter().map(|column| format!("{column}{how} IS NULL")).collect::<Vec<_>>().join(" AND ")
            };
            let quick = ask(&engine, &select(&filter(""))).await.expect("it runs");
            let slow = ask(&engine, &select(&filter(" || ''"))).await.expect("it runs");
            assert_eq!(quick, slow, "{columns:?}");
            assert!(!quick.is_empty() || bucket == "example-packages", "{columns:?}");
        }
    }
}

#[tokio::test]
async fn trusting_the_layout_gives_the_same_rows_of_what_quilt3_wrote_and_reads_less() {
    let engine = bundled().await;
    let trusting = engine.trusting_manifest_layout();
    let sql = format!("SELECT tophash, message FROM {MANIFESTS} ORDER BY 1");
    let bytes = |before: IoStatistics| engine.io_statistics().bytes - before.bytes;
    let before = engine.io_statistics();
    let all = ask(&engine, &sql).await.expect("it runs");
    let full = bytes(before);
    let before = engine.io_statistics();
    assert_eq!(ask(&trusting, &sql).await.expect("it runs"), all);
    assert!(bytes(before) * 3 < full, "{} of {full} bytes", bytes(before));
    let entries = "SELECT count(*) FROM \"quilt_manifests_example-packages\" WHERE logical_key IS NOT NULL";
    assert_eq!(ask(&trusting, entries).await.expect("it runs"), ask(&engine, entries).await.expect("it runs"));
}

#[test]
fn the_views_that_are_pruned_are_the_ones_users_have() {
    assert_eq!(
        NamedPackage::view("b-b").name().map(ToString::to_string).ok().as_deref(),
        Some("\"quilt_named_packages_b-b_view\"")
    );
    assert_eq!(
        Manifest::view("b-b").name().map(ToString::to_string).ok().as_deref(),
        Some("\"quilt_manifests_b-b_view\"")
    );
}
