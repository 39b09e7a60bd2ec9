//! Statements of test suites that we did not write, for `tests/interop/trino`: Trino has answered them, and here the embedded engine does.

use std::{
    collections::{HashMap, HashSet},
    fs::{self, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::Duration,
};

use futures::{StreamExt, stream};
use quilt_athena::{Engine, Result, Statement, local::Local, text};
use serde::Deserialize;
use serde_json::{Value, json};

/// A statement that is not answered by then hangs.
const LIMIT: Duration = Duration::from_secs(600);

#[derive(Deserialize)]
struct Asked {
    id: String,
    tables: String,
    sql: String,
    unjudged: Option<String>,
}

/// Reads `statements.jsonl` of the directory in `QUILT_ATHENA_SUITES`, if there is one, and adds to `answers.jsonl` there. What has been
/// begun before and has no answer took the process with it, and is not tried again: the caller runs this test until it ends well.
#[test]
fn statements_of_other_suites_are_answered_into_a_file() {
    let Some(directory) = std::env::var_os("QUILT_ATHENA_SUITES").map(PathBuf::from) else { return };
    let (begun, path) = (begun(&directory), directory.join("answers.jsonl"));
    let file = OpenOptions::new().create(true).append(true).open(path).expect("the file of answers");
    let file = Arc::new(Mutex::new(file));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let mut engines = HashMap::new();
        let mut asked = Vec::new();
        let statements = fs::read_to_string(directory.join("statements.jsonl")).expect("the statements");
        // Not `lines()`: a JSON string may hold other ends of lines as they are.
        for line in statements.split('\n').filter(|line| !line.is_empty()) {
            let one: Asked = serde_json::from_str(line).expect("a statement");
            if one.unjudged.is_some() || begun.contains(&one.id) {
                continue;
            }
            if !engines.contains_key(&one.tables) {
                engines.insert(one.tables.clone(), with_tables(&directory.join("roots"), &one.tables).await);
            }
            asked.push((engines[&one.tables].clone(), one));
        }
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        stream::iter(asked).for_each_concurrent(threads, |(engine, one)| tell(engine, one, Arc::clone(&file))).await;
    });
    // A statement that hangs holds its thread.
    runtime.shutdown_background();
}

/// The statements that an earlier process began.
fn begun(directory: &Path) -> HashSet<String> {
    let answers = fs::read_to_string(directory.join("answers.jsonl")).unwrap_or_default();
    let id = |line: &str| serde_json::from_str::<Value>(line).ok()?["id"].as_str().map(str::to_owned);
    answers.split('\n').filter_map(id).collect()
}

async fn with_tables(roots: &Path, name: &str) -> Local {
    let engine = Local::open(roots.join(name)).expect("the tables").with_session_catalog();
    let definitions = fs::read_to_string(roots.join(format!("{name}.json"))).expect("their definitions");
    for sql in serde_json::from_str::<Vec<String>>(&definitions).expect("statements") {
        engine.execute(&Statement::query(&sql)).await.unwrap_or_else(|error| panic!("{error}: {sql}"));
    }
    engine
}

/// In a task of its own, so that a panic ends only that.
async fn tell(engine: Local, asked: Asked, file: Arc<Mutex<fs::File>>) {
    let write = |line: Value| {
        let mut file = file.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        writeln!(file, "{line}").expect("a line");
    };
    write(json!({ "id": asked.id, "begun": true }));
    let task = tokio::spawn(async move { rows(&engine, &asked.sql).await });
    let aborted = task.abort_handle();
    let id = asked.id;
    write(match tokio::time::timeout(LIMIT, task).await {
        Ok(Ok(Ok(rows))) => json!({ "id": id, "rows": rows }),
        Ok(Ok(Err(error))) => {
            let kind = format!("{:?}", error.kind());
            let kind = kind.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
            json!({ "id": id, "kind": kind, "error": error.to_string() })
        }
        Ok(Err(panic)) => json!({ "id": id, "kind": "Panic", "error": panic.to_string() }),
        Err(_) => {
            aborted.abort();
            json!({ "id": id, "kind": "Hang", "error": format!("no answer after {} s", LIMIT.as_secs()) })
        }
    });
}

/// Values as Athena spells them.
async fn rows(engine: &Local, sql: &str) -> Result<Vec<Vec<Option<String>>>> {
    let batches = engine.execute(&Statement::query(sql)).await?.collect().await?;
    let row = |batch: &arrow_array::RecordBatch, row| {
        let (fields, columns) = (batch.schema(), batch.columns());
        columns.iter().zip(fields.fields()).map(|(c, field)| text::format_value_in(field, c, row)).collect()
    };
    Ok(batches.iter().flat_map(|batch| (0..batch.num_rows()).map(|n| row(batch, n)).collect::<Vec<_>>()).collect())
}
