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

fn append(variable: &str, line: &serde_json::Value) {
    let Some(path) = std::env::var_os(variable) else { return };
    let _one_at_a_time = FILE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let mut file = OpenOptions::new().create(true).append(true).open(path).expect("the file of goldens");
    writeln!(file, "{line}").expect("a line");
}
