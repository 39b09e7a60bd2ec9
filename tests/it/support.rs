//! What the tests share.

use std::{fs, path::Path};

use quilt_athena::{Engine, Result, Statement, local::Local, text};

/// A folder of the repository.
pub(crate) fn repository(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The bundled registry, with its tables defined for this engine only.
pub(crate) async fn bundled() -> Local {
    with_tables("tests/buckets", "example-packages").await
}

/// The registry of odd files, likewise.
pub(crate) async fn odd() -> Local {
    with_tables("tests/odd-buckets", "odd-bucket").await
}

async fn with_tables(root: &str, bucket: &str) -> Local {
    let engine = Local::open(repository(root)).expect("the registry is there").with_session_catalog();
    let tables = quilt_athena::quilt::PackageTables::new(&bucket.parse().expect("a bucket"));
    tables.create(&engine).await.expect("its tables can be made");
    engine
}

/// An engine over an empty folder, which is gone with the guard.
pub(crate) fn empty() -> (tempfile::TempDir, Local) {
    let folder = tempfile::tempdir().expect("a folder");
    let engine = Local::open(folder.path()).expect("it is there");
    (folder, engine)
}

/// Writes a file below a folder.
pub(crate) fn write(folder: &Path, path: &str, content: impl AsRef<[u8]>) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
    fs::write(path, content).expect("a file");
}

/// The result of a statement as Athena would spell it: columns joined by `|`, NULL as `NULL`, rows by newlines.
pub(crate) async fn ask(engine: &impl Engine, sql: &str) -> Result<String> {
    let batches = engine.execute(&Statement::query(sql)).await?.collect().await?;
    let mut rows = Vec::new();
    for batch in &batches {
        for row in 0..batch.num_rows() {
            let cells = batch.columns().iter().map(|c| text::value(c, row).unwrap_or_else(|| "NULL".to_owned()));
            rows.push(cells.collect::<Vec<_>>().join("|"));
        }
    }
    Ok(rows.join("\n"))
}

/// The labels of a result.
pub(crate) async fn labels(engine: &impl Engine, sql: &str) -> Result<String> {
    let execution = engine.execute(&Statement::query(sql)).await?;
    let labels: Vec<_> = execution.schema().fields().iter().map(|field| field.name().clone()).collect();
    Ok(labels.join("|"))
}
