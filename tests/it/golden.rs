//! Texts for parsers that we did not write.

use std::{fs::OpenOptions, io::Write, sync::Mutex};

use arrow_array::RecordBatch;
use quilt_athena::{
    Engine, Statement, StatementKind,
    quilt::PackageTables,
    schema::{BaseView, View},
    text,
};
use serde_json::json;

use crate::support::{ask, bundled};

const ANSWERS: &str = "QUILT_ATHENA_ANSWERS";

static FILE: Mutex<()> = Mutex::new(());

/// Adds a statement to the file named by `QUILT_ATHENA_GOLDENS`, when there is one.
pub(crate) fn golden(name: &str, statement: &Statement) {
    let kind = match statement.kind() {
        StatementKind::HiveDdl => "hive_ddl",
        StatementKind::TrinoDdl => "trino_ddl",
        _ => "query",
    };
    append("QUILT_ATHENA_GOLDENS", &json!({ "name": name, "kind": kind, "sql": statement.sql() }));
}

/// Adds a literal or a name to the file named by `QUILT_ATHENA_TOKENS`, when there is one.
pub(crate) fn token(kind: &str, value: &str, sql: &str) {
    append("QUILT_ATHENA_TOKENS", &json!({ "name": kind, "kind": kind, "value": value, "sql": sql }));
}

/// Adds a statement and its rows, spelled as Athena spells them, to the file named by `QUILT_ATHENA_ANSWERS`, when there is one.
pub(crate) fn answer(sql: &str, rows: &str) {
    append(ANSWERS, &json!({ "sql": sql, "rows": rows }));
}

/// Adds a random query over the bundled registry and tables of its own, with its rows and its seed.
pub(crate) fn random_answer(seed: u64, sql: &str, rows: &str) {
    append(ANSWERS, &json!({ "sql": sql, "rows": rows, "seed": seed, "registry": true }));
}

/// Adds a statement that fails, and how its error begins.
pub(crate) fn failure(sql: &str, error: &str) {
    append(ANSWERS, &json!({ "sql": sql, "error": error }));
}

/// Adds a statement that Athena takes, whatever it answers.
pub(crate) fn accepted(sql: &str) {
    append(ANSWERS, &json!({ "sql": sql }));
}

/// Adds a query over the bundled registry, with the rows that this engine gives; where it refuses, Athena has to take the query all the same.
/// A query over tables that are not there is left out.
pub(crate) async fn answer_of_registry(engine: &impl Engine, sql: &str) {
    if std::env::var_os(ANSWERS).is_none() {
        return;
    }
    match ask(engine, sql).await {
        Err(error) if matches!(error.kind(), quilt_athena::ErrorKind::NotFound { .. }) => {}
        answer => append(ANSWERS, &json!({ "sql": sql, "rows": answer.ok(), "registry": true })),
    }
}

/// Adds the rows of the bundled registry's tables, and the queries of its views.
#[tokio::test]
async fn the_bundled_registry_is_shown_too() {
    let engine = bundled().await;
    for (name, columns) in [
        ("quilt_named_packages_example-packages", POINTER.as_slice()),
        ("quilt_manifests_example-packages", MANIFEST.as_slice()),
    ] {
        let items = columns.iter().map(|(name, of)| match *of {
            "varchar" => format!("\"{name}\""),
            _ => format!("json_format(CAST(\"{name}\" AS JSON))"),
        });
        let sql = format!("SELECT {} FROM \"{name}\"", items.collect::<Vec<_>>().join(", "));
        let batches = engine.execute(&Statement::query(sql)).await.expect("it runs").collect().await.expect("rows");
        let row =
            |batch: &RecordBatch, row| batch.columns().iter().map(|c| text::format_value(c, row)).collect::<Vec<_>>();
        let rows: Vec<_> = batches.iter().flat_map(|batch| (0..batch.num_rows()).map(|n| row(batch, n))).collect();
        assert!(rows.len() > 80, "{name} has {} rows", rows.len());
        append(ANSWERS, &json!({ "define": name, "columns": columns, "values": rows }));
    }
    let tables = PackageTables::new(&"example-packages".parse().expect("a bucket"));
    for view in &tables.create_statements().expect("statements")[2..] {
        let (head, query) = view.sql().split_once(" AS ").expect("CREATE OR REPLACE VIEW … AS …");
        append(ANSWERS, &json!({ "define": head.split('"').nth(1), "as": query }));
    }
}

/// Adds a table without rows, so that Trino can read the goldens over it.
pub(crate) fn table<V: BaseView>(view: &View<V>) {
    let columns: Vec<_> =
        V::FIELDS.iter().zip(V::types()).map(|(name, of)| [(*name).to_owned(), of.to_string()]).collect();
    append(ANSWERS, &json!({ "define": view.name().expect("a table").name(), "columns": columns, "values": [] }));
}

const POINTER: [(&str, &str); 2] = [("$path", "varchar"), ("hash", "varchar")];
const MANIFEST: [(&str, &str); 9] = [
    ("$path", "varchar"),
    ("logical_key", "varchar"),
    ("physical_keys", "array(varchar)"),
    ("size", "varchar"),
    ("hash", "row(type varchar, value varchar)"),
    ("meta", "varchar"),
    ("user_meta", "varchar"),
    ("message", "varchar"),
    ("version", "varchar"),
];

fn append(variable: &str, line: &serde_json::Value) {
    let Some(path) = std::env::var_os(variable) else { return };
    let _one_at_a_time = FILE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let mut file = OpenOptions::new().create(true).append(true).open(path).expect("the file of goldens");
    writeln!(file, "{line}").expect("a line");
}
