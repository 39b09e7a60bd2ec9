//! The driver's side of `benches/peers`: reads one canned result in one way, and prints what it took as a line of JSON.
//!
//! `peer idle|arrow|rows|stream|api|first-row ENDPOINT`

use std::time::Instant;

use arrow_array::{Array, RecordBatch, cast::AsArray};
use futures::{StreamExt, TryStreamExt};
use quilt_athena::{
    Engine, Statement,
    athena::{Athena, ResultMode},
    engine::Execution,
    quilt::PackageRow,
};

#[derive(Default)]
struct Seen {
    rows: usize,
    nulls: usize,
    empties: usize,
}

impl Seen {
    /// Counts what readers confuse: NULL and the empty text of the last column.
    fn add(&mut self, batch: &RecordBatch) {
        let messages = batch.column(batch.num_columns() - 1).as_string::<i32>();
        self.rows += batch.num_rows();
        self.nulls += messages.null_count();
        self.empties += messages.iter().flatten().filter(|message| message.is_empty()).count();
    }
}

async fn execute(athena: &Athena, sql: &str) -> quilt_athena::Result<Execution> {
    athena.execute(&Statement::query(sql)).await
}

async fn connect(endpoint: &str, mode: ResultMode) -> quilt_athena::Result<Athena> {
    let athena = Athena::builder()
        .region("us-east-1")
        .credentials("x", "y", None)
        .staging_dir("s3://res/out/")
        .endpoint_url(endpoint)
        .s3_endpoint_url(endpoint)
        .poll_interval(std::time::Duration::from_millis(10))
        .result_mode(mode)
        .connect()
        .await?;
    // Connections and credentials are not what is measured: the other clients are warmed in the same way.
    execute(&athena, "SELECT 1").await?.collect().await?;
    Ok(athena)
}

async fn measure(mode: &str, endpoint: &str) -> quilt_athena::Result<(f64, Seen)> {
    const BIG: &str = "SELECT * FROM big";
    let how = if mode == "api" { ResultMode::Api } else { ResultMode::Csv };
    let athena = connect(endpoint, how).await?;
    let mut seen = Seen::default();
    let start = Instant::now();
    let mut seconds = None;
    match mode {
        "arrow" => {
            let batches = execute(&athena, BIG).await?.collect().await?;
            seconds = Some(start.elapsed().as_secs_f64());
            batches.iter().for_each(|batch| seen.add(batch));
        }
        "rows" | "api" => {
            let sql = if mode == "api" { "SELECT * FROM api_rows" } else { BIG };
            let rows: Vec<PackageRow> = execute(&athena, sql).await?.fetch().await?;
            seconds = Some(start.elapsed().as_secs_f64());
            seen.rows = rows.len();
            seen.nulls = rows.iter().filter(|row| row.message.is_none()).count();
            seen.empties = rows.iter().filter(|row| row.message.as_deref() == Some("")).count();
        }
        "stream" => {
            let mut batches = execute(&athena, BIG).await?.into_batches();
            while let Some(batch) = batches.try_next().await? {
                seen.add(&batch);
            }
        }
        "first-row" => {
            let mut running = athena.start(&Statement::query(BIG)).await?;
            running.wait().await?;
            let succeeded = Instant::now();
            let mut rows = running.results().await?.rows::<PackageRow>()?;
            seen.rows = usize::from(rows.next().await.is_some());
            seconds = Some(succeeded.elapsed().as_secs_f64());
        }
        _ => {}
    }
    Ok((seconds.unwrap_or_else(|| start.elapsed().as_secs_f64()), seen))
}

/// The most memory that the process has had, from `/proc`; getrusage would count the parent's as well.
fn peak_rss_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse::<f64>().ok());
    kib.unwrap_or(f64::NAN) / 1024.0
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(mode), Some(endpoint)) = (args.next(), args.next()) else {
        return Err("usage: peer idle|arrow|rows|stream|api|first-row ENDPOINT".into());
    };
    let (seconds, seen) = measure(&mode, &endpoint).await?;
    println!(
        "{{\"seconds\": {seconds:.6}, \"rows\": {}, \"nulls\": {}, \"empties\": {}, \"peak_rss_mb\": {:.1}}}",
        seen.rows,
        seen.nulls,
        seen.empties,
        peak_rss_mb()
    );
    Ok(())
}
