//! Helpers that the tests share.

use std::{fs, path::Path};

use quilt_athena::{Engine, Result, Statement, local::Local, text};

/// A path in the repository.
pub(crate) fn repository(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The bundled registry, with its tables defined for this engine only.
pub(crate) async fn bundled() -> Local {
    with_tables("tests/buckets", "example-packages").await
}

/// The registry of odd files, with its tables defined for this engine only.
pub(crate) async fn odd() -> Local {
    with_tables("tests/odd-buckets", "odd-bucket").await
}

async fn with_tables(root: &str, bucket: &str) -> Local {
    let engine = Local::open(repository(root)).expect("the registry is there").with_session_catalog();
    let tables = quilt_athena::quilt::PackageTables::new(&bucket.parse().expect("a bucket"));
    tables.create(&engine).await.expect("its tables can be made");
    engine
}

/// An engine over an empty directory, which is removed with the guard.
pub(crate) fn empty() -> (tempfile::TempDir, Local) {
    let directory = tempfile::tempdir().expect("a directory");
    let engine = Local::open(directory.path()).expect("it is there");
    (directory, engine)
}

/// Writes a file under a directory.
pub(crate) fn write(directory: &Path, path: &str, content: impl AsRef<[u8]>) {
    let path = directory.join(path);
    fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
    fs::write(path, content).expect("a file");
}

/// The result of a statement as Athena writes it: columns joined by `|`, NULL as `NULL`, rows by newlines.
pub(crate) async fn ask(engine: &impl Engine, sql: &str) -> Result<String> {
    let batches = engine.execute(&Statement::query(sql)).await?.collect().await?;
    let mut rows = Vec::new();
    for batch in &batches {
        for row in 0..batch.num_rows() {
            let fields = batch.schema();
            let cells =
                batch.columns().iter().zip(fields.fields()).map(|(column, field)| {
                    text::format_value_in(field, column, row).unwrap_or_else(|| "NULL".to_owned())
                });
            rows.push(cells.collect::<Vec<_>>().join("|"));
        }
    }
    Ok(rows.join("\n"))
}

/// The column names of a result, joined by `|`.
pub(crate) async fn labels(engine: &impl Engine, sql: &str) -> Result<String> {
    let execution = engine.execute(&Statement::query(sql)).await?;
    let labels: Vec<_> = execution.schema().fields().iter().map(|field| field.name().clone()).collect();
    Ok(labels.join("|"))
}
