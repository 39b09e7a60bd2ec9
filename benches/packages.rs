//! The package query over a large registry on disk: 2,000 manifests of 500 entries, 4,000 pointers.
//!
//! `cargo bench -p quilt-athena-benches --bench packages`. Prints seconds per run and what was read; it writes about 0.4 GB to a temporary
//! folder first.

use std::{
    fmt::Write as _,
    fs,
    path::Path,
    time::{Duration, Instant},
};

use quilt_athena::{
    local::Local,
    quilt::{NamedPackage, PackageRow, PackageTables, packages},
};

const MANIFESTS: usize = 2_000;
const ENTRIES: usize = 500;
const POINTERS: usize = 4_000;
const USERS: usize = 50;
const RUNS: usize = 5;

/// A manifest in the form that quilt3 writes.
fn manifest(number: usize) -> String {
    let mut text =
        format!("{{\"version\": \"v0\", \"message\": \"Revision {number}\", \"user_meta\": {{\"run\": {number}}}}}\n");
    for entry in 0..ENTRIES {
        let key = format!("data/run-{number}/sample-{entry:04}.parquet");
        let _ = writeln!(
            text,
            "{{\"logical_key\": \"{key}\", \"physical_keys\": [\"s3://bench-bucket/{key}?versionId=f3a9c1d2-7b64-4c1e-9a55-0d8e2b6f{entry:04x}\"], \
             \"size\": {}, \"hash\": {{\"type\": \"SHA256\", \"value\": \"{:064x}\"}}, \"meta\": {{\"user_meta\": {{\"plate\": {entry}}}}}}}",
            entry * 1024,
            number * ENTRIES + entry,
        );
    }
    text
}

fn write_registry(root: &Path) -> std::io::Result<()> {
    let quilt = root.join("bench-bucket/.quilt");
    fs::create_dir_all(quilt.join("packages"))?;
    for number in 0..MANIFESTS {
        fs::write(quilt.join("packages").join(format!("{number:064x}")), manifest(number))?;
    }
    for number in 0..POINTERS {
        let folder = quilt.join(format!("named_packages/user{}/package{}", number % USERS, (number / USERS) % 8));
        fs::create_dir_all(&folder)?;
        fs::write(folder.join((1_700_000_000 + number).to_string()), format!("{:064x}", number % MANIFESTS))?;
    }
    Ok(())
}

/// Runs a query several times; the median, and what one run read.
async fn measure(engine: &Local, name: &str, user: Option<&str>) -> quilt_athena::Result<()> {
    let p = NamedPackage::view("bench-bucket");
    let mut times = Vec::new();
    let (mut rows, mut reads, mut bytes) = (0, 0, 0);
    for _ in 0..RUNS {
        let (before, start) = (engine.io_statistics(), Instant::now());
        let mut query = packages("bench-bucket");
        if let Some(user) = user {
            query = query.filter(p.user.eq(user));
        }
        let found: Vec<PackageRow> = query.fetch(engine).await?;
        times.push(start.elapsed());
        let after = engine.io_statistics();
        (rows, reads, bytes) = (found.len(), after.reads - before.reads, after.bytes - before.bytes);
    }
    times.sort();
    let median: Duration = times[RUNS / 2];
    println!(
        "{name}: {rows} rows, {reads} files, {} MB: median {median:.3?} of {RUNS} ({:.3?} to {:.3?})",
        bytes / 1_000_000,
        times[0],
        times[RUNS - 1]
    );
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    write_registry(folder.path())?;
    let engine = Local::open(folder.path())?;
    PackageTables::new(&"bench-bucket".parse()?).create(&engine).await?;
    measure(&engine, "all packages", None).await?;
    measure(&engine, "packages of one user", Some("user7")).await?;
    measure(&engine.trusting_manifest_layout(), "all packages, trusting the layout of manifests", None).await?;
    Ok(())
}
