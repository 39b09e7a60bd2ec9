//! The connection to Athena, and its progress and statistics on standard error.
//!
//! The progress line is written by hand: the driver calls back at each poll, so one `eprint!` does. indicatif would add a draw thread of its
//! own and three crates, and its `HumanBytes` counts in KiB, where Athena bills decimal megabytes.

use std::{
    io::{self, IsTerminal, Write},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use quilt_athena::{
    athena::{Athena, Progress},
    engine::Statistics,
};

use crate::failure::Failure;

/// The connection and the terminal of one run of the command.
pub(crate) struct CliSession {
    quiet: bool,
    athena: OnceLock<Athena>,
    line: Arc<ProgressLine>,
}

/// The line of the terminal that shows the progress of a query.
#[derive(Default)]
struct ProgressLine {
    shown: Mutex<bool>,
    /// The ID of the running query.
    current: Mutex<Option<String>>,
}

impl CliSession {
    pub(crate) fn new(quiet: bool) -> Self {
        Self { quiet, athena: OnceLock::new(), line: Arc::default() }
    }

    /// The connection of a URL, with its progress shown.
    pub(crate) async fn connect(&self, url: &str) -> Result<Athena, Failure> {
        let (line, visible) = (Arc::clone(&self.line), !self.quiet && io::stderr().is_terminal());
        let watched = Athena::from_url(url)?.on_progress(move |progress| line.update(progress, visible));
        let athena = watched.connect().await?;
        Ok(self.athena.get_or_init(|| athena).clone())
    }

    /// Removes the progress line.
    pub(crate) fn clear(&self) {
        self.line.clear();
    }

    /// Prints the statistics of a query.
    pub(crate) fn report(&self, rows: u64, took: &Statistics) {
        if self.quiet {
            return;
        }
        let rows = match (took.rows_written, rows) {
            (Some(written), 0) => format!("{written} rows written"),
            (_, 1) => "1 row".to_owned(),
            (_, rows) => format!("{rows} rows"),
        };
        let reused = if took.reused_result { ", an earlier result reused" } else { "" };
        eprintln!(
            "{rows}; {} scanned, about ${:.6}; {:.1} s in the engine, {:.1} s queued{reused} (query {})",
            bytes(took.bytes_scanned),
            took.dollars,
            took.engine_time.as_secs_f64(),
            took.queue_time.as_secs_f64(),
            took.query_execution_id
        );
    }

    /// After Ctrl-C: waits until the query has been stopped, and says so. A second Ctrl-C does not wait.
    pub(crate) async fn interrupted(&self) {
        let query = lock(&self.line.current).take();
        let Some(athena) = self.athena.get() else {
            eprintln!("quilt-athena: interrupted");
            return;
        };
        let flushed = tokio::select! {
            flushed = athena.flush() => flushed,
            _ = tokio::signal::ctrl_c() => return,
        };
        match (flushed, query) {
            (Ok(()), Some(id)) if !athena.stops_on_drop() => {
                eprintln!("quilt-athena: interrupted; query {id} is still running, `quilt-athena stop {id}` stops it");
            }
            (Ok(()), Some(id)) => eprintln!("quilt-athena: interrupted; query {id} has been stopped"),
            (Ok(()), None) => eprintln!("quilt-athena: interrupted"),
            (Err(error), _) => eprintln!("quilt-athena: interrupted, but the query could not be stopped: {error}"),
        }
    }
}

impl ProgressLine {
    fn update(&self, progress: &Progress, visible: bool) {
        *lock(&self.current) = (!progress.state.is_final()).then(|| progress.id.clone());
        if !visible || progress.state.is_final() {
            return;
        }
        let (seconds, scanned) = (progress.elapsed.as_secs_f64(), bytes(progress.bytes_scanned));
        // Carriage return, then erase to the end of the line.
        eprint!("\r\x1b[K{} for {seconds:.1} s, {scanned} scanned (query {})", progress.state, progress.id);
        let _ = io::stderr().flush();
        *lock(&self.shown) = true;
    }

    fn clear(&self) {
        let mut shown = lock(&self.shown);
        if std::mem::take(&mut *shown) {
            eprint!("\r\x1b[K");
            let _ = io::stderr().flush();
        }
    }
}

fn lock<T>(of: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A number of bytes, for reading.
pub(crate) fn bytes(count: u64) -> String {
    const UNITS: [&str; 5] = ["B", "kB", "MB", "GB", "TB"];
    let (mut size, mut unit) = (count as f64, 0);
    while size >= 1000.0 && unit + 1 < UNITS.len() {
        size /= 1000.0;
        unit += 1;
    }
    if unit == 0 { format!("{count} B") } else { format!("{size:.1} {}", UNITS[unit]) }
}
