//! Texts for parsers that we did not write.

use std::{fs::OpenOptions, io::Write, sync::Mutex};

use quilt_athena::{Statement, StatementKind};

static FILE: Mutex<()> = Mutex::new(());

/// Adds a statement to the file named by `QUILT_ATHENA_GOLDENS`, when there is one.
pub(crate) fn golden(name: &str, statement: &Statement) {
    let kind = match statement.kind() {
        StatementKind::HiveDdl => "hive_ddl",
        StatementKind::TrinoDdl => "trino_ddl",
        _ => "query",
    };
    append("QUILT_ATHENA_GOLDENS", &serde_json::json!({ "name": name, "kind": kind, "sql": statement.sql() }));
}

/// Adds a literal or a name to the file named by `QUILT_ATHENA_TOKENS`, when there is one.
pub(crate) fn token(kind: &str, value: &str, sql: &str) {
    append("QUILT_ATHENA_TOKENS", &serde_json::json!({ "name": kind, "kind": kind, "value": value, "sql": sql }));
}

/// Adds a statement and its rows, spelled as Athena spells them, to the file named by `QUILT_ATHENA_ANSWERS`, when there is one.
pub(crate) fn answer(sql: &str, rows: &str) {
    append("QUILT_ATHENA_ANSWERS", &serde_json::json!({ "sql": sql, "rows": rows }));
}

/// Adds a statement that fails, and how its error begins.
pub(crate) fn failure(sql: &str, error: &str) {
    append("QUILT_ATHENA_ANSWERS", &serde_json::json!({ "sql": sql, "error": error }));
}

/// Adds a statement that Athena takes, whatever it answers.
pub(crate) fn accepted(sql: &str) {
    append("QUILT_ATHENA_ANSWERS", &serde_json::json!({ "sql": sql }));
}

fn append(variable: &str, line: &serde_json::Value) {
    let Some(path) = std::env::var_os(variable) else { return };
    let _one_at_a_time = FILE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let mut file = OpenOptions::new().create(true).append(true).open(path).expect("the file of goldens");
    writeln!(file, "{line}").expect("a line");
}
