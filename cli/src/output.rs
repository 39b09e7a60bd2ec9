//! Rows on standard output.

use std::{
    io::{self, BufWriter, Write},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use arrow_array::RecordBatch;
use arrow_json::writer::{JsonArray, LineDelimited};
use arrow_schema::SchemaRef;
use comfy_table::{ContentArrangement, Table, presets};
use futures::{Stream, StreamExt, TryStreamExt};
use quilt_athena::{athena::QueryStatus, engine::Execution, text};

use crate::{args::Format, failure::Failure, json};

/// One line.
pub(crate) fn line(text: &str) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{text}")
}

/// The status of a query, one property per line.
pub(crate) fn status(status: &QueryStatus) -> io::Result<()> {
    let mut lines = vec![("id", status.id.clone()), ("state", status.state.to_string())];
    let mut add = |name, value: Option<String>| lines.extend(value.map(|value| (name, value)));
    add("reason", status.reason.clone());
    add("sql", Some(printable(&status.sql)));
    add("workgroup", status.work_group.clone());
    add("statement", status.substatement_type.clone().or_else(|| status.statement_type.clone()));
    add("result", status.output_location.clone());
    add("scanned", Some(crate::session::bytes(status.bytes_scanned)));
    add("engine", Some(format!("{:.1} s", status.engine_time.as_secs_f64())));
    add("queue", Some(format!("{:.1} s", status.queue_time.as_secs_f64())));
    add("total", Some(format!("{:.1} s", status.total_time.as_secs_f64())));
    if let Some(failure) = &status.failure {
        add("error", failure.error_type.map(|number| format!("type {number}, retryable: {}", failure.retryable)));
    }
    for (name, value) in lines {
        line(&format!("{name:<10} {value}"))?;
    }
    Ok(())
}

/// Prints all rows of an execution and returns their number; a statement without columns prints nothing.
pub(crate) async fn rows(execution: Execution, format: Format) -> Result<u64, Failure> {
    let rows = Arc::new(AtomicU64::new(0));
    let (schema, count) = (execution.schema().clone(), Arc::clone(&rows));
    let counted = execution.into_batches().inspect_ok(move |batch| {
        count.fetch_add(batch.num_rows() as u64, Ordering::Relaxed);
    });
    print(Execution::new(schema, counted.boxed()), format).await?;
    Ok(rows.load(Ordering::Relaxed))
}

async fn print(execution: Execution, format: Format) -> Result<(), Failure> {
    let schema = execution.schema().clone();
    if matches!(format, Format::Json | Format::Jsonl) {
        json::check_names(schema.fields())?;
    }
    let mut batches = execution.into_batches().peekable();
    // A query that fails at its first row has printed nothing.
    if let Some(Err(error)) = Pin::new(&mut batches).peek().await {
        return Err(error.clone().into());
    }
    if schema.fields().is_empty() {
        while let Some(batch) = batches.next().await {
            batch?;
        }
        return Ok(());
    }
    let mut out = BufWriter::new(io::stdout());
    match format {
        Format::Table => {
            writeln!(out, "{}", table(&schema, &mut batches).await?)?;
        }
        Format::Json => {
            let mut writer = json::writer::<JsonArray>(&mut out);
            while let Some(batch) = batches.next().await {
                writer.write(&batch?).map_err(write_error)?;
            }
            writer.finish().map_err(write_error)?;
            drop(writer);
            writeln!(out)?;
        }
        Format::Jsonl => {
            let mut writer = json::writer::<LineDelimited>(&mut out);
            while let Some(batch) = batches.next().await {
                writer.write(&batch?).map_err(write_error)?;
            }
            writer.finish().map_err(write_error)?;
        }
        Format::Csv => {
            csv_line(&mut out, schema.fields().iter().map(|field| Some(field.name().clone())))?;
            while let Some(batch) = batches.next().await {
                let batch = batch?;
                for row in 0..batch.num_rows() {
                    csv_line(&mut out, cells(&batch, row))?;
                }
            }
        }
    }
    out.flush()?;
    Ok(())
}

/// All rows as a table, whose columns are as wide as the widest value.
async fn table(
    schema: &SchemaRef,
    batches: &mut (impl Stream<Item = quilt_athena::Result<RecordBatch>> + Unpin),
) -> Result<Table, Failure> {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(schema.fields().iter().map(|field| printable(field.name())));
    while let Some(batch) = batches.next().await {
        let batch = batch?;
        for row in 0..batch.num_rows() {
            table.add_row(
                cells(&batch, row).map(|cell| cell.map_or_else(|| "NULL".to_owned(), |text| printable(&text))),
            );
        }
    }
    Ok(table)
}

/// The error of a writer; a broken pipe stays one.
fn write_error(error: impl std::error::Error + Send + Sync + 'static) -> io::Error {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&error);
    while let Some(error) = cause {
        if let Some(io) = error.downcast_ref::<io::Error>() {
            return io.kind().into();
        }
        cause = error.source();
    }
    io::Error::other(error)
}

/// The values of a row as Athena prints them, `None` for NULL.
fn cells(batch: &RecordBatch, row: usize) -> impl Iterator<Item = Option<String>> {
    let fields = batch.schema_ref().fields().iter();
    fields.zip(batch.columns()).map(move |(field, column)| text::format_value_in(field, column, row))
}

/// As Athena writes it: every value in quotes, so that NULL and the empty string differ.
fn csv_line(out: &mut impl Write, values: impl Iterator<Item = Option<String>>) -> io::Result<()> {
    for (i, value) in values.enumerate() {
        if i > 0 {
            out.write_all(b",")?;
        }
        if let Some(value) = value {
            write!(out, "\"{}\"", value.replace('"', "\"\""))?;
        }
    }
    out.write_all(b"\n")
}

/// A row of a table stays one line, and no value moves the cursor.
fn printable(text: &str) -> String {
    let escaped = |c: char| match c {
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '\t' => "\\t".to_owned(),
        c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => format!("\\u{{{:x}}}", u32::from(c)),
        c => c.to_string(),
    };
    text.chars().map(escaped).collect()
}
