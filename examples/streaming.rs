//! A large result: rows one after the other, and Arrow record batches. Neither is ever in memory as a whole; dropping the stream stops the
//! query.
//!
//! `cargo run --features local --example streaming`

use futures::TryStreamExt;
use quilt_athena::{
    prelude::*,
    quilt::{PackageRow, packages},
};

#[tokio::main]
async fn main() -> quilt_athena::Result<()> {
    let engine = quilt_athena::connect(concat!("local:", env!("CARGO_MANIFEST_DIR"), "/tests/buckets")).await?;

    let mut rows = packages("example-packages").stream::<PackageRow, _>(&engine).await?;
    let (mut count, mut with_message) = (0, 0);
    while let Some(row) = rows.try_next().await? {
        count += 1;
        with_message += usize::from(row.message.is_some());
    }
    println!("{count} rows, {with_message} of them with a message");

    // The same as Arrow: for DataFusion, Polars, Parquet or another process.
    let statement = packages("example-packages").rows::<PackageRow, _>().statement()?;
    let execution = engine.execute(&statement).await?;
    let schema = execution.schema().clone();
    let mut batches = execution.into_batches();
    let mut rows = 0;
    while let Some(batch) = batches.try_next().await? {
        rows += batch.num_rows();
    }
    let columns: Vec<_> =
        schema.fields().iter().map(|field| format!("{} {}", field.name(), field.data_type())).collect();
    println!("{rows} rows of {}", columns.join(", "));
    Ok(())
}
